"""One slip of the finger: which typed forms are near enough to a name, and the keys that retrieve them."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import OSA

from zhaoren.language.english_names import is_english_given
from zhaoren.language.readings import split_syllables, surname_syllables

SHORTEST_PINYIN = 5
SHORTEST_WORD = 4
SHORTEST_HAN = 5
# Syllables of a given name that may be repaired although the letters spell another one. With one syllable a quarter of
# the unknown names among 20,000 people found a stranger, with two 3 of 100.
SHORTEST_FINGERED = 2
LONGEST = 24
# Places in the list of surnames: a rarer one is no surname here, nor, given name first, a less frequent one.
_RARE = 300
_FREQUENT = 60
# Syllables without a consonant that given names really have; any other within a name is rather a doubled letter.
_OPEN_SYLLABLES = frozenset({"an", "en", "ai", "er"})


def deletions(word: str) -> tuple[str, ...]:
    """The word and all that is left when one sign is dropped: two words one edit apart share at least one of these."""
    return tuple(dict.fromkeys([word, *[word[:place] + word[place + 1 :] for place in range(len(word))]]))


def one_edit_apart(a: str, b: str) -> bool:
    """Whether one sign was dropped, added, changed, or swapped with its neighbour."""
    return abs(len(a) - len(b)) < 2 and OSA.distance(a, b, score_cutoff=1) == 1


def slipped_finger(typed: str, meant: str) -> bool:
    """Whether a letter was left out, doubled or exchanged with the next; another letter is no such slip."""
    if len(typed) + 1 == len(meant):
        return typed in deletions(meant)
    if len(typed) == len(meant) + 1:
        return any(typed[at] == typed[at - 1] and typed[:at] + typed[at + 1 :] == meant for at in range(1, len(typed)))
    return (
        len(typed) == len(meant) and typed != meant and sorted(typed) == sorted(meant) and one_edit_apart(typed, meant)
    )


@lru_cache(maxsize=8192)
def may_be_mistyped_pinyin(letters: str) -> bool:
    """Whether typed letters are worth repairing as pinyin.

    Letters that spell a whole name of their own (a known surname, then one or two syllables) are somebody else's name:
    wangwei is no slip of yangwei. Repairing those would answer a question about nobody with a stranger.
    """
    if not SHORTEST_PINYIN <= len(letters) <= LONGEST or not (letters.isascii() and letters.isalpha()):
        return False
    return not _spells_a_name(letters)


def _spells_a_name(letters: str) -> bool:
    places = surname_syllables()
    for way in split_syllables(letters, 4):
        if any(part[0] in "aeo" and part not in _OPEN_SYLLABLES for part in way[1:]):
            continue
        if 1 < len(way) <= 3:
            first, last = places.get(way[0], _RARE), places.get(way[-1], _RARE)
            if first < _RARE or last < _FREQUENT:
                return True
        if len(way) > 2 and (way[0] + way[1] in places or way[-2] + way[-1] in places):
            return True
    return False


def may_be_mistyped_word(word: str) -> bool:
    """Whether a typed English word is worth repairing: long enough and no name of its own (john is no joan)."""
    return SHORTEST_WORD <= len(word) <= LONGEST and word.isalpha() and not is_english_given(word)
