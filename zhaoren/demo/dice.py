"""Chance that can be repeated: the same seed always throws the same numbers, on every machine."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import Generic, TypeVar
from uuid import UUID

T = TypeVar("T")


class Weighted(Generic[T]):
    """Things with weights, prepared once so that a throw costs a bisection."""

    def __init__(self, things: Sequence[tuple[T, float]]) -> None:
        self.things = [thing for thing, _ in things]
        self.cumulative = list(accumulate(weight for _, weight in things))


class Dice:
    """One stream of chance. Streams with other names do not disturb each other, so adding one keeps the rest."""

    def __init__(self, *name: object) -> None:
        # A string seed is hashed with SHA-512 by `random`, so it does not depend on PYTHONHASHSEED.
        self._random = random.Random("/".join(map(str, name)))  # noqa: S311 - repeatable test data, no secret

    def chance(self, probability: float) -> bool:
        """True with this probability, 0 to 1."""
        return self._random.random() < probability

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self._random.random() * (high - low + 1))

    def share(self, mean: float, spread: float) -> float:
        """A positive, log-normal number: company sizes are like that."""
        return mean * self._random.lognormvariate(0.0, spread)

    def digits(self, count: int) -> str:
        """Decimal digits, zeros in front kept."""
        return str(self.number(0, 10**count - 1)).zfill(count)

    def pick(self, things: Sequence[T]) -> T:
        """One of them, each as likely. Raises IndexError when there is none."""
        return things[int(self._random.random() * len(things))]

    def picks(self, things: Sequence[T], count: int) -> list[T]:
        """Different ones, at most as many as there are, in random order."""
        return self._random.sample(things, min(count, len(things)))

    def shuffled(self, things: Sequence[T]) -> list[T]:
        """All of them in random order."""
        return self._random.sample(things, len(things))

    def throw(self, weighted: Weighted[T]) -> T:
        """One of the weighted things."""
        return self._random.choices(weighted.things, cum_weights=weighted.cumulative)[0]

    def day(self, first: date, last: date) -> date:
        """A day, both ends included."""
        return first + timedelta(days=self.number(0, (last - first).days))

    def uuid(self) -> UUID:
        """A version 4 UUID that the seed decides."""
        return UUID(int=self._random.getrandbits(128), version=4)
