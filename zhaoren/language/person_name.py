"""A written name taken apart: decorations off, surname and given name, script, nickname."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from zhaoren.language.english_names import is_english_given
from zhaoren.language.functions import functions_in
from zhaoren.language.places import places_in
from zhaoren.language.readings import is_surname, split_syllables, surname_length, surname_syllables
from zhaoren.language.romanisation import romanised_surnames
from zhaoren.language.text import fold, fold_name, fold_pinyin, has_han, is_han, join_words, name_words

LONGEST_NAME = 200
Script = Literal["han", "latin", "mixed", "none"]

_BRACKETS = re.compile(r"[\[【〔「『《<(（［｛{〈][^\]】〕」』》>)）］｝}〉]{0,100}[\]】〕」』》>)）］｝}〉]")
_OPEN_BRACKET = re.compile(r"[\[【〔「『《<(（［｛{〈\]】〕」』》>)）］｝}〉]")
_AFTER_HAN = re.compile(r"\s*[-_/|\\@#:;,，、；：—–]+.*|\s+[a-z]?\d.*", re.DOTALL | re.IGNORECASE)
_BEFORE_HAN = re.compile(r".*[-_/|\\@#:;，、；：—–]+\s*(?=[\u3400-\u9fff])", re.DOTALL)
_UNIT_BEFORE_NAME = re.compile(
    r"[\u3400-\u9fff]{2,12}(?:部|处|科|室|组|中心|公司|集团|事业部)\s*([\u3400-\u9fff]{2,4})"
)
_DIGITS_AT_END = re.compile(r"[\s#._-]*\d+$")
_ROLE_AFTER_NAME = re.compile(
    r"(?<=[\u3400-\u9fff]{2})(?:副?总经理|董事长|副?总监|副?经理|副?主任|副?部长|副?书记|副?科长|副?处长|副?厂长|老师|师傅|先生|女士|小姐|秘书|助理|总)$"
)
# Two or three characters carry nothing that could be taken off; nine of ten names here are such.
_BARE = re.compile(r"[\u3400-\u9fff]{2}(?:(?!总)[\u3400-\u9fff])?")
_CALLED_BY_AGE = re.compile(r"^(小|老|阿|大)([\u3400-\u9fff]{1,2})$")
_CALLED_BY_POST = re.compile(
    r"^([\u3400-\u9fff]{1,2}?)(总|董|工|哥|姐|叔|姨|处|局|科|厂|行|院|校|老|经理|总监|主任|部长|书记|科长|处长|厂长|董事长|总经理"
    r"|老师|师傅|先生|女士|小姐|秘书|助理|律师|医生|博士|教授)$"
)
ENGLISH_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "prof", "sir", "madam", "eng", "jr", "sr", "phd"})


@dataclass(frozen=True, slots=True)
class PersonName:
    """One name as read. `surname` and `given` are folded; both empty when nobody can tell.

    `script` is han, latin, mixed or none. `nickname` says that this is what people call somebody (小张, 老王, 李总),
    so it proves little. `folded` is the compare form of the whole, decorations off.
    """

    display: str
    surname: str
    given: str
    script: Script
    nickname: bool
    folded: str


def undecorated(raw: str) -> str:
    """The name without brackets, departments after a dash, numbers and titles behind it; never empty unless raw is."""
    text = " ".join(raw[:LONGEST_NAME].split())
    if _BARE.fullmatch(text):
        return text
    bare = _OPEN_BRACKET.sub(" ", _BRACKETS.sub(" ", text))
    bare = " ".join(bare.split()) or " ".join(_OPEN_BRACKET.sub(" ", text).split())
    if not has_han(bare) and (inside := _name_in_brackets(text)):
        # Wayne（王伟）: the name stands in the brackets, and not Sales（华东）.
        bare = f"{inside} {bare}"
    if not has_han(bare):
        return _DIGITS_AT_END.sub("", bare) or bare
    first = next(place for place, sign in enumerate(bare) if has_han(sign))
    head = bare[:first]
    if not fold_name(head) or _BEFORE_HAN.fullmatch(head):
        # 姓名:张伟, 采购部-张伟 and A-张伟: the part of two to four characters behind the sign is the name.
        bare = bare[first:]
    parts = [part for part in re.split(r"[-_/|\\@#:;，、；：—–]+", bare) if has_han(part)]
    if len(parts) > 1:
        bare = next((part for part in parts if _looks_like_name(fold_name(part))), parts[0])
    if (labelled := _UNIT_BEFORE_NAME.fullmatch(bare)) and _looks_like_name(fold_name(labelled[1])):
        return labelled[1]
    bare = _AFTER_HAN.sub("", bare) if has_han(_AFTER_HAN.sub("", bare)) else bare
    bare = _DIGITS_AT_END.sub("", bare)
    return _ROLE_AFTER_NAME.sub("", bare.strip()) or bare


def _name_in_brackets(text: str) -> str:
    for found in _BRACKETS.finditer(text):
        inside = found.group()[1:-1].strip()
        if all(map(is_han, inside)) and _looks_like_name(fold_name(inside)):
            return "" if functions_in(inside) or places_in(inside) else inside
    return ""


def _looks_like_name(han: str) -> bool:
    return 2 <= len(han) <= 4 and is_surname(han[: surname_length(han)])


@lru_cache(maxsize=8192)
def read_name(raw: str) -> PersonName:
    """Take a written name apart; any text is accepted, and text without a letter gives script `none`."""
    display = undecorated(raw)
    words = name_words(display)
    folded = join_words(words)
    han = "".join(sign for sign in folded if is_han(sign))
    latin = tuple(word for word in (_without_han(word) for word in words) if word and not word.isdigit())
    if han:
        return _read_han(display, folded, han, latin)
    if not any(sign.isalpha() for sign in folded):
        return PersonName(display, "", "", "none", False, folded)
    surname, given = _split_latin(display)
    return PersonName(display, surname, given, "latin", False, folded)


def _without_han(word: str) -> str:
    return "".join(sign for sign in word if not is_han(sign))


def _read_han(display: str, folded: str, han: str, latin: tuple[str, ...]) -> PersonName:
    script: Script = "mixed" if latin else "han"
    nickname = read_nickname(han) or (None if latin else _called_by_given(han))
    if nickname is not None:
        return PersonName(display, *nickname, script, True, folded)
    length = surname_length(han)
    given = han[length:]
    if not given and latin:
        # 陈David: the English name stands where the given name would.
        surname = han if is_surname(han) else ""
        return PersonName(display, surname, " ".join(latin), script, False, folded)
    return PersonName(display, han[:length], given, script, False, folded)


def read_nickname(han: str) -> tuple[str, str] | None:
    """(surname, given name) behind what people call somebody, each perhaps empty; None when it is no such form.

    小李 and 李总 speak of the surname; 阿明 and 小慧 of a character of the given name.
    """
    if (called := _CALLED_BY_POST.match(han)) and is_surname(called[1]):
        return called[1], ""
    if len(han) == 2 and han[1] in "哥姐叔姨":
        return "", han[0]
    called = _CALLED_BY_AGE.match(han)
    if called is None or (len(han) == 3 and not is_surname(called[2]) and called[1] != "阿"):
        return None
    if called[1] == "阿" or not is_surname(called[2]):
        return "", called[2]
    return called[2], ""


def _called_by_given(han: str) -> tuple[str, str] | None:
    """(nothing, given name) where somebody writes no more than 婷 or 婷婷; None for what may be a surname."""
    return ("", han[0]) if len(set(han)) == 1 and len(han) <= 2 and not is_surname(han[0]) else None


def latin_words(text: str) -> tuple[str, ...]:
    """The folded words of a Latin name without Mr, Dr and the like; u-umlaut kept as v where pinyin has it."""
    words = tuple(word for word in name_words(fold_pinyin(text)) if word not in ENGLISH_TITLES)
    return words or name_words(fold_pinyin(text))


def is_pinyin(word: str, most: int = 3) -> bool:
    """Whether a folded word can be cut into whole pinyin syllables, at most `most`."""
    return bool(split_syllables(word, most))


def _split_latin(display: str) -> tuple[str, str]:
    """(surname, given name) of a Latin name in either order."""
    if "," in fold(display) and len(sides := fold(display).split(",", 1)) == 2:
        left, right = (" ".join(name_words(side)) for side in sides)
        if left and right:
            return left, right
    words = latin_words(display)
    if len(words) == 1:
        return _split_joined(words[0])
    capital = [word for word in re.split(r"[\s.,·]+", display) if len(word) > 1 and word.isupper()]
    shouted = {fold_name(word) for word in capital}
    if 0 < len(capital) < len(words):
        surname = tuple(word for word in words if word in shouted)
        given = tuple(word for word in words if word not in shouted)
        if surname and given:
            return " ".join(surname), " ".join(given)
    place = _surname_place(words)
    return words[place], " ".join(words[:place] + words[place + 1 :])


def _split_joined(word: str) -> tuple[str, str]:
    """zhangwei -> (zhang, wei); a word that is no pinyin name is a given name alone."""
    ways = [way for way in split_syllables(word, 4) if len(way) > 1]
    for taken in (2, 1):
        for way in ways:
            surname, given = "".join(way[:taken]), "".join(way[taken:])
            if given and surname in surname_syllables() and (taken == 1 or _is_compound(surname)):
                return surname, given
    return "", word


@lru_cache(maxsize=512)
def _is_compound(joined: str) -> bool:
    return joined in surname_syllables() and not any(len(way) == 1 for way in split_syllables(joined, 1))


def _surname_place(words: tuple[str, ...]) -> int:
    """Which word is the surname: a Chinese one at either end, else the last as in English."""
    known, foreign = surname_syllables(), romanised_surnames()
    first, last = words[0], words[-1]
    rest_is_pinyin = all(is_pinyin(word) for word in words)
    if rest_is_pinyin and first in known and last in known and len(words) == 2:
        # Both could be: a common surname behind a rare one is the English order (Wei Zhang).
        return len(words) - 1 if known[last] < 20 <= known[first] else 0
    if first in known and all(is_pinyin(word) for word in words[1:]):
        return 0
    if len(words) > 3 and words[1] in foreign and is_english_given(first):
        # David Chan Tai Man: the English name leads, the Chinese one follows whole.
        return 1
    if last in known:
        return len(words) - 1
    if first in foreign and (last not in foreign or len(words) > 2):
        return 0
    return len(words) - 1
