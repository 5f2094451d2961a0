"""Who holds a role today: candidates by bands from the index, each weighed by posts and the tree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from schemas.directory import Post, Role
from schemas.expressions import AllOf, AnyOf, Expression, Term
from schemas.published import PublishedPerson
from schemas.vocabulary import RelationKind
from zhaoren.people_search.cards import best_role, current_posts, read_person
from zhaoren.people_search.role_fit import FAR, Fit, Group, Level, RoleAsked, fits, group_of
from zhaoren.people_search.role_query import role_bands
from zhaoren.people_search.seats import BARE, bears_title
from zhaoren.people_search.snapshot import Snapshot
from zhaoren.search_index.port import Candidate, Collection, CompiledQuery
from zhaoren.search_index.tokens import words_of

_LEADING = 4  # bands of `role_bands` that may hold leaders: chiefs, heads, in charge, deputies (one may be acting)
_FEW = 50


@dataclass(frozen=True, slots=True)
class Holder:
    """One person with the post by which he fits best."""

    fit: Fit
    order: int
    published: PublishedPerson
    post: Post
    role: Role


@dataclass(frozen=True, slots=True)
class Holders:
    """Holders, best first; `complete` says that the index has no more candidates."""

    found: tuple[Holder, ...]
    complete: bool


def holders_of(snapshot: Snapshot, asked: RoleAsked) -> Holders:
    """Everybody who holds the role today, best first.

    Where leaders are asked for, section heads are read only if there is nobody above them.
    """
    bands = role_bands(asked, snapshot.organisation)
    if asked.level not in (Level.HEAD, Level.CHIEF):
        return _held(snapshot, asked, bands)
    leading = _held(snapshot, asked, bands[:_LEADING])
    if any(holder.fit.group <= Group.IN_CHARGE for holder in leading.found):
        return leading
    below = _held(snapshot, asked, bands[_LEADING:])
    return Holders((*leading.found, *below.found), leading.complete and below.complete)


def _held(snapshot: Snapshot, asked: RoleAsked, bands: tuple[Expression, ...]) -> Holders:
    found: list[Holder] = []
    candidates, complete = snapshot.candidates(Collection.PEOPLE, bands)
    for chunk in candidates:
        holders = [h for h in (_holder(candidate, asked, snapshot) for candidate in chunk) if h is not None]
        led = _led(holders)
        found += sorted(holders, key=lambda h: _key(h, led, snapshot))
    return Holders(tuple(found), complete)


def _led(holders: Sequence[Holder]) -> dict[str | None, set[str]]:
    """Unit -> those of its holders to whom other holders in it report."""
    seats = {holder.published.person.id: holder.post.unit_id for holder in holders}
    led: dict[str | None, set[str]] = {}
    for holder in holders:
        for relation in holder.published.person.relations:
            same = relation.target_id in seats and seats[relation.target_id] == holder.post.unit_id
            if same and relation.kind is RelationKind.REPORTS_TO:
                led.setdefault(holder.post.unit_id, set()).add(relation.target_id)
    return led


def _key(holder: Holder, led: dict[str | None, set[str]], snapshot: Snapshot) -> tuple[Fit, int, int, int]:
    """Fit, then whom others in the unit report to, then nearness to the top of the tree, then seniority."""
    unit = snapshot.organisation.units.get(holder.post.unit_id or holder.post.company_id or "")
    leaders = led.get(holder.post.unit_id)
    leads = 0 if leaders is None or holder.published.person.id in leaders else 1
    return holder.fit, leads, len(unit.path) if unit is not None else FAR, holder.order


def _holder(candidate: Candidate, asked: RoleAsked, snapshot: Snapshot) -> Holder | None:
    published = read_person(candidate.card)
    best = min(
        fits(published.person, asked, snapshot.organisation, snapshot.today),
        key=lambda found: (found[0], found[1].id),
        default=None,
    )
    return Holder(best[0], candidate.order, published, best[1], best[2]) if best is not None else None


def bearers_of(snapshot: Snapshot, asked: RoleAsked) -> tuple[Holder, ...]:
    """People whose title is just the one typed, whatever rank it speaks of."""
    words = words_of((asked.title,))
    if not words:
        return ()
    scope = tuple(Term("unit", unit) for unit in asked.units or asked.companies)
    condition = AllOf((*(Term("text", word) for word in words), *((AnyOf(scope),) if scope else ())))
    query = CompiledQuery(Collection.PEOPLE, (condition,), snapshot.audience.find, enough=_FEW)
    found: list[Holder] = []
    for candidate in snapshot.reader.candidates(query).found:
        published = read_person(candidate.card)
        for post in current_posts(published.person, snapshot.today):
            unit = snapshot.organisation.units.get(post.unit_id or "")
            in_company = not asked.companies or post.company_id in asked.companies
            within = in_company and (not asked.units or not set(asked.units).isdisjoint(unit.path if unit else ()))
            role = best_role(post)
            if within and role is not None and bears_title(post, unit, asked.title):
                fit = Fit(0, 0, group_of(role), 0, 0, BARE, int(post.acting), int(role.rank))
                found.append(Holder(fit, candidate.order, published, post, role))
                break
    return tuple(sorted(found, key=lambda holder: (holder.fit, holder.order)))


def best_of_each_company(snapshot: Snapshot, holders: Iterable[Holder], companies: Sequence[str]) -> list[Holder]:
    """Of each company those who hold the role best, in the order of the companies asked for, else of the tree."""
    best: dict[str, list[Holder]] = {}
    for holder in holders:
        same = best.setdefault(holder.post.company_id or "", [])
        if not same or _rank_free(same[0].fit) == _rank_free(holder.fit):
            same.append(holder)
    units = snapshot.organisation.units
    named = {company: place for place, company in enumerate(companies)}

    def place_of(company: str) -> tuple[int, int, int]:
        unit = units.get(company)
        return named.get(company, len(named)), len(unit.path) if unit else FAR, unit.number if unit else 0

    return [holder for company in sorted(best, key=place_of) for holder in best[company]]


def _rank_free(fit: Fit) -> tuple[int, ...]:
    return fit.part, fit.title, fit.group, fit.depth, fit.aside, fit.seat
