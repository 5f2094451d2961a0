"""The queue of reviews: decisions about two people (or two units) that are left to a person. One row each, for ever.

What a row asks is written by unification each time it looks; what was answered is written by stewardship. A row whose
question is no longer asked is kept, so that the same decision has the same id when it comes again.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import blake2b
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select, update

from schemas.records import RecordRef
from schemas.vocabulary import RecordKind
from zhaoren.catalog.scope import Scope, count_of, in_batches, one_of, streamed, upsert
from zhaoren.catalog.tables import REVIEWS


class ReviewKind(StrEnum):
    """What the two sides are."""

    PEOPLE = "people"
    UNITS = "units"


class ReviewState(StrEnum):
    """What a person has said; OPEN when nobody has."""

    OPEN = "open"
    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Review:
    """One decision.

    Attributes:
        left_id, right_id: people or units, the smaller id first.
        asked: whether the last joining still asks it; an answered one mostly is not.
        probability: that both are one; `value`: how much an answer changes, the greater first.
        why_not: the fact that forbids joining them, or `unsure`.
        weights: (fact, bits, detail) that speak for (above 0) and against it, the heaviest first.
        pair: the two records that speak most for it.
        sides: ids of the records of both sides, each rising; empty for units that no record describes.
        first_asked, changed_at: ISO times.
    """

    kind: ReviewKind
    left_id: str
    right_id: str
    probability: float
    value: float
    why_not: str
    reasons: tuple[str, ...]
    weights: tuple[tuple[str, float, str], ...]
    pair: tuple[RecordRef, RecordRef]
    sides: tuple[tuple[int, ...], tuple[int, ...]]
    state: ReviewState = ReviewState.OPEN
    asked: bool = True
    first_asked: str = ""
    changed_at: str = ""

    @property
    def id(self) -> str:
        """The same for the same two, for ever."""
        return review_id(self.kind, self.left_id, self.right_id)

    @property
    def seen(self) -> str:
        """A mark of what an administrator is shown; changes when the records of a side do."""
        return blake2b(json.dumps(self.sides).encode(), digest_size=6).hexdigest()


def review_id(kind: ReviewKind, one: str, other: str) -> str:
    """Short enough to be typed: 14 signs (56 bits)."""
    parts = "\x1f".join((kind, *sorted((one, other))))
    return f"r{blake2b(parts.encode(), digest_size=7).hexdigest()}"


class ReviewStore:
    """Takes no revision: a question is no change of the directory."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def ask_many(self, reviews: Iterable[Review]) -> int:
        """Ask these; returns how many rows changed. Answers stand, and what is asked as before is not written."""
        changed = 0
        with self._scope.writing() as writing:
            for batch in in_batches({review.id: review for review in reviews}.values()):
                present = self.get_many([review.id for review in batch])
                rows = []
                for review in batch:
                    before = present.get(review.id)
                    now = replace(review, first_asked=writing.time, changed_at=writing.time)
                    if before is not None:
                        now = replace(now, state=before.state, first_asked=before.first_asked)
                    if before is None or replace(now, changed_at=before.changed_at) != before:
                        rows.append(_row(now))
                upsert(writing.connection, REVIEWS, rows, keys=("id",))
                changed += len(rows)
        return changed

    def withdraw_many(self, ids: Iterable[str]) -> int:
        """Ask these no longer; returns how many were asked."""
        changed = 0
        with self._scope.writing() as writing:
            for batch in in_batches(ids):
                gone = update(REVIEWS).where(one_of(REVIEWS.c.id, batch), REVIEWS.c.asked.is_(True))
                changed += writing.connection.execute(gone.values(asked=False)).rowcount
        return changed

    def set_state(self, id_: str, state: ReviewState) -> None:
        """Keep what a person has said. What is open again is asked until the next joining finds it settled."""
        with self._scope.writing() as writing:
            values: dict[str, object] = {"state": state, "changed_at": writing.time}
            if state is ReviewState.OPEN:
                values["asked"] = True
            writing.connection.execute(update(REVIEWS).where(REVIEWS.c.id == id_).values(**values))

    def get_many(self, ids: Iterable[str]) -> dict[str, Review]:
        """Those that were ever asked."""
        found: dict[str, Review] = {}
        with self._scope.reading() as connection:
            for batch in in_batches(dict.fromkeys(ids)):
                for row in connection.execute(select(REVIEWS).where(one_of(REVIEWS.c.id, batch))):
                    found[row.id] = _review(row)
        return found

    def about(self, ids: Iterable[str]) -> list[Review]:
        """Those asked now of which one side is one of these people or units."""
        found: dict[str, Review] = {}
        with self._scope.reading() as connection:
            for batch in in_batches(dict.fromkeys(ids)):
                for column in (REVIEWS.c.left_id, REVIEWS.c.right_id):
                    query = select(REVIEWS).where(REVIEWS.c.asked.is_(True), one_of(column, batch))
                    found.update((row.id, _review(row)) for row in connection.execute(query))
        return [found[id_] for id_ in sorted(found)]

    def newest(
        self,
        kinds: Collection[ReviewKind],
        states: Collection[ReviewState],
        *,
        after: tuple[float, str] | None = None,
        limit: int,
    ) -> list[Review]:
        """The most valuable first; of open ones only those that are asked now.

        Args:
            after: value and id of the last one of the page before.
        """
        query = select(REVIEWS).where(*_chosen(kinds, states))
        if after is not None:
            value, id_ = after
            query = query.where(or_(REVIEWS.c.value < value, and_(REVIEWS.c.value == value, REVIEWS.c.id > id_)))
        with self._scope.reading() as connection:
            rows = connection.execute(query.order_by(REVIEWS.c.value.desc(), REVIEWS.c.id).limit(limit)).all()
        return [_review(row) for row in rows]

    def count(self, kinds: Collection[ReviewKind], states: Collection[ReviewState]) -> int:
        """How many `newest` would give without a limit."""
        with self._scope.reading() as connection:
            return count_of(connection, REVIEWS, *_chosen(kinds, states))

    def place(self, kinds: Collection[ReviewKind], state: ReviewState, number: int) -> tuple[float, str] | None:
        """Value and id of the so-many-th (from 1) that `newest` gives; None when there are fewer."""
        query = select(REVIEWS.c.value, REVIEWS.c.id).where(*_chosen(kinds, [state]))
        with self._scope.reading() as connection:
            row = connection.execute(
                query.order_by(REVIEWS.c.value.desc(), REVIEWS.c.id).offset(number - 1).limit(1)
            ).first()
        return (row.value, row.id) if row is not None else None

    def counts(self) -> Mapping[ReviewState, int]:
        """How many there are in each state; open ones that are asked now."""
        query = select(REVIEWS.c.state, func.count()).where(or_(REVIEWS.c.asked, REVIEWS.c.state != ReviewState.OPEN))
        with self._scope.reading() as connection:
            rows = connection.execute(query.group_by(REVIEWS.c.state)).all()
        return {ReviewState(state): count for state, count in rows}

    def asked_ids(self, kind: ReviewKind) -> Iterator[str]:
        """Every id that is asked now; streamed."""
        query = select(REVIEWS.c.id).where(REVIEWS.c.kind == kind, REVIEWS.c.asked.is_(True))
        with self._scope.reading() as connection:
            for row in streamed(connection, query.order_by(REVIEWS.c.id)):
                yield row.id


def _chosen(kinds: Collection[ReviewKind], states: Collection[ReviewState]) -> Sequence[ColumnElement[bool]]:
    alive = or_(REVIEWS.c.state != ReviewState.OPEN, REVIEWS.c.asked.is_(True))
    return (REVIEWS.c.kind.in_(list(kinds)), REVIEWS.c.state.in_(list(states)), alive)


def _row(review: Review) -> dict[str, Any]:
    content = {
        "why_not": review.why_not,
        "reasons": review.reasons,
        "weights": review.weights,
        "pair": [(ref.source, ref.kind, ref.key) for ref in review.pair],
        "sides": review.sides,
    }
    return {
        "id": review.id,
        "kind": review.kind,
        "left_id": review.left_id,
        "right_id": review.right_id,
        "state": review.state,
        "asked": review.asked,
        "probability": review.probability,
        "value": review.value,
        "content": json.dumps(content, ensure_ascii=False, sort_keys=True),
        "first_asked": review.first_asked,
        "changed_at": review.changed_at,
    }


def _review(row: Row[Any]) -> Review:
    content = json.loads(row.content)
    left, right = (RecordRef(source, RecordKind(kind), key) for source, kind, key in content["pair"])
    return Review(
        ReviewKind(row.kind),
        row.left_id,
        row.right_id,
        row.probability,
        row.value,
        content["why_not"],
        tuple(content["reasons"]),
        tuple((fact, bits, detail) for fact, bits, detail in content["weights"]),
        (left, right),
        (tuple(content["sides"][0]), tuple(content["sides"][1])),
        ReviewState(row.state),
        row.asked,
        row.first_asked,
        row.changed_at,
    )
