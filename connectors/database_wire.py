"""The conversation with a database: one read-only transaction, rows streamed in chunks, failures in words."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from connectors.mapping import find_columns, refuse_unknown
from schemas.errors import SourceBusy, SourceError, SourceRefused
from schemas.source_settings import DatabaseTable

DEFAULT_PORTS = {"postgresql": 5432, "mysql": 3306, "mariadb": 3306, "mssql": 1433, "oracle": 1521}
_READS = re.compile(r"\s*(?:--[^\n]*\n\s*|/\*.*?\*/\s*)*\(*\s*(select|with|table|values)\b", re.IGNORECASE | re.DOTALL)
_LONE_COLON = re.compile(r"(?<![:\\]):(?=\w)")

# What drivers say, by SQLSTATE where they have it, else by their words.
_REFUSALS: tuple[tuple[str, str, str], ...] = (
    (
        r"28P01|28000|1045|password authentication failed|Access denied for user|Login failed|ORA-01017",
        "the database refuses name or password",
        "correct the user in `url` or the secret",
    ),
    (r"3D000|1049|database .* does not exist|Unknown database", "there is no such database", "correct `url`"),
    (r"unable to open database file", "the database file cannot be opened", "correct `url`, or give the right to read"),
    (r"file is not a database", "the file is no SQLite database", "correct `url`"),
    (r"could not translate host|resolve host|getaddrinfo|Name or service not known|Unknown MySQL server host",
     "no host is called so", "correct `url`"),
    (r"Connection refused|Can't connect to|No route to host|Network is unreachable",
     "nothing answers there", "check `url`, and whether the database runs"),
    (r"42501|1142|1044|permission denied|command denied|ORA-00942", "this account may not read it",
     "give it the right to select"),
    (r"25006|1792|read-only transaction|readonly database", "the query writes, which a source is never asked to",
     "use a query that only selects"),
)  # fmt: skip
_NO_ANSWER = (
    r"57014|1205|2006|2013|3024|timeout|timed out|gone away|Lost connection|closed the connection|database is locked"
)


@dataclass(frozen=True, slots=True)
class OpenQuery:
    """A table or query that was looked at.

    Attributes:
        name: in the administrator's words.
        columns: as the database names them.
        statement: selects the wanted columns, or is the administrator's query.
    """

    name: str
    columns: tuple[str, ...]
    statement: sa.Executable


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
                self.url, poolclass=NullPool, hide_parameters=True, connect_args=self._connect_args()
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
                yield self._read_only(plain)
                plain.rollback()
        except DBAPIError as error:
            raise self._in_words(error) from None
        except SQLAlchemyError as error:
            raise SourceRefused(self.where, self._without_password(str(error)), "correct the query") from None

    def looked_at(self, connection: sa.Connection, table: DatabaseTable, wanted: Sequence[str]) -> OpenQuery:
        """The columns that a table or query has, and the statement that reads the wanted ones.

        Raises:
            SourceRefused: no such table or column; names the nearest and those that there are.
        """
        if table.query is not None:
            if _READS.match(table.query) is None:
                raise SourceRefused(f"{self.where}: query", "it does not begin with SELECT or WITH", "correct `query`")
            written = _LONE_COLON.sub(r"\\:", table.query.strip().rstrip(";"))
            # Without its rows; SQL Server alone allows no ORDER BY inside.
            wrapped = f"SELECT * FROM ({written}\n) zhaoren_query WHERE 1 = 0"  # noqa: S608 - the administrator's own
            looked = written if self.url.get_backend_name() == "mssql" else wrapped
            with connection.execute(sa.text(looked), execution_options={"stream_results": True}) as result:
                columns = tuple(result.keys())
            self._refuse_missing("query", wanted, columns)
            return OpenQuery("query", columns, sa.text(written))
        assert table.table is not None
        schema, _, name = table.table.rpartition(".")
        source = sa.table(self._named(connection, name, schema or None), schema=schema or None)
        with connection.execute(sa.select(sa.text("*")).select_from(source).where(sa.false())) as result:
            columns = tuple(result.keys())
        places = self._refuse_missing(f"table '{table.table}'", wanted, columns)
        # Only these leave the database: what no mapping names is not even read.
        chosen: list[sa.ColumnClause[object]] = [sa.column(columns[at]) for at in dict.fromkeys(places.values())]
        if not chosen:
            raise SourceRefused(f"{self.where}: table '{table.table}'", "its mapping names no column", "name some")
        return OpenQuery(table.table, tuple(column.name for column in chosen), sa.select(*chosen).select_from(source))

    def rows(
        self, connection: sa.Connection, query: OpenQuery, chunk: int
    ) -> Generator[sa.Row[tuple[object, ...]], None, None]:
        """The rows, a chunk of them in memory at a time."""
        options = {"stream_results": True, "yield_per": chunk}
        with connection.execute(query.statement, execution_options=options) as result:
            yield from result

    def now(self, connection: sa.Connection) -> datetime | None:
        """The database's own time; None when it has no time zone."""
        if self.url.get_backend_name() != "postgresql":
            return None
        now = connection.scalar(sa.select(sa.func.now()))
        return now if isinstance(now, datetime) and now.tzinfo else None

    def _read_only(self, plain: sa.Connection) -> sa.Connection:
        backend = self.url.get_backend_name()
        if backend == "postgresql":
            return plain.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        if backend in ("mysql", "mariadb"):
            plain.exec_driver_sql("SET SESSION TRANSACTION READ ONLY")
            plain.rollback()
        elif backend == "oracle":
            plain.exec_driver_sql("SET TRANSACTION READ ONLY")
        elif backend == "sqlite":
            plain.exec_driver_sql("PRAGMA query_only = ON")
        return plain

    def _connect_args(self) -> dict[str, object]:
        seconds = max(1, round(self._timeout_s))
        driver = self.url.get_driver_name() if "+" in self.url.drivername else ""
        backend = self.url.get_backend_name()
        if backend == "postgresql" and driver in ("", "psycopg", "psycopg2"):
            return {
                "connect_timeout": max(2, seconds),
                "options": f"-c statement_timeout={int(self._timeout_s * 1000)}",
                "application_name": "zhaoren",
            }
        if driver in ("pymysql", "mysqldb"):
            return {"connect_timeout": seconds, "read_timeout": seconds, "charset": "utf8mb4"}
        return {"timeout": self._timeout_s} if backend == "sqlite" else {}

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

    def _in_words(self, error: DBAPIError) -> SourceError:
        code = str(getattr(error.orig, "sqlstate", None) or "")
        told = self._without_password(f"{code} {error.orig}".strip())
        first_line = told.splitlines()[0] if told else type(error).__name__
        place = f"{self.where}: {self.url.render_as_string(hide_password=True)}"
        if re.search(_NO_ANSWER, told, re.IGNORECASE):
            return SourceBusy(place, f"no answer in time ({first_line})", "try again, or raise `timeout_s`")
        for pattern, what, what_to_do in _REFUSALS:
            if re.search(pattern, told, re.IGNORECASE):
                return SourceRefused(place, f"{what} ({first_line})", what_to_do)
        if code[:2] in ("0A", "21", "22", "42", "P0") or "syntax" in told.lower() or "no such" in told.lower():
            return SourceRefused(place, f"the database refuses the query ({first_line})", "correct `table` or `query`")
        return SourceBusy(place, f"the database gave up ({first_line})", "try again")

    def _without_password(self, text: str) -> str:
        return text.replace(self._password, "***") if self._password else text


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
