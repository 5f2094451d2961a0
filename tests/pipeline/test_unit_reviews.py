"""Companies that are probably one: asked about, joined by an answer, parted again by taking it back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.directory import Unit
from schemas.records import RecordRef
from schemas.vocabulary import RecordKind
from tests.pipeline.said import Said, SaidCatalog, files_source, person
from zhaoren.catalog.reviews import Review, ReviewKind, ReviewState
from zhaoren.pipeline.unify import unify
from zhaoren.stewardship.deciding import answer_review, undo_decision
from zhaoren.stewardship.review_queue import show_review

SOURCES = (files_source("md", 80), files_source("erp", 60), files_source("hr", 90))
MD, ERP = (RecordRef("md", RecordKind.UNIT, "M"), RecordRef("erp", RecordKind.UNIT, "77"))
SLIP = "琼州矿叶股份有限公司"
GROUP: Said = {
    RecordRef("md", RecordKind.UNIT, "G"): {"name": "远山集团股份有限公司", "code": "YSG", "type": "company"},
    MD: {"name": "琼州矿业股份有限公司", "english_name": "Qiongzhou Mining",
         "code": "QZKY", "type": "company", "parent_key": "G"},
    ERP: {"name": "琼州矿业有限公司", "type": "company", "city": "海口"},
    **{person("hr", str(n)): {"name": f"王{n}", "employee_number": f"10{n}", "company": SLIP} for n in range(3)},
}  # fmt: skip


@pytest.fixture
def told(tmp_path: Path) -> Iterator[SaidCatalog]:
    """A group, read and joined."""
    said = SaidCatalog(tmp_path)
    said.say(GROUP)
    unify(said.catalog, SOURCES)
    yield said
    said.catalog.close()


def asked(said: SaidCatalog) -> list[Review]:
    """What is asked about units."""
    return said.catalog.reviews.newest([ReviewKind.UNITS], [ReviewState.OPEN], limit=50)


def holding(said: SaidCatalog, ref: RecordRef) -> Unit:
    """The unit of a record."""
    (found,) = (unit for unit in said.units_by_id().values() if ref in unit.records)
    return found


def test_what_speaks_for_two_companies_being_one_is_asked_and_not_guessed(told: SaidCatalog) -> None:
    assert holding(told, MD).id != holding(told, ERP).id
    (review,) = (one for one in asked(told) if set(one.pair) == {MD, ERP})
    assert review.why_not == "legal_forms_differ"
    card = show_review(told.catalog, review.id)
    assert {card.left.name, card.right.name} == {"琼州矿业股份有限公司", "琼州矿业有限公司"}
    assert {fact.feature for fact in card.evidence} == {"same_short_name", "legal_forms_differ"}
    assert next(row for row in card.rows if row.field == "name").agrees == "differs"


def test_an_answer_joins_two_companies_and_taking_it_back_gives_both_their_ids(told: SaidCatalog) -> None:
    (review,) = (one for one in asked(told) if set(one.pair) == {MD, ERP})
    before = {ref: holding(told, ref).id for ref in (MD, ERP)}
    answer_review(told.catalog, review.id, ReviewState.SAME, who="li")
    unify(told.catalog, SOURCES)
    joined = holding(told, MD)
    assert joined.id == holding(told, ERP).id
    gone = next(id_ for id_ in before.values() if id_ != joined.id)
    led = told.catalog.entities.get("unit", gone)
    assert led is not None
    assert led.id == joined.id
    assert unify(told.catalog, SOURCES, full=True).written == 0
    undo_decision(told.catalog, review.id, who="li")
    unify(told.catalog, SOURCES)
    assert {ref: holding(told, ref).id for ref in (MD, ERP)} == before
    assert unify(told.catalog, SOURCES, full=True).written == 0
    assert review.id in {one.id for one in asked(told)}


def test_a_name_that_only_people_write_can_be_said_to_mean_a_company(told: SaidCatalog) -> None:
    wild = told.units()["琼州矿叶股份有限公司"]
    review = next(one for one in asked(told) if wild.id in (one.left_id, one.right_id) and MD in one.pair)
    answer_review(told.catalog, review.id, ReviewState.SAME, who="li")
    unify(told.catalog, SOURCES)
    company = holding(told, MD)
    assert "琼州矿叶股份有限公司" not in told.units()
    assert {post.company_id for one in told.people().values() for post in one.posts} == {company.id}
    assert unify(told.catalog, SOURCES, full=True).written == 0
    undo_decision(told.catalog, review.id, who="li")
    unify(told.catalog, SOURCES)
    assert told.units()["琼州矿叶股份有限公司"].id == wild.id


def test_companies_judged_apart_stay_apart_though_a_code_would_join_them(told: SaidCatalog) -> None:
    (review,) = (one for one in asked(told) if set(one.pair) == {MD, ERP})
    answer_review(told.catalog, review.id, ReviewState.DIFFERENT, who="li")
    told.say({ref: {**fields, **({"credit_code": "91460000MA5T0000X1"} if ref in (MD, ERP) else {})}
              for ref, fields in GROUP.items()})  # fmt: skip
    unify(told.catalog, SOURCES)
    assert holding(told, MD).id != holding(told, ERP).id
    assert review.id not in {one.id for one in asked(told)}
