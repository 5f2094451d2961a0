"""What is joined and parted again has the ids that it had before."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from schemas.records import RecordRef
from tests.unification.making import minting, ref
from zhaoren.unification.identity import Identities, IdentityAct, give_ids
from zhaoren.unification.lineage import Lineage

A, B, C, D = (ref(key) for key in "abcd")
Clusters = list[list[RecordRef]]


@dataclass
class Kept:
    """Ids over time, with the events that are kept of them, as a catalog keeps them."""

    weights: dict[RecordRef, int] = field(default_factory=dict)
    before: dict[RecordRef, str] = field(default_factory=dict)
    joined: dict[str, list[tuple[str, frozenset[RecordRef]]]] = field(default_factory=lambda: defaultdict(list))
    parted: dict[str, str] = field(default_factory=dict)
    redirects: dict[str, str | None] = field(default_factory=dict)
    minted: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.mint = minting("p")

    def now(self, clusters: Clusters) -> Identities:
        """Let the clusters be these."""
        leading = {
            person: [(gone, refs) for gone, refs in merges if self.redirects.get(gone) == person]
            for person, merges in self.joined.items()
        }
        lineage = Lineage(leading, self.parted)
        found = give_ids(clusters, self.before, lambda one: (self.weights.get(one, 0),), self.mint, lineage)
        for event in found.events:
            if event.act is IdentityAct.MERGED:
                self.joined[event.other_id or ""].insert(0, (event.person_id, frozenset(event.records)))
            elif event.act is IdentityAct.SPLIT:
                self.parted[event.person_id] = event.other_id or ""
            if event.act in (IdentityAct.SPLIT, IdentityAct.APPEARED):
                assert event.person_id not in self.minted, "an id was given twice"
                self.minted.add(event.person_id)
        for id_ in found.ids:
            self.redirects.pop(id_, None)
        self.redirects |= found.redirects
        self.before = {one: id_ for refs, id_ in zip(clusters, found.ids, strict=True) for one in refs}
        return found


def test_a_merge_that_is_undone_gives_both_their_ids_back_though_the_other_one_holds_the_main_record() -> None:
    kept = Kept(weights={A: 9})
    kept.now([[A], [B, C, D]])
    before = dict(kept.before)
    kept.now([[A, B, C, D]])
    assert set(kept.before.values()) == {before[B]}
    found = kept.now([[A], [B, C, D]])
    assert kept.before == before
    assert [(e.act, e.person_id, e.other_id) for e in found.events] == [(IdentityAct.RETURNED, before[A], before[B])]


def test_a_split_that_is_undone_gives_the_id_of_the_whole_back_and_the_part_leads_to_it() -> None:
    kept = Kept(weights={A: 9})
    kept.now([[A, B, C, D]])
    before = dict(kept.before)
    kept.now([[A], [B, C, D]])
    part = kept.before[B]
    assert kept.before[A] == before[A]
    kept.now([[A, B, C, D]])
    assert kept.before == before
    assert kept.redirects == {part: before[A]}
    kept.now([[A], [B, C, D]])
    assert kept.before[B] == part


def test_a_record_that_goes_from_one_person_to_another_is_told() -> None:
    kept = Kept(weights={A: 9, D: 9})
    kept.now([[A, B], [C, D]])
    one, other = kept.before[A], kept.before[D]
    found = kept.now([[A], [B, C, D]])
    assert (kept.before[A], kept.before[D]) == (one, other)
    assert [(e.act, e.person_id, e.other_id, e.records) for e in found.events] == [
        (IdentityAct.MOVED, one, other, (B,))
    ]


REFS = [ref(str(at)) for at in range(8)]


def partition(numbers: list[int]) -> Clusters:
    """Records by the number of their cluster."""
    groups: dict[int, list[RecordRef]] = defaultdict(list)
    for one, number in zip(REFS, numbers, strict=True):
        groups[number].append(one)
    return list(groups.values())


partitions = st.lists(st.integers(0, 5), min_size=8, max_size=8).map(partition)


def merged(clusters: Clusters, a: int, b: int) -> Clusters:
    """The same with two of them joined."""
    one, other = clusters[a % len(clusters)], clusters[b % len(clusters)]
    return clusters if one is other else [*(c for c in clusters if c not in (one, other)), [*one, *other]]


@given(st.lists(partitions, min_size=1, max_size=4), st.lists(st.integers(0, 3), min_size=8, max_size=8),
       st.integers(0, 7), st.integers(0, 7))  # fmt: skip
def test_whatever_happened_before_a_merge_and_its_undoing_leave_every_id_as_it_was(
    past: list[Clusters], weights: list[int], a: int, b: int
) -> None:
    kept = Kept(weights=dict(zip(REFS, weights, strict=True)))
    for clusters in past:
        kept.now(clusters)
    before = dict(kept.before)
    kept.now(merged(past[-1], a, b))
    kept.now(past[-1])
    assert kept.before == before


@given(st.lists(partitions, min_size=1, max_size=4), st.lists(st.integers(0, 3), min_size=8, max_size=8),
       st.integers(0, 7), st.sets(st.sampled_from(REFS)))  # fmt: skip
def test_whatever_happened_before_a_split_and_its_undoing_leave_every_id_as_it_was(
    past: list[Clusters], weights: list[int], at: int, going: set[RecordRef]
) -> None:
    kept = Kept(weights=dict(zip(REFS, weights, strict=True)))
    for clusters in past:
        kept.now(clusters)
    before = dict(kept.before)
    whole = past[-1][at % len(past[-1])]
    parts = [part for part in ([r for r in whole if r in going], [r for r in whole if r not in going]) if part]
    kept.now([*(c for c in past[-1] if c is not whole), *parts])
    kept.now(past[-1])
    assert kept.before == before
