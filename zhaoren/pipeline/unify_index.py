"""Every person's record in a few numbers: which share a value, and which must be looked at together.

Held in arrays, since 200,000 records as objects would take half a gigabyte.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from zhaoren.unification.match_keys import LARGEST_BLOCK


@dataclass(slots=True)
class PeopleIndex:
    """Match keys of all records of people, in rising order of record ids."""

    record_ids: array[int] = field(default_factory=lambda: array("q"))
    _keys: array[int] = field(default_factory=lambda: array("q"))
    _rows: array[int] = field(default_factory=lambda: array("i"))
    _extra: list[tuple[int, int]] = field(default_factory=list)

    def add(self, record_id: int, keys: Iterable[int]) -> None:
        """One record; ids must rise."""
        row = len(self.record_ids)
        self.record_ids.append(record_id)
        for key in keys:
            self._keys.append(key)
            self._rows.append(row)

    def tie(self, groups: Iterable[Iterable[int]]) -> None:
        """Groups of record ids that must be looked at together whatever they share; unknown ids are left out."""
        ids = np.frombuffer(self.record_ids, dtype=np.int64) if self.record_ids else np.empty(0, np.int64)
        for group in groups:
            rows = [int(row) for record_id in group if (row := _row_of(ids, record_id)) is not None]
            self._extra += [(rows[0], row) for row in rows[1:]]

    def blocks(self) -> tuple[list[NDArray[np.int32]], frozenset[int]]:
        """Rows that share a key, and the keys that too many share to mean anybody."""
        if not self._keys:
            return [], frozenset()
        keys = np.frombuffer(self._keys, dtype=np.int64)
        rows = np.frombuffer(self._rows, dtype=np.int32)
        order = np.argsort(keys, kind="stable")
        keys, rows = keys[order], rows[order]
        starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
        sizes = np.diff(np.append(starts, len(keys)))
        usable = (sizes > 1) & (sizes <= LARGEST_BLOCK)
        blocks = [rows[start : start + size] for start, size in zip(starts[usable], sizes[usable], strict=True)]
        return blocks, frozenset(keys[starts[sizes > LARGEST_BLOCK]].tolist())

    def components(self) -> tuple[Iterator[list[int]], frozenset[int]]:
        """Sets of record ids that share nothing with one another, by smallest id; and the keys that were ignored."""
        blocks, ignored = self.blocks()
        roots = _Roots(len(self.record_ids))
        for block in blocks:
            first = int(block[0])
            for row in block[1:]:
                roots.join(first, int(row))
        for a, b in self._extra:
            roots.join(a, b)
        return self._grouped(roots), ignored

    def _grouped(self, roots: _Roots) -> Iterator[list[int]]:
        root_of = np.fromiter((roots.root(row) for row in range(len(self.record_ids))), np.int32, len(self.record_ids))
        order = np.argsort(root_of, kind="stable")
        group: list[int] = []
        last = -1
        for row in order:
            if group and root_of[row] != last:
                yield group
                group = []
            last = root_of[row]
            group.append(self.record_ids[row])
        if group:
            yield group


def _row_of(ids: NDArray[np.int64], record_id: int) -> int | None:
    row = int(np.searchsorted(ids, record_id))
    return row if row < len(ids) and ids[row] == record_id else None


class _Roots:
    """Union-find; the smallest row of a set is its root."""

    def __init__(self, size: int) -> None:
        self._parents = array("i", range(size))

    def root(self, row: int) -> int:
        parents = self._parents
        while parents[row] != row:
            parents[row] = parents[parents[row]]
            row = parents[row]
        return row

    def join(self, a: int, b: int) -> None:
        one, other = self.root(a), self.root(b)
        if one != other:
            self._parents[max(one, other)] = min(one, other)
