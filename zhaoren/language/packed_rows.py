"""Numbers found by the hash of a text: one row for each pair, sorted, twelve bytes a row."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
"""Which entries count, by number."""

_MASK = (1 << 64) - 1


def key_of(thing: object) -> int:
    """64 bits that stand for a text. Python's own hash: it differs from process to process, so keys are never kept.

    Two of a million texts share a key with probability 3e-8.
    """
    return hash(thing) & _MASK


class PackedRows:
    """Sorted by key, then in the order in which the numbers were given.

    Attributes:
        keys: shape (rows,).
        numbers: shape (rows,).
    """

    __slots__ = ("_fast_keys", "keys", "numbers")

    def __init__(self, pairs: Iterable[tuple[int, int]] = ()) -> None:
        listed = list(pairs)
        keys = np.fromiter((key for key, _ in listed), dtype=np.uint64, count=len(listed))
        numbers = np.fromiter((number for _, number in listed), dtype=np.uint32, count=len(listed))
        self._settle(keys, numbers)

    def _settle(self, keys: NDArray[np.uint64], numbers: NDArray[np.uint32]) -> None:
        order = np.argsort(keys, kind="stable")
        self.keys, self.numbers = keys[order], numbers[order]
        self._fast_keys = self.keys.data  # one key of an array costs five times one of a view of its memory

    def and_more(self, pairs: Iterable[tuple[int, int]]) -> PackedRows:
        """These rows and more; these stay as they are."""
        more = PackedRows(pairs)
        if not len(more.keys):
            return self
        joined = PackedRows()
        joined._settle(np.concatenate((self.keys, more.keys)), np.concatenate((self.numbers, more.numbers)))
        return joined

    def place(self, key: int) -> tuple[int, int]:
        """The first row of a key and the row behind its last; equal where there is none."""
        keys = self._fast_keys
        first = bisect_left(keys, key)
        if first == len(keys) or keys[first] != key:
            return first, first
        if first + 1 == len(keys) or keys[first + 1] != key:
            return first, first + 1
        return first, bisect_right(keys, key, first)

    def of(self, key: int) -> list[int]:
        """The numbers of a key."""
        first, last = self.place(key)
        if first == last:
            return []
        found: list[int] = self.numbers[first:last].tolist()
        return found


def any_in_rows(rows_count: Mask, firsts: NDArray[np.int64], lasts: NDArray[np.int64]) -> Mask:
    """For each stretch of rows from a first to behind a last, whether any row counts."""
    so_far = np.concatenate(([0], np.cumsum(rows_count, dtype=np.int64)))
    return np.asarray(so_far[lasts] > so_far[firsts], dtype=np.bool_)
