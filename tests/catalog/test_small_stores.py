from __future__ import annotations

from schemas.records import RecordRef
from schemas.vocabulary import RecordKind
from zhaoren.catalog.catalog import Catalog
from zhaoren.catalog.decisions import Act, Decision
from zhaoren.catalog.entities import Entity
from zhaoren.catalog.identity_events import IdentityAct, IdentityEvent
from zhaoren.catalog.judgements import Judgement
from zhaoren.catalog.record_links import RecordLink
from zhaoren.catalog.reviews import Review, ReviewKind, ReviewState

PERSON = RecordKind.PERSON


def test_a_mark_is_written_with_the_work_that_it_marks(catalog: Catalog) -> None:
    with catalog.transaction() as work:
        work.marks.set("unified_revision", 3)
        assert work.marks.get("unified_revision") == 3
    assert catalog.marks.get("unified_revision") == 3
    assert catalog.marks.get("never", 5) == 5
    assert catalog.revision == 0


def test_records_move_between_clusters(catalog: Catalog) -> None:
    assert catalog.clusters.assign_many({1: "a", 2: "a", 3: "b"}) == 3
    assert catalog.clusters.assign_many({1: "a", 3: "a"}) == 1
    assert catalog.clusters.record_ids_of(["a", "b"]) == {"a": (1, 2, 3)}
    assert catalog.clusters.remove_many([2, 99]) == 1
    assert catalog.clusters.person_ids_of([1, 2, 3]) == {1: "a", 3: "a"}
    assert list(catalog.clusters.all()) == [(1, "a"), (3, "a")]


def test_match_keys_are_replaced_as_a_whole(catalog: Catalog) -> None:
    largest = 2**63 - 1
    assert catalog.match_keys.replace_many({1: [5, -(2**63)], 2: [5], 3: [largest]}) == 4
    assert catalog.match_keys.records_with([5, largest, 8]) == {5: (1, 2), largest: (3,)}
    assert catalog.match_keys.replace_many({1: [5], 2: []}) == 2
    assert catalog.match_keys.replace_many({1: [5], 2: []}) == 0
    assert catalog.match_keys.of_records([1, 2]) == {1: frozenset({5})}
    assert list(catalog.match_keys.all()) == [(5, 1), (largest, 3)]


def test_links_are_found_from_both_ends_whatever_the_length_of_a_key(catalog: Catalog) -> None:
    long_dn = "cn=" + "张" * 3000
    links = [RecordLink(1, "manager", PERSON, long_dn), RecordLink(1, "unit", RecordKind.UNIT, "u1")]
    assert catalog.record_links.replace_many({1: links, 2: [RecordLink(2, "manager", PERSON, long_dn)]}) == 2
    assert catalog.record_links.replace_many({1: links}) == 0
    assert catalog.record_links.of_records([1, 2])[1] == tuple(sorted(links))
    pointing = catalog.record_links.pointing_at(PERSON, [long_dn, "other"])
    assert [link.record_id for link in pointing[long_dn]] == [1, 2]
    assert catalog.record_links.pointing_at(PERSON, [long_dn], role="assistant") == {}
    assert catalog.record_links.replace_many({1: []}) == 1
    assert list(catalog.record_links.of_records([1, 2])) == [2]


def test_a_judgement_is_the_same_from_either_side(catalog: Catalog) -> None:
    left, right = RecordRef("hr", PERSON, "1"), RecordRef("ad", PERSON, "x")
    first = catalog.judgements.add(Judgement(left, right, same=True, who="wang"))
    second = catalog.judgements.add(Judgement(right, left, same=False, who="li", reason="two people"))
    made = list(catalog.judgements.since(0))
    assert [(j.id, j.same, j.left, j.right) for j in made] == [(first, True, right, left), (second, False, right, left)]
    assert [j.id for j in catalog.judgements.since(made[0].revision)] == [second]


def test_what_happened_to_a_person_is_told_in_order(catalog: Catalog) -> None:
    with catalog.transaction() as work:
        work.identity_events.add_many([])
        work.identity_events.add_many(
            [IdentityEvent(IdentityAct.MINT, "a", "unify"), IdentityEvent(IdentityAct.MINT, "b", "unify")]
        )
        work.identity_events.add_many([IdentityEvent(IdentityAct.MERGE, "b", "unify", "same mobile", other_id="a")])
    assert [(e.act, e.person_id) for e in catalog.identity_events.of_person("a")] == [("mint", "a"), ("merge", "b")]


def test_the_audit_keeps_who_did_what(catalog: Catalog) -> None:
    catalog.journal.audit.add("wang", "approve run", "r1", source="hr")
    entry = catalog.journal.audit.newest()[0]
    assert (entry.who, entry.act, entry.subject, entry.details) == ("wang", "approve run", "r1", {"source": "hr"})


def review(
    left: str, right: str, value: float = 1.0, sides: tuple[tuple[int, ...], tuple[int, ...]] = ((1,), (2,))
) -> Review:
    """A review of two people."""
    pair = (RecordRef("hr", PERSON, left), RecordRef("ad", PERSON, right))
    weights = (("same_mobile", 9.5, ""), ("name_in_company", -2.0, "38"))
    return Review(ReviewKind.PEOPLE, left, right, 0.5, value, "unsure", ("same_mobile",), weights, pair, sides)


def test_a_review_keeps_its_id_and_its_answer_and_is_not_written_again_unchanged(catalog: Catalog) -> None:
    one = review("a", "b")
    assert catalog.reviews.ask_many([one, review("c", "d", 2.0)]) == 2
    assert catalog.reviews.ask_many([one]) == 0
    kept = catalog.reviews.get_many([one.id])[one.id]
    assert (kept.weights, kept.pair, kept.sides, kept.state) == (one.weights, one.pair, one.sides, ReviewState.OPEN)
    assert catalog.reviews.withdraw_many([one.id]) == 1
    assert [r.left_id for r in catalog.reviews.newest([ReviewKind.PEOPLE], [ReviewState.OPEN], limit=9)] == ["c"]
    catalog.reviews.set_state(one.id, ReviewState.UNSURE)
    assert catalog.reviews.ask_many([review("a", "b", sides=((1, 3), (2,)))]) == 1
    again = catalog.reviews.get_many([one.id])[one.id]
    assert (again.state, again.asked, again.first_asked) == (ReviewState.UNSURE, True, kept.first_asked)
    assert again.seen != kept.seen
    assert catalog.reviews.counts() == {ReviewState.OPEN: 1, ReviewState.UNSURE: 1}
    assert catalog.revision == 0


def test_reviews_are_paged_by_value_and_found_from_either_side(catalog: Catalog) -> None:
    catalog.reviews.ask_many(review(f"l{n:02}", f"r{n:02}", float(n // 3)) for n in range(20))
    seen: list[str] = []
    after: tuple[float, str] | None = None
    while page := catalog.reviews.newest([ReviewKind.PEOPLE], [ReviewState.OPEN], after=after, limit=7):
        seen += [one.id for one in page]
        after = (page[-1].value, page[-1].id)
    assert len(seen) == len(set(seen)) == 20 == catalog.reviews.count([ReviewKind.PEOPLE], [ReviewState.OPEN])
    assert [one.left_id for one in catalog.reviews.about(["l03", "r07", "x"])] == sorted(
        (one.left_id for one in catalog.reviews.about(["l03", "r07"])), key=lambda left: review(left, f"r{left[1:]}").id
    )
    assert {one.left_id for one in catalog.reviews.about(["l03", "r07"])} == {"l03", "l07"}


def test_what_is_taken_back_counts_no_longer_and_is_told_as_changed(catalog: Catalog) -> None:
    left, right = RecordRef("hr", PERSON, "1"), RecordRef("ad", PERSON, "x")
    decision = catalog.decisions.add(Decision(Act.SAME, "wang", "one man", left_id="a", right_id="b"))
    made = catalog.judgements.add_many([Judgement(left, right, same=True, who="wang", decision_id=decision)])
    free = catalog.judgements.add(Judgement(left, right, same=False, who="li"))
    assert [j.id for j in catalog.judgements.counting()] == [*made, free]
    revision = catalog.revision
    undo = catalog.decisions.add(Decision(Act.UNDO, "li", undoes=decision))
    assert [j.id for j in catalog.judgements.counting()] == [free]
    assert [j.id for j in catalog.judgements.since(revision)] == made
    assert [(d.id, d.undone) for d in catalog.decisions.newest(limit=9)] == [(undo, False), (decision, True)]
    assert catalog.decisions.get(decision) == catalog.decisions.about("b")[0]
    assert [j.id for j in catalog.judgements.of_decision(decision)] == made


def test_merges_and_splits_of_people_are_found_by_who_lives_on(catalog: Catalog) -> None:
    catalog.identity_events.add_many(
        [
            IdentityEvent(IdentityAct.SPLIT, "a", "unify", other_id="n", records=(4,), model="rules-2", run="unify-7"),
            IdentityEvent(IdentityAct.MERGE, "b", "unify", other_id="a", records=(2, 3)),
            IdentityEvent(IdentityAct.MERGE, "c", "unify", other_id="a"),
        ]
    )
    assert [e.person_id for e in catalog.identity_events.merged_into(["a"])["a"]] == ["c", "b"]
    assert catalog.identity_events.merged_into(["a"])["a"][1].records == (2, 3)
    assert catalog.identity_events.split_from(["n", "b"]) == {"n": "a"}
    (split,) = catalog.identity_events.of_person("n")
    assert (split.model, split.run, split.records) == ("rules-2", "unify-7", (4,))


def test_what_became_of_removed_things_is_told(catalog: Catalog) -> None:
    catalog.entities.put_many("person", [Entity("a", 1, b"{}"), Entity("b", 2, b"{}"), Entity("c", 3, b"{}")])
    catalog.entities.remove_many("person", {"b": "a", "c": None})
    assert catalog.entities.redirects_of("person", ["a", "b", "c", "x"]) == {"b": "a", "c": None}
