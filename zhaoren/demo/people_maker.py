"""Puts people on the seats: names, numbers, logins, mails, phones, each in the way of their company."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256

from schemas.vocabulary import EmploymentStatus, Rank
from zhaoren.demo.dice import Dice
from zhaoren.demo.name_maker import common_name, make_name, plain_latin, rare_name, renamed
from zhaoren.demo.tree_maker import Seat
from zhaoren.demo.truth import AS_OF, Company, DemoGroup, Name, Origin, Person

LOGIN_STYLES = ("joined", "initial", "dotted", "reversed")
EMP_NO_STYLES = ("letters", "zeros", "plain", "dashed")
_MOBILE_PREFIXES = (
    "130",
    "131",
    "133",
    "135",
    "136",
    "137",
    "138",
    "139",
    "150",
    "151",
    "158",
    "159",
    "177",
    "186",
    "188",
)


class PeopleMaker:
    """Hires people for one company after the other; mobile numbers are unique in the group, logins in a company."""

    def __init__(self, seed: int, stream: str = "people") -> None:
        self._dice = Dice(seed, stream)
        self._mobiles: set[str] = set()
        self._logins: set[tuple[str, str]] = set()
        self._emp_nos: dict[str, int] = {}
        self._count = 0

    def carry_on(self, group: DemoGroup) -> None:
        """Go on where the making of a group ended: nothing that is taken is given again."""
        self._count = len(group.people)
        self._mobiles = {person.mobile for person in group.people}
        self._logins = {(person.company_code, person.login) for person in group.people}
        self._logins |= {(past.company_code, past.login) for past in group.past}
        for company in group.companies:
            # A number in reserve: the last ones of a company may belong to people who moved on.
            self._emp_nos[company.code] = 100 + 5 * (len(group.staff[company.code]) + len(group.past))

    def hire(self, company: Company, seat: Seat, city: str, name: Name | None = None) -> Person:
        """A new person for a seat, with a given name or one that fits."""
        dice = self._dice
        born = dice.day(*_born_between(seat.rank))
        name = name or self._name(company, born.year)
        self._count += 1
        hired = dice.day(max(date(1998, 1, 1), born.replace(day=1) + timedelta(days=365 * 22)), date(2026, 9, 1))
        login = self.login(company, name)
        extension = dice.digits(4)
        return Person(
            person_id=f"P{self._count:06d}",
            name=name,
            company_code=company.code,
            unit_id=seat.unit_id,
            title=seat.title,
            emp_no=self.emp_no(company),
            login=login,
            email=f"{login}@{company.mail_domain}",
            old_email=f"{login}@{company.old_mail_domain}" if company.old_mail_domain and hired.year < 2019 else None,
            mobile=self.mobile(name, company),
            phone=_desk_phone(company, extension),
            nick=self._nick(name),
            city=city,
            born_on=born,
            # Stands for the hash of an identity number; no such number exists.
            id_hash=sha256(f"{self._count}/{name.characters}/{born}".encode()).hexdigest()[:16],
            hired_on=hired,
            left_on=None,
            status=EmploymentStatus.ACTIVE,
        )

    def leave(self, person: Person) -> date:
        """Make somebody a leaver; the title stays on him, as it does in directories."""
        first = max(person.hired_on + timedelta(days=90), date(2016, 1, 1))
        person.left_on = self._dice.day(first, AS_OF) if first < AS_OF else AS_OF
        person.status = EmploymentStatus.LEFT
        return person.left_on

    def login(self, company: Company, name: Name) -> str:
        """A free login in the company's style; one in five bearers of a rare surname got the wrong reading."""
        surname = name.surname_pinyin.replace(" ", "")
        if name.naive_surname and self._dice.chance(0.3):
            surname = name.naive_surname
        if name.latin and name.origin in (Origin.HONG_KONG, Origin.TAIWAN) and self._dice.chance(0.5):
            surname, *given = (plain_latin(part) for part in name.latin.split(" ", 1))
        else:
            given = [part[0] if company.style == "center" else part for part in name.given_pinyin]
        whole = "".join(given)
        style = LOGIN_STYLES[sum(map(ord, company.code)) % len(LOGIN_STYLES)]
        wanted = {
            "joined": surname + whole,
            "initial": surname + "".join(part[0] for part in given if part),
            "dotted": f"{surname}.{whole}",
            "reversed": f"{whole}.{surname}",
        }[style]
        free, number = wanted, 2
        while (company.code, free) in self._logins:
            free, number = f"{wanted}{number}", number + 1
        self._logins.add((company.code, free))
        return free

    def emp_no(self, company: Company) -> str:
        """The next number in the company's style; numbers repeat between companies."""
        number = self._emp_nos.get(company.code, 100) + self._dice.number(1, 4)
        self._emp_nos[company.code] = number
        style = EMP_NO_STYLES[len(company.full_name) % len(EMP_NO_STYLES)]
        return {
            "letters": f"{company.code[:2]}{number:05d}",
            "zeros": f"{number:08d}",
            "plain": f"{number + 10000}",
            "dashed": f"{company.code[0]}-{number:06d}",
        }[style]

    def mobile(self, name: Name, company: Company) -> str:
        """An invented mobile number, digits only, with country code outside the mainland."""
        while True:
            if company.region == "hongkong" or (name.origin is Origin.HONG_KONG and self._dice.chance(0.5)):
                number = f"+852{self._dice.pick('569')}{self._dice.digits(7)}"
            elif company.region == "taiwan":
                number = f"+8869{self._dice.digits(8)}"
            elif company.region == "abroad":
                number = f"+{company.area_code}{self._dice.number(150, 179)}{self._dice.digits(7)}"
            else:
                number = self._dice.pick(_MOBILE_PREFIXES) + self._dice.digits(8)
            if number not in self._mobiles:
                self._mobiles.add(number)
                return number

    def rename(self, person: Person) -> None:
        """Give somebody a former name."""
        if person.name.origin is Origin.MAINLAND and person.name.surname in person.name.characters:
            person.name = renamed(person.name, self._dice)

    def _name(self, company: Company, born: int) -> Name:
        if company.region == "mainland":
            if self._dice.chance(0.035):
                return rare_name(self._dice, born)
            if self._dice.chance(0.02):
                return common_name(self._dice)
        return make_name(self._dice, company.region, born)

    def _nick(self, name: Name) -> str:
        """What he calls himself in a chat directory."""
        if name.origin is Origin.ABROAD:
            return name.given
        choices = [name.characters, name.characters, f"小{name.given[-1]}", f"老{name.surname[0]}", f"{name.surname}工"]
        if name.english:
            choices += [name.english, f"{name.english} {name.surname_pinyin.replace(' ', '').capitalize()}"]
        return self._dice.pick(choices)


def _born_between(rank: Rank) -> tuple[date, date]:
    if rank <= Rank.CHIEF:
        return date(1964, 1, 1), date(1982, 12, 31)
    if rank <= Rank.DEPUTY_HEAD:
        return date(1966, 1, 1), date(1990, 12, 31)
    return date(1966, 1, 1), date(2002, 12, 31)


def _desk_phone(company: Company, extension: str) -> str:
    area, line = company.switchboard.split("-")
    return f"{area}-{line[:-4]}{extension}"
