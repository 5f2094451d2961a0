"""Duties that people ask about by themselves: 报销, 招标, 公章, VPN, expense claims; and who does them."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.vocabulary import Function
from zhaoren.language.lexicon import DEFAULT, Lexicon
from zhaoren.language.text import fold


@dataclass(frozen=True, slots=True)
class DutySpan:
    """`fold(text)[start:end]` names a duty of this function."""

    start: int
    end: int
    function: Function


def duties_in(text: str, lexicon: Lexicon = DEFAULT) -> tuple[DutySpan, ...]:
    """The duty words of a text from left to right, longest first; a duty of two functions gives a span for each."""
    return tuple(
        DutySpan(found.start, found.end, function)
        for found in lexicon.duties.find(fold(text))
        for function in found.value
    )
