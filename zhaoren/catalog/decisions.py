"""What people decided: one row for each act, with who, when and why. Append-only; taking one back is another act."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, or_, select

from zhaoren.catalog.reviews import ReviewKind
from zhaoren.catalog.scope import Scope, streamed, take
from zhaoren.catalog.tables import DECISIONS
from zhaoren.foundation.ids import MintId


class Act(StrEnum):
    """What somebody did."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"
    SPLIT = "split"  # records were taken out of `left_id`
    JOIN = "join"  # two were joined by hand, without a review
    UNDO = "undo"  # `undoes` no longer counts


@dataclass(frozen=True, slots=True)
class Decision:
    """One act. `id`, `revision` and `made_at` are given when it is added; `undone` tells whether it was taken back."""

    act: Act
    who: str
    reason: str = ""
    kind: ReviewKind = ReviewKind.PEOPLE
    review_id: str | None = None
    undoes: str | None = None
    left_id: str | None = None
    right_id: str | None = None
    id: str = ""
    revision: int = 0
    made_at: str = ""
    undone: bool = False


class DecisionStore:
    """Its judgements name it by `decision_id`."""

    def __init__(self, scope: Scope, mint: MintId) -> None:
        self._scope = scope
        self._mint = mint

    def wait_for_others(self) -> None:
        """Let nobody else decide until this transaction ends. Takes no revision."""
        with self._scope.writing() as writing:
            take(writing.connection, "deciding", 1)

    def add(self, decision: Decision) -> str:
        """Keep an act; returns its id. Undoing what is undone violates a constraint: look first."""
        id_ = self._mint()
        with self._scope.writing() as writing:
            writing.connection.execute(
                DECISIONS.insert(),
                {
                    "id": id_,
                    "revision": writing.revision(),
                    "act": decision.act,
                    "kind": decision.kind,
                    "review_id": decision.review_id,
                    "undoes": decision.undoes,
                    "left_id": decision.left_id,
                    "right_id": decision.right_id,
                    "who": decision.who,
                    "reason": decision.reason,
                    "made_at": writing.time,
                },
            )
        return id_

    def get(self, id_: str) -> Decision | None:
        """One act by id."""
        return next(iter(self._found(DECISIONS.c.id == id_)), None)

    def of_review(self, review_id: str) -> list[Decision]:
        """What was said about a review, the oldest first."""
        return self._found(DECISIONS.c.review_id == review_id)

    def about(self, entity_id: str) -> list[Decision]:
        """What was decided about a person or unit, the oldest first."""
        return self._found(or_(DECISIONS.c.left_id == entity_id, DECISIONS.c.right_id == entity_id))

    def newest(self, *, before: str | None = None, limit: int) -> list[Decision]:
        """The newest acts, the newest first; `before` is the id of the last one of the page before."""
        undone = DECISIONS.alias("undone")
        query = select(DECISIONS, undone.c.id.label("undone_by")).outerjoin(undone, undone.c.undoes == DECISIONS.c.id)
        if before is not None:
            query = query.where(DECISIONS.c.id < before)
        with self._scope.reading() as connection:
            return [_decision(row) for row in connection.execute(query.order_by(DECISIONS.c.id.desc()).limit(limit))]

    def since(self, revision: int) -> Iterator[Decision]:
        """Acts of later transactions, in the order they were made; streamed."""
        query = select(DECISIONS).where(DECISIONS.c.revision > revision)
        with self._scope.reading() as connection:
            for row in streamed(connection, query.order_by(DECISIONS.c.revision, DECISIONS.c.id)):
                yield _decision(row)

    def _found(self, condition: Any) -> list[Decision]:
        undone = DECISIONS.alias("undone")
        query = select(DECISIONS, undone.c.id.label("undone_by")).outerjoin(undone, undone.c.undoes == DECISIONS.c.id)
        with self._scope.reading() as connection:
            return [_decision(row) for row in connection.execute(query.where(condition).order_by(DECISIONS.c.id))]


def _decision(row: Row[Any]) -> Decision:
    return Decision(
        Act(row.act),
        row.who,
        row.reason,
        ReviewKind(row.kind),
        row.review_id,
        row.undoes,
        row.left_id,
        row.right_id,
        row.id,
        row.revision,
        row.made_at,
        undone=getattr(row, "undone_by", None) is not None,
    )
