"""A real PostgreSQL server for tests: one for the session, a new empty database for each test that asks."""

from __future__ import annotations

import contextlib
import itertools
import re
import secrets
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.servers.daemon import (
    Daemon,
    ServerDidNotStart,
    free_port,
    remove_folder,
    scratch_folder,
    unprivileged_account,
)
from tests.servers.requirement import missing

_INSTALL = "run 'apt-get install postgresql', or 'make test' which does it"
_USER = "zhaoren"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """SQLAlchemy URL of the server's `postgres` database; the user may create databases and roles."""
    programs = find_postgres()
    account = unprivileged_account("postgres")
    folder = scratch_folder("postgres", account)
    port, password = free_port(), secrets.token_hex(8)
    password_file = folder / "password"
    password_file.write_text(password, encoding="utf-8")
    if account is not None:
        shutil.chown(password_file, account.uid, account.gid)
    url = f"postgresql+psycopg://{_USER}:{password}@127.0.0.1:{port}/postgres"
    daemon: Daemon | None = None
    try:
        data = folder / "data"
        initdb = [str(programs / "initdb"), "-D", str(data), "-U", _USER, f"--pwfile={password_file}"]
        initdb += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        made = subprocess.run(
            initdb,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            user=None if account is None else account.uid,
            group=None if account is None else account.gid,
            extra_groups=None if account is None else [],
        )
        if made.returncode != 0:
            raise ServerDidNotStart(f"initdb failed: {made.stderr[-2000:]}")
        daemon = Daemon(
            [programs / "postgres", "-D", data, *_settings(port, folder)],
            log=folder / "postgres.log",
            ready=lambda: _answers(url),
            account=account,
            # SIGINT ends sessions at once; SIGTERM would wait for them.
            stop_signal=signal.SIGINT,
        )
        yield url
    finally:
        if daemon is not None:
            daemon.stop()
        remove_folder(folder)


@pytest.fixture
def fresh_postgres(postgres_url: str) -> Iterator[str]:
    """SQLAlchemy URL of a new empty UTF-8 database, dropped after the test."""
    with new_database(postgres_url) as url:
        yield url


@contextlib.contextmanager
def new_database(postgres_url: str) -> Iterator[str]:
    """The same for fixtures that live longer than one test."""
    name = f"t{next(_numbers)}_{secrets.token_hex(3)}"
    with psycopg.connect(plain_url(postgres_url), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    try:
        yield postgres_url.rpartition("/")[0] + f"/{name}"
    finally:
        with psycopg.connect(plain_url(postgres_url), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def without_password(sqlalchemy_url: str) -> str:
    """The same address for a configuration, which refers to the password and does not hold it."""
    return re.sub(r":[^:@/]*@", "@", sqlalchemy_url, count=1)


def plain_url(sqlalchemy_url: str) -> str:
    """The same address as psycopg and libpq write it."""
    return sqlalchemy_url.replace("postgresql+psycopg://", "postgresql://", 1)


def find_postgres() -> Path:
    """Folder of the newest installed server's programs, which Debian does not put on PATH."""
    versions = [place for place in Path("/usr/lib/postgresql").glob("*/bin") if (place / "initdb").exists()]
    if versions:
        return max(versions, key=lambda place: int(re.sub(r"\D", "", place.parent.name) or 0))
    on_path = shutil.which("initdb")
    if on_path is None or shutil.which("postgres") is None:
        missing("PostgreSQL", _INSTALL)
    return Path(on_path).parent


def _settings(port: int, folder: Path) -> list[str]:
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": str(folder),
        # A test's data need not outlive the machine.
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "max_connections": "200",
    }
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def _answers(url: str) -> bool:
    try:
        psycopg.connect(plain_url(url), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
