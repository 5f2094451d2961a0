"""Makes human names: surname first, then a given name that fits age, sex and place."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from unicodedata import combining, normalize

from pypinyin import lazy_pinyin

from zhaoren.demo.dice import Dice, Weighted
from zhaoren.demo.name_tables import (
    ABROAD,
    BORN_EARLY,
    BORN_LATE,
    COMMON_FULL,
    ENGLISH_FEMALE,
    ENGLISH_MALE,
    FEMALE,
    MALE,
    READING_IN_NAMES,
    compound_rows,
    overseas_rows,
    polyphonic_rows,
    surname_rows,
)
from zhaoren.demo.truth import Name, Origin

MainlandSurname = tuple[str, str, str | None]
"""Characters, reading (syllables spaced), naive reading or None."""


def _mainland_surnames() -> Weighted[MainlandSurname]:
    naive = {characters: wrong for characters, _, wrong, _ in polyphonic_rows()}
    rows: list[tuple[MainlandSurname, float]] = [
        ((row[0], row[1], naive.get(row[0])), row[5]) for row in surname_rows()
    ]
    rows += [((characters, right, wrong), weight) for characters, right, wrong, weight in polyphonic_rows()]
    rows += [((row[0], row[1], row[2]), row[5]) for row in compound_rows()]
    return Weighted(rows)


_SURNAMES = _mainland_surnames()
_READINGS = {thing[0]: thing for thing in _SURNAMES.things}
_SPELT = Weighted([(row, row[5]) for row in surname_rows() if row[2] != "-"])
_OVERSEAS = overseas_rows()
_RARE = [thing for thing in _SURNAMES.things if thing[2] or len(thing[0]) == 2]

_UNDECOMPOSED = str.maketrans("øłıđ", "olid") | {ord("ß"): "ss", ord("æ"): "ae"}


@lru_cache(maxsize=4096)
def syllable(character: str) -> str:
    """Everyday reading of one character of a given name, without tone; ü is written v."""
    return READING_IN_NAMES.get(character) or str(lazy_pinyin(character)[0])


def make_name(dice: Dice, region: str, born: int) -> Name:
    """One name.

    Args:
        dice: the stream that decides.
        region: "mainland", "hongkong", "taiwan" or "abroad": where the employer is; most names are from there.
        born: year of birth, which sets the fashion.
    """
    if region == "hongkong" and dice.chance(0.7):
        return _overseas(dice, Origin.HONG_KONG)
    if region == "taiwan" and dice.chance(0.8):
        return _overseas(dice, Origin.TAIWAN)
    if dice.chance(0.5 if region == "abroad" else 0.012):
        return _from_abroad(dice)
    if dice.chance(0.014):
        return _overseas(dice, dice.pick((Origin.HONG_KONG, Origin.TAIWAN)))
    return _mainland(dice, born)


def rare_name(dice: Dice, born: int) -> Name:
    """A mainland name whose surname has two readings or two characters."""
    gender = dice.pick("mf")
    return _of(dice, dice.pick(_RARE), _given(dice, gender, born), gender)


def common_name(dice: Dice) -> Name:
    """A name that many people bear."""
    whole = dice.pick(COMMON_FULL)
    return _of(dice, _READINGS[whole[0]], whole[1:], "f" if whole[1:] in "芳娜敏静" else "m")


def renamed(name: Name, dice: Dice) -> Name:
    """The same person with a former name: another given name, or the surname of the other parent."""
    surname = _READINGS[name.surname] if dice.chance(0.7) else dice.throw(_SURNAMES)
    before = surname[0] + _given(dice, name.gender, 1975)
    return name if before == name.characters else replace(name, former=before)


def _mainland(dice: Dice, born: int) -> Name:
    if dice.chance(0.02):
        return common_name(dice)
    gender = "m" if dice.chance(0.56) else "f"
    return _of(dice, dice.throw(_SURNAMES), _given(dice, gender, born), gender)


def _given(dice: Dice, gender: str, born: int) -> str:
    characters = MALE if gender == "m" else FEMALE
    if born < 1972 and dice.chance(0.3):
        return dice.pick(BORN_EARLY)
    if born > 1994 and dice.chance(0.12):
        return dice.pick(BORN_LATE)
    first = dice.pick(characters)
    one_character = 0.45 if 1970 < born < 1985 else 0.2
    return first if dice.chance(one_character) else first + dice.pick(characters)


def _of(dice: Dice, surname: MainlandSurname, given: str, gender: str) -> Name:
    english = None
    if dice.chance(0.22):
        english = dice.pick(ENGLISH_MALE if gender == "m" else ENGLISH_FEMALE)
    return Name(
        characters=surname[0] + given,
        surname=surname[0],
        given=given,
        surname_pinyin=surname[1],
        given_pinyin=tuple(syllable(character) for character in given),
        origin=Origin.MAINLAND,
        gender=gender,
        naive_surname=surname[2],
        english=english,
    )


def _overseas(dice: Dice, origin: Origin) -> Name:
    """A Hong Kong or Taiwan name: traditional and simplified characters and the local spelling."""
    row = dice.throw(_SPELT)
    gender = dice.pick("mf")
    fitting = [entry for entry in _OVERSEAS if entry[5] in (gender, "-")]
    given = dice.picks(fitting, 2)
    column = 3 if origin is Origin.HONG_KONG else 4
    surname = row[2] if origin is Origin.HONG_KONG else row[3]
    if origin is Origin.HONG_KONG:
        latin = f"{surname.upper()} {' '.join(entry[column] for entry in given)}"
    else:
        latin = f"{surname} {given[0][column]}-{given[1][column].lower()}"
    english = dice.pick(ENGLISH_MALE if gender == "m" else ENGLISH_FEMALE)
    return Name(
        characters=row[0] + "".join(entry[1] for entry in given),
        surname=row[0],
        given="".join(entry[1] for entry in given),
        surname_pinyin=row[1],
        given_pinyin=tuple(entry[2] for entry in given),
        origin=origin,
        gender=gender,
        naive_surname=_READINGS[row[0]][2],
        traditional=row[4] + "".join(entry[0] for entry in given),
        latin=latin,
        english=english if dice.chance(0.8 if origin is Origin.HONG_KONG else 0.4) else None,
    )


def _from_abroad(dice: Dice) -> Name:
    given, _, gender = dice.pick(ABROAD)
    surname = dice.pick(ABROAD)[1]
    return Name(
        characters=f"{given} {surname}",
        surname=surname,
        given=given,
        surname_pinyin=plain_latin(surname),
        given_pinyin=(plain_latin(given),),
        origin=Origin.ABROAD,
        gender=gender,
        latin=f"{given} {surname}",
    )


def plain_latin(text: str) -> str:
    """Small letters a-z only, accents and signs dropped, as logins are made: "Żak" -> "zak"."""
    spelt = text.lower().translate(_UNDECOMPOSED)
    return "".join(sign for sign in normalize("NFD", spelt) if not combining(sign) and "a" <= sign <= "z")
