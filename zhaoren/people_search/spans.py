"""The spans of a question: what was found where, longest and surest first, none over another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from schemas.answers import Part, PartKind, Text
from zhaoren.people_search.question import Typed


class Placed(Protocol):
    """Anything that says where it stands."""

    @property
    def start(self) -> int:
        """First sign."""

    @property
    def end(self) -> int:
        """Behind the last sign."""


_UMLAUTS = ("ü", "ǖ", "ǘ", "ǚ", "ǜ")
Span = TypeVar("Span", bound=Placed)


@dataclass(slots=True)
class Cover:
    """Which signs of the folded question are taken, and by what."""

    typed: Typed
    taken: list[tuple[int, int]] = field(default_factory=list)
    kinds: list[PartKind] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    other_ids: list[str] = field(default_factory=list)  # companies that a span may mean as well

    def free(self, start: int, end: int) -> bool:
        """Whether nothing has taken any sign of this span."""
        return all(end <= first or last <= start for first, last in self.taken)

    def take(self, kind: PartKind, start: int, end: int, means: Text, refs: Iterable[str] = ()) -> bool:
        """Take a span, if it is free."""
        if start >= end or not self.free(start, end):
            return False
        self.taken.append((start, end))
        self.kinds.append(kind)
        self.parts.append(self.typed.part(kind, start, end, means, refs))
        return True

    def spans(self) -> tuple[tuple[int, int, PartKind], ...]:
        """What is taken: first sign, behind the last sign, as what."""
        return tuple((*span, kind) for span, kind in zip(self.taken, self.kinds, strict=True))

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

    def found(self, finder: Callable[[str], Iterable[Span]]) -> Iterator[tuple[int, int, Span]]:
        """What a finder finds in each piece that is still free, placed in the whole text.

        Pieces and not the whole text: 食品|管环保 must not be read as 品管 once the company is cut out.
        """
        for start, end in list(self.rests()):
            for span in finder(self.typed.text[start:end]):
                yield start + span.start, start + span.end, span

    def pieces(self) -> tuple[str, ...]:
        """What is left, piece by piece; a single character beside longer pieces says nothing (急, 任, 在)."""
        text = self.typed.text
        found = [text[start:end] for start, end in self.rests()]
        longer = [piece for piece in found if len(piece) > 1]
        return tuple(longer or found)

    def with_umlauts(self, rest: str) -> str:
        """What is left with the umlauts of the question, which folding drops: lü is no lu."""
        raw = self.typed.raw.lower()
        if not any(sign in raw for sign in _UMLAUTS):
            return rest
        typed, places = self.typed, self.typed.places
        kept = [
            "".join(
                "ü" if typed.text[at] == "u" and raw[places[at] : places[at] + 1] in _UMLAUTS else typed.text[at]
                for at in range(start, end)
            )
            for start, end in self.rests()
        ]
        longer = [piece for piece in kept if len(piece) > 1]
        return " ".join(longer or kept)

    def ordered(self) -> tuple[Part, ...]:
        """The parts in the order typed."""
        return tuple(sorted(self.parts, key=lambda part: (part.start, part.end)))
