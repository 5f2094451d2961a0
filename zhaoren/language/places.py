"""Provinces, regions, cities and countries in a text."""

from __future__ import annotations

from dataclasses import dataclass

from zhaoren.language.lexicon import DEFAULT, Lexicon
from zhaoren.language.text import fold, is_han

_ENDINGS = ("维吾尔自治区", "壮族自治区", "回族自治区", "特别行政区", "自治区", "自治州", "新区", "地区", "省", "市")
_LATIN_ENDINGS = (" province", " city", " municipality")


@dataclass(frozen=True, slots=True)
class PlaceSpan:
    """`fold(text)[start:end]` names a place by its everyday Chinese name; `part_of` = its province, "" for one."""

    start: int
    end: int
    name: str
    part_of: str


def places_in(text: str, lexicon: Lexicon = DEFAULT) -> tuple[PlaceSpan, ...]:
    """The places of a text from left to right, each with its 省 or 市."""
    folded = fold(text)
    return tuple(
        PlaceSpan(found.start, found.end + _ending(folded, found.end), found.value.name, found.value.part_of)
        for found in lexicon.places.find(folded)
    )


def _ending(text: str, at: int) -> int:
    endings = _ENDINGS if is_han(text[at - 1]) else _LATIN_ENDINGS
    return next((len(ending) for ending in endings if text.startswith(ending, at)), 0)


def place_of(text: str, lexicon: Lexicon = DEFAULT) -> PlaceSpan | None:
    """The place that a whole field such as `海口市` or `Haikou` names, or None."""
    folded = fold(text)
    found = places_in(folded, lexicon)
    return found[-1] if found and found[-1].end == len(folded) else None
