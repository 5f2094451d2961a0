"""A typed name made ready once, to be compared with many people."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from zhaoren.language.name_slips import may_be_mistyped_pinyin
from zhaoren.language.readings import Spoken, is_surname, name_readings, split_syllables, surname_length, syllables
from zhaoren.language.romanisation import romanised_names, romanised_surname
from zhaoren.language.sounds import sound_keys
from zhaoren.language.text import fold, fold_pinyin, is_han, name_words

LONGEST_QUERY = 200
# A name has no more signs than this that a lattice should walk; longer text can only be equal to a name, or not.
LONGEST_WALK = 48
_MOST_ROMANISED = 16


@dataclass(frozen=True, slots=True)
class NameQuery:
    """A typed name: its words, the words joined, and where a syllable must end."""

    words: tuple[str, ...]  # folded
    plain: str  # words joined, u-umlaut as u: compared with English names and logins
    joined: str  # words joined, u-umlaut as v: compared with pinyin
    walls: int  # bit n set: a syllable must not run across position n of `joined` (space, hyphen, apostrophe)
    han: str  # its Han characters
    beside: tuple[str, ...]  # words of two letters or more beside Han characters: david of David陈
    spoken: tuple[Spoken, ...]  # readings of a query that is all Han, as a name; else empty
    is_whole_syllables: bool  # the letters could be full syllables, so initials among them are unlikely
    syllables: frozenset[int]  # how many whole syllables the letters may be, every cut
    repairable: bool  # worth repairing as pinyin

    @property
    def is_han(self) -> bool:
        """Whether it is written in Han characters only."""
        return bool(self.han) and len(self.han) == len(self.joined)

    @property
    def is_latin(self) -> bool:
        """Whether it has no Han character."""
        return not self.han


def _walls(text: str) -> tuple[str, int]:
    """Letters and digits of a folded text without gaps, and the places where there was a gap."""
    joined: list[str] = []
    walls = 0
    for sign in text:
        if sign.isalnum():
            joined.append(sign)
        else:
            walls |= 1 << len(joined)
    return "".join(joined), walls


def _beside(words: tuple[str, ...]) -> tuple[str, ...]:
    text = "".join(" " if is_han(sign) else sign for sign in " ".join(words))
    return tuple(word for word in text.split() if len(word) > 1)


_TONES = re.compile(r"(?:[a-zü]+[1-5][\s'-]*){2,}")


def _without_tones(text: str) -> str:
    """zhang1wei3 -> zhang'wei': tone numbers behind two or more syllables; a number behind one is part of a login."""
    if not _TONES.fullmatch(text):
        return text
    parts = re.findall("[a-zü]+", text)
    return "'".join(parts) if all(part in syllables() for part in parts) else text


@lru_cache(maxsize=4096)
def read_query(text: str) -> NameQuery:
    """Make a typed name ready. Any text is accepted; what is beyond `LONGEST_QUERY` signs is not read."""
    text = text[:LONGEST_QUERY]
    words = name_words(fold(text))
    joined, walls = _walls(_without_tones(fold_pinyin(text)))
    han = "".join(sign for sign in joined if is_han(sign))
    all_han = bool(han) and len(han) == len(joined) and len(han) <= 12
    latin = not han and len(joined) <= LONGEST_WALK
    ways = split_syllables(joined) if latin and joined else ()
    return NameQuery(
        words=words,
        plain="".join(words),
        joined=joined,
        walls=walls,
        han=han,
        beside=_beside(words) if han and not all_han else (),
        spoken=name_readings(han, surname_length(han)) if all_han else (),
        is_whole_syllables=any(min(map(len, way)) > 1 for way in ways),
        syllables=frozenset(map(len, ways)),
        repairable=latin and may_be_mistyped_pinyin(joined),
    )


@lru_cache(maxsize=1024)
def sounds_of_query(query: NameQuery) -> frozenset[str]:
    """Sound keys of a Latin query of one whole name; empty for anything else."""
    if query.han or not 3 <= len(query.joined) <= 30 or not query.joined.isalpha():
        return frozenset()
    return frozenset(sound_keys(query.joined, query.walls))


@lru_cache(maxsize=1024)
def romanised_query(query: NameQuery) -> tuple[str, ...]:
    """Hong Kong and Taiwan forms of a name typed in characters, surname first; empty for anything else."""
    if not 2 <= len(query.spoken) <= 4:
        return ()
    surname = surname_length(query.han)
    pairs = romanised_names(query.han[:surname], query.han[surname:])
    return tuple(dict.fromkeys(family + own for family, own in pairs))[:_MOST_ROMANISED]


@lru_cache(maxsize=1024)
def romanised_families(query: NameQuery) -> frozenset[str]:
    """Hong Kong and Taiwan forms of a surname typed in characters; empty for anything else."""
    if not is_surname(query.joined):
        return frozenset()
    return frozenset(filter(None, (form for forms in romanised_surname(query.joined) for form in forms)))
