"""The spans of a question: what was found where, longest and surest first, none over another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from schemas.answers import Part, PartKind, Text
from zhaoren.people_search.question import Typed


@dataclass(slots=True)
class Cover:
    """Which signs of the folded question are taken, and by what."""

    typed: Typed
    taken: list[tuple[int, int]] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    def free(self, start: int, end: int) -> bool:
        """Whether nothing has taken any sign of this span."""
        return all(end <= first or last <= start for first, last in self.taken)

    def take(self, kind: PartKind, start: int, end: int, means: Text, refs: Iterable[str] = ()) -> bool:
        """Take a span, if it is free."""
        if start >= end or not self.free(start, end):
            return False
        self.taken.append((start, end))
        self.parts.append(self.typed.part(kind, start, end, means, refs))
        return True

    def rests(self) -> Iterator[tuple[int, int]]:
        """What nothing has taken, without white space and signs at the edges, from left to right."""
        text, at = self.typed.text, 0
        for first, last in [*sorted(self.taken), (len(text), len(text))]:
            yield from self._trimmed(at, first)
            at = max(at, last)

    def _trimmed(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        text = self.typed.text
        while start < end and not text[start].isalnum():
            start += 1
        while end > start and not text[end - 1].isalnum():
            end -= 1
        if start < end:
            yield start, end

    def rest(self) -> str:
        """All that is left, joined by spaces."""
        return " ".join(self.typed.text[start:end] for start, end in self.rests())

    def ordered(self) -> tuple[Part, ...]:
        """The parts in the order typed."""
        return tuple(sorted(self.parts, key=lambda part: (part.start, part.end)))
