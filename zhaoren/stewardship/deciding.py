"""What a person decides about people and units: answers to reviews, splits, joins, and taking any of it back.

Each act is one transaction: a decision with who, when and why, and the judgements that it means. Judgements are what
joining obeys, whatever else speaks; nothing here joins anybody itself. The same act a second time changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from schemas.records import RecordRef
from schemas.vocabulary import RecordKind
from zhaoren.catalog.catalog import Catalog, Stores, Transaction
from zhaoren.catalog.decisions import Act, Decision
from zhaoren.catalog.judgements import Judgement
from zhaoren.catalog.reviews import Review, ReviewState
from zhaoren.foundation.errors import BadInput, Conflict, NotFound
from zhaoren.stewardship.decision_audit import audit_decisions
from zhaoren.stewardship.judged_together import apart_within, set_of

ANSWERS: Final = {
    ReviewState.SAME: Act.SAME,
    ReviewState.DIFFERENT: Act.DIFFERENT,
    ReviewState.UNSURE: Act.UNSURE,
}
LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class Decided:
    """An act as it stands; `changed` is false when it had been done before."""

    decision: Decision
    changed: bool


def answer_review(
    catalog: Catalog, review_id: str, answer: ReviewState, *, who: str, reason: str = "", seen: str | None = None
) -> Decided:
    """Answer a review; "same" and "different" are about every record of either side as it was asked.

    Args:
        answer: any but OPEN.
        seen: `seen` of the card that was shown; without it the sides are taken as they stand now.

    Raises:
        NotFound: it was never asked.
        Conflict: it was answered otherwise, is no longer a question, its sides have changed since they were shown, or
            the answer contradicts an earlier decision. Nothing is changed.
    """
    act = ANSWERS[answer]
    with catalog.transaction() as work:
        work.decisions.wait_for_others()
        review = work.reviews.get_many([review_id]).get(review_id)
        if review is None:
            raise NotFound("review", f"there is none with the id '{review_id}'", "`zhaoren reviews list` names them")
        if review.state is not ReviewState.OPEN:
            return _answered_before(work, review, answer)
        if not review.asked:
            raise Conflict(f"review {review_id}", "it is no longer a question", "read the queue again")
        if seen is not None and seen != review.seen:
            raise Conflict(f"review {review_id}", "its sides have changed since they were shown", "look at it again")
        sides = _refs_of(work, review)
        _refuse_contradictions(work, sides, act)
        decision = Decision(act, who, _short(reason), review.kind, review.id, None, review.left_id, review.right_id)
        kept = _keep(work, decision, _pairs(sides, act), same=act is Act.SAME)
        work.reviews.set_state(review_id, answer)
    audit_decisions(catalog)
    return Decided(kept, changed=True)


def undo_decision(catalog: Catalog, id_: str, *, who: str, reason: str = "") -> Decided:
    """Take back an act, or the answer of a review. What was decided before it counts again.

    Args:
        id_: of a decision, or of a review.

    Raises:
        NotFound: there is no such decision, and no answered review.
        BadInput: an undo cannot be taken back; answer anew.
    """
    with catalog.transaction() as work:
        work.decisions.wait_for_others()
        found = work.decisions.get(id_) or _answer_of(work, id_)
        if found is None:
            raise NotFound("undo", f"nothing was decided under '{id_}'", "`zhaoren reviews history` names decisions")
        if found.act is Act.UNDO:
            raise BadInput(f"decision {id_}", "this took another one back", "decide anew instead")
        if found.undone:
            return Decided(found, changed=False)
        undo = replace(found, act=Act.UNDO, who=who, reason=_short(reason), undoes=found.id)
        kept = _keep(work, undo, (), same=False)
        if found.review_id is not None:
            work.reviews.set_state(found.review_id, ReviewState.OPEN)
    audit_decisions(catalog)
    return Decided(kept, changed=True)


def split_person(catalog: Catalog, person_id: str, records: Sequence[str], *, who: str, reason: str = "") -> Decided:
    """Take records out of a person who was wrongly joined.

    They are judged to be somebody else than every record that stays. Whether those that go are one person is told by
    what they say.

    Args:
        records: as `source:key`.

    Raises:
        NotFound: no such person.
        BadInput: a record is not his, or none would stay.
    """
    with catalog.transaction() as work:
        work.decisions.wait_for_others()
        person, own = _records_of(work, person_id)
        going = {_his(text, own, person) for text in records}
        staying = [ref for ref in own if ref not in going]
        if not going or not staying:
            raise BadInput(
                "split", "at least one record must go, and one stay", "name the ones that are somebody else's"
            )
        pairs = [(ref, other) for ref in sorted(going) for other in staying]
        apart = {(j.left, j.right) for j in _newest(work) if not j.same}
        if all((min(pair), max(pair)) in apart for pair in pairs):
            before = next(
                (d for d in reversed(work.decisions.about(person)) if d.act is Act.SPLIT and not d.undone), None
            )
            if before is not None:
                return Decided(before, changed=False)
        kept = _keep(work, Decision(Act.SPLIT, who, _short(reason), left_id=person), pairs, same=False)
    audit_decisions(catalog)
    return Decided(kept, changed=True)


def join_people(catalog: Catalog, one: str, other: str, *, who: str, reason: str = "") -> Decided:
    """Join two people by hand whom nobody asked about.

    Raises:
        NotFound: one of them does not exist.
        BadInput: both are one already.
        Conflict: somebody judged records of both to be two people.
    """
    with catalog.transaction() as work:
        work.decisions.wait_for_others()
        (left, mine), (right, theirs) = _records_of(work, one), _records_of(work, other)
        if left == right:
            raise BadInput("join", "both are one person already")
        _refuse_contradictions(work, (mine, theirs), Act.JOIN)
        decision = Decision(Act.JOIN, who, _short(reason), left_id=min(left, right), right_id=max(left, right))
        kept = _keep(work, decision, _pairs((mine, theirs), Act.JOIN), same=True)
    audit_decisions(catalog)
    return Decided(kept, changed=True)


def _keep(
    work: Transaction, decision: Decision, pairs: Iterable[tuple[RecordRef, RecordRef]], *, same: bool
) -> Decision:
    id_ = work.decisions.add(decision)
    who, reason = decision.who, decision.reason
    work.judgements.add_many(Judgement(a, b, same, who, reason, decision_id=id_) for a, b in pairs)
    kept = work.decisions.get(id_)
    assert kept is not None
    return kept


def _answered_before(work: Transaction, review: Review, answer: ReviewState) -> Decided:
    before = _answer_of(work, review.id)
    assert before is not None, "an answered review has a decision"
    if review.state is answer:
        return Decided(before, changed=False)
    raise Conflict(
        f"review {review.id}", f"'{before.who}' answered '{before.act}' on {before.made_at}", "take that back first"
    )


def _answer_of(work: Transaction, review_id: str) -> Decision | None:
    given = (one for one in reversed(work.decisions.of_review(review_id)) if one.act is not Act.UNDO)
    return next((one for one in given if not one.undone), None) or next(
        (one for one in reversed(work.decisions.of_review(review_id)) if one.act is not Act.UNDO), None
    )


def _refs_of(work: Transaction, review: Review) -> tuple[list[RecordRef], list[RecordRef]]:
    """The records of both sides, the pair that speaks most for it first."""
    stored = work.records.by_ids(i for side in review.sides for i in side)
    left, right = ([stored[i].ref for i in side if i in stored] for side in review.sides)
    first, second = review.pair
    return (
        sorted({first, *left}, key=lambda ref: (ref != first, ref)),
        sorted({second, *right}, key=lambda ref: (ref != second, ref)),
    )


def _pairs(sides: tuple[Sequence[RecordRef], Sequence[RecordRef]], act: Act) -> list[tuple[RecordRef, RecordRef]]:
    """What an answer says about pairs of records.

    "Different" says it of every pair across, so that no regrouping brings two of them together. "Same" ties each record
    to the first of the other side: all hold together also when one of the two first ones is gone.
    """
    left, right = sides
    if act is Act.DIFFERENT:
        return [(a, b) for a in left for b in right]
    if act is Act.UNSURE:
        return []
    return [*((left[0], b) for b in right), *((a, right[0]) for a in left[1:])]


def _newest(work: Transaction) -> list[Judgement]:
    """Of each pair of records the judgement that counts."""
    counting: dict[tuple[RecordRef, RecordRef], Judgement] = {}
    for judgement in work.judgements.counting():
        counting[judgement.left, judgement.right] = judgement
    return list(counting.values())


def _refuse_contradictions(work: Transaction, sides: tuple[Sequence[RecordRef], Sequence[RecordRef]], act: Act) -> None:
    if act is Act.UNSURE:
        return
    judgements = _newest(work)
    against: Judgement | None
    if act is Act.DIFFERENT:
        together = set_of(judgements, sides[0])
        tied = next((ref for ref in sides[1] if ref in together), None)
        against = next((j for j in judgements if j.same and tied in (j.left, j.right)), None) if tied else None
    else:
        against = apart_within(judgements, set_of(judgements, (*sides[0], *sides[1])))
    if against is not None:
        said = "the same person" if against.same else "two people"
        raise Conflict(
            "this answer",
            f"'{against.who}' judged '{against.left.key}' ({against.left.source}) and '{against.right.key}' "
            f"({against.right.source}) to be {said} on {against.made_at}",
            f"take decision {against.decision_id or against.id} back first",
        )


def _records_of(work: Stores, person_id: str) -> tuple[str, list[RecordRef]]:
    stored = work.entities.get("person", person_id)
    if stored is None or stored.body is None:
        raise NotFound("person", f"there is none with the id '{person_id}'", "`zhaoren find` names ids")
    ids = work.clusters.record_ids_of([stored.id]).get(stored.id, ())
    return stored.id, sorted(record.ref for record in work.records.by_ids(ids).values())


def _his(text: str, own: Sequence[RecordRef], person_id: str) -> RecordRef:
    source, sign, key = text.partition(":")
    ref = RecordRef(source, RecordKind.PERSON, key)
    if not sign or ref not in own:
        his = ", ".join(f"{one.source}:{one.key}" for one in own)
        raise BadInput("split", f"'{text}' is no record of {person_id}", f"his records are: {his}")
    return ref


def _short(reason: str) -> str:
    if len(reason) > LONGEST_REASON:
        raise BadInput("reason", f"it has {len(reason)} signs", f"keep it to {LONGEST_REASON}")
    return reason.strip()
