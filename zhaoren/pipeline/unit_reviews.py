"""Companies and departments that are probably one -> the queue of reviews; those parted again get the ids they had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from schemas.directory import Unit, Value
from schemas.records import RecordRef
from schemas.vocabulary import RecordKind, UnitType
from zhaoren.catalog.catalog import Stores, Transaction
from zhaoren.catalog.reviews import Review, ReviewKind, ReviewState
from zhaoren.unification.department_proposals import propose_departments
from zhaoren.unification.judged_units import JudgedUnits
from zhaoren.unification.organisation import Organisation
from zhaoren.unification.unit_proposals import UnitProposal, propose_units

# What an answer about a company is worth beside one about a person of so many records: everybody in it hangs on it.
_WORTH: Final = 12.0
_WORTH_OF_DEPARTMENT: Final = 4.0
_EVER: Final = 100_000


def ask_about_units(work: Transaction, organisation: Organisation, judged: JudgedUnits) -> None:
    """Ask what is proposed about this tree, and nothing else about units."""
    companies = propose_units(organisation.units, judged)
    departments = propose_departments(organisation.units, judged)
    worth = {**dict.fromkeys(companies, _WORTH), **dict.fromkeys(departments, _WORTH_OF_DEPARTMENT)}
    proposals = list(worth)
    records = {unit.id: unit.records for unit in organisation.units}
    stored = work.records.by_refs(
        ref for proposal in proposals for id_ in (proposal.left_id, proposal.right_id) for ref in records[id_]
    )
    ids = {ref: record.id for ref, record in stored.items()}
    reviews = [_review(proposal, worth[proposal], records, ids) for proposal in proposals]
    work.reviews.ask_many(reviews)
    asked = {review.id for review in reviews}
    work.reviews.withdraw_many([id_ for id_ in work.reviews.asked_ids(ReviewKind.UNITS) if id_ not in asked])


def _review(
    proposal: UnitProposal, worth: float, records: dict[str, tuple[RecordRef, ...]], ids: dict[RecordRef, int]
) -> Review:
    left, right = (
        tuple(sorted(ids[ref] for ref in records[id_] if ref in ids)) for id_ in (proposal.left_id, proposal.right_id)
    )
    return Review(
        ReviewKind.UNITS,
        proposal.left_id,
        proposal.right_id,
        proposal.probability,
        value=proposal.probability * worth,
        why_not=proposal.why_not,
        reasons=tuple(weight.feature for weight in proposal.weights if weight.bits > 0),
        weights=tuple((weight.feature, weight.bits, weight.detail) for weight in proposal.weights),
        pair=proposal.pair,
        sides=(left, right),
    )


def returning_units(seen: Stores, known: Sequence[Unit]) -> list[Unit]:
    """The units of the last time, and beside them those that had been joined by an answer which was taken back.

    Each has the records that it had then, so that it gets its id again.
    """
    reviews = seen.reviews.newest([ReviewKind.UNITS], [ReviewState.OPEN], limit=_EVER)
    sides = [
        (id_, pair, ids)
        for r in reviews
        for id_, pair, ids in zip((r.left_id, r.right_id), r.pair, r.sides, strict=True)
    ]
    gone = seen.entities.redirects_of("unit", [id_ for id_, _, _ in sides])
    back: dict[str, Unit] = {}
    for id_, pair, ids in sides:
        if id_ in gone and gone[id_] is not None:
            refs = tuple(
                record.ref for record in seen.records.by_ids(ids).values() if record.ref.kind is RecordKind.UNIT
            )
            back[id_] = _as_it_was(id_, pair, refs)
    theirs = {ref for unit in back.values() for ref in unit.records}
    kept = [replace(unit, records=tuple(ref for ref in unit.records if ref not in theirs)) for unit in known]
    return [*kept, *back.values()]


def _as_it_was(unit_id: str, pair: RecordRef, records: tuple[RecordRef, ...]) -> Unit:
    name = "" if pair.source else pair.key
    return Unit(unit_id, 0, UnitType.COMPANY, Value(name), (), None, (unit_id,), None, records=records)
