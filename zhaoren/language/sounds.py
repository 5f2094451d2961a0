"""Sound-alikes of Chinese as it is spoken: flat and curled tongue, n and l, front and back nasals, and rarer ones."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice, product

from zhaoren.language.readings import split_syllables

MOST_KEYS = 24
_INITIALS = {"zh": "z", "ch": "c", "sh": "s", "l": "n"}
# Mix-ups that would chain strangers if they were part of every key; tried one syllable at a time when asking.
_RARE = {
    "hua": ("fa",), "hui": ("fei",), "hun": ("fen",), "huan": ("fan", "wan"), "hu": ("fu", "wu"), "hong": ("fen",),
    "fa": ("hua",), "fei": ("hui",), "fen": ("hun", "hong"), "fan": ("huan",), "fu": ("hu",), "wan": ("huan",),
    "wu": ("hu",), "wen": ("ong",),
}  # fmt: skip


@lru_cache(maxsize=1024)
def sound_of(syllable: str) -> str:
    """The key that one syllable shares with what it is taken for: zhang, zang, zhan and zan are one."""
    for initial, plain in _INITIALS.items():
        if syllable.startswith(initial):
            syllable = plain + syllable[len(initial) :]
            break
    for final in ("ang", "eng", "ing"):
        if syllable.endswith(final):
            return syllable[:-1]
    return syllable


@lru_cache(maxsize=1024)
def _taken_for(syllable: str) -> tuple[str, ...]:
    key = sound_of(syllable)
    others = list(_RARE.get(key, ()))
    if syllable.startswith("r"):
        others.append("n" + key[1:])
    elif syllable[0] in "ln":
        others.append("r" + key[1:])
    return tuple(others)


def sound_key(parts: tuple[str, ...]) -> str:
    """The sound key of a name whose syllables are known; syllables stay apart, so that xi'an is not xian."""
    return "'".join(map(sound_of, parts))


@lru_cache(maxsize=4096)
def sound_keys(letters: str, walls: int = 0) -> tuple[str, ...]:
    """Sound keys of typed letters: every cut into syllables, each with one rarer mix-up at most; `MOST_KEYS` in all."""
    keys: dict[str, None] = {}
    ways = split_syllables(letters, 5, walls)
    for way in ways:
        keys[sound_key(way)] = None
    for way in ways:
        for place, syllable in enumerate(way):
            for other in _taken_for(syllable):
                keys[sound_key((*way[:place], other, *way[place + 1 :]))] = None
    return tuple(keys)[:MOST_KEYS]


def sound_keys_of(columns: tuple[tuple[str, ...], ...], most: int = 6) -> tuple[str, ...]:
    """Sound keys of a name with several readings a character; empty when one has none."""
    return tuple(dict.fromkeys(sound_key(parts) for parts in islice(product(*columns), most)))
