"""One database behind a room's stores: opening it, reading in a snapshot, writing in one transaction.

SQLite is used in WAL mode: any number of readers beside one writer; writers take their lock at once, so that a reader
who turns writer can never find his snapshot outdated.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry

from zhaoren.foundation.errors import BadInput, Busy, ZhaorenError
from zhaoren.foundation.logs import redact

# One commit of a million rows takes about a minute; whoever writes next waits for it.
_WAIT_FOR_LOCK_S = 120
# Connections: each source that is synced in parallel uses up to five.
_CONNECTIONS = 50
_WRITING = "zhaoren_writing"
# Below this many bytes the write-ahead file is kept and reused; after one big commit it shrinks to this again.
_JOURNAL_BYTES = 64 * 1024 * 1024
# With SQLite's own 1000 pages and 2 MB a sync of 200,000 spent half of its time copying pages to and fro (25 s to 11 s
# on an idle disk); each connection that sorts may take a few times its cache, so that 16 MB cost 100 MB in all.
_BYTES_BETWEEN_CHECKPOINTS = 32 * 1024 * 1024
_CACHE_KIB = 8_000
# Of a new file. With SQLite's own 4096 a staged row of a kilobyte lies on pages of its own behind its table's, and each
# page is two writes: staging, comparing and writing 50,000 took 37 us of processor time each, 26 with these.
_PAGE_BYTES = 16 * 1024


class CatalogUnavailable(ZhaorenError):
    """The database behind the catalog did not do what was asked; nothing was half written."""


class Database:
    """An engine with two ways in.

    Args:
        url: an SQLAlchemy address, SQLite (a file) or PostgreSQL.
        survives_power_cuts: with SQLite, wait for the disk at every commit; without, a power cut may take back the
            newest transactions, never half of one.

    Raises:
        BadInput: the address cannot be used.
    """

    def __init__(self, url: str | URL, *, survives_power_cuts: bool = True) -> None:
        self.url = _checked(url)
        self.place = self.url.render_as_string(hide_password=True)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            _make_folder(self.url)
        # Parameters are people's values: they stay out of every message.
        self.engine = create_engine(
            self.url,
            hide_parameters=True,
            pool_pre_ping=not self.is_sqlite,
            max_overflow=_CONNECTIONS,
            # So that another file can be attached for reading only.
            connect_args={"uri": True} if self.is_sqlite else {},
        )
        if self.is_sqlite:
            event.listen(self.engine, "connect", partial(_prepare_sqlite, "FULL" if survives_power_cuts else "NORMAL"))
            event.listen(self.engine, "begin", _begin_sqlite)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One unchanging view of everything that was committed before the first statement.

        Raises:
            CatalogUnavailable: the database does not answer.
        """
        with self._told(), self.engine.connect() as connection:
            if not self.is_sqlite:
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin() as transaction:
                try:
                    yield connection
                finally:
                    if transaction.is_active:
                        transaction.rollback()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: committed when the block ends, undone when it raises.

        Raises:
            CatalogUnavailable: the database does not answer, is full or read-only.
            Busy: another writer held it for longer than two minutes.
        """
        with self._told(), self.engine.connect() as connection:
            connection.execution_options(**{_WRITING: True})
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, sqlite3.Error) as broken:
            told = broken.orig if isinstance(broken, DBAPIError) else broken
            what = redact(str(told).strip().partition("\n")[0])
            if "database is locked" in what:
                raise Busy(self.place, "another program is writing to it", "try again") from None
            raise CatalogUnavailable(self.place, what) from broken


def _checked(url: str | URL) -> URL:
    try:
        checked = make_url(url)
        checked.get_dialect()
    except (ArgumentError, NoSuchModuleError) as wrong:
        raise BadInput("catalog: url", "this is no address of a database", "write sqlite:///catalog.db") from wrong
    backend = checked.get_backend_name()
    if backend not in ("sqlite", "postgresql"):
        raise BadInput("catalog: url", f"the catalog cannot live in {backend}", "take sqlite or postgresql")
    if backend == "sqlite" and checked.database in (None, "", ":memory:"):
        raise BadInput("catalog: url", "the catalog needs a file", "write sqlite:///catalog.db")
    if backend == "postgresql" and checked.drivername == "postgresql":
        checked = checked.set(drivername="postgresql+psycopg")
    return checked


def _make_folder(url: URL) -> None:
    folder = Path(str(url.database)).absolute().parent
    try:
        # Personal data: nobody but the owner looks in.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as refused:
        raise BadInput(str(folder), f"this folder cannot be made: {refused.strerror}") from refused


def _prepare_sqlite(synchronous: str, connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    # The driver would begin transactions late and by itself; `_begin_sqlite` does it.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
    (page_bytes,) = cursor.execute("PRAGMA page_size").fetchone()
    for pragma in (
        f"busy_timeout = {_WAIT_FOR_LOCK_S * 1000}",
        "journal_mode = WAL",
        f"synchronous = {synchronous}",
        f"journal_size_limit = {_JOURNAL_BYTES}",
        f"wal_autocheckpoint = {_BYTES_BETWEEN_CHECKPOINTS // page_bytes}",
        f"cache_size = -{_CACHE_KIB}",
        "foreign_keys = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    options: dict[str, Any] = dict(connection.get_execution_options())
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(_WRITING) else "BEGIN")
