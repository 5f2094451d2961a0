"""Everybody's records, indexed and weighed -> people: sets of records that lead to one another are clustered apart.

What is clustered is sent with all that it takes to processes beside this one; ids are given here, batch by batch.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schemas.records import RecordRef
from schemas.vocabulary import RecordKind
from zhaoren.pipeline.prepared_scratch import Place
from zhaoren.pipeline.side_processes import SideProcesses
from zhaoren.pipeline.unify_clusters import Resolved, standing_of, write_clusters
from zhaoren.pipeline.unify_index import PeopleIndex
from zhaoren.pipeline.unify_side import Side
from zhaoren.pipeline.unify_work import Work, batches
from zhaoren.unification.clustering import Judgement, Question
from zhaoren.unification.pair_columns import NOTHING
from zhaoren.unification.pair_features import Bearers
from zhaoren.unification.pair_making import Pairs
from zhaoren.unification.preparation import PreparedPerson
from zhaoren.unification.resolution import Weighed, resolve_people
from zhaoren.unification.scoring import PairBatch


@dataclass(frozen=True, slots=True)
class ToResolve:
    """Some sets of records that nothing leads out of; rows are those of this index alone.

    Attributes:
        pairs, bits: between these rows, and what they weigh; bearers: of each row.
        groups: rows, each once.
        places: where the records lie in the scratch file, a row each.
    """

    index: PeopleIndex
    pairs: Pairs
    bits: NDArray[np.int64]
    bearers: Bearers
    groups: list[list[int]]
    places: list[Place]
    judgements: Sequence[Judgement]


@dataclass(frozen=True, slots=True)
class PartResolved:
    """Rows of each person; for rows that were joined with others why; and what a person should decide."""

    clusters: list[tuple[int, ...]]
    reasons: dict[int, tuple[str, ...]]
    questions: list[Question]


def resolve_part(side: Side, part: ToResolve) -> PartResolved:
    """Cluster some sets."""

    def person_at(row: int) -> PreparedPerson:
        return side.scratch.at(part.places[row])[1]

    weighed = Weighed.known(PairBatch(part.index.columns, part.pairs, part.bearers, person_at), part.bits, side.scorer)
    groups = [{row: part.index.member(row) for row in rows} for rows in part.groups]
    row_of = {member.ref: row for group in groups for row, member in group.items()}
    found = resolve_people(groups, weighed, part.judgements, largest=side.rules.largest_cluster)
    return PartResolved(
        [tuple(row_of[ref] for ref in refs) for one in found for refs in one.clusters],
        {row_of[ref]: why for one in found for ref, why in one.reasons.items()},
        [question for one in found for question in one.questions],
    )


def resolve_everybody(
    work: Work,
    beside: SideProcesses[Side],
    index: PeopleIndex,
    weighed: Weighed,
    judgements: Sequence[Judgement],
    at_once: int,
) -> None:
    """Cluster all records and write their people, about so many in one transaction."""
    waiting: deque[NDArray[np.int64]] = deque()

    def parts() -> Iterator[ToResolve]:
        for groups in batches(index.components(weighed.links()), at_once, len):
            rows = np.sort(np.concatenate([np.array(group, dtype=np.int64) for group in groups]))
            waiting.append(rows)
            own = weighed.of_rows(rows)
            renumbered = [np.searchsorted(rows, group).tolist() for group in groups]
            some = index.of_rows(rows, own.batch.columns)
            places = list(work.beside.scratch.places(some.record_ids))
            yield ToResolve(some, own.batch.pairs, own.bits, own.batch.bearers, renumbered, places, judgements)

    for found in beside.map(resolve_part, parts()):
        resolved = _resolved(index, waiting.popleft(), found, work)
        with work.catalog.transaction(work.lease) as writing:
            write_clusters(writing, resolved, work.mint, work.clusters)
        work.on_count("unify people", work.clusters.records)


def _resolved(index: PeopleIndex, rows: NDArray[np.int64], found: PartResolved, work: Work) -> Resolved:
    columns = index.columns
    sources = [str(columns.text("source", row)) for row in rows.tolist()]
    refs = [RecordRef(one, RecordKind.PERSON, index.keys[row]) for one, row in zip(sources, rows.tolist(), strict=True)]
    numbered = (columns["staff_company"][rows] != NOTHING).tolist()
    active = (columns["active"][rows] == 1).tolist()
    return Resolved(
        {ref: index.record_ids[row] for ref, row in zip(refs, rows.tolist(), strict=True)},
        standing_of(work.rules, zip(refs, numbered, active, strict=True)),
        [tuple(refs[row] for row in cluster) for cluster in found.clusters],
        {refs[row]: why for row, why in found.reasons.items()},
        found.questions,
    )
