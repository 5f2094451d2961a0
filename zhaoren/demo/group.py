"""Makes a fictional group whose truth is known: same seed, same group."""

from __future__ import annotations

from schemas.vocabulary import Rank
from zhaoren.demo.company_maker import CompanyMaker
from zhaoren.demo.dice import Dice
from zhaoren.demo.life_events import LifeEvents
from zhaoren.demo.people_maker import PeopleMaker
from zhaoren.demo.tree_maker import CompanyTree, TreeMaker
from zhaoren.demo.truth import Company, DemoGroup, DemoPost, Person
from zhaoren.demo.work_maker import make_work

FLAGSHIP = "琼州矿业"
"""The company that the demo asks about; every group has it unless `with_flagship` is False."""

LEAVER_SHARE = 0.08
NAMESAKE_SHARE = 0.012


def make_group(seed: int, companies: int = 12, people: int = 3000, *, with_flagship: bool = True) -> DemoGroup:
    """A group with everything that is true about it.

    Args:
        seed: decides every name, number and event. Another seed gives other companies and other people.
        companies: how many, the head group included; 2 to 60.
        people: how many human beings, leavers included; at least 12 a company.
        with_flagship: whether the mining company 琼州矿业 is among them; its finance chief is always unmistakable.

    Raises:
        ValueError: too few people or companies.
    """
    if not 2 <= companies <= 60:
        raise ValueError(f"companies must be 2 to 60, not {companies}")
    if people < 12 * companies:
        raise ValueError(f"{companies} companies need at least {12 * companies} people, not {people}")
    group = DemoGroup(seed, CompanyMaker(seed, companies, with_flagship).make())
    sizes = _sizes(group, people)
    leavers = {code: int(size * LEAVER_SHARE) for code, size in sizes.items()}
    trees = {
        company.code: _tree(group, company, sizes[company.code] - leavers[company.code]) for company in group.companies
    }
    group.units = [unit for tree in trees.values() for unit in tree.units]
    maker = PeopleMaker(seed)
    for company in group.companies:
        _staff(group, company, trees[company.code], maker)
    LifeEvents(group, maker, trees).happen(leavers)
    group.forget_look_ups()
    make_work(group)
    return group


def flagship_code(group: DemoGroup) -> str | None:
    """The code of the company that the demo asks about, None when the group was made without it."""
    return next((company.code for company in group.companies if company.short_name == FLAGSHIP), None)


def _sizes(group: DemoGroup, people: int) -> dict[str, int]:
    """People per company, leavers included; they add up to `people` and none has fewer than twelve."""
    dice = Dice(group.seed, "sizes")
    shares = {company.code: dice.share(1.0, 0.6) for company in group.companies}
    shares[group.companies[0].code] = 0.45
    flagship = flagship_code(group)
    if flagship:
        shares[flagship] = max(shares[flagship], 1.1)
    free = people - 12 * len(shares)
    sizes = {code: 12 + int(free * share / sum(shares.values())) for code, share in shares.items()}
    sizes[group.companies[-1].code] += people - sum(sizes.values())
    return sizes


def _tree(group: DemoGroup, company: Company, size: int) -> CompanyTree:
    parent = group.company[company.parent_code] if company.parent_code else None
    return TreeMaker(
        company,
        size,
        Dice(group.seed, "tree", company.code),
        is_flagship=company.short_name == FLAGSHIP,
        is_grandchild=parent is not None and parent.parent_code is not None,
    ).make()


def _staff(group: DemoGroup, company: Company, tree: CompanyTree, maker: PeopleMaker) -> None:
    """Hire somebody for every seat that is to be hired for; a few bear the name of a colleague."""
    dice = Dice(group.seed, "staff", company.code)
    city = {unit.unit_id: unit.city for unit in tree.units}
    by_unit: dict[str, list[Person]] = {}
    for seat in tree.seats:
        if seat.fill != "new":
            continue
        colleagues = by_unit.setdefault(seat.unit_id, [])
        is_namesake = bool(colleagues) and seat.rank is Rank.STAFF and dice.chance(NAMESAKE_SHARE)
        person = maker.hire(company, seat, city[seat.unit_id], dice.pick(colleagues).name if is_namesake else None)
        colleagues.append(person)
        group.people.append(person)
        group.posts.append(
            DemoPost(
                person.person_id, seat.unit_id, company.code, seat.title, seat.function, seat.rank,
                is_acting=seat.is_acting, starts_on=person.hired_on, in_charge_of=seat.in_charge_of,
            )
        )  # fmt: skip
