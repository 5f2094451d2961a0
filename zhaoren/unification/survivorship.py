"""Which of several sources' words counts: the priority of its source for the field, then the later date.

All that said a value are kept. When a record happened to be read for the first time plays no part: reading the sources
in another order gives the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from schemas.directory import Origin, Value
from zhaoren.unification.read_records import ReadRecord


class Said(NamedTuple):
    """One value that one record says in one of its fields."""

    text: str
    record: ReadRecord
    field: str

    @property
    def origin(self) -> Origin:
        """Where it comes from."""
        return self.record.origin(self.field)


def most_trusted_first(records: Iterable[ReadRecord], field: str = "") -> list[ReadRecord]:
    """By priority for the field, then the later date of its value, then the record's own key.

    Args:
        field: without one, records as wholes: by the priority of their sources, then the source's own date.
    """
    ordered = list(records)
    if len(ordered) < 2:
        return ordered
    ordered.sort(key=_place)
    if field:
        ordered.sort(key=lambda record: (record.priority_of(field), record.dated(field)), reverse=True)
    else:
        ordered.sort(key=lambda record: (record.priority, record.changed_at[:10]), reverse=True)
    return ordered


def _place(record: ReadRecord) -> tuple[str, str, str]:
    ref = record.ref
    return ref.source, ref.kind, ref.key


def said_of(records: Iterable[ReadRecord], *fields: str) -> list[Said]:
    """What records say in some fields, the most trusted first; of one trust, in the order of the fields."""
    listed = list(records)
    found: list[Said] = []
    for name in fields:
        having = [record for record in listed if name in record.fields]
        if not having:
            continue
        found += [Said(text, one, name) for one in most_trusted_first(having, name) for text in one.all(name)]
    if len(fields) > 1 and len(found) > 1:
        found.sort(key=lambda said: -said.record.priority_of(said.field))
    return found


def values_of(said: Iterable[Said], alike: Callable[[str], str] = str) -> tuple[Value, ...]:
    """Values that differ by `alike`, each with every origin that says it.

    Args:
        said: the most trusted record first; its spelling is kept. What `alike` maps to nothing is left out.
    """
    said = list(said)
    if not said:
        return ()
    if len(said) == 1:
        return (Value(said[0].text, (said[0].origin,)),) if alike(said[0].text) else ()
    found: dict[str, tuple[str, dict[Origin, None]]] = {}
    for one in said:
        key = alike(one.text)
        if key:
            found.setdefault(key, (one.text, {}))[1].setdefault(one.origin)
    return tuple(Value(text, tuple(origins)) for text, origins in found.values())
