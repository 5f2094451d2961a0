"""What the card of a question says: both sides field by field, and the evidence."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.records import RecordRef
from schemas.review_json import ReviewCardOut, RowOut
from schemas.vocabulary import RecordKind
from tests.pipeline.said import Said, person
from tests.stewardship.asked_group import WEI, AskedGroup
from zhaoren.stewardship.review_queue import show_review

FIRM = RecordRef("hr", RecordKind.UNIT, "JSKY")
HR, SHEET = person("hr", "77"), person("sheet", "5")
SAID: Said = {
    FIRM: {"name": "甲山矿业有限公司", "english_name": "Jiashan Mining Co., Ltd.", "code": "JSKY", "type": "company"},
    HR: {**WEI, "employee_number": "1077", "mobile": "13900001234", "birth_date": "1980-01-11", "email": "-"},
    SHEET: {
        "name": "王伟（财务）", "nickname": "老王", "company": "Jiashan Mining Co., Ltd.", "mobile": "13900001234",
        "birth_date": "1980-10-01", "employee_number": "无", "email": "ww@jsky.example", "id_hash": "无",
    },
}  # fmt: skip


def _card(folder: Path, said: Said, one: RecordRef, other: RecordRef) -> ReviewCardOut:
    group = AskedGroup.told(folder, said)
    return show_review(group.catalog, group.review_of(one, other).id)


def _rows(card: ReviewCardOut) -> dict[str, RowOut]:
    return {row.field: row for row in card.rows}


def test_a_company_agrees_with_itself_in_any_spelling_that_the_tree_knows(tmp_path: Path) -> None:
    rows = _rows(_card(tmp_path, SAID, HR, SHEET))
    assert rows["company"].agrees == "same"
    assert not any(
        piece.differs for side in (rows["company"].left, rows["company"].right) for p in side for piece in p.pieces
    )


def test_a_name_agrees_with_itself_in_any_decoration(tmp_path: Path) -> None:
    assert _rows(_card(tmp_path, SAID, HR, SHEET))["name"].agrees == "same"


@pytest.mark.parametrize("field", ["employee_number", "email"])
def test_what_stands_for_nothing_is_not_shown_and_differs_from_nothing(tmp_path: Path, field: str) -> None:
    row = _rows(_card(tmp_path, SAID, HR, SHEET))[field]
    assert row.agrees == "one_side"
    assert [said.text for side in (row.left, row.right) for said in side] in (["1077"], ["ww@jsky.example"])


def test_a_column_of_nothings_has_no_row(tmp_path: Path) -> None:
    assert "id_hash" not in _rows(_card(tmp_path, SAID, HR, SHEET))


def test_the_evidence_names_its_two_records_and_adds_up_to_the_probability(tmp_path: Path) -> None:
    card = _card(tmp_path, SAID, HR, SHEET)
    assert {(record.source, record.key) for record in card.pair} == {("hr", "77"), ("sheet", "5")}
    bits = sum(fact.bits for fact in card.evidence)
    assert 1 / (1 + 2**-bits) == pytest.approx(card.probability, abs=0.01)
    assert card.evidence[-1].feature == "rest"


def test_two_numbers_in_use_are_told_with_the_source_that_lists_them(tmp_path: Path) -> None:
    told = {**WEI, "mobile": "13900001234", "birth_date": "1980-01-11"}
    said: Said = {
        HR: {**told, "employee_number": "1077"},
        person("hr", "78"): {**told, "employee_number": "1078"},
    }
    card = _card(tmp_path, said, HR, person("hr", "78"))
    assert card.why_not.en == "one source lists two numbers of one company in use (hr)"
