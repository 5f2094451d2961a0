"""Reviews for the doors of the house: each call is for a viewer, and only an administrator gets anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from schemas.review_json import DecidedOut, DecisionOut, HistoryOut, QueueOut, ReviewCardOut
from schemas.viewer import Viewer
from zhaoren.access.administration import may_administer
from zhaoren.catalog.catalog import Catalog
from zhaoren.catalog.reviews import ReviewKind, ReviewState
from zhaoren.foundation.errors import NotAllowed
from zhaoren.stewardship.deciding import Decided, answer_review, join_people, split_person, undo_decision
from zhaoren.stewardship.person_history import person_history
from zhaoren.stewardship.review_queue import ALL_KINDS, decision_out, list_reviews, show_review

Applied = Literal["now", "soon", "next_refresh"]


@dataclass(frozen=True, slots=True)
class ReviewDesk:
    """One catalog's reviews.

    Every method raises NotAllowed for a viewer who is no administrator, before anything is read.

    Attributes:
        catalog: opened when first asked for.
        apply: brings the directory and the index up to what was decided, or sees to it; tells which.
    """

    catalog: Callable[[], Catalog]
    apply: Callable[[], Applied]

    def queue(
        self,
        viewer: Viewer,
        *,
        state: str = "open",
        kind: str | None = None,
        after: str | None = None,
        limit: int = 50,
        beyond_budget: bool = False,
    ) -> QueueOut:
        """A page of the queue."""
        _check(viewer)
        kinds = ALL_KINDS if kind is None else (ReviewKind(kind),)
        return list_reviews(
            self.catalog(),
            state=ReviewState(state),
            kinds=kinds,
            after=after,
            limit=limit,
            beyond_budget=beyond_budget,
        )

    def card(self, viewer: Viewer, review_id: str) -> ReviewCardOut:
        """One decision with both sides."""
        _check(viewer)
        return show_review(self.catalog(), review_id)

    def answer(
        self, viewer: Viewer, review_id: str, answer: str, reason: str = "", seen: str | None = None
    ) -> DecidedOut:
        """Answer a review."""
        _check(viewer)
        state = ReviewState(answer)
        decided = answer_review(self.catalog(), review_id, state, who=viewer.id, reason=reason, seen=seen)
        return self._applied(decided, nothing_to_do=state is ReviewState.UNSURE)

    def undo(self, viewer: Viewer, id_: str, reason: str = "") -> DecidedOut:
        """Take back a decision, or the answer of a review."""
        _check(viewer)
        return self._applied(undo_decision(self.catalog(), id_, who=viewer.id, reason=reason))

    def split(self, viewer: Viewer, person_id: str, records: Sequence[str], reason: str = "") -> DecidedOut:
        """Take records (`source:key`) out of a person."""
        _check(viewer)
        return self._applied(split_person(self.catalog(), person_id, records, who=viewer.id, reason=reason))

    def join(self, viewer: Viewer, one: str, other: str, reason: str = "") -> DecidedOut:
        """Join two people by hand."""
        _check(viewer)
        return self._applied(join_people(self.catalog(), one, other, who=viewer.id, reason=reason))

    def decisions(self, viewer: Viewer, *, before: str | None = None, limit: int = 50) -> list[DecisionOut]:
        """What was decided, the newest first."""
        _check(viewer)
        return [decision_out(one) for one in self.catalog().decisions.newest(before=before, limit=limit)]

    def history(self, viewer: Viewer, person_id: str) -> HistoryOut:
        """How a person came to be who he is."""
        _check(viewer)
        return person_history(self.catalog(), person_id)

    def _applied(self, decided: Decided, *, nothing_to_do: bool = False) -> DecidedOut:
        applied = "now" if nothing_to_do or not decided.changed else self.apply()
        return DecidedOut(decision=decision_out(decided.decision), changed=decided.changed, applied=applied)


def _check(viewer: Viewer) -> None:
    if not may_administer(viewer):
        raise NotAllowed("reviews", "only an administrator may")
