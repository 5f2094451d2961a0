"""Many short texts in one: no object for each of them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator


class PackedTexts:
    """A read-only list of texts; a text is cut out when it is asked for."""

    __slots__ = ("_ends", "_whole")

    def __init__(self, texts: Iterable[str] = ()) -> None:
        ends, parts, end = array("I", [0]), list(texts), 0
        for text in parts:
            end += len(text)
            ends.append(end)
        self._whole = "".join(parts)
        self._ends = ends

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> str:
        ends = self._ends
        return self._whole[ends[number] : ends[number + 1]]

    def __iter__(self) -> Iterator[str]:
        return map(self.__getitem__, range(len(self)))

    def and_more(self, texts: Iterable[str]) -> PackedTexts:
        """This list with more texts behind; this one stays as it is."""
        more = PackedTexts(texts)
        if not len(more):
            return self
        joined = PackedTexts()
        joined._whole = self._whole + more._whole
        joined._ends = self._ends[:]
        joined._ends.extend(len(self._whole) + end for end in more._ends[1:])
        return joined
