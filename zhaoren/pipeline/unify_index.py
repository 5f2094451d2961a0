"""Every person's record in a few numbers: which weigh enough with which to be looked at together.

Held in columns, since 200,000 records as objects would take half a gigabyte.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from zhaoren.unification.match_keys import LARGEST_BLOCK, KeyKind
from zhaoren.unification.pair_columns import PeopleColumns
from zhaoren.unification.preparation import PreparedPerson
from zhaoren.unification.resolution import Member


@dataclass(slots=True)
class PeopleIndex:
    """All records of people, in rising order of record ids; a row is a place in this order."""

    record_ids: array[int] = field(default_factory=lambda: array("q"))
    keys: list[str] = field(default_factory=list)
    columns: PeopleColumns = field(default_factory=PeopleColumns)
    _ties: list[tuple[int, int]] = field(default_factory=list)

    def add(self, record_id: int, person: PreparedPerson) -> tuple[int, ...]:
        """One record; ids must rise. Returns its match keys."""
        self.record_ids.append(record_id)
        self.keys.append(person.ref.key)
        return self.columns.add(person)

    def extend(self, other: PeopleIndex) -> None:
        """Records with higher ids, as if they had been added one by one."""
        self.record_ids.extend(other.record_ids)
        self.keys.extend(other.keys)
        self.columns.extend(other.columns)

    def of_rows(self, rows: NDArray[np.int64], columns: PeopleColumns) -> PeopleIndex:
        """Some rows alone, which must rise, with their columns; without ties."""
        chosen = rows.tolist()
        ids = array("q", [self.record_ids[row] for row in chosen])
        return PeopleIndex(ids, [self.keys[row] for row in chosen], columns)

    def member(self, row: int) -> Member:
        """A row as clustering takes it."""
        return Member.at(self.columns, row, self.keys[row])

    def shared_numbers(self, owners: NDArray[np.int32]) -> NDArray[np.int64]:
        """Keys of the numbers that two who work here carry, or so many records that nobody's it can be.

        Args:
            owners: for each row whose record it is, below 0 for nobody's.
        """
        keys, kinds, rows = self.columns.keys()
        chosen = np.isin(kinds, (int(KeyKind.MOBILE), int(KeyKind.DESK)))
        keys, rows = keys[chosen], rows[chosen]
        values, counts = np.unique(keys, return_counts=True)
        crowded = values[counts > LARGEST_BLOCK]
        here = (self.columns["active"][rows] == 1) & (owners[rows] >= 0)
        order = np.lexsort((owners[rows[here]], keys[here]))
        keys, whose = keys[here][order], owners[rows[here]][order]
        several = keys[1:][(keys[1:] == keys[:-1]) & (whose[1:] != whose[:-1])]
        return np.union1d(crowded, several)

    def tie(self, groups: Iterable[Iterable[int]]) -> None:
        """Groups of record ids that must be looked at together whatever they share; unknown ids are left out."""
        ids = np.frombuffer(self.record_ids, dtype=np.int64) if self.record_ids else np.empty(0, np.int64)
        for group in groups:
            rows = [int(row) for record_id in group if (row := _row_of(ids, record_id)) is not None]
            self._ties += [(rows[0], row) for row in rows[1:]]

    def components(self, links: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
        """Sets of rows that neither a link nor a tie leads out of, by smallest row."""
        roots = _Roots(len(self.record_ids))
        for a, b in links:
            roots.join(a, b)
        for a, b in self._ties:
            roots.join(a, b)
        root_of = np.fromiter((roots.root(row) for row in range(len(self.record_ids))), np.int32, len(self.record_ids))
        order = np.argsort(root_of, kind="stable")
        starts = np.flatnonzero(np.concatenate(([True], root_of[order][1:] != root_of[order][:-1])))
        for start, end in zip(starts, [*starts[1:], len(order)], strict=True) if len(order) else ():
            yield order[start:end].tolist()


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
