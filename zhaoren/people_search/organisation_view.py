"""The organisation as one audience may see it: units, labels, and the lexicons that names of units are read by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from schemas.answers import UnitLabel
from schemas.directory import NameKind, Unit
from schemas.expressions import EVERYTHING, Expression
from schemas.published import PUBLISHED_UNIT
from schemas.vocabulary import UnitType
from zhaoren.language.companies import UnitNames
from zhaoren.language.company_matching import CompanyLexicon
from zhaoren.language.industries import names_branch, same_branch
from zhaoren.language.text import fold
from zhaoren.search_index.port import Collection, IndexReader

_COMPANIES = (UnitType.GROUP, UnitType.COMPANY)
_GENERIC = 12  # a department name borne in more companies than this says nothing without a company


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """Only units that this audience may find; nothing here knows of others."""

    units: Mapping[str, Unit]
    children: Mapping[str, tuple[str, ...]]
    roots: tuple[str, ...]
    companies: CompanyLexicon
    departments: CompanyLexicon

    @classmethod
    def read(cls, reader: IndexReader, audience: Expression) -> OrganisationView:
        """All visible units of this view of the index, parents before children."""
        found = reader.scan(Collection.UNITS, EVERYTHING, audience)
        return cls.of(PUBLISHED_UNIT.validate_json(candidate.card).unit for candidate in found)

    @classmethod
    def of(cls, units: Iterable[Unit]) -> OrganisationView:
        """The view of these units."""
        by_id = {unit.id: unit for unit in units}
        children: dict[str, list[str]] = {}
        roots: list[str] = []
        for unit in by_id.values():
            if unit.parent_id in by_id:
                children.setdefault(unit.parent_id, []).append(unit.id)
            else:
                roots.append(unit.id)
        companies = [unit for unit in by_id.values() if unit.type in _COMPANIES]
        others = [unit for unit in by_id.values() if unit.type not in _COMPANIES]
        return cls(
            by_id,
            {parent: tuple(below) for parent, below in children.items()},
            tuple(roots),
            CompanyLexicon((unit.id, names_of(unit)) for unit in companies),
            CompanyLexicon(((unit.id, names_of(unit)) for unit in others), guesses=False, are_companies=False),
        )

    def label(self, unit_id: str | None) -> UnitLabel | None:
        """A unit as shown beside a post; None when it is unknown or hidden."""
        unit = self.units.get(unit_id) if unit_id is not None else None
        if unit is None:
            return None
        company = self.units.get(unit.company_id) if unit.company_id is not None else None
        below = unit.path[unit.path.index(company.id) + 1 :] if company is not None and company.id in unit.path else ()
        path = tuple(self.units[step].name.text for step in below if step in self.units)
        return UnitLabel(unit.id, unit.name.text, unit.company_id, short_name(company) if company else "", path)

    def company_name(self, company_id: str) -> str:
        """The short name of a company, as people say it."""
        unit = self.units.get(company_id)
        return short_name(unit) if unit is not None else ""

    def companies_above(self, company_id: str) -> Iterator[Unit]:
        """The visible companies above this one, the nearest first."""
        unit = self.units.get(company_id)
        for step in reversed(unit.path[:-1] if unit is not None else ()):
            above = self.units.get(step)
            if above is not None and above.type in _COMPANIES:
                yield above

    def companies_below(self, company_id: str) -> Iterator[Unit]:
        """Every visible company below this one, nearest levels first."""
        level = list(self.children.get(company_id, ()))
        while level:
            yield from (self.units[unit] for unit in level if self.units[unit].type in _COMPANIES)
            level = [below for unit in level for below in self.children.get(unit, ())]

    def all_companies(self) -> Iterator[Unit]:
        """Every visible company, those nearest the top first."""
        found = [unit for unit in self.units.values() if unit.type in _COMPANIES]
        yield from sorted(found, key=lambda unit: (len(unit.path), unit.number))

    def topmost(self, company_ids: Sequence[str]) -> tuple[str, ...]:
        """The one that stands above all others, where a shared brand names a whole family; else all of them."""
        for company in company_ids:
            if all(company in self.units[other].path for other in company_ids if other in self.units):
                return (company,)
        return tuple(company_ids)

    def of_branch(self, branch: str) -> tuple[str, ...]:
        """Companies of an industry, by the industry a source gives or by the trade in their names."""
        words = same_branch(fold(branch))
        if not words:
            return tuple(
                u.id for u in self.all_companies() if u.industry is not None and fold(u.industry.text) == branch
            )
        return tuple(u.id for u in self.all_companies() if any(names_branch(text, words) for text in _about(u)))

    def within(self, unit_ids: Sequence[str], companies: Sequence[str]) -> tuple[str, ...]:
        """Those units that belong to one of these companies; all of them where no company is named."""
        if not companies:
            return tuple(unit_ids) if len(unit_ids) <= _GENERIC else ()
        return tuple(
            u for u in unit_ids if self.units[u].company_id in companies or set(self.units[u].path) & {*companies}
        )


def _about(unit: Unit) -> Iterator[str]:
    """The industry that a source gives; where none does, the name."""
    if unit.industry is not None and unit.industry.text:
        yield fold(unit.industry.text)
    else:
        yield fold(unit.name.text)


def names_of(unit: Unit) -> UnitNames:
    """A unit's names by kind, as the lexicons take them."""

    def of(kind: NameKind) -> tuple[str, ...]:
        return tuple(name.value.text for name in unit.names if name.kind is kind)

    short = of(NameKind.SHORT)
    return UnitNames(
        legal=unit.name.text,
        short=short[0] if short else "",
        former=of(NameKind.FORMER),
        aliases=(*short[1:], *of(NameKind.ALIAS), *_telling_codes(unit)),
        english=of(NameKind.ENGLISH),
        stock=of(NameKind.STOCK),
    )


def _telling_codes(unit: Unit) -> tuple[str, ...]:
    """Codes that people type (HNKY); mere numbers are left to numbers of people."""
    return tuple(code for code in unit.codes if len(code) > 1 and not code.isdigit())


def short_name(unit: Unit) -> str:
    """What people call it: its short name, else the full one."""
    return next((name.value.text for name in unit.names if name.kind is NameKind.SHORT), unit.name.text)
