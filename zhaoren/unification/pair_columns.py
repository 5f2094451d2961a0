"""Records in comparable form as columns of numbers, so that a million pairs are weighed at once.

What a column holds is meant for equality within one set of columns only; numbers of two sets say nothing together.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from zhaoren.unification.comparable_names import ComparableNames, comparable_names
from zhaoren.unification.match_keys import KeyKind, kinded_keys
from zhaoren.unification.preparation import PreparedPerson

NOTHING: Final = -1
_HEAD = 3  # digits in front of a mask that say something
Column = NDArray[np.int32]
COUNTED: Final = (KeyKind.BEARER, KeyKind.SOUND, KeyKind.NAME, KeyKind.COLLEAGUE)
"""Kinds of keys of which it matters how many bear them."""


@lru_cache(maxsize=4_096)
def _day(text: str) -> int:
    return date.fromisoformat(text).toordinal() if text else NOTHING


def _first_account(person: PreparedPerson) -> tuple[str, str]:
    return person.accounts[-1] if person.accounts else ("", "")


def _mobile_state(person: PreparedPerson) -> int:
    """2: a whole mobile number; 1: one of which both ends are known; 0: one of which only the end is; nothing: none."""
    if any(number.mobile and number.normal for number in person.numbers):
        return 2
    heads = [len(number.phone.head) for number in person.numbers if number.masked]
    return int(max(heads) >= _HEAD) if heads else NOTHING


def _staff_company(person: PreparedPerson) -> str:
    return person.staff_numbers[0][0] if person.staff_numbers else ""


# Name of the column -> what it takes from a person. Texts are numbered; an empty one is NOTHING.
_TEXTS: Final[dict[str, Callable[[PreparedPerson, ComparableNames], object]]] = {
    "source": lambda p, _: p.ref.source,
    "company": lambda p, _: p.placing.company_id,
    "unit": lambda p, _: p.units[-1] if p.units else "",
    "top_unit": lambda p, _: p.units[0] if p.units else "",
    "duty": lambda p, _: p.duty,
    "title": lambda p, _: p.title,
    "names": lambda p, _: p.names,
    "full": lambda _, n: n.full,
    "family": lambda _, n: n.families[0] if n.families else "",
    "identity": lambda p, _: p.id_hash,
    "born": lambda p, _: p.born_on,
    "gender": lambda p, _: p.gender,
    "account_company": lambda p, _: _first_account(p)[0],
    "staff_company": lambda p, _: _staff_company(p),
    "register": lambda p, _: p.register if p.active and not p.concurrent else (),
}
_NUMBERS: Final[dict[str, Callable[[PreparedPerson, ComparableNames], int]]] = {
    "hired": lambda p, _: _day(p.hired_on),
    "left": lambda p, _: _day(p.left_on),
    "active": lambda p, _: int(p.active),
    "concurrent": lambda p, _: int(p.concurrent),
    "mobile": lambda p, _: _mobile_state(p),
    "desk": lambda p, _: 1 if any(one.normal and not one.mobile for one in p.numbers) else NOTHING,
    "called": lambda _, n: int(n.called),
}


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
        for name, take in _TEXTS.items():
            text = take(person, names)
            codes = self._codes[name]
            code = codes.get(text, NOTHING) if text else NOTHING
            if text and code == NOTHING:
                code = codes[text] = len(codes)
                self.texts[name].append(text)
            self._columns[name].append(code)
        for name, number in _NUMBERS.items():
            self._columns[name].append(number(person, names))
        found = kinded_keys(person)
        for kind, key in found:
            self._keys.append(key)
            self._kinds.append(kind)
            self._rows.append(self.size)
        self.size += 1
        return tuple(dict.fromkeys(key for _, key in found))

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
        self._keys.extend(other._keys)
        self._kinds.extend(other._kinds)
        self._rows.frombytes((other.keys()[2] + np.int32(self.size)).tobytes())
        self.size += other.size

    def text(self, name: str, row: int) -> object:
        """What a row has in a column of texts; None for nothing."""
        code = self._columns[name][row]
        return None if code == NOTHING else self.texts[name][code]

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
