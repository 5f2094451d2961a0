"""Short names that nobody declared: 海矿 is 海南矿业 when its characters, in order, fit one company alone."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from zhaoren.language.companies import UnitNames
from zhaoren.language.company_words import COUNTRY, NameParts, flat, initials, name_parts
from zhaoren.language.packed_rows import Mask
from zhaoren.language.packed_texts import PackedTexts
from zhaoren.language.text import has_han

LONGEST = 4
_MOST_COMPANIES = 5
# A short name takes the first character of each part of the name (海|矿 of 海南|矿业); such a fit counts for more.
_PART_START = 0.15
# Where words of a name begin is kept for so many signs.
_SIGNS = (1 << 64) - 1
# Companies whose fit is this much worse than the best are not meant.
_MARGIN = 0.2


class _Cut(NamedTuple):
    """A name, where its words begin (as bits), where a short name may begin, and whether it is used as it stands."""

    text: str
    starts: int
    openings: tuple[int, ...]
    in_use: bool


class _Cuts:
    """The names of all companies, cut and packed: about 40 bytes a name."""

    __slots__ = ("_firsts", "_in_use", "_opens_again", "_starts", "_texts")

    def __init__(self) -> None:
        self._texts = PackedTexts()
        self._starts = array("Q")
        self._opens_again = array("B")
        self._in_use = array("B")
        self._firsts = array("I", [0])

    def __len__(self) -> int:
        return len(self._firsts) - 1

    def and_more(self, companies: Sequence[Sequence[_Cut]]) -> _Cuts:
        """These names and those of more companies."""
        joined = _Cuts()
        more = [cut for company in companies for cut in company]
        joined._texts = self._texts.and_more(cut.text for cut in more)
        joined._starts = self._starts + array("Q", (cut.starts & _SIGNS for cut in more))
        joined._opens_again = self._opens_again + array("B", (min(cut.openings[-1], 255) for cut in more))
        joined._in_use = self._in_use + array("B", (cut.in_use for cut in more))
        joined._firsts = self._firsts[:]
        for company in companies:
            joined._firsts.append(joined._firsts[-1] + len(company))
        return joined

    def of(self, company: int) -> Iterator[_Cut]:
        """The names of one company."""
        for place in range(self._firsts[company], self._firsts[company + 1]):
            again = self._opens_again[place]
            openings = (0, again) if again else (0,)
            yield _Cut(self._texts[place], self._starts[place], openings, bool(self._in_use[place]))


class ShortNames:
    """The full and short names of companies as sets of characters; a set of companies is one integer of bits.

    Sets of bits take 330 bytes a character for 2,600 companies, and are joined in a tenth of a microsecond.
    """

    __slots__ = ("_counted", "_cuts", "_having", "_ids", "_initials", "_letters", "_of_initials", "_starting")

    def __init__(self, ids: PackedTexts, companies: Iterable[UnitNames] = ()) -> None:
        self._ids = ids  # of the companies; ties are broken by them
        self._cuts = _Cuts()
        self._having: dict[str, int] = {}
        self._starting: dict[str, int] = {}
        self._initials = PackedTexts()
        self._of_initials = array("I")
        # Letter -> which initials have it; "^" and a letter -> which begin with it.
        self._letters: dict[str, int] = {}
        self._counted = -1
        self._add(list(companies))

    def _add(self, companies: Sequence[UnitNames]) -> None:
        cut = [tuple(_cut_names(names)) for names in companies]
        known: list[str] = []
        for number, cuts in enumerate(cut, start=len(self._cuts)):
            bit = 1 << number
            for one in cuts:
                for char in set(one.text):
                    self._having[char] = self._having.get(char, 0) | bit
                for opening in one.openings:
                    self._starting[one.text[opening]] = self._starting.get(one.text[opening], 0) | bit
            for letters in dict.fromkeys(initials(one.text) for one in cuts if one.in_use):
                bit_of_letters = 1 << len(self._of_initials)
                for key in {f"^{letters[:1]}", *letters}:
                    self._letters[key] = self._letters.get(key, 0) | bit_of_letters
                known.append(letters)
                self._of_initials.append(number)
        self._initials = self._initials.and_more(known)
        self._cuts = self._cuts.and_more(cut)

    def and_more(self, ids: PackedTexts, companies: Iterable[UnitNames]) -> ShortNames:
        """These companies and more; `ids` are those of all."""
        joined = ShortNames(ids)
        joined._cuts, joined._initials = self._cuts, self._initials
        joined._having, joined._starting, joined._letters = (
            dict(self._having),
            dict(self._starting),
            dict(self._letters),
        )
        joined._of_initials = self._of_initials[:]
        joined._add(list(companies))
        return joined

    def narrowed(self, counted: Mask | None) -> ShortNames:
        """The same companies, but only these count; None: all do."""
        narrowed = ShortNames(self._ids)
        for name in self.__slots__:
            setattr(narrowed, name, getattr(self, name))
        narrowed._counted = -1 if counted is None else bits_of(counted)
        return narrowed

    def may_start(self, char: str) -> bool:
        """Whether any company's name begins with this character."""
        return bool(self._starting.get(char, 0) & self._counted)

    def companies(self, candidate: str) -> tuple[int, ...]:
        """The companies that a candidate of Han characters may stand for, best fit first; () for none or too many."""
        left = self._starting.get(candidate[0], 0) & self._counted
        for char in candidate[1:]:
            left &= self._having.get(char, 0)
            if not left:
                return ()
        fits: list[tuple[float, str, int]] = []
        for number in places_of(left):
            fit = max(_fit(candidate, cut) for cut in self._cuts.of(number))
            if fit > 0:
                fits.append((-fit, self._ids[number], number))
        fits.sort()
        kept = tuple(number for fit, _, number in fits if fit <= fits[0][0] + _MARGIN)
        return kept if len(kept) <= _MOST_COMPANIES else ()

    def has_in_name(self, number: int, letters: str) -> bool:
        """Whether one of the company's names has these characters, in this order."""
        return any(is_subsequence(letters, cut.text) for cut in self._cuts.of(number))

    def companies_by_initials(self, letters: str) -> tuple[int, ...]:
        """The companies whose short names these letters may begin: hk is 海矿 is 海南矿业; () for none or too many."""
        left = self._letters.get(f"^{letters[:1]}", 0)
        for letter in letters[1:]:
            left &= self._letters.get(letter, 0)
        fits: list[tuple[int, str, int]] = []
        for place in places_of(left):
            known, number = self._initials[place], self._of_initials[place]
            if self._counted >> number & 1 and is_subsequence(letters, known):
                fits.append((len(known), self._ids[number], number))
        fits.sort()
        kept = tuple(dict.fromkeys(number for length, _, number in fits if length == fits[0][0]))
        return kept if len(kept) <= _MOST_COMPANIES else ()


def bits_of(counted: Mask) -> int:
    """Entries that count as one integer: bit n for entry n."""
    return int.from_bytes(np.packbits(counted, bitorder="little").tobytes(), "little")


def places_of(bits: int) -> Iterator[int]:
    """The places of the bits that are set, from the lowest on."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


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
        openings = (0, len(parts.place)) if parts.place and opens_again else (0,)
        yield _Cut(parts.core, starts, openings, True)
        formal = text.removesuffix("有限公司").removesuffix("有限责任公司")
        if formal not in {parts.core, text}:  # 海矿集团, 宝钢股份
            yield _Cut(formal, starts | 1 << len(parts.core), openings, False)


def _starts(parts: NameParts) -> int:
    """Where the words of a name begin, as bits; brands and trades are taken as words of two characters."""
    starts, at = 1, 0
    for part in (parts.place, parts.brand, parts.trade):
        for place in range(at, at + len(part), 2):
            starts |= 1 << place
        at += len(part)
    return starts


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
        on_start += name.starts >> at & 1
    return on_start
