"""Which tokens to look up for a typed name, band by band. Finds at least whom `match_name` accepts; the marks are those
of `name_tokens`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product

from schemas.vocabulary import MatchBand
from zhaoren.language.lookalikes import lookalikes_of, surname_variants_of
from zhaoren.language.name_lattice import SHORTEST_AMBIGUOUS
from zhaoren.language.name_query import NameQuery, read_query, romanised_families, romanised_query, sounds_of_query
from zhaoren.language.name_slips import LONGEST, SHORTEST_FINGERED, SHORTEST_HAN, deletions, may_be_mistyped_word
from zhaoren.language.name_units import Reading, unit_readings
from zhaoren.language.name_words import MOST_CHANGED, MOST_WORDS
from zhaoren.language.person_name import read_nickname
from zhaoren.language.readings import joined_readings, weak_readings

_LONGEST_PREFIX = 12
Token = tuple[str, str]
Conjunction = tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class BandTokens:
    """What to look up in one band: any one of the alternatives, each a conjunction of (field, token)."""

    band: MatchBand
    alternatives: tuple[Conjunction, ...]


@lru_cache(maxsize=2048)
def query_tokens(text: str) -> tuple[BandTokens, ...]:
    """The look-ups for a typed name, best band first; empty for text without a letter or digit."""
    query = read_query(text)
    if not query.joined:
        return ()
    if query.is_han:
        found = _of_han(query)
    elif query.han:
        found = _of_units(query)
        _put(found, MatchBand.EXACT, (("name", "=" + query.plain),))
        if 0 < len(query.beside) <= MOST_WORDS:
            words = tuple(("en", word) for word in query.beside)
            _put(found, MatchBand.EXACT, (("name", "=" + query.han), *words))
            _put(found, MatchBand.READING, (("pre", query.han[:_LONGEST_PREFIX]), *words))
            _put(found, MatchBand.READING, (("name", "~" + query.han), *words))
    else:
        found = _of_latin(query)
    _put(found, MatchBand.ALIAS, (("alias", "=" + query.plain),))
    return tuple(BandTokens(band, tuple(dict.fromkeys(found[band]))) for band in sorted(found) if found[band])


_Found = dict[MatchBand, list[Conjunction]]


def _put(found: _Found, band: MatchBand, *conjunctions: Conjunction) -> None:
    found.setdefault(band, []).extend(conjunctions)


def _one(field: str, token: str) -> Conjunction:
    return ((field, token),)


def _of_han(query: NameQuery) -> _Found:
    typed = query.joined
    found: _Found = {MatchBand.EXACT: [_one("name", "=" + typed)]}
    _put(found, MatchBand.MIXED, _one("name", "<" + typed))
    _put(found, MatchBand.PREFIX, _one("pre", typed[:_LONGEST_PREFIX]), _one("name", "~" + typed))
    readings = joined_readings(query.spoken) if query.spoken else ()
    if len(typed) > 1:
        _put(found, MatchBand.READING, *(_one("py", reading) for reading in readings))
        _put(found, MatchBand.ALIAS, *(_one("py", weak) for weak in weak_readings(query.spoken)[:8]))
        _put(
            found, MatchBand.ALIAS, *(_one("name", "=" + other + typed[1:]) for other in surname_variants_of(typed[0]))
        )
        _put(found, MatchBand.SOUND, *_homophones(typed, readings))
        _put(found, MatchBand.SLIP, *(_han_slips(typed) if len(typed) <= LONGEST else ()))
    _put(found, MatchBand.ALIAS, *(_one("name", "=" + form) for form in romanised_query(query)))
    _put(found, MatchBand.ALIAS, *(_one("py", form) for form in romanised_query(query)))
    _put(found, MatchBand.ALIAS, *(_one("en", form) for form in sorted(romanised_families(query))))
    if called := read_nickname(typed):
        _put(found, MatchBand.ALIAS, _one("pre", called[0]) if called[0] else _one("name", "c" + called[1]))
    return found


def _homophones(typed: str, readings: tuple[str, ...]) -> list[Conjunction]:
    signs = dict.fromkeys(typed)
    return [(("py", reading), ("name", "c" + sign)) for reading in readings for sign in signs]


def _han_slips(typed: str) -> list[Conjunction]:
    found = [
        _one("name", "=" + typed[:place] + other + typed[place + 1 :])
        for place, sign in enumerate(typed)
        for other in lookalikes_of(sign)
    ]
    found.extend(
        _one("name", "=" + typed[:place] + typed[place + 1] + typed[place] + typed[place + 2 :])
        for place in range(1, len(typed) - 1)
    )
    if len(typed) >= SHORTEST_HAN - 1:
        found.extend(_one("slip", "h" + left) for left in deletions(typed))
    return found


def _of_units(query: NameQuery) -> _Found:
    """Characters and letters mixed, or letters with initials among them."""
    found: _Found = {}
    if query.is_whole_syllables:
        for reading in unit_readings(query, SHORTEST_AMBIGUOUS):
            _put(found, MatchBand.INITIALS, *_initials(reading, whole=True), *_initials(reading, whole=True, mark="<"))
        return found
    for reading in unit_readings(query):
        beginnings = _initials(reading, whole=False)
        whole = _initials(reading, whole=True)
        swapped = _initials(reading, whole=True, mark="<")
        _put(found, MatchBand.MIXED, *whole, *swapped)
        _put(found, MatchBand.PREFIX, *beginnings)
        if not reading.has_early_initial:
            _put(found, MatchBand.PREFIX, *_initials(reading, whole=True, mark="~"))
    return found


def _initials(reading: Reading, whole: bool, mark: str = ".") -> list[Conjunction]:
    """The conjunctions of one reading; without initials for a single unit, where the character or syllable says all."""
    if whole and (reading.units <= reading.most_initials or mark != "."):
        letters = [mark + letters for letters in reading.letters]
    elif reading.units > 1:
        letters = list(reading.letters)
    else:
        return [reading.tokens] if reading.tokens else []
    return [(*reading.tokens, ("ini", token)) for token in letters]


def _of_latin(query: NameQuery) -> _Found:
    joined, plain = query.joined, query.plain
    found: _Found = {}
    _put(found, MatchBand.EXACT, _one("name", "=" + plain))
    if any(sign.isdigit() for sign in plain):
        _put(found, MatchBand.EXACT, _one("name", "@" + plain))
    else:
        _put(found, MatchBand.MIXED, _one("name", "@" + plain), _one("name", "*" + plain))
    _put(found, MatchBand.READING, _one("py", joined), _one("py", plain))
    if len(joined) > 1:
        _put(found, MatchBand.MIXED, _one("pre", "." + joined[:_LONGEST_PREFIX]))
        _put(found, MatchBand.PREFIX, *(_one("pre", text[:_LONGEST_PREFIX]) for text in (joined, plain)))
        _put(found, MatchBand.PREFIX, _one("py", "~" + joined), _one("pre", "~" + joined[:_LONGEST_PREFIX]))
        _put(found, MatchBand.INITIALS, _one("ini", joined), _one("ini", plain))
        _put(found, MatchBand.ALIAS, _one("alias", joined), _one("alias", "^" + joined[:_LONGEST_PREFIX]))
        _put(found, MatchBand.ALIAS, _one("alias", plain))
        for band, conjunctions in _of_units(query).items():
            _put(found, band, *conjunctions)
    else:
        _put(found, MatchBand.PREFIX, _one("en", plain))
    if 1 < len(query.words) <= MOST_WORDS:
        _add_words(found, query.words)
    _put(found, MatchBand.SOUND, *(_one("sound", key) for key in sorted(sounds_of_query(query))))
    _put(found, MatchBand.SLIP, *_latin_slips(query))
    return found


def _latin_slips(query: NameQuery) -> list[Conjunction]:
    found: list[Conjunction] = []
    if query.repairable or (query.syllables and max(query.syllables) > SHORTEST_FINGERED):
        found.extend(_one("slip", "p" + left) for left in deletions(query.joined))
    if len(query.words) == 1 and may_be_mistyped_word(query.plain):
        found.extend(_one("slip", "e" + left) for left in deletions(query.plain))
    return found


_EQUAL, _BEGUN, _LETTER, _SHORT, _SLIP = range(5)
_BANDS = {
    _EQUAL: MatchBand.MIXED,
    _BEGUN: MatchBand.MIXED,
    _LETTER: MatchBand.INITIALS,
    _SHORT: MatchBand.ALIAS,
    _SLIP: MatchBand.SLIP,
}


def _word_ways(word: str, last: bool) -> list[tuple[int, tuple[Token, ...]]]:
    """The ways in which a typed word may stand for a stored one: (kind, tokens of which any one will do)."""
    ways: list[tuple[int, tuple[Token, ...]]] = []
    if last and len(word) > 1:
        ways.append((_BEGUN, (("pre", word[:_LONGEST_PREFIX]),)))
    ways.append((_LETTER, (("ini", "'" + word),) if len(word) == 1 else (("en", word[0]),)))
    if len(word) > 1:
        ways.append((_SHORT, (("alias", word),)))
    if may_be_mistyped_word(word):
        ways.append((_SLIP, tuple(("slip", "e" + left) for left in deletions(word))))
    return ways


def _add_words(found: _Found, words: tuple[str, ...]) -> None:
    """Several words: all as stored, or some of them begun, shortened, initials or mistyped; or one too many."""
    equal = tuple(("en", word) for word in words)
    # With a Chinese surname (wayne wang) the same look-up answers better bands than a name with a word left out.
    _put(found, MatchBand.READING, equal)
    _put(found, MatchBand.MIXED, equal)
    _put(found, MatchBand.ALIAS, equal)
    changed = MOST_CHANGED if len(words) <= MOST_CHANGED + 1 else 1
    for count in range(1, changed + 1):
        for places in combinations(range(len(words)), count):
            ways = [_word_ways(words[place], place == len(words) - 1) for place in places]
            for chosen in product(*ways):
                kinds = [kind for kind, _ in chosen]
                if _SLIP in kinds and count > 1:
                    continue
                rest = tuple(token for place, token in enumerate(equal) if place not in places)
                band = _BANDS[max(kinds)]
                _put(found, band, *(tuple(some) + rest for some in product(*(tokens for _, tokens in chosen))))
    if len(words) > 2:
        _put(found, MatchBand.ALIAS, *(equal[:place] + equal[place + 1 :] for place in range(len(words))))
