"""Duties that people ask about by themselves: 报销, 招标, 公章, VPN, expense claims; and who does them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from schemas.vocabulary import Function
from zhaoren.language.lexicon import DEFAULT, Lexicon
from zhaoren.language.text import fold, is_han
from zhaoren.language.word_table import Found

_LONGEST_FUNCTION = 6
# What is done to the thing that is named next.
_DOING = frozenset(
    (
        "采购",
        "销售",
        "卖",
        "维修",
        "检修",
        "审计",
        "招标",
        "运输",
        "修电脑",
        "buying",
        "purchasing",
        "selling",
        "repair",
    )
)


@dataclass(frozen=True, slots=True)
class DutySpan:
    """`fold(text)[start:end]` names a duty of this function."""

    start: int
    end: int
    function: Function


def duties_in(text: str, lexicon: Lexicon = DEFAULT) -> tuple[DutySpan, ...]:
    """The duty words of a text from left to right, longest first; a duty of two functions gives a span for each.

    Where two duties stand side by side the last one is meant (供应商付款 is a payment), unless the first is what is
    done to the second (采购设备).
    """
    folded = fold(text)
    merged: list[Found[tuple[Function, ...]]] = []
    for found in _whole_words(folded, lexicon):
        start = found.start
        before = merged[-1] if merged else None
        if (
            before is not None
            and _adjoin(folded, before.end, start)
            and folded[before.start : before.end] not in _DOING
        ):
            start = merged.pop().start
        elif is_han(folded[start]):
            start = _function_before(folded, start, before.end if before is not None else 0, lexicon)
        merged.append(Found(start, found.end, found.value))
    return tuple(DutySpan(found.start, found.end, function) for found in merged for function in found.value)


def _whole_words(text: str, lexicon: Lexicon) -> Iterator[Found[tuple[Function, ...]]]:
    """Duties; one that is a mere part of a longer function word (税|务, 质量|管理) is that word, or nothing."""
    longer = list(lexicon.functions.find(text))
    for found in lexicon.duties.find(text):
        around = next((one for one in longer if one.start <= found.start and found.end <= one.end), found)
        if (around.start, around.end) == (found.start, found.end):
            yield found
            continue
        said = tuple(word.function for word in lexicon.functions.get(text[around.start : around.end]) or ())
        if set(said) & set(found.value):
            yield Found(around.start, around.end, found.value)


def _adjoin(text: str, end: int, start: int) -> bool:
    return end == start or (text[end:start] == " " and not is_han(text[start]))


def _function_before(text: str, start: int, after: int, lexicon: Lexicon) -> int:
    """Where the function word begins that the duty at `start` follows at once (设备|招标), or `start`."""
    for begin in range(max(after, start - _LONGEST_FUNCTION), start - 1):
        if text[begin:start] in lexicon.functions:
            return begin
    return start
