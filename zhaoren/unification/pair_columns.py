"""Records in comparable form as columns of numbers, so that a million pairs are weighed at once.

What a column holds is meant for equality within one set of columns only; numbers of two sets say nothing together.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from zhaoren.unification.comparable_names import ComparableNames, comparable_names
from zhaoren.unification.match_keys import KeyKind, key_number, kinded_keys
from zhaoren.unification.preparation import PreparedPerson

NOTHING: Final = -1
_HEAD = 3  # digits in front of a mask that say something
Column = NDArray[np.int32]
COUNTED: Final = (KeyKind.BEARER, KeyKind.SOUND, KeyKind.NAME, KeyKind.COLLEAGUE)
"""Kinds of keys of which it matters how many bear them."""


@lru_cache(maxsize=4_096)
def _day(text: str) -> int:
    return date.fromisoformat(text).toordinal() if text else NOTHING


def _mobile_state(person: PreparedPerson) -> int:
    """2: a whole mobile number; 1: one of which both ends are known; 0: one of which only the end is; nothing: none."""
    if any(number.mobile and number.normal for number in person.numbers):
        return 2
    heads = [len(number.phone.head) for number in person.numbers if number.masked]
    return int(max(heads) >= _HEAD) if heads else NOTHING


# Columns of texts, which are numbered (an empty one is NOTHING), and of numbers.
_TEXTS: Final = (
    "source", "company", "unit", "top_unit", "duty", "title", "names", "full", "family", "identity", "born", "gender",
    "account_company", "staff_company",
)  # fmt: skip
_NUMBERS: Final = ("hired", "left", "active", "concurrent", "mobile", "desk", "called")


def _texts_of(person: PreparedPerson, names: ComparableNames) -> tuple[object, ...]:
    return (
        person.ref.source,
        person.placing.company_id,
        person.units[-1] if person.units else "",
        person.units[0] if person.units else "",
        person.duty,
        person.title,
        person.names,
        names.full,
        names.families[0] if names.families else "",
        person.id_hash,
        person.born_on,
        person.gender,
        person.accounts[-1][0] if person.accounts else "",
        person.staff_numbers[0][0] if person.staff_numbers else "",
    )


def _numbers_of(person: PreparedPerson, names: ComparableNames) -> tuple[int, ...]:
    return (
        _day(person.hired_on),
        _day(person.left_on),
        int(person.active),
        int(person.concurrent),
        _mobile_state(person),
        1 if any(one.normal and not one.mobile for one in person.numbers) else NOTHING,
        int(names.called),
    )


@dataclass(slots=True)
class PeopleColumns:
    """Columns by name, one row a record in the order of adding; and every match key with its kind and row."""

    size: int = 0
    texts: dict[str, list[object]] = field(default_factory=lambda: {name: [] for name in _TEXTS})
    _codes: dict[str, dict[object, int]] = field(default_factory=lambda: {name: {} for name in _TEXTS})
    _columns: dict[str, array[int]] = field(default_factory=lambda: {name: array("i") for name in (*_TEXTS, *_NUMBERS)})
    _keys: array[int] = field(default_factory=lambda: array("q"))
    _kinds: array[int] = field(default_factory=lambda: array("b"))
    _rows: array[int] = field(default_factory=lambda: array("i"))
    _entries: array[int] = field(default_factory=lambda: array("q"))
    _entry_rows: array[int] = field(default_factory=lambda: array("i"))

    @classmethod
    def of(cls, people: Iterable[PreparedPerson]) -> PeopleColumns:
        """Columns of some people."""
        columns = cls()
        for person in people:
            columns.add(person)
        return columns

    def add(self, person: PreparedPerson) -> tuple[int, ...]:
        """One more row; returns the match keys."""
        names = comparable_names(person.names)
        for name, text in zip(_TEXTS, _texts_of(person, names), strict=True):
            if not text:
                self._columns[name].append(NOTHING)
                continue
            codes = self._codes[name]
            code = codes.get(text, NOTHING)
            if code == NOTHING:
                code = codes[text] = len(codes)
                self.texts[name].append(text)
            self._columns[name].append(code)
        for name, number in zip(_NUMBERS, _numbers_of(person, names), strict=True):
            self._columns[name].append(number)
        if person.active and not person.concurrent:
            for company, entry in person.register:
                self._entries.extend((key_number("company", company), key_number("entry", entry)))
                self._entry_rows.append(self.size)
        found = kinded_keys(person)
        kinds, keys = zip(*found, strict=True) if found else ((), ())
        self._keys.extend(keys)
        self._kinds.extend(kinds)
        self._rows.extend([self.size] * len(found))
        self.size += 1
        return tuple(dict.fromkeys(keys))

    def extend(self, other: PeopleColumns) -> None:
        """The rows of another set behind its own; the same as if they had been added one by one."""
        for name in _TEXTS:
            codes, texts = self._codes[name], self.texts[name]
            # One place more than there are texts: NOTHING, which is -1, finds itself there.
            ours = np.full(len(other.texts[name]) + 1, NOTHING, np.int32)
            for at, text in enumerate(other.texts[name]):
                if (code := codes.get(text, NOTHING)) == NOTHING:
                    code = codes[text] = len(codes)
                    texts.append(text)
                ours[at] = code
            self._columns[name].frombytes(ours[other[name]].tobytes())
        for name in _NUMBERS:
            self._columns[name].extend(other._columns[name])
        self._entries.extend(other._entries)
        self._entry_rows.frombytes((np.array(other._entry_rows, dtype=np.int32) + np.int32(self.size)).tobytes())
        self._keys.extend(other._keys)
        self._kinds.extend(other._kinds)
        self._rows.frombytes((other.keys()[2] + np.int32(self.size)).tobytes())
        self.size += other.size

    def of_rows(self, rows: NDArray[np.int64]) -> PeopleColumns:
        """Some rows alone, which must rise, without their match keys."""
        some = PeopleColumns(size=len(rows))
        for name in _TEXTS:
            known, codes = np.unique(np.append(self[name][rows], NOTHING), return_inverse=True)
            some.texts[name] = [self.texts[name][code] for code in known[1:].tolist()]
            some._columns[name].frombytes((codes[:-1] - 1).astype(np.int32).tobytes())
        for name in _NUMBERS:
            some._columns[name].frombytes(self[name][rows].tobytes())
        of = np.frombuffer(self._entry_rows, dtype=np.int32) if self._entry_rows else np.empty(0, np.int32)
        starts, ends = np.searchsorted(of, rows), np.searchsorted(of, rows, side="right")
        for row, start, end in zip(range(len(rows)), starts.tolist(), ends.tolist(), strict=True):
            some._entries.extend(self._entries[2 * start : 2 * end])
            some._entry_rows.extend([row] * (end - start))
        return some

    def text(self, name: str, row: int) -> object:
        """What a row has in a column of texts; None for nothing."""
        code = self._columns[name][row]
        return None if code == NOTHING else self.texts[name][code]

    def entries(self, row: int) -> list[tuple[int, int]]:
        """What stands for a row's entries in registers that list everybody once: (company, number)."""
        start = bisect_left(self._entry_rows, row)
        end = bisect_right(self._entry_rows, row, start)
        return [(self._entries[2 * at], self._entries[2 * at + 1]) for at in range(start, end)]

    def number(self, name: str, row: int) -> int:
        """The number that a row has in a column; of texts, which text it is."""
        return self._columns[name][row]

    def __getitem__(self, name: str) -> Column:
        return np.frombuffer(self._columns[name], dtype=np.int32) if self.size else np.empty(0, np.int32)

    def counted_keys(self) -> set[int]:
        """Keys of which it matters how many bear them."""
        keys, kinds, _ = self.keys()
        return set(keys[np.isin(kinds, [int(kind) for kind in COUNTED])].tolist())

    def keys(self) -> tuple[NDArray[np.int64], NDArray[np.int8], Column]:
        """(key, kind, row) of every match key of every row."""
        if not self._keys:
            return np.empty(0, np.int64), np.empty(0, np.int8), np.empty(0, np.int32)
        return (
            np.frombuffer(self._keys, dtype=np.int64),
            np.frombuffer(self._kinds, dtype=np.int8),
            np.frombuffer(self._rows, dtype=np.int32),
        )
