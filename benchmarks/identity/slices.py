"""The same figures for the hard cases alone, and whether a probability means what it says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations

from zhaoren.demo.hard_cases import NAMESAKES
from zhaoren.unification.clustering import Question

Key = tuple[str, str]


def nobody_joined(truth: Mapping[Key, str], found: Mapping[Key, str]) -> int:
    """Accounts that are nobody and were joined with another record."""
    sizes = Counter(found.values())
    return sum(1 for key, person in found.items() if key not in truth and sizes[person] > 1)


def recall_of_cases(
    cases: Mapping[Key, frozenset[str]], truth: Mapping[Key, str], found: Mapping[Key, str]
) -> dict[str, tuple[float, int]]:
    """Case -> (share of true pairs that were found, how many there are): pairs of which one record is such a case."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for keys in _groups(truth, found).values():
        for one, other in combinations(keys, 2):
            for case in cases.get(one, frozenset()) | cases.get(other, frozenset()):
                total[case] += 1
                right[case] += found[one] == found[other]
    return {case: (round(right[case] / total[case], 4), total[case]) for case in sorted(total)}


def same_name_precision(
    cases: Mapping[Key, frozenset[str]], truth: Mapping[Key, str], found: Mapping[Key, str]
) -> tuple[float, int]:
    """(precision, joined pairs) among people who share their name with a colleague of their department."""
    right = said = 0
    for keys in _groups(found, truth).values():
        for one, other in combinations(keys, 2):
            if NAMESAKES in cases.get(one, frozenset()) | cases.get(other, frozenset()):
                said += 1
                right += truth[one] == truth[other]
    return (round(right / said, 4) if said else 1.0, said)


def _groups(by: Mapping[Key, str], known: Mapping[Key, str]) -> dict[str, list[Key]]:
    groups: dict[str, list[Key]] = defaultdict(list)
    for key, owner in by.items():
        if key in known:
            groups[owner].append(key)
    return groups


def calibration(questions: Iterable[Question], truth: Mapping[Key, str]) -> list[tuple[float, float, int]]:
    """(mean probability, share that is one person, how many) of what was asked, by tenths of probability."""
    tenths: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for question in questions:
        a, b = (question.a.source, question.a.key), (question.b.source, question.b.key)
        same = a in truth and truth.get(a) == truth.get(b)
        tenths[min(9, int(question.probability * 10))].append((question.probability, same))
    return [
        (round(sum(p for p, _ in told) / len(told), 3), round(sum(s for _, s in told) / len(told), 3), len(told))
        for _, told in sorted(tenths.items())
    ]
