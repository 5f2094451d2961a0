"""Walks a typed name along the characters of a stored one: each may be typed as itself, as pinyin, or as an initial."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from schemas.vocabulary import MatchBand
from zhaoren.language.name_forms import MOST_INITIALS
from zhaoren.language.readings import Spoken, crosses

# Kinds of units, as bits; EARLY beside INITIAL says that something was typed after the initial.
HAN, FULL, INITIAL, PARTIAL, EARLY = 1, 2, 4, 8, 16
_DIGRAPHS = ("zh", "ch", "sh")
# An unfinished syllable shows at least this many letters; one letter is an initial.
SHORTEST_BEGINNING = 2
# Whole syllables are read as initials among syllables (shanping = 单涵平) in names of at least this many characters.
SHORTEST_AMBIGUOUS = 3


class Order(IntEnum):
    """Which way the stored name was walked."""

    STRAIGHT = 0  # surname first
    SWAPPED = 1


class Walk(NamedTuple):
    """How a name was typed, the best way: a band, a place within the band (smaller is better), the kinds of units."""

    band: MatchBand
    finesse: int
    units: int
    order: Order
    characters: int  # how many characters of the name were typed


def _ways(query: str, start: int, character: Spoken, walls: int, initials: bool) -> list[tuple[int, int]]:
    """(end, unit) for each way in which a character may stand at `start` of the query."""
    ways: list[tuple[int, int]] = []
    sign = query[start]
    if sign == character.character:
        return [(start + 1, HAN)]
    for reading in character.accepted:
        end = start + len(reading)
        if query.startswith(reading, start):
            unit = FULL
        elif end > len(query) >= start + SHORTEST_BEGINNING and _begins(reading, query[start:]):
            end, unit = len(query), PARTIAL
        else:
            unit = 0
        if unit and not crosses(walls, start, end):
            ways.append((end, unit))
        if initials and reading[:1] == sign:
            ways.append((start + 1, INITIAL if start + 1 == len(query) else INITIAL | EARLY))
            if reading[:2] in _DIGRAPHS and query.startswith(reading[:2], start) and not walls >> (start + 1) & 1:
                ways.append((start + 2, INITIAL if start + 2 == len(query) else INITIAL | EARLY))
    return ways


def _begins(reading: str, rest: str) -> bool:
    # ly and ny begin only passport spellings (lyu), which nobody types by halves: they are initials.
    return reading.startswith(rest) and rest not in ("ly", "ny")


def walk(
    query: str, walls: int, name: tuple[Spoken, ...], given: int, order: Order, whole_syllables: bool
) -> Walk | None:
    """The best way to read the whole query as (the beginning of) a name, or None.

    Args:
        query: joined letters and characters.
        walls: bit n set: no syllable runs across position n.
        name: the characters in the order to walk.
        given: how many characters the given name has.
        order: which order `name` is in.
        whole_syllables: the query can be read as full syllables alone, so initials among them are unlikely.
    """
    best: Walk | None = None
    initials = len(name) <= MOST_INITIALS
    waiting = [(0, 0, 0)]
    while waiting:
        start, place, units = waiting.pop()
        if start == len(query):
            found = _judge(units, place, len(name), given, order, whole_syllables)
            if found is not None and found.units == INITIAL and place < len(query):
                found = found._replace(finesse=found.finesse + 1)  # shh is rather 沈慧华 than 沈华
            if found is not None and (best is None or found < best):
                best = found
        elif place < len(name):
            for end, unit in _ways(query, start, name[place], walls, initials):
                waiting.append((end, place + 1, units | unit))
    return best


def _judge(units: int, typed: int, length: int, given: int, order: Order, whole_syllables: bool) -> Walk | None:
    """Band of one complete way: `typed` of `length` characters, in units of these kinds."""
    early, units = units & EARLY, units & ~EARLY
    if early and whole_syllables and units != INITIAL:
        # wan is no 王安: whoever types whole syllables hardly means initials, unless they give a long name whole.
        whole_name = typed == length >= SHORTEST_AMBIGUOUS and units & (FULL | PARTIAL) == FULL
        return Walk(MatchBand.INITIALS, 3, units, order, typed) if whole_name else None
    # tang is 唐 before it is 谭刚 unfinished: what could be full syllables is read as unfinished only behind those.
    cut_short = whole_syllables and bool(units & (INITIAL | PARTIAL)) and units != INITIAL
    if order is Order.STRAIGHT:
        verdict = _whole(units, cut_short) if typed == length else _beginning(units, typed, cut_short)
    elif typed > given:
        verdict = None if cut_short else _swapped(units, typed == length)
    else:
        verdict = None if early else _given_alone(units, typed, given)
    return None if verdict is None else Walk(verdict[0], verdict[1], units, order, typed)


def _whole(units: int, cut_short: bool) -> tuple[MatchBand, int] | None:
    if units == HAN:
        return MatchBand.EXACT, 0
    if units == FULL:
        return MatchBand.READING, 0
    if units == INITIAL:
        return MatchBand.INITIALS, 0
    if cut_short:
        return MatchBand.PREFIX, 3
    if units & INITIAL:
        return MatchBand.MIXED, 1
    return (MatchBand.PREFIX, 1) if units == PARTIAL else (MatchBand.MIXED, 0)


def _beginning(units: int, typed: int, cut_short: bool) -> tuple[MatchBand, int] | None:
    if units == INITIAL:
        return (MatchBand.INITIALS, 1) if typed > 1 else None
    if cut_short:
        return MatchBand.PREFIX, 3
    return MatchBand.PREFIX, 2 if units & INITIAL else 1


def _swapped(units: int, whole: bool) -> tuple[MatchBand, int] | None:
    if not units & (HAN | FULL):
        return None
    if units == FULL and whole:
        return MatchBand.READING, 1
    return MatchBand.MIXED, 2 if whole else 3


def _given_alone(units: int, typed: int, given: int) -> tuple[MatchBand, int] | None:
    if typed < given or not units & (HAN | FULL):
        return None
    if units & (PARTIAL | INITIAL):
        return MatchBand.PREFIX, 4
    return MatchBand.PREFIX, 0 if given > 1 else 5
