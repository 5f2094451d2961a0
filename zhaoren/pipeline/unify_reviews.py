"""Merges that were left undone -> the queue of reviews: one for each two people, asked as long as it is a question."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain

from schemas.records import RecordRef
from zhaoren.catalog.catalog import Stores, Transaction
from zhaoren.catalog.reviews import Review, ReviewKind
from zhaoren.pipeline.unify_reading import holds
from zhaoren.unification.clustering import Question


def reviews_of(
    questions: Iterable[Question],
    clusters: Sequence[Sequence[RecordRef]],
    people: Sequence[str],
    record_ids: Mapping[RecordRef, int],
) -> list[Review]:
    """The decisions that these questions come to; of several about the same two people the likeliest.

    Args:
        clusters: the records of each of these people, in the same order.
    """
    at_of = {ref: at for at, refs in enumerate(clusters) for ref in refs}
    best: dict[tuple[int, int], Question] = {}
    for question in questions:
        one, other = sorted((at_of[question.a], at_of[question.b]), key=lambda at: people[at])
        known = best.get((one, other))
        if one != other and (known is None or _likelier(question) > _likelier(known)):
            best[one, other] = question
    return [_review(question, pair, clusters, people, record_ids) for pair, question in sorted(best.items())]


def _likelier(question: Question) -> tuple[float, int, RecordRef, RecordRef]:
    return (question.probability, len(question.reasons), question.a, question.b)


def _review(
    question: Question,
    pair: tuple[int, int],
    clusters: Sequence[Sequence[RecordRef]],
    people: Sequence[str],
    record_ids: Mapping[RecordRef, int],
) -> Review:
    sides = [tuple(sorted(record_ids[ref] for ref in clusters[at])) for at in pair]
    first = question.a if question.a in clusters[pair[0]] else question.b
    return Review(
        ReviewKind.PEOPLE,
        people[pair[0]],
        people[pair[1]],
        question.probability,
        value=question.probability * (len(sides[0]) + len(sides[1])),
        why_not=question.why_not,
        reasons=question.reasons,
        weights=tuple((weight.feature, weight.bits, weight.detail) for weight in question.weights),
        pair=(first, question.b if first == question.a else question.a),
        sides=(sides[0], sides[1]),
    )


def withdraw_all_but(work: Transaction, asked: Collection[str]) -> None:
    """Ask nothing about people that was not asked while everybody was joined."""
    work.reviews.withdraw_many([id_ for id_ in work.reviews.asked_ids(ReviewKind.PEOPLE) if id_ not in asked])


def asked_beside(stores: Stores, record_ids: Iterable[int]) -> set[int]:
    """Records of the other sides of all reviews of which one side holds one of these records.

    They are joined anew with them: otherwise nobody could tell whether the question is still one.
    """
    people = set(stores.clusters.person_ids_of(record_ids).values())
    return {i for review in stores.reviews.about(people) for i in chain(*review.sides)}


def withdraw_unasked(
    work: Transaction, people: Iterable[str], looked_at: Collection[int], asked: Collection[str]
) -> None:
    """Withdraw reviews of these people whose both sides were joined anew without being asked about again.

    Args:
        people: ids before and after.
        looked_at: ids of records that were joined anew.
    """
    about = [review for review in work.reviews.about(people) if review.id not in asked]
    sides = work.clusters.record_ids_of({id_ for review in about for id_ in (review.left_id, review.right_id)})
    unseen = {i for ids in sides.values() for i in ids if i not in looked_at}
    left_out = {i for i, record in work.records.by_ids(unseen).items() if holds(record)}
    work.reviews.withdraw_many(
        review.id
        for review in about
        if left_out.isdisjoint(chain(sides.get(review.left_id, ()), sides.get(review.right_id, ())))
    )
