from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from schemas.records import RecordRef
from tests.unification.making import ref
from zhaoren.unification.clustering import Clustering, Edge, Facts, Judgement, Terms, cluster

A, B, C, D = (ref(key) for key in "abcd")
NOTHING = Facts()


def joined(found: Clustering) -> set[frozenset[str]]:
    """Clusters by the keys of their records."""
    return {frozenset(one.key for one in refs) for refs in found.clusters}


def test_the_best_pair_is_joined_first_and_a_conflict_refuses_the_weaker() -> None:
    facts = {A: Facts(born_on="1980-01-01"), B: NOTHING, C: Facts(born_on="1990-01-01")}
    found = cluster(facts, [Edge(A, B, 0.9, ("same_mobile",)), Edge(B, C, 0.95, ("same_mail",))])
    assert joined(found) == {frozenset("a"), frozenset("bc")}
    assert [(q.a.key, q.b.key, q.why_not) for q in found.questions] == [("a", "b", "birth_date_differs")]


def test_two_active_entries_of_one_register_are_two_people_unless_their_identity_is_one() -> None:
    entries = {A: Facts(register=(("hr", "c1", "1"),)), B: Facts(register=(("hr", "c1", "2"),))}
    assert joined(cluster(entries, [Edge(A, B, 0.9)])) == {frozenset("a"), frozenset("b")}
    known = {one: Facts("x", register=facts.register) for one, facts in entries.items()}
    assert joined(cluster(known, [Edge(A, B, 0.9)])) == {frozenset("ab")}


def test_a_judgement_joins_what_facts_forbid_and_parts_what_everything_joins() -> None:
    facts = {A: Facts(gender="m"), B: Facts(gender="f"), C: NOTHING}
    same = Judgement(A, B, same=True, made_at="2026-01-01T00:00:00Z")
    apart = Judgement(C, A, same=False, made_at="2026-01-01T00:00:00Z")
    found = cluster(facts, [Edge(A, C, 1.0), Edge(B, C, 1.0)], [same, apart])
    assert joined(found) == {frozenset("ab"), frozenset("c")}
    assert found.questions == ()


def test_the_newest_judgement_about_a_pair_counts() -> None:
    told = [Judgement(A, B, same=at % 2 == 0, made_at=f"2026-01-0{at}T00:00:00Z") for at in (1, 2, 3)]
    assert joined(cluster({A: NOTHING, B: NOTHING}, [Edge(A, B, 1.0)], told)) == {frozenset("a"), frozenset("b")}


def test_more_records_than_allowed_are_left_apart_as_a_question() -> None:
    refs = [ref(f"{at:02d}") for at in range(6)]
    edges = [Edge(a, b, 0.9) for a, b in pairwise(refs)]
    found = cluster(dict.fromkeys(refs, NOTHING), edges, terms=Terms(largest=4))
    assert max(map(len, found.clusters)) == 4
    assert {q.why_not for q in found.questions} == {"too_many_records"}


FAR_AHEAD = Terms(join_at=1.0, ask_at=-2.0, lead_at=0.5, largest_lead=3.0)
HR, CHAT, OTHER_CHAT = ref("a", "hr"), ref("b", "chat"), ref("c", "chat")


def test_who_is_far_ahead_of_everybody_else_is_joined_with_less() -> None:
    people = dict.fromkeys((HR, CHAT, OTHER_CHAT), NOTHING)
    assert joined(cluster(people, [Edge(HR, CHAT, 0.5)], terms=FAR_AHEAD)) == {frozenset("ab"), frozenset("c")}
    near = [Edge(HR, CHAT, 0.5), Edge(HR, OTHER_CHAT, 0.3)]
    assert joined(cluster(people, near, terms=FAR_AHEAD)) == {frozenset("a"), frozenset("b"), frozenset("c")}
    assert joined(cluster(people, near[:1], terms=replace(FAR_AHEAD, lead_at=None))) == {*map(frozenset, "abc")}


def test_nobody_is_far_ahead_who_is_of_another_company_named_by_the_same_source_or_known_to_differ() -> None:
    def apart(one: Facts, other: Facts, a: RecordRef = HR, b: RecordRef = CHAT) -> bool:
        return len(cluster({a: one, b: other}, [Edge(a, b, 0.5)], terms=FAR_AHEAD).clusters) == 2

    assert apart(Facts(company="x"), Facts(company="y"))
    assert apart(NOTHING, NOTHING, CHAT, OTHER_CHAT)
    assert apart(Facts(gender="m"), Facts(gender="f"))
    assert not apart(Facts(company="x"), NOTHING)
    assert not apart(NOTHING, Facts(active=False), CHAT, OTHER_CHAT)


some_refs = st.sampled_from([ref(key, source) for key in "abcd" for source in ("hr", "ldap")])
some_facts = st.builds(
    Facts,
    identity=st.sampled_from(["", "", "x", "y"]),
    born_on=st.sampled_from(["", "", "1980-01-01", "1990-01-01"]),
    gender=st.sampled_from(["", "m", "f"]),
    register=st.sampled_from([(), (("hr", "c", "1"),), (("hr", "c", "2"),)]),
    company=st.sampled_from(["", "x", "y"]),
    active=st.booleans(),
)
some_edges = st.lists(
    st.builds(
        lambda a, b, s: Edge(min(a, b), max(a, b), s), some_refs, some_refs, st.sampled_from([-3, -1, 0.5, 0.9, 2, 5])
    ),
    max_size=20,
)
some_judgements = st.lists(
    st.builds(Judgement, some_refs, some_refs, st.booleans(), st.sampled_from(["2026-01-01", "2026-01-02"]), st.text()),
    max_size=4,
)


some_terms = st.sampled_from([Terms(), FAR_AHEAD])


@given(
    st.dictionaries(some_refs, some_facts), some_edges, some_judgements, some_terms, st.randoms(use_true_random=False)
)
def test_order_changes_nothing_every_record_is_in_one_cluster_and_judged_pairs_stay_apart(
    facts: dict[RecordRef, Facts], edges: list[Edge], judged: list[Judgement], terms: Terms, random: Random
) -> None:
    first = cluster(facts, edges, judged, terms)
    items = list(facts.items())
    for shuffled in (items, edges, judged):
        random.shuffle(shuffled)
    again = cluster(dict(items), edges, judged, terms)
    assert (again.clusters, again.questions) == (first.clusters, first.questions)
    assert sorted(one for refs in first.clusters for one in refs) == sorted(facts)
    home = {one: refs for refs in first.clusters for one in refs}
    newest = {(min(j.a, j.b), max(j.a, j.b)): j for j in sorted(judged, key=lambda j: (j.made_at, j.id))}
    for (a, b), judgement in newest.items():
        if a != b and a in home and b in home and not judgement.same:
            assert home[a] is not home[b]
