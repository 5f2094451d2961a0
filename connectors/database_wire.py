"""The conversation with a database: one read-only transaction, rows streamed in chunks, failures in words."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from connectors.database_query import NULLS_FIRST, OpenQuery
from connectors.database_refusals import in_words
from connectors.database_sessions import abandon, connect_args, forget_rest, reading_only, server_thread
from connectors.mapping import find_columns, refuse_unknown
from schemas.errors import SourceRefused
from schemas.source_settings import DatabaseTable

DEFAULT_PORTS = {"postgresql": 5432, "mysql": 3306, "mariadb": 3306, "mssql": 1433, "oracle": 1521}
_READS = re.compile(r"\s*(?:--[^\n]*\n\s*|/\*.*?\*/\s*)*\(*\s*(select|with|table|values)\b", re.IGNORECASE | re.DOTALL)
_LONE_COLON = re.compile(r"(?<![:\\]):(?=\w)")


class DatabaseWire:
    """One address, opened for each reading.

    Args:
        where: the source's name for errors.
        address: SQLAlchemy address without password.
        password: empty when none is needed.
        timeout_s: for connecting and for each chunk.
        base_folder: SQLite files are relative to it.

    Raises:
        SourceRefused: the address is unusable.
    """

    def __init__(self, where: str, address: str, password: str, timeout_s: float, base_folder: Path) -> None:
        self.where, self._password, self._timeout_s = where, password, timeout_s
        self.url = _with_password(_parsed(where, address, base_folder), where, password)
        try:
            self._engine = sa.create_engine(
                self.url, poolclass=NullPool, hide_parameters=True, connect_args=connect_args(self.url, timeout_s)
            )
        except (NoSuchModuleError, ModuleNotFoundError, ArgumentError) as error:
            what = f"no driver for '{self.url.drivername}' is installed ({error})"
            raise SourceRefused(f"{where}: url", what, "install it beside zhaoren, or correct `url`") from None

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """A read-only transaction over one moment, where the database can do that; rolled back at the end.

        Raises:
            SourceBusy: no answer.
            SourceRefused: address, credentials, rights or query must be mended.
        """
        try:
            with self._engine.connect() as plain:
                yield reading_only(plain, self._timeout_s)
                plain.rollback()
        except DBAPIError as error:
            raise in_words(error, self.where, self.shown, self._password) from None
        except SQLAlchemyError as error:
            told = str(error).replace(self._password, "***") if self._password else str(error)
            raise SourceRefused(self.where, told, "correct the query") from None

    @property
    def shown(self) -> str:
        """The address without its password."""
        return self.url.render_as_string(hide_password=True)

    def looked_at(self, connection: sa.Connection, table: DatabaseTable, wanted: Sequence[str]) -> OpenQuery:
        """The columns that a table or query has, and how to read the wanted ones.

        Raises:
            SourceRefused: no such table or column; names the nearest and those that there are.
        """
        nulls_first = NULLS_FIRST.get(self.url.get_backend_name())
        if table.query is not None:
            if _READS.match(table.query) is None:
                raise SourceRefused(f"{self.where}: query", "it does not begin with SELECT or WITH", "correct `query`")
            written = _LONE_COLON.sub(r"\\:", table.query.strip().rstrip(";"))
            noun, name = "query", "query"
            source: sa.FromClause | sa.TextClause = sa.text(f"({written}\n) zhaoren_query")
        else:
            assert table.table is not None
            schema, _, bare = table.table.rpartition(".")
            noun, name = f"table '{table.table}'", table.table
            written = ""
            source = sa.table(self._named(connection, bare, schema or None), schema=schema or None)
        if written and self.url.get_backend_name() == "mssql":
            # It allows neither WITH nor ORDER BY inside brackets.
            existing = self._columns(connection, sa.text(written))
            self._refuse_missing(noun, wanted, tuple(existing))
            return OpenQuery(name, tuple(existing), None, sa.text(written), existing)
        existing = self._columns(connection, sa.select(sa.text("*")).select_from(source).where(sa.text("1 = 0")))
        listed = tuple(existing)
        places = self._refuse_missing(noun, wanted, listed)
        if not places:
            raise SourceRefused(f"{self.where}: {noun}", "its mapping names no column", "name some")
        # Only these leave the database: what no mapping names is not even read.
        chosen = tuple(listed[at] for at in dict.fromkeys(places.values()))
        return OpenQuery(name, chosen, source, None, {column: existing[column] for column in chosen}, nulls_first)

    def rows(
        self, connection: sa.Connection, statement: sa.Executable, chunk: int
    ) -> Generator[sa.Row[tuple[object, ...]], None, None]:
        """The rows, a chunk of them in memory at a time."""
        options = {"stream_results": True, "yield_per": chunk}
        thread, raw = server_thread(connection), connection.connection.dbapi_connection
        try:
            with connection.execute(statement, execution_options=options) as result:
                try:
                    yield from result
                except GeneratorExit:
                    abandon(connection)
                    raise
        except DBAPIError as error:
            if error.connection_invalidated:
                forget_rest(raw)
                self._end_at_server(thread)
            raise

    def _end_at_server(self, thread: int | None) -> None:
        """After a time limit the server of MySQL and MariaDB goes on computing unless it is told."""
        if thread is not None:
            with contextlib.suppress(SQLAlchemyError, OSError), self._engine.connect() as other:
                other.exec_driver_sql(f"KILL {thread}")

    def _columns(self, connection: sa.Connection, statement: sa.Executable) -> dict[str, str]:
        """Column -> its type as the driver tells it."""
        with connection.execute(statement, execution_options={"stream_results": True}) as result:
            told = result.cursor.description if result.cursor is not None else ()
            names = tuple(result.keys())
            types = [str(column[1]) for column in told or ()]
        return dict(zip(names, types, strict=False)) if len(types) == len(names) else dict.fromkeys(names, "")

    def _named(self, connection: sa.Connection, name: str, schema: str | None) -> str:
        inspector = sa.inspect(connection)
        if schema is not None and schema not in inspector.get_schema_names():
            raise refuse_unknown(self.where, "schema", [schema], inspector.get_schema_names())
        names = [*inspector.get_table_names(schema), *inspector.get_view_names(schema)]
        if self.url.get_backend_name() == "postgresql":
            names += inspector.get_materialized_view_names(schema)
        places, missing = find_columns([name], names)
        if missing:
            raise refuse_unknown(self.where, "table", missing, names)
        return names[places[name]]

    def _refuse_missing(self, noun: str, wanted: Sequence[str], columns: Sequence[str]) -> dict[str, int]:
        places, missing = find_columns(wanted, columns)
        if missing:
            raise refuse_unknown(f"{self.where}: {noun}", "column", missing, columns)
        return places


def _parsed(where: str, address: str, base_folder: Path) -> URL:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise SourceRefused(
            f"{where}: url", "not a database address", "write it like postgresql://user@host/database"
        ) from None
    if url.password:
        raise SourceRefused(
            f"{where}: url", "the address holds a password", "take it out and refer to it by `password`"
        )
    if url.get_backend_name() != "sqlite":
        return url
    path = base_folder / (url.database or "")
    if not url.database or not path.is_file():
        raise SourceRefused(f"{where}: url", f"there is no SQLite file '{url.database or ''}'", "correct `url`")
    # Opened as read-only by the driver itself.
    return url.set(database=f"file:{quote(str(path.resolve()))}", query={"mode": "ro", "uri": "true"})


def _with_password(url: URL, where: str, password: str) -> URL:
    if password and not url.username:
        raise SourceRefused(
            f"{where}: url", "a password without a user", "name the user: postgresql://user@host/database"
        )
    return url.set(password=password) if password else url
