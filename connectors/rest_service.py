"""People, units, posts, documents and projects out of any service that answers in JSON, as the settings describe it."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from connectors.checking import StepList
from connectors.http_wire import Patience
from connectors.json_values import row_values, values_at
from connectors.mapping import RowMapper, clean_value, mapped_columns
from connectors.rest_asking import RestAsking
from connectors.rest_changes import Place, later, moment_of, overlapped, place_of
from connectors.rest_paging import Page, Pager
from connectors.tls_diagnosis import try_connection
from schemas.errors import SourceRefused
from schemas.records import (
    Checkpoint,
    ReadOutcome,
    Skipped,
    SourceDeletion,
    SourceEvent,
    SourceRecord,
    SourceReport,
)
from schemas.rest_settings import RestTable
from schemas.source_settings import RestSource
from schemas.vocabulary import RecordKind

_CHECK_PATIENCE_S = 3.0
_EACH = "each"  # the column that holds the key a list was asked for
Events = Generator[SourceEvent, None, None]


@dataclass(frozen=True, slots=True)
class _Table:
    number: int
    kind: RecordKind
    settings: RestTable

    @property
    def name(self) -> str:
        return f"{self.kind.value} {self.number}"


@dataclass(slots=True)
class _Reading:
    """What one reading has seen so far."""

    place: Place
    keys: dict[str, list[str]] = field(default_factory=dict)  # section -> keys, for tables that ask for each of them
    seen: dict[int, int] = field(default_factory=dict)  # digest of kind and key -> digest of the fields
    doubts: dict[RecordKind, str] = field(default_factory=dict)
    as_of: datetime | None = None


class RestConnector:
    """Reads one service.

    Args:
        settings: of the source.
        base_folder: the configuration file's folder; certificate and secret files are relative to it.
        sleep: how the connector waits when it is told to.
        adapt: makes of a row what the mapping reads.
    """

    def __init__(
        self,
        settings: RestSource,
        base_folder: Path,
        *,
        sleep: Callable[[float], None] = time.sleep,
        adapt: Callable[[RecordKind, Any], Any] = lambda _kind, row: row,
    ) -> None:
        self.name = settings.name
        self.settings = settings
        self._base_folder = base_folder
        self._sleep = sleep
        self._adapt = adapt
        self._where = f"source '{settings.name}'"

    def check(self) -> SourceReport:
        """Try reach, sign-in, each list with its mapping, and ten rows, each for itself."""
        steps = StepList(self.name)
        opened: list[RestAsking] = []

        def sign_in() -> str:
            settings = self.settings.model_copy(update={"timeout_s": min(self.settings.timeout_s, 4.0)})
            opened.append(RestAsking(settings, self._base_folder, Patience(_CHECK_PATIENCE_S, self._sleep)))
            said = opened[0].sign_in()
            return "; ".join((said, *self._notes()))

        try:
            passed = steps.attempt("reach", self._reach) and steps.attempt("sign-in", sign_in)
            tables = [table for table in self._tables() if not table.settings.each]
            looks = [steps.attempt(t.name, partial(self._looked_at, opened[0], t)) for t in tables if passed]
            if passed and all(looks):
                steps.take_sample(lambda: self._read(opened[0], Place()))
        finally:
            for asking in opened:
                asking.wire.__exit__()
        return steps.report()

    def read(self, since: Checkpoint | None) -> Generator[SourceEvent, None, ReadOutcome]:
        """Yield every row of every list, or of lists that can tell it only what changed since.

        Raises:
            SourceBusy: no answer now.
            SourceRefused: address, sign-in, rights or the description of the lists must be mended.
        """
        asking = RestAsking(self.settings, self._base_folder, Patience(self.settings.patience_s, self._sleep))
        with asking.wire:
            return (yield from self._read(asking, place_of(since, self.settings)))

    def _read(self, asking: RestAsking, place: Place) -> Generator[SourceEvent, None, ReadOutcome]:
        tables = list(self._tables())
        reading = _Reading(place)
        first = place.table or 0
        for table in tables[first:]:
            resumed = place.table is not None and table.number == first
            yield from self._table(
                asking, table, reading, place.page if resumed else None, place.rows if resumed else 0
            )
        partly = {t.kind for t in tables if reading.place.since.get(t.name)}
        kinds = frozenset(table.kind for table in tables) - reading.doubts.keys() - partly
        why = "; ".join(reading.doubts.values()) if tables else "no list is configured"
        # A service that tells no times is read whole each time.
        end = Place(reading.place.changed).to_checkpoint(self.settings) if reading.place.changed else None
        return ReadOutcome(bool(kinds) and not reading.doubts, kinds, why, end, reading.as_of, self._notes())

    def _table(self, asking: RestAsking, table: _Table, reading: _Reading, page: str | None, rows: int) -> Events:
        settings, before = table.settings, reading.place.since.get(table.name, "")
        more = self._since(settings, before) if before else {}
        if not settings.each:
            pager = Pager(asking, self._where, settings, more=more)
            yield from self._pages(table, pager, reading, "", page, rows)
            return
        asked, waiting = set[str](), list(settings.start or reading.keys.get(settings.each, ()))
        while waiting:
            each = waiting.pop(0)
            if each in asked:
                continue
            asked.add(each)
            own = reading.keys.setdefault(_section(table.kind), [])
            known = len(own)
            yield from self._pages(table, Pager(asking, self._where, settings, each, more), reading, each)
            if settings.each == "self":
                waiting += own[known:]
        if not asked:
            reading.doubts[table.kind] = f"{settings.path}: there are no {settings.each} to ask for"
        elif not reading.keys.get(_section(table.kind)) and not before:
            reading.doubts[table.kind] = f"{settings.path} gave no {table.kind.value}"

    def _since(self, table: RestTable, before: str) -> dict[str, str]:
        time = overlapped(before, self.settings.overlap_minutes)
        return {table.changed_name: table.changed_as.replace("{time}", time)}

    def _pages(
        self, table: _Table, pager: Pager, reading: _Reading, each: str, start: str | None = None, rows: int = 0
    ) -> Events:
        total: int | None = None
        repeated = 0
        for page in pager.pages(start):
            reading.as_of = reading.as_of or page.answered.date
            total = page.total if page.total is not None else total
            rows += len(page.rows)
            for number, row in enumerate(page.rows, start=1):
                for event in self._events(
                    table, row, each, f"{table.settings.path} {page.at}#{number}".strip(), reading
                ):
                    if event is None:
                        repeated += 1
                    else:
                        yield event
            yield from self._resting_place(table, page, reading, rows)
        if total is not None and rows - (0 if each else repeated) != total:
            reading.doubts[table.kind] = (
                f"{table.settings.path}: the service counts {total}, {rows - repeated} different ones came"
            )
        elif total is None and repeated and not each and table.settings.paging.style in ("offset", "page"):
            reading.doubts[table.kind] = f"{table.settings.path}: {repeated} rows came twice; the list moved under us"
        elif not rows and not each and not reading.place.since.get(table.name):
            reading.doubts[table.kind] = f"{table.settings.path} gave no {table.kind.value}"

    def _resting_place(self, table: _Table, page: Page, reading: _Reading, rows: int) -> Iterator[Checkpoint]:
        """A cursor that outlives its connection is a place to go on from after a crash."""
        paging = table.settings.paging
        if paging.style != "cursor" or page.next is None or any(t.settings.each for t in self._tables()):
            return
        here = replace(reading.place, table=table.number, page=page.next, rows=rows)
        yield here.to_checkpoint(self.settings)

    def _events(
        self, table: _Table, row: Any, each: str, position: str, reading: _Reading
    ) -> Iterator[SourceEvent | None]:
        """What one row says; None for a row that came before."""
        settings = table.settings
        row = self._adapt(table.kind, row if isinstance(row, dict) else {"value": row})
        values = {**row_values(row, mapped_columns(settings)), _EACH: (each,)}
        told = values_at(row, settings.changed) if settings.changed else ()
        if told:
            newest = later(reading.place.changed.get(table.name, ""), told[0])
            reading.place = replace(reading.place, changed={**reading.place.changed, table.name: newest})
        record = RowMapper(table.kind, settings, self.settings.company or "").to_record(
            values, position, changed_at=moment_of(told[0]) if told else None
        )
        if settings.gone and set(values_at(row, settings.gone)) & set(settings.gone_values):
            key = record.key if isinstance(record, SourceRecord) else ""
            if settings.key and key:
                yield SourceDeletion(table.kind, key)
            return
        if isinstance(record, SourceRecord):
            yield self._once(record, reading)
        elif record is not None:
            yield record

    def _once(self, record: SourceRecord, reading: _Reading) -> SourceRecord | Skipped | None:
        key, content = _digest(f"{record.kind}\x00{record.key}"), _digest(repr(sorted(record.fields.items())))
        before = reading.seen.get(key)
        if before is None:
            reading.seen[key] = content
            if any(t.settings.each for t in self._tables()):
                reading.keys.setdefault(_section(record.kind), []).append(record.key)
            return record
        if before == content:
            return None
        return Skipped(record.kind, record.position, "the same key came before with other values, which were taken")

    def _notes(self) -> tuple[str, ...]:
        plain = urlsplit(self.settings.url).scheme == "http" and self.settings.auth.style != "none"
        return ("NOT ENCRYPTED: the secret travels readable, use https",) if plain else ()

    def _looked_at(self, asking: RestAsking, table: _Table) -> str:
        """One page of a list, held against its mapping."""
        page = next(iter(Pager(asking, self._where, table.settings).pages()))
        columns = mapped_columns(table.settings)
        rows = [self._adapt(table.kind, row) for row in page.rows if isinstance(row, dict)]
        found = {column for row in rows for column in columns if any(map(clean_value, values_at(row, column)))}
        lost = [column for column in table.settings.key if column not in found and column != _EACH]
        if page.rows and lost:
            raise SourceRefused(
                f"{self._where}: {table.settings.path}", f"no row has a value at the key '{lost[0]}'", "mend key"
            )
        empty = [column for column in columns if column not in found and column != _EACH]
        total = f" of {page.total}" if page.total is not None else ""
        return (
            f"{len(page.rows)} rows{total} on the first page"
            + (f"; nothing there at {', '.join(empty)}" if page.rows and empty else "")
            + ("; tells what changed" if table.settings.changed else "; is read whole each time")
        )

    def _reach(self) -> str:
        parts = urlsplit(self.settings.url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        finding = try_connection(parts.hostname or "", port, 4.0)
        if not finding.reached:
            raise SourceRefused(f"{self._where}: url", finding.what, finding.what_to_do)
        return f"{parts.hostname} port {port} answers"

    def _tables(self) -> Iterator[_Table]:
        """Units first: other lists may ask for each of them."""
        settings = self.settings
        sections = (
            (RecordKind.UNIT, settings.units),
            (RecordKind.PERSON, settings.people),
            (RecordKind.POST, settings.posts),
            (RecordKind.PROJECT, settings.projects),
            (RecordKind.DOCUMENT, settings.documents),
        )
        listed = [(kind, table) for kind, tables in sections for table in tables]
        yield from (_Table(number, kind, table) for number, (kind, table) in enumerate(listed))


def _section(kind: RecordKind) -> str:
    return "units" if kind is RecordKind.UNIT else "people"


def _digest(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())
