"""Columns made of parts are the columns of the whole, and a row of them is the record."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unification.test_hostile_records import batch_of, prepared
from zhaoren.unification.pair_columns import PeopleColumns
from zhaoren.unification.preparation import PreparedPerson
from zhaoren.unification.resolution import Member, Weighed
from zhaoren.unification.scoring import ModelScorer

PEOPLE = [
    *prepared(6, name="王伟", mobile="1390000{n:04}", employee_number="A{n}", company_="QZKY", department="财务部"),
    *prepared(4, name="李娜", employee_number="1001", hire_date="2020-01-01", gender="女", status="离职"),
    *prepared(4, name="Wayne Wang", birth_date="1980-02-0{n}", id_hash="hash{n}", title="兼职", employee_number="7"),
]  # fmt: skip


@given(st.lists(st.sampled_from(PEOPLE), max_size=20), st.integers(0, 20))
def test_columns_of_two_parts_are_those_of_the_whole(people: list[PreparedPerson], cut: int) -> None:
    whole, parts = PeopleColumns.of(people), PeopleColumns.of(people[:cut])
    parts.extend(PeopleColumns.of(people[cut:]))
    assert parts.size == whole.size
    assert parts.texts == whole.texts
    for name in ("source", "names", "company", "hired", "active", "staff_company", "mobile"):
        assert np.array_equal(parts[name], whole[name])
    for at in range(3):
        assert np.array_equal(parts.keys()[at], whole.keys()[at])
    assert [parts.entries(row) for row in range(parts.size)] == [whole.entries(row) for row in range(whole.size)]


@pytest.mark.parametrize("at", range(len(PEOPLE)))
def test_a_row_says_of_two_records_what_the_records_say(at: int) -> None:
    columns = PeopleColumns.of(PEOPLE)
    rows = [Member.at(columns, row, person.ref.key) for row, person in enumerate(PEOPLE)]
    members = [Member.of(person) for person in PEOPLE]
    ours, own = members[at], rows[at]
    assert (own.ref, own.numbered, own.active) == (ours.ref, ours.numbered, ours.active)
    assert (own.facts.identity, own.facts.born_on, own.facts.gender) == (
        ours.facts.identity,
        ours.facts.born_on,
        ours.facts.gender,
    )
    for row, member in zip(rows, members, strict=True):
        assert (own.facts.register == row.facts.register) == (ours.facts.register == member.facts.register)


@given(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=20), st.data())
def test_some_rows_alone_say_and_weigh_what_they_do_among_all(
    people: list[PreparedPerson], data: st.DataObject
) -> None:
    """Their pairs weigh the same; pairs with rows that are left out are gone."""
    whole = Weighed.of(batch_of(people), ModelScorer())
    columns = whole.batch.columns
    rows = np.array(sorted(data.draw(st.sets(st.integers(0, len(people) - 1), min_size=1))), dtype=np.int64)
    some = whole.of_rows(rows)
    ours = [Member.at(some.batch.columns, at, people[row].ref.key) for at, row in enumerate(rows.tolist())]
    assert ours == [Member.at(columns, row, people[row].ref.key) for row in rows.tolist()]
    inside = {(a, b): whole.bits[at] for row in [rows.tolist()] for a, b, at in whole.among(row)}
    pairs = zip(rows[some.batch.pairs.first].tolist(), rows[some.batch.pairs.second].tolist(), strict=True)
    assert dict(zip(pairs, some.bits.tolist(), strict=True)) == inside
    every = range(len(some.batch.pairs))
    at_before = [at for _, _, at in whole.among(rows.tolist())]
    assert some.scorer.reasons(some.batch, every) == whole.scorer.reasons(whole.batch, at_before)
