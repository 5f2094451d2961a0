"""How well a person's post fits a role that was asked for: decided by posts and the tree, never by words.

chief officer of the function > head of its unit nearest the company's root > vice president in charge > deputy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from schemas.directory import Person, Post, Role, Unit
from schemas.vocabulary import Function, Rank, UnitType
from zhaoren.language.functions import parent
from zhaoren.people_search.cards import current_posts
from zhaoren.people_search.organisation_view import OrganisationView
from zhaoren.people_search.seats import BARE, bears_title, seat_of

_LOCAL = (UnitType.SITE, UnitType.LINE, UnitType.TEAM)
_DEPARTMENTS = (UnitType.DEPARTMENT, UnitType.SECTION)
_ANY = (Function.OTHER, Function.GENERAL, Function.BOARD)  # offices of leaders are about everything
_DEPARTMENT_HEAD = re.compile(r"(?:部长|处长|部门?(?:总?经理|主任|总监)|中心(?:主任|总监|总经理))$")
FAR = 99  # depth of a post whose unit could not be placed


class Level(StrEnum):
    """What was asked for within a function."""

    HEAD = "head"  # 负责人, 老大, who runs
    CHIEF = "chief"  # 财务总监, CFO
    IN_CHARGE = "in_charge"  # 分管财务的副总
    DEPUTY = "deputy"
    RANK = "rank"  # one named rank: 总经理, 董事长
    ANYONE = "anyone"  # 财务的人


class Group(IntEnum):
    """Levels of fit, the best first."""

    CHIEF = 0
    HEAD = 1
    IN_CHARGE = 2
    DEPUTY = 3
    SECTION = 4
    MEMBER = 5


@dataclass(frozen=True, slots=True)
class RoleAsked:
    """A role as understood.

    Attributes:
        companies: ids; empty means anywhere.
        units: ids of departments within them; empty means the company as a whole.
        functions: any of them; empty means whatever the unit does.
        ranks: with Level.RANK, the ranks that count.
        below: subsidiaries of the companies count too.
        places: cities or provinces; a unit on the post's path, or the person, must be there.
        each_company: a list is asked for: whoever holds it best in each company.
        title: a title as typed, folded and without spaces; who bears just this one comes first.
        without: ids of companies whose posts do not count.
    """

    companies: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    functions: tuple[Function, ...] = ()
    level: Level = Level.HEAD
    ranks: tuple[Rank, ...] = ()
    below: bool = False
    places: tuple[str, ...] = ()
    each_company: bool = False
    title: str = ""
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Fit:
    """Sorts: the best first.

    Attributes:
        part: 1 where only a part of the function fits (资金 for 财务).
        title: 1 where a title was typed that he does not bear; 2 for a chief where a department's head was asked for.
        group: level of fit.
        depth: steps from the company or department asked for.
        aside: 1 where the unit is mainly about something else (法律合规部 for 合规).
        seat: how surely he heads his unit; see `zhaoren.people_search.seats`.
        acting: 1 for the time being.
        rank: of the post.
    """

    part: int
    title: int
    group: Group
    depth: int
    aside: int
    seat: int
    acting: int
    rank: int


def group_of(role: Role) -> Group:
    """The level of fit that a role's rank gives."""
    if role.in_charge:
        return Group.IN_CHARGE
    if role.acting and role.rank is Rank.DEPUTY_HEAD:
        return Group.HEAD  # 副部长（主持工作）: a deputy in name, the head in fact
    if role.rank in (Rank.CHIEF, Rank.CHAIR, Rank.PRESIDENT):
        return Group.CHIEF
    if role.rank is Rank.HEAD:
        return Group.DEPUTY if role.deputy else Group.HEAD
    if role.rank is Rank.VICE_PRESIDENT:
        return Group.IN_CHARGE
    return {Rank.DEPUTY_HEAD: Group.DEPUTY, Rank.SECTION_HEAD: Group.SECTION}.get(role.rank, Group.MEMBER)


def fits(person: Person, asked: RoleAsked, view: OrganisationView, today: str) -> Iterator[tuple[Fit, Post, Role]]:
    """Every post of this person that fits, with how well."""
    companies = _companies(asked, view)
    for post in current_posts(person, today):
        if (companies and post.company_id not in companies) or post.company_id in asked.without:
            continue
        unit = view.units.get(post.unit_id) if post.unit_id is not None else None
        path = unit.path if unit is not None else ()
        if asked.units and not set(asked.units) & set(path):
            continue
        if asked.places and not in_place(person, path, asked.places, view):
            continue
        seat = seat_of(person, post, unit)
        bears = not asked.title or bears_title(post, unit, asked.title) or _is_vice(asked.title, post)
        for role in post.roles:
            part = _part(role, asked)
            if part is None or role.designate or not _level_fits(role, asked):
                continue
            anchor = next((u for u in asked.units if u in path), post.company_id)
            depth = len(path) - 1 - path.index(anchor) if anchor in path else FAR
            yield (
                Fit(
                    part=part,
                    # A 采购经理 may be one of many: whoever asks for 采购经理 may mean their head.
                    title=int(not bears or (bool(asked.title) and seat > BARE and asked.level is Level.HEAD))
                    + int(not bears and group_of(role) is Group.CHIEF and _of_a_department(asked)),
                    group=group_of(role),
                    depth=min(depth, FAR),
                    aside=_aside(role, unit, asked),
                    seat=seat,
                    acting=int(post.acting or role.acting),
                    rank=int(role.rank),
                ),
                post,
                role,
            )


def _of_a_department(asked: RoleAsked) -> bool:
    """财务部长 is the head of the department, though the house may call him otherwise; not the chief officer."""
    return asked.level is Level.HEAD and _DEPARTMENT_HEAD.search(asked.title) is not None


def _is_vice(typed: str, post: Post) -> bool:
    """A board member ranks with the vice presidents, but whoever asks for 副总 does not mean him."""
    return typed.startswith("副总") and "副总" in post.title.text


def _aside(role: Role, unit: Unit | None, asked: RoleAsked) -> int:
    """1 where the unit is mainly about something that was not asked for, or is a site and no department."""
    if asked.level is Level.RANK and Rank.HEAD in asked.ranks:
        return int(unit is None or unit.type not in _DEPARTMENTS)  # heads of departments before those of sites
    if unit is None or role.rank < Rank.HEAD or not asked.functions:
        return 0
    if unit.type in _LOCAL and not asked.units:
        return 1
    return int(unit.function not in (None, *_ANY, *asked.functions))


def in_place(person: Person, path: tuple[str, ...], places: tuple[str, ...], view: OrganisationView) -> bool:
    """Whether a post's unit, a unit above it, or the person himself is in one of these places."""
    units = (view.units[step] for step in path if step in view.units)
    cities = [unit.city.text for unit in units if unit.city is not None]
    cities += [fact.value.text for fact in person.facts if fact.field == "city"]
    return any(place in city or city in place for city in cities for place in places if city)


def _companies(asked: RoleAsked, view: OrganisationView) -> frozenset[str]:
    found = set(asked.companies)
    if asked.below:
        found.update(below for company in asked.companies for below in view.ids_below(company))
    return frozenset(found)


def _part(role: Role, asked: RoleAsked) -> int | None:
    if not asked.functions or role.function in asked.functions:
        return 0
    return 1 if parent(role.function) in asked.functions else None


def _level_fits(role: Role, asked: RoleAsked) -> bool:
    if asked.level is Level.RANK:
        heads = Rank.HEAD in asked.ranks and group_of(role) is Group.HEAD  # an acting deputy is one
        return (role.rank in asked.ranks or heads) and not role.in_charge
    if asked.level is Level.DEPUTY:
        return group_of(role) is Group.DEPUTY or role.deputy
    return True
