"""People by name: candidates from the index by bands, then each weighed against the whole name as typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from schemas.directory import NameKind, Person, Post
from schemas.expressions import AllOf, AnyOf, Expression, Term
from schemas.published import PublishedPerson
from schemas.vocabulary import EmploymentStatus, Function, MatchBand, Rank
from zhaoren.language.name_matching import OTHER_TONE, NameMatch, PersonNames, match_name
from zhaoren.language.name_matching import Part as MatchPart
from zhaoren.language.name_tokens import query_tokens
from zhaoren.language.person_name import read_name
from zhaoren.language.readings import is_surname
from zhaoren.language.text import fold, is_han
from zhaoren.people_search.cards import best_rank, current_posts, read_person
from zhaoren.people_search.snapshot import CHUNK, Snapshot
from zhaoren.people_search.typed_bands import any_of, bands_while_typing
from zhaoren.search_index.port import Candidate, Collection, CompiledQuery

_LONGEST_HAN = 4
_SHORTEST_WHOLE = 2
_MANY = 150  # bearers of a surname; with fewer, 1 of 100 unknown names sounds like somebody's by chance
WRONG_FUNCTION = 2  # weighs more than a wrong rank


@dataclass(frozen=True, slots=True)
class NameAsked:
    """A name as understood, and what narrows it.

    Attributes:
        text: the name as typed.
        companies, units: ids; people of these (and below) only.
        functions, ranks: what he should be; people who are not come later.
        title: as typed; whoever bears a title that holds it fits, whatever rank that speaks of.
        called: a surname with a title (张总): how well the name fits says less than who he is.
        typing: it may go on, so names that begin so come before names that sound so.
    """

    text: str
    companies: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    functions: tuple[Function, ...] = ()
    ranks: tuple[Rank, ...] = ()
    title: str = ""
    called: bool = False
    typing: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """One person whose name fits."""

    band: MatchBand
    misfit: int  # how much of what narrows the question does not fit him
    elsewhere: bool  # in a subsidiary of the company asked for
    titled: bool  # a title that he bears was typed
    left: bool
    order: int
    published: PublishedPerson
    match: NameMatch


@dataclass(frozen=True, slots=True)
class NamesFound:
    """People by name, best first; `complete` says that the index has no more candidates."""

    found: list[Named]
    complete: bool = True


def find_named(snapshot: Snapshot, asked: NameAsked, at_once: int = CHUNK) -> NamesFound:
    """Everybody whose name fits, best first: band, then context, then who still works here, then seniority.

    So many candidates are weighed against each other.
    """
    bands = query_tokens(asked.text)
    if not bands:
        return NamesFound([])
    context = context_condition(asked.companies, asked.units)
    asked_for = (
        bands_while_typing(bands, asked.text) if asked.typing else tuple(any_of(band.alternatives) for band in bands)
    )
    conditions = tuple(_narrowed(condition, context) for condition in asked_for)
    chunks, complete = snapshot.candidates(Collection.PEOPLE, conditions, at_once)
    finished = not asked.typing and _is_finished(asked.text)
    found: list[Named] = []
    for chunk in chunks:
        named = [n for n in (_named(candidate, asked, snapshot) for candidate in chunk) if n is not None]
        key = (
            partial(_by_post, asked=asked, today=snapshot.today)
            if asked.called
            else partial(_by_name, finished=finished)
        )
        found += sorted(named, key=key)
    return NamesFound(found, complete)


def _named(candidate: Candidate, asked: NameAsked, snapshot: Snapshot) -> Named | None:
    published = read_person(candidate.card)
    match = match_name(asked.text, names_of(published.person))
    if match is None or (asked.called and not _bears_surname(asked.text, match)):
        return None
    left = published.person.status is EmploymentStatus.LEFT
    misfit = _misfit(published.person, asked, snapshot)
    elsewhere = bool(asked.companies) and all(p.company_id not in asked.companies for p in published.person.posts)
    titled = bool(asked.title) and any(
        _bears(post, asked.title) for post in current_posts(published.person, snapshot.today)
    )
    return Named(match.band, misfit, elsewhere, titled, left, candidate.order, published, match)


def _bears_surname(called: str, match: NameMatch) -> bool:
    """万总 is nobody of the surname 万俟; of other names than a surname in characters nothing is asked here."""
    surname = "".join(fold(called).split())
    if not is_surname(surname) or not match.matched.startswith(surname):
        return True
    return read_name(match.matched).surname == surname


def _by_post(named: Named, *, asked: NameAsked, today: str) -> tuple[int, ...]:
    """The most senior in the company asked for; who only sits on its board comes after its own people."""
    person = named.published.person
    posts = [
        (int(best_rank(post)), not post.primary)
        for post in current_posts(person, today)
        if not asked.companies or post.company_id in asked.companies
    ]
    rank, elsewhere = min(posts, default=(int(Rank.UNKNOWN), True), key=lambda post: (post[1], post[0]))
    return named.misfit, int(named.left), int(elsewhere), int(not named.titled), rank, named.order


def _by_name(named: Named, *, finished: bool) -> tuple[int, ...]:
    """A finished name that somebody bears in other characters, or bore once, comes before a longer one."""
    longer = finished and named.match.part is MatchPart.BEGINNING and named.band is MatchBand.PREFIX
    band = MatchBand.SLIP if longer else named.band
    return int(band), int(longer), named.misfit, int(named.elsewhere), int(named.left), named.match.finesse, named.order


def _is_finished(text: str) -> bool:
    """Whether characters were typed that are a whole name: a surname and a given name."""
    folded = "".join(fold(text).split())
    if not 2 <= len(folded) <= _LONGEST_HAN or not all(map(is_han, folded)):
        return False
    name = read_name(folded)
    return bool(name.given) and is_surname(name.surname)


def best_only(found: Sequence[Named]) -> list[Named]:
    """Those of the best band, and near bands; a sound-alike is no answer where somebody bears the very name."""
    if not found:
        return []
    best = found[0].band
    # 王燕 is the beginning of 王燕曼, and may as well be 王艳 mistyped: then sound-alikes are shown behind.
    limit = MatchBand.ALIAS if best <= MatchBand.MIXED else max(best, MatchBand.SOUND)
    return [named for named in found if named.band <= limit]


def meant_by(snapshot: Snapshot, asked: NameAsked, shown: Sequence[Named]) -> list[Named]:
    """Who may be meant at all; the others are only near.

    A whole name in characters that nobody bears is no beginning of a longer name, unless a company or department
    narrows the question; and whoever mistypes a name still knows the surname. One character in the rest may be wrong
    and sound alike. Of a name of two characters whose surname many bear it must sound alike in tone as well: without
    that, 19 of 100 such names that nobody bears found a stranger among 20,000 people (5 among 3,000; of names with
    three characters 1).
    """
    if not _is_finished(asked.text):
        return list(shown)
    folded = "".join(fold(asked.text).split())
    narrowed = bool(asked.companies or asked.units)
    known = [n for n in shown if n.band is not MatchBand.SOUND or fold(n.match.matched)[:1] == folded[:1]]
    heard = [n for n in known if n.band is MatchBand.SOUND and n.match.finesse % 10 == OTHER_TONE]
    if heard and len(folded) == _SHORTEST_WHOLE and not narrowed and _is_frequent(snapshot, folded[0]):
        known = [n for n in known if n not in heard]
    only_longer = all(n.band is MatchBand.PREFIX and n.match.part is MatchPart.BEGINNING for n in known)
    return [] if only_longer and not narrowed else known


def _is_frequent(snapshot: Snapshot, surname: str) -> bool:
    """Whether this viewer may find many whose names begin so."""
    query = CompiledQuery(Collection.PEOPLE, (Term("pre", surname),), snapshot.audience.find, enough=_MANY)
    return len(snapshot.reader.candidates(query).found) >= _MANY


def context_condition(companies: Iterable[str], units: Iterable[str]) -> Expression | None:
    """Belongs to one of these units or companies, anywhere below them; None where nothing narrows."""
    narrow = tuple(units) or tuple(companies)
    return AnyOf(tuple(Term("unit", unit) for unit in narrow)) if narrow else None


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


def _misfit(person: Person, asked: NameAsked, snapshot: Snapshot) -> int:
    """How much of what narrows the question does not fit; a post in a unit of the function fits, whatever its title."""
    posts = list(current_posts(person, snapshot.today))
    roles = [role for post in posts for role in post.roles]
    misfit = 0
    titled_so = bool(asked.title) and not asked.called and any(_bears(post, asked.title) for post in posts)
    if asked.functions and not titled_so and not any(role.function in asked.functions for role in roles):
        units = (snapshot.organisation.units.get(step) for post in posts for step in _steps(post, snapshot))
        if not any(unit is not None and unit.function in asked.functions for unit in units):
            misfit += WRONG_FUNCTION
    if asked.ranks and not titled_so and not any(role.rank in asked.ranks for role in roles):
        misfit += 1
    return misfit


def _bears(post: Post, title: str) -> bool:
    """Whether a post's title holds the one typed, and no higher or lower one: 王经理 is no 总经理."""
    held = fold(post.title.text).replace(" ", "")
    at = held.find(title)
    return at >= 0 and held[max(0, at - 1) : at] not in ("总", "副")


def _steps(post: Post, snapshot: Snapshot) -> tuple[str, ...]:
    unit = snapshot.organisation.units.get(post.unit_id or "")
    return unit.path if unit is not None else ()
