"""The checkpoint of a database: how far each table's changes were read, and where a reading under way stands.

Versioned JSON. A checkpoint of another version, of another mapping or query, or of columns that have changed their
type says nothing any more: then everything is read, and nothing is concluded from what the checkpoint said.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from connectors.database_values import Kept, kept, revived
from schemas.records import Checkpoint

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reading under way stands.

    Attributes:
        whole: everything is read, not only what changed.
        table: number of the table being read, in the order of the configuration.
        after: values of the order's columns in the last row that was read; None at the table's start.
        usable: table number -> records found so far.
        marks: table number -> what its changed column had at most when this reading began.
        keys: the table's changes are read, and its keys are being listed.
    """

    whole: bool
    table: int = 0
    after: tuple[object, ...] | None = None
    usable: Mapping[int, int] = field(default_factory=dict)
    marks: Mapping[int, object] = field(default_factory=dict)
    keys: bool = False


@dataclass(frozen=True, slots=True)
class Cursor:
    """What is known of earlier readings.

    Attributes:
        of: fingerprint of what is read and of the types of its columns.
        zone_minutes: how far the database's clock was ahead of UTC, where a changed column has no zone of its own.
        marks: table number -> how far its changed column was read.
        listed_at: table number -> when all its keys were last read, by the database's clock.
        place: of the reading under way; None between readings.
    """

    of: str
    zone_minutes: int | None = None
    marks: Mapping[int, object] = field(default_factory=dict)
    listed_at: Mapping[int, object] = field(default_factory=dict)
    place: Place | None = None

    def at(self, place: Place) -> Checkpoint:
        """The checkpoint in the middle of a reading.

        Raises:
            NotKept: a key of a type that no checkpoint holds.
        """
        return replace(self, place=place).checkpoint()

    def checkpoint(self) -> Checkpoint:
        """As the pipeline keeps it; the same knowledge is the same text."""
        told: dict[str, object] = {"v": _VERSION, "of": self.of, "zone": self.zone_minutes, "marks": _all(self.marks)}
        if self.listed_at:
            told["listed_at"] = _all(self.listed_at)
        if self.place is not None:
            place = self.place
            told["place"] = {
                "whole": place.whole,
                "table": place.table,
                "after": None if place.after is None else [kept(value) for value in place.after],
                "usable": {str(number): count for number, count in sorted(place.usable.items())},
                "marks": _all(place.marks),
                "keys": place.keys,
            }
        return Checkpoint(json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def read_cursor(since: Checkpoint | None, of: str, zone_minutes: int | None) -> Cursor | None:
    """What a checkpoint says; None when it says nothing that is good for this reading."""
    if since is None:
        return None
    try:
        told = json.loads(since.value)
        if (told["v"], told["of"], told["zone"]) != (_VERSION, of, zone_minutes):
            return None
        place = told.get("place")
        marks, listed_at = _revived(told["marks"]), _revived(told.get("listed_at", {}))
        return Cursor(of, zone_minutes, marks, listed_at, None if place is None else _place(place))
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError):
        return None


def _place(told: Mapping[str, object]) -> Place:
    after, usable, number = told["after"], told["usable"], told["table"]
    if not isinstance(usable, dict) or not isinstance(number, int):
        raise ValueError("no place")
    values = tuple(map(revived, after)) if isinstance(after, Sequence) else None
    counts = {int(name): int(count) for name, count in usable.items()}
    return Place(bool(told["whole"]), number, values, counts, _revived(told["marks"]), bool(told["keys"]))


def _all(marks: Mapping[int, object]) -> dict[str, Kept]:
    return {str(number): kept(value) for number, value in sorted(marks.items())}


def _revived(told: object) -> dict[int, object]:
    if not isinstance(told, dict):
        raise TypeError("no marks")
    return {int(number): revived(value) for number, value in told.items()}
