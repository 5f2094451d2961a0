"""Characters that are mistaken for one another, and surnames written in two ways."""

from __future__ import annotations

from functools import cache

from zhaoren.language.text import read_data


@cache
def _groups(name: str) -> dict[str, str]:
    table: dict[str, str] = {}
    for group in read_data(name):
        for sign in group:
            table[sign] = table.get(sign, "") + group.replace(sign, "")
    return table


def lookalikes_of(character: str) -> str:
    """The characters that are taken for this one by eye, maybe none."""
    return _groups("lookalikes.txt").get(character, "")


def looks_alike(a: str, b: str) -> bool:
    """Whether two characters are mistaken for one another by eye."""
    return b in lookalikes_of(a)


def surname_variants_of(surname: str) -> str:
    """Other characters that the same family writes (肖 for 萧), maybe none; only single characters have any."""
    return _groups("surname_variants.txt").get(surname, "")


def same_surname(a: str, b: str) -> bool:
    """Whether two surnames are one, or two writings of one."""
    return a == b or (len(a) == len(b) == 1 and b in surname_variants_of(a))
