"""`zhaoren check` for a database: each thing that can be wrong is tried for itself, in a few seconds."""

from __future__ import annotations

from collections.abc import Callable, Generator

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from connectors.change_marks import SourceClock
from connectors.checking import StepList
from connectors.database_rows import DatabaseTableReader
from connectors.database_sessions import clock_of, is_encrypted, may_write
from connectors.database_values import stored_as
from connectors.database_wire import DEFAULT_PORTS, DatabaseWire
from connectors.tls_diagnosis import try_connection
from schemas.errors import SourceRefused
from schemas.records import ReadOutcome, SourceEvent, SourceRecord, SourceReport

_TIMEOUT_S = 4.0
_SAMPLED_ROWS = 100

Tables = Callable[[DatabaseWire, sa.Connection, SourceClock], list[DatabaseTableReader]]


class DatabaseCheck:
    """One check.

    Args:
        name, where: of the source.
        make_wire: seconds -> a conversation with that limit.
        tables: looks at every table.
    """

    def __init__(self, name: str, where: str, make_wire: Callable[[float], DatabaseWire], tables: Tables) -> None:
        self._steps = StepList(name)
        self._where, self._make_wire, self._tables = where, make_wire, tables
        self._wire: DatabaseWire

    def report(self) -> SourceReport:
        """All steps, up to the first that makes the next ones impossible."""
        steps = self._steps
        if steps.attempt("reach", self._reach) and steps.attempt("bind", self._bind):
            steps.attempt("tls", lambda: self._asked(self._encryption))
            if steps.attempt("mapping", lambda: self._asked(self._mapping)):
                if self._wire.url.get_backend_name() in ("mysql", "mariadb"):
                    steps.attempt("text", lambda: self._asked(self._text))
                steps.attempt("rights", lambda: self._asked(self._rights))
                steps.attempt("count", self._count)
                steps.attempt("paging", lambda: self._asked(self._paging))
                steps.attempt("changes", lambda: self._asked(self._changes))
                steps.take_sample(self._sample)
        return steps.report()

    def _asked(self, question: Callable[[sa.Connection], str]) -> str:
        with self._wire.transaction() as connection:
            return question(connection)

    def _reach(self) -> str:
        wire = self._make_wire(_TIMEOUT_S)
        url = wire.url
        port = url.port or DEFAULT_PORTS.get(url.get_backend_name())
        if url.host and port:
            finding = try_connection(url.host, port, _TIMEOUT_S)
            if not finding.reached:
                raise SourceRefused(f"{self._where}: url", finding.what, finding.what_to_do)
        self._wire = wire
        return f"{url.host} port {port} answers" if url.host else "the database file is there"

    def _bind(self) -> str:
        dual = " FROM dual" if self._wire.url.get_backend_name() == "oracle" else ""
        with self._wire.transaction() as connection:
            connection.execute(sa.text(f"SELECT 1{dual}"))
        return "signed in, in a read-only transaction"

    def _encryption(self, connection: sa.Connection) -> str:
        told = is_encrypted(connection)
        if told is None:
            return "not asked of this kind of database"
        return f"encrypted by {told}" if told else "NOT encrypted: names and numbers cross the network in clear text"

    def _readers(self, connection: sa.Connection) -> list[DatabaseTableReader]:
        return self._tables(self._wire, connection, clock_of(connection))

    def _mapping(self, connection: sa.Connection) -> str:
        readers = self._readers(connection)
        return "; ".join(f"{each.kind}: {each.shown}" for each in readers) + ": every mapped column is there"

    def _text(self, connection: sa.Connection) -> str:
        told: list[str] = []
        for each in self._readers(connection):
            wrong: dict[str, None] = {}
            for record in each.sample(_SAMPLED_ROWS):
                if isinstance(record, SourceRecord):
                    fields = {name for name, texts in record.fields.items() if any(map(_is_hidden_utf8, texts))}
                    wrong.update((column, None) for name in fields for column in each.settings.fields.get(name, ()))
            if wrong:
                columns = ", ".join(f'{column} = "utf-8"' for column in wrong)
                told.append(f"{each.shown} keeps UTF-8 in latin1: set stored_as = {{ {columns} }}")
            asked = sa.text(
                "SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE()"
                " AND table_name = :name AND character_set_name IN ('utf8', 'utf8mb3') ORDER BY ordinal_position"
            )
            poor = list(connection.execute(asked, {"name": each.settings.table or ""}).scalars())
            if poor:
                told.append(f"{each.shown}: {', '.join(poor)} cannot hold rare characters such as 𬭎 (utf8mb3)")
        return "; ".join(told) or "every text is read as what it is"

    def _rights(self, connection: sa.Connection) -> str:
        names = [each.settings.table for each in self._readers(connection) if each.settings.table]
        writes = may_write(connection, names)
        if writes is None:
            return "may select"
        return "may select, and could write: an account that may only select is safer" if writes else "may only select"

    def _count(self) -> str:
        told: list[str] = []
        with self._wire.transaction() as connection:
            for each in self._readers(connection):
                statement = each.query.count()
                if statement is None:
                    continue
                try:
                    told.append(f"{each.shown}: {connection.scalar(statement):,} rows")
                except DBAPIError:
                    # A large table may take its time; that says nothing against reading it.
                    told.append(f"{each.shown}: not counted within {_TIMEOUT_S:g} s")
                    break
        return "; ".join(told) or "not counted"

    def _paging(self, connection: sa.Connection) -> str:
        readers = self._readers(connection)
        anew = [each.shown for each in readers if not (each.settings.key and each.query.ordered)]
        if not anew:
            return "a reading that is cut off goes on behind its last page"
        return f"a reading that is cut off begins anew: {', '.join(anew)} cannot be read in the order of a key"

    def _changes(self, connection: sa.Connection) -> str:
        told = []
        for each in self._readers(connection):
            if each.changed is None:
                told.append(f"{each.shown}: read whole each time; name its `changed_column` to read changes alone")
                continue
            mark = connection.scalar(each.query.highest(each.changed))
            told.append(f"{each.shown}: changes by '{each.changed}', the last {mark if mark is not None else 'none'}")
        return "; ".join(told)

    def _sample(self) -> Generator[SourceEvent, None, ReadOutcome]:
        with self._wire.transaction() as connection:
            for each in self._readers(connection):
                yield from each.sample(_SAMPLED_ROWS)
        return ReadOutcome(complete=False)


def _is_hidden_utf8(text: str) -> bool:
    return stored_as(text, "utf-8") != text
