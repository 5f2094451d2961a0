from __future__ import annotations

import pytest
from hypothesis import given

from schemas.expressions import EVERYTHING, NOTHING, AllOf, AnyOf, Everything, Expression, Term
from tests.contracts.listed_index import holds
from tests.contracts.test_search_engine_answers import FIELDS, TOKENS, expressions
from zhaoren.search_index.conditions import (
    DEEPEST,
    MOST_CLAUSES,
    Both,
    Condition,
    Either,
    Nothing,
    Tokens,
    to_condition,
)
from zhaoren.search_index.port import Collection, IndexEntry

A, B, C = Term("name", "a"), Term("name", "b"), Term("py", "c")

ENTRIES = [
    IndexEntry(
        Collection.PEOPLE, str(seed), seed, {field: TOKENS[seed % 7 :: 3 + n] for n, field in enumerate(FIELDS)}, b""
    )
    for seed in range(14)
]


def still_holds(condition: Condition, entry: IndexEntry) -> bool:
    match condition:
        case Everything():
            return True
        case Nothing():
            return False
        case Tokens(field, tokens):
            return any(token in entry.tokens[field] for token in tokens)
        case Either(parts):
            return any(still_holds(part, entry) for part in parts)
        case Both(parts):
            return all(still_holds(part, entry) for part in parts)


@given(expression=expressions)
def test_the_flat_shape_means_the_same(expression: Expression) -> None:
    condition = to_condition(expression)
    for entry in ENTRIES:
        assert still_holds(condition, entry) == holds(expression, entry)


@pytest.mark.parametrize(
    ("expression", "condition"),
    [
        (A, Tokens("name", ("a",))),
        (AnyOf((A, B, A)), Tokens("name", ("a", "b"))),
        (AnyOf((A, AnyOf((B, AnyOf((A,)))))), Tokens("name", ("a", "b"))),
        (AnyOf((A, C)), Either((Tokens("name", ("a",)), Tokens("py", ("c",))))),
        (AllOf((A, AllOf((B, C)))), Both((Tokens("name", ("a",)), Tokens("name", ("b",)), Tokens("py", ("c",))))),
        (AllOf((A, EVERYTHING)), Tokens("name", ("a",))),
        (AllOf((EVERYTHING,)), EVERYTHING),
        (AnyOf((A, EVERYTHING)), EVERYTHING),
        (AllOf((A, NOTHING)), Nothing()),
        (AllOf(()), Nothing()),
        (NOTHING, Nothing()),
        (AnyOf((A, NOTHING)), Tokens("name", ("a",))),
        (Term("name", ""), Nothing()),
        (Term("name", "x" * 201), Nothing()),
        (Term("name", "\udc00"), Nothing()),
    ],
    ids=repr,
)
def test_each_shape_becomes_flat(expression: Expression, condition: Condition) -> None:
    assert to_condition(expression) == condition


def test_a_hundred_thousand_levels_that_mean_nothing_are_no_burden() -> None:
    expression: Expression = A
    for _ in range(50_000):
        expression = AnyOf((AllOf((expression,)), NOTHING))
    assert to_condition(expression) == Tokens("name", ("a",))


def test_levels_and_parts_have_bounds() -> None:
    deep: Expression = A
    for _ in range(DEEPEST):
        deep = AllOf((C, AnyOf((A, deep, C))))
    with pytest.raises(ValueError, match=f"more than {DEEPEST} levels"):
        to_condition(deep)
    unfolding: Expression = A
    for _ in range(5_000):
        unfolding = AnyOf((AllOf((unfolding, C)), AllOf((unfolding, B))))
    with pytest.raises(ValueError, match="ask for less"):
        to_condition(unfolding)
    wide = AllOf(tuple(Term("name", str(n)) for n in range(MOST_CLAUSES)))
    with pytest.raises(ValueError, match=f"{MOST_CLAUSES} parts"):
        to_condition(wide)
    assert to_condition(AllOf(wide.parts[1:])) != Nothing()
    assert to_condition(AnyOf(tuple(Term("name", str(n)) for n in range(100_000)))) != Nothing()


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValueError, match="condition on 'nom'"):
        to_condition(AllOf((A, Term("nom", "a"))))
