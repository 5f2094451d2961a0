"""From prepared records to people: pairs that share a value, weighed by the scorer, joined by the clustering."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from schemas.records import RecordRef
from zhaoren.unification.clustering import Clustering, Edge, Facts, Judgement, Terms, cluster
from zhaoren.unification.preparation import PreparedPerson
from zhaoren.unification.scoring import PairBatch, PairScorer


def facts_of(person: PreparedPerson) -> Facts:
    """What may forbid that a record joins others."""
    listed = person.active and not person.concurrent
    return Facts(
        identity=person.id_hash,
        born_on=person.born_on,
        gender=person.gender,
        register=tuple((person.ref.source, company, number) for company, number in person.register) if listed else (),
    )


@dataclass(frozen=True, slots=True)
class Weighed:
    """Pairs with what they weigh, found from either side.

    Attributes:
        bits: thousandths of a bit, one for each pair of the batch.
    """

    batch: PairBatch
    bits: NDArray[np.int64]
    scorer: PairScorer
    _starts: NDArray[np.int64]

    @classmethod
    def of(cls, batch: PairBatch, scorer: PairScorer) -> Weighed:
        """All pairs of a batch."""
        starts = np.searchsorted(batch.pairs.first, np.arange(batch.columns.size + 1))
        return cls(batch, scorer.weigh(batch), scorer, starts)

    def links(self) -> Iterator[tuple[int, int]]:
        """Pairs of rows that weigh enough to be looked at together."""
        chosen = np.flatnonzero(self.bits >= self.scorer.ask_at)
        yield from zip(self.batch.pairs.first[chosen].tolist(), self.batch.pairs.second[chosen].tolist(), strict=True)

    def among(self, rows: Collection[int]) -> Iterator[tuple[int, int, int]]:
        """(row, row, position) of the pairs between these rows."""
        wanted = set(rows)
        second = self.batch.pairs.second
        for row in sorted(wanted):
            start, end = int(self._starts[row]), int(self._starts[row + 1])
            for at, other in enumerate(second[start:end].tolist(), start):
                if other in wanted:
                    yield row, other, at


def resolve_people(
    people: Mapping[int, PreparedPerson], weighed: Weighed, judgements: Sequence[Judgement] = (), *, largest: int
) -> Clustering:
    """People out of records.

    Args:
        people: row -> record, for rows that may belong together; whoever weighs enough with one of them is among them.
        judgements: about any records; those about others are left out.

    The order of the input changes nothing.
    """
    scorer = weighed.scorer
    refs = {row: person.ref for row, person in people.items()}
    edges = []
    for row, other, at in weighed.among(people):
        first, second = sorted((refs[row], refs[other]))
        edges.append(Edge(first, second, float(weighed.bits[at]), at=at))
    facts: dict[RecordRef, Facts] = {person.ref: facts_of(person) for person in people.values()}
    terms = Terms(float(scorer.join_at), float(scorer.ask_at), largest=largest)
    return _explained(cluster(facts, edges, judgements, terms), weighed)


def _explained(found: Clustering, weighed: Weighed) -> Clustering:
    """The same with reasons for what was joined, and evidence for what is asked."""
    scorer, batch = weighed.scorer, weighed.batch
    reasons: dict[RecordRef, tuple[str, ...]] = {}
    positions = [edge.at for edge in found.joined if edge.at >= 0]
    told = dict(zip(positions, scorer.reasons(batch, positions), strict=True))
    for edge in found.joined:
        for ref in (edge.a, edge.b):
            reasons.setdefault(ref, told.get(edge.at, edge.reasons))
    questions = []
    for question in found.questions:
        evidence = scorer.explain(batch, question.at)
        questions.append(
            replace(
                question,
                reasons=evidence.reasons,
                probability=scorer.probability(question.strength),
                weights=evidence.weights,
            )
        )
    return Clustering(found.clusters, tuple(questions), reasons, found.joined)
