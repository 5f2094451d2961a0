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


class Reading(NamedTuple):
    """One way to read the typed text: its length, the initials it may have, tokens of characters and syllables."""

    units: int
    has_initial: bool
    letters: tuple[str, ...]  # each at most `most_initials` long
    tokens: tuple[tuple[str, str], ...]
    most_initials: int = MOST_INITIALS


def unit_readings(query: NameQuery) -> tuple[Reading, ...]:
    """Readings that mix kinds: Han with letters, or letters with at least one initial beside something fuller."""
    if len(query.joined) > LONGEST_WALK:
        return ()
    readings: dict[Reading, None] = {}
    waiting: list[tuple[int, tuple[tuple[int, str], ...]]] = [(0, ())]
    steps = 0
    most = _MOST_UNITS if query.han else MOST_INITIALS
    while waiting and len(readings) < MOST_READINGS and steps < _MOST_STEPS:
        start, units = waiting.pop()
        steps += 1
        if start == len(query.joined):
            if _is_mixed(units):
                readings[_reading(units)] = None
        elif len(units) < most:
            waiting.extend((start + len(text), (*units, (kind, text))) for kind, text in _units_at(query, start))
    return tuple(readings)


def _is_mixed(units: tuple[tuple[int, str], ...]) -> bool:
    kinds = {kind for kind, _ in units}
    if INITIAL in kinds and len(units) > MOST_INITIALS:
        return False
    return HAN in kinds or (INITIAL in kinds and len(kinds) > 1)


def _units_at(query: NameQuery, start: int) -> list[tuple[int, str]]:
    """Units that may begin at a place, initials first, so that the fuller readings are taken up first."""
    text = query.joined
    if is_han(text[start]):
        return [(HAN, text[start])]
    found: list[tuple[int, str]] = [(INITIAL, text[start])]
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


def _reading(units: tuple[tuple[int, str], ...]) -> Reading:
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
    return Reading(len(units), any(kind == INITIAL for kind, _ in units), letters, tuple(tokens))


def _letters_of(character: str) -> tuple[str, ...]:
    """First letters that a character may have, as a surname or in a given name."""
    spoken = (*given_character(character).accepted, *surname_characters(character)[0].accepted)
    return tuple(dict.fromkeys(reading[0] for reading in spoken)) or ("",)
