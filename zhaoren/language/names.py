"""Whether two written names, or a login and a name, may belong to one human. Says how far, never that they do."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache

from zhaoren.language.english_names import is_english_given, is_rather_english, other_forms
from zhaoren.language.lookalikes import looks_alike, same_surname
from zhaoren.language.person_name import PersonName, is_pinyin, latin_words, read_name
from zhaoren.language.readings import (
    joined_readings,
    name_readings,
    split_syllables,
    surname_characters,
    surname_syllables,
    weak_readings,
)
from zhaoren.language.romanisation import is_cantonese_given, romanised_given, romanised_names, romanised_surname
from zhaoren.language.text import fold, has_han

__all__ = ["NameAgreement", "PersonName", "compatible", "compatible_login", "latin_forms", "read_name"]


class NameAgreement(IntEnum):
    """How far two names agree; a greater number is closer."""

    CONFLICT = 0  # two different people, or one who changed the name
    UNKNOWN = 1  # one of them says too little
    WEAK = 2  # initials, nickname with surname, English name with the same surname, one look-alike character
    ROMANISED = 3  # the same pinyin or another romanisation of the same characters
    SAME = 4


@lru_cache(maxsize=8192)
def _latin_forms(surname: str, given: str) -> frozenset[str]:
    """Every joined Latin form of a Han name, in both orders."""
    family = surname_characters(surname)
    length = len(surname)
    spoken = name_readings(surname + given, length)
    own = spoken[length:]
    straight = joined_readings(spoken) + weak_readings(spoken)
    swapped = joined_readings(own + family) + weak_readings(own + family)
    foreign = {form for pair in romanised_names(surname, given) for form in (pair[0] + pair[1], pair[1] + pair[0])}
    return frozenset(straight) | frozenset(swapped) | foreign


@lru_cache(maxsize=4096)
def _surname_forms(surname: str) -> frozenset[str]:
    """Every Latin form of a Han surname."""
    spoken = surname_characters(surname)
    south, east = romanised_surname(surname)
    return frozenset(filter(None, joined_readings(spoken) + weak_readings(spoken) + south + east))


def compatible(a: PersonName, b: PersonName) -> NameAgreement:
    """Whether two names may be one human's. The order of the two does not matter."""
    if "none" in (a.script, b.script):
        return NameAgreement.UNKNOWN
    if a.folded == b.folded:
        return NameAgreement.WEAK if a.nickname else NameAgreement.SAME
    if a.nickname or b.nickname:
        return _with_nickname(a, b)
    han = (a.script != "latin", b.script != "latin")
    if all(han):
        return _two_han(a, b)
    if not any(han):
        return _two_latin(latin_words(a.display), latin_words(b.display))
    return _han_and_latin(a, b) if han[0] else _han_and_latin(b, a)


def _with_nickname(a: PersonName, b: PersonName) -> NameAgreement:
    nick, other = (a, b) if a.nickname else (b, a)
    if nick.surname:
        if other.script == "latin":
            same = bool(_surname_forms(nick.surname) & set(latin_words(other.display)))
            return NameAgreement.WEAK if same else NameAgreement.UNKNOWN
        if same_surname(nick.surname, other.surname):
            return NameAgreement.WEAK
        # 小文 may speak of 文 the surname or of 王文 the given name.
        return NameAgreement.WEAK if nick.surname in other.given else NameAgreement.CONFLICT
    if other.script == "latin" or other.nickname:
        return NameAgreement.UNKNOWN
    return NameAgreement.WEAK if nick.given in other.given else NameAgreement.UNKNOWN


def _two_han(a: PersonName, b: PersonName) -> NameAgreement:
    one, two = (a, b) if len(a.surname + a.given) <= len(b.surname + b.given) else (b, a)
    if a.surname == b.surname and "mixed" in (a.script, b.script):
        return _mixed_same_surname(a, b)
    short, long = one.surname + one.given, two.surname + two.given
    if short == long:
        return NameAgreement.SAME
    if same_surname(one.surname, two.surname) and one.given == two.given:
        return NameAgreement.ROMANISED
    if any(len(set(x)) == 1 and len(x) <= 2 and x[0] in y.given for x, y in ((short, two), (long, one))):
        # 强强 and 文 may be a whole name or a surname, and are what colleagues call 李强 and 周文.
        return NameAgreement.WEAK
    if len(short) == len(long):
        return _one_character_apart(one, two)
    if short == two.given and len(short) > 1:
        return NameAgreement.WEAK
    return NameAgreement.UNKNOWN if not one.given and one.surname == two.surname else NameAgreement.CONFLICT


def _mixed_same_surname(a: PersonName, b: PersonName) -> NameAgreement:
    """陈大文 David, 陈David, 陈大文: Han given names decide where both have one."""
    given = [name.given for name in (a, b) if name.given and not name.given.isascii()]
    if len(given) == 2:
        return NameAgreement.SAME if given[0] == given[1] else NameAgreement.CONFLICT
    latin = [name.given for name in (a, b) if name.given.isascii()]
    return NameAgreement.SAME if len(latin) == 2 and latin[0] == latin[1] else NameAgreement.WEAK


def _one_character_apart(a: PersonName, b: PersonName) -> NameAgreement:
    """A wrong character of equal sound or similar look is a slip that one human makes; another character is not."""
    left, right = a.surname + a.given, b.surname + b.given
    apart = [(x, y) for x, y in zip(left, right, strict=True) if x != y]
    if len(apart) == 1 and looks_alike(*apart[0]):
        return NameAgreement.WEAK
    sounds = set(joined_readings(name_readings(left, len(a.surname))))
    same_sound = bool(sounds & set(joined_readings(name_readings(right, len(b.surname)))))
    return NameAgreement.WEAK if same_sound and len(apart) < len(left) else NameAgreement.CONFLICT


def _two_latin(a: tuple[str, ...], b: tuple[str, ...]) -> NameAgreement:
    if sorted(a) == sorted(b) or "".join(a) == "".join(b):
        return NameAgreement.SAME
    if _rotated(a) & _rotated(b):
        return NameAgreement.SAME
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    if len(short) == 1:
        return NameAgreement.WEAK if short[0] in long else _unknown_unless_full(short[0], long)
    left = list(long)
    for word in sorted(short, key=len, reverse=True):
        partner = next((other for other in left if _one_word(word, other)), None)
        if partner is None:
            return NameAgreement.CONFLICT
        left.remove(partner)
    return NameAgreement.WEAK


def _rotated(words: tuple[str, ...]) -> set[str]:
    return {"".join(words[cut:] + words[:cut]) for cut in range(len(words))}


def _unknown_unless_full(word: str, other: tuple[str, ...]) -> NameAgreement:
    """One word is a whole name only if it is a surname and a given name in pinyin."""
    whole = len(split_syllables(word, 4)) > 0 and read_name(word).surname != ""
    return NameAgreement.CONFLICT if whole and len(other) > 1 else NameAgreement.UNKNOWN


def _one_word(word: str, other: str) -> bool:
    """Whether two words of two Latin names may be one: equal, short form, or an initial."""
    if word == other or other in other_forms(word):
        return True
    return (len(word) == 1 or len(other) == 1) and word[0] == other[0]


def _han_and_latin(han: PersonName, latin: PersonName) -> NameAgreement:
    words = latin_words(latin.display)
    given = han.given if not han.given.isascii() else ""
    forms = _latin_forms(han.surname, given)
    if given and _rotated(words) & forms:
        return NameAgreement.ROMANISED
    surnames = _surname_forms(han.surname)
    own = [word for word in words if word in surnames]
    if not own:
        return NameAgreement.UNKNOWN if len(words) == 1 and not latin.surname else NameAgreement.CONFLICT
    rest = list(words)
    rest.remove(own[0])
    if not rest or not given:
        return NameAgreement.WEAK
    if han.script == "mixed" and set(rest) & set(latin_words(_latin_part(han.display))):
        return NameAgreement.WEAK
    if len(words) > 2 and any(_rotated(words[:cut] + words[cut + 1 :]) & forms for cut in range(len(words))):
        # David Chan Tai Man and 陈大文: an English name was put beside the Chinese one.
        return NameAgreement.ROMANISED
    return _rest_of_latin("".join(rest), rest, given)


def _latin_part(text: str) -> str:
    return "".join(" " if has_han(sign) else sign for sign in text)


def _rest_of_latin(joined: str, rest: list[str], given: str) -> NameAgreement:
    """With the surname equal: initials of the given name, an English name, or another person's pinyin."""
    initials = [{reading[0] for reading in spoken.accepted if reading} for spoken in name_readings(given, 0)]
    if len(joined) <= len(given) and all(sign in known for sign, known in zip(joined, initials, strict=False)):
        return NameAgreement.WEAK
    known = bool(romanised_given(given)[0])
    if known and all(is_cantonese_given(word) and not is_english_given(word) for word in rest):
        # Every character of the one has a Hong Kong form, and the other is a Hong Kong name that is none of them.
        return NameAgreement.CONFLICT
    return min(map(_as_given_name, rest))


def _as_given_name(word: str) -> NameAgreement:
    """What a word says that stands beside an equal surname and is not the given name in pinyin.

    An English name may belong to anybody of that surname; a syllable like lin or mei is another given name; lili may
    be either.
    """
    if is_rather_english(word) or not is_pinyin(word):
        return NameAgreement.WEAK
    several = all(len(way) > 1 for way in split_syllables(word, 3))
    return NameAgreement.UNKNOWN if several and is_english_given(word) else NameAgreement.CONFLICT


_LOGIN_PARTS = re.compile(r"[a-z]+")


def compatible_login(login: str, name: PersonName) -> NameAgreement:
    """Whether an account or mail name may have been made from a person's name: zhangwei3, wei.zhang, zhangw, zwei, zw.

    ROMANISED for the whole name, WEAK for a part of it or initials, CONFLICT when the login spells another person's
    name in full, UNKNOWN for anything else (numbers, roles, English names that nobody recorded).
    """
    parts = _LOGIN_PARTS.findall(fold(login).split("@", 1)[0])
    joined = "".join(parts)
    if not joined or name.script == "none" or name.nickname:
        return NameAgreement.UNKNOWN
    if name.script == "latin":
        return _login_of_latin(joined, latin_words(name.display))
    given = name.given if not name.given.isascii() else ""
    surnames = _surname_forms(name.surname)
    if given and joined in _latin_forms(name.surname, given):
        return NameAgreement.ROMANISED
    if name.given.isascii() and name.given and any(joined in (name.given + own, own + name.given) for own in surnames):
        return NameAgreement.ROMANISED
    spoken = name_readings(given, 0)
    initials = "".join(character.accepted[0][:1] for character in spoken if character.accepted)
    forms = {own + initials for own in surnames} | {initials + own for own in surnames}
    forms |= {own[0] + initials for own in surnames} | surnames
    for whole in joined_readings(spoken):
        forms.add(whole)
        forms.update(form for own in surnames for form in (whole + own[0], own[0] + whole))
    if joined in forms and len(joined) > 1:
        return NameAgreement.WEAK
    others = [part for part in parts if part not in surnames]
    if 0 < len(others) < len(parts) and all(is_english_given(part) for part in others):
        return min(map(_as_given_name, others))
    return NameAgreement.CONFLICT if _spells_a_name(joined) else NameAgreement.UNKNOWN


def _login_of_latin(joined: str, words: tuple[str, ...]) -> NameAgreement:
    if joined in _rotated(words):
        return NameAgreement.ROMANISED
    first, last = words[0], words[-1]
    initials = "".join(word[0] for word in words)
    forms = {first[0] + last, first + last[0], last + first[0], last[0] + first, initials, *words}
    if len(joined) > 1 and joined in forms:
        return NameAgreement.WEAK
    return NameAgreement.CONFLICT if _spells_a_name(joined) and len(words) > 1 else NameAgreement.UNKNOWN


def _spells_a_name(joined: str) -> bool:
    """Whether letters are a whole pinyin name: a frequent surname, then one or two syllables."""
    known = surname_syllables()
    return any(known.get(way[0], 999) < 120 for way in split_syllables(joined, 3) if len(way) > 1)


def latin_forms(name: PersonName) -> frozenset[str]:
    """Joined Latin forms by which records of one human can be brought together before they are compared.

    Of a Han name: pinyin in every reading in use, the naive one, Hong Kong, Taiwan and South-East Asian forms, in both
    orders. Of a Latin name: its words joined in every rotation. Empty for nicknames and for names without a given name.
    """
    if name.nickname or name.script == "none":
        return frozenset()
    if name.script == "latin":
        words = latin_words(name.display)
        return frozenset(_rotated(words)) if len(words) > 1 or name.surname else frozenset()
    return frozenset() if not name.given or name.given.isascii() else _latin_forms(name.surname, name.given)
