"""Everybody's records -> people: keys first, then clusters part by part, then golden records, in bounded memory.

Each batch is a transaction; the mark moves last. Killed anywhere and run again, it ends the same.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from schemas.vocabulary import RecordKind
from zhaoren.catalog.catalog import Catalog, Snapshot, Transaction
from zhaoren.catalog.entities import PutCounts
from zhaoren.catalog.leases import Lease
from zhaoren.catalog.record_links import RecordLink
from zhaoren.catalog.records import StoredRecord
from zhaoren.foundation.ids import MintId
from zhaoren.pipeline.prepared_scratch import PreparedScratch
from zhaoren.pipeline.unify_bodies import Shaper
from zhaoren.pipeline.unify_clusters import (
    ClustersWritten,
    Resolved,
    judgements_since,
    tell_absence,
    write_clusters,
)
from zhaoren.pipeline.unify_index import PeopleIndex
from zhaoren.pipeline.unify_links import PersonKeys, links_of
from zhaoren.pipeline.unify_reading import SourceRules, holds
from zhaoren.unification.account_kinds import AccountKind
from zhaoren.unification.clustering import Judgement
from zhaoren.unification.documents import author_names
from zhaoren.unification.match_keys import KeyKind, leaving_key, name_keys, place_key
from zhaoren.unification.organisation import Organisation
from zhaoren.unification.places import place_of
from zhaoren.unification.preparation import PreparedPerson, prepare
from zhaoren.unification.read_records import ReadRecord
from zhaoren.unification.resolution import Weighed, resolve_people
from zhaoren.unification.scoring import PairBatch, PairScorer

READ_AT_ONCE = 2000
SHAPED_AT_ONCE = 500
_POINTING = (RecordKind.POST, RecordKind.DOCUMENT, RecordKind.PROJECT)

Item = TypeVar("Item")
OnCount = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Kept:
    """What the catalog keeps of one record so that it is found again."""

    keys: tuple[int, ...]
    links: list[RecordLink]


@dataclass(slots=True)
class Work:
    """Everything that joining takes beside the records."""

    catalog: Catalog
    lease: Lease | None
    rules: SourceRules
    organisation: Organisation
    scorer: PairScorer
    mint: MintId
    today: str
    on_count: OnCount
    scratch: PreparedScratch
    counts: PutCounts = field(default_factory=PutCounts)
    clusters: ClustersWritten = field(default_factory=ClustersWritten)
    crowds: tuple[tuple[KeyKind, int], ...] = ()
    set_aside: dict[AccountKind, int] = field(default_factory=lambda: defaultdict(int))

    def prepared(self, stored: StoredRecord) -> PreparedPerson:
        """A record of a person in comparable form."""
        return prepare(self.rules.read(stored), self.organisation)


def kept_of(record: ReadRecord, person: PreparedPerson | None, keys: tuple[int, ...] = ()) -> Kept:
    """Keys and links of a record; those of a person need him in comparable form, and his match keys."""
    if person is not None:
        leaving = (leaving_key(person.left_on),) if person.left_on else ()
        found = (*keys, *name_keys(person.names), place_key(place_of(record)), *leaving)
        return Kept(found, links_of(record) if person.kind is AccountKind.PERSON else [])
    if record.ref.kind is RecordKind.POST:
        return Kept((place_key(place_of(record)),), links_of(record))
    return Kept(name_keys(author_names(record)), links_of(record))


def join_everybody(work: Work, seen: Snapshot) -> PutCounts:
    """Bring every person of the catalog up to its records."""
    index = _index(work, seen)
    for records in batches(seen.records.all(_POINTING, ended=True), READ_AT_ONCE):
        with work.catalog.transaction(work.lease) as writing:
            keep_pointing(work, writing, records)
    judgements = judgements_since(seen, 0)
    index.tie(_told_together(seen, judgements))
    index.tie(_people_before(seen))
    weighed = _weigh(work, index)
    for group in batches(index.components(weighed.links()), READ_AT_ONCE, len):
        _join(work, index, weighed, group, judgements)
    work.crowds = weighed.batch.crowds
    del weighed, index
    return _shape_all(work)


def _weigh(work: Work, index: PeopleIndex) -> Weighed:
    def person_at(row: int) -> PreparedPerson:
        record_id = index.record_ids[row]
        return work.scratch.get_many([record_id])[record_id]

    return Weighed.of(PairBatch.of(index.columns, person_at), work.scorer)


def _index(work: Work, seen: Snapshot) -> PeopleIndex:
    index = PeopleIndex()
    aside, all_keys = array("q"), _AllKeys()
    for at, batch in enumerate(batches(seen.records.all([RecordKind.PERSON], ended=True), READ_AT_ONCE)):
        kept: dict[int, Kept] = {}
        for stored in batch:
            if not holds(stored):
                kept[stored.id] = Kept((), [])
                continue
            person = work.prepared(stored)
            keys: tuple[int, ...] = ()
            if person.kind is AccountKind.PERSON:
                keys = index.add(stored.id, person)
                work.scratch.add(stored.id, person)
            else:
                work.set_aside[person.kind] += 1
                aside.append(stored.id)
            kept[stored.id] = kept_of(work.rules.read(stored), person, keys)
        all_keys.add(kept)
        with work.catalog.transaction(work.lease) as writing:
            writing.record_links.replace_many({i: one.links for i, one in kept.items()})
        work.on_count("unify keys", at * READ_AT_ONCE + len(batch))
    with work.catalog.transaction(work.lease) as writing:
        writing.match_keys.replace_all(all_keys.of_records, all_keys.keys, all_keys.records)
        work.counts += set_aside(writing, aside)
    return index


def set_aside(writing: Transaction, record_ids: Iterable[int]) -> PutCounts:
    """Take records that turned out to be nobody's out of their people; who has no other record is removed."""
    ids = list(record_ids)
    people = set(writing.clusters.person_ids_of(ids).values())
    writing.clusters.remove_many(ids)
    gone = people - writing.clusters.record_ids_of(people).keys()
    return _remove(writing, gone)


def _remove(writing: Transaction, people: Iterable[str]) -> PutCounts:
    """Remove people without a successor; who was merged before keeps leading to his."""
    kept = writing.entities.get_many("person", sorted(people))
    return writing.entities.remove_many("person", [person for person, one in kept.items() if one.body is not None])


@dataclass(slots=True)
class _AllKeys:
    """Match keys of everybody's records, to be written at once."""

    of_records: array[int] = field(default_factory=lambda: array("q"))
    keys: array[int] = field(default_factory=lambda: array("q"))
    records: array[int] = field(default_factory=lambda: array("q"))

    def add(self, kept: Mapping[int, Kept]) -> None:
        """Of some more records, in rising order of ids."""
        for record_id, one in kept.items():
            self.of_records.append(record_id)
            self.keys.extend(one.keys)
            self.records.extend([record_id] * len(one.keys))


def keep_pointing(work: Work, writing: Transaction, records: Sequence[StoredRecord]) -> None:
    """Store links and keys of posts, documents and projects."""
    kept = {r.id: kept_of(work.rules.read(r), None) if holds(r) else Kept((), []) for r in records}
    writing.match_keys.replace_many({i: one.keys for i, one in kept.items()})
    writing.record_links.replace_many({i: one.links for i, one in kept.items()})


def _told_together(seen: Snapshot, judgements: Sequence[Judgement]) -> Iterator[list[int]]:
    """Pairs of records that somebody decided about."""
    by_ref = seen.records.by_refs({ref for judgement in judgements for ref in (judgement.a, judgement.b)})
    for judgement in judgements:
        if judgement.a in by_ref and judgement.b in by_ref:
            yield [by_ref[judgement.a].id, by_ref[judgement.b].id]


def _people_before(seen: Snapshot) -> Iterator[list[int]]:
    """Records that were one person until now: who keeps the id can only be told over all of them."""
    first: dict[str, int] = {}
    for record_id, person in seen.clusters.all():
        if person in first:
            yield [first[person], record_id]
        else:
            first[person] = record_id


def _join(
    work: Work,
    index: PeopleIndex,
    weighed: Weighed,
    components: list[list[int]],
    judgements: Sequence[Judgement],
) -> None:
    """Cluster some components and write their people.

    Args:
        components: rows of the index.
    """
    ids = {row: index.record_ids[row] for rows in components for row in rows}
    prepared = work.scratch.get_many(ids.values())
    groups = [{row: prepared[ids[row]] for row in rows} for rows in components]
    clusterings = resolve_people(groups, weighed, judgements, largest=work.rules.largest_cluster)
    resolved = Resolved(list(prepared.values()), {one.ref: i for i, one in prepared.items()}, clusterings)
    with work.catalog.transaction(work.lease) as writing:
        write_clusters(writing, resolved, work.rules, work.mint, work.clusters)
    work.on_count("unify people", work.clusters.records)


def _shape_all(work: Work) -> PutCounts:
    """Golden records of everybody; a person without a record that holds is removed."""
    counts = work.counts
    with work.catalog.snapshot() as seen:
        shaper = Shaper.of(work.rules, work.organisation, PersonKeys(seen), work.today, work.scratch)
        done = 0
        for people in batches(_members(seen), SHAPED_AT_ONCE):
            with work.catalog.transaction(work.lease) as writing:
                counts += shape_people(shaper, writing, dict(people), work.clusters)
            done += len(people)
            work.on_count("unify shape", done)
    return counts


def shape_people(
    shaper: Shaper, writing: Transaction, people: Mapping[str, Sequence[int]], told: ClustersWritten
) -> PutCounts:
    """Write the golden records of some people, and remove those of whom no record is left."""
    absent = writing.entities.redirects_of("person", people)
    counts, empty = shaper.shape(writing, people)
    removed = _remove(writing, empty)
    told.gone += removed.removed
    back = absent.keys() - set(empty) - told.returned
    tell_absence(writing, told, {person: people[person] for person in sorted(back)}, gone=False)
    ended = set(empty) - absent.keys() if removed.removed else set()
    tell_absence(writing, told, {person: people[person] for person in sorted(ended)}, gone=True)
    return counts + removed


def _members(seen: Snapshot) -> Iterator[tuple[str, list[int]]]:
    """Every person with the ids of his records, those that are over included, in a fixed order."""
    numbers: dict[str, int] = {}
    records, owners = array("q"), array("i")
    for record_id, person in seen.clusters.all():
        records.append(record_id)
        owners.append(numbers.setdefault(person, len(numbers)))
    if not records:
        return
    people = list(numbers)
    numbers.clear()
    owner_of = np.frombuffer(owners, dtype=np.int32)
    order = np.argsort(owner_of, kind="stable")
    starts = np.searchsorted(owner_of[order], np.arange(len(people) + 1))
    for at, person in enumerate(people):
        yield person, [records[row] for row in order[starts[at] : starts[at + 1]]]


def batches(items: Iterable[Item], size: int, weight: Callable[[Item], int] = lambda _item: 1) -> Iterator[list[Item]]:
    """The items in lists of about this weight."""
    batch: list[Item] = []
    total = 0
    for item in items:
        batch.append(item)
        total += weight(item)
        if total >= size:
            yield batch
            batch, total = [], 0
    if batch:
        yield batch
