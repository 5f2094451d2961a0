"""The organisation in arrays answers as plain dictionaries of the visible units would."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.directory import Name, NameKind, Unit, Value
from schemas.expressions import EVERYTHING, NOTHING, AllOf, AnyOf, Expression, Term
from schemas.vocabulary import Function, UnitType
from tests.small_group import GROUP, MINE, UNITS
from zhaoren.access.attributes import audience_tokens, code_token, holds
from zhaoren.language.text import fold
from zhaoren.people_search.organisation_view import OrganisationView, names_of, short_name
from zhaoren.people_search.unit_masks import NotKept, satisfying
from zhaoren.people_search.unit_table import UnitChange, UnitTable
from zhaoren.pipeline.entries import Tree

_TYPES = (UnitType.COMPANY, UnitType.DEPARTMENT, UnitType.SITE)
_NAMES = ("财务部", "采购部", "琼州矿业有限公司", "景明医药", "研发中心", "Finance")
_FUNCTIONS = (None, Function.FINANCE, Function.PROCUREMENT)


@st.composite
def forests(draw: st.DrawFn) -> list[Unit]:
    """Units in any order of ids; parents were made before children."""
    units: list[Unit] = []
    count = draw(st.integers(1, 14))
    ids = draw(st.permutations([f"u{number:02}" for number in range(count)]))
    for number, id_ in enumerate(ids):
        parent = draw(st.sampled_from([None, *units]))
        type_ = draw(st.sampled_from(_TYPES))
        name = Value(draw(st.sampled_from(_NAMES)))
        above = parent.company_id if parent is not None else None
        units.append(
            Unit(
                id_, number, type_, name, (Name(NameKind.MAIN, name),), parent.id if parent is not None else None,
                (*(parent.path if parent is not None else ()), id_), id_ if type_ is UnitType.COMPANY else above,
                function=draw(st.sampled_from(_FUNCTIONS)), codes=draw(st.sampled_from([(), ("A",), ("B 1",)])),
                city=Value("海口") if number % 2 else None, head_ids=("p1",) if number % 3 else (),
            )
        )  # fmt: skip
    return units


def audiences(ids: Sequence[str]) -> st.SearchStrategy[Expression]:
    told: list[Expression] = [EVERYTHING, NOTHING, Term("aud", "open"), Term("aud", "hidden")]
    told += [Term("unit", token) for token in (code_token("A"), code_token("b1"), *ids, "unknown")]
    terms = st.sampled_from(told)
    return st.recursive(
        terms,
        lambda inner: st.lists(inner, max_size=3).flatmap(
            lambda parts: st.sampled_from([AnyOf(tuple(parts)), AllOf(tuple(parts))])
        ),
        max_leaves=6,
    )


def changes(units: Sequence[Unit], hidden: Sequence[str] = ()) -> list[UnitChange]:
    return [UnitChange(unit.id, unit, audience_tokens(hidden=unit.id in hidden)) for unit in units]


def visible(units: Sequence[Unit], hidden: Sequence[str], audience: Expression) -> list[Unit]:
    """Whom the engines would find, in their order."""
    tree = Tree.of(units)
    found = []
    for unit in units:
        tokens = [("aud", token) for token in audience_tokens(hidden=unit.id in hidden)]
        tokens += [("unit", token) for token in tree.tokens((unit.id,))]
        if holds(audience, frozenset(tokens)):
            found.append(unit)
    return sorted(found, key=lambda unit: (len(unit.path), unit.number))


def below(units: Sequence[Unit], company_id: str) -> list[str]:
    """Companies under one, level by level, through visible units only."""
    found: list[str] = []
    level = [company_id]
    while level:
        level = [unit.id for above in level for unit in units if unit.parent_id == above]
        found += [id_ for id_ in level if next(u for u in units if u.id == id_).type is UnitType.COMPANY]
    return found


def assert_same(view: OrganisationView, units: Sequence[Unit]) -> None:
    by_id = {unit.id: unit for unit in units}
    companies = [unit for unit in units if unit.type is UnitType.COMPANY]
    assert {id_: view.units[id_] for id_ in view.units} == by_id
    assert list(view.units) == list(by_id)
    assert len(view.units) == len(by_id)
    assert view.roots == tuple(unit.id for unit in units if unit.parent_id not in by_id)
    assert [unit.id for unit in view.all_companies()] == [unit.id for unit in companies]
    for unit in units:
        assert unit.id in view.units
        assert view.children(unit.id) == tuple(other.id for other in units if other.parent_id == unit.id)
        assert list(view.ids_below(unit.id)) == below(units, unit.id)
    for name in _NAMES:
        folded = fold(name)
        assert view.named(folded) == tuple(unit.id for unit in units if fold(unit.name.text) == folded)
        begun = [unit.id for unit in companies if fold(short_name(unit)).startswith(folded[:2])]
        assert view.companies_beginning(folded[:2], 3) == tuple(begun[:3])
        spans = view.departments.find(folded)
        ids = sorted(u.id for u in units if u.type is not UnitType.COMPANY and u.name.text == name)
        assert [list(span.ids) for span in spans if span.end == len(folded)] == ([ids] if ids else [])
    for function in (Function.FINANCE, Function.LEGAL):
        for company in (*by_id, "unknown"):
            expected = any(unit.function is function and unit.company_id == company for unit in units)
            assert view.has_function((function,), (company,)) is expected


@settings(max_examples=150, deadline=None)
@given(units=forests(), data=st.data())
def test_a_view_holds_what_the_audience_may_find_and_nothing_else(units: list[Unit], data: st.DataObject) -> None:
    hidden = data.draw(st.lists(st.sampled_from([unit.id for unit in units]), max_size=3))
    audience = data.draw(audiences([unit.id for unit in units]))
    table = UnitTable.of(changes(units, hidden))
    assert_same(OrganisationView(table, satisfying(table, audience)), visible(units, hidden, audience))


@settings(max_examples=150, deadline=None)
@given(units=forests(), others=forests(), chance=st.randoms(use_true_random=False))
def test_a_changed_table_is_the_one_that_would_be_made_of_the_new_state(
    units: list[Unit], others: list[Unit], chance: random.Random
) -> None:
    table = UnitTable.of(changes(units[: chance.randrange(len(units) + 1)]))
    table = table.changed(changes(units))
    gone = [unit.id for unit in units if unit.id not in {other.id for other in others}]
    steps = [*(UnitChange(id_, None) for id_ in gone), *changes(others)]
    chance.shuffle(steps)
    cut = chance.randrange(len(steps) + 1)
    before = table
    for some in (steps[:cut], steps[cut:]):
        table = table.changed(some)
    assert_same(OrganisationView(before, satisfying(before, EVERYTHING)), visible(units, (), EVERYTHING))
    ordered = sorted(others, key=lambda unit: (len(unit.path), unit.number))
    assert_same(OrganisationView(table, satisfying(table, EVERYTHING)), ordered)
    code = Term("unit", code_token("A"))
    assert_same(OrganisationView(table, satisfying(table, code)), visible(others, (), code))


def test_many_departments_of_one_name_are_told_apart_by_their_company() -> None:
    units = list(UNITS)
    for number in range(100, 180):
        company = replace(MINE, id=f"c{number}", number=number, path=(GROUP.id, f"c{number}"), company_id=f"c{number}")
        path = (*company.path, f"d{number}")
        department = replace(UNITS[-1], id=f"d{number}", number=number, parent_id=company.id, path=path)
        units += [company, replace(department, name=Value("财务部"), names=(), company_id=company.id)]
    view = OrganisationView.of(units)
    (span,) = view.departments.find("财务部")
    assert len(span.ids) > 80
    assert view.within(span.ids, ("c117",)) == ("d117",)
    assert view.within(span.ids, ("c117", "c103")) == ("d103", "d117")
    assert view.within(span.ids, (GROUP.id,)) == tuple(span.ids)
    assert view.within(span.ids, ()) == ()


def test_a_condition_that_the_table_cannot_tell_is_left_to_the_index() -> None:
    table = UnitTable.of(changes(UNITS))
    with pytest.raises(NotKept):
        satisfying(table, AllOf((EVERYTHING, Term("role", "standing|10"))))


def test_names_are_read_by_kind() -> None:
    assert names_of(MINE).short == "琼州矿业"
    assert names_of(MINE).former == ("昌江铁矿",)
    assert names_of(MINE).aliases == ("QZKY",)
