"""A few changed records -> the people they touch, found through shared values, in one transaction.

What is found here is what joining everybody would find: records are followed along every pair that may be joined, so
that each set that is clustered is whole.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from schemas.vocabulary import RecordKind
from zhaoren.catalog.catalog import Transaction
from zhaoren.catalog.entities import PutCounts
from zhaoren.catalog.records import StoredRecord
from zhaoren.pipeline.unify_bodies import Shaper
from zhaoren.pipeline.unify_clusters import Resolved, judgements_since, write_clusters
from zhaoren.pipeline.unify_kept import Kept, kept_of
from zhaoren.pipeline.unify_links import ASSISTANT, HOLDER, SELF, PersonKeys, keys_of
from zhaoren.pipeline.unify_near import KeyChanges, Neighbourhood
from zhaoren.pipeline.unify_people import SHAPED_AT_ONCE
from zhaoren.pipeline.unify_reading import holds
from zhaoren.pipeline.unify_reviews import asked_beside, withdraw_unasked
from zhaoren.pipeline.unify_shaping import shape_people
from zhaoren.pipeline.unify_work import Work, batches, set_aside
from zhaoren.unification.account_kinds import AccountKind
from zhaoren.unification.clustering import Judgement
from zhaoren.unification.match_keys import LARGEST_BLOCK, match_keys, name_keys, number_keys
from zhaoren.unification.preparation import PreparedPerson
from zhaoren.unification.resolution import Member, resolve_people


@dataclass(slots=True)
class Touched:
    """What changed records reach.

    Attributes:
        prepared: records that are clustered anew, by id.
        people: ids of people who must be shaped anew.
        changed_keys: match keys that changed records have gained or lost; `key_changes`: how many, by source.
        names: match keys under which documents name these people, old and new.
        own: folded keys of records that changed or are clustered anew, as others point at them.
        said: folded keys by which changed records pointed, and point, at holders of posts and at assistants.
    """

    prepared: dict[int, PreparedPerson] = field(default_factory=dict)
    people: set[str] = field(default_factory=set)
    changed_keys: set[int] = field(default_factory=set)
    key_changes: KeyChanges = field(default_factory=KeyChanges)
    names: set[int] = field(default_factory=set)
    own: set[str] = field(default_factory=set)
    said: set[str] = field(default_factory=set)


def join_touched(
    work: Work, writing: Transaction, changed: Sequence[StoredRecord], judged: Sequence[Judgement]
) -> tuple[PutCounts, Touched]:
    """Bring the people whom these records touch up to date.

    Args:
        changed: records of people and posts that changed, those that are over included.
        judged: what was decided about two records since the last time.
    """
    touched = Touched()
    _keep_changes(work, writing, changed, touched)
    seeds = {r.id for r in changed if r.ref.kind is RecordKind.PERSON} | _decided(writing, judged)
    seeds |= _sharing(writing, touched.changed_keys, len(changed))
    seeds |= touched.key_changes.recounted(writing)
    judgements = judgements_since(writing, 0)
    near = Neighbourhood(work, writing, judgements, touched.prepared)
    near.reach(seeds)
    near.reach(asked_beside(writing, {*touched.prepared, *seeds}) - touched.prepared.keys())
    touched.people |= set(writing.clusters.person_ids_of({*touched.prepared, *seeds}).values())
    ids = {person.ref: i for i, person in touched.prepared.items()}
    rows, weighed = near.weighed()
    members = {row: Member.of(person) for row, person in rows.items()}
    [clustering] = resolve_people([members], weighed, judgements, largest=work.rules.largest_cluster)
    resolved = Resolved.of(work.rules, members.values(), ids, clustering)
    identities = write_clusters(writing, resolved, work.mint, work.clusters)
    touched.people |= {*identities.ids}
    withdraw_unasked(writing, touched.people, touched.prepared.keys(), work.clusters.asked)
    _follow_references(writing, touched)
    touched.people |= _number_holders(writing, touched, len(changed))
    touched.people -= identities.redirects.keys()
    owned = writing.clusters.record_ids_of(touched.people)
    counts = work.counts
    shaper = Shaper.of(work.rules, work.organisation, PersonKeys(writing), work.today)
    # By their first records, not by ids: new people take their numbers in this order, and ids of one moment have none.
    for batch in batches(sorted(owned.items(), key=itemgetter(1)), SHAPED_AT_ONCE):
        counts += shape_people(shaper, writing, dict(batch), work.clusters)
    return counts, touched


def _keep_changes(work: Work, writing: Transaction, changed: Sequence[StoredRecord], touched: Touched) -> None:
    """Store the new keys and links, and note what they were and are."""
    ids = [record.id for record in changed]
    old_keys = writing.match_keys.of_records(ids)
    old_links = writing.record_links.of_records(ids)
    kept: dict[int, Kept] = {}
    aside: list[int] = []
    for stored in changed:
        kept[stored.id] = Kept((), [])
        touched.own |= set(keys_of(stored))
        if holds(stored):
            person = work.prepared(stored) if stored.ref.kind is RecordKind.PERSON else None
            keys = match_keys(person) if person is not None else ()
            kept[stored.id] = kept_of(work.rules.read(stored), person, keys)
            if person is not None and person.kind is not AccountKind.PERSON:
                work.set_aside[person.kind] += 1
                aside.append(stored.id)
        before, now = old_keys.get(stored.id, frozenset()), set(kept[stored.id].keys)
        touched.changed_keys |= before ^ now
        touched.key_changes.note(stored.ref.source, before, now)
        touched.names |= before | now
        for link in (*old_links.get(stored.id, ()), *kept[stored.id].links):
            if link.role == SELF:
                touched.own.add(link.key)
            elif link.role in (ASSISTANT, HOLDER):
                touched.said.add(link.key)
    touched.people |= set(writing.clusters.person_ids_of(aside).values())
    work.counts += set_aside(writing, aside)
    writing.match_keys.replace_many({i: one.keys for i, one in kept.items()})
    writing.record_links.replace_many({i: one.links for i, one in kept.items()})


def _decided(writing: Transaction, judged: Sequence[Judgement]) -> set[int]:
    refs = {ref for judgement in judged for ref in (judgement.a, judgement.b)}
    return {record.id for record in writing.records.by_refs(refs).values()}


def _sharing(writing: Transaction, keys: Collection[int], changes: int) -> set[int]:
    """Records with a value that a changed one gained or lost.

    What two of them mean to each other depends on the third: a name may now be borne twice, a number be nobody's.
    """
    holders = writing.match_keys.records_with(keys).values()
    return {i for ids in holders if len(ids) <= LARGEST_BLOCK + changes for i in ids}


def _number_holders(writing: Transaction, touched: Touched, changes: int) -> set[str]:
    """People for whom a number may now be shared, or no longer be."""
    keys = touched.changed_keys | {key for person in touched.prepared.values() for key in number_keys(person)}
    return set(writing.clusters.person_ids_of(_sharing(writing, keys, changes)).values())


def _follow_references(writing: Transaction, touched: Touched) -> None:
    """People who point at a record that changed or was clustered anew, and those at whom changed records point."""
    for batch in batches(touched.prepared, SHAPED_AT_ONCE):
        touched.own |= {key for stored in writing.records.by_ids(batch).values() for key in keys_of(stored)}
    for person in touched.prepared.values():
        touched.names |= set(name_keys(person.names))
    pointing = writing.record_links.pointing_at(RecordKind.PERSON, touched.own)
    ids = {link.record_id for links in pointing.values() for link in links if link.role != SELF}
    touched.people |= set(writing.clusters.person_ids_of(ids).values())
    touched.people |= PersonKeys(writing).people_with(touched.said)
