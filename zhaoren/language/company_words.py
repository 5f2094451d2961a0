"""What company names are made of: place, brand, trade and legal form; and how they are read aloud."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from zhaoren.language.lexicon import DEFAULT
from zhaoren.language.readings import main_reading
from zhaoren.language.text import fold, has_han, is_han
from zhaoren.language.word_table import WordTable

_SIGNS = re.compile(r"[()\[\]{}<>《》【】「」『』“”\"'·,.;:、，。/\\|_*&+-]+")
COUNTRY = "中国"
_PLACE_ENDINGS = ("特别行政区", "自治区", "自治州", "新区", "省", "市", "区", "县")


@dataclass(frozen=True, slots=True)
class NameParts:
    """A company's name cut up. `core` = place + brand + trade; `form` = "", limited, shares, group or both words."""

    core: str
    place: str
    brand: str
    trade: str
    form: str


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("zhaoren.language").joinpath("data", "companies.toml").read_text(encoding="utf-8"))


@cache
def _forms() -> dict[str, tuple[tuple[str, str], ...]]:
    """Last character -> (ending, kind), longest first."""
    listed = [(fold(word), kind) for kind, words in _data()["forms"].items() for word in words]
    table: dict[str, tuple[tuple[str, str], ...]] = {}
    for ending, kind in sorted(listed, key=lambda one: -len(one[0])):
        table[ending[-1]] = (*table.get(ending[-1], ()), (ending, kind))
    return table


@cache
def tails() -> WordTable[str]:
    """Words that may follow a company's name without naming another company."""
    return WordTable({fold(word): word for word in _data()["tails"]["words"]})


@cache
def trades() -> frozenset[str]:
    """Words for what a company does, Chinese and English, folded."""
    said = _data()["trades"]
    return frozenset(fold(word) for word in (*said["words"], *said["english"]))


@cache
def shortened() -> dict[str, str]:
    """Long words of English names and what they become in speech."""
    return dict(_data()["shortened"])


@cache
def _readings() -> WordTable[tuple[str, ...]]:
    return WordTable({word: tuple(reading.split()) for word, reading in _data()["readings"].items()})


@lru_cache(maxsize=4096)
def flat(name: str) -> str:
    """A name without signs: brackets, dots and dashes gone, single spaces, none beside Han characters."""
    words = _SIGNS.sub(" ", fold(name).replace("&", " and ")).split()
    text = ""
    for word in words:
        text += f" {word}" if text and not is_han(text[-1]) and not is_han(word[0]) else word
    return text


def without_form(flat_name: str) -> tuple[str, str]:
    """The name without its legal form, and the form: `海南矿业股份有限公司` -> (`海南矿业`, `shares`)."""
    form = ""
    while True:
        for ending, kind in _forms().get(flat_name[-1:], ()):
            rest = flat_name.removesuffix(ending)
            if rest == flat_name or len(rest.rstrip()) < 2:
                continue
            if ending[0].isascii() and not rest.endswith(" ") and not is_han(rest[-1]):
                continue
            flat_name, form = rest.rstrip(), f"{kind}{' ' if form else ''}{form}"
            break
        else:
            return flat_name, form


@lru_cache(maxsize=4096)
def name_parts(name: str) -> NameParts:
    """Cut a Chinese name into place, brand, trade and legal form; a name in Latin script is all brand."""
    core, form = without_form(flat(name))
    if not has_han(core):
        return NameParts(core, "", core, "", form)
    found = DEFAULT.places.longest(core, 0)
    place = core[: found.end] if found is not None else COUNTRY if core.startswith(COUNTRY) else ""
    if place:
        ending = next((word for word in _PLACE_ENDINGS if core.startswith(word, len(place))), "")
        place += ending
    rest = core[len(place) :]
    trade = _trade_at_the_end(rest)
    return NameParts(core, place, rest[: len(rest) - len(trade)], trade, form)


def _trade_at_the_end(rest: str) -> str:
    trade = ""
    known = trades()
    while rest:
        size = next((size for size in range(min(6, len(rest)), 1, -1) if rest[-size:] in known), 0)
        if not size:
            return trade
        rest, trade = rest[:-size], rest[-size:] + trade
    return trade


@lru_cache(maxsize=8192)
def syllables_of(text: str) -> tuple[str, ...]:
    """How a folded name is read, one part for each Han character and each Latin word."""
    parts: list[str] = []
    place = 0
    while place < len(text):
        found = _readings().longest(text, place)
        if found is not None:
            parts.extend(found.value)
            place = found.end
            continue
        if is_han(text[place]):
            parts.append(main_reading(text[place]) or text[place])
            place += 1
            continue
        end = place
        while end < len(text) and text[end] != " " and not is_han(text[end]):
            end += 1
        if end > place:
            parts.append(text[place:end])
        place = max(end, place + 1)
    return tuple(parts)


def joined_reading(text: str) -> str:
    """The whole reading without spaces: `海南矿业` -> `hainankuangye`."""
    return "".join(syllables_of(text))


def initials(text: str) -> str:
    """First letters of a reading: `海南矿业` -> `hnky`."""
    return "".join(part[0] for part in syllables_of(text))
