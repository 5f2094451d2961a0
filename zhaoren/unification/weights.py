"""What one fact about a pair of records counts, in bits, so that a person can read why it was joined or asked about."""

from __future__ import annotations

import math
from dataclasses import dataclass

_MOST_BITS = 60.0  # beyond it a probability is 1 in floating point anyway


@dataclass(frozen=True, slots=True)
class Weight:
    """One fact.

    Attributes:
        feature: a short word (`same_mobile`).
        bits: log2 of how much likelier the fact is for one person than for two; +1 doubles the odds, below 0 speaks
            against.
        detail: what it rests on, in a number or a word (how many people bear the name); empty where nothing is to tell.
    """

    feature: str
    bits: float
    detail: str = ""


def probability_of(bits: float) -> float:
    """The probability whose odds are 2 to the power of `bits`."""
    return 1.0 / (1.0 + math.exp2(-max(-_MOST_BITS, min(_MOST_BITS, bits))))


def bits_of(probability: float) -> float:
    """log2 of the odds of a probability; 0 and 1 give the largest numbers that are told."""
    if probability <= 0.0:
        return -_MOST_BITS
    if probability >= 1.0:
        return _MOST_BITS
    return max(-_MOST_BITS, min(_MOST_BITS, math.log2(probability / (1.0 - probability))))
