"""Every search engine answers what looking at every entry would answer: random entries, random conditions."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.expressions import EVERYTHING, AllOf, AnyOf, Expression, Term
from tests.contracts.listed_index import ListedIndex
from zhaoren.search_index.port import TOKEN_FIELDS, Collection, CompiledQuery, EntryChange, IndexEntry, SearchEngine

PEOPLE = Collection.PEOPLE

# Few tokens, so that they meet; among them what an analyser would change, split or swallow.
TOKENS = (
    "a",
    "A",
    "ａ",
    "李",
    "伟",
    "李伟",
    "é",
    "e\u0301",
    "𠮷",
    "o'neil|x",
    "the",
    "a-b",
    "co:1/2",
    "\0",
    "ﷺ",
    "x" * 200,
)
FIELDS = ("name", "py", "aud")

tokens = st.sampled_from(TOKENS)
terms = st.builds(Term, st.sampled_from(FIELDS), tokens)
expressions: st.SearchStrategy[Expression] = st.recursive(
    terms | st.just(EVERYTHING),
    lambda inner: (
        st.builds(AnyOf, st.lists(inner, max_size=4).map(tuple))
        | st.builds(AllOf, st.lists(inner, max_size=3).map(tuple))
    ),
    max_leaves=8,
)


@dataclass(frozen=True, slots=True)
class Case:
    entries: tuple[IndexEntry, ...]
    changes: tuple[EntryChange, ...]
    queries: tuple[CompiledQuery, ...]
    conditions: tuple[tuple[Expression, Expression], ...]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    orders = draw(st.permutations(range(24)))

    def entry(place: int) -> IndexEntry:
        carried = {field: draw(st.lists(tokens, max_size=5)) for field in FIELDS}
        collection = draw(st.sampled_from([PEOPLE, PEOPLE, Collection.DOCUMENTS]))
        return IndexEntry(collection, f"找-{place}", orders[place], carried, draw(st.binary(max_size=8)))

    entries = tuple(entry(place) for place in range(draw(st.integers(0, 14))))
    changed = tuple(entry(place) for place in range(12, draw(st.integers(12, 20))))
    gone = tuple(EntryChange(one.collection, one.id, None) for one in entries if draw(st.booleans()))
    after = st.none() | st.tuples(st.integers(0, 4), st.integers(0, 24))
    bands = st.lists(expressions, max_size=4).map(tuple)
    query = st.builds(CompiledQuery, st.just(PEOPLE), bands, expressions, st.integers(1, 6), after)
    return Case(
        entries,
        (*gone, *(EntryChange(one.collection, one.id, one) for one in changed)),
        tuple(draw(st.lists(query, min_size=6, max_size=6))),
        tuple(draw(st.lists(st.tuples(expressions, expressions), min_size=3, max_size=3))),
    )


@settings(max_examples=40)
@given(case=cases())
def test_random_conditions_find_exactly_who_satisfies_them(shared_engine: SearchEngine, case: Case) -> None:
    oracle = ListedIndex(case.entries)
    shared_engine.rebuild(case.entries, 1)
    _agree(shared_engine, oracle, case)
    for change in case.changes:
        oracle.change(change)
    shared_engine.apply(case.changes, 2)
    _agree(shared_engine, oracle, case)


def _agree(engine: SearchEngine, oracle: ListedIndex, case: Case) -> None:
    reader = engine.reader()
    for query in case.queries:
        assert reader.candidates(query) == oracle.candidates(query), query
    for condition, audience in case.conditions:
        expected = oracle.scan(PEOPLE, condition, audience)
        assert list(reader.scan(PEOPLE, condition, audience)) == expected
        assert reader.count(PEOPLE, condition, audience, 5) == min(len(expected), 5)
        ids = [f"找-{place}" for place in range(24)]
        assert reader.fetch(PEOPLE, ids, audience) == oracle.fetch(PEOPLE, ids, audience)


def _person(entry_id: str, order: int, *names: str, card: bytes = b"{}") -> IndexEntry:
    return IndexEntry(PEOPLE, entry_id, order, {"name": names}, card)


def _found(engine: SearchEngine, *bands: Expression, audience: Expression = EVERYTHING) -> list[str]:
    return [one.id for one in engine.reader().candidates(CompiledQuery(PEOPLE, bands, audience)).found]


CARDS = {
    "empty": b"",
    "json": '{"name": "李伟", "age": 4.50}'.encode(),
    "any bytes": bytes(range(256)),
    "large": b"\x00\xff" * 200_000,
}


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS.keys())
def test_a_card_comes_back_byte_for_byte(shared_engine: SearchEngine, card: bytes) -> None:
    shared_engine.rebuild([_person("p1", 1, "ada", card=card)], 1)
    reader = shared_engine.reader()
    assert reader.candidates(CompiledQuery(PEOPLE, (Term("name", "ada"),), EVERYTHING)).found[0].card == card
    assert reader.fetch(PEOPLE, ["p1"], EVERYTHING) == {"p1": card}
    assert next(reader.scan(PEOPLE, EVERYTHING, EVERYTHING)).card == card


@pytest.mark.parametrize("entry_id", ["李伟", "a|b", "a b", "..", "_doc", "𠮷" * 200, "/?#%", "é"], ids=ascii)
def test_any_id_serves(shared_engine: SearchEngine, entry_id: str) -> None:
    shared_engine.rebuild([_person(entry_id, 1, "ada"), _person("other", 2, "ada")], 1)
    assert shared_engine.reader().fetch(PEOPLE, [entry_id, "\ud83d"], EVERYTHING) == {entry_id: b"{}"}
    assert _found(shared_engine, Term("name", "ada")) == [entry_id, "other"]
    shared_engine.apply([EntryChange(PEOPLE, entry_id, None)], 2)
    assert _found(shared_engine, Term("name", "ada")) == ["other"]


def test_every_field_is_searched_for_itself(shared_engine: SearchEngine) -> None:
    shared_engine.rebuild(
        [IndexEntry(PEOPLE, field, at, {field: ["x"]}, b"") for at, field in enumerate(TOKEN_FIELDS)], 1
    )
    assert [_found(shared_engine, Term(field, "x")) for field in TOKEN_FIELDS] == [[field] for field in TOKEN_FIELDS]


def test_an_entry_may_carry_thousands_of_tokens(shared_engine: SearchEngine) -> None:
    shared_engine.rebuild([_person("p1", 1, *(f"t{n}" for n in range(20_000)))], 1)
    assert _found(shared_engine, AllOf((Term("name", "t0"), Term("name", "t19999")))) == ["p1"]


def test_ten_thousand_tokens_can_be_asked_for_at_once(shared_engine: SearchEngine) -> None:
    shared_engine.rebuild([_person(f"p{n}", n, f"t{n}") for n in range(50)], 1)
    many = AnyOf(tuple(Term("name", f"t{n}") for n in range(40, 10_040)))
    assert _found(shared_engine, many) == [f"p{n}" for n in range(40, 50)]
    assert _found(shared_engine, Term("name", "t45"), EVERYTHING, audience=many)[:2] == ["p45", "p40"]


def test_many_different_parts_can_be_asked_for_at_once(shared_engine: SearchEngine) -> None:
    shared_engine.rebuild([_person(f"p{n}", n, f"t{n}", f"u{n}") for n in range(50)], 1)
    pairs = AnyOf(tuple(AllOf((Term("name", f"t{n}"), Term("name", f"u{n}"))) for n in range(40, 340)))
    assert _found(shared_engine, pairs) == [f"p{n}" for n in range(40, 50)]


def test_a_token_that_nobody_can_carry_finds_nobody(shared_engine: SearchEngine) -> None:
    shared_engine.rebuild([_person("p1", 1, "ada")], 1)
    for token in ("", "ada ", " ", "a" * 201, "a" * 70_000, "\ud83d", "ADA", "ad", "*", "ad*"):
        assert _found(shared_engine, Term("name", token)) == []


def test_an_unknown_field_or_a_monster_is_refused_in_words(shared_engine: SearchEngine) -> None:
    shared_engine.rebuild([_person("p1", 1, "ada")], 1)
    with pytest.raises(ValueError, match="there is no such field"):
        _found(shared_engine, Term("nom", "ada"))
    monster: Expression = Term("name", "ada")
    for level in range(5_000):
        monster = AnyOf((Term("py", str(level)), AllOf((Term("en", "x"), monster))))
    with pytest.raises(ValueError, match="levels or"):
        _found(shared_engine, monster)
