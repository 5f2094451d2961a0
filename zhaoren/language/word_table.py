"""A table of words that is looked up in running text: longest word first, whole words only in Latin script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """One word found: `text[start:end]` and what the table says about it."""

    start: int
    end: int
    value: T


def is_latin(char: str) -> bool:
    """Whether the character is a letter that would be part of the same Latin word."""
    return "a" <= char <= "z" or "\u00df" <= char <= "\u024f"


def cuts_a_word(text: str, start: int, end: int) -> bool:
    """Whether the span begins or ends inside a Latin word or a number, as `it` does in `audit`."""
    if start and _belong_together(text[start - 1], text[start]):
        return True
    return end < len(text) and _belong_together(text[end - 1], text[end])


def _belong_together(one: str, other: str) -> bool:
    if is_latin(one):
        return is_latin(other)
    return one.isdigit() and other.isdigit()


class WordTable(Generic[T]):
    """Words in their folded form, each with a value. Looking up costs a few dictionary reads a character."""

    __slots__ = ("_lengths", "_values")

    def __init__(self, words: Mapping[str, T]) -> None:
        self._values = dict(words)
        lengths: dict[str, set[int]] = {}
        for word in self._values:
            if word:
                lengths.setdefault(word[:2], set()).add(len(word))
        self._lengths = {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()}

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, word: str) -> bool:
        return word in self._values

    def get(self, word: str) -> T | None:
        """What the table says about exactly this folded word."""
        return self._values.get(word)

    def items(self) -> Iterator[tuple[str, T]]:
        """All words with their values, in the order in which they were given."""
        yield from self._values.items()

    def longest(self, text: str, start: int, stop: int | None = None) -> Found[T] | None:
        """The longest word that begins at `start` and ends at `stop` or before."""
        stop = len(text) if stop is None else stop
        pair = text[start : start + 2]
        for size in self._lengths.get(pair, ()):
            found = self._at(text, start, start + size, stop)
            if found is not None:
                return found
        if len(pair) == 2 and pair[0] in self._lengths:
            return self._at(text, start, start + 1, stop)
        return None

    def _at(self, text: str, start: int, end: int, stop: int) -> Found[T] | None:
        value = self._values.get(text[start:end]) if end <= stop else None
        return None if value is None or cuts_a_word(text, start, end) else Found(start, end, value)

    def find(self, text: str) -> Iterator[Found[T]]:
        """All words from left to right, longest first, none overlapping another."""
        start = 0
        lengths = self._lengths
        while start < len(text):
            # Most places begin no word; they are passed without a call.
            begins = text[start : start + 2] in lengths or text[start] in lengths
            found = self.longest(text, start) if begins else None
            if found is None:
                start += 1
            else:
                yield found
                start = found.end
