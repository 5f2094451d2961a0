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
def _given_names() -> frozenset[str]:
    listed = (name for line in read_data("english_given.txt") for name in line.split()[1:])
    return frozenset(listed) | _other_forms().keys()


def other_forms(word: str) -> tuple[str, ...]:
    """The folded names that the same person may go by: bob -> robert, rob, bobby, …; empty for a word not listed."""
    return _other_forms().get(word, ())


def is_english_given(word: str) -> bool:
    """Whether a folded word is a known English given name, even where it could also be pinyin (ben, dan, may)."""
    return word in _given_names()
