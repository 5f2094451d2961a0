from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from schemas.records import RecordRef
from tests.unification.making import minting, ref
from zhaoren.unification.identity import IdentityAct, give_ids

A, B, C, D = (ref(key) for key in "abcd")


def equal_weight(_: RecordRef) -> tuple[int, ...]:
    return (0,)


def test_a_merge_keeps_the_id_of_the_larger_part_and_redirects_the_other() -> None:
    found = give_ids([[A, B, C]], {A: "p2", B: "p2", C: "p1"}, equal_weight, minting("new"))
    assert found.ids == ("p2",)
    assert found.redirects == {"p1": "p2"}
    assert [(e.act, e.person_id, e.other_id) for e in found.events] == [(IdentityAct.MERGED, "p1", "p2")]


def test_of_equal_parts_the_older_id_stays() -> None:
    found = give_ids([[A, B]], {A: "p2", B: "p1"}, equal_weight, minting("new"))
    assert (found.ids, found.redirects) == (("p1",), {"p2": "p1"})


def test_a_split_leaves_the_id_with_the_main_record_though_the_other_part_is_larger() -> None:
    found = give_ids([[A], [B, C]], dict.fromkeys((A, B, C), "p1"), lambda one: (int(one == A),), minting("new"))
    assert found.ids == ("p1", "new0001")
    assert [(e.act, e.person_id, e.other_id) for e in found.events] == [(IdentityAct.SPLIT, "new0001", "p1")]


def test_a_person_without_records_vanishes_without_a_redirect() -> None:
    found = give_ids([[A]], {A: "p1", B: "p2"}, equal_weight, minting("new"))
    assert found.redirects == {"p2": None}
    assert [event.act for event in found.events] == [IdentityAct.VANISHED]


@st.composite
def regrouped(draw: st.DrawFn) -> tuple[list[list[RecordRef]], dict[RecordRef, str]]:
    refs = [ref(str(at)) for at in range(draw(st.integers(1, 10)))]
    groups: dict[int, list[RecordRef]] = {}
    for one in refs:
        groups.setdefault(draw(st.integers(0, 4)), []).append(one)
    before = {one: draw(st.sampled_from(["p1", "p2", "p3"])) for one in refs if draw(st.booleans())}
    return list(groups.values()), before


@given(regrouped())
def test_ids_are_unique_a_second_time_changes_nothing_and_every_lost_id_leads_to_its_records(
    case: tuple[list[list[RecordRef]], dict[RecordRef, str]],
) -> None:
    clusters, before = case
    found = give_ids(clusters, before, equal_weight, minting("new"))
    assert len(set(found.ids)) == len(clusters)
    after = {one: id_ for refs, id_ in zip(clusters, found.ids, strict=True) for one in refs}
    again = give_ids(clusters, after, equal_weight, minting("never"))
    assert (again.ids, again.redirects, again.events) == (found.ids, {}, ())
    for lost, target in found.redirects.items():
        assert lost not in found.ids
        assert target in {after[one] for one, id_ in before.items() if id_ == lost}
