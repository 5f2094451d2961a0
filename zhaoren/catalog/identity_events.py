"""How persons came to be who they are: minted, merged, split; by whom, and on what evidence. Append-only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import or_, select

from zhaoren.catalog.scope import Scope
from zhaoren.catalog.tables import IDENTITY_EVENTS


class IdentityAct(StrEnum):
    """What happened to a person's id."""

    MINT = "mint"
    MERGE = "merge"  # `person_id` was joined into `other_id`
    SPLIT = "split"  # `other_id` was taken out of `person_id`
    REVIVE = "revive"


@dataclass(frozen=True, slots=True)
class IdentityEvent:
    """One event; `evidence` is a short text (JSON or a sentence) without personal values."""

    act: IdentityAct
    person_id: str
    who: str
    evidence: str = ""
    other_id: str | None = None
    happened_at: str = ""
    revision: int = 0


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
            rows = [
                {
                    "revision": writing.revision(),
                    "act": event.act,
                    "person_id": event.person_id,
                    "other_id": event.other_id,
                    "who": event.who,
                    "evidence": event.evidence,
                    "happened_at": writing.time,
                }
                for event in kept
            ]
            writing.connection.execute(IDENTITY_EVENTS.insert(), rows)

    def of_person(self, person_id: str) -> list[IdentityEvent]:
        """Everything that happened to an id, the oldest first."""
        about = or_(IDENTITY_EVENTS.c.person_id == person_id, IDENTITY_EVENTS.c.other_id == person_id)
        with self._scope.reading() as connection:
            rows = connection.execute(select(IDENTITY_EVENTS).where(about).order_by(IDENTITY_EVENTS.c.id)).all()
        return [
            IdentityEvent(
                IdentityAct(row.act), row.person_id, row.who, row.evidence, row.other_id, row.happened_at, row.revision
            )
            for row in rows
        ]
