"""Which of several sources' words counts: the higher priority, then the later date; all that said a value are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from schemas.directory import Origin, Value
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


def most_trusted_first(records: Iterable[ReadRecord]) -> list[ReadRecord]:
    """By priority of the source, then the later change, then the record's own key."""
    ordered = sorted(records, key=lambda record: record.ref)
    if len(ordered) > 1:
        ordered.sort(key=lambda record: record.changed_at or record.first_read_at, reverse=True)
        ordered.sort(key=lambda record: -record.priority)
    return ordered


def values_of(said: Iterable[Said], alike: Callable[[str], str] = str) -> tuple[Value, ...]:
    """Values that differ by `alike`, each with every origin that says it.

    Args:
        said: the most trusted record first; its spelling is kept. What `alike` maps to nothing is left out.
    """
    found: dict[str, tuple[str, dict[Origin, None]]] = {}
    for one in said:
        key = alike(one.text)
        if key:
            found.setdefault(key, (one.text, {}))[1].setdefault(one.origin)
    return tuple(Value(text, tuple(origins)) for text, origins in found.values())
