"""Everybody's records -> people: keys first, then clusters part by part, then golden records, in bounded memory.

What only computes is done by processes beside this one, which alone writes. Each batch is a transaction; the mark moves
last. Killed anywhere and run again, it ends the same.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from schemas.vocabulary import RecordKind
from zhaoren.catalog.catalog import Snapshot, Transaction
from zhaoren.catalog.entities import PutCounts
from zhaoren.catalog.match_key_bulk import KeyChanges
from zhaoren.pipeline.prepared_scratch import Place, PreparedScratch
from zhaoren.pipeline.side_processes import SideProcesses, collecting_seldom
from zhaoren.pipeline.unify_clusters import judgements_since
from zhaoren.pipeline.unify_index import PeopleIndex
from zhaoren.pipeline.unify_kept import keep_pointing
from zhaoren.pipeline.unify_resolving import resolve_everybody
from zhaoren.pipeline.unify_shaping import Everybody, Step, shape_everybody
from zhaoren.pipeline.unify_side import PartRead, Side, ToRead, compare_part, read_part
from zhaoren.pipeline.unify_work import Work, batches, set_aside
from zhaoren.unification.clustering import Judgement
from zhaoren.unification.name_comparison import NamePair
from zhaoren.unification.preparation import PreparedPerson
from zhaoren.unification.resolution import Weighed
from zhaoren.unification.scoring import PairBatch

READ_AT_ONCE = 2500
SHAPED_AT_ONCE = 1000
_NAMES_AT_ONCE = 20_000
_KEYS_OF_AT_ONCE = 5_000  # records; about 70,000 keys
_POINTING = (RecordKind.POST, RecordKind.DOCUMENT, RecordKind.PROJECT)


def join_everybody(work: Work, seen: Snapshot) -> PutCounts:
    """Bring every person of the catalog up to its records."""
    for records in batches(seen.records.all(_POINTING, ended=True), READ_AT_ONCE):
        with work.catalog.transaction(work.lease) as writing:
            keep_pointing(work.rules, writing, records)
    spans = seen.records.spans(RecordKind.PERSON, READ_AT_ONCE)
    beside = work.beside.processes(len(spans) * READ_AT_ONCE)
    tree = work.beside.tell(work.organisation)
    with collecting_seldom():
        index, keys = _index(work, beside, [ToRead(*span, tree) for span in spans])
        with work.catalog.transaction(work.lease) as writing:
            work.counts += set_aside(writing, keys.aside)
        judgements = judgements_since(seen, 0)
        index.tie(_told_together(seen, judgements))
        index.tie(_people_before(seen))
        weighed = _weigh(work, index, beside)
        resolve_everybody(work, beside, index, weighed, judgements, READ_AT_ONCE)
        work.crowds = weighed.batch.crowds
        with work.catalog.snapshot() as joined:
            everybody = Everybody.of(joined, index)
        # Of 200,000 records both take 130 MB, which are free while people are shaped.
        del weighed, index
        return shape_everybody(work, beside, everybody, tree, _keys_written(work, keys), SHAPED_AT_ONCE)


def _weigh(work: Work, index: PeopleIndex, beside: SideProcesses[Side]) -> Weighed:
    def agreements(pairs: Sequence[NamePair]) -> NDArray[np.int8]:
        parts = beside.map(compare_part, batches(pairs, _NAMES_AT_ONCE))
        return np.concatenate([np.empty(0, np.int8), *parts])

    def person_at(row: int) -> PreparedPerson:
        return work.beside.scratch.person(index.record_ids[row])

    return Weighed.of(PairBatch.of(index.columns, person_at, agreements=agreements), work.scorer)


def _index(work: Work, beside: SideProcesses[Side], asked: Sequence[ToRead]) -> tuple[PeopleIndex, _AllKeys]:
    index, keys = PeopleIndex(), _AllKeys(work.beside.scratch)
    done = 0
    for part in beside.map(read_part, asked):
        work.beside.scratch.add_many(part.index.record_ids, part.wholes)
        index.extend(part.index)
        keys.add(part)
        for kind, count in part.kinds_aside.items():
            work.set_aside[kind] += count
        with work.catalog.transaction(work.lease) as writing:
            writing.record_links.replace_many(part.links)
            writing.match_keys.keep(part.of_records, part.keys)
        done += len(part.of_records)
        work.on_count("unify keys", done)
    return index, keys


def _keys_written(work: Work, keys: _AllKeys) -> Iterator[Step]:
    """Everybody's match keys in steps, each to be done in some transaction.

    They are written while people are shaped beside this process: nobody is found by them until then.
    """
    parts = len(keys.of_records) // _KEYS_OF_AT_ONCE + 1
    for part in work.catalog.match_keys.changes_to(keys.of_records, keys.lengths, keys.packed(), parts):
        yield partial(_write_keys, part)


def _write_keys(part: KeyChanges, writing: Transaction) -> None:
    writing.match_keys.write(part)


@dataclass(slots=True)
class _AllKeys:
    """Match keys of everybody's records, to be written at once; and accounts that are nobody's.

    The keys of 200,000 records take 50 MB: they lie in the scratch file until they are written.
    """

    scratch: PreparedScratch
    of_records: array[int] = field(default_factory=lambda: array("q"))
    aside: array[int] = field(default_factory=lambda: array("q"))
    lengths: array[int] = field(default_factory=lambda: array("i"))
    _places: list[Place] = field(default_factory=list)

    def add(self, part: PartRead) -> None:
        """Of some more records, in rising order of ids."""
        self.of_records.extend(part.of_records)
        self.aside.extend(part.aside)
        self.lengths.extend(map(len, part.keys))
        self._places.append(self.scratch.keep(b"".join(part.keys)))

    def packed(self) -> bytes:
        """The keys of all records, one behind the other."""
        return b"".join(map(self.scratch.file.bytes_at, self._places))


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
