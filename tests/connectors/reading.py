"""Reads a connector to its end."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field

from schemas.records import Connector, ReadOutcome, Skipped, SourceEvent, SourceRecord
from schemas.vocabulary import RecordKind


@dataclass
class Reading:
    """Everything that one reading gave."""

    outcome: ReadOutcome
    records: list[SourceRecord] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    def of(self, kind: RecordKind) -> dict[str, SourceRecord]:
        return {record.key: record for record in self.records if record.kind is kind}


def read_all(connector: Connector) -> Reading:
    records: list[SourceRecord] = []
    skipped: list[Skipped] = []
    outcomes: list[ReadOutcome] = []

    def ended() -> Generator[SourceEvent, None, None]:
        outcomes.append((yield from connector.read(None)))

    for event in ended():
        if isinstance(event, SourceRecord):
            records.append(event)
        elif isinstance(event, Skipped):
            skipped.append(event)
    return Reading(outcomes[0], records, skipped)
