"""How the characters of a name are read: surnames first, everyday second readings, never all that a dictionary has."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

from zhaoren.language.text import is_han, read_data

# A name longer than this is a transliteration or a company; its combinations of readings would only grow.
MOST_COMBINATIONS = 24
_LAST_PLACE = 9999
_FIRST_HAN, _END_OF_HAN = 0x4E00, 0xA000
# Passports write LYU for what keyboards write lv (GB/T 28039-2011); LU was the older habit and also means 卢.
_SPELLINGS = {"lv": ("lv", "lyu"), "nv": ("nv", "nyu"), "lve": ("lve", "lue", "lyue"), "nve": ("nve", "nue", "nyue")}
_PLAIN_SPELLINGS = {form: plain for plain, forms in _SPELLINGS.items() for form in forms}
_OLD_SPELLINGS = {"lv": ("lu",), "nv": ("nu",)}
# Full syllables that people type although no character has them as its main reading.
_MORE_SYLLABLES = frozenset({"lyu", "nyu", "lue", "nue", "lyue", "nyue"})
_NOT_SYLLABLES = frozenset({"m", "n", "hm", "ng", "o", "yo", "ei", "rua", "chua", "kei"})


class Spoken(NamedTuple):
    """One character of a name, and how it may be typed."""

    character: str
    accepted: tuple[str, ...]  # in everyday use, best first
    weak: tuple[str, ...]  # what a naive converter or an old passport makes of it


@cache
def _main_readings() -> dict[str, str]:
    return {
        character: reading
        for reading, characters in (line.split(" ", 1) for line in read_data("readings.txt"))
        for character in characters
    }


@cache
def _special_surnames() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Surname -> for each of its characters the readings in use."""
    table: dict[str, tuple[tuple[str, ...], ...]] = {}
    for line in read_data("surnames.txt"):
        surname, *readings = line.split()
        spoken = [reading.split("+") for reading in readings]
        table[surname] = tuple(tuple(dict.fromkeys(column)) for column in zip(*spoken, strict=True))
    return table


@cache
def _listed_surnames() -> tuple[dict[str, int], dict[str, int]]:
    """Compound and single surnames with their place in the list of frequency."""
    compound: dict[str, int] = {}
    single: dict[str, int] = {}
    for line in read_data("surnames_common.txt"):
        kind, *words = line.split()
        if kind == "compound":
            compound.update({word: place for place, word in enumerate(words)})
        else:
            single.update({character: place for place, character in enumerate(words[0])})
    for place, surname in enumerate(_special_surnames()):
        (compound if len(surname) > 1 else single).setdefault(surname, len(words[0]) + place)
    return compound, single


@cache
def _given_readings() -> dict[str, tuple[str, ...]]:
    return {
        character: tuple(readings)
        for character, *readings in (line.split() for line in read_data("given_readings.txt"))
    }


@cache
def syllables() -> frozenset[str]:
    """Every toneless syllable of a name, u-umlaut written v, with the passport spellings."""
    return frozenset(_main_readings().values()) - _NOT_SYLLABLES | _MORE_SYLLABLES


@cache
def syllable_beginnings() -> frozenset[str]:
    """What an unfinished syllable may look like while being typed: every true beginning of two letters or more."""
    plain = syllables() - _MORE_SYLLABLES
    return frozenset(syllable[:end] for syllable in plain for end in range(2, len(syllable)))


def main_reading(character: str) -> str | None:
    """The reading that a naive converter gives, or None for a character that it does not know."""
    return _main_readings().get(character)


@cache
def _tones() -> bytes:
    """Tones of the characters from U+4E00 on, one byte each; 0 where none is known."""
    table = bytearray(_END_OF_HAN - _FIRST_HAN)
    for tone, characters in (line.split(" ", 1) for line in read_data("tones.txt")):
        for character in characters:
            table[ord(character) - _FIRST_HAN] = int(tone)
    return bytes(table)


def same_tone(a: str, b: str) -> bool:
    """Whether the main readings of two characters have one tone; heard alike, they are then spoken alike."""
    places = [ord(sign) - _FIRST_HAN for sign in (a, b)]
    tones = [_tones()[place] if 0 <= place < _END_OF_HAN - _FIRST_HAN else 0 for place in places]
    return tones[0] == tones[1] != 0


def surname_length(han: str) -> int:
    """How many characters of a folded Han name are its surname: a compound surname first, else one.

    A surname alone and a text that is empty count as one and none.
    """
    compound = _listed_surnames()[0]
    for length in (4, 3, 2):
        if len(han) > length and han[:length] in compound:
            return length
    return min(len(han), 1)


def is_surname(han: str) -> bool:
    """Whether a folded text is a surname that people really bear."""
    compound, single = _listed_surnames()
    return han in single or han in compound


def _spelled(readings: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form for reading in readings for form in _SPELLINGS.get(reading, (reading,))))


def _spoken(character: str, accepted: tuple[str, ...], naive: tuple[str, ...]) -> Spoken:
    strong = _spelled(accepted)
    old = tuple(form for reading in accepted for form in _OLD_SPELLINGS.get(reading, ()))
    weak = tuple(form for form in dict.fromkeys(_spelled(naive) + old) if form not in strong)
    return Spoken(character, strong, weak)


@lru_cache(maxsize=8192)
def given_character(character: str) -> Spoken:
    """How a character is read inside a given name; a sign without reading (a letter) stands for itself."""
    main = _main_readings().get(character)
    if main is None:
        return Spoken(character, () if is_han(character) else (character,), ())
    return _spoken(character, _given_readings().get(character, (main,)), ())


@lru_cache(maxsize=4096)
def surname_characters(surname: str) -> tuple[Spoken, ...]:
    """How a surname is read: the readings in use, and as weak ones what a naive converter makes of it (曾 ceng)."""
    special = _special_surnames().get(surname)
    if special is None:
        return tuple(
            _spoken(character, (main,), ()) if (main := _main_readings().get(character)) else given_character(character)
            for character in surname
        )
    naive = (_main_readings().get(character) for character in surname)
    return tuple(
        _spoken(character, accepted, (plain,) if plain else ())
        for character, accepted, plain in zip(surname, special, naive, strict=True)
    )


def spelled_syllable(syllable: str) -> Spoken:
    """One pinyin syllable of a name that was only ever written in Latin letters, with its other spellings."""
    return _spoken("", (_PLAIN_SPELLINGS.get(syllable, syllable),), ())


def name_readings(han: str, surname: int) -> tuple[Spoken, ...]:
    """Every character of a folded Han name with its readings; the first `surname` characters are the surname."""
    return surname_characters(han[:surname]) + tuple(given_character(character) for character in han[surname:])


def joined_readings(spoken: tuple[Spoken, ...]) -> tuple[str, ...]:
    """All accepted readings written without gaps, the likeliest first; empty when a character cannot be read."""
    if all(len(character.accepted) == 1 for character in spoken):
        return ("".join([character.accepted[0] for character in spoken]),)
    combinations = product(*(character.accepted for character in spoken))
    return tuple("".join(parts) for parts, _ in zip(combinations, range(MOST_COMBINATIONS), strict=False))


def weak_readings(spoken: tuple[Spoken, ...]) -> tuple[str, ...]:
    """Joined readings with at least one weak syllable, less what is accepted anyway."""
    if not any(character.weak for character in spoken):
        return ()
    combinations = product(*((*character.accepted, *character.weak) for character in spoken))
    every = ("".join(parts) for parts, _ in zip(combinations, range(4 * MOST_COMBINATIONS), strict=False))
    accepted = frozenset(joined_readings(spoken))
    return tuple(dict.fromkeys(joined for joined in every if joined not in accepted))


@cache
def surname_syllables() -> dict[str, int]:
    """Joined reading of every surname -> its place by frequency (smaller is more frequent); for Latin names."""
    places: dict[str, int] = {}
    for table in reversed(_listed_surnames()):
        for surname, place in table.items():
            spoken = surname_characters(surname)
            for joined in joined_readings(spoken):
                places[joined] = min(place, places.get(joined, place))
            for joined in weak_readings(spoken):
                places.setdefault(joined, _LAST_PLACE)
    return places


def crosses(walls: int, start: int, end: int) -> bool:
    """Whether a wall stands strictly between two positions; bit n of `walls` is a wall before position n."""
    return bool(walls) and bool(walls & ((1 << end) - (1 << (start + 1))))


def split_syllables(letters: str, most: int = 6, walls: int = 0) -> tuple[tuple[str, ...], ...]:
    """Every way to cut letters into at most `most` whole syllables, none across a wall; fewest syllables first.

    Bounded: no text of names has more than a few cuts, and longer texts than `most` syllables have none.
    """
    if len(letters) > most * 6 or not letters.isascii():
        return ()
    known = syllables()
    ways: list[tuple[str, ...]] = []
    waiting: list[tuple[int, tuple[str, ...]]] = [(0, ())]
    while waiting and len(ways) < 16:
        start, parts = waiting.pop()
        if start == len(letters):
            ways.append(parts)
            continue
        if len(parts) == most:
            continue
        waiting.extend(
            (end, (*parts, letters[start:end]))
            for end in range(start + 1, min(start + 6, len(letters)) + 1)
            if letters[start:end] in known and not crosses(walls, start, end)
        )
    return tuple(sorted(ways, key=len))
