"""Short names that nobody declared: 海矿 is 海南矿业 when its characters, in order, fit one company alone."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from zhaoren.language.companies import UnitNames
from zhaoren.language.company_words import COUNTRY, NameParts, flat, initials, name_parts
from zhaoren.language.text import has_han

LONGEST = 4
_MOST_COMPANIES = 5
# A short name takes the first character of each part of the name (海|矿 of 海南|矿业); such a fit counts for more.
_PART_START = 0.15


# Companies whose fit is this much worse than the best are not meant.
_MARGIN = 0.2


class _Cut(NamedTuple):
    """A name, where its words begin, where a short name may begin, and whether it is used as it stands."""

    text: str
    starts: frozenset[int]
    openings: frozenset[int]
    in_use: bool


class ShortNames:
    """The full and short names of companies as sets of characters; a set of companies is one integer of bits."""

    __slots__ = ("_having", "_initials", "_names", "_starting")

    def __init__(self, companies: Iterable[UnitNames]) -> None:
        having: dict[str, int] = {}
        starting: dict[str, int] = {}
        self._names: list[tuple[_Cut, ...]] = []
        for number, names in enumerate(companies):
            bit = 1 << number
            known = tuple(_cut_names(names))
            self._names.append(known)
            for cut in known:
                for char in set(cut.text):
                    having[char] = having.get(char, 0) | bit
                for opening in cut.openings:
                    starting[cut.text[opening]] = starting.get(cut.text[opening], 0) | bit
        self._having, self._starting = having, starting
        self._initials: dict[str, dict[str, array[int]]] = {}
        for number, cuts in enumerate(self._names):
            for letters in dict.fromkeys(initials(cut.text) for cut in cuts if cut.in_use):
                self._initials.setdefault(letters[:1], {}).setdefault(letters, array("I")).append(number)

    def may_start(self, char: str) -> bool:
        """Whether any company's name begins with this character."""
        return char in self._starting

    def companies(self, candidate: str) -> tuple[int, ...]:
        """The companies that a candidate of Han characters may stand for, best fit first; () for none or too many."""
        left = self._starting.get(candidate[0], 0)
        for char in candidate[1:]:
            left &= self._having.get(char, 0)
            if not left:
                return ()
        fits: list[tuple[float, int]] = []
        while left:
            low = left & -left
            number = low.bit_length() - 1
            left ^= low
            fit = max(_fit(candidate, cut) for cut in self._names[number])
            if fit > 0:
                fits.append((-fit, number))
        fits.sort()
        kept = tuple(number for fit, number in fits if fit <= fits[0][0] + _MARGIN)
        return kept if len(kept) <= _MOST_COMPANIES else ()

    def has_in_name(self, number: int, letters: str) -> bool:
        """Whether one of the company's names has these characters, in this order."""
        return any(is_subsequence(letters, cut.text) for cut in self._names[number])

    def companies_by_initials(self, letters: str) -> tuple[int, ...]:
        """The companies whose short names these letters may begin: hk is 海矿 is 海南矿业; () for none or too many."""
        fits = [
            (len(known), number)
            for known, numbers in self._initials.get(letters[:1], {}).items()
            if is_subsequence(letters, known)
            for number in numbers
        ]
        fits.sort()
        kept = tuple(dict.fromkeys(number for length, number in fits if length == fits[0][0]))
        return kept if len(kept) <= _MOST_COMPANIES else ()


def is_subsequence(letters: str, known: str) -> bool:
    """Whether all letters are there, in this order."""
    at = -1
    for letter in letters:
        at = known.find(letter, at + 1)
        if at < 0:
            return False
    return True


def _cut_names(names: UnitNames) -> Iterator[_Cut]:
    listed = dict.fromkeys(map(flat, (names.legal, names.short, *names.aliases, *names.stock, *names.former)))
    for text in listed:
        if not has_han(text):
            continue
        parts = name_parts(text)
        starts = _starts(parts)
        # 工行 for 中国工商银行, but never 矿业 for 海南矿业: behind a mere place the trade is no name.
        opens_again = parts.brand or (parts.place == COUNTRY and parts.trade)
        openings = frozenset({0, len(parts.place)} if parts.place and opens_again else {0})
        yield _Cut(parts.core, starts, openings, True)
        formal = text.removesuffix("有限公司").removesuffix("有限责任公司")
        if formal not in {parts.core, text}:  # 海矿集团, 宝钢股份
            yield _Cut(formal, starts | {len(parts.core)}, openings, False)


def _starts(parts: NameParts) -> frozenset[int]:
    """Where the words of a name begin; brands and trades are taken as words of two characters."""
    starts = {0}
    at = 0
    for part in (parts.place, parts.brand, parts.trade):
        starts.update(range(at, at + len(part), 2))
        at += len(part)
    return frozenset(starts)


def _fit(candidate: str, name: _Cut) -> float:
    """0 when the characters are not in the name in this order; above 1 for a name in use, the better the fuller."""
    best = -1
    for opening in name.openings:
        if name.text[opening] == candidate[0]:
            best = max(best, _aligned(candidate, name, opening))
    if best < 0:
        return 0.0
    return float(name.in_use) + len(candidate) / len(name.text) + _PART_START * best / len(candidate)


def _aligned(candidate: str, name: _Cut, opening: int) -> int:
    """How many of the characters begin a word of the name, or -1 when they are not there in this order."""
    at = opening
    on_start = 1
    for char in candidate[1:]:
        at = name.text.find(char, at + 1)
        if at < 0:
            return -1
        on_start += at in name.starts
    return on_start
