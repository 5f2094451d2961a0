"""Which of several sources' words counts: the higher priority, then the later date; all that said a value are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from schemas.directory import Origin, Value
from schemas.records import RecordRef
from zhaoren.unification.read_records import ReadRecord


@dataclass(frozen=True, slots=True)
class Said:
    """One value that one record says in one of its fields."""

    text: str
    record: ReadRecord
    field: str

    @property
    def origin(self) -> Origin:
        """Where it comes from."""
        return self.record.origin(self.field)


def weight(record: ReadRecord) -> tuple[int, tuple[int, ...], RecordRef]:
    """Sort key, what counts most first: priority, then the later change, then the record's own key."""
    return (-record.priority, tuple(-ord(sign) for sign in record.changed_at or record.first_read_at), record.ref)


def values_of(said: Iterable[Said], alike: Callable[[str], str] = str) -> tuple[Value, ...]:
    """Values that differ by `alike`, the most trusted first, each with every origin that says it.

    The spelling of the most trusted record is kept. What `alike` maps to nothing is left out.
    """
    found: dict[str, tuple[str, dict[Origin, None]]] = {}
    for one in sorted(said, key=lambda s: (weight(s.record), s.field, s.text)):
        key = alike(one.text)
        if key:
            found.setdefault(key, (one.text, {}))[1].setdefault(one.origin)
    return tuple(Value(text, tuple(origins)) for text, origins in found.values())
