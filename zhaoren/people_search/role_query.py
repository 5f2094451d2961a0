"""A role that was asked for, as bands of conditions on the index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from schemas.expressions import AnyOf, Expression, Term
from schemas.vocabulary import Function, Rank
from zhaoren.language.functions import parts
from zhaoren.people_search.organisation_view import OrganisationView
from zhaoren.people_search.role_fit import Level, RoleAsked
from zhaoren.search_index.tokens import ANYTHING, ANYWHERE, IN_CHARGE, own_company, role_token

Levels = tuple[Rank | str, ...]

_CHIEFS: Levels = (Rank.CHIEF, Rank.PRESIDENT, Rank.CHAIR)
_HEADS: Levels = (Rank.HEAD,)
_IN_CHARGE: Levels = (IN_CHARGE, Rank.VICE_PRESIDENT)
_DEPUTIES: Levels = (Rank.DEPUTY_HEAD,)
_SECTIONS: Levels = (Rank.SECTION_HEAD,)
_MEMBERS: Levels = (Rank.SPECIALIST, Rank.STAFF, Rank.UNKNOWN)


def role_bands(asked: RoleAsked, view: OrganisationView) -> tuple[Expression, ...]:
    """Conditions, the best level first."""
    scopes = tuple(scopes_of(asked, view))
    if asked.level is Level.RANK:
        levels: tuple[Levels, ...] = (asked.ranks, _DEPUTIES) if Rank.HEAD in asked.ranks else (asked.ranks,)
    elif asked.level is Level.IN_CHARGE:
        levels = (_IN_CHARGE, _CHIEFS, _HEADS)
    elif asked.level is Level.DEPUTY:
        levels = (_DEPUTIES, (Rank.VICE_PRESIDENT, Rank.HEAD, Rank.CHIEF, Rank.SECTION_HEAD))
    elif asked.level is Level.ANYONE:
        levels = (_CHIEFS, _HEADS, _IN_CHARGE, _DEPUTIES, _SECTIONS, _MEMBERS)
    else:
        levels = (_CHIEFS, _HEADS, _IN_CHARGE, _DEPUTIES, _SECTIONS)
    return tuple(role_condition(functions_of(asked), group, scopes) for group in levels)


def functions_of(asked: RoleAsked) -> tuple[Function | str, ...]:
    """The functions to look up, parts of them included."""
    if not asked.functions:
        return (ANYTHING,)
    parted = [part for function in asked.functions for part in parts(function)]
    return tuple(dict.fromkeys((*asked.functions, *parted)))


def scopes_of(asked: RoleAsked, view: OrganisationView) -> Iterator[str]:
    """Where to look: the departments named, else the companies, else anywhere."""
    if asked.units:
        yield from asked.units
    elif asked.companies:
        for company in asked.companies:
            yield own_company(company)
            if asked.below:
                yield from map(own_company, view.ids_below(company))
    else:
        yield ANYWHERE


def role_condition(functions: Iterable[Function | str], levels: Levels, scopes: tuple[str, ...]) -> Expression:
    """Any of these functions at any of these levels in any of these scopes."""
    return AnyOf(
        tuple(
            Term("role", role_token(function, level, scope))
            for function in functions
            for level in levels
            for scope in scopes
        )
    )
