"""What happens to people over the years: leaving, moving, coming back, second posts, new names, shared seats."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from schemas.vocabulary import EmploymentStatus, Function, Rank
from zhaoren.demo.dice import Dice
from zhaoren.demo.house_styles import STYLES, assistant_title
from zhaoren.demo.people_maker import PeopleMaker
from zhaoren.demo.tree_maker import CompanyTree, Seat
from zhaoren.demo.truth import AS_OF, Company, DemoGroup, DemoPost, PastEmployment, Person, Vacancy

_LEADING = (Rank.PRESIDENT, Rank.VICE_PRESIDENT, Rank.CHIEF, Rank.HEAD)


class LifeEvents:
    """Changes a staffed group in place. Nothing happens to the flagship's finance chief: the demo asks for him."""

    def __init__(self, group: DemoGroup, maker: PeopleMaker, trees: dict[str, CompanyTree]) -> None:
        self._group = group
        self._maker = maker
        self._trees = trees
        self._dice = Dice(group.seed, "life")

    def happen(self, leavers: dict[str, int]) -> None:
        """Everything, in an order that matters: seats are shared before anybody leaves.

        Args:
            leavers: how many people left each company.
        """
        self._share_seats()
        self._name_assistants()
        self._set_managers()
        staff = [person for person in self._group.people if person.title]
        for company in self._group.companies:
            self._leavers(company, leavers[company.code])
        self._group.forget_look_ups()
        self._vacancies()
        for person in staff:
            self._career(person)
        self._sit_on_boards()

    def _share_seats(self) -> None:
        for code, tree in self._trees.items():
            for seat in tree.seats:
                source = code if seat.fill == "shared" else self._group.company[code].parent_code
                if seat.fill in ("shared", "parent") and source:
                    holder = self._sharer(source, seat)
                    self._group.posts.append(_post(holder, seat, code, is_primary=False))

    def _sharer(self, code: str, seat: Seat) -> DemoPost:
        """The post of who takes a seat beside his own: who already heads that function, else some leader."""
        own = [
            post for post in self._group.posts if post.company_code == code and post.is_primary and not post.is_acting
        ]
        same = [post for post in own if post.function is seat.function and post.rank in (Rank.CHIEF, Rank.HEAD)]
        leaders = [post for post in own if post.rank in _LEADING]
        return same[0] if same else self._dice.pick(leaders)

    def _name_assistants(self) -> None:
        presidents = {post.company_code: post.person_id for post in self._group.posts if post.rank is Rank.PRESIDENT}
        for person in self._group.people:
            # A 董事会秘书 is a chief officer, nobody's assistant.
            style = STYLES[self._group.company[person.company_code].style]
            if person.title == assistant_title(style):
                person.assistant_of = presidents[person.company_code]

    def _set_managers(self) -> None:
        """Everybody reports to the next one up: section, department or site, vice president, president, parent."""
        group = self._group
        heads: dict[str, str] = {}
        for post in sorted(group.posts, key=lambda post: (-post.rank, not post.is_primary)):
            if post.rank in (Rank.HEAD, Rank.SECTION_HEAD):
                heads[post.unit_id] = post.person_id
        top = {(post.company_code, post.rank): post.person_id for post in reversed(group.posts) if post.is_primary}
        charge = {(post.company_code, part): post.person_id for post in group.posts for part in post.in_charge_of}
        for post in group.posts:
            if not post.is_primary:
                continue
            code, parent = post.company_code, group.company[post.company_code].parent_code
            above = [heads.get(unit_id) for unit_id in self._path(post.unit_id)] if post.rank > Rank.CHIEF else []
            if post.rank is Rank.HEAD:
                above = [charge.get((code, post.function))]
            if post.rank > Rank.PRESIDENT:
                above.append(top.get((code, Rank.PRESIDENT)))
            above += [top.get((code, Rank.CHAIR))] if post.rank > Rank.CHAIR else []
            above += [top.get((parent, Rank.PRESIDENT))] if parent and post.rank <= Rank.PRESIDENT else []
            group.person[post.person_id].manager_id = next(
                (who for who in above if who and who != post.person_id), None
            )

    def _path(self, unit_id: str) -> list[str]:
        unit = self._group.unit[unit_id]
        return [unit_id, *self._path(unit.parent_id)] if unit.parent_id else [unit_id]

    def _leavers(self, company: Company, count: int) -> None:
        """People who left but still carry the title of the seat; often the one whom today's head replaced."""
        seats = self._trees[company.code].seats
        vacant = [seat for seat in seats if seat.fill == "vacant"]
        leading = [seat for seat in seats if seat.rank in _LEADING]
        for number in range(count):
            seat = (
                vacant[number]
                if number < len(vacant)
                else self._dice.pick(leading if self._dice.chance(0.3) else seats)
            )
            person = self._maker.hire(company, replace(seat, is_acting=False), company.city)
            left_on = self._maker.leave(person)
            self._group.people.append(person)
            post = DemoPost(
                person.person_id, seat.unit_id, company.code, person.title, seat.function, seat.rank,
                starts_on=person.hired_on, ends_on=left_on, in_charge_of=seat.in_charge_of,
            )  # fmt: skip
            self._group.posts.append(post)
            if self._dice.chance(0.1):
                # The company gave the number on.
                heir = self._dice.pick(self._group.people[: -count or None])
                if heir.status is EmploymentStatus.ACTIVE and heir.company_code == company.code:
                    heir.mobile = person.mobile

    def _vacancies(self) -> None:
        last: dict[tuple[str, str], str] = {}
        for post in self._group.posts:
            if post.ends_on:
                last[post.unit_id, post.title] = post.person_id
        for code, tree in self._trees.items():
            for seat in tree.seats:
                if seat.fill == "vacant":
                    holder = last.get((seat.unit_id, seat.title))
                    self._group.vacancies.append(
                        Vacancy(seat.unit_id, code, seat.title, seat.function, seat.rank, holder)
                    )

    def _career(self, person: Person) -> None:
        """Rare things, one throw each."""
        dice = self._dice
        if dice.chance(0.015):
            self._maker.rename(person)
        if person.hired_on.year - person.born_on.year < 28:
            pass
        elif dice.chance(0.045):
            self._past(person, dice.pick(self._group.companies))
        elif dice.chance(0.009):
            self._past(person, self._group.company[person.company_code])
        if dice.chance(0.02):
            self._extra_post(person, dice.day(date(2012, 1, 1), date(2019, 1, 1)), dice.day(date(2019, 2, 1), AS_OF))
        elif dice.chance(0.008):
            self._extra_post(person, dice.day(date(2040, 1, 1), date(2042, 1, 1)), None)

    def _past(self, person: Person, company: Company) -> None:
        """An earlier employment that ended before the present one began."""
        seat = self._dice.pick(self._trees[company.code].seats)
        left_on = person.hired_on - timedelta(days=self._dice.number(1, 400))
        hired_on = left_on - timedelta(days=self._dice.number(300, 3000))
        self._group.past.append(
            PastEmployment(
                person.person_id, company.code, seat.unit_id, self._maker.emp_no(company),
                self._maker.login(company, person.name), seat.title, hired_on, left_on,
            )
        )  # fmt: skip
        self._group.posts.append(
            DemoPost(
                person.person_id, seat.unit_id, company.code, seat.title, seat.function, seat.rank,
                is_primary=False, starts_on=hired_on, ends_on=left_on,
            )
        )  # fmt: skip

    def _extra_post(self, person: Person, starts_on: date, ends_on: date | None) -> None:
        """A second post that is over, or has not begun."""
        seats = [seat for seat in self._trees[person.company_code].seats if seat.rank in (Rank.HEAD, Rank.DEPUTY_HEAD)]
        if seats:
            seat = self._dice.pick(seats)
            self._group.posts.append(
                DemoPost(
                    person.person_id, seat.unit_id, person.company_code, seat.title, seat.function, seat.rank,
                    is_primary=False, starts_on=starts_on, ends_on=ends_on,
                )
            )  # fmt: skip

    def _sit_on_boards(self) -> None:
        """Leaders of a parent are directors of its subsidiaries beside their own post."""
        for company in self._group.companies:
            if not company.parent_code or STYLES[company.style].english:
                continue
            leaders = self._group.held_posts[company.parent_code]
            leaders = [post for post in leaders if post.rank in _LEADING[:3] and post.is_primary]
            executive = next(unit for unit in self._trees[company.code].units[1:])
            for post in self._dice.picks(leaders, self._dice.number(0, 2)):
                seat = Seat(executive.unit_id, "董事", Function.BOARD, Rank.SPECIALIST)
                self._group.posts.append(_post(post, seat, company.code, is_primary=False))


def _post(holder: DemoPost, seat: Seat, code: str, *, is_primary: bool) -> DemoPost:
    """A seat taken beside another one."""
    return DemoPost(
        holder.person_id, seat.unit_id, code, seat.title, seat.function, seat.rank,
        is_primary=is_primary, is_acting=seat.is_acting, starts_on=holder.starts_on, in_charge_of=seat.in_charge_of,
    )  # fmt: skip
