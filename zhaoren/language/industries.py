"""Branches of trade: which words speak of the same one (医药, 制药, 药业, pharma)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from zhaoren.language.text import fold, has_han

_SHORTEST_IN_A_NAME = 2


@cache
def _branches() -> dict[str, frozenset[str]]:
    """Word -> all words of its branches, the branch's own key included."""
    path = files("zhaoren.language").joinpath("data", "industries.toml")
    said: dict[str, list[str]] = tomllib.loads(path.read_text(encoding="utf-8"))
    found: dict[str, set[str]] = {}
    for key, words in said.items():
        same = {key, *map(fold, words)}
        for word in same:
            found.setdefault(word, set()).update(same)
    return {word: frozenset(same) for word, same in found.items()}


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
