"""Pairwise and B-cubed precision, recall and F1 of a clustering against the truth.

Sources: Fellegi and Sunter 1969 for pairs; Bagga and Baldwin, "Algorithms for Scoring Coreference Chains" (1998).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

Record = TypeVar("Record", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Score:
    """Precision and recall, each from 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean; 0 when both are 0."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def pairwise(truth: Mapping[Record, str], found: Mapping[Record, str]) -> Score:
    """Over pairs of records that are in both; 1.0 where there is no pair to be right about."""
    shared = truth.keys() & found.keys()
    right = _pairs(Counter((truth[record], found[record]) for record in shared).values())
    said = _pairs(Counter(found[record] for record in shared).values())
    true = _pairs(Counter(truth[record] for record in shared).values())
    return Score(right / said if said else 1.0, right / true if true else 1.0)


def b_cubed(truth: Mapping[Record, str], found: Mapping[Record, str]) -> Score:
    """The mean over records of how pure, and how whole, each one's cluster is."""
    shared = truth.keys() & found.keys()
    if not shared:
        return Score(1.0, 1.0)
    both = Counter((truth[record], found[record]) for record in shared)
    said = Counter(found[record] for record in shared)
    true = Counter(truth[record] for record in shared)
    precision = sum(both[truth[r], found[r]] / said[found[r]] for r in shared) / len(shared)
    recall = sum(both[truth[r], found[r]] / true[truth[r]] for r in shared) / len(shared)
    return Score(precision, recall)
