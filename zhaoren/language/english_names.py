"""English given names: which words are one, and which short forms one person may go by."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from zhaoren.language.text import read_data


@cache
def _other_forms() -> dict[str, tuple[str, ...]]:
    """Every form -> the forms that may stand for it. Two short forms of one name stand for one another."""
    table: dict[str, dict[str, None]] = defaultdict(dict)
    for line in read_data("english_short_forms.txt"):
        forms = line.split()
        for form in forms:
            table[form].update(dict.fromkeys(other for other in forms if other != form))
    return {form: tuple(others) for form, others in table.items()}


@cache
def _given_names() -> dict[str, frozenset[str]]:
    listed: dict[str, set[str]] = {"names": set(), "rather": set()}
    for line in read_data("english_given.txt"):
        kind, *names = line.split()
        listed[kind].update(names)
    return {kind: frozenset(names) for kind, names in listed.items()}


def other_forms(word: str) -> tuple[str, ...]:
    """The folded names that the same person may go by: bob -> robert, rob, bobby, …; empty for a word not listed."""
    return _other_forms().get(word, ())


def is_english_given(word: str) -> bool:
    """Whether a folded word is a known English given name, even where it could also be pinyin (ben, dan, may)."""
    return is_rather_english(word) or word in _given_names()["names"] or word in _other_forms()


def is_rather_english(word: str) -> bool:
    """Whether a folded word that could be pinyin is nevertheless meant as an English name (susan, linda, ken)."""
    return word in _given_names()["rather"]
