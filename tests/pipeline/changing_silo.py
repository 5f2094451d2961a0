"""A silo that changes and remembers its changes, for tests of deltas: a small real source, read as a connector would.

It keeps a numbered log. A reading from a number tells what happened since, page by page; a reading from nothing, or
from a number that the log does not reach back to, enumerates everybody. Both can be resumed in the middle.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from itertools import islice

from schemas.errors import SourceBusy
from schemas.records import Checkpoint, ReadOutcome, SourceDeletion, SourceEvent, SourceRecord, SourceReport
from schemas.vocabulary import RecordKind
from tests.pipeline.listed_source import PERSON

Place = tuple[int, str]  # up to which number of the log the reading will be good, and after which key it goes on


@dataclass
class ChangingSilo:
    """People by key, and what happened to them.

    Attributes:
        page: events between two checkpoints.
        oldest: the first number that the log still has.
        breaks_after: events after which the connection is lost; None for never.
        read_from: the checkpoints that readings began with.
        served: how many events were handed out in all.
    """

    name: str = "hr"
    page: int = 10
    version: int = 1
    oldest: int = 0
    breaks_after: int | None = None
    people: dict[str, SourceRecord] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    read_from: list[str | None] = field(default_factory=list)
    served: int = 0

    def put(self, *records: SourceRecord) -> None:
        for record in records:
            self.people[record.key] = record
            self.log.append(record.key)

    def delete(self, *keys: str) -> None:
        for key in keys:
            del self.people[key]
            self.log.append(key)

    def lose(self, *keys: str) -> None:
        """They go without a word in the log."""
        for key in keys:
            del self.people[key]

    def check(self) -> SourceReport:
        return SourceReport(self.name, ())

    def read(self, since: Checkpoint | None) -> Generator[SourceEvent, None, ReadOutcome]:
        self.read_from.append(None if since is None else since.value)
        known = None if since is None else json.loads(since.value)
        if isinstance(known, int) and self.oldest <= known <= len(self.log):
            known = {"since": known, "upto": len(self.log), "done": 0}
        if isinstance(known, dict) and "since" in known:
            return (yield from self._changes(**known))
        upto, after = (known["upto"], known["after"]) if isinstance(known, dict) else (len(self.log), "")
        rest = iter(sorted(key for key in self.people if key > after))
        while page := list(islice(rest, self.page)):
            for key in page:
                yield self._event(self.people[key])
            yield Checkpoint(json.dumps({"upto": upto, "after": page[-1]}))
        return ReadOutcome(True, frozenset({PERSON}), checkpoint=Checkpoint(json.dumps(upto)))

    def _changes(self, since: int, upto: int, done: int) -> Generator[SourceEvent, None, ReadOutcome]:
        keys = list(dict.fromkeys(self.log[since:upto]))
        for place, key in enumerate(keys[done:], done + 1):
            yield self._event(self.people.get(key) or SourceDeletion(PERSON, key))
            if place % self.page == 0:
                yield Checkpoint(json.dumps({"since": since, "upto": upto, "done": place}))
        return ReadOutcome(complete=False, why_incomplete="changes only", checkpoint=Checkpoint(json.dumps(upto)))

    def _event(self, event: SourceEvent) -> SourceEvent:
        if self.breaks_after is not None and self.served >= self.breaks_after:
            raise SourceBusy(self.name, "the connection was lost")
        self.served += 1
        return event


@dataclass
class TwoKinds(ChangingSilo):
    """People come as changes, units whole each time."""

    units: list[SourceRecord] = field(default_factory=list)

    def read(self, since: Checkpoint | None) -> Generator[SourceEvent, None, ReadOutcome]:
        outcome = yield from super().read(since)
        yield from _all(self.units)
        return ReadOutcome(True, outcome.kinds | {RecordKind.UNIT}, checkpoint=outcome.checkpoint)


def _all(records: list[SourceRecord]) -> Iterator[SourceRecord]:
    yield from records
