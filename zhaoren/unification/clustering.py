"""Joins records into people, the best pair first; a merge that would bring conflicting facts together is refused.

Never plain connected components: in a group, people of the same name chain together through shared phones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from schemas.records import RecordRef
from zhaoren.unification.weights import Weight

LARGEST_CLUSTER = 12  # records of one person that nobody has looked at
FORCED = 2.0  # strength of a human "same", above anything that a scorer may say


@dataclass(frozen=True, slots=True)
class Edge:
    """Two records that may be one person; `a` is the smaller. `probability` and `weights` as in `Evidence`."""

    a: RecordRef
    b: RecordRef
    strength: float
    reasons: tuple[str, ...] = ()
    probability: float = 0.0
    weights: tuple[Weight, ...] = ()


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
    """

    identity: str = ""
    born_on: str = ""
    gender: str = ""
    register: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A merge that was left undone and that a person should decide.

    Attributes:
        a, b: the pair that speaks most for it, out of all pairs of the two sides.
        why_not: the fact that forbids it (`birth_date_differs`), or `unsure`: too little is known.
        probability: that the two sides are one person.
        weights: what speaks for and against, the heaviest first.
    """

    a: RecordRef
    b: RecordRef
    reasons: tuple[str, ...]
    why_not: str
    probability: float = 0.0
    weights: tuple[Weight, ...] = ()


@dataclass(frozen=True, slots=True)
class Clustering:
    """Clusters, each sorted, in the order of their smallest record; and what was left apart."""

    clusters: tuple[tuple[RecordRef, ...], ...]
    questions: tuple[Question, ...]
    reasons: Mapping[RecordRef, tuple[str, ...]]


@dataclass(slots=True, eq=False)
class _Cluster:
    members: set[RecordRef]
    identity: set[str] = field(default_factory=set)
    born_on: set[str] = field(default_factory=set)
    gender: set[str] = field(default_factory=set)
    register: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    apart_from: set[RecordRef] = field(default_factory=set)

    def take(self, other: _Cluster) -> None:
        self.members |= other.members
        self.identity |= other.identity
        self.born_on |= other.born_on
        self.gender |= other.gender
        self.apart_from |= other.apart_from
        for place, numbers in other.register.items():
            self.register.setdefault(place, set()).update(numbers)


def cluster(
    records: Mapping[RecordRef, Facts],
    edges: Iterable[Edge],
    judgements: Sequence[Judgement] = (),
    *,
    largest: int = LARGEST_CLUSTER,
) -> Clustering:
    """People as sets of records.

    Args:
        records: every record with its facts; records without an edge become people of their own.
        edges: pairs that may be joined; the strongest are tried first, equal ones in the order of their keys.
        judgements: "same" joins whatever the facts say, "not same" keeps apart whatever speaks for it.
        largest: how many records scored pairs may bring together; more is left apart as a question.

    The order of the input changes nothing.
    """
    clusters = {ref: _start(ref, facts) for ref, facts in records.items()}
    same, apart = _settled(judgements, records)
    for a, b in sorted(apart):
        clusters[a].apart_from.add(b)
        clusters[b].apart_from.add(a)
    forced = [Edge(a, b, FORCED, ("judgement",)) for a, b in sorted(same)]
    tried = sorted(edges, key=lambda edge: (-edge.strength, edge.a, edge.b, edge.reasons))
    questions: dict[tuple[RecordRef, RecordRef], Question] = {}
    reasons: dict[RecordRef, tuple[str, ...]] = {}
    for edge in (*forced, *tried):
        one, other = clusters.get(edge.a), clusters.get(edge.b)
        if one is None or other is None or one is other:
            continue
        why_not = _refused(one, other, forced=edge.strength >= FORCED, largest=largest)
        if why_not:
            first, second = sorted((min(one.members), min(other.members)))
            if why_not != "judged_apart":
                asked = Question(edge.a, edge.b, edge.reasons, why_not, edge.probability, edge.weights)
                questions.setdefault((first, second), asked)
            continue
        one.take(other)
        for ref in other.members:
            clusters[ref] = one
        for ref in (edge.a, edge.b):
            reasons.setdefault(ref, edge.reasons)
    distinct = {id(found): found for found in clusters.values()}
    shaped = sorted(tuple(sorted(found.members)) for found in distinct.values())
    open_questions = [q for _, q in sorted(questions.items()) if clusters[q.a] is not clusters[q.b]]
    return Clustering(tuple(shaped), tuple(open_questions), reasons)


def _start(ref: RecordRef, facts: Facts) -> _Cluster:
    started = _Cluster({ref})
    started.identity = {facts.identity} - {""}
    started.born_on = {facts.born_on} - {""}
    started.gender = {facts.gender} - {""}
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


def _refused(one: _Cluster, other: _Cluster, *, forced: bool, largest: int) -> str:
    """Why two clusters must not become one; empty when they may."""
    if not one.apart_from.isdisjoint(other.members):
        return "judged_apart"
    if forced:
        return ""
    known_identity = bool(one.identity and other.identity)
    if known_identity and one.identity.isdisjoint(other.identity):
        return "id_hash_differs"
    if one.born_on and other.born_on and one.born_on.isdisjoint(other.born_on):
        return "birth_date_differs"
    if one.gender and other.gender and one.gender.isdisjoint(other.gender):
        return "gender_differs"
    if not known_identity and _listed_as_two(one, other):
        return "two_active_entries"
    if len(one.members) + len(other.members) > largest:
        return "too_many_records"
    return ""
