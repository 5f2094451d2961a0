"""The queue of reviews as an administrator reads it: the most valuable first, one card for each decision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from schemas.answer_json import RecordOut, TextOut
from schemas.review_json import DecisionOut, EvidenceOut, QueueOut, ReviewCardOut, ReviewOut
from zhaoren.catalog.catalog import Catalog, Stores
from zhaoren.catalog.decisions import Decision
from zhaoren.catalog.reviews import Review, ReviewKind, ReviewState
from zhaoren.foundation.errors import BadInput, NotFound
from zhaoren.stewardship.evidence_words import fact_in_words
from zhaoren.stewardship.review_sides import Sides
from zhaoren.unification.weights import bits_of

ALL_KINDS: Final = tuple(ReviewKind)
LARGEST_PAGE = 200
PEOPLE_FOR_EACH = 10  # one question for so many people, at most: more than that is nobody's day's work
FEWEST = 100  # questions that are asked however small the group is
_EXPORTED_AT_ONCE = 500
_LEAST_REST = 0.3  # bits; what counts less is not worth a line


def list_reviews(
    catalog: Catalog,
    *,
    state: ReviewState = ReviewState.OPEN,
    kinds: Sequence[ReviewKind] = ALL_KINDS,
    after: str | None = None,
    limit: int = 50,
    beyond_budget: bool = False,
) -> QueueOut:
    """A page of the queue.

    Args:
        after: `more` of the page before.
        beyond_budget: open reviews of little value too.

    Raises:
        BadInput: `after` or `limit` cannot be.
    """
    if not 1 <= limit <= LARGEST_PAGE:
        raise BadInput("limit", f"{limit} cannot be", f"take 1 to {LARGEST_PAGE}")
    start = _read_position(after) if after else None
    with catalog.snapshot() as seen:
        last = None if beyond_budget or state is not ReviewState.OPEN else _last_in_budget(seen, kinds)
        found = seen.reviews.newest(kinds, [state], after=start, limit=limit + 1)
        kept = [one for one in found if last is None or (-one.value, one.id) <= last]
        page = kept[:limit]
        return QueueOut(
            reviews=_lines(seen, page),
            more=_position(page[-1]) if page and len(kept) > limit else None,
            counts={state.value: seen.reviews.counts().get(state, 0) for state in ReviewState},
            beyond_budget=max(0, seen.reviews.count(kinds, [ReviewState.OPEN]) - budget(seen)),
        )


def budget(seen: Stores) -> int:
    """How many open reviews are worth asking."""
    return max(FEWEST, seen.entities.count("person") // PEOPLE_FOR_EACH)


def _last_in_budget(seen: Stores, kinds: Sequence[ReviewKind]) -> tuple[float, str] | None:
    place = seen.reviews.place(kinds, ReviewState.OPEN, budget(seen))
    return (-place[0], place[1]) if place is not None else None


def show_review(catalog: Catalog, review_id: str) -> ReviewCardOut:
    """One decision with all that speaks for and against it.

    Raises:
        NotFound: it was never asked.
    """
    with catalog.snapshot() as seen:
        review = seen.reviews.get_many([review_id]).get(review_id)
        if review is None:
            raise NotFound("review", f"there is none with the id '{review_id}'", "`zhaoren reviews list` names them")
        sides = Sides(seen)
        left, right = sides.both(review)
        return ReviewCardOut(
            **_line(review, sides),
            left=left,
            right=right,
            asked=review.asked,
            seen=review.seen,
            evidence=evidence_of(review),
            pair=[RecordOut.of(ref) for ref in review.pair],
            rows=sides.rows(review),
            decisions=[decision_out(decision) for decision in seen.decisions.of_review(review_id)],
        )


def export_reviews(catalog: Catalog) -> Iterator[Mapping[str, object]]:
    """The undecided decisions about people, the most valuable first, streamed: one row for each.

    `left_…` and `right_…` are the pair of records that speaks most for it.
    """
    with catalog.snapshot() as seen:
        left_over = budget(seen)
        after: tuple[float, str] | None = None
        while left_over > 0:
            page = seen.reviews.newest(
                [ReviewKind.PEOPLE], [ReviewState.OPEN], after=after, limit=min(left_over, _EXPORTED_AT_ONCE)
            )
            if not page:
                return
            yield from map(_exported, page)
            after = (page[-1].value, page[-1].id)
            left_over -= len(page)


def _exported(review: Review) -> Mapping[str, object]:
    left, right = review.pair
    return {
        "review_id": review.id,
        "left_source": left.source,
        "left_record_key": left.key,
        "right_source": right.source,
        "right_record_key": right.key,
        "probability": round(review.probability, 6),
        "left_person_id": review.left_id,
        "right_person_id": review.right_id,
        "why_not": review.why_not,
        "value": round(review.value, 6),
    }


def decision_out(decision: Decision) -> DecisionOut:
    """An act as JSON."""
    return DecisionOut(
        id=decision.id,
        act=decision.act.value,
        kind=decision.kind.value,
        review_id=decision.review_id,
        undoes=decision.undoes,
        left_id=decision.left_id,
        right_id=decision.right_id,
        who=decision.who,
        reason=decision.reason,
        made_at=decision.made_at,
        undone=decision.undone,
    )


def evidence_of(review: Review) -> list[EvidenceOut]:
    """What speaks for and against it, the heaviest first; of two people the last line makes the sum the probability."""
    facts = list(review.weights)
    if review.kind is ReviewKind.PEOPLE and facts:
        rest = bits_of(review.probability) - sum(bits for _, bits, _ in facts)
        facts += [("rest", rest, "")] if abs(rest) >= _LEAST_REST else []
    return [
        EvidenceOut(feature=fact, bits=round(bits, 2), detail=detail, text=TextOut.of(fact_in_words(fact, detail)))
        for fact, bits, detail in facts
    ]


def _lines(seen: Stores, reviews: Sequence[Review]) -> list[ReviewOut]:
    sides = Sides(seen)
    sides.prefetch(reviews)
    found = []
    for review in reviews:
        left, right = sides.both(review)
        found.append(ReviewOut(**_line(review, sides), left=left, right=right))
    return found


def _line(review: Review, sides: Sides) -> dict[str, Any]:
    listed = sides.listed_twice(review) if review.why_not == "two_active_entries" else ""
    return {
        "id": review.id,
        "kind": review.kind.value,
        "state": review.state.value,
        "probability": round(review.probability, 4),
        "value": round(review.value, 4),
        "why_not": TextOut.of(fact_in_words(review.why_not, listed)),
        "first_asked": review.first_asked,
        "changed_at": review.changed_at,
    }


def _position(review: Review) -> str:
    return f"{review.value!r}_{review.id}"


def _read_position(text: str) -> tuple[float, str]:
    value, sign, id_ = text.partition("_")
    try:
        return float(value), id_ if sign else ""
    except ValueError:
        raise BadInput("after", "this is no position in the queue", "take `more` of the page before") from None
