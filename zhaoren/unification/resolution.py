"""From prepared records to people: pairs that share a value, weighed by the scorer, joined by the clustering."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import combinations

from schemas.records import RecordRef
from zhaoren.unification.clustering import Clustering, Edge, Facts, Judgement, cluster
from zhaoren.unification.evidence import PairScorer
from zhaoren.unification.match_keys import bearer_key
from zhaoren.unification.preparation import PreparedPerson


def facts_of(person: PreparedPerson) -> Facts:
    """What may forbid that a record joins others."""
    listed = person.active and not person.concurrent
    return Facts(
        identity=person.id_hash,
        born_on=person.born_on,
        gender=person.gender,
        register=tuple((person.ref.source, company, number) for company, number in person.register) if listed else (),
    )


def edge_of(a: PreparedPerson, b: PreparedPerson, scorer: PairScorer, ambiguous: Collection[int] = ()) -> Edge | None:
    """What ties two records, None when the scorer finds too little.

    Args:
        ambiguous: bearer keys that do not mean one person.
    """
    bearer = bearer_key(a)
    only = bearer is not None and bearer == bearer_key(b) and bearer not in ambiguous
    evidence = scorer.compare(a, b, only_bearers=only)
    if evidence.strength < scorer.threshold:
        return None
    first, second = sorted((a.ref, b.ref))
    return Edge(first, second, evidence.strength, evidence.reasons, evidence.probability, evidence.weights)


def candidate_pairs(keys: Sequence[Sequence[int]], ignored: Collection[int]) -> Iterator[tuple[int, int]]:
    """Pairs of positions that share a key, each once; keys in `ignored` stand for nobody."""
    blocks: dict[int, list[int]] = defaultdict(list)
    for position, own in enumerate(keys):
        for key in own:
            blocks[key].append(position)
    seen: set[tuple[int, int]] = set()
    for key, positions in blocks.items():
        if len(positions) > 1 and key not in ignored:
            seen.update(combinations(sorted(positions), 2))
    yield from sorted(seen)


def resolve_people(
    people: Sequence[PreparedPerson],
    keys: Sequence[Sequence[int]],
    ignored: Collection[int],
    ambiguous: Collection[int],
    scorer: PairScorer,
    judgements: Sequence[Judgement] = (),
    *,
    largest: int,
) -> Clustering:
    """People out of records.

    Args:
        people: records that may belong together; whoever shares a value with one of them must be among them.
        keys: the match keys of each.
        ignored: match keys that too many records share.
        ambiguous: bearer keys that one source gives to two (`names_borne_twice`).

    The order of the input changes nothing.
    """
    twice = frozenset(ambiguous) | frozenset(ignored)
    edges = (edge_of(people[a], people[b], scorer, twice) for a, b in candidate_pairs(keys, ignored))
    facts: dict[RecordRef, Facts] = {person.ref: facts_of(person) for person in people}
    return cluster(facts, [edge for edge in edges if edge is not None], judgements, largest=largest)
