"""Hundreds of thousands of forms in a few arrays: which entries a text stands for."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple

from zhaoren.language.companies import FormKind

_KINDS = tuple(FormKind)
_MASK = (1 << 64) - 1


class Meaning(NamedTuple):
    """What one form says: the entry's number, where the form comes from, its weight."""

    entry: int
    kind: FormKind
    weight: float


class PackedForms:
    """A read-only map from text to meanings, about 20 bytes a form; texts are kept as 64-bit hashes only.

    The hashes are Python's own and differ from process to process, so the map is built where it is used.
    Two of a million texts share a hash with probability 3e-8.
    """

    __slots__ = ("_first", "_hashes", "_lengths", "_meanings", "_weights")

    def __init__(self, forms: Iterable[tuple[str, int, FormKind, float]]) -> None:
        numbers = {kind: number for number, kind in enumerate(_KINDS)}
        lengths: dict[str, int] = {}
        rows: list[tuple[int, int, int, int]] = []
        for text, entry, kind, weight in forms:
            lengths[text[:2]] = lengths.get(text[:2], 0) | 1 << min(len(text), 63)
            rows.append((hash(text) & _MASK, -round(weight * 100), entry, numbers[kind]))
        rows.sort()
        self._lengths = lengths
        self._hashes = array("Q")
        self._first = array("I")
        self._meanings = array("I")
        self._weights = array("B")
        for number, (key, weight, entry, kind_number) in enumerate(rows):
            if not self._hashes or self._hashes[-1] != key:
                self._hashes.append(key)
                self._first.append(number)
            self._meanings.append(entry << 4 | kind_number)
            self._weights.append(-weight)
        self._first.append(len(rows))

    def lengths(self, pair: str) -> int:
        """The lengths of the forms that begin with these two characters, as bits; bit 63 stands for 63 and more."""
        return self._lengths.get(pair, 0)

    def get(self, text: str) -> tuple[Meaning, ...]:
        """What a text stands for, heaviest first, then in the order of the entries."""
        key = hash(text) & _MASK
        place = bisect_left(self._hashes, key)
        if place == len(self._hashes) or self._hashes[place] != key:
            return ()
        return tuple(
            Meaning(packed >> 4, _KINDS[packed & 15], self._weights[number] / 100)
            for number in range(self._first[place], self._first[place + 1])
            for packed in (self._meanings[number],)
        )

    def __contains__(self, text: str) -> bool:
        key = hash(text) & _MASK
        place = bisect_left(self._hashes, key)
        return place < len(self._hashes) and self._hashes[place] == key
