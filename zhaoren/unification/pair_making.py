"""Which records are compared at all: those that share a key, with what they share as bits of a number."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from zhaoren.unification.match_keys import LARGEST_BLOCK, KeyKind
from zhaoren.unification.pair_columns import NOTHING, PeopleColumns

# Bits beside those of KeyKind: a number behind which stand records of one full name only, and the only bearer of a
# surname in a unit.
OWN_MOBILE: Final = 1 << 40
OWN_DESK: Final = 1 << 41
ONLY_CALLED: Final = 1 << 42
_OF_ONE: Final = (KeyKind.MOBILE, KeyKind.IDENTITY, KeyKind.STAFF, KeyKind.MAIL, KeyKind.ACCOUNT, KeyKind.BORN)
# Making pairs takes 100 bytes for each, and sorting some at a time is quicker than all at once.
PAIRS_AT_ONCE: Final = 250_000
KEYS_AT_ONCE: Final = 1_000_000
Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of rows, `first` < `second`, in rising order, each once; `shared`: bits of what they share."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    shared: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.first)

    def has(self, kind: KeyKind) -> NDArray[np.bool_]:
        """Which of them share a key of this kind."""
        shares: NDArray[np.bool_] = (self.shared >> int(kind) & 1) == 1
        return shares

    def at(self, positions: Sequence[int]) -> Pairs:
        """Those at these positions, in this order."""
        places = np.array(positions, dtype=np.int64)
        return Pairs(self.first[places], self.second[places], self.shared[places])

    @classmethod
    def joined(cls, parts: Iterable[Pairs]) -> Pairs:
        """Parts one after the other."""
        found = [(part.first, part.second, part.shared) for part in parts]
        if not found:
            return cls(*(np.empty(0, np.int64) for _ in range(3)))
        return cls(*(np.concatenate(column) for column in zip(*found, strict=True)))

    def where(self, chosen: NDArray[np.bool_]) -> Pairs:
        """Some of them."""
        return Pairs(self.first[chosen], self.second[chosen], self.shared[chosen])


@dataclass(frozen=True, slots=True)
class KeyTable:
    """Every key that several rows have, equal keys together; `starts` and `sizes` of their blocks."""

    keys: NDArray[np.int64]
    kinds: NDArray[np.int8]
    rows: NDArray[np.int32]
    starts: NDArray[np.int64]
    sizes: NDArray[np.int64]

    @classmethod
    def of(cls, columns: PeopleColumns) -> KeyTable:
        """Sorted by key, then by row."""
        every, kinds, rows = columns.keys()
        # Keys are spread over all 64-bit numbers: sorted range by range they never lie in memory twice.
        ranges = len(every) // KEYS_AT_ONCE + 1
        found = [_several(every, number, ranges) for number in range(ranges)]
        order = np.concatenate(found)
        del found
        keys = every[order]
        starts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])
        return cls(keys, kinds[order], rows[order], starts, np.diff(np.append(starts, len(keys))))

    def too_large(self) -> frozenset[int]:
        """Keys that so many share that they stand for nobody."""
        return frozenset(self.keys[self.starts[self.sizes > LARGEST_BLOCK]].tolist())

    def of_kinds(self, kinds: Iterable[KeyKind]) -> NDArray[np.bool_]:
        """Which of the blocks stand for a value of one of these kinds."""
        return np.isin(self.kinds[self.starts], [int(kind) for kind in kinds])

    def most_in_one_source(self, source: NDArray[np.int32], blocks: NDArray[np.bool_]) -> NDArray[np.int64]:
        """For each of some blocks the greatest number of its rows that one source has; 0 for the others."""
        greatest = np.zeros(len(self.starts), np.int64)
        inside = np.repeat(blocks, self.sizes)
        block = np.repeat(np.arange(len(self.starts)), self.sizes)[inside]
        width = int(source.max(initial=0)) + 2
        whole, counts = np.unique(block * width + source[self.rows[inside]] + 1, return_counts=True)
        np.maximum.at(greatest, whole // width, counts)
        return greatest

    def agree(self, values: NDArray[np.int32]) -> NDArray[np.bool_]:
        """For each block, whether all its rows have one value; those that have NOTHING are not asked."""
        if not len(self.starts):
            return np.empty(0, np.bool_)
        found = values[self.rows]
        greatest = np.maximum.reduceat(found, self.starts)
        least = np.minimum.reduceat(np.where(found == NOTHING, np.iinfo(np.int32).max, found), self.starts)
        one: NDArray[np.bool_] = greatest <= least
        return one


def _several(keys: NDArray[np.int64], number: int, ranges: int) -> NDArray[np.int32]:
    """Places of those keys of one of so many ranges that stand at several places, by key, then by place."""
    width, most = 2**64 // ranges, 2**63 - 1
    low = number * width - 2**63
    high = low + width - 1 if number + 1 < ranges else most
    places = np.flatnonzero((keys >= low) & (keys <= high)).astype(np.int32)
    places = places[np.argsort(keys[places], kind="stable")]
    own = keys[places]
    again = np.zeros(len(own) + 1, np.bool_)
    again[1:-1] = own[1:] == own[:-1]
    return places[again[:-1] | again[1:]]


def make_pairs(
    columns: PeopleColumns, table: KeyTable, ignored: Collection[int], *, at_once: int = PAIRS_AT_ONCE
) -> Iterator[Pairs]:
    """Every pair of rows that share a key, in parts of about `at_once` that end where a first row ends.

    Args:
        ignored: keys that stand for nobody; those of more than LARGEST_BLOCK rows are left out anyway.
    """
    usable = table.sizes <= LARGEST_BLOCK
    if ignored:
        usable &= ~np.isin(table.keys[table.starts], np.fromiter(ignored, np.int64, len(ignored)))
    bits = _bits(columns, table)
    ends = table.starts + table.sizes
    for first, last in _spans(columns, table, usable, at_once):
        places = np.flatnonzero((table.rows >= first) & (table.rows < last))
        block = np.searchsorted(table.starts, places, side="right") - 1
        places, block = places[usable[block]], block[usable[block]]
        # Every row stands before the rest of its block: with so many it makes a pair of which it is the first.
        partners = ends[block] - places - 1
        yield _merged(*_spread(table.rows, places, partners, bits[block], columns.size), columns.size)


def _spans(
    columns: PeopleColumns, table: KeyTable, usable: NDArray[np.bool_], at_once: int
) -> Iterator[tuple[int, int]]:
    """Ranges of rows that make about `at_once` pairs as first rows, or one row that makes more."""
    before = np.zeros(columns.size + 1, np.int64)
    for size in range(2, LARGEST_BLOCK + 1):
        chosen = table.starts[usable & (table.sizes == size)]
        for nth in range(size - 1):
            before[1:] += np.bincount(table.rows[chosen + nth], minlength=columns.size) * (size - 1 - nth)
    np.cumsum(before, out=before)
    first = 0
    while first < columns.size:
        last = max(first + 1, int(np.searchsorted(before, before[first] + at_once, side="right")) - 1)
        yield first, last
        first = last


def _spread(
    rows: NDArray[np.int32],
    places: NDArray[np.int64],
    partners: NDArray[np.int64],
    bits: NDArray[np.int64],
    size: int,
) -> tuple[Codes, NDArray[np.int64]]:
    """Each of these places with every one of its partners: both rows as one number, and what they share."""
    ends = np.cumsum(partners, dtype=np.int64)
    nth = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - partners, partners)
    second = rows[np.repeat(places, partners) + 1 + nth]
    return np.repeat(rows[places], partners).astype(np.int64) * size + second, np.repeat(bits, partners)


def _bits(columns: PeopleColumns, table: KeyTable) -> NDArray[np.int64]:
    kinds = table.kinds[table.starts].astype(np.int64)
    bits: NDArray[np.int64] = np.left_shift(np.int64(1), kinds)
    one_name = table.agree(columns["full"])
    bits |= np.where((kinds == KeyKind.MOBILE) & one_name, OWN_MOBILE, 0)
    bits |= np.where((kinds == KeyKind.DESK) & one_name, OWN_DESK, 0)
    called = table.of_kinds((KeyKind.CALLED,))
    once = table.most_in_one_source(columns["source"], called) <= 1
    bits |= np.where(called & once, ONLY_CALLED, 0)
    return bits


def _merged(codes: Codes, shared: NDArray[np.int64], size: int) -> Pairs:
    order = np.argsort(codes, kind="stable")
    codes, shared = codes[order], shared[order]
    if not len(codes):
        return Pairs(codes, codes, shared)
    starts = np.flatnonzero(np.concatenate(([True], codes[1:] != codes[:-1])))
    once = codes[starts]
    return Pairs(once // size, once % size, np.bitwise_or.reduceat(shared, starts))


def crowds(table: KeyTable, at_least: int) -> list[tuple[KeyKind, int]]:
    """Values that belong to one person and that so many records share: (what it is, how many), the largest first."""
    chosen = (table.sizes >= at_least) & np.isin(table.kinds[table.starts], [int(kind) for kind in _OF_ONE])
    found = zip(table.kinds[table.starts[chosen]].tolist(), table.sizes[chosen].tolist(), strict=True)
    return sorted(((KeyKind(kind), size) for kind, size in found), key=lambda crowd: (-crowd[1], crowd[0]))


def bearers_of(columns: PeopleColumns, table: KeyTable, kinds: Iterable[KeyKind]) -> dict[int, int]:
    """Key -> how many people bear it as far as one source knows, for keys of these kinds that more than one bears."""
    most = table.most_in_one_source(columns["source"], table.of_kinds(kinds))
    several = most > 1
    return dict(zip(table.keys[table.starts[several]].tolist(), most[several].tolist(), strict=True))


def counts_for_rows(
    columns: PeopleColumns, kinds: Collection[KeyKind], bearers: Mapping[int, int]
) -> NDArray[np.int64]:
    """For each row the greatest count of its keys of these kinds, at least 1; 0 for rows without such a key."""
    keys, found, rows = columns.keys()
    chosen = np.isin(found, [int(kind) for kind in kinds])
    counts = np.zeros(columns.size, np.int64)
    listed = np.fromiter(bearers.keys(), np.int64, len(bearers))
    order = np.argsort(listed)
    listed, many = listed[order], np.append(np.fromiter(bearers.values(), np.int64, len(bearers))[order], 1)
    at = np.searchsorted(listed, keys[chosen])
    found_there = np.append(listed, 0)[at] == keys[chosen]
    known = np.where(found_there & (at < len(listed)), many[at], 1)
    np.maximum.at(counts, rows[chosen], known)
    return counts


def batches_of(pairs: Pairs, size: int) -> Iterator[Pairs]:
    """The pairs some at a time."""
    for start in range(0, len(pairs), size):
        yield Pairs(*(column[start : start + size] for column in (pairs.first, pairs.second, pairs.shared)))
