"""A real MariaDB server for tests: one for the session, a new empty database for each test that asks."""

from __future__ import annotations

import contextlib
import itertools
import secrets
import shutil
import socket as socket_library
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymysql
import pytest
from sqlalchemy.engine import make_url

from tests.servers.daemon import (
    Daemon,
    ServerDidNotStart,
    free_port,
    remove_folder,
    scratch_folder,
    unprivileged_account,
)
from tests.servers.requirement import missing

_INSTALL = "run 'apt-get install mariadb-server', or 'make test' which does it"
_USER = "zhaoren"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def mariadb_url() -> Iterator[str]:
    """SQLAlchemy URL of the server's `mysql` database; the user may do everything."""
    server, installer = _program("mariadbd"), _program("mariadb-install-db")
    account = unprivileged_account("mysql")
    folder = scratch_folder("mariadb", account)
    port, password = free_port(), secrets.token_hex(8)
    daemon: Daemon | None = None
    try:
        data = folder / "data"
        made = subprocess.run(
            [
                installer,
                "--no-defaults",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                f"--datadir={data}",
            ],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            user=None if account is None else account.uid,
            group=None if account is None else account.gid,
            extra_groups=None if account is None else [],
        )
        if made.returncode != 0:
            raise ServerDidNotStart(f"mariadb-install-db failed: {made.stdout[-1000:]}{made.stderr[-1000:]}")
        socket = folder / "socket"
        daemon = Daemon(
            [server, "--no-defaults", f"--datadir={data}", *_settings(port, socket)],
            log=folder / "mariadb.log",
            ready=lambda: _opened(socket, password),
            account=account,
        )
        yield f"mysql+pymysql://{_USER}:{password}@127.0.0.1:{port}/mysql"
    finally:
        if daemon is not None:
            daemon.stop()
        remove_folder(folder)


@pytest.fixture
def fresh_mariadb(mariadb_url: str) -> Iterator[str]:
    """SQLAlchemy URL of a new empty database, dropped after the test."""
    name = f"t{next(_numbers)}_{secrets.token_hex(3)}"
    with closing_session(mariadb_url) as session, session.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
    try:
        yield mariadb_url.rpartition("/")[0] + f"/{name}"
    finally:
        with closing_session(mariadb_url) as session, session.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name}")


@contextlib.contextmanager
def closing_session(url: str, **settings: object) -> Iterator[Any]:
    """A session of the test's own, in which every statement stands at once."""
    address = make_url(url)
    session = pymysql.connect(
        host=address.host,
        port=address.port or 3306,
        user=address.username,
        password=address.password or "",
        database=address.database,
        autocommit=True,
        **{"charset": "utf8mb4", **settings},
    )
    try:
        yield session
    finally:
        session.close()


def _program(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if found is None:
        missing("MariaDB", _INSTALL)
    return found


def _settings(port: int, socket: Path) -> list[str]:
    settings = {
        "bind-address": "127.0.0.1",
        "port": str(port),
        "socket": str(socket),
        "pid-file": str(socket.with_suffix(".pid")),
        # A test's data need not outlive the machine.
        "innodb-flush-log-at-trx-commit": "0",
        "innodb-buffer-pool-size": "64M",
        "skip-log-bin": "",
        "skip-name-resolve": "",
    }
    return [f"--{name}={value}" if value else f"--{name}" for name, value in settings.items()]


def _opened(socket: Path, password: str) -> bool:
    """Whether the server answers; makes our user at the first time."""
    with contextlib.closing(socket_library.socket(socket_library.AF_UNIX)) as probe:
        # PyMySQL leaves its socket open when nobody answers.
        try:
            probe.connect(str(socket))
        except OSError:
            return False
    session = pymysql.connect(unix_socket=str(socket), user="root", autocommit=True)
    with contextlib.closing(session), session.cursor() as cursor:
        cursor.execute(f"CREATE OR REPLACE USER {_USER}@'127.0.0.1' IDENTIFIED BY '{password}'")
        cursor.execute(f"GRANT ALL PRIVILEGES ON *.* TO {_USER}@'127.0.0.1' WITH GRANT OPTION")
    return True
