"""People, units, posts, documents and projects out of any database that SQLAlchemy speaks. Streamed, never written."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import sqlalchemy as sa

from connectors.checking import StepList
from connectors.database_wire import DEFAULT_PORTS, DatabaseWire, OpenQuery
from connectors.mapping import RowMapper, SeenKeys, find_columns, mapped_columns
from connectors.secrets import read_secret
from connectors.tls_diagnosis import try_connection
from schemas.errors import SourceRefused
from schemas.records import Checkpoint, ReadOutcome, Skipped, SourceEvent, SourceReport
from schemas.source_settings import DatabaseSource, DatabaseTable
from schemas.vocabulary import RecordKind

_CHECK_TIMEOUT_S = 4.0


@dataclass(frozen=True, slots=True)
class _Table:
    kind: RecordKind
    settings: DatabaseTable
    query: OpenQuery
    shown: str


class DatabaseConnector:
    """Reads one database.

    Args:
        settings: of the source.
        base_folder: the configuration file's folder; SQLite and secret files are relative to it.
    """

    def __init__(self, settings: DatabaseSource, base_folder: Path) -> None:
        self.name = settings.name
        self.settings = settings
        self._base_folder = base_folder
        self._where = f"source '{settings.name}'"

    def check(self) -> SourceReport:
        """Try reach, bind, mapping and ten rows, each for itself."""
        steps = StepList(self.name)
        wires: list[DatabaseWire] = []

        def bind() -> str:
            with wires[0].transaction() as connection:
                connection.execute(sa.text("SELECT 1 FROM dual" if self._backend == "oracle" else "SELECT 1"))
            return "signed in, in a read-only transaction"

        def mapping() -> str:
            with wires[0].transaction() as connection:
                tables = self._looked_at(wires[0], connection)
            return "; ".join(f"{table.kind}: {table.shown}" for table in tables) + ": every mapped column is there"

        if (
            steps.attempt("reach", lambda: self._reach(wires))
            and steps.attempt("bind", bind)
            and steps.attempt("mapping", mapping)
        ):
            steps.take_sample(lambda: self._read(wires[0]))
        return steps.report()

    def read(self, since: Checkpoint | None) -> Generator[SourceEvent, None, ReadOutcome]:  # noqa: ARG002 - the port
        """Yield every row of every table; each reading starts anew, `since` is not needed.

        Raises:
            SourceBusy: no answer now.
            SourceRefused: address, credentials, table, column or right must be mended; nothing was yielded then.
        """
        return (yield from self._read(self._wire(self.settings.timeout_s)))

    def _read(self, wire: DatabaseWire) -> Generator[SourceEvent, None, ReadOutcome]:
        seen, doubts = SeenKeys(), dict[RecordKind, str]()
        with wire.transaction() as connection:
            as_of = wire.now(connection)
            tables = self._looked_at(wire, connection)
            for table in tables:
                usable = yield from self._rows(wire, connection, table, seen)
                if not usable:
                    doubts.setdefault(table.kind, f"{table.shown} gave no usable {table.kind}")
        kinds = frozenset(table.kind for table in tables) - doubts.keys()
        why = "; ".join(doubts.values()) if tables else "no table is configured"
        return ReadOutcome(complete=bool(tables) and not doubts, kinds=kinds, why_incomplete=why, as_of=as_of)

    def _rows(
        self, wire: DatabaseWire, connection: sa.Connection, table: _Table, seen: SeenKeys
    ) -> Generator[SourceEvent, None, int]:
        """Yield one table's records; returns how many there were."""
        mapper = RowMapper(table.kind, table.settings, self.settings.company or "")
        places = list(find_columns(mapped_columns(table.settings), table.query.columns)[0].items())
        place, usable = f"{table.shown} row", 0
        for number, row in enumerate(wire.rows(connection, table.query, self.settings.chunk_rows), start=1):
            values = {name: to_texts(row[at]) for name, at in places}
            keys = [f"{name}={values[name][0]}" for name in table.settings.key if values.get(name)]
            position = f"{table.shown} {' '.join(keys)}" if keys else f"{place} {number}"
            record = mapper.to_record(values, position)
            if record is None:
                continue
            if isinstance(record, Skipped):
                yield Skipped(table.kind, f"{place} {number}", record.reason)
                continue
            second = seen.second(record, (place, number))
            usable += 1
            yield Skipped(table.kind, f"{position} (row {number})", second.reason) if second else record
        return usable

    def _looked_at(self, wire: DatabaseWire, connection: sa.Connection) -> list[_Table]:
        tables = []
        for kind, settings in self._tables():
            query = wire.looked_at(connection, settings, mapped_columns(settings))
            shown = settings.table or f"{kind} query"
            tables.append(_Table(kind, settings, query, shown))
        return tables

    def _tables(self) -> Iterator[tuple[RecordKind, DatabaseTable]]:
        settings = self.settings
        for kind, tables in (
            (RecordKind.UNIT, settings.units),
            (RecordKind.PERSON, settings.people),
            (RecordKind.POST, settings.posts),
            (RecordKind.PROJECT, settings.projects),
            (RecordKind.DOCUMENT, settings.documents),
        ):
            for table in tables:
                yield kind, table

    @property
    def _backend(self) -> str:
        return self.settings.url.partition(":")[0].partition("+")[0]

    def _wire(self, timeout_s: float) -> DatabaseWire:
        secret = self.settings.password
        password = read_secret(secret, f"{self._where}: password", self._base_folder) if secret else ""
        return DatabaseWire(
            self._where, self.settings.url, password, min(timeout_s, self.settings.timeout_s), self._base_folder
        )

    def _reach(self, wires: list[DatabaseWire]) -> str:
        wire = self._wire(_CHECK_TIMEOUT_S)
        url = wire.url
        port = url.port or DEFAULT_PORTS.get(url.get_backend_name())
        if url.host and port:
            finding = try_connection(url.host, port, _CHECK_TIMEOUT_S)
            if not finding.reached:
                raise SourceRefused(f"{self._where}: url", finding.what, finding.what_to_do)
        wires.append(wire)
        return f"{url.host} port {port} answers" if url.host else "the database file is there"


def to_texts(value: object) -> tuple[str, ...]:
    """A database value as text: none for NULL, several for an array.

    Whole numbers come without `.0`, decimals without exponent, dates as 2026-11-22 with midnight left out; bytes that
    are not text are left out.
    """
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list | tuple):
        return tuple(text for item in value for text in to_texts(item))
    if isinstance(value, bytes | bytearray | memoryview):
        try:
            return (bytes(value).decode(),)
        except UnicodeDecodeError:
            return ()
    if isinstance(value, dict):
        return (json.dumps(value, ensure_ascii=False, sort_keys=True, default=str),)
    return (_scalar_text(value),)


def _scalar_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float | Decimal):
        number = Decimal(repr(value)) if isinstance(value, float) else value
        if not number.is_finite():
            return ""
        return f"{number:f}".partition(".")[0] if number == number.to_integral_value() else f"{number:f}"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "seconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)
