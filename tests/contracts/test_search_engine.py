"""What every search engine keeps to."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import closing

import pytest

from schemas.expressions import EVERYTHING, NOTHING, AllOf, AnyOf, Expression, Term
from tests.contracts.places import Place
from zhaoren.search_index.port import (
    Candidate,
    Collection,
    CompiledQuery,
    EngineBusy,
    EntryChange,
    IndexEntry,
    IndexMissing,
    SearchEngine,
)

PEOPLE = Collection.PEOPLE
STAFF = Term("aud", "staff")


def person(entry_id: str, order: int, *names: str, aud: Sequence[str] = ("staff",), card: bytes = b"{}") -> IndexEntry:
    return IndexEntry(PEOPLE, entry_id, order, {"name": names, "aud": aud}, card)


def removed(entry_id: str) -> EntryChange:
    return EntryChange(PEOPLE, entry_id, None)


def changed(entry: IndexEntry) -> EntryChange:
    return EntryChange(entry.collection, entry.id, entry)


def named(*names: str, audience: Expression = EVERYTHING, enough: int = 200) -> CompiledQuery:
    return CompiledQuery(PEOPLE, tuple(Term("name", name) for name in names), audience, enough)


def ids(engine: SearchEngine, query: CompiledQuery) -> list[str]:
    return [candidate.id for candidate in engine.reader().candidates(query).found]


def test_before_anything_was_published_it_says_so(engine: SearchEngine) -> None:
    assert engine.applied_revision() == 0
    with pytest.raises(IndexMissing):
        engine.reader()
    with pytest.raises(IndexMissing):
        engine.apply([], 1)


def test_an_empty_publication_is_published_all_the_same(engine: SearchEngine) -> None:
    engine.rebuild([], 4)
    assert engine.applied_revision() == 4
    assert engine.reader().candidates(named("ada")) == engine.reader().candidates(named("bo"))
    assert engine.reader().candidates(named("ada")).exhausted


@pytest.mark.parametrize("nobody", [NOTHING, AllOf(()), AnyOf((AllOf(()),)), AllOf((EVERYTHING, NOTHING))], ids=repr)
def test_an_empty_filter_finds_nobody(engine: SearchEngine, nobody: Expression) -> None:
    engine.rebuild([person("p1", 1, "ada")], 1)
    reader = engine.reader()
    assert reader.candidates(named("ada", audience=nobody)).found == ()
    assert reader.candidates(CompiledQuery(PEOPLE, (nobody,), EVERYTHING)).found == ()
    assert reader.fetch(PEOPLE, ["p1"], nobody) == {}
    assert reader.count(PEOPLE, EVERYTHING, nobody, 10) == 0
    assert list(reader.scan(PEOPLE, EVERYTHING, nobody)) == []


def test_who_is_hidden_is_neither_found_nor_counted_nor_fetched_nor_listed(engine: SearchEngine) -> None:
    hidden = person("p1", 1, "ada", aud=["board"])
    engine.rebuild([hidden, person("p2", 2, "ada")], 1)
    reader = engine.reader()
    answer = reader.candidates(named("ada", audience=STAFF, enough=1))
    assert [one.id for one in answer.found] == ["p2"]
    assert answer.exhausted, "a hidden entry must not show as something left"
    assert reader.count(PEOPLE, Term("name", "ada"), STAFF, 10) == 1
    assert [one.id for one in reader.scan(PEOPLE, EVERYTHING, STAFF)] == ["p2"]
    assert reader.fetch(PEOPLE, ["p1", "p2", "absent"], STAFF) == {"p2": b"{}"}


def test_collections_do_not_mix(engine: SearchEngine) -> None:
    unit = IndexEntry(Collection.UNITS, "p1", 1, {"name": ["ada"]}, b"unit")
    engine.rebuild([person("p1", 1, "ada", card=b"person"), unit], 1)
    reader = engine.reader()
    assert reader.fetch(Collection.UNITS, ["p1"], EVERYTHING) == {"p1": b"unit"}
    assert [one.card for one in reader.candidates(named("ada")).found] == [b"person"]
    engine.apply([removed("p1")], 2)
    assert engine.reader().count(Collection.UNITS, EVERYTHING, EVERYTHING, 10) == 1
    assert engine.reader().count(PEOPLE, EVERYTHING, EVERYTHING, 10) == 0


def test_a_band_comes_before_the_next_and_ties_go_by_order(engine: SearchEngine) -> None:
    people = [person("p1", 30, "ada"), person("p2", 20, "bo"), person("p3", 10, "bo", "ada"), person("p4", 5, "bo")]
    engine.rebuild(people, 1)
    found = engine.reader().candidates(named("ada", "bo")).found
    assert [(one.id, one.order, one.band) for one in found] == [
        ("p3", 10, 0),
        ("p1", 30, 0),
        ("p4", 5, 1),
        ("p2", 20, 1),
    ]


def test_the_largest_order_is_kept_exactly(engine: SearchEngine) -> None:
    engine.rebuild([person("p1", 2**62 - 1, "ada"), person("p2", 2**62 - 2, "ada")], 1)
    first = engine.reader().candidates(named("ada", enough=1))
    assert [(one.id, one.order) for one in first.found] == [("p2", 2**62 - 2)]
    rest = CompiledQuery(PEOPLE, (Term("name", "ada"),), EVERYTHING, 1, after=(0, 2**62 - 2))
    assert ids(engine, rest) == ["p1"]


@pytest.mark.parametrize("enough", [1, 2, 3, 7, 40, 41])
def test_pages_are_complete_and_repeat_nothing_across_bands(engine: SearchEngine, enough: int) -> None:
    people = [person(f"p{i}", (i * 37) % 101, *(["ada"] * (i % 3 == 0) + ["bo"] * (i % 2 == 0))) for i in range(60)]
    engine.rebuild(people, 1)
    reader = engine.reader()
    whole = reader.candidates(named("ada", "bo"))
    assert len(whole.found) == 40
    after: tuple[int, int] | None = None
    seen: list[Candidate] = []
    while True:
        page = reader.candidates(CompiledQuery(PEOPLE, named("ada", "bo").bands, EVERYTHING, enough, after))
        seen += page.found
        if page.exhausted:
            break
        after = (page.found[-1].band, page.found[-1].order)
    assert tuple(seen) == whole.found


@pytest.mark.parametrize("enough", [0, -1, 10_001])
def test_enough_has_bounds(engine: SearchEngine, enough: int) -> None:
    engine.rebuild([person("p1", 1, "ada")], 1)
    with pytest.raises(ValueError, match="ask for 1 to 10,000"):
        engine.reader().candidates(named("ada", enough=enough))


def test_ten_thousand_candidates_can_be_asked_for_and_listed(engine: SearchEngine) -> None:
    engine.rebuild((person(f"p{i}", i, "ada") for i in range(10_050)), 1)
    reader = engine.reader()
    answer = reader.candidates(named("ada", enough=10_000))
    assert len(answer.found) == 10_000
    assert not answer.exhausted
    assert [one.order for one in reader.scan(PEOPLE, Term("name", "ada"), STAFF)] == list(range(10_050))
    assert reader.count(PEOPLE, EVERYTHING, STAFF, 20_000) == 10_050
    assert reader.count(PEOPLE, EVERYTHING, STAFF, 10_010) == 10_010
    assert reader.count(PEOPLE, EVERYTHING, STAFF, 0) == 0
    assert len(reader.fetch(PEOPLE, [f"p{i}" for i in range(20_000)], STAFF)) == 10_050


def test_a_view_is_fixed(engine: SearchEngine) -> None:
    engine.rebuild([person("p1", 1, "ada"), person("p2", 2, "ada")], 1)
    before = engine.reader()
    engine.apply([removed("p1"), changed(person("p3", 3, "ada"))], 2)
    assert [one.id for one in before.candidates(named("ada")).found] == ["p1", "p2"]
    assert before.revision == 1
    engine.rebuild([person("p9", 9, "ada")], 3)
    assert [one.id for one in before.scan(PEOPLE, EVERYTHING, STAFF)] == ["p1", "p2"]
    assert ids(engine, named("ada")) == ["p9"]
    assert engine.reader().revision == 3


def test_the_same_view_is_handed_out_while_nothing_changes(engine: SearchEngine) -> None:
    engine.rebuild([person("p1", 1, "ada")], 1)
    assert engine.reader().candidates(named("ada")) == engine.reader().candidates(named("ada"))
    assert engine.reader().revision == engine.reader().revision == 1


def test_applying_again_or_something_older_changes_nothing(engine: SearchEngine) -> None:
    engine.rebuild([person("p1", 1, "ada")], 5)
    engine.apply([changed(person("p1", 1, "bo"))], 6)
    engine.apply([changed(person("p1", 1, "bo"))], 6)
    engine.apply([changed(person("p1", 1, "cy")), changed(person("p2", 2, "cy"))], 6)
    engine.apply([removed("p1"), changed(person("p3", 3, "cy"))], 3)
    assert engine.applied_revision() == 6
    assert [one.id for one in engine.reader().scan(PEOPLE, EVERYTHING, STAFF)] == ["p1"]
    assert ids(engine, named("bo")) == ["p1"]
    assert ids(engine, named("ada", "cy")) == []


def test_what_was_removed_is_not_brought_back_by_an_older_write(engine: SearchEngine) -> None:
    engine.rebuild([person("p1", 1, "ada")], 1)
    engine.apply([removed("p1"), removed("never there")], 7)
    engine.apply([changed(person("p1", 1, "ada"))], 6)
    assert ids(engine, named("ada")) == []
    assert engine.reader().count(PEOPLE, EVERYTHING, EVERYTHING, 10) == 0
    engine.apply([changed(person("p1", 1, "ada"))], 8)
    assert ids(engine, named("ada")) == ["p1"]


def test_of_two_changes_for_one_entry_the_last_counts(engine: SearchEngine) -> None:
    engine.rebuild([], 1)
    engine.apply([changed(person("p1", 1, "ada")), removed("p1"), changed(person("p1", 1, "bo"))], 2)
    assert ids(engine, named("ada", "bo")) == ["p1"]
    engine.apply([changed(person("p1", 1, "ada")), removed("p1")], 3)
    assert ids(engine, named("ada", "bo")) == []


def _breaks_off(people: Sequence[IndexEntry]) -> Iterator[IndexEntry]:
    yield from people
    raise ConnectionError("the catalog went away")


def test_a_rebuild_that_breaks_off_changes_nothing(engine: SearchEngine) -> None:
    engine.rebuild([person("p1", 1, "ada")], 1)
    with pytest.raises(ConnectionError):
        engine.rebuild(_breaks_off([person("p2", 2, "ada")]), 2)
    assert (ids(engine, named("ada")), engine.applied_revision()) == (["p1"], 1)
    engine.rebuild([person("p3", 3, "ada")], 3)
    assert (ids(engine, named("ada")), engine.applied_revision()) == (["p3"], 3)


def test_changes_that_break_off_leave_the_revision_and_can_be_applied_again(engine: SearchEngine) -> None:
    engine.rebuild([person("p1", 1, "ada")], 1)

    def breaks_off() -> Iterator[EntryChange]:
        yield removed("p1")
        raise ConnectionError("the catalog went away")

    with pytest.raises(ConnectionError):
        engine.apply(breaks_off(), 2)
    assert engine.applied_revision() == 1
    engine.apply([removed("p1")], 2)
    assert (ids(engine, named("ada")), engine.applied_revision()) == ([], 2)


BAD_ENTRIES = {
    "space in a token": IndexEntry(PEOPLE, "p2", 2, {"name": ["a b"]}, b""),
    "ideographic space in a token": IndexEntry(PEOPLE, "p2", 2, {"name": ["a\u3000b"]}, b""),
    "empty token": IndexEntry(PEOPLE, "p2", 2, {"name": ["a", ""]}, b""),
    "long token": IndexEntry(PEOPLE, "p2", 2, {"name": ["a" * 201]}, b""),
    "unknown field": IndexEntry(PEOPLE, "p2", 2, {"nom": ["a"]}, b""),
    "half a character": IndexEntry(PEOPLE, "p2", 2, {"name": ["\ud83d"]}, b""),
    "negative order": IndexEntry(PEOPLE, "p2", -1, {"name": ["a"]}, b""),
    "too large an order": IndexEntry(PEOPLE, "p2", 2**62, {"name": ["a"]}, b""),
    "no id": IndexEntry(PEOPLE, "", 2, {"name": ["a"]}, b""),
    "the id again": IndexEntry(PEOPLE, "p1", 2, {"name": ["a"]}, b""),
    "the order again": IndexEntry(PEOPLE, "p2", 1, {"name": ["a"]}, b""),
}


@pytest.mark.parametrize("bad", BAD_ENTRIES.values(), ids=BAD_ENTRIES.keys())
def test_a_bad_entry_is_refused_and_nothing_changes(engine: SearchEngine, bad: IndexEntry) -> None:
    engine.rebuild([person("old", 1, "ada")], 1)
    with pytest.raises(ValueError, match="people"):
        engine.rebuild([person("p1", 1, "ada"), bad], 2)
    assert (ids(engine, named("ada")), engine.applied_revision()) == (["old"], 1)


def test_changes_may_be_found_by_asking_the_engine_that_applies_them(engine: SearchEngine) -> None:
    engine.rebuild([person(f"p{i}", i, "ada") for i in range(5)], 1)

    def renamed() -> Iterator[EntryChange]:
        for one in engine.reader().scan(PEOPLE, Term("name", "ada"), EVERYTHING):
            yield changed(person(one.id, one.order, "bo"))

    engine.apply(renamed(), 2)
    assert len(ids(engine, named("bo"))) == 5
    assert ids(engine, named("ada")) == []


def test_a_change_that_carries_another_entry_is_refused(engine: SearchEngine) -> None:
    engine.rebuild([], 1)
    with pytest.raises(ValueError, match="another entry"):
        engine.apply([EntryChange(PEOPLE, "p1", person("p2", 1))], 2)
    assert engine.applied_revision() == 1


def test_what_changes_during_a_rebuild_is_in_the_new_generation(engine: SearchEngine, place: Place) -> None:
    engine.rebuild([person("p1", 1, "ada")], 1)
    asked: list[int] = []
    waiting = [([removed("p1")], 2), ([changed(person("p2", 2, "ada")), changed(person("p3", 3, "ada"))], 3)]

    def later(known: int) -> tuple[list[EntryChange], int]:
        asked.append(known)
        return waiting.pop(0) if waiting else ([], known)

    def people() -> Iterator[IndexEntry]:
        yield person("p1", 1, "ada")
        with closing(place.open()) as other:
            other.apply([removed("p1")], 2)

    engine.rebuild(people(), 1, later)
    assert asked == [1, 2, 3]
    assert (ids(engine, named("ada")), engine.applied_revision()) == (["p2", "p3"], 3)


def test_a_rebuild_without_later_says_honestly_how_far_it_knows(engine: SearchEngine) -> None:
    engine.rebuild([person("p1", 1, "ada")], 1)
    engine.apply([removed("p1")], 9)
    engine.rebuild([person("p1", 1, "ada")], 8)
    assert engine.applied_revision() == engine.reader().revision == 8
    engine.apply([removed("p1")], 9)
    assert (ids(engine, named("ada")), engine.applied_revision()) == ([], 9)


def test_of_two_rebuilds_at_once_one_is_told(place: Place) -> None:
    with closing(place.open()) as engine, closing(place.open()) as other:
        engine.rebuild([person("p0", 1, "ada")], 1)
        told: list[BaseException] = []

        def people() -> Iterator[IndexEntry]:
            yield person("p1", 1, "ada")
            try:
                other.rebuild([person("p2", 2, "ada")], 3)
            except EngineBusy as busy:
                told.append(busy)

        try:
            engine.rebuild(people(), 2)
        except EngineBusy as busy:
            told.append(busy)
        assert len(told) == 1
        assert (ids(engine, named("ada")), engine.applied_revision()) in [(["p1"], 2), (["p2"], 3)]


def test_another_engine_at_the_same_place_sees_what_was_published(engine: SearchEngine, place: Place) -> None:
    with closing(place.open()) as other:
        engine.rebuild([person("p1", 1, "ada")], 1)
        assert ids(other, named("ada")) == ["p1"]
        engine.apply([changed(person("p2", 2, "ada"))], 2)
        assert ids(other, named("ada")) == ["p1", "p2"]
        other.rebuild([person("p3", 3, "ada")], 3)
        assert ids(engine, named("ada")) == ["p3"]


def test_one_view_serves_several_threads(engine: SearchEngine) -> None:
    engine.rebuild([person(f"p{i}", i, "ada") for i in range(300)], 1)
    reader = engine.reader()
    answers: list[int] = []
    threads = [
        threading.Thread(target=lambda: answers.extend(len(reader.candidates(named("ada")).found) for _ in range(10)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 40


def test_closing_twice_is_allowed(place: Place) -> None:
    engine = place.open()
    engine.rebuild([person("p1", 1, "ada")], 1)
    engine.reader()
    engine.close()
    engine.close()
