"""The truth about a fictional group: what the silos were written from and what an answer is measured against."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from schemas.vocabulary import EmploymentStatus, Function, Rank, UnitType

AS_OF = date(2026, 11, 1)
"""The day of the truth. Posts yet to come start after 2040, so that the truth does not rot with the calendar."""


class Origin(StrEnum):
    """Where a name comes from, which decides its scripts and spellings."""

    MAINLAND = "mainland"
    HONG_KONG = "hongkong"
    TAIWAN = "taiwan"
    ABROAD = "abroad"


@dataclass(frozen=True, slots=True)
class Name:
    """One human name in all its forms.

    `characters` is the name of record (Latin letters for people from abroad). `naive_surname` is the reading that a
    converter without a surname table would write ("ceng" for 曾), None where the two agree.
    """

    characters: str
    surname: str
    given: str
    surname_pinyin: str
    given_pinyin: tuple[str, ...]
    origin: Origin
    gender: str
    naive_surname: str | None = None
    traditional: str | None = None
    latin: str | None = None
    english: str | None = None
    former: str | None = None

    @property
    def pinyin(self) -> str:
        """Whole reading, joined: "zhangwei"."""
        return self.surname_pinyin.replace(" ", "") + "".join(self.given_pinyin)

    @property
    def initials(self) -> str:
        """First letters: "zw"; both syllables of a compound surname count: "oyxm"."""
        return "".join(part[0] for part in (*self.surname_pinyin.split(), *self.given_pinyin))

    @property
    def spaced_pinyin(self) -> str:
        """Passport order in capitals and small letters: "Zhang Wei"; people from abroad as they write themselves."""
        if self.origin is Origin.ABROAD:
            return self.characters
        return f"{self.surname_pinyin.replace(' ', '').capitalize()} {''.join(self.given_pinyin).capitalize()}"


@dataclass(frozen=True, slots=True)
class Company:
    """A company of the group with all its names. `colloquial_name` is what people say; it need not be declared."""

    code: str
    full_name: str
    short_name: str
    colloquial_name: str
    brand: str
    trade: str
    stock_name: str | None
    aliases: tuple[str, ...]
    former_names: tuple[str, ...]
    english_name: str
    english_short: str
    city: str
    area_code: str
    region: str
    industry: str
    parent_code: str | None
    mail_domain: str
    old_mail_domain: str | None
    switchboard: str
    style: str


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """A node of the tree. The company itself is one, without a parent."""

    unit_id: str
    parent_id: str | None
    company_code: str
    name: str
    unit_type: UnitType
    city: str
    function: Function


@dataclass(slots=True)
class Person:
    """A human being of the group, at the company that pays him now or paid him last."""

    person_id: str
    name: Name
    company_code: str
    unit_id: str
    title: str
    emp_no: str
    login: str
    email: str
    old_email: str | None
    mobile: str
    phone: str
    nick: str
    city: str
    born_on: date
    id_hash: str
    hired_on: date
    left_on: date | None
    status: EmploymentStatus
    manager_id: str | None = None
    assistant_of: str | None = None


@dataclass(frozen=True, slots=True)
class DemoPost:
    """A seat and who sits, sat or will sit on it. `in_charge_of` lists what a vice president answers for (分管)."""

    person_id: str
    unit_id: str
    company_code: str
    title: str
    function: Function
    rank: Rank
    is_primary: bool = True
    is_acting: bool = False
    starts_on: date = date(2015, 1, 1)
    ends_on: date | None = None
    in_charge_of: tuple[Function, ...] = ()

    def is_held(self, on: date = AS_OF) -> bool:
        """Whether the post runs on that day."""
        return self.starts_on <= on and (self.ends_on is None or on < self.ends_on)


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A seat without a holder."""

    unit_id: str
    company_code: str
    title: str
    function: Function
    rank: Rank
    last_holder_id: str | None


@dataclass(frozen=True, slots=True)
class PastEmployment:
    """An employment that ended before the present one: a transfer, or a rehire with a new number."""

    person_id: str
    company_code: str
    unit_id: str
    emp_no: str
    login: str
    title: str
    hired_on: date
    left_on: date


@dataclass(frozen=True, slots=True)
class Account:
    """Something in a directory that is no human being: a service account or a meeting room."""

    company_code: str
    login: str
    name: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class DemoProject:
    """A project with the people who lead it and take part."""

    project_id: str
    name: str
    topic: str
    company_code: str
    lead_id: str
    member_ids: tuple[str, ...]
    started_on: date


@dataclass(frozen=True, slots=True)
class DemoDocument:
    """Something written by people of the group."""

    document_id: str
    title: str
    kind: str
    topic: str
    company_code: str
    project_id: str | None
    author_ids: tuple[str, ...]
    written_on: date
    keywords: tuple[str, ...]


@dataclass
class DemoGroup:
    """A whole group. Lists are in the order of making, which the seed decides."""

    seed: int
    companies: list[Company]
    units: list[DemoUnit] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    posts: list[DemoPost] = field(default_factory=list)
    vacancies: list[Vacancy] = field(default_factory=list)
    past: list[PastEmployment] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    projects: list[DemoProject] = field(default_factory=list)
    documents: list[DemoDocument] = field(default_factory=list)

    @cached_property
    def company(self) -> dict[str, Company]:
        """Companies by code."""
        return {company.code: company for company in self.companies}

    @cached_property
    def unit(self) -> dict[str, DemoUnit]:
        """Units by id."""
        return {unit.unit_id: unit for unit in self.units}

    @cached_property
    def person(self) -> dict[str, Person]:
        """People by id."""
        return {person.person_id: person for person in self.people}

    @cached_property
    def staff(self) -> dict[str, list[Person]]:
        """People by the company that pays them, leavers included."""
        staff: dict[str, list[Person]] = {company.code: [] for company in self.companies}
        for person in self.people:
            staff[person.company_code].append(person)
        return staff

    @cached_property
    def posts_of(self) -> dict[str, list[DemoPost]]:
        """Posts by person, the primary one first; people without a post are absent."""
        posts: dict[str, list[DemoPost]] = defaultdict(list)
        for post in sorted(self.posts, key=lambda post: not post.is_primary):
            posts[post.person_id].append(post)
        return posts

    @cached_property
    def held_posts(self) -> dict[str, list[DemoPost]]:
        """Posts held today by people who have not left, by company."""
        held: dict[str, list[DemoPost]] = {company.code: [] for company in self.companies}
        for post in self.posts:
            if post.is_held() and self.person[post.person_id].status is EmploymentStatus.ACTIVE:
                held[post.company_code].append(post)
        return held

    def head_of(self, company_code: str, function: Function) -> tuple[str, ...]:
        """Who answers for a function in a company: person ids, best first, () when nobody does.

        Chief officer of the function, else head of the unit with that function nearest the company's root (acting
        ones count), else the vice president in charge, else the deputy of that unit.
        """
        held = self.held_posts[company_code]
        own = [post for post in held if post.function is function]
        if function is Function.GENERAL:
            tiers = [[post for post in own if post.rank is Rank.PRESIDENT]]
        else:
            tiers = [
                [post for post in own if post.rank is Rank.CHIEF],
                self._nearest_root([post for post in own if post.rank is Rank.HEAD]),
                [post for post in held if function in post.in_charge_of],
                self._nearest_root([post for post in own if post.rank is Rank.DEPUTY_HEAD]),
            ]
        best = next((tier for tier in tiers if tier), [])
        return tuple(dict.fromkeys(post.person_id for post in best))

    def forget_look_ups(self) -> None:
        """Drop what was looked up so far; needed after people or posts were added."""
        for name in ("person", "staff", "posts_of", "held_posts"):
            self.__dict__.pop(name, None)

    def depth(self, unit_id: str) -> int:
        """How many steps a unit lies below its company."""
        unit = self.unit[unit_id]
        return 0 if unit.parent_id is None else 1 + self.depth(unit.parent_id)

    def _nearest_root(self, posts: list[DemoPost]) -> list[DemoPost]:
        least = min((self.depth(post.unit_id) for post in posts), default=0)
        return [post for post in posts if self.depth(post.unit_id) == least]
