"""All readings of a typed text as characters, syllables, beginnings and initials, and the tokens that each asks for."""

from __future__ import annotations

from itertools import islice, product
from typing import NamedTuple

from zhaoren.language.name_forms import MOST_INITIALS
from zhaoren.language.name_lattice import FULL, HAN, INITIAL, PARTIAL, SHORTEST_BEGINNING
from zhaoren.language.name_query import LONGEST_WALK, NameQuery
from zhaoren.language.readings import crosses, given_character, surname_characters, syllable_beginnings, syllables
from zhaoren.language.text import is_han

MOST_READINGS = 64
_MOST_STEPS = 4000
_MOST_UNITS = 12
_DIGRAPHS = ("zh", "ch", "sh")
_LONGEST_SYLLABLE = 6
# No syllable begins with these.
_NO_INITIALS = frozenset("iuv0123456789")


Unit = tuple[int, str]


class Reading(NamedTuple):
    """One way to read the typed text: its length, the initials it may have, tokens of characters and syllables."""

    units: int
    has_early_initial: bool  # an initial with something behind it
    letters: tuple[str, ...]  # each at most `most_initials` long
    tokens: tuple[tuple[str, str], ...]
    most_initials: int = MOST_INITIALS


def unit_readings(query: NameQuery, fewest: int = 1) -> tuple[Reading, ...]:
    """Readings that mix kinds: Han with letters, or letters with at least one initial beside something fuller.

    Only those of at least `fewest` units are wanted.
    """
    size = len(query.joined)
    if size > LONGEST_WALK:
        return ()
    readings: dict[Reading, None] = {}
    waiting: list[tuple[int, tuple[Unit, ...]]] = [(0, ())]
    known: dict[int, list[Unit]] = {}
    steps = 0
    most = _MOST_UNITS if query.han else MOST_INITIALS
    while waiting and len(readings) < MOST_READINGS and steps < _MOST_STEPS:
        start, units = waiting.pop()
        steps += 1
        if start == size:
            if len(units) >= fewest and _is_mixed(units):
                readings[_reading(units)] = None
        elif len(units) < most and size - start <= _LONGEST_SYLLABLE * (most - len(units)):
            if start not in known:
                known[start] = _units_at(query, start)
            waiting.extend((start + len(unit[1]), (*units, unit)) for unit in known[start])
    return tuple(readings)


def _is_mixed(units: tuple[Unit, ...]) -> bool:
    kinds = {kind for kind, _ in units}
    if INITIAL in kinds and len(units) > MOST_INITIALS:
        return False
    return HAN in kinds or (INITIAL in kinds and len(kinds) > 1)


def _units_at(query: NameQuery, start: int) -> list[Unit]:
    """Units that may begin at a place, initials first, so that the fuller readings are taken up first."""
    text = query.joined
    if is_han(text[start]):
        return [(HAN, text[start])]
    found: list[Unit] = [(INITIAL, text[start])] if text[start] not in _NO_INITIALS else []
    if text[start : start + 2] in _DIGRAPHS and not crosses(query.walls, start, start + 2):
        found.append((INITIAL, text[start : start + 2]))
    rest = text[start:]
    beginning = SHORTEST_BEGINNING <= len(rest) <= 6 and rest in syllable_beginnings()
    if beginning and not crosses(query.walls, start, len(text)):
        found.append((PARTIAL, rest))
    found.extend(
        (FULL, text[start:end])
        for end in range(start + 1, min(start + 6, len(text)) + 1)
        if text[start:end] in syllables() and not crosses(query.walls, start, end)
    )
    return found


def _reading(units: tuple[Unit, ...]) -> Reading:
    columns: list[tuple[str, ...]] = []
    tokens: dict[tuple[str, str], None] = {}
    for kind, text in units:
        if kind == HAN:
            tokens["name", "c" + text] = None
            columns.append(_letters_of(text))
        else:
            columns.append((text[0],))
            if kind == FULL:
                tokens["py", "+" + text] = None
    letters = tuple("".join(parts) for parts in islice(product(*columns[:MOST_INITIALS]), 16))
    return Reading(len(units), any(kind == INITIAL for kind, _ in units[:-1]), letters, tuple(tokens))


def _letters_of(character: str) -> tuple[str, ...]:
    """First letters that a character may have, as a surname or in a given name."""
    spoken = (*given_character(character).accepted, *surname_characters(character)[0].accepted)
    return tuple(dict.fromkeys(reading[0] for reading in spoken)) or ("",)
