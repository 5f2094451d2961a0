from __future__ import annotations

from schemas.records import RecordRef
from schemas.vocabulary import RecordKind
from zhaoren.catalog.catalog import Catalog
from zhaoren.catalog.identity_events import IdentityAct, IdentityEvent
from zhaoren.catalog.judgements import Judgement
from zhaoren.catalog.record_links import RecordLink

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
