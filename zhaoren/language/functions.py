"""What a text, or a unit's name, is about: finance, procurement, safety, …"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from schemas.vocabulary import Function
from zhaoren.language.lexicon import DEFAULT, Lexicon
from zhaoren.language.text import fold
from zhaoren.language.title_words import read_unit
from zhaoren.language.typed_words import read_typed

_LATIN_WORD = re.compile("[a-z]+")


@dataclass(frozen=True, slots=True)
class FunctionSpan:
    """`fold(text)[start:end]` names a function.

    `weight`: 1 = certain, 0.7 = typed in pinyin, 0.5 = may mean something else, 0.4 = typed as initials.
    """

    start: int
    end: int
    function: Function
    weight: float


def functions_in(text: str, lexicon: Lexicon = DEFAULT) -> tuple[FunctionSpan, ...]:
    """The function words of a text from left to right, longest first; an ambiguous word gives a span for each."""
    return tuple(
        FunctionSpan(found.start, found.end, said.function, said.weight)
        for found in lexicon.functions.find(fold(text))
        for said in found.value
    )


def typed_functions_in(text: str) -> tuple[FunctionSpan, ...]:
    """Latin words that are functions typed in pinyin or initials: `caiwu`, `cw`, `cwfzr`. See `read_typed`."""
    folded = fold(text)
    return tuple(
        FunctionSpan(found.start(), found.end(), said.function, said.weight)
        for found in _LATIN_WORD.finditer(folded)
        if (typed := read_typed(found.group())) is not None
        for said in typed.functions
    )


def functions_of_unit(name: str, lexicon: Lexicon = DEFAULT) -> tuple[Function, ...]:
    """The functions that a department bears in its name, the main one first; none for a company."""
    return read_unit(name, lexicon).functions


def function_of_unit(name: str, lexicon: Lexicon = DEFAULT) -> Function | None:
    """The main function of a department by its name, or None."""
    return next(iter(functions_of_unit(name, lexicon)), None)


def kind_of_unit(name: str, lexicon: Lexicon = DEFAULT) -> str:
    """company, business, site, department, executive, or "" when the name does not say."""
    return read_unit(name, lexicon).kind


def label(function: Function, language: Literal["zh", "en"], lexicon: Lexicon = DEFAULT) -> str:
    """The name of a function for people."""
    return lexicon.labels[function][0 if language == "zh" else 1]


def parent(function: Function, lexicon: Lexicon = DEFAULT) -> Function | None:
    """The function that this one is a part of: finance for treasury and tax."""
    return lexicon.parents.get(function)


def parts(function: Function, lexicon: Lexicon = DEFAULT) -> tuple[Function, ...]:
    """The functions that are a part of this one."""
    return tuple(part for part, whole in lexicon.parents.items() if whole is function)
