"""A second hand that writes shape B: other rates, other habits of typing, other kinds of dirt than the demo's.

What a model learned from the demo's groups must hold on these too, so nothing of how `zhaoren.demo.shape_b` draws,
spells or mixes is used here; only its companies and human names are.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from benchmarks.identity.other_rows import RowWriter
from zhaoren.demo.company_maker import CompanyMaker
from zhaoren.demo.dice import Dice
from zhaoren.demo.hard_cases import NAMESAKES
from zhaoren.demo.name_maker import common_name, make_name, rare_name, renamed
from zhaoren.demo.truth import Company, Name, Origin

DEPARTMENTS = (
    "财务管理部", "人力资源中心", "采购供应部", "市场营销部", "信息技术部", "法务合规部", "安全环保部", "生产运营部",
    "研发中心", "质量管理部", "综合办公室", "审计监察部", "战略投资部", "仓储物流部", "设备工程部", "客户服务部",
)  # fmt: skip
SECTIONS = ("一组", "二组", "综合科", "技术科", "运行班", "")
TITLES = ("专员", "主管", "工程师", "高级工程师", "经理", "副经理", "助理", "主任", "技术员", "操作工", "会计", "顾问")
_PREFIXES = ("132", "134", "137", "139", "147", "152", "155", "157", "166", "176", "178", "180", "185", "189", "199")


@dataclass(slots=True)
class Job:
    """One employment."""

    company: Company
    department: str
    section: str
    title: str
    emp_no: str
    login: str
    hired_on: date
    left_on: date | None = None
    concurrent: bool = False


@dataclass(slots=True)
class Human:
    """One person with all employments, the present one last."""

    id: str
    name: Name
    born_on: date
    id_hash: str
    mobile: str
    old_mobile: str
    desk: str
    nick: str
    jobs: list[Job]
    cases: set[str] = field(default_factory=set)


class OtherStyle:
    """Makes people and writes their rows; the same seed gives the same files."""

    def __init__(self, seed: int, people: int, companies: int = 16, writer: type[RowWriter] = RowWriter) -> None:
        self._writer = writer
        self._dice = Dice(seed, "other-style")
        self._seed = seed
        self.companies = CompanyMaker(seed + 900_000, companies, with_flagship=False).make()
        weights = [self._dice.share(1.0, 0.9) for _ in self.companies]
        self._numbers = {company.code: 1000 for company in self.companies}
        self._logins: set[str] = set()
        self.people: list[Human] = []
        for company, weight in zip(self.companies, weights, strict=True):
            for _ in range(max(3, round(people * weight / sum(weights)))):
                self._hire(company)
        self._hand_numbers_on()
        self._mark_namesakes()

    def a_day_later(self) -> None:
        """Some get a new number or title, leave, or are new: four in a thousand each."""
        count = max(1, len(self.people) // 250)
        dice = self._dice
        for human in dice.picks(self.people, count):
            human.mobile = self._mobile(human.name)
        for human in dice.picks(self.people, count):
            human.jobs[-1].title = dice.pick(TITLES)
        for human in dice.picks(self.people, count):
            human.jobs[-1].left_on = human.jobs[-1].left_on or date(2026, 11, 2)
        for _ in range(count):
            self._hire(dice.pick(self.companies))

    def _mark_namesakes(self) -> None:
        bearers: dict[tuple[str, str, str], list[Human]] = {}
        for human in self.people:
            for job in human.jobs:
                bearers.setdefault((job.company.code, job.department, human.name.characters), []).append(human)
        for several in bearers.values():
            if len({human.id for human in several}) > 1:
                for human in several:
                    human.cases.add(NAMESAKES)

    def write(self, folder: Path) -> None:
        """The five files of shape B, and `truth.csv` with `source, record_key, person_id, cases`."""
        folder.mkdir(parents=True, exist_ok=True)
        writer = self._writer(self._seed, self.companies, self.people)
        truth: list[tuple[str, str, str, str]] = []
        for name, rows in writer.all().items():
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                out = csv.writer(file)
                out.writerow(writer.columns[name])
                for human, cases, cells in sorted(rows, key=lambda row: row[2][0]):
                    out.writerow(cells)
                    if human:
                        truth.append((name, cells[0], human, ";".join(sorted(cases))))
        with (folder / "truth.csv").open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(("source", "record_key", "person_id", "cases"))
            out.writerows(truth)
        writer.write_companies(folder / "companies.csv")

    def _hire(self, company: Company) -> None:
        dice = self._dice
        born = dice.day(date(1963, 1, 1), date(2003, 12, 31))
        colleagues = self.people[-30:]
        department, section = dice.pick(DEPARTMENTS), dice.pick(SECTIONS)
        cases: set[str] = set()
        name = rare_name(dice, born.year) if dice.chance(0.02) else make_name(dice, company.region, born.year)
        if dice.chance(0.02):
            name = common_name(dice)
        like = dice.pick(colleagues) if colleagues and dice.chance(0.015) else None
        if like is not None and like.jobs[-1].company is company:
            name, department, section = like.name, like.jobs[-1].department, like.jobs[-1].section
        if dice.chance(0.012) and name.origin is Origin.MAINLAND:
            name = renamed(name, dice)
            cases.add("former_name")
        if name.origin in (Origin.HONG_KONG, Origin.TAIWAN):
            cases.add("hongkong_taiwan")
        hired = dice.day(max(date(1995, 1, 1), born + timedelta(days=365 * 20)), date(2026, 10, 1))
        mobile = self._mobile(name)
        human = Human(
            f"H{len(self.people):06d}", name, born, f"{dice.uuid().hex}", mobile,
            self._mobile(name) if dice.chance(0.1) else mobile, self._desk(company), self._nick(name), [], cases,
        )  # fmt: skip
        human.jobs = self._career(human, company, Job(
            company, department, section, dice.pick(TITLES), self._number(company), self._login(company, name), hired,
        ))  # fmt: skip
        self.people.append(human)

    def _career(self, human: Human, company: Company, now: Job) -> list[Job]:
        """Transfers, returns under a new number, second posts, leavers."""
        dice, throw = self._dice, self._dice.number(1, 1000)
        if throw <= 80 and now.hired_on.year > 2002:
            other = dice.pick(self.companies)
            left = now.hired_on - timedelta(days=dice.number(0, 40 if throw <= 60 else 900))
            before = Job(
                other, dice.pick(DEPARTMENTS), "", now.title if dice.chance(0.4) else dice.pick(TITLES),
                self._number(other), self._login(other, human.name),
                left - timedelta(days=dice.number(200, 3500)), left,
            )  # fmt: skip
            human.cases.add("transfer" if other is not company else "rehire")
            return [before, now]
        if throw <= 100:
            other = dice.pick(self.companies)
            human.cases.add("concurrent")
            second = Job(
                other, dice.pick(DEPARTMENTS), "", dice.pick(TITLES), self._number(other),
                self._login(other, human.name), now.hired_on + timedelta(days=dice.number(0, 900)), concurrent=True,
            )  # fmt: skip
            return [second, now]
        if throw <= 190 and now.hired_on < date(2025, 6, 1):
            now.left_on = dice.day(now.hired_on + timedelta(days=60), date(2026, 10, 20))
            human.cases.add("leaver")
        return [now]

    def _hand_numbers_on(self) -> None:
        """Some numbers of leavers, changed ones too, went to somebody else of the group."""
        for human in self.people:
            if "leaver" in human.cases and self._dice.chance(0.2):
                heir = self._dice.pick(self.people)
                if "leaver" not in heir.cases:
                    heir.mobile = human.mobile
                    heir.cases.add("second_hand_number")

    def _mobile(self, name: Name) -> str:
        if name.origin is Origin.HONG_KONG:
            return f"+852{self._dice.pick('5679')}{self._dice.digits(7)}"
        if name.origin is Origin.TAIWAN:
            return f"+8869{self._dice.digits(8)}"
        return self._dice.pick(_PREFIXES) + self._dice.digits(8)

    def _desk(self, company: Company) -> str:
        area, line = company.switchboard.split("-")
        return f"{area}-{line[:-3]}{self._dice.digits(3)}"

    def _number(self, company: Company) -> str:
        self._numbers[company.code] += self._dice.number(1, 3)
        number = self._numbers[company.code]
        style = sum(map(ord, company.code)) % 3
        return (f"{number:06d}", f"{company.code[:1]}{number}", f"{number}")[style]

    def _login(self, company: Company, name: Name) -> str:
        family = name.surname_pinyin.replace(" ", "")
        if name.naive_surname and self._dice.chance(0.35):
            family = name.naive_surname
        given = "".join(name.given_pinyin) or "x"
        style = sum(map(ord, company.mail_domain)) % 3
        wanted = (f"{family}{given}", f"{given}.{family}", f"{given[0]}{family}")[style].replace(" ", "").lower()
        free, at = wanted, 1
        while f"{free}@{company.code}" in self._logins:
            at += 1
            free = f"{wanted}{at:02d}"
        self._logins.add(f"{free}@{company.code}")
        return free

    def _nick(self, name: Name) -> str:
        if name.origin is Origin.ABROAD:
            return name.given.split(" ")[0]
        options = [f"小{name.surname[0]}", f"老{name.surname[0]}", f"{name.surname}总", f"{name.given[-1]}哥"]
        options += [f"{name.surname}工", f"阿{name.given[-1]}", name.given, f"{name.given[-1]}{name.given[-1]}"]
        if name.english:
            options += [name.english, f"{name.english} {name.surname_pinyin.replace(' ', '').capitalize()}"] * 2
        return self._dice.pick(options)
