"""Joins records into people, the best pair first; a merge that would bring conflicting facts together is refused.

Never plain connected components: in a group, people of the same name chain together through shared phones.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from schemas.records import RecordRef
from zhaoren.unification.weights import Weight

LARGEST_CLUSTER = 12  # records of one person that nobody has looked at
FORCED = 1e9  # strength of a human "same", above anything that a scorer may say
_FACTS = frozenset({"id_hash_differs", "birth_date_differs", "gender_differs", "two_active_entries"})


@dataclass(frozen=True, slots=True)
class Edge:
    """Two records that were compared; `a` is the smaller. `probability` and `weights` as in `Evidence`.

    Attributes:
        strength: the greater, the sooner joined; below the least that joins it only counts for or against others.
        at: where its pair stands among those that were weighed.
    """

    a: RecordRef
    b: RecordRef
    strength: float
    reasons: tuple[str, ...] = ()
    probability: float = 0.0
    weights: tuple[Weight, ...] = ()
    at: int = -1


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person said about two records. The newest about a pair counts."""

    a: RecordRef
    b: RecordRef
    same: bool
    made_at: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What forbids a merge when both sides have it and it differs.

    Attributes:
        identity: hash of an identity number.
        register: (source, company, number) entries of registers that list every person once.
        company: where he works; `active`: he does so now, as far as this record knows. They forbid nothing, but who is
            joined because nobody else comes near must be of one company, and of sources that name him once.
    """

    identity: str = ""
    born_on: str = ""
    gender: str = ""
    register: tuple[tuple[str, str, str], ...] = ()
    company: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """A merge that was left undone and that a person should decide.

    Attributes:
        a, b: the pair that speaks most for it, out of all pairs of the two sides.
        why_not: the fact that forbids it (`birth_date_differs`), or `unsure`: too little is known.
        probability: that the two sides are one person.
        weights: what speaks for and against, the heaviest first.
        at: where the pair stands among those that were weighed.
        strength: of all pairs between the two sides together, in the unit of the edges.
    """

    a: RecordRef
    b: RecordRef
    reasons: tuple[str, ...]
    why_not: str
    probability: float = 0.0
    weights: tuple[Weight, ...] = ()
    at: int = -1
    strength: float = 0.0


@dataclass(frozen=True, slots=True)
class Clustering:
    """Clusters, each sorted, in the order of their smallest record; and what was left apart.

    Attributes:
        joined: the edges along which records were brought together, in that order.
    """

    clusters: tuple[tuple[RecordRef, ...], ...]
    questions: tuple[Question, ...]
    reasons: Mapping[RecordRef, tuple[str, ...]]
    joined: tuple[Edge, ...] = ()


@dataclass(slots=True)
class _Between:
    """What the known pairs between two clusters say."""

    best: float
    worst: float
    edge: Edge

    def add(self, other: _Between) -> None:
        self.worst = min(self.worst, other.worst)
        if (-other.best, other.edge.a, other.edge.b) < (-self.best, self.edge.a, self.edge.b):
            self.best, self.edge = other.best, other.edge


@dataclass(slots=True, eq=False)
class _Cluster:
    members: set[RecordRef]
    identity: set[str] = field(default_factory=set)
    born_on: set[str] = field(default_factory=set)
    gender: set[str] = field(default_factory=set)
    register: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    companies: set[str] = field(default_factory=set)
    active_in: set[str] = field(default_factory=set)
    apart_from: set[RecordRef] = field(default_factory=set)
    between: dict[_Cluster, _Between] = field(default_factory=dict)

    def take(self, other: _Cluster) -> None:
        self.members |= other.members
        self.identity |= other.identity
        self.born_on |= other.born_on
        self.gender |= other.gender
        self.companies |= other.companies
        self.active_in |= other.active_in
        self.apart_from |= other.apart_from
        for place, numbers in other.register.items():
            self.register.setdefault(place, set()).update(numbers)
        self.between.pop(other, None)
        for third, known in other.between.items():
            if third is not self:
                del third.between[other]
                self.tell(third, known)
        other.between = {}

    def tell(self, other: _Cluster, known: _Between) -> None:
        """Note a pair between the two, on both sides."""
        ours = self.between.get(other)
        if ours is None:
            self.between[other] = other.between[self] = known
        elif ours is not known:
            ours.add(known)


@dataclass(frozen=True, slots=True)
class Terms:
    """From which strength two clusters are joined, or asked about; in the unit of the edges.

    Attributes:
        weight_against: share of the worst pair between two clusters, where it is below 0, that is taken off the best.
            On 10,000 persons (other hand, seed 77) a half gave precision 0.9961 and F1 0.9864, a fifth 0.9955 and
            0.9870, nothing 0.9913 and 0.9853.
        largest: how many records scored pairs may bring together; more is left apart as a question.
        fact_against: what a fact that forbids it takes off the strength of a question.
        lead_at: how far the best partner must be ahead of the second for the two to be joined below `join_at`; see
            `_leads`. None: never.
        largest_lead: being further ahead says no more: perhaps the true partner has no record at all.
    """

    join_at: float = 0.0
    ask_at: float = 0.0
    weight_against: float = 0.5
    largest: int = LARGEST_CLUSTER
    fact_against: float = 0.0
    lead_at: float | None = None
    largest_lead: float = 0.0

    def together(self, known: _Between) -> float:
        """What all pairs between two clusters come to."""
        return known.best + self.weight_against * min(0.0, known.worst)


def cluster(
    records: Mapping[RecordRef, Facts],
    edges: Iterable[Edge],
    judgements: Sequence[Judgement] = (),
    terms: Terms = Terms(),
) -> Clustering:
    """People as sets of records.

    Args:
        records: every record with its facts; records without an edge become people of their own.
        edges: pairs that were weighed; the strongest are tried first, equal ones in the order of their keys.
        judgements: "same" joins whatever the facts say, "not same" keeps apart whatever speaks for it.

    The order of the input changes nothing.
    """
    clusters = {ref: _start(ref, facts) for ref, facts in records.items()}
    same, apart = _settled(judgements, records)
    for a, b in sorted(apart):
        clusters[a].apart_from.add(b)
        clusters[b].apart_from.add(a)
    known = sorted(
        (edge for edge in edges if edge.a in clusters and edge.b in clusters and edge.a != edge.b),
        key=lambda edge: (-edge.strength, edge.a, edge.b, edge.reasons),
    )
    for edge in known:
        clusters[edge.a].tell(clusters[edge.b], _Between(edge.strength, edge.strength, edge))
    joined: list[Edge] = []
    for a, b in sorted(same):
        if clusters[a] is not clusters[b] and clusters[a].apart_from.isdisjoint(clusters[b].members):
            joined.append(Edge(a, b, FORCED, ("judgement",), 1.0))
            _join(clusters, a, b)
    for edge in known:
        if edge.strength < terms.join_at:
            break
        if clusters[edge.a] is not clusters[edge.b] and not _refused(clusters[edge.a], clusters[edge.b], terms):
            joined.append(edge)
            _join(clusters, edge.a, edge.b)
    if terms.lead_at is not None:
        joined += _join_leaders(clusters, terms, terms.lead_at)
    reasons: dict[RecordRef, tuple[str, ...]] = {}
    for edge in joined:
        reasons.setdefault(edge.a, edge.reasons)
        reasons.setdefault(edge.b, edge.reasons)
    distinct = list({id(found): found for found in clusters.values()}.values())
    shaped = sorted(tuple(sorted(found.members)) for found in distinct)
    return Clustering(tuple(shaped), tuple(_questions(distinct, terms)), reasons, tuple(joined))


def _join(clusters: dict[RecordRef, _Cluster], a: RecordRef, b: RecordRef) -> None:
    one, other = clusters[a], clusters[b]
    if len(one.between) < len(other.between):
        one, other = other, one
    one.take(other)
    for ref in other.members:
        clusters[ref] = one


def _join_leaders(clusters: dict[RecordRef, _Cluster], terms: Terms, lead_at: float) -> list[Edge]:
    """Join what is each other's best by far, the furthest ahead first; what has grown is looked at anew."""
    joined: list[Edge] = []
    while True:
        found: list[tuple[float, Edge]] = []
        for one in {id(each): each for each in clusters.values()}.values():
            for other, known in one.between.items():
                if known.best >= terms.ask_at and min(one.members) < min(other.members):
                    lead = _lead(one, other, known, terms)
                    if lead >= lead_at:
                        found.append((lead, known.edge))
        grown: set[int] = set()
        for _, edge in sorted(found, key=lambda each: (-each[0], each[1].a, each[1].b)):
            sides = {id(clusters[edge.a]), id(clusters[edge.b])}
            if len(sides) == 2 and grown.isdisjoint(sides):
                joined.append(edge)
                _join(clusters, edge.a, edge.b)
                grown |= sides | {id(clusters[edge.a])}
        if not grown:
            return joined


def _lead(one: _Cluster, other: _Cluster, known: _Between, terms: Terms) -> float:
    """How far two clusters are ahead of whomever else one of them could be joined with, less what speaks against.

    A partner of whom no record tells would stand where nobody is asked any more. One whom a fact forbids counts: the
    fact may be mistyped, and is asked about.

    Not where a source names both as active, or where both are of companies that differ: of pairs that were this far
    ahead, 95 of 100 were one person, of those of two companies 75 and of those of one source fewer than 20 (100,000
    persons, other hand, seed 601).
    """
    apart = one.companies and other.companies and one.companies.isdisjoint(other.companies)
    if apart or not one.active_in.isdisjoint(other.active_in) or _forbidden(one, other, terms):
        return -math.inf
    small, large = sorted((one, other), key=lambda side: (len(side.members), min(side.members)))
    rival = terms.ask_at
    for third, rivals in small.between.items():
        if third is not large and rivals.best > rival and small.apart_from.isdisjoint(third.members):
            rival = rivals.best
    for third, rivals in large.between.items():
        in_his_place = third is not small and not third.active_in.isdisjoint(small.active_in)
        if in_his_place and rivals.best > rival and large.apart_from.isdisjoint(third.members):
            rival = rivals.best
    return min(known.best - rival, terms.largest_lead) + terms.weight_against * min(0.0, known.worst)


def _questions(clusters: Iterable[_Cluster], terms: Terms) -> list[Question]:
    """Pairs of clusters that stayed apart although much speaks for it."""
    asked: dict[tuple[RecordRef, RecordRef], Question] = {}
    for one in clusters:
        for other, known in one.between.items():
            if terms.together(known) < terms.ask_at or min(one.members) > min(other.members):
                continue
            why_not = _refused(one, other, terms) or "unsure"
            if why_not == "judged_apart" or (why_not in _FACTS and known.best < terms.join_at):
                continue
            edge, strength = known.edge, terms.together(known)
            strength -= terms.fact_against if why_not in _FACTS else 0.0
            asked[min(one.members), min(other.members)] = Question(
                edge.a, edge.b, edge.reasons, why_not, edge.probability, edge.weights, edge.at, strength
            )
    return [asked[pair] for pair in sorted(asked)]


def _start(ref: RecordRef, facts: Facts) -> _Cluster:
    started = _Cluster({ref})
    started.identity = {facts.identity} - {""}
    started.born_on = {facts.born_on} - {""}
    started.gender = {facts.gender} - {""}
    started.companies = {facts.company} - {""}
    started.active_in = {ref.source} if facts.active else set()
    for source, company, number in facts.register:
        started.register.setdefault((source, company), set()).add(number)
    return started


def _settled(
    judgements: Sequence[Judgement], records: Mapping[RecordRef, Facts]
) -> tuple[set[tuple[RecordRef, RecordRef]], set[tuple[RecordRef, RecordRef]]]:
    newest: dict[tuple[RecordRef, RecordRef], Judgement] = {}
    for judgement in sorted(judgements, key=lambda j: (j.made_at, j.id)):
        if judgement.a in records and judgement.b in records and judgement.a != judgement.b:
            newest[min(judgement.a, judgement.b), max(judgement.a, judgement.b)] = judgement
    same = {pair for pair, judgement in newest.items() if judgement.same}
    return same, newest.keys() - same


def _listed_as_two(one: _Cluster, other: _Cluster) -> bool:
    return any(numbers != other.register.get(place, numbers) for place, numbers in one.register.items())


def _refused(one: _Cluster, other: _Cluster, terms: Terms) -> str:
    """Why two clusters must not become one; empty when they may."""
    known = one.between[other]
    weak = "others_speak_against" if known.best >= terms.join_at else "unsure"
    return _forbidden(one, other, terms) or (weak if terms.together(known) < terms.join_at else "")


def _forbidden(one: _Cluster, other: _Cluster, terms: Terms) -> str:
    """Why two clusters must not become one whatever speaks for it; empty when they may."""
    if not one.apart_from.isdisjoint(other.members):
        return "judged_apart"
    known_identity = bool(one.identity and other.identity)
    if known_identity and one.identity.isdisjoint(other.identity):
        return "id_hash_differs"
    if one.born_on and other.born_on and one.born_on.isdisjoint(other.born_on):
        return "birth_date_differs"
    if one.gender and other.gender and one.gender.isdisjoint(other.gender):
        return "gender_differs"
    if not known_identity and _listed_as_two(one, other):
        return "two_active_entries"
    if len(one.members) + len(other.members) > terms.largest:
        return "too_many_records"
    return ""
