"""Whose manager, whose team, whose assistant: from relations, and from the tree where no source states them."""

from __future__ import annotations

from enum import StrEnum

from schemas.answers import Text
from schemas.directory import Person, Post
from schemas.expressions import AllOf, AnyOf, Term
from schemas.published import PublishedPerson
from schemas.vocabulary import Function, Rank, RelationKind
from zhaoren.language.titles import read_title
from zhaoren.people_search.cards import best_rank, current_posts, read_person
from zhaoren.people_search.role_fit import Level, RoleAsked
from zhaoren.people_search.role_holders import holders_of
from zhaoren.people_search.snapshot import Snapshot
from zhaoren.search_index.port import Collection, CompiledQuery
from zhaoren.search_index.tokens import relation_token

TEAM = 200
_ASSISTANTS = ("秘书", "助理", "assistant", "secretary")
_OF_THE_BOARD = ("董事会秘书", "董秘", "公司秘书", "board secretary", "company secretary", "corporate secretary")
_OF_THE_PRESIDENT = ("executive assistant", "executive secretary", "总经办秘书", "总裁办秘书", "行政秘书")
_POSTS_WEIGHED = 3
CHAIN = 12  # levels; a ring of managers ends before


class RelationAsked(StrEnum):
    """What is asked about a person."""

    MANAGER = "manager"
    TEAM = "team"
    ASSISTANT = "assistant"
    PEERS = "peers"
    CHAIN = "chain"
    ABOVE = "above"  # the manager's manager


Related = tuple[PublishedPerson, Text]


def related_to(snapshot: Snapshot, person: Person, asked: RelationAsked) -> list[Related]:
    """The people who stand in this relation to a person, nearest first."""
    if asked is RelationAsked.TEAM:
        return _team(snapshot, person)
    if asked is RelationAsked.ASSISTANT:
        return _assistants(snapshot, person)
    if asked is RelationAsked.PEERS:
        managers = _managers(snapshot, person)
        return [r for m, _ in managers[:1] for r in _team(snapshot, m.person) if r[0].person.id != person.id]
    if asked is RelationAsked.CHAIN:
        return _chain(snapshot, person)
    if asked is RelationAsked.ABOVE:
        return _chain(snapshot, person)[1:2]
    return _managers(snapshot, person)


def _by_relation(snapshot: Snapshot, kind: RelationKind, target_id: str) -> list[PublishedPerson]:
    condition = Term("ref", relation_token(kind, target_id))
    query = CompiledQuery(Collection.PEOPLE, (condition,), snapshot.audience.find, enough=TEAM)
    found = [read_person(candidate.card) for candidate in snapshot.reader.candidates(query).found]
    return [p for p in found if any(True for _ in current_posts(p.person, snapshot.today)) or not p.person.posts]


def _team(snapshot: Snapshot, person: Person) -> list[Related]:
    name = person.name.text
    why = Text(f"直接汇报给{name}", f"reports to {name}")
    return [(member, why) for member in _by_relation(snapshot, RelationKind.REPORTS_TO, person.id)]


def _assistants(snapshot: Snapshot, person: Person) -> list[Related]:
    name = person.name.text
    why = Text(f"{name}的助理", f"assistant of {name}")
    stated = _by_relation(snapshot, RelationKind.ASSISTANT_OF, person.id)
    if stated:
        return [(found, why) for found in stated]
    inferred = Text(f"{name}的助理（据职务推断）", f"assistant of {name} (inferred from the title)")
    return [(found, inferred) for found in _assistants_by_title(snapshot, person)]


def _assistants_by_title(snapshot: Snapshot, person: Person) -> list[PublishedPerson]:
    """总经理秘书 in the company whose 总经理 he is, where no source says whose assistant somebody is."""
    posts = sorted(current_posts(person, snapshot.today), key=lambda post: (not post.primary, best_rank(post)))
    for post in posts[:_POSTS_WEIGHED]:
        if post.company_id is None:
            continue
        words = AnyOf(tuple(Term("text", word) for word in _ASSISTANTS))
        condition = AllOf((words, Term("unit", post.company_id)))
        query = CompiledQuery(Collection.PEOPLE, (condition,), snapshot.audience.find, enough=TEAM)
        found = [read_person(candidate.card) for candidate in snapshot.reader.candidates(query).found]
        weighed = [(_assists(p.person, post, best_rank(post), snapshot), p) for p in found if p.person.id != person.id]
        assisting = sorted((pair for pair in weighed if pair[0]), key=lambda pair: pair[0])
        if assisting:
            return [p for _, p in assisting]
    return []


def _assists(assistant: Person, post: Post, rank: Rank, snapshot: Snapshot) -> int:
    """How surely somebody is the assistant; 0 = not at all.

    1: the title names whom he serves; 2: he reports to him and is somebody's assistant; 3: he is one whom a company
    gives its president.
    """
    for own in current_posts(assistant, snapshot.today):
        title = own.title.text
        if any(word in title.lower() for word in _OF_THE_BOARD):
            continue
        served = next((title[: title.find(word)] for word in ("秘书", "助理") if title.find(word) > 0), "")
        if served and own.company_id == post.company_id and any(r.rank == rank for r in read_title(served)):
            return 1
        reports = any(r.kind is RelationKind.REPORTS_TO and r.target_id == post.holder_id for r in assistant.relations)
        if reports and any(word in title.lower() for word in _ASSISTANTS):
            return 2
        if rank is Rank.PRESIDENT and own.company_id == post.company_id and title.lower() in _OF_THE_PRESIDENT:
            return 3
    return 0


def _managers(snapshot: Snapshot, person: Person) -> list[Related]:
    name = person.name.text
    for kind in (RelationKind.REPORTS_TO, RelationKind.DOTTED_TO):
        targets = [relation.target_id for relation in person.relations if relation.kind is kind]
        cards = snapshot.reader.fetch(Collection.PEOPLE, targets, snapshot.audience.find) if targets else {}
        if cards:
            why = Text(f"{name}的上级", f"{name} reports to this person")
            return [(read_person(cards[target]), why) for target in targets if target in cards]
    return _manager_by_tree(snapshot, person)


def _manager_by_tree(snapshot: Snapshot, person: Person) -> list[Related]:
    """The head of the nearest unit above, where no source states a manager; said as such."""
    posts = sorted(current_posts(person, snapshot.today), key=best_rank)
    for post in posts[:1]:
        unit = snapshot.organisation.units.get(post.unit_id or "")
        for step in reversed(unit.path if unit is not None else ()):
            heads = [
                h for h in holders_of(snapshot, _head_of(step, snapshot)).found if h.published.person.id != person.id
            ]
            if heads and heads[0].fit.depth == 0 and heads[0].fit.rank < best_rank(post):
                name = snapshot.organisation.units[step].name.text
                why = Text(f"{name}负责人（据组织架构推断）", f"heads {name} (inferred from the organisation)")
                return [(heads[0].published, why)]
    return []


def _head_of(unit_id: str, snapshot: Snapshot) -> RoleAsked:
    unit = snapshot.organisation.units.get(unit_id)
    if unit is not None and unit.company_id == unit_id:
        return RoleAsked(companies=(unit_id,), functions=(Function.GENERAL,), level=Level.HEAD)
    return RoleAsked(units=(unit_id,), level=Level.HEAD)


def _chain(snapshot: Snapshot, person: Person) -> list[Related]:
    found: list[Related] = []
    seen = {person.id}
    current = person
    while len(found) < CHAIN:
        above = [r for r in _managers(snapshot, current) if r[0].person.id not in seen]
        if not above:
            break
        found.append(above[0])
        current = above[0][0].person
        seen.add(current.id)
    return found
