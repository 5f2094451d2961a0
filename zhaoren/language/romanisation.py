"""Chinese names as passports outside the mainland write them: Hong Kong and Macau, Taiwan, South-East Asia.

One Latin form stands for many names and one name has many forms: all here are sets of possible forms, best first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache
from itertools import islice, product

from zhaoren.language.readings import given_character, surname_characters
from zhaoren.language.text import read_data

MOST_FORMS = 32
_MOST_GIVEN = 8
# Wade-Giles without marks, as passports print it; what is not listed is written as in pinyin.
_WHOLE = {
    "zhi": "chih", "chi": "chih", "shi": "shih", "ri": "jih", "zi": "tzu", "ci": "tzu", "si": "ssu", "er": "erh",
    "you": "yu", "yan": "yen", "ye": "yeh", "yue": "yueh", "ge": "ko", "ke": "ko", "he": "ho", "gui": "kuei",
    "kui": "kuei", "lv": "lu", "nv": "nu", "lve": "lueh", "nve": "nueh", "shuo": "shuo", "guo": "kuo", "kuo": "kuo",
    "huo": "huo", "e": "o", "yi": "i",
}  # fmt: skip
_INITIALS = {
    "zh": "ch", "ch": "ch", "sh": "sh", "b": "p", "p": "p", "d": "t", "t": "t", "g": "k", "k": "k", "j": "ch",
    "q": "ch", "x": "hs", "z": "ts", "c": "ts", "r": "j",
}  # fmt: skip
_FINALS = ((r"ong$", "ung"), (r"ian$", "ien"), (r"ie$", "ieh"), (r"ue$", "ueh"), (r"uo$", "o"))
_PARTS = re.compile(r"(zh|ch|sh|[bpmfdtnlgkhjqxzcsrwy])?(.+)")


@cache
def _surname_forms() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Surname -> (Hong Kong and Macau forms, Taiwan and South-East Asian forms)."""
    table: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for line in read_data("romanised_surnames.txt"):
        south, _, east = line.partition("|")
        surname, *forms = south.split()
        table[surname] = (tuple(forms), tuple(east.split()))
    return table


@cache
def _given_forms() -> dict[str, tuple[str, ...]]:
    """Character -> its Hong Kong forms in a given name."""
    table: dict[str, list[str]] = defaultdict(list)
    for line in read_data("cantonese_given.txt"):
        forms, characters = line.split()
        for character in characters:
            table[character].extend(form for form in forms.split(",") if form not in table[character])
    return {character: tuple(forms) for character, forms in table.items()}


@cache
def romanised_surnames() -> dict[str, tuple[str, ...]]:
    """Latin form -> the surnames that are written so outside the mainland."""
    table: dict[str, list[str]] = defaultdict(list)
    for surname, (south, east) in _surname_forms().items():
        for form in dict.fromkeys(south + east):
            table[form].append(surname)
    return {form: tuple(surnames) for form, surnames in table.items()}


def wade_giles(syllable: str) -> str:
    """One toneless pinyin syllable in Wade-Giles without apostrophes and marks."""
    if whole := _WHOLE.get(syllable):
        return whole
    parts = _PARTS.fullmatch(syllable)
    if parts is None:
        return syllable
    initial, final = parts[1] or "", parts[2]
    for pattern, written in _FINALS:
        final = re.sub(pattern, written, final)
    return _INITIALS.get(initial, initial) + final


# Passports also drop the final h and write tze or szu.
_VARIANTS = {
    "chih": ("chi",),
    "shih": ("shi",),
    "jih": ("ji",),
    "tzu": ("tze", "zu"),
    "ssu": ("szu", "si"),
    "i": ("yi",),
}


def wade_giles_forms(syllable: str) -> tuple[str, ...]:
    """One toneless pinyin syllable as Taiwan passports write it, the textbook form first."""
    written = wade_giles(syllable)
    return (written, *_VARIANTS.get(written, ()))


def _joined(columns: list[tuple[str, ...]]) -> tuple[str, ...]:
    if not columns or not all(columns):
        return ()
    return tuple(dict.fromkeys("".join(parts) for parts in islice(product(*columns), _MOST_GIVEN)))


@lru_cache(maxsize=16384)
def romanised_given(given: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A folded Han given name, joined: (Hong Kong forms, Wade-Giles forms); empty where a character has none."""
    cantonese = _joined([_given_forms().get(character, ()) for character in given])
    taiwanese = _joined(
        [
            tuple(dict.fromkeys(form for one in given_character(character).accepted for form in wade_giles_forms(one)))
            for character in given
        ]
    )
    return cantonese, taiwanese


@cache
def _given_syllables() -> frozenset[str]:
    return frozenset(form for forms in _given_forms().values() for form in forms if len(form) > 1)


@lru_cache(maxsize=4096)
def is_cantonese_given(word: str) -> bool:
    """Whether a Latin word is one or two syllables of a given name as Hong Kong writes it: siu, siuming."""
    known = _given_syllables()
    return word in known or any(word[:cut] in known and word[cut:] in known for cut in range(2, len(word) - 1))


@lru_cache(maxsize=4096)
def romanised_surname(surname: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A folded Han surname: (Hong Kong forms, Taiwan forms); a surname without an entry gets its Wade-Giles form."""
    listed = _surname_forms().get(surname)
    if listed is not None:
        return listed
    spoken = surname_characters(surname)
    return (), _joined([tuple(wade_giles(reading) for reading in character.accepted) for character in spoken])


@lru_cache(maxsize=2048)
def romanised_names(surname: str, given: str) -> tuple[tuple[str, str], ...]:
    """(surname, joined given name) in every form that belongs together, at most `MOST_FORMS`.

    Hong Kong surnames go with Hong Kong given names; eastern ones with Wade-Giles or, as many write today, with pinyin.
    """
    south, east = romanised_surname(surname)
    cantonese, taiwanese = romanised_given(given)
    mandarin = _joined([given_character(character).accepted for character in given])
    pairs = [*product(south, cantonese), *product(east, taiwanese), *product(east, mandarin), *product(south, mandarin)]
    return tuple(dict.fromkeys(pairs))[:MOST_FORMS]
