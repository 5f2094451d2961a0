"""Records for the tests of this room, in few words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import count

from schemas.records import RecordRef
from schemas.vocabulary import RecordKind
from zhaoren.language.functions import function_of_unit
from zhaoren.unification.organisation import Organisation, organise
from zhaoren.unification.places import PlaceCounts
from zhaoren.unification.read_records import ReadRecord

_NUMBERS = count(1)


def ref(key: str, source: str = "hr") -> RecordRef:
    """A reference to a record of a person."""
    return RecordRef(source, RecordKind.PERSON, key)


def record(key: str, source: str, kind: RecordKind, priority: int = 50, company: str = "", **fields: str) -> ReadRecord:
    """A record; values are split at `|`; `_` behind a field's name keeps it apart from the parameters."""
    values = {name.rstrip("_"): tuple(text.split("|")) for name, text in fields.items()}
    return ReadRecord(
        RecordRef(source, kind, key), values, priority=priority, default_company=company,
        first_read_at="2026-01-01T00:00:00Z", record_id=next(_NUMBERS),
    )  # fmt: skip


def unit(key: str, source: str = "md", **fields: str) -> ReadRecord:
    """A record of a unit; its company goes into `company_`."""
    return record(key, source, RecordKind.UNIT, 50, "", **fields)


def person(key: str, source: str = "hr", priority: int = 50, **fields: str) -> ReadRecord:
    """A record of a person; his company goes into `company_`."""
    return record(key, source, RecordKind.PERSON, priority, "", **fields)


def minting(prefix: str = "u") -> Callable[[], str]:
    """Ids that are easy to read and sort by age."""
    numbers = count(1)
    return lambda: f"{prefix}{next(numbers):04d}"


def organised(units: Iterable[ReadRecord], people: Iterable[ReadRecord] = ()) -> Organisation:
    """A tree made for the first time."""
    counts = PlaceCounts()
    for one in people:
        counts.add(one)
    return organise(units, counts, (), minting(), function_of_unit)
