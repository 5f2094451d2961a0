"""Reads a connector to its end."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field

from schemas.records import (
    Checkpoint,
    Connector,
    ReadOutcome,
    Skipped,
    SourceDeletion,
    SourceEvent,
    SourceRecord,
    StillThere,
)
from schemas.vocabulary import RecordKind


@dataclass
class Reading:
    """Everything that one reading gave."""

    outcome: ReadOutcome
    records: list[SourceRecord] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    deletions: list[SourceDeletion] = field(default_factory=list)
    checkpoints: list[Checkpoint] = field(default_factory=list)
    still_there: list[StillThere] = field(default_factory=list)

    def of(self, kind: RecordKind) -> dict[str, SourceRecord]:
        return {record.key: record for record in self.records if record.kind is kind}


def read_all(connector: Connector, since: Checkpoint | None = None) -> Reading:
    reading = Reading(ReadOutcome(complete=False))
    outcomes: list[ReadOutcome] = []

    def ended() -> Generator[SourceEvent, None, None]:
        outcomes.append((yield from connector.read(since)))

    for event in ended():
        if isinstance(event, SourceRecord):
            reading.records.append(event)
        elif isinstance(event, Skipped):
            reading.skipped.append(event)
        elif isinstance(event, SourceDeletion):
            reading.deletions.append(event)
        elif isinstance(event, StillThere):
            reading.still_there.append(event)
        else:
            reading.checkpoints.append(event)
    reading.outcome = outcomes[0]
    return reading
