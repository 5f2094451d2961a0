"""How each kind of database is connected to: reading only, bounded in time, leaving nothing behind. By backend."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import URL

from connectors.change_marks import SourceClock

_MARIA = frozenset(("mysql", "mariadb"))
# MySQL ends a connection whose client takes no rows for a minute; the catalog may be busy for longer.
_SLOW_CLIENT_S = 600


def connect_args(url: URL, timeout_s: float) -> dict[str, object]:
    """What the driver is told, so that no wait is without end."""
    seconds = max(1, round(timeout_s))
    driver = url.get_driver_name() if "+" in url.drivername else ""
    backend = url.get_backend_name()
    if backend == "postgresql" and driver in ("", "psycopg", "psycopg2"):
        settings = {"statement_timeout": int(timeout_s * 1000), "lock_timeout": int(timeout_s * 1000)}
        # A host that dies without a word leaves no transaction open for hours.
        settings["tcp_keepalives_idle"] = 60
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        return {"connect_timeout": max(2, seconds), "options": options, "application_name": "zhaoren"}
    if driver in ("pymysql", "mysqldb"):
        return {"connect_timeout": seconds, "read_timeout": seconds, "charset": "utf8mb4"}
    return {"timeout": timeout_s} if backend == "sqlite" else {}


def reading_only(plain: sa.Connection, timeout_s: float) -> sa.Connection:
    """The connection in a transaction that cannot write and sees one moment, where the database can do that."""
    backend = plain.dialect.name
    if backend == "postgresql":
        return plain.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    if backend in _MARIA:
        seconds = max(1, round(timeout_s))
        for statement in (
            "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
            f"SET SESSION lock_wait_timeout = {seconds}, innodb_lock_wait_timeout = {seconds}",
            f"SET SESSION net_write_timeout = {_SLOW_CLIENT_S}",
        ):
            plain.exec_driver_sql(statement)
        plain.rollback()
    elif backend == "oracle":
        plain.exec_driver_sql("SET TRANSACTION READ ONLY")
    elif backend == "sqlite":
        plain.exec_driver_sql("PRAGMA query_only = ON")
    return plain


def clock_of(connection: sa.Connection) -> SourceClock:
    """What time it is there; this machine's clock where the database is not asked."""
    backend = connection.dialect.name
    if backend == "postgresql":
        row = connection.execute(sa.text("SELECT CURRENT_TIMESTAMP, LOCALTIMESTAMP")).one()
        return SourceClock(row[0].astimezone(UTC), row[1])
    if backend in _MARIA:
        row = connection.execute(sa.text("SELECT UTC_TIMESTAMP(6), NOW(6)")).one()
        connection.exec_driver_sql("SET SESSION time_zone = '+00:00'")
        return SourceClock(row[0].replace(tzinfo=UTC), row[1])
    now = datetime.now(UTC)
    return SourceClock(now, now.astimezone().replace(tzinfo=None))


def as_of(connection: sa.Connection, clock: SourceClock) -> datetime | None:
    """Up to when a database knows what happened: now, or for a PostgreSQL replica when it last heard of a change."""
    backend = connection.dialect.name
    if backend in _MARIA:
        return clock.utc
    if backend != "postgresql":
        return None
    replica = connection.execute(
        sa.text(
            "SELECT pg_is_in_recovery(), pg_last_xact_replay_timestamp(),"
            " pg_is_in_recovery() AND pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()"
        )
    ).one()
    # All that was received is replayed: an old last change means that nothing happened since.
    lags = replica[0] and not replica[2] and isinstance(replica[1], datetime)
    return replica[1].astimezone(UTC) if lags else clock.utc


def server_thread(connection: sa.Connection) -> int | None:
    """The number by which a server of MySQL or MariaDB knows this connection."""
    raw = connection.connection.dbapi_connection
    told = getattr(raw, "thread_id", None) if connection.dialect.name in _MARIA else None
    return int(told()) if told is not None else None


def abandon(connection: sa.Connection) -> None:
    """Leave a result that is not read to its end: PyMySQL would read all the rest of it to close it."""
    raw = connection.connection.dbapi_connection
    # There is no public way that sends nothing and reads nothing.
    close = getattr(raw, "_force_close", None) if connection.dialect.name in _MARIA else None
    if close is not None:
        forget_rest(raw)
        close()
        connection.invalidate()


def forget_rest(raw: object) -> None:
    """Tell PyMySQL that nothing follows, so that it does not ask a connection that is gone for the rest of a result."""
    if (result := getattr(raw, "_result", None)) is not None:
        result.unbuffered_active = False


def is_encrypted(connection: sa.Connection) -> str | None:
    """How the connection is encrypted; empty when it is not, None where the database does not tell."""
    backend = connection.dialect.name
    if backend == "postgresql":
        asked = "SELECT CASE WHEN ssl THEN version ELSE '' END FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        return str(connection.execute(sa.text(asked)).scalar() or "")
    if backend in _MARIA:
        row = connection.execute(sa.text("SHOW SESSION STATUS LIKE 'Ssl_version'")).first()
        return str(row[1]) if row is not None else ""
    return None


def may_write(connection: sa.Connection, tables: list[str]) -> bool | None:
    """Whether the account itself may change what is read; None where that cannot be told."""
    backend = connection.dialect.name
    if backend == "postgresql":
        asked = sa.text("SELECT has_table_privilege(:name, 'INSERT, UPDATE, DELETE')")
        return any(connection.execute(asked, {"name": name}).scalar() for name in tables) if tables else None
    if backend in _MARIA:
        granted = " ".join(str(row[0]).upper() for row in connection.execute(sa.text("SHOW GRANTS")))
        return any(word in granted for word in ("ALL PRIVILEGES", "INSERT", "UPDATE", "DELETE"))
    return None
