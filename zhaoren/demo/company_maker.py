"""Makes the companies: a head group, its subsidiaries in many trades, their subsidiaries, and all their names."""

from __future__ import annotations

from pypinyin import lazy_pinyin

from zhaoren.demo.company_words import BRANDS, CITIES, GROUP_BRANDS, INDUSTRIES, OVERSEAS_CITIES, PLACES, Industry
from zhaoren.demo.dice import Dice
from zhaoren.demo.truth import Company

_BY_KEY = {industry.key: industry for industry in INDUSTRIES}
_STYLE_OF = {
    "mining": ("bureau", "office"), "steel": ("bureau", "office"), "energy": ("bureau",), "finance": ("financial",),
    "insurance": ("financial",), "fashion": ("center", "english"), "technology": ("center",), "tourism": ("classic",),
}  # fmt: skip
_TRAPS = ("finance", "logistics")
"""Subsidiaries that bear the group's brand and a function in their name: 云岭财务有限公司 is no finance department."""


class CompanyMaker:
    """Makes companies that do not share a code, a brand, a short name or a colloquial name."""

    def __init__(self, seed: int, count: int, with_flagship: bool) -> None:
        self._dice = Dice(seed, "companies")
        self._count = count
        self._with_flagship = with_flagship
        self._brands = self._dice.shuffled(BRANDS)
        self._taken: set[str] = set()
        self._made: list[Company] = []

    def make(self) -> list[Company]:
        """The head group first, parents before children."""
        head = self._head()
        self._made.append(head)
        order = self._industries()
        for number, industry in enumerate(order, start=2):
            trap = industry.key in _TRAPS and number <= len(INDUSTRIES) + 2
            flagship = self._with_flagship and number == 2
            is_child = number > 5 and not trap and self._dice.chance(0.28)
            parent = self._dice.pick(self._made[1:]) if is_child else head
            brand = "琼州" if flagship else head.brand if trap else parent.brand if is_child else self._new_brand()
            trade = "矿业" if flagship else self._dice.pick(industry.trades)
            if brand + trade in self._taken:
                brand, parent = self._new_brand(), head
            self._made.append(self._company(industry, brand, trade, parent, flagship))
        return self._made

    def _industries(self) -> list[Industry]:
        """One for every company but the head; a small group still has trades of several kinds."""
        rest = [industry for industry in self._dice.shuffled(INDUSTRIES) if industry.key != "mining"]
        order = [_BY_KEY["mining"], *rest]
        while len(order) < self._count - 1:
            order += self._dice.shuffled(INDUSTRIES)
        return order[: self._count - 1]

    def _new_brand(self) -> str:
        if self._brands:
            return self._brands.pop()
        while True:
            made = self._dice.pick(BRANDS)[0] + self._dice.pick(BRANDS)[1]
            if made not in self._taken:
                self._taken.add(made)
                return made

    def _head(self) -> Company:
        brand = self._dice.pick(GROUP_BRANDS)
        short = f"{brand}集团"
        english = "".join(lazy_pinyin(brand)).capitalize()
        self._taken |= {short, brand, brand + "控股"}
        return Company(
            code=self._code(brand + "集团"), full_name=f"{brand}控股集团有限公司", short_name=short,
            colloquial_name=f"{brand[0]}控", brand=brand, trade="控股", stock_name=f"{brand}控股",
            aliases=("集团总部", "集团", f"{brand}控股"), former_names=(f"{brand}实业总公司",),
            english_name=f"{english} Holdings Group Co., Ltd.", english_short=english, city="上海", area_code="021",
            region="mainland", industry="holding", parent_code=None, mail_domain=f"{english.lower()}.example",
            old_mail_domain=f"{english.lower()}-sy.example", switchboard=self._switchboard("021"), style="group",
        )  # fmt: skip

    def _company(self, industry: Industry, brand: str, trade: str, parent: Company, flagship: bool) -> Company:
        dice = self._dice
        city, area, region = ("海口", "0898", "mainland") if flagship else self._city(industry)
        short = brand + trade
        self._taken.add(short)
        listed = flagship or dice.chance(0.35)
        joint_stock = "股份" if listed else ""
        overseas = "" if region == "mainland" else f"({city})" if region != "abroad" else ""
        reading = "".join(lazy_pinyin(brand)).capitalize()
        english = self._english(reading, industry, trade)
        colloquial = self._colloquial(brand, trade)
        code = self._code(short)
        aliases = ([colloquial] if flagship or dice.chance(0.5) else []) + (
            [reading.upper()] if dice.chance(0.3) else []
        )
        former = self._former(industry) if flagship or dice.chance(0.5) else ()
        return Company(
            code=code, full_name=f"{short}{overseas}{joint_stock}有限公司", short_name=short,
            colloquial_name=colloquial,
            brand=brand, trade=trade, stock_name=f"{brand}股份" if listed and brand not in self._taken else None,
            aliases=tuple(aliases), former_names=former,
            english_name=f"{english} Co., Ltd." if region != "hongkong" else f"{english} (Hong Kong) Limited",
            english_short=english, city=city, area_code=area, region=region, industry=industry.key,
            parent_code=parent.code, mail_domain=english_domain(english),
            old_mail_domain=f"{code.lower()}-mail.example" if dice.chance(0.5) else None,
            switchboard=self._switchboard(area), style=self._style(industry, region, flagship),
        )  # fmt: skip

    def _english(self, reading: str, industry: Industry, trade: str) -> str:
        english = f"{reading} {industry.english}"
        if english in self._taken:
            english = f"{reading} {''.join(lazy_pinyin(trade)).capitalize()}"
        self._taken.add(english)
        return english

    def _former(self, industry: Industry) -> tuple[str, ...]:
        name = self._dice.pick(PLACES) + self._dice.pick(industry.old_forms)
        if name in self._taken:
            return ()
        self._taken.add(name)
        return (name,)

    def _city(self, industry: Industry) -> tuple[str, str, str]:
        overseas_already = {company.region for company in self._made}
        if industry.key in ("fashion", "retail", "insurance", "technology") and self._dice.chance(0.5):
            free = [place for place in OVERSEAS_CITIES if place[2] not in overseas_already]
            if free:
                return free[0]
        return self._dice.pick(CITIES)

    def _style(self, industry: Industry, region: str, flagship: bool) -> str:
        if flagship:
            return "classic"
        if region == "abroad":
            return "english"
        return self._dice.pick(_STYLE_OF.get(industry.key, ("classic", "center", "bureau")))

    def _colloquial(self, brand: str, trade: str) -> str:
        """First character of the brand and one of the trade, as people say; unique in the group."""
        for said in (brand[0] + trade[0], brand[0] + trade[-1], brand[1] + trade[0], brand + trade[0]):
            if said not in self._taken:
                self._taken.add(said)
                return said
        return brand + trade

    def _code(self, short: str) -> str:
        letters = "".join(reading[0] for reading in lazy_pinyin(short)).upper()[:4]
        code, number = letters, 2
        while code in self._taken:
            code, number = f"{letters}{number}", number + 1
        self._taken.add(code)
        return code

    def _switchboard(self, area: str) -> str:
        return f"{area}-{self._dice.number(2, 8)}{self._dice.digits(4)}000"


def english_domain(english_short: str) -> str:
    """A mail domain below the reserved .example: "Qiongzhou Mining" -> "qiongzhoumining.example"."""
    return "".join(word.lower() for word in english_short.split() if word.isalpha()) + ".example"
