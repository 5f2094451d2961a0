"""People, units, posts, documents and projects out of any database that SQLAlchemy speaks. Streamed, never written.

A table with a `changed_column` is read whole once, and from then on from its last change (less an overlap) on. Rows
come in the order of their key (or of change and key), so that a reading that was killed goes on behind its last page.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path

import sqlalchemy as sa

from connectors.change_marks import SourceClock, aware, is_ahead
from connectors.database_check import DatabaseCheck
from connectors.database_cursor import Cursor, Place, read_cursor
from connectors.database_places import keys_of, narrowed
from connectors.database_rows import DatabaseTableReader
from connectors.database_sessions import as_of, clock_of
from connectors.database_values import NotKept
from connectors.database_wire import DatabaseWire
from connectors.mapping import mapped_columns
from connectors.secrets import read_secret
from schemas.errors import SourceRefused
from schemas.records import Checkpoint, ReadOutcome, RowPlace, SourceEvent, SourceReport
from schemas.source_settings import DatabaseSource, DatabaseTable
from schemas.vocabulary import RecordKind


class DatabaseConnector:
    """Reads one database.

    Args:
        settings: of the source.
        base_folder: the configuration file's folder; SQLite and secret files are relative to it.
    """

    version = 2

    def __init__(self, settings: DatabaseSource, base_folder: Path) -> None:
        self.name = settings.name
        self.settings = settings
        self._base_folder = base_folder
        self._where = f"source '{settings.name}'"

    def check(self) -> SourceReport:
        """Try reach, TLS, bind, rights, mapping, count, paging, changes and ten rows, each for itself."""
        return DatabaseCheck(self.name, self._where, self._wire, self.tables).report()

    def read(self, since: Checkpoint | None) -> Generator[SourceEvent, None, ReadOutcome]:
        """Yield every row of every table, or of tables with a changed column what changed since.

        Raises:
            SourceBusy: no answer now.
            SourceRefused: address, credentials, table, column or right must be mended; nothing was yielded then.
        """
        wire = self._wire(self.settings.timeout_s)
        with wire.transaction() as connection:
            clock = clock_of(connection)
            current = self._as_of(connection, clock)
            readers = self.tables(wire, connection, clock)
            reading = _Reading(readers, since, clock, connection)
            for number in range(reading.place.table, len(readers)):
                yield from reading.table(number)
        return reading.outcome(current)

    def read_places(self, places: Sequence[RowPlace]) -> Generator[SourceEvent, None, frozenset[RowPlace]]:
        """Yield the rows whose positions name their keys; nothing when one of them is not named by its key.

        Raises:
            SourceBusy: no answer now.
            SourceRefused: address, credentials, table, column or right must be mended.
        """
        wire = self._wire(self.settings.timeout_s)
        with wire.transaction() as connection:
            clock = clock_of(connection)
            readers = self.tables(wire, connection, clock)
            wanted, left = keys_of(readers, places)
            for number, keys in wanted.items() if not left else ():
                reader = readers[number]
                for query in narrowed(reader.query, reader.settings.key, keys):
                    some = DatabaseTableReader(
                        wire, connection, reader.kind, reader.settings, query, self.settings, clock
                    )
                    yield from (event for event, _ in some.events(None, None) if event is not None)
        return left

    def tables(self, wire: DatabaseWire, connection: sa.Connection, clock: SourceClock) -> list[DatabaseTableReader]:
        """Every table of the settings, looked at.

        Raises:
            SourceRefused: a table or column is not there.
        """
        readers = []
        for kind, table in self._configured():
            needed = [name for name in (table.changed_column, table.gone_column) if name]
            query = wire.looked_at(connection, table, [*mapped_columns(table), *needed])
            if table.changed_column and query.source is None:
                what = "a query of SQL Server cannot be read by its changes"
                raise SourceRefused(f"{self._where}: changed_column", what, "make it a view, and name it by `table`")
            readers.append(DatabaseTableReader(wire, connection, kind, table, query, self.settings, clock))
        return readers

    def _configured(self) -> Iterator[tuple[RecordKind, DatabaseTable]]:
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

    def _as_of(self, connection: sa.Connection, clock: SourceClock) -> datetime | None:
        asked = self.settings.as_of_query
        return aware(connection.scalar(sa.text(asked)), 0) if asked else as_of(connection, clock)

    def _wire(self, timeout_s: float) -> DatabaseWire:
        secret = self.settings.password
        password = read_secret(secret, f"{self._where}: password", self._base_folder) if secret else ""
        limit = min(timeout_s, self.settings.timeout_s)
        return DatabaseWire(self._where, self.settings.url, password, limit, self._base_folder)


class _Reading:
    """One reading of all tables, with what is known of earlier ones."""

    def __init__(
        self,
        readers: list[DatabaseTableReader],
        since: Checkpoint | None,
        clock: SourceClock,
        connection: sa.Connection,
    ) -> None:
        self.readers, self._clock = readers, clock
        self._listed: set[int] = set()
        naive = any(reader.without_zone for reader in readers)
        known = read_cursor(since, _fingerprint(readers), clock.zone_minutes if naive else None)
        self.cursor = known or Cursor(_fingerprint(readers), clock.zone_minutes if naive else None)
        if self.cursor.place is not None:
            self.place = self.cursor.place
        else:
            # Before the first row: what changes from now on lies above these marks, however long reading takes.
            marks = {number: _mark(reader, connection, clock) for number, reader in enumerate(readers)}
            self.place = Place(whole=known is None, marks={n: mark for n, mark in marks.items() if mark is not None})

    def table(self, number: int) -> Generator[SourceEvent, None, None]:
        """Yield one table, with a checkpoint behind each page."""
        reader, place = self.readers[number], self.place
        start = None if place.whole else self.cursor.marks.get(number)
        usable = dict(place.usable)
        begun = place.table == number
        if not (begun and place.keys):
            for event, after in reader.events(start, place.after if begun else None):
                if event is not None:
                    yield event
                    continue
                self.place = replace(place, table=number, after=after, usable={**usable, number: reader.usable})
                yield from self._checkpoint()
            usable[number] = usable.get(number, 0) + reader.usable
        if start is not None and self._list_is_due(number):
            yield from self._keys(number, place.after if begun and place.keys else None, usable)
        self.place = replace(place, table=number + 1, after=None, usable=usable, keys=False)
        if number + 1 < len(self.readers):
            yield from self._checkpoint()

    def _keys(self, number: int, after: tuple[object, ...] | None, usable: dict[int, int]) -> Iterator[SourceEvent]:
        """Yield every key of a table of which only changes were read."""
        reader, resumed = self.readers[number], after is not None
        for event, place in reader.keys(after):
            if event is not None:
                yield event
                continue
            self.place = replace(self.place, table=number, after=place, usable=usable, keys=True)
            yield from self._checkpoint()
        if reader.listed or resumed:
            self._listed.add(number)

    def _list_is_due(self, number: int) -> bool:
        hours, last = self.readers[number].settings.keys_every_hours, self.cursor.listed_at.get(number)
        if hours is None or not self.readers[number].can_list:
            return False
        if not isinstance(last, datetime):
            return True
        return not timedelta() <= self._clock.utc - last < timedelta(hours=hours)

    def _checkpoint(self) -> Iterator[Checkpoint]:
        try:
            yield self.cursor.at(self.place)
        except NotKept:
            return

    def outcome(self, current: datetime | None) -> ReadOutcome:
        """How far the reading got, and where the next one starts."""
        readers, place = self.readers, self.place
        whole = [place.whole or number not in self.cursor.marks for number in range(len(readers))]
        doubts: dict[RecordKind, str] = {}
        for number, reader in enumerate(readers):
            if whole[number] and not place.usable.get(number):
                doubts.setdefault(reader.kind, f"{reader.shown} gave no usable {reader.kind}")
        kinds = {reader.kind for reader in readers} - doubts.keys()
        kinds -= {reader.kind for number, reader in enumerate(readers) if not whole[number]}
        why = "; ".join(doubts.values()) if readers else "no table is configured"
        # A mark never falls: the newest row may have been deleted, or this replica may be behind.
        marks = {**place.marks, **_not_lower(self.cursor.marks, place.marks)} if not place.whole else place.marks
        unlisted = {reader.kind for n, reader in enumerate(readers) if not whole[n] and n not in self._listed}
        empty = {reader.kind for n, reader in enumerate(readers) if whole[n] and not place.usable.get(n)}
        listed = {readers[number].kind for number in self._listed} - unlisted - empty
        every = {number for number, reader in enumerate(readers) if reader.settings.keys_every_hours is not None}
        now = {n: self._clock.utc for n in every if n in self._listed or (whole[n] and n in marks)}
        after = replace(self.cursor, marks=marks, listed_at={**self.cursor.listed_at, **now}, place=None)
        return ReadOutcome(
            complete=bool(kinds) and not why,
            kinds=frozenset(kinds),
            why_incomplete=why,
            checkpoint=after.checkpoint() if marks else None,
            as_of=current,
            listed=frozenset(listed),
        )


def _mark(reader: DatabaseTableReader, connection: sa.Connection, clock: SourceClock) -> object:
    """The highest value of the changed column that is not in the future; None without such a column or value."""
    if not reader.changed:
        return None
    mark = connection.scalar(reader.query.highest(reader.changed))
    if mark is not None and is_ahead(mark, clock):
        mark = connection.scalar(reader.query.highest(reader.changed, clock.latest(mark)))
    return mark


def _not_lower(before: Mapping[int, object], now: Mapping[int, object]) -> dict[int, object]:
    kept: dict[int, object] = {}
    for number, mark in before.items():
        present = now.get(number)
        if present is None or (type(present) is type(mark) and present < mark):  # type: ignore[operator]  # one type
            kept[number] = mark
    return kept


def _fingerprint(readers: list[DatabaseTableReader]) -> str:
    told = "\n".join(f"{reader.kind} {reader.settings.model_dump_json()} {reader.types()}" for reader in readers)
    return blake2b(told.encode(), digest_size=12).hexdigest()
