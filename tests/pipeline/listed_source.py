"""A source made of a list, for tests of the pipeline: what it yields and how it ends are plain values."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from schemas.errors import SourceError
from schemas.records import Checkpoint, ReadOutcome, SourceEvent, SourceRecord, SourceReport
from schemas.vocabulary import RecordKind

PERSON, UNIT = RecordKind.PERSON, RecordKind.UNIT


@dataclass
class ListedSource:
    """Yields its events.

    Attributes:
        page: a checkpoint after each so many events, from which it can be resumed; None for none.
        after: the checkpoint that it ends with; a reading that starts from it yields `changes` only.
        breaks_at, breaks_with: the error that it raises before that event.
        read_from: the checkpoints that it was asked to start from.
    """

    events: Sequence[SourceEvent]
    name: str = "hr"
    complete: bool = True
    kinds: frozenset[RecordKind] = frozenset({PERSON})
    why_incomplete: str = ""
    page: int | None = None
    after: str | None = None
    changes: Sequence[SourceEvent] = ()
    as_of: datetime | None = None
    breaks_at: int | None = None
    breaks_with: Exception | None = None
    read_from: list[str | None] = field(default_factory=list)

    def check(self) -> SourceReport:
        return SourceReport(self.name, ())

    def read(self, since: Checkpoint | None) -> Generator[SourceEvent, None, ReadOutcome]:
        self.read_from.append(None if since is None else since.value)
        delta = since is not None and since.value == self.after
        events = self.changes if delta else self.events
        start = int(since.value.removeprefix("page ")) if since is not None and not delta else 0
        for place, event in enumerate(events[start:], start):
            self.before(place)
            yield event
            if self.page is not None and (place + 1) % self.page == 0:
                yield Checkpoint(f"page {place + 1}")
        self.before(len(events))
        checkpoint = None if self.after is None else Checkpoint(self.after)
        complete = self.complete and not delta
        return ReadOutcome(
            complete, self.kinds if complete else frozenset(), self.why_incomplete, checkpoint, self.as_of
        )

    def before(self, place: int) -> None:
        """Called before each event and at the end."""
        if place == self.breaks_at:
            raise self.breaks_with or SourceError("hr", "broken", "mend it")


def person(key: str, position: str = "", **fields: str) -> SourceRecord:
    """A person's record; every field has one value."""
    return SourceRecord(PERSON, key, {name: (value,) for name, value in fields.items()}, position=position)


def people(count: int, **fields: str) -> list[SourceRecord]:
    """`count` people with names, departments of ten, and these fields as well."""
    return [
        person(f"p{n:05}", name=f"人{n}", department=f"部门{n // 10}", title="工程师", mobile=f"138{n:08}", **fields)
        for n in range(count)
    ]


def changed(record: SourceRecord, **fields: str) -> SourceRecord:
    """The record with other values; an empty one takes the field away."""
    merged: Mapping[str, tuple[str, ...]] = {**record.fields, **{name: (value,) for name, value in fields.items()}}
    return replace(record, fields={name: values for name, values in merged.items() if values != ("",)})
