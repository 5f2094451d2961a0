"""Makes one company's tree and its seats: leaders first, then departments, sites and lines, then everybody else."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from schemas.vocabulary import Function, Rank, UnitType
from zhaoren.demo.company_words import FREQUENT_FUNCTIONS, HEAD_FUNCTIONS, INDUSTRIES, PLACES, USUAL_FUNCTIONS, Industry
from zhaoren.demo.dice import Dice
from zhaoren.demo.house_styles import (
    SECTIONS,
    STYLES,
    assistant_title,
    department_name,
    deputy_title,
    head_title,
    line_head_title,
    site_deputy_title,
    staff_titles,
)
from zhaoren.demo.truth import Company, DemoUnit

_HOLDING = Industry("holding", ("控股",), "Holdings", (), (), (), ("并购整合", "投后管理", "司库系统", "ESG报告"))
_BY_KEY = {industry.key: industry for industry in (*INDUSTRIES, _HOLDING)}
_ENGLISH_SITES = ("Flagship Store", "Distribution Centre", "Showroom", "Service Hub")
_FUNCTION_WORDS = {
    Function.PRODUCTION: "生产", Function.EHS: "安全环保", Function.SALES: "销售", Function.PROCUREMENT: "采购",
    Function.RESEARCH: "技术", Function.FINANCE: "财务", Function.HR: "人力资源", Function.MARKETING: "市场",
    Function.QUALITY: "质量", Function.LOGISTICS: "物流", Function.INVESTMENT: "投资", Function.EQUIPMENT: "设备",
}  # fmt: skip


def industry_of(company: Company) -> Industry:
    """The trade of a company; the head group has one of its own."""
    return _BY_KEY[company.industry]


@dataclass(frozen=True, slots=True)
class Seat:
    """A chair before anybody sits on it. `fill`: "new" (hire), "shared" (somebody of the company does it
    beside his own), "parent" (the parent company's head of that function does), "vacant"."""

    unit_id: str
    title: str
    function: Function
    rank: Rank
    in_charge_of: tuple[Function, ...] = ()
    is_acting: bool = False
    fill: str = "new"


@dataclass
class CompanyTree:
    """Units and seats of one company, leaders first."""

    units: list[DemoUnit] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)


class TreeMaker:
    """Builds one tree for about `size` people."""

    def __init__(self, company: Company, size: int, dice: Dice, *, is_flagship: bool, is_grandchild: bool) -> None:
        self._company = company
        self._size = size
        self._dice = dice
        self._is_flagship = is_flagship
        self._finance_from_parent = is_grandchild and not is_flagship and dice.chance(0.5)
        self._style = STYLES[company.style]
        self._industry = industry_of(company)
        self._tree = CompanyTree()
        self._homes: list[DemoUnit] = []

    def make(self) -> CompanyTree:
        """The whole tree; seats to be hired for are `size` at most."""
        root = self._unit(None, self._company.full_name, UnitType.COMPANY, Function.GENERAL)
        functions = self._functions()
        leaders = self._unit(root, self._style.executive_unit, UnitType.EXECUTIVE, Function.GENERAL)
        self._leaders(leaders, functions)
        departments = [self._department(root, function, number) for number, function in enumerate(functions)]
        for department in departments:
            self._sections(department)
        self._sites(root)
        self._cut_to_size()
        self._staff(departments)
        return self._tree

    def _unit(self, parent: DemoUnit | None, name: str, unit_type: UnitType, function: Function) -> DemoUnit:
        code = self._company.code
        unit = DemoUnit(
            unit_id=code if parent is None else f"{code}-{len(self._tree.units):03d}",
            parent_id=parent.unit_id if parent else None,
            company_code=code,
            name=name,
            unit_type=unit_type,
            city=self._company.city,
            function=function,
        )
        self._tree.units.append(unit)
        return unit

    def _seat(self, unit: DemoUnit, title: str, function: Function, rank: Rank) -> Seat:
        seat = Seat(unit.unit_id, title, function, rank)
        self._tree.seats.append(seat)
        return seat

    def _functions(self) -> list[Function]:
        is_head = self._company.parent_code is None
        extra = list(HEAD_FUNCTIONS if is_head else self._industry.functions)
        if not is_head:
            extra += self._dice.picks(FREQUENT_FUNCTIONS, self._dice.number(2, 5))
            extra += [Function.BOARD] if self._company.stock_name else []
        wanted = [*USUAL_FUNCTIONS, *self._dice.shuffled(list(dict.fromkeys(extra)))]
        return wanted[: max(3, self._size // 9)]

    def _leaders(self, unit: DemoUnit, functions: list[Function]) -> None:
        style, dice = self._style, self._dice
        self._seat(unit, style.president, Function.GENERAL, Rank.PRESIDENT)
        chiefs = self._chiefs(unit, functions)
        if self._size >= 20:
            self._seat(unit, style.chair, Function.BOARD, Rank.CHAIR)
        free = dice.shuffled(
            [function for function in functions if function in _FUNCTION_WORDS and function not in chiefs]
        )
        for _ in range(min(4, max(1, self._size // 50))):
            charge = tuple(free.pop() for _ in range(min(len(free), dice.number(1, 2)))) if dice.chance(0.6) else ()
            charged = charge and not style.english
            title = style.vice + (f"（分管{'、'.join(_FUNCTION_WORDS[part] for part in charge)}）" if charged else "")
            seat = self._seat(unit, title, Function.GENERAL, Rank.VICE_PRESIDENT)
            if charged:
                self._tree.seats[-1] = replace(seat, in_charge_of=charge)

    def _chiefs(self, unit: DemoUnit, functions: list[Function]) -> set[Function]:
        chiefs: set[Function] = set()
        for function, title in self._style.chiefs.items():
            finance = function is Function.FINANCE
            if function not in functions or (self._size < 25 and not (finance and self._is_flagship)):
                continue
            if finance and self._finance_from_parent:
                continue
            if (finance and self._is_flagship) or self._dice.chance(0.65 if finance else 0.3):
                self._seat(unit, title, function, Rank.CHIEF)
                chiefs.add(function)
        return chiefs

    def _department(self, root: DemoUnit, function: Function, number: int) -> DemoUnit:
        dice = self._dice
        name = department_name(self._style, function, dice.number(0, 5))
        unit = self._unit(root, name, UnitType.DEPARTMENT, function)
        head = Seat(unit.unit_id, head_title(self._style, name), function, Rank.HEAD)
        deputy = Seat(unit.unit_id, deputy_title(self._style, name), function, Rank.DEPUTY_HEAD)
        seats = [head, *([deputy] if self._size > 40 and dice.chance(0.55) else [])]
        if number == 0 and self._is_flagship:
            # One person is chief officer and head of the department: the answer of the demo leaves no doubt.
            seats[0] = replace(head, fill="shared")
        elif number == 0 and self._finance_from_parent:
            seats = [replace(head, fill="parent")]
        elif number > 0 and dice.chance(0.09):
            seats = [replace(head, fill="vacant")]
        elif dice.chance(0.06):
            acting = replace(deputy, title=f"{deputy.title}（主持工作）", rank=Rank.HEAD, is_acting=True)
            seats = [replace(head, fill="vacant"), acting]
        elif number > 2 and dice.chance(0.07):
            seats[0] = replace(head, fill="shared")
        self._tree.seats += seats
        self._homes.append(unit)
        return unit

    def _sections(self, department: DemoUnit) -> None:
        names = SECTIONS.get(department.function, ())
        if self._size < 120 or self._style.english or not names or self._dice.chance(0.4):
            return
        for name in self._dice.picks(names, self._dice.number(1, len(names))):
            section = self._unit(department, name + self._style.section_suffix, UnitType.SECTION, department.function)
            self._seat(section, self._style.section_head, department.function, Rank.SECTION_HEAD)
            self._homes.append(section)

    def _sites(self, root: DemoUnit) -> None:
        places = self._dice.shuffled(PLACES)
        kinds = self._industry.sites
        for number in range(min(len(places), self._size // 45) if kinds else 0):
            kind = kinds[number % len(kinds)]
            if "{}" not in kind.name and number >= len(kinds):
                continue
            name = kind.name.format(places[number])
            if self._style.english:
                site = self._unit(root, f"{_ENGLISH_SITES[number % 4]} {number + 1}", UnitType.SITE, kind.function)
                self._seat(site, "Store Manager", Function.OTHER, Rank.HEAD)
                self._homes += [site]
                continue
            site = self._unit(root, name, UnitType.SITE, kind.function)
            self._seat(site, kind.head, Function.OTHER, Rank.HEAD)
            if self._dice.chance(0.5):
                self._seat(site, site_deputy_title(kind.head), Function.OTHER, Rank.DEPUTY_HEAD)
            self._homes += [site, site]
            for line_name in kind.lines:
                line = self._unit(site, line_name, UnitType.LINE, kind.function)
                self._seat(line, line_head_title(line_name), kind.function, Rank.SECTION_HEAD)
                self._homes += [line, line, line]

    def _cut_to_size(self) -> None:
        """Keep the first seats when there are more than people; units may stay empty, as in life."""
        hired = 0
        kept: list[Seat] = []
        for seat in self._tree.seats:
            hired += seat.fill == "new"
            if hired <= self._size or seat.fill != "new":
                kept.append(seat)
        self._tree.seats = kept

    def _staff(self, departments: list[DemoUnit]) -> None:
        missing = self._size - sum(seat.fill == "new" for seat in self._tree.seats)
        if missing > 0:
            office = next(unit for unit in departments if unit.function is Function.ADMINISTRATION)
            self._seat(office, assistant_title(self._style), Function.ADMINISTRATION, Rank.STAFF)
        for _ in range(missing - 1):
            unit = self._dice.pick(self._homes)
            titles = staff_titles(self._style, unit.function)
            self._seat(unit, self._dice.pick(titles), unit.function, Rank.STAFF)
