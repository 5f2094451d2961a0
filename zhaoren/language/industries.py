"""Branches of trade: which words speak of the same one (医药, 制药, 药业, pharma)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from zhaoren.language.text import fold, has_han

_SHORTEST_IN_A_NAME = 2


@cache
def _branches() -> dict[str, frozenset[str]]:
    """Word -> all words of the narrowest branch that holds it, the branch's own key included."""
    path = files("zhaoren.language").joinpath("data", "industries.toml")
    said: dict[str, list[str]] = tomllib.loads(path.read_text(encoding="utf-8"))
    found: dict[str, frozenset[str]] = {}
    for same in sorted((frozenset({key, *map(fold, words)}) for key, words in said.items()), key=len):
        for word in same:
            found.setdefault(word, same)  # 银行 speaks of banks alone, 金融 of everything in that line
    return found


def same_branch(word: str) -> frozenset[str]:
    """All words for the branch that a folded word names, itself included; empty where it names none."""
    return _branches().get(word, frozenset())


def names_branch(text: str, words: frozenset[str]) -> bool:
    """Whether a folded industry or company name speaks of a branch: characters anywhere, Latin words whole."""
    latin = set(text.replace(",", " ").split())
    return any(
        (len(word) >= _SHORTEST_IN_A_NAME and word in text)
        if has_han(word)
        else word in latin or f" {word} " in f" {text} "
        for word in words
    )
