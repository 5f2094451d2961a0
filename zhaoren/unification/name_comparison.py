"""How far the names of two records agree, all names that each record says taken together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from zhaoren.language.names import NameAgreement, compatible, read_name

NamePair = tuple[tuple[str, ...], tuple[str, ...]]
"""All names of one record, and of another."""
Agreements = Callable[[Sequence[NamePair]], NDArray[np.int8]]

LONGEST = 120  # characters of a name that are compared; longer ones are a wrong column


@lru_cache(maxsize=16_384)
def compare_names(one: str, other: str) -> NameAgreement:
    """Two written names; the order of the two does not matter."""
    return compatible(read_name(one[:LONGEST]), read_name(other[:LONGEST]))


@lru_cache(maxsize=16_384)
def full_name(names: tuple[str, ...]) -> str:
    """The first of some names that is a surname and a given name in characters; empty when none is."""
    for name in names:
        read = read_name(name[:LONGEST])
        if read.script == "han" and read.given and read.surname and not read.nickname:
            return read.folded
    return ""


def agreement(ours: tuple[str, ...], theirs: tuple[str, ...]) -> NameAgreement:
    """The closest agreement of any name with any other; a conflict only if no two of them can be one.

    Where both are known in characters, these decide: letters leave room for many (CHEUNG is every 张). Where the main
    names conflict, a nickname or an English name in common is not enough to call two people compatible: half a company
    is called David.
    """
    if not ours or not theirs:
        return NameAgreement.UNKNOWN
    main = compare_names(*_sorted(full_name(ours) or ours[0], full_name(theirs) or theirs[0]))
    if main >= NameAgreement.WEAK or (len(ours) == 1 and len(theirs) == 1):
        return main
    if main is NameAgreement.CONFLICT and full_name(ours) and full_name(theirs):
        # Two whole names in characters that cannot be one: only another such name (a former one) outweighs them.
        # Otherwise 黃志翰 and 王浩華, both David Wong in one company, were one man.
        return max(compare_names(*_sorted(a, b)) for a in _in_characters(ours) for b in _in_characters(theirs))
    best = max(compare_names(*_sorted(a, b)) for a in ours[:6] for b in theirs[:6])
    if main is NameAgreement.CONFLICT and best < NameAgreement.ROMANISED:
        return NameAgreement.CONFLICT if best is NameAgreement.CONFLICT else NameAgreement.UNKNOWN
    return best


def agreements(pairs: Sequence[NamePair]) -> NDArray[np.int8]:
    """How far the names of each pair agree."""
    return np.fromiter((agreement(ours, theirs) for ours, theirs in pairs), np.int8, len(pairs))


def _in_characters(names: tuple[str, ...]) -> list[str]:
    return [name for name in names[:6] if full_name((name,))]


def _sorted(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a <= b else (b, a)
