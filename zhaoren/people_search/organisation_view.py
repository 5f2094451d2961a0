"""The organisation as one audience may see it: units, labels, and the lexicons that names of units are read by."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

import numpy as np

from schemas.answers import UnitLabel
from schemas.directory import Unit
from schemas.expressions import EVERYTHING, Expression
from schemas.vocabulary import Function
from zhaoren.language.company_matching import CompanyLexicon
from zhaoren.language.declared_names import EntryIds
from zhaoren.language.industries import names_branch, same_branch
from zhaoren.language.packed_rows import Mask, key_of
from zhaoren.language.text import fold
from zhaoren.people_search.unit_masks import NotKept, satisfying
from zhaoren.people_search.unit_records import names_of, short_name
from zhaoren.people_search.unit_table import FUNCTION_PLACES, Numbers, UnitChange, UnitTable
from zhaoren.search_index.port import Collection, IndexReader

__all__ = ["OrganisationView", "VisibleUnits", "names_of", "short_name"]

_GENERIC = 12  # a department name borne in more companies than this says nothing without a company
_BELOW_KEPT = 64  # companies whose subsidiaries are remembered
_BRANCHES_KEPT = 16


class VisibleUnits(Mapping[str, Unit]):
    """Units by id, made when they are asked for; hidden ones are not there. In order: parents before children."""

    __slots__ = ("_counted", "_fast_counted", "_table")

    def __init__(self, table: UnitTable, counted: Mask) -> None:
        self._table = table
        self._counted = counted
        self._fast_counted = counted.data

    def __getitem__(self, unit_id: str) -> Unit:
        number = self._table.number(unit_id)
        if number < 0 or not self._fast_counted[number]:
            raise KeyError(unit_id)
        return self._table.unit(number)

    def get(self, unit_id: str, default: Unit | None = None) -> Unit | None:  # type: ignore[override]  # no other default
        """The unit, or the default; without the exception that a Mapping would raise and catch."""
        number = self._table.number(unit_id)
        return self._table.unit(number) if number >= 0 and self._fast_counted[number] else default

    def __contains__(self, unit_id: object) -> bool:
        number = self._table.number(unit_id) if isinstance(unit_id, str) else -1
        return number >= 0 and bool(self._fast_counted[number])

    def __iter__(self) -> Iterator[str]:
        order = self._table.in_order
        return (self._table.ids[number] for number in order[self._counted[order]].tolist())

    def __len__(self) -> int:
        return int(np.count_nonzero(self._counted))


class OrganisationView:
    """Only units that this audience may find; nothing here knows of others.

    One table of all units serves all audiences; what belongs to one of them is a bit for each unit.

    Args:
        table: all units.
        seen: which of them this audience may find, shape (numbers,).

    Attributes:
        units: by id.
        companies, departments: their names.
    """

    def __init__(self, table: UnitTable, seen: Mask) -> None:
        self._table = table
        self._seen = seen
        self.units = VisibleUnits(table, seen)
        companies, departments = table.live
        self.companies = _narrowed(table.companies, companies & seen[table.company_units])
        self.departments = _narrowed(table.departments, departments & seen[table.department_units])
        self._below = lru_cache(maxsize=_BELOW_KEPT)(self._ids_below)
        self._branch = lru_cache(maxsize=_BRANCHES_KEPT)(self._ids_of_branch)

    @classmethod
    def read(cls, reader: IndexReader, audience: Expression) -> OrganisationView:
        """All visible units of this view of the index."""
        return cls.seen_by(read_table(reader), reader, audience)

    @classmethod
    def of(cls, units: Iterable[Unit]) -> OrganisationView:
        """The view of these units, all of them visible."""
        table = UnitTable.of(UnitChange(unit.id, unit) for unit in units)
        return cls(table, table.columns.alive)

    @classmethod
    def seen_by(cls, table: UnitTable, reader: IndexReader, audience: Expression) -> OrganisationView:
        """What an audience may find of a table; the index is asked where the table cannot tell."""
        try:
            return cls(table, satisfying(table, audience))
        except NotKept:
            seen = np.zeros(len(table.ids), dtype=np.bool_)
            found = reader.scan(Collection.UNITS, EVERYTHING, audience)
            seen[[n for n in (table.number(candidate.id) for candidate in found) if n >= 0]] = True
            return cls(table, seen & table.columns.alive)

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """Visible units with no visible unit above them."""
        order = self._visible(self._table.in_order)
        parent = self._table.columns.parent[order]
        return self._ids(order[(parent < 0) | ~self._seen[parent]])

    def children(self, unit_id: str) -> tuple[str, ...]:
        """The visible units right below one."""
        return self._ids(self._visible(self._table.children(self._number(unit_id))))

    def _number(self, unit_id: str) -> Numbers:
        number = self._table.number(unit_id)
        return np.array([number] if number >= 0 else [], dtype=np.int32)

    def _visible(self, numbers: Numbers) -> Numbers:
        return numbers[self._seen[numbers]]

    def _ids(self, numbers: Numbers) -> tuple[str, ...]:
        return tuple(self._table.ids[number] for number in numbers.tolist())

    def label(self, unit_id: str | None) -> UnitLabel | None:
        """A unit as shown beside a post; None when it is unknown or hidden."""
        unit = self.units.get(unit_id) if unit_id is not None else None
        if unit is None:
            return None
        company = self.units.get(unit.company_id) if unit.company_id is not None else None
        below = unit.path[unit.path.index(company.id) + 1 :] if company is not None and company.id in unit.path else ()
        path = tuple(step.name.text for step in map(self.units.get, below) if step is not None)
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
            if above is not None and self._table.columns.is_company[self._table.number(step)]:
                yield above

    def companies_below(self, company_id: str) -> Iterator[Unit]:
        """Every visible company below this one, nearest levels first."""
        return (self.units[below] for below in self._below(company_id))

    def ids_below(self, company_id: str) -> tuple[str, ...]:
        """The ids of `companies_below`."""
        return self._below(company_id)

    def _ids_below(self, company_id: str) -> tuple[str, ...]:
        level = self._number(company_id)
        found: list[str] = []
        while len(level):
            level = self._visible(self._table.children(level))
            found += self._ids(level[self._table.columns.is_company[level]])
        return tuple(found)

    def all_companies(self) -> Iterator[Unit]:
        """Every visible company, those nearest the top first."""
        return (self._table.unit(n) for n in self._visible(self._table.companies_in_order).tolist())

    def companies_beginning(self, folded: str, at_most: int) -> tuple[str, ...]:
        """Companies whose short name begins so, those nearest the top first."""
        names, numbers = self._table.company_beginnings
        first = bisect_left(names, folded)
        last = bisect_left(names, folded + chr(0x10FFFF), first)
        found = self._visible(numbers[first:last])
        return self._ids(found[np.argsort(self._table.columns.order[found], kind="stable")][:at_most])

    def named(self, folded: str) -> tuple[str, ...]:
        """Units whose full name, folded, is just this."""
        same = self._table.columns.name_key == np.uint64(key_of(folded))
        numbers = self._visible(self._table.in_order[same[self._table.in_order]])
        return tuple(u.id for u in map(self._table.unit, numbers.tolist()) if fold(u.name.text) == folded)

    def has_function(self, functions: Iterable[Function], company_ids: Iterable[str]) -> bool:
        """Whether one of these companies has a unit for one of these functions."""
        columns = self._table.columns
        companies = [number for number in map(self._table.number, company_ids) if number >= 0]
        wanted = [FUNCTION_PLACES[function] for function in functions]
        return bool(np.any(self._seen & np.isin(columns.function, wanted) & np.isin(columns.company, companies)))

    def topmost(self, company_ids: Sequence[str]) -> tuple[str, ...]:
        """The one that stands above all others, where a shared brand names a whole family; else all of them."""
        for company in company_ids:
            if all(company in self.units[other].path for other in company_ids if other in self.units):
                return (company,)
        return tuple(company_ids)

    def of_branch(self, branch: str) -> tuple[str, ...]:
        """Companies of an industry, by the industry a source gives or by the trade in their names."""
        return self._branch(branch)

    def _ids_of_branch(self, branch: str) -> tuple[str, ...]:
        words = same_branch(fold(branch))
        if not words:
            return tuple(
                u.id for u in self.all_companies() if u.industry is not None and fold(u.industry.text) == branch
            )
        said: dict[str, bool] = {}
        found: list[str] = []
        for unit in self.all_companies():
            text = _about(unit)
            if text not in said:
                said[text] = names_branch(fold(text), words)
            if said[text]:
                found.append(unit.id)
        return tuple(found)

    def within(self, unit_ids: Sequence[str], companies: Sequence[str]) -> tuple[str, ...]:
        """Those units that belong to one of these companies; all of them where no company is named."""
        if not companies:
            return tuple(unit_ids) if len(unit_ids) <= _GENERIC else ()
        if isinstance(unit_ids, EntryIds):
            return unit_ids.those(unit_ids.numbers[self._belong(unit_ids, companies)])
        return tuple(
            u for u in unit_ids if self.units[u].company_id in companies or set(self.units[u].path) & {*companies}
        )

    def _belong(self, departments: EntryIds, companies: Sequence[str]) -> Mask:
        """Which of many departments belong to one of these companies, by a walk up the tree of all of them at once."""
        columns = self._table.columns
        numbers = self._table.department_units[departments.numbers]
        wanted = [number for number in map(self._table.number, companies) if number >= 0]
        belong = np.isin(columns.company[numbers], wanted)
        while True:
            belong |= np.isin(numbers, wanted)
            # Who has nobody above stays where he is.
            above = np.where(columns.parent[numbers] < 0, numbers, columns.parent[numbers])
            if np.array_equal(above, numbers):
                return belong
            numbers = above


def read_table(reader: IndexReader) -> UnitTable:
    """All units of a view of the index."""
    found = reader.scan(Collection.UNITS, EVERYTHING, EVERYTHING)
    return UnitTable.of(UnitChange.of_card(candidate.id, candidate.card) for candidate in found)


def _narrowed(lexicon: CompanyLexicon, counted: Mask) -> CompanyLexicon:
    return lexicon.narrowed(None if counted.all() else counted)


def _about(unit: Unit) -> str:
    """The industry that a source gives; where none does, the name."""
    return unit.industry.text if unit.industry is not None and unit.industry.text else unit.name.text
