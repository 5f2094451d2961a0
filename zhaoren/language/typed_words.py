"""Function words typed without an input method: `caiwu` and `cw` for 财务, `caiwufuzeren` and `cwfzr` for its head."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from schemas.vocabulary import Function
from zhaoren.language.company_words import initials, joined_reading
from zhaoren.language.lexicon import FunctionWord

# Below what a word in characters weighs: zhiliang is 质量 and the given name 志良, cw may be anybody's initials.
_PINYIN = 0.7
_INITIALS = 0.4
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class TypedWord:
    """What a Latin word says when it is read as Chinese; `head` when a word for its head stands behind."""

    functions: tuple[FunctionWord, ...]
    head: bool


@cache
def _tables() -> tuple[dict[str, tuple[FunctionWord, ...]], frozenset[str]]:
    path = files("zhaoren.language").joinpath("data", "functions.toml")
    shipped: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    found: dict[str, dict[Function, float]] = {}
    for function in Function:
        for word in shipped[function.value]["typed"]:
            found.setdefault(joined_reading(word), {}).setdefault(function, _PINYIN)
            found.setdefault(initials(word), {}).setdefault(function, _INITIALS)
    heads = [spelled for word in shipped["typed_heads"]["words"] for spelled in (joined_reading(word), initials(word))]
    words = {text: tuple(FunctionWord(*one) for one in said.items()) for text, said in found.items()}
    return words, frozenset(word for word in heads if len(word) > 1)


def read_typed(word: str) -> TypedWord | None:
    """Read one folded Latin word as a function, with or without a word for its head; None when it is neither."""
    if not 2 <= len(word) <= _LONGEST:
        return None
    words, heads = _tables()
    if word in words:
        return TypedWord(words[word], head=False)
    for cut in range(2, len(word) - 1):
        if word[cut:] in heads and word[:cut] in words:
            return TypedWord(words[word[:cut]], head=True)
    return None
