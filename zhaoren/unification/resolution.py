"""From prepared records to people: pairs that share a value, weighed by the scorer, joined by the clustering."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from schemas.records import RecordRef
from schemas.vocabulary import RecordKind
from zhaoren.unification.clustering import Clustering, Edge, Facts, Judgement, Question, Terms, cluster
from zhaoren.unification.pair_columns import NOTHING, PeopleColumns
from zhaoren.unification.pair_making import Pairs
from zhaoren.unification.preparation import PreparedPerson
from zhaoren.unification.scoring import PairBatch, PairScorer

# Thousandths of a bit. Of 36 questions that a fact forbade (both hands, seeds 61 and 62, 3,000 persons each), 4 were
# one person.
_FACT_AGAINST = 5000.0
# Thousandths of a bit too. Pairs found and pairs wrong that this lead adds: 1654 and 93 of 240,000 (other hand, 100,000
# persons, seed 601), 284 and 31 (other, 20,000, seed 603), 203 and 20 (demo, 30,000, seed 602). With a lead of 0 the
# first are 2434 and 339, with one of 1 bit 1295 and 54.
_LEAD_AT, _LARGEST_LEAD = 500.0, 3000.0


@dataclass(frozen=True, slots=True)
class Member:
    """A record as clustering takes it.

    Attributes:
        facts: what may forbid that it joins others.
        numbered: its source gives it an employee number.
    """

    ref: RecordRef
    facts: Facts
    numbered: bool
    active: bool

    @classmethod
    def of(cls, person: PreparedPerson) -> Member:
        """From a record in comparable form."""
        listed = person.register if person.active and not person.concurrent else ()
        register = entries(person.ref.source, listed)
        company = person.placing.company_id or ""
        facts = Facts(person.id_hash, person.born_on, person.gender, register, company, person.active)
        return cls(person.ref, facts, bool(person.staff_numbers), person.active)

    @classmethod
    def at(cls, columns: PeopleColumns, row: int, key: str) -> Member:
        """From a row of columns, the same."""
        source = str(columns.text("source", row))
        listed = [(str(company), str(number)) for company, number in columns.entries(row)]
        facts = Facts(
            str(columns.text("identity", row) or ""),
            str(columns.text("born", row) or ""),
            str(columns.text("gender", row) or ""),
            entries(source, listed),
            str(columns.text("company", row) or ""),
            columns.number("active", row) == 1,
        )
        numbered = columns.number("staff_company", row) != NOTHING
        return cls(RecordRef(source, RecordKind.PERSON, key), facts, numbered, facts.active)


def entries(source: str, register: Sequence[tuple[str, str]]) -> tuple[tuple[str, str, str], ...]:
    """Entries of registers that list everybody once."""
    return tuple((source, company, number) for company, number in register)


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
        return cls.known(batch, scorer.weigh(batch), scorer)

    @classmethod
    def known(cls, batch: PairBatch, bits: NDArray[np.int64], scorer: PairScorer) -> Weighed:
        """Pairs that this scorer weighed before."""
        return cls(batch, bits, scorer, np.searchsorted(batch.pairs.first, np.arange(batch.columns.size + 1)))

    def of_rows(self, rows: NDArray[np.int64]) -> Weighed:
        """Some rows alone, which must rise and take the numbers from 0, with the pairs between them."""
        counts = self._starts[rows + 1] - self._starts[rows]
        at = np.arange(int(counts.sum())) + np.repeat(self._starts[rows] - np.cumsum(counts) + counts, counts)
        second = self.batch.pairs.second[at]
        place = np.minimum(np.searchsorted(rows, second), len(rows) - 1)
        inside = rows[place] == second
        first = np.repeat(np.arange(len(rows)), counts)[inside]
        pairs = Pairs(first, place[inside], self.batch.pairs.shared[at[inside]])
        return Weighed.known(self.batch.of_rows(rows, pairs), self.bits[at[inside]], self.scorer)

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
    groups: Sequence[Mapping[int, Member]],
    weighed: Weighed,
    judgements: Sequence[Judgement] = (),
    *,
    largest: int,
) -> list[Clustering]:
    """People out of records, one clustering for each group.

    Args:
        groups: row -> record, for rows that may belong together; whoever weighs enough with one of them is among them.
        judgements: about any records; those about others are left out.

    The order of the input changes nothing.
    """
    about = {ref for judgement in judgements for ref in (judgement.a, judgement.b)}
    join_at, ask_at = float(weighed.scorer.join_at), float(weighed.scorer.ask_at)
    terms = Terms(
        join_at, ask_at, largest=largest, fact_against=_FACT_AGAINST,
        lead_at=_LEAD_AT if ask_at < join_at else None, largest_lead=_LARGEST_LEAD,
    )  # fmt: skip
    found = []
    for people in groups:
        if len(people) == 1:
            found.append(Clustering(((next(iter(people.values())).ref,),), (), {}))
            continue
        judged = judgements if about and any(member.ref in about for member in people.values()) else ()
        facts: dict[RecordRef, Facts] = {member.ref: member.facts for member in people.values()}
        found.append(cluster(facts, _edges(people, weighed), judged, terms))
    return _explained(found, weighed)


def _edges(people: Mapping[int, Member], weighed: Weighed) -> Iterator[Edge]:
    for row, other, at in weighed.among(people):
        first, second = sorted((people[row].ref, people[other].ref))
        yield Edge(first, second, float(weighed.bits[at]), at=at)


def _explained(clusterings: Sequence[Clustering], weighed: Weighed) -> list[Clustering]:
    """The same with reasons for what was joined, and evidence for what is asked; asked for all at once."""
    scorer, batch = weighed.scorer, weighed.batch
    positions = [edge.at for found in clusterings for edge in found.joined if edge.at >= 0]
    told = dict(zip(positions, scorer.reasons(batch, positions), strict=True)) if positions else {}
    explained = []
    for found in clusterings:
        reasons: dict[RecordRef, tuple[str, ...]] = {}
        for edge in found.joined:
            for ref in (edge.a, edge.b):
                reasons.setdefault(ref, told.get(edge.at, edge.reasons))
        questions = tuple(_asked(question, weighed) for question in found.questions)
        explained.append(Clustering(found.clusters, questions, reasons, found.joined))
    return explained


def _asked(question: Question, weighed: Weighed) -> Question:
    evidence = weighed.scorer.explain(weighed.batch, question.at)
    probability = weighed.scorer.probability(question.strength)
    return replace(question, reasons=evidence.reasons, probability=probability, weights=evidence.weights)
