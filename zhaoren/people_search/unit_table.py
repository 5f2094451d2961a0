"""All units of the index in a few arrays, for all viewers; a change copies arrays and makes no unit anew.

A unit has a number for as long as the table lives. Ids that only stand on somebody's path have one too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from schemas.directory import Unit
from schemas.published import PUBLISHED_UNIT
from schemas.vocabulary import Function
from zhaoren.access.attributes import code_token
from zhaoren.language.companies import UnitNames
from zhaoren.language.company_matching import CompanyLexicon
from zhaoren.language.packed_rows import Mask, PackedRows, key_of
from zhaoren.language.packed_texts import PackedTexts
from zhaoren.language.text import fold
from zhaoren.people_search.unit_records import COMPANIES, names_of, only_name, packed, short_name, unpacked

_MADE_KEPT = 4_096  # units that were asked for lately, 8 MB; making one costs 6 µs, finding it here 0.1
_READ_AT_ONCE = 5_000
_DEPTH = 48  # of a unit's place in the order; the number follows
FUNCTION_PLACES = {function: place for place, function in enumerate(Function, start=1)}
Numbers = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class UnitChange:
    """The new state of a unit with the tokens of its field `aud`; None: it is gone."""

    id: str
    unit: Unit | None
    aud: tuple[str, ...] = ()

    @classmethod
    def of_card(cls, unit_id: str, card: bytes | None) -> UnitChange:
        """From an index entry's card; None where there is none."""
        if card is None:
            return cls(unit_id, None)
        published = PUBLISHED_UNIT.validate_json(card)
        return cls(unit_id, published.unit, published.aud)


@dataclass(slots=True)
class Columns:
    """What is known of each number; shape (numbers,) throughout."""

    alive: Mask
    parent: Numbers  # -1: none
    company: Numbers  # -1: none
    is_company: Mask
    function: NDArray[np.uint8]  # place in Function, from 1; 0: none
    order: NDArray[np.int64]  # parents before children, then the unit's own number
    aud: NDArray[np.uint16]  # place in `UnitTable.auds`
    name_key: NDArray[np.uint64]  # of the folded name
    entry: Numbers  # its number in the lexicon of companies or of departments
    start: NDArray[np.int64]  # of its record
    size: NDArray[np.int32]

    @classmethod
    def empty(cls) -> Columns:
        """No number yet."""
        return cls(*(np.zeros(0, dtype=kind) for kind in _KINDS))

    def grown(self, count: int) -> Columns:
        """A copy with so many numbers."""
        columns = [getattr(self, name) for name in self.__slots__]
        grown = Columns(*(np.concatenate((c, np.zeros(count - len(c), dtype=c.dtype))) for c in columns))
        for column in (grown.parent, grown.company, grown.entry):
            column[len(self.alive) :] = -1
        return grown


_KINDS = ("?", "i4", "i4", "?", "u1", "i8", "u2", "u8", "i4", "i8", "i4")


class UnitTable:
    """Immutable; `changed` makes another one.

    Attributes:
        ids: of all numbers.
        columns: what is known of them.
        auds: the different tokens of the field `aud`.
        companies, departments: names with the numbers of their entries; dead entries are in them, see `live`.
        company_units, department_units: shape (entries,). The number of each entry's unit.
    """

    def __init__(self) -> None:
        self.ids = PackedTexts()
        self.columns = Columns.empty()
        self.auds: tuple[tuple[str, ...], ...] = ()
        self.companies = CompanyLexicon(())
        self.departments = CompanyLexicon((), guesses=False, are_companies=False)
        self.company_units: Numbers = np.zeros(0, dtype=np.int32)
        self.department_units: Numbers = np.zeros(0, dtype=np.int32)
        self._places = PackedRows()
        self._codes = PackedRows()
        self._records = b""
        self._made: dict[int, Unit] = {}
        self._known: dict[str, int] = {}

    @classmethod
    def of(cls, units: Iterable[UnitChange]) -> UnitTable:
        """The table of these units; they are read some thousands at a time and let go."""
        table, left = cls(), iter(units)
        while some := list(islice(left, _READ_AT_ONCE)):
            table = _Writing(table, some).table
        _write_names(table, table, np.flatnonzero(table.columns.alive).tolist())
        return table

    def number(self, unit_id: str) -> int:
        """The number of an id; -1 where it was never met."""
        known = self._known.get(unit_id)
        if known is not None:
            return known
        for number in self._places.of(key_of(unit_id)):
            if self.ids[number] == unit_id:
                if len(self._known) >= _MADE_KEPT:
                    self._known.clear()
                self._known[unit_id] = number
                return number
        return -1

    def unit(self, number: int) -> Unit:
        """The unit with this number, made from its record."""
        made = self._made.get(number)
        if made is None:
            made = unpacked(self.ids[number], self._record(number), self.ids.__getitem__)
            if len(self._made) >= _MADE_KEPT:
                self._made.clear()
            self._made[number] = made
        return made

    def _record(self, number: int) -> bytes:
        start = int(self.columns.start[number])
        return self._records[start : start + int(self.columns.size[number])]

    def names(self, number: int) -> UnitNames:
        """The names of a unit; without making it, where it has one name only."""
        name = only_name(self._record(number))
        return names_of(self.unit(number)) if name is None else UnitNames(name)

    def having_code(self, token: str) -> list[int]:
        """Units with a code, by its token (`zhaoren.access.attributes.code_token`)."""
        found = (n for n in self._codes.of(key_of(token)) if self.columns.alive[n])
        return [n for n in found if any(code_token(code) == token for code in self.unit(n).codes)]

    @cached_property
    def live(self) -> tuple[Mask, Mask]:
        """Which entries of `companies` and of `departments` still stand for a unit."""
        return (
            self._live(self.company_units, self.columns.is_company),
            self._live(self.department_units, ~self.columns.is_company),
        )

    def _live(self, units: Numbers, of_this_kind: Mask) -> Mask:
        mine = self.columns.entry[units] == np.arange(len(units))
        live: Mask = self.columns.alive[units] & of_this_kind[units] & mine
        return live

    @property
    def waste(self) -> int:
        """Entries that stand for nothing any more; a table with many is better made anew."""
        return sum(int(np.count_nonzero(~live)) for live in self.live)

    @cached_property
    def in_order(self) -> Numbers:
        """All units, parents before children."""
        numbers = np.flatnonzero(self.columns.alive)
        return numbers[np.argsort(self.columns.order[numbers], kind="stable")].astype(np.int32)

    @cached_property
    def companies_in_order(self) -> Numbers:
        """All companies, those nearest the top first."""
        return self.in_order[self.columns.is_company[self.in_order]]

    @cached_property
    def _by_parent(self) -> tuple[Numbers, Numbers]:
        numbers = self.in_order
        numbers = numbers[np.argsort(self.columns.parent[numbers], kind="stable")]
        return numbers, self.columns.parent[numbers]

    def children(self, of: Numbers) -> Numbers:
        """The units right below these, those of the first first; in order."""
        numbers, parents = self._by_parent
        first, last = np.searchsorted(parents, of, "left"), np.searchsorted(parents, of, "right")
        sizes = last - first
        # The places first[0], first[0] + 1, … last[0] - 1, first[1] …
        places = np.arange(sizes.sum()) + np.repeat(first + sizes - np.cumsum(sizes), sizes)
        below: Numbers = numbers[places]
        return below

    @cached_property
    def company_beginnings(self) -> tuple[PackedTexts, Numbers]:
        """Folded short names of the companies, sorted, and whose they are."""
        called = sorted((fold(short_name(self.unit(number))), number) for number in self.companies_in_order.tolist())
        return PackedTexts(name for name, _ in called), np.array([number for _, number in called], dtype=np.int32)

    def changed(self, changes: Iterable[UnitChange]) -> UnitTable:
        """The table after these changes; of two for one unit the last counts."""
        latest = {change.id: change for change in changes}
        writing = _Writing(self, list(latest.values()))
        _write_names(self, writing.table, writing.renamed)
        return writing.table


class _Writing:
    """The making of one table from another, but for the names; `renamed` are the units whose names must be read."""

    def __init__(self, before: UnitTable, changes: Sequence[UnitChange]) -> None:
        self._before = before
        self.table = table = UnitTable()
        self._numbers: dict[str, int] = {}
        self._auds = {aud: place for place, aud in enumerate(before.auds)}
        self._number_all(changes)
        table.ids = (
            before.ids.and_more(list(self._numbers)[len(self._numbers) - self._new :]) if self._new else before.ids
        )
        table.columns = before.columns.grown(len(table.ids))
        first = len(before.ids)
        table._places = before._places.and_more((key_of(table.ids[n]), n) for n in range(first, len(table.ids)))
        self.renamed = self._write(changes)
        table.auds = tuple(self._auds)

    def _number_all(self, changes: Sequence[UnitChange]) -> None:
        """Numbers for every id that is met; those of new ids follow each other behind all others."""
        new: dict[str, int] = {}
        for change in changes:
            unit = change.unit
            met = (change.id,) if unit is None else (*unit.path, unit.id, unit.parent_id, unit.company_id)
            for one in met:
                if one is None or one in self._numbers or one in new:
                    continue
                known = self._before.number(one) if len(self._before.ids) else -1
                if known >= 0:
                    self._numbers[one] = known
                else:
                    new[one] = len(self._before.ids) + len(new)
        self._new = len(new)
        self._numbers.update(new)

    def _write(self, changes: Sequence[UnitChange]) -> list[int]:
        """Set the columns; the numbers of units whose names must be read again."""
        table, columns, renamed = self.table, self.table.columns, []
        at, records, codes = len(self._before._records), [], []
        for change in changes:
            number, unit = self._numbers[change.id], change.unit
            was = self._before.unit(number) if number < len(self._before.ids) and columns.alive[number] else None
            columns.alive[number] = unit is not None
            if unit is None:
                continue
            record = packed(unit, self._numbers.__getitem__)
            records.append(record)
            columns.start[number], columns.size[number] = at, len(record)
            at += len(record)
            is_company = unit.type in COMPANIES
            if was is None or names_of(was) != names_of(unit) or (was.type in COMPANIES) != is_company:
                renamed.append(number)
            columns.is_company[number] = is_company
            columns.parent[number] = self._numbers[unit.parent_id] if unit.parent_id is not None else -1
            columns.company[number] = self._numbers[unit.company_id] if unit.company_id is not None else -1
            columns.function[number] = FUNCTION_PLACES[unit.function] if unit.function is not None else 0
            columns.order[number] = (len(unit.path) << _DEPTH) + unit.number
            columns.aud[number] = self._auds.setdefault(change.aud, len(self._auds))
            columns.name_key[number] = key_of(fold(unit.name.text))
            codes += [(key_of(code_token(code)), number) for code in unit.codes]
            # Whoever stands above is not known as a unit, perhaps: then the path says what is above him.
            for above, below in zip(unit.path, unit.path[1:-1], strict=False):
                if not columns.alive[self._numbers[below]]:
                    columns.parent[self._numbers[below]] = self._numbers[above]
        table._records = self._before._records + b"".join(records)
        table._codes = self._before._codes.and_more(codes)
        return renamed


def _write_names(before: UnitTable, table: UnitTable, renamed: Sequence[int]) -> None:
    """Entries for units with new names; their old entries are dead."""
    columns = table.columns
    units = sorted((table.ids[number], number) for number in renamed)
    chosen = ([n for _, n in units if columns.is_company[n]], [n for _, n in units if not columns.is_company[n]])
    seen: dict[UnitNames, UnitNames] = {}
    found = []
    for numbers, lexicon, of in zip(
        chosen, (before.companies, before.departments), (before.company_units, before.department_units), strict=True
    ):
        names = map(table.names, numbers)
        entries = zip((table.ids[number] for number in numbers), (seen.setdefault(n, n) for n in names), strict=True)
        columns.entry[numbers] = np.arange(len(of), len(of) + len(numbers))
        if not len(lexicon):
            companies = lexicon is before.companies
            grown = CompanyLexicon(entries, guesses=companies, are_companies=companies)
        else:
            grown = lexicon.and_more(entries) if numbers else lexicon
        found.append((grown, np.concatenate((of, np.array(numbers, dtype=np.int32)))))
    (table.companies, table.company_units), (table.departments, table.department_units) = found
