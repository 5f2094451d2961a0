"""Two sides' values of one field beside each other: which mean the same, and which signs differ where they do not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Final, Literal

from zhaoren.language.companies import company_key
from zhaoren.language.text import fold, fold_name
from zhaoren.unification.coded_words import read_gender
from zhaoren.unification.contact_reading import read_mail, read_numbers, read_staff_number
from zhaoren.unification.dates import read_day
from zhaoren.unification.name_comparison import full_name

Agreement = Literal["same", "differs", "one_side"]
LONGEST_SHOWN = 200  # signs of a value that are shown and compared; the rest of a longer one is a wrong column


@dataclass(frozen=True, slots=True)
class Piece:
    """Some signs of a value."""

    text: str
    differs: bool


def _number(text: str) -> str:
    return " ".join(number.normal or number.shown for number in read_numbers(text)) or fold(text)


def _mail(text: str) -> str:
    mail = read_mail(text)
    return mail.address if mail is not None else fold(text)


_NORMAL: Final[Mapping[str, Callable[[str], str]]] = {
    # 陈杰（客户） and 陳 杰 are the name 陈杰.
    **dict.fromkeys(("name", "display_name", "former_name"), lambda text: full_name((text,)) or fold_name(text)),
    **dict.fromkeys(("english_name", "nickname"), fold_name),
    **dict.fromkeys(("family_name", "given_name"), fold_name),
    **dict.fromkeys(("mobile", "phone"), _number),
    **dict.fromkeys(("birth_date", "hire_date", "leave_date"), lambda text: read_day(text) or fold(text)),
    "email": _mail,
    "gender": lambda text: read_gender(text) or fold(text),
    "company": lambda text: company_key(text) or fold(text),
    "employee_number": lambda text: read_staff_number(text)[0] or fold(text),
}


def normal_form(field: str, text: str) -> str:
    """What a value means, so far as it can be compared."""
    return _NORMAL.get(field, fold)(text[:LONGEST_SHOWN])


Meaning = Callable[[str, str], str]
"""What a value of a field means; two values with one meaning agree, however they are written."""


def agreement(field: str, left: Iterable[str], right: Iterable[str], meaning: Meaning = normal_form) -> Agreement:
    """`same` when both say one thing alike, `differs` when they say nothing alike, `one_side` when one is silent."""
    mine = {meaning(field, text) for text in left}
    theirs = {meaning(field, text) for text in right}
    if not mine or not theirs:
        return "one_side"
    return "differs" if mine.isdisjoint(theirs) else "same"


def marked(field: str, text: str, others: Iterable[str], meaning: Meaning = normal_form) -> tuple[Piece, ...]:
    """A value in pieces, marked where it differs from the likest of the other side's values.

    Nothing is marked where the other side says the same in other signs, or says nothing.
    """
    shown = text[:LONGEST_SHOWN]
    beside = [other[:LONGEST_SHOWN] for other in others]
    if not beside or meaning(field, text) in {meaning(field, other) for other in beside}:
        return (Piece(shown, differs=False),)
    likest, matcher = max(
        ((other, SequenceMatcher(None, shown, other, autojunk=False)) for other in sorted(beside)),
        key=lambda pair: pair[1].ratio(),
    )
    if len(shown) == len(likest):
        # Numbers and dates of one length are compared sign by sign: that is how they are read.
        runs = groupby(zip(shown, likest, strict=True), key=lambda pair: pair[0] != pair[1])
        return tuple(Piece("".join(sign for sign, _ in run), differs) for differs, run in runs)
    opcodes = matcher.get_opcodes()
    return tuple(Piece(shown[start:end], tag != "equal") for tag, start, end, _, _ in opcodes if end > start)
