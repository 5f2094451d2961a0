"""Sets of records -> people with stable ids, written with their events and the reviews that are left to a person.

Used for everybody and for a few alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from schemas.records import RecordRef
from schemas.vocabulary import RecordKind
from zhaoren.catalog.catalog import Catalog, Stores, Transaction
from zhaoren.catalog.identity_events import IdentityAct as StoredAct
from zhaoren.catalog.identity_events import IdentityEvent as StoredEvent
from zhaoren.foundation.ids import MintId
from zhaoren.pipeline.unify_reading import SourceRules
from zhaoren.pipeline.unify_reviews import reviews_of
from zhaoren.unification.clustering import Clustering, Judgement, Question
from zhaoren.unification.identity import Identities, IdentityAct, IdentityEvent, give_ids
from zhaoren.unification.lineage import Lineage
from zhaoren.unification.resolution import Member

WHO = "unify"
Standing = tuple[int, ...]
# Whose records have all ended is told where he is removed: his ended records may still come back to him.
_ACTS = {
    IdentityAct.APPEARED: StoredAct.MINT,
    IdentityAct.MERGED: StoredAct.MERGE,
    IdentityAct.SPLIT: StoredAct.SPLIT,
    IdentityAct.RETURNED: StoredAct.REVIVE,
    IdentityAct.MOVED: StoredAct.MOVE,
}


def judgements_since(stores: Stores, revision: int) -> tuple[Judgement, ...]:
    """What was decided about two records, or taken back, in later transactions; with 0, all that counts."""
    found = stores.judgements.since(revision) if revision else stores.judgements.counting()
    return tuple(Judgement(j.left, j.right, j.same, j.made_at, j.id) for j in found)


def clusters_in(catalog: Catalog) -> Iterator[tuple[RecordRef, str]]:
    """Every record of a person that holds, with the id of that person; streamed."""
    with catalog.snapshot() as seen:
        people = seen.clusters.all()
        record_id, person = next(people, (0, ""))
        for record in seen.records.all([RecordKind.PERSON]):
            while person and record_id < record.id:
                record_id, person = next(people, (0, ""))
            if person and record_id == record.id:
                yield record.ref, person


@dataclass(frozen=True, slots=True)
class Resolved:
    """One batch: its records with their ids, and how they were joined.

    Attributes:
        standing: see `standing_of`.
        reasons: of records that were joined with others.
    """

    record_ids: Mapping[RecordRef, int]
    standing: Mapping[RecordRef, Standing]
    clusters: Sequence[Sequence[RecordRef]]
    reasons: Mapping[RecordRef, tuple[str, ...]]
    questions: Sequence[Question]

    @classmethod
    def of(
        cls, rules: SourceRules, members: Iterable[Member], ids: Mapping[RecordRef, int], clustering: Clustering
    ) -> Resolved:
        """One clustering of these records."""
        standing = standing_of(rules, ((one.ref, one.numbered, one.active) for one in members))
        return cls(ids, standing, clustering.clusters, clustering.reasons, clustering.questions)


@dataclass(slots=True)
class ClustersWritten:
    """What became of the people; counts add up over batches.

    Attributes:
        model, run: what events are signed with.
        asked: ids of reviews that were asked.
        returned: people who are parted again from those into whom they had been joined.
    """

    model: str = ""
    run: str = ""
    people: int = 0
    records: int = 0
    moved: int = 0
    minted: int = 0
    merged: int = 0
    split: int = 0
    gone: int = 0
    questions: list[Question] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    returned: set[str] = field(default_factory=set)

    def tell(self, identities: Identities, questions: Collection[Question]) -> None:
        """Count one batch."""
        acts = [event.act for event in identities.events]
        self.minted += acts.count(IdentityAct.APPEARED)
        self.merged += acts.count(IdentityAct.MERGED)
        self.split += acts.count(IdentityAct.SPLIT) + acts.count(IdentityAct.RETURNED)
        self.returned |= {event.person_id for event in identities.events if event.act is IdentityAct.RETURNED}
        self.questions += questions


def write_clusters(
    work: Transaction,
    resolved: Resolved,
    mint: MintId,
    told: ClustersWritten,
) -> Identities:
    """Give the people of a batch their ids and keep who they are."""
    people = work.clusters.person_ids_of(resolved.record_ids.values())
    before = {ref: people[i] for ref, i in resolved.record_ids.items() if i in people}
    clusters, questions = resolved.clusters, resolved.questions
    lineage = _lineage(work, clusters, before, resolved.record_ids)
    identities = give_ids(clusters, before, lambda ref: resolved.standing.get(ref, (-1,)), mint, lineage)
    told.people += len(clusters)
    told.records += sum(map(len, clusters))
    told.tell(identities, questions)
    assigned = {
        resolved.record_ids[ref]: person for refs, person in zip(clusters, identities.ids, strict=True) for ref in refs
    }
    told.moved += work.clusters.assign_many(assigned)
    work.entities.remove_many("person", dict(identities.redirects))
    signed = _Signed(resolved.reasons, resolved.record_ids, told.model, told.run)
    work.identity_events.add_many(signed.event(event) for event in identities.events if event.act in _ACTS)
    reviews = reviews_of(questions, clusters, identities.ids, resolved.record_ids)
    work.reviews.ask_many(reviews)
    told.asked |= {review.id for review in reviews}
    return identities


def _lineage(
    work: Transaction,
    clusters: Sequence[Sequence[RecordRef]],
    before: Mapping[RecordRef, str],
    record_ids: Mapping[RecordRef, int],
) -> Lineage:
    """What is known of people who are parted now, and of those who meet."""
    homes: dict[str, set[int]] = defaultdict(set)
    meeting: set[str] = set()
    for at, refs in enumerate(clusters):
        people = {before[ref] for ref in refs if ref in before}
        meeting |= people if len(people) > 1 else set()
        for person in people:
            homes[person].add(at)
    joined: dict[str, list[tuple[str, frozenset[RecordRef]]]] = {}
    refs_of = {record_id: ref for ref, record_id in record_ids.items()}
    waiting = {person for person, places in homes.items() if len(places) > 1}
    while waiting:
        joined.update(_joined_into(work, waiting, refs_of))
        waiting = {gone for merges in joined.values() for gone, _ in merges} - joined.keys()
    return Lineage(joined, work.identity_events.split_from(meeting))


def _joined_into(
    work: Transaction, people: Iterable[str], refs_of: Mapping[int, RecordRef]
) -> dict[str, list[tuple[str, frozenset[RecordRef]]]]:
    """Person -> who was joined into him and still leads to him, with the records of that one, the newest first."""
    merges = work.identity_events.merged_into(people)
    redirects = work.entities.redirects_of("person", {event.person_id for told in merges.values() for event in told})
    found: dict[str, list[tuple[str, frozenset[RecordRef]]]] = {person: [] for person in people}
    for person, told in merges.items():
        newest = {event.person_id: event for event in reversed(told)}
        for event in told:
            if event is newest[event.person_id] and redirects.get(event.person_id) == person:
                refs = frozenset(refs_of[i] for i in event.records if i in refs_of)
                found[person].append((event.person_id, refs))
    return found


def standing_of(rules: SourceRules, records: Iterable[tuple[RecordRef, bool, bool]]) -> dict[RecordRef, Standing]:
    """What makes a record the main one of a person: its source's trust, a staff number, that it is active.

    Args:
        records: each with whether its source gives it a staff number, and whether it is active.
    """
    known = rules.priorities
    return {ref: (known.get(ref.source, 0), int(numbered), int(active)) for ref, numbered, active in records}


def tell_absence(work: Transaction, told: ClustersWritten, people: Mapping[str, Sequence[int]], *, gone: bool) -> None:
    """Keep that the last record of these people has ended, or that they are back with their records."""
    act = StoredAct.GONE if gone else StoredAct.REVIVE
    work.identity_events.add_many(
        StoredEvent(act, person, WHO, records=tuple(sorted(ids)), model=told.model, run=told.run)
        for person, ids in people.items()
    )


@dataclass(frozen=True, slots=True)
class _Signed:
    """Makes events of unification into those of the catalog."""

    reasons: Mapping[RecordRef, tuple[str, ...]]
    record_ids: Mapping[RecordRef, int]
    model: str
    run: str

    def event(self, event: IdentityEvent) -> StoredEvent:
        """Who was taken out of somebody stands second, as who somebody was joined into does."""
        words = sorted({word for ref in event.records for word in self.reasons.get(ref, ())})
        turned = event.act is IdentityAct.SPLIT
        one = (event.other_id or "") if turned else event.person_id
        other = event.person_id if turned else event.other_id
        records = tuple(sorted(self.record_ids[ref] for ref in event.records if ref in self.record_ids))
        return StoredEvent(
            _ACTS[event.act], one, WHO, ", ".join(words), other, records=records, model=self.model, run=self.run
        )
