"""The same group a day later: a few people came, went, moved and changed their numbers; everybody else is as before."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

from schemas.vocabulary import EmploymentStatus, Rank
from zhaoren.demo.dice import Dice
from zhaoren.demo.people_maker import PeopleMaker
from zhaoren.demo.silo_plan import is_leader
from zhaoren.demo.tree_maker import Seat
from zhaoren.demo.truth import DemoGroup, DemoPost, Person

_RATE = 0.004


def a_day_later(group: DemoGroup, rate: float = _RATE) -> DemoGroup:
    """Another group; the one given stays as it is.

    Args:
        group: yesterday's truth. Its leaders stay where they are, so that questions keep their answers.
        rate: the share of people to whom each thing happens: a new mobile number, a new title, leaving, joining.
    """
    later = deepcopy(group)
    later.forget_look_ups()
    dice = Dice(group.seed, "next-day")
    maker = PeopleMaker(group.seed, "next-day")
    maker.carry_on(group)
    staff = [
        person for person in later.people if person.status is EmploymentStatus.ACTIVE and not is_leader(later, person)
    ]
    count = max(1, int(len(staff) * rate))
    touched = dice.picks(staff, 3 * count)
    for person in touched[:count]:
        person.mobile = maker.mobile(person.name, later.company[person.company_code])
    for person in touched[count : 2 * count]:
        _new_title(later, person)
    for person in touched[2 * count :]:
        left_on = maker.leave(person)
        later.posts = [
            replace(post, ends_on=left_on) if post.person_id == person.person_id and post.ends_on is None else post
            for post in later.posts
        ]
    for like in dice.picks(staff, count):
        _join(later, like, maker)
    later.forget_look_ups()
    return later


def _new_title(group: DemoGroup, person: Person) -> None:
    before = person.title
    person.title = f"高级{before}" if not before.isascii() else f"Senior {before}"
    group.posts = [
        replace(post, title=person.title) if post.person_id == person.person_id and post.title == before else post
        for post in group.posts
    ]


def _join(group: DemoGroup, like: Person, maker: PeopleMaker) -> None:
    """Somebody new in the unit of a colleague."""
    company, unit = group.company[like.company_code], group.unit[like.unit_id]
    person = maker.hire(company, Seat(unit.unit_id, like.title, unit.function, Rank.STAFF), unit.city)
    person.manager_id = like.manager_id
    group.people.append(person)
    group.posts.append(
        DemoPost(
            person.person_id, unit.unit_id, company.code, person.title, unit.function, Rank.STAFF,
            starts_on=person.hired_on,
        )
    )  # fmt: skip
