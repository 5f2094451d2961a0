"""People by name: candidates from the index by bands, then each weighed against the whole name as typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from schemas.directory import NameKind, Person
from schemas.expressions import AllOf, AnyOf, Expression, Term
from schemas.published import PublishedPerson
from schemas.vocabulary import EmploymentStatus, Function, MatchBand, Rank
from zhaoren.language.name_matching import PersonNames, match_name
from zhaoren.language.name_tokens import query_tokens
from zhaoren.people_search.cards import current_posts, read_person
from zhaoren.people_search.snapshot import Snapshot
from zhaoren.search_index.port import Collection, CompiledQuery

CANDIDATES = 200
WRONG_FUNCTION = 2  # weighs more than a wrong rank


@dataclass(frozen=True, slots=True)
class NameAsked:
    """A name as understood, and what narrows it.

    Attributes:
        text: the name as typed.
        companies, units: ids; people of these (and below) only.
        functions, ranks: what he should be; people who are not come later, or not at all where `strict`.
    """

    text: str
    companies: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    functions: tuple[Function, ...] = ()
    ranks: tuple[Rank, ...] = ()
    cities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """One person whose name fits."""

    band: MatchBand
    misfit: int  # how much of what narrows the question does not fit him
    left: bool
    order: int
    published: PublishedPerson
    finesse: int  # how well within the band
    matched: str  # the name of his that fitted


def find_named(snapshot: Snapshot, asked: NameAsked) -> list[Named]:
    """Everybody whose name fits, best first: band, then context, then who still works here, then seniority."""
    bands = query_tokens(asked.text)
    if not bands:
        return []
    context = context_condition(asked.companies, asked.units)
    conditions = tuple(_narrowed(_band_condition(band.alternatives), context) for band in bands)
    query = CompiledQuery(Collection.PEOPLE, conditions, snapshot.audience.find, enough=CANDIDATES)
    found: list[Named] = []
    for candidate in snapshot.reader.candidates(query).found:
        published = read_person(candidate.card)
        match = match_name(asked.text, names_of(published.person))
        if match is None:
            continue
        left = published.person.status is EmploymentStatus.LEFT
        misfit = _misfit(published.person, asked, snapshot.today)
        found.append(Named(match.band, misfit, left, candidate.order, published, match.finesse, match.matched))
    return sorted(found, key=lambda n: (n.band, n.misfit, n.left, n.finesse, n.order))


def best_only(found: Sequence[Named]) -> list[Named]:
    """Those of the best band, and near bands; a sound-alike is no answer where somebody bears the very name."""
    if not found:
        return []
    best = found[0].band
    # 王燕 is the beginning of 王燕曼, and may as well be 王艳 mistyped: then sound-alikes are shown behind.
    limit = MatchBand.ALIAS if best <= MatchBand.MIXED else max(best, MatchBand.SOUND)
    return [named for named in found if named.band <= limit]


def context_condition(companies: Iterable[str], units: Iterable[str]) -> Expression | None:
    """Belongs to one of these units or companies, anywhere below them; None where nothing narrows."""
    narrow = tuple(units) or tuple(companies)
    return AnyOf(tuple(Term("unit", unit) for unit in narrow)) if narrow else None


def _band_condition(alternatives: Iterable[Iterable[tuple[str, str]]]) -> Expression:
    return AnyOf(tuple(AllOf(tuple(Term(field, token) for field, token in terms)) for terms in alternatives))


def _narrowed(condition: Expression, context: Expression | None) -> Expression:
    return condition if context is None else AllOf((condition, context))


def names_of(person: Person) -> PersonNames:
    """A person's names as the matcher takes them; logins are a layer of their own and asked for elsewhere."""

    def of(*kinds: NameKind) -> tuple[str, ...]:
        return tuple(name.value.text for name in person.names if name.kind in kinds)

    return PersonNames(
        names=of(NameKind.MAIN, NameKind.SHORT),
        english=of(NameKind.ENGLISH),
        former=of(NameKind.FORMER),
        nicknames=of(NameKind.ALIAS),
    )


def _misfit(person: Person, asked: NameAsked, today: str) -> int:
    roles = [role for post in current_posts(person, today) for role in post.roles]
    misfit = 0
    if asked.functions and not any(role.function in asked.functions for role in roles):
        misfit += WRONG_FUNCTION
    if asked.ranks and not any(role.rank in asked.ranks for role in roles):
        misfit += 1
    return misfit
