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


LABS, LAB = RecordRef("md", RecordKind.UNIT, "D1"), RecordRef("erp", RecordKind.UNIT, "901")
DEPARTMENTS: Said = {
    **GROUP,
    LABS: {"name": "研发中心", "type": "dept", "parent_key": "M"},
    RecordRef("md", RecordKind.UNIT, "D11"): {"name": "选矿组", "type": "team", "parent_key": "D1"},
    LAB: {"name": "研发部", "type": "dept", "company": "QZKY"},
    RecordRef("erp", RecordKind.UNIT, "902"): {"name": "选矿组", "type": "team", "parent_key": "901"},
    RecordRef("erp", RecordKind.UNIT, "903"): {"name": "采购部", "type": "dept", "company": "QZKY"},
    person("hr", "8"): {"name": "李娜", "company": "QZKY", "department": "研发部", "title": "工程师"},
    person("hr", "9"): {"name": "赵云", "company": "QZKY", "department": "研发中心/选矿组", "title": "组长"},
}  # fmt: skip


@pytest.fixture
def labs(tmp_path: Path) -> Iterator[SaidCatalog]:
    """Two sources that list the departments of one company under other names."""
    said = SaidCatalog(tmp_path)
    said.say(DEPARTMENTS)
    unify(said.catalog, SOURCES)
    yield said
    said.catalog.close()


def _review_of(said: SaidCatalog, *refs: RecordRef) -> Review | None:
    return next((one for one in asked(said) if set(one.pair) == set(refs)), None)


def test_departments_of_one_company_that_mean_the_same_are_asked_about(labs: SaidCatalog) -> None:
    review = _review_of(labs, LABS, LAB)
    assert review is not None
    assert {fact for fact, _, _ in review.weights} == {"names_alike", "same_parent", "same_function"}
    purchasing = RecordRef("erp", RecordKind.UNIT, "903")
    assert not [one for one in asked(labs) if purchasing in one.pair]
    card = show_review(labs.catalog, review.id)
    assert {card.left.name, card.right.name} == {"研发中心", "研发部"}
    assert card.left.about == card.right.about == "远山集团股份有限公司 / 琼州矿业股份有限公司"


def test_departments_said_to_be_one_are_one_with_all_below_them_until_it_is_taken_back(labs: SaidCatalog) -> None:
    review = _review_of(labs, LABS, LAB)
    assert review is not None
    before = {ref: holding(labs, ref).id for ref in (LABS, LAB, MD)}
    answer_review(labs.catalog, review.id, ReviewState.SAME, who="li")
    unify(labs.catalog, SOURCES)
    joined = holding(labs, LABS)
    assert (joined.id, joined.name.text) == (holding(labs, LAB).id, "研发中心")
    teams = [unit for unit in labs.units_by_id().values() if unit.name.text == "选矿组"]
    assert [team.parent_id for team in teams] == [joined.id], "what bears one name below both is one too"
    (post,) = labs.person_of(person("hr", "8")).posts
    assert post.unit_id == joined.id, "a name that the people of one source write leads to it"
    assert unify(labs.catalog, SOURCES, full=True).written == 0
    undo_decision(labs.catalog, review.id, who="li")
    unify(labs.catalog, SOURCES)
    assert {ref: holding(labs, ref).id for ref in before} == before
    assert len([unit for unit in labs.units_by_id().values() if unit.name.text == "选矿组"]) == 2
    assert unify(labs.catalog, SOURCES, full=True).written == 0
    assert _review_of(labs, LABS, LAB) is not None


def test_departments_judged_apart_stay_apart_though_they_come_to_bear_one_name(labs: SaidCatalog) -> None:
    review = _review_of(labs, LABS, LAB)
    assert review is not None
    answer_review(labs.catalog, review.id, ReviewState.DIFFERENT, who="li")
    labs.say({**DEPARTMENTS, LAB: {**DEPARTMENTS[LAB], "name": "研发中心"}})
    unify(labs.catalog, SOURCES)
    assert holding(labs, LABS).id != holding(labs, LAB).id
    assert _review_of(labs, LABS, LAB) is None


def test_a_judgement_about_departments_makes_no_loop_when_one_comes_to_stand_above_the_other(labs: SaidCatalog) -> None:
    review = _review_of(labs, LABS, LAB)
    assert review is not None
    answer_review(labs.catalog, review.id, ReviewState.SAME, who="li")
    labs.say({
        **DEPARTMENTS,
        LABS: {**DEPARTMENTS[LABS], "code": "YF"},
        RecordRef("erp", RecordKind.UNIT, "900"): {"name": "研发", "type": "dept", "company": "QZKY", "code": "YF"},
        LAB: {"name": "研发部", "type": "dept", "parent_key": "900"},
    })  # fmt: skip
    unify(labs.catalog, SOURCES)
    assert holding(labs, LAB).parent_id == holding(labs, LABS).id != holding(labs, LAB).id
    assert all(len(set(unit.path)) == len(unit.path) for unit in labs.units_by_id().values())
