"""How persons came to be who they are: minted, merged, split …; by whom, and on what evidence. Append-only."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, or_, select

from zhaoren.catalog.scope import Scope, in_batches, insert_rows, one_of
from zhaoren.catalog.tables import IDENTITY_EVENTS

_COLUMNS = (
    "revision", "act", "person_id", "other_id", "who", "evidence", "happened_at", "records", "model", "run",
)  # fmt: skip


class IdentityAct(StrEnum):
    """What happened to a person's id."""

    MINT = "mint"
    MERGE = "merge"  # `person_id` was joined into `other_id`
    SPLIT = "split"  # `other_id` was taken out of `person_id`
    MOVE = "move"  # records went from `person_id` to `other_id`, and both live on
    REVIVE = "revive"  # `person_id` is back: out of `other_id` into which it had been joined, or with its records
    GONE = "gone"  # no record of `person_id` holds any more


@dataclass(frozen=True, slots=True)
class IdentityEvent:
    """One event.

    Attributes:
        evidence: a short text without personal values.
        records: ids of the records that it is about: of a merge, those that the joined person had.
        model: version of the rules or the model; `run`: the joining that did it.
    """

    act: IdentityAct
    person_id: str
    who: str
    evidence: str = ""
    other_id: str | None = None
    happened_at: str = ""
    revision: int = 0
    records: tuple[int, ...] = ()
    model: str = ""
    run: str = ""


class IdentityEventStore:
    """Written by unification, read by stewardship."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def add_many(self, events: Iterable[IdentityEvent]) -> None:
        """Keep events in the order given."""
        kept = list(events)
        if not kept:
            return
        with self._scope.writing() as writing:
            revision, time = writing.revision(), writing.time
            rows = [
                (
                    revision, event.act.value, event.person_id, event.other_id, event.who, event.evidence, time,
                    json.dumps(event.records), event.model, event.run,
                )
                for event in kept
            ]  # fmt: skip
            insert_rows(writing.connection, IDENTITY_EVENTS, _COLUMNS, rows)

    def of_person(self, person_id: str) -> list[IdentityEvent]:
        """Everything that happened to an id, the oldest first."""
        c = IDENTITY_EVENTS.c
        return self._found(or_(c.person_id == person_id, c.other_id == person_id))

    def merged_into(self, person_ids: Iterable[str]) -> dict[str, list[IdentityEvent]]:
        """Person -> merges into him, the newest first. Some may have been taken back since."""
        found: dict[str, list[IdentityEvent]] = defaultdict(list)
        for batch in in_batches(dict.fromkeys(person_ids)):
            c = IDENTITY_EVENTS.c
            for event in self._found(c.act == IdentityAct.MERGE, one_of(c.other_id, batch)):
                found[event.other_id or ""].insert(0, event)
        return dict(found)

    def split_from(self, person_ids: Iterable[str]) -> dict[str, str]:
        """Person -> the person out of whom he was taken, for those whose id was minted so."""
        found: dict[str, str] = {}
        for batch in in_batches(dict.fromkeys(person_ids)):
            c = IDENTITY_EVENTS.c
            for event in self._found(c.act == IdentityAct.SPLIT, one_of(c.other_id, batch)):
                found[event.other_id or ""] = event.person_id
        return found

    def _found(self, *conditions: ColumnElement[bool]) -> list[IdentityEvent]:
        query = select(IDENTITY_EVENTS).where(*conditions).order_by(IDENTITY_EVENTS.c.id)
        with self._scope.reading() as connection:
            return [_event(row) for row in connection.execute(query)]


def _event(row: Row[Any]) -> IdentityEvent:
    return IdentityEvent(
        IdentityAct(row.act),
        row.person_id,
        row.who,
        row.evidence,
        row.other_id,
        row.happened_at,
        row.revision,
        tuple(json.loads(row.records)),
        row.model,
        row.run,
    )
