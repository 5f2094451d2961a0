"""Where sources say different things about one person, so that a card can show who says what, and since when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from schemas.answers import Disagreement
from schemas.directory import Name, NameKind, Person, Post, Value
from zhaoren.language.names import read_name

# One human being has one of each; anything else that is said several times may well be several things.
_ONE_OF_EACH: Final = ("gender", "birth_date", "id_hash")
# The same as long as he has one employment: who was transferred has left one company and works in the other.
_ONE_AT_A_TIME: Final = ("status", "city")


def disagreements_of(person: Person, current: Sequence[Post]) -> tuple[Disagreement, ...]:
    """What sources say differently, the most trusted word first; each field once.

    Args:
        person: as the viewer may see him: what is withheld from him is no part of it.
        current: the posts that count today.
    """
    return tuple(_found(person, current))


def _found(person: Person, current: Sequence[Post]) -> Iterator[Disagreement]:
    names = [name.value for name in person.names if _is_full_name(name)]
    if _differ(names):
        yield Disagreement("name", tuple(names))
    moved = any(post.ends_on for post in person.posts) or len({post.company_id for post in current}) > 1
    for field in (*_ONE_OF_EACH, *(() if moved else _ONE_AT_A_TIME)):
        values = [fact.value for fact in person.facts if fact.field == field]
        if _differ(values):
            yield Disagreement(field, tuple(values))
    numbers: dict[str | None, list[Value]] = defaultdict(list)
    for number in person.employee_numbers:
        numbers[number.company_id].append(number.value)
    for of_company in numbers.values():
        if _differ(of_company):
            yield Disagreement("employee_number", tuple(of_company))
    titles: dict[str | None, list[Value]] = defaultdict(list)
    for post in current:
        if post.title.text:
            titles[post.company_id].append(post.title)
    for of_company in titles.values():
        if _differ(of_company):
            yield Disagreement("title", tuple(of_company))


def _is_full_name(name: Name) -> bool:
    """A name in characters that is no nickname; other scripts and former names contradict nobody."""
    if name.kind is NameKind.MAIN:
        return True
    read = read_name(name.value.text)
    return name.kind is NameKind.ALIAS and read.script == "han" and bool(read.given) and not read.nickname


def _differ(values: Sequence[Value]) -> bool:
    """Whether several are said, no source saying two of them: one source that says two means two."""
    sources = [{origin.record.source for origin in value.origins} for value in values]
    return len(values) > 1 and sum(map(len, sources)) == len(set().union(*sources))
