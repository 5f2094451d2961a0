"""Where companies stand in a question, and the question as names are kept: without brackets and other signs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from zhaoren.language.text import is_han
from zhaoren.language.word_table import is_latin

_SIGNS = re.compile(r"[()\[\]{}<>《》【】「」·&'-]")
_CLOSING = {")": "(", "]": "[", "】": "【", "」": "「", ">": "<", "》": "《", "}": "{"}


@dataclass(frozen=True, slots=True)
class CompanySpan:
    """`folded_text[start:end]` names these entries, the likeliest first.

    `kind` is a FormKind or "slip"; `weight` 1 = exactly a declared form. Several ids: the text does not decide.
    """

    start: int
    end: int
    ids: Sequence[str]
    kind: str
    weight: float


@dataclass(slots=True)
class Gap:
    """Text between found spans."""

    start: int
    end: int


def without_signs(text: str) -> tuple[str, list[int] | None]:
    """The text as names are kept (no brackets, `&` as a word), and where each of its characters stood."""
    if not _SIGNS.search(text):
        return text, None
    kept: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        becomes = sign
        if _SIGNS.match(sign):
            beside_han = (kept and is_han(kept[-1])) or is_han(text[place + 1 : place + 2] or " ")
            becomes = "" if beside_han else "and" if sign == "&" else " "
        if becomes == " " and kept and kept[-1] == " ":
            continue
        kept.extend(becomes)
        places.extend([place] * len(becomes))
    return "".join(kept), places


def placed(span: CompanySpan, places: list[int], text: str) -> CompanySpan:
    """The span in the text with its signs; a bracket that the name opened is closed with it."""
    start, end = places[span.start], places[span.end - 1] + 1
    if end < len(text) and text[end] in _CLOSING and _CLOSING[text[end]] in text[start:end]:
        end += 1
    return replace(span, start=start, end=end)


def gaps(text: str, spans: list[CompanySpan]) -> list[Gap]:
    gaps: list[Gap] = []
    place = 0
    for span in [*sorted(spans, key=lambda one: one.start), CompanySpan(len(text), len(text), (), "", 0)]:
        if span.start - place > 1:
            gaps.append(Gap(place, span.start))
        place = span.end
    return gaps


def latin_words(text: str, gap: Gap) -> list[tuple[int, int, str]]:
    words: list[tuple[int, int, str]] = []
    place = gap.start
    while place < gap.end:
        end = place
        while end < gap.end and is_latin(text[end]):
            end += 1
        if end > place:
            words.append((place, end, text[place:end]))
        place = max(end, place + 1)
    return words
