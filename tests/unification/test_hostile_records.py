"""Records that would make everybody one person, or every pair a candidate."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unification.making import organised, person, unit
from zhaoren.unification.match_keys import LARGEST_BLOCK, KeyKind
from zhaoren.unification.pair_columns import PeopleColumns
from zhaoren.unification.pair_features import FEATURES
from zhaoren.unification.preparation import PreparedPerson, prepare
from zhaoren.unification.resolution import Member, Weighed, resolve_people
from zhaoren.unification.scoring import ModelScorer, PairBatch

TREE = organised([unit("M", name="琼州矿业股份有限公司", code="QZKY", type="company", mail_domain="qzky.example")])
SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周", "伟强磊军勇杰涛超明刚芳娜敏静丽艳娟霞秀燕"


def prepared(count: int, **same: str) -> list[PreparedPerson]:
    """So many records with different names that all say the same otherwise; `{n}` is the number of the record."""
    names = [a + b + c for a in SURNAMES for b in GIVEN for c in GIVEN]
    return [
        prepare(
            person(
                str(n), "hr", 50,
                **{"name": names[n % len(names)], **{k: v.format(n=n) for k, v in same.items()}},
            ),
            TREE,
        )
        for n in range(count)
    ]  # fmt: skip


def batch_of(people: list[PreparedPerson]) -> PairBatch:
    return PairBatch.of(PeopleColumns.of(people), people.__getitem__)


@pytest.mark.parametrize(
    ("same", "kind"),
    [
        pytest.param({"mobile": "13900001234"}, KeyKind.MOBILE, id="one phone"),
        pytest.param({"employee_number": "10001", "company_": "QZKY"}, KeyKind.STAFF, id="one employee number"),
        pytest.param({"id_hash": "0123456789abcdef"}, KeyKind.IDENTITY, id="one identity hash"),
        pytest.param({"email": "wang.wei@qzky.example"}, KeyKind.MAIL, id="one address"),
    ],
)
def test_a_value_that_thousands_share_makes_no_pair_and_is_told(same: dict[str, str], kind: KeyKind) -> None:
    people = prepared(4000, **same)
    batch = batch_of(people)
    assert not batch.pairs.has(kind).any()
    assert len(batch.pairs) <= len(people)
    assert (kind, 4000) in batch.crowds


def test_the_identity_hash_of_an_empty_cell_says_nothing_of_those_who_share_something_else() -> None:
    identity = list(FEATURES).index("identity")
    for count, level in ((LARGEST_BLOCK, 2), (LARGEST_BLOCK + 2, 0)):
        people = prepared(count // 2, id_hash="d41d8cd98f00b204e9800998ecf8427e", mobile="139000{n:05d}")
        batch = batch_of([*people, *(one._replace(ref=replace(one.ref, source="ldap")) for one in people)])
        same_mobile = batch.pairs.where(batch.pairs.has(KeyKind.MOBILE))
        assert len(same_mobile) == count // 2
        assert set(batch.levels(same_mobile)[:, identity].tolist()) == {level}


def test_records_that_agree_in_everything_make_no_more_pairs_than_records() -> None:
    people = prepared(
        3000, name="王伟", mobile="13900001234", email="ww@qzky.example", company_="QZKY", department="财务部",
        title="会计", employee_number="1", hire_date="2020-01-01",
    )  # fmt: skip
    assert len(batch_of(people).pairs) == 0


def test_a_column_of_nulls_says_nothing() -> None:
    people = prepared(500, mobile="NULL", email="-", id_hash="无", employee_number="N/A", company_="QZKY")
    assert all(not one.numbers and not one.mails and not one.id_hash for one in people)
    assert all(not one.staff_numbers for one in people)
    assert batch_of(people).crowds == ()


def test_names_of_thousands_of_signs_are_cut_and_weighed_with_the_others() -> None:
    people = prepared(40, name="{n}" + "王伟" * 2500, company_="QZKY")
    people += prepared(40, name="Wang " * 1000 + "{n}", company_="QZKY")
    weighed = Weighed.of(batch_of(people), ModelScorer())
    assert len(weighed.bits) <= len(people) * LARGEST_BLOCK
    [found] = resolve_people([dict(enumerate(map(Member.of, people)))], weighed, largest=12)
    assert max(map(len, found.clusters)) <= 12
