"""Sets of records -> people with stable ids, written with their events. Used for everybody and for a few alike."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from schemas.records import RecordRef
from schemas.vocabulary import RecordKind
from zhaoren.catalog.catalog import Catalog, Stores, Transaction
from zhaoren.catalog.identity_events import IdentityAct as StoredAct
from zhaoren.catalog.identity_events import IdentityEvent as StoredEvent
from zhaoren.foundation.ids import MintId
from zhaoren.pipeline.unify_reading import SourceRules
from zhaoren.unification.clustering import Clustering, Judgement, Question
from zhaoren.unification.identity import Identities, IdentityAct, IdentityEvent, give_ids
from zhaoren.unification.preparation import PreparedPerson

WHO = "unify"
_ACTS = {IdentityAct.APPEARED: StoredAct.MINT, IdentityAct.MERGED: StoredAct.MERGE, IdentityAct.SPLIT: StoredAct.SPLIT}


def judgements_since(stores: Stores, revision: int) -> tuple[Judgement, ...]:
    """What was decided about two records in later transactions; with 0, ever."""
    return tuple(Judgement(j.left, j.right, j.same, j.made_at, j.id) for j in stores.judgements.since(revision))


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
    """One batch: its records in comparable form with their ids, and how they were joined."""

    prepared: Sequence[PreparedPerson]
    record_ids: Mapping[RecordRef, int]
    clusterings: Sequence[Clustering]


@dataclass(slots=True)
class ClustersWritten:
    """What became of the people; counts add up over batches."""

    people: int = 0
    records: int = 0
    moved: int = 0
    minted: int = 0
    merged: int = 0
    split: int = 0
    gone: int = 0
    questions: list[Question] = field(default_factory=list)

    def tell(self, identities: Identities, questions: Collection[Question]) -> None:
        """Count one batch."""
        acts = [event.act for event in identities.events]
        self.minted += acts.count(IdentityAct.APPEARED)
        self.merged += acts.count(IdentityAct.MERGED)
        self.split += acts.count(IdentityAct.SPLIT)
        self.questions += questions


def write_clusters(
    work: Transaction,
    resolved: Resolved,
    rules: SourceRules,
    mint: MintId,
    told: ClustersWritten,
) -> Identities:
    """Give the people of a batch their ids and keep who they are."""
    people = work.clusters.person_ids_of(resolved.record_ids.values())
    before = {ref: people[i] for ref, i in resolved.record_ids.items() if i in people}
    clusters = [refs for clustering in resolved.clusterings for refs in clustering.clusters]
    reasons = {ref: why for clustering in resolved.clusterings for ref, why in clustering.reasons.items()}
    identities = give_ids(clusters, before, _main_weight(resolved.prepared, rules), mint)
    told.people += len(clusters)
    told.records += sum(map(len, clusters))
    told.tell(identities, [q for clustering in resolved.clusterings for q in clustering.questions])
    assigned = {
        resolved.record_ids[ref]: person for refs, person in zip(clusters, identities.ids, strict=True) for ref in refs
    }
    told.moved += work.clusters.assign_many(assigned)
    work.entities.remove_many("person", dict(identities.redirects))
    work.identity_events.add_many(_event(event, reasons) for event in identities.events if event.act in _ACTS)
    return identities


def _main_weight(prepared: Sequence[PreparedPerson], rules: SourceRules) -> Callable[[RecordRef], tuple[int, ...]]:
    """What makes a record the main one of a person: its source's trust, a staff number, that it is active."""
    weights = {
        p.ref: (rules.priorities.get(p.ref.source, 0), int(bool(p.staff_numbers)), int(p.active)) for p in prepared
    }
    return lambda ref: weights.get(ref, (-1,))


def _event(event: IdentityEvent, reasons: Mapping[RecordRef, tuple[str, ...]]) -> StoredEvent:
    words = sorted({word for ref in event.records for word in reasons.get(ref, ())})
    if event.act is IdentityAct.SPLIT:
        return StoredEvent(_ACTS[event.act], event.other_id or "", WHO, ", ".join(words), event.person_id)
    return StoredEvent(_ACTS[event.act], event.person_id, WHO, ", ".join(words), event.other_id)
