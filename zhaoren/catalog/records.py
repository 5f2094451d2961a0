"""What the sources said: reading records as stored, streamed in bounded memory.

    for record in seen.records.changed_since(revision, kinds=[RecordKind.PERSON]): ...
    seen.records.by_ids([17, 18]); seen.records.by_refs([RecordRef("hr", RecordKind.PERSON, "88")])

A record that is `missing` still holds: its source did not show it the last time, and may again. Only `ended` ones are
over; they are kept all the same. Only a sync writes records (`zhaoren.catalog.record_writing`).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, NamedTuple

from pydantic_core import from_json
from sqlalchemy import Select, func, select

from schemas.records import RecordRef
from schemas.vocabulary import RecordKind
from zhaoren.catalog.scope import Scope, in_batches, made_of, one_of, streamed, streamed_tuples, tuples_of
from zhaoren.catalog.tables import RECORD_HISTORY, RECORDS

EVERY_OTHER: Final = ""
"""In the stored dates of a record: the date of all fields that are not named. Each named anew is half of a row."""


class RecordState(StrEnum):
    """Whether the source still says it."""

    PRESENT = "present"
    MISSING = "missing"
    ENDED = "ended"


class StoredRecord(NamedTuple):
    """A record with what the catalog knows about it.

    Attributes:
        id: small integer, never given twice.
        fields_since: field -> ISO time of the run that first saw its present values.
        changed_at: the source's own change time (ISO), empty when it has none.
        missing_since, missing_times: since when, and in how many complete readings, it was not seen.
        revision: of the transaction that last changed it.
    """

    id: int
    ref: RecordRef
    fields: Mapping[str, tuple[str, ...]]
    fields_since: Mapping[str, str]
    also_keys: tuple[str, ...]
    position: str
    changed_at: str
    state: RecordState
    missing_since: str
    missing_times: int
    ended_at: str
    first_seen: str
    revision: int
    run_id: str


@dataclass(frozen=True, slots=True)
class RecordVersion:
    """An earlier version of a record, and the transaction that replaced it."""

    record_id: int
    fields: Mapping[str, tuple[str, ...]]
    fields_since: Mapping[str, str]
    also_keys: tuple[str, ...]
    state: RecordState
    revision: int
    run_id: str
    replaced_at: str
    replaced_in: int


class RecordHead(NamedTuple):
    """As much of a record as tells whether anything changed."""

    id: int
    key: str
    hash: bytes
    state: RecordState
    missing_times: int
    position: str


class RecordStore:
    """Bound to the catalog, a transaction or a snapshot: `catalog.records`, `work.records`, `seen.records`."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def changed_since(self, revision: int, kinds: Collection[RecordKind] = ()) -> Iterator[StoredRecord]:
        """Records with a later revision, ended ones included, in revision order; of all kinds when none is named."""
        query = _WHOLE.where(RECORDS.c.revision > revision).order_by(RECORDS.c.revision, RECORDS.c.id)
        return self._stream(query.where(RECORDS.c.kind.in_(kinds)) if kinds else query)

    def all(self, kinds: Collection[RecordKind] = (), *, ended: bool = False) -> Iterator[StoredRecord]:
        """All records that are not over (or all whatever, with `ended`), by id."""
        query = _WHOLE.order_by(RECORDS.c.id)
        query = query.where(RECORDS.c.kind.in_(kinds)) if kinds else query
        return self._stream(query if ended else query.where(RECORDS.c.state != RecordState.ENDED))

    def spans(self, kind: RecordKind, size: int) -> list[tuple[int, int]]:
        """(first, last) id of each `size` records of a kind, by id, ended ones included."""
        query = select(RECORDS.c.id).where(RECORDS.c.kind == kind.value).order_by(RECORDS.c.id)
        with self._scope.reading() as connection:
            ids = (row.id for row in streamed(connection, query))
            return [(batch[0], batch[-1]) for batch in in_batches(ids, size)]

    def between(self, kind: RecordKind, first: int, last: int) -> Iterator[StoredRecord]:
        """Records of a kind with ids from `first` to `last`, ended ones included, by id."""
        query = _WHOLE.where(RECORDS.c.kind == kind.value, RECORDS.c.id.between(first, last))
        return self._stream(query.order_by(RECORDS.c.id))

    def of_source(self, source: str, kind: RecordKind) -> Iterator[StoredRecord]:
        """Every record of one source and kind, ended ones included, by key in code point order."""
        return self._stream(_WHOLE.where(RECORDS.c.source == source, RECORDS.c.kind == kind).order_by(RECORDS.c.key))

    def heads(self, source: str, kind: RecordKind) -> Iterator[RecordHead]:
        """As `of_source`, without contents: what a difference is made against."""
        with self._scope.reading() as connection:
            query = _heads(source, kind).order_by(RECORDS.c.key)
            yield from map(made_of(RecordHead), streamed_tuples(connection, query))

    def heads_of(self, source: str, kind: RecordKind, keys: Iterable[str]) -> dict[str, RecordHead]:
        """The heads of those of the keys that exist."""
        found: dict[str, RecordHead] = {}
        with self._scope.reading() as connection:
            for batch in in_batches(dict.fromkeys(keys)):
                query = _heads(source, kind).where(one_of(RECORDS.c.key, batch))
                heads = map(made_of(RecordHead), streamed_tuples(connection, query))
                found.update((head.key, head) for head in heads)
        return found

    def by_ids(self, ids: Iterable[int]) -> dict[int, StoredRecord]:
        """Those of the ids that exist."""
        found: dict[int, StoredRecord] = {}
        with self._scope.reading() as connection:
            for batch in in_batches(dict.fromkeys(ids)):
                rows = tuples_of(connection, _WHOLE.where(one_of(RECORDS.c.id, batch)))
                found.update((record.id, record) for record in map(stored, rows))
        return found

    def by_refs(self, refs: Iterable[RecordRef]) -> dict[RecordRef, StoredRecord]:
        """Those of the references that exist, by exact key."""
        keys: dict[tuple[str, RecordKind], dict[str, None]] = defaultdict(dict)
        for ref in refs:
            keys[ref.source, ref.kind][ref.key] = None
        found: dict[RecordRef, StoredRecord] = {}
        with self._scope.reading() as connection:
            for (source, kind), wanted in keys.items():
                of_one = _WHOLE.where(RECORDS.c.source == source, RECORDS.c.kind == kind)
                for batch in in_batches(wanted):
                    rows = tuples_of(connection, of_one.where(one_of(RECORDS.c.key, batch)))
                    found.update((record.ref, record) for record in map(stored, rows))
        return found

    def history(self, record_id: int) -> list[RecordVersion]:
        """Earlier versions, the oldest first."""
        query = select(RECORD_HISTORY).where(RECORD_HISTORY.c.record_id == record_id)
        with self._scope.reading() as connection:
            rows = connection.execute(query.order_by(RECORD_HISTORY.c.replaced_in)).all()
        return [
            RecordVersion(
                row.record_id,
                fields := _fields(row.fields),
                dates_of(row.fields_since, tuple(fields)),
                _texts(row.also_keys),
                _STATES[row.state],
                row.revision,
                row.run_id,
                row.replaced_at,
                row.replaced_in,
            )
            for row in rows
        ]

    def sources_with(self, kind: RecordKind) -> list[str]:
        """Names of the sources that have a record of this kind that is not over, in order; one look-up for each."""
        found: list[str] = []
        with self._scope.reading() as connection:
            last = connection.execute(select(func.min(RECORDS.c.source))).scalar()
            while last is not None:
                own = (
                    RECORDS.c.source == last,
                    RECORDS.c.kind == kind.value,
                    RECORDS.c.state != RecordState.ENDED.value,
                )
                if connection.execute(select(RECORDS.c.id).where(*own).limit(1)).first() is not None:
                    found.append(last)
                last = connection.execute(select(func.min(RECORDS.c.source)).where(RECORDS.c.source > last)).scalar()
        return found

    def counts(self, source: str | None = None) -> dict[tuple[str, RecordKind, RecordState], int]:
        """How many records each (source, kind, state) has."""
        query = select(RECORDS.c.source, RECORDS.c.kind, RECORDS.c.state, func.count().label("rows"))
        if source is not None:
            query = query.where(RECORDS.c.source == source)
        with self._scope.reading() as connection:
            rows = connection.execute(query.group_by(RECORDS.c.source, RECORDS.c.kind, RECORDS.c.state)).all()
        return {(row.source, RecordKind(row.kind), RecordState(row.state)): row.rows for row in rows}

    def _stream(self, query: Any) -> Iterator[StoredRecord]:
        with self._scope.reading() as connection:
            yield from map(stored, streamed_tuples(connection, query))


def stored(row: tuple[Any, ...]) -> StoredRecord:
    """A row of `_WHOLE` as its own type."""
    (
        record_id, source, kind, key, fields, since, also_keys, position, changed_at, state,
        missing_since, missing_times, ended_at, first_seen, revision, run_id,
    ) = row  # fmt: skip
    values = _fields(fields)
    return StoredRecord(
        record_id,
        RecordRef(source, _KINDS[kind], key),
        values,
        dates_of(since, tuple(values)),
        _texts(also_keys),
        position,
        changed_at or "",
        _STATES[state],
        missing_since or "",
        missing_times,
        ended_at or "",
        first_seen,
        revision,
        run_id,
    )


def _heads(source: str, kind: RecordKind) -> Select[Any]:
    query = select(*(RECORDS.c[name] for name in RecordHead._fields))
    return query.where(RECORDS.c.source == source, RECORDS.c.kind == kind)


def _fields(text: str) -> dict[str, tuple[str, ...]]:
    values = _read(text)
    return dict(zip(values, map(tuple, values.values()), strict=True))


@lru_cache(maxsize=4096)
def dates_of(text: str, names: tuple[str, ...]) -> Mapping[str, str]:
    """Field -> its date. Most records of a source say the same: all their fields date from one run."""
    times: dict[str, str] = _read(text)
    rest = times.pop(EVERY_OTHER, None)
    return times if rest is None else {name: times.get(name, rest) for name in names}


def _texts(text: str) -> tuple[str, ...]:
    return () if text == "[]" else tuple(_read(text))


def _read(text: str) -> Any:
    """JSON of our own; half of the time that the standard reader takes, which alone reads halves of surrogate pairs."""
    try:
        return from_json(text)
    except ValueError:
        return json.loads(text)


# A look-up in a mapping takes a tenth of what making a member of an enumeration from its value does.
_KINDS = {kind.value: kind for kind in RecordKind}
_STATES = {state.value: state for state in RecordState}
_NAMES = (
    "id", "source", "kind", "key", "fields", "fields_since", "also_keys", "position", "changed_at", "state",
    "missing_since", "missing_times", "ended_at", "first_seen", "revision", "run_id",
)  # fmt: skip
_WHOLE = select(*(RECORDS.c[name] for name in _NAMES))
