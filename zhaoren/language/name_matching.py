"""Whether a typed name means a person, and how well. The bands decide; within a band a finer number does."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from schemas.vocabulary import MatchBand
from zhaoren.language.lookalikes import looks_alike, same_surname
from zhaoren.language.name_forms import PersonNames, Prepared, SpokenForm, prepare
from zhaoren.language.name_lattice import FULL, HAN, INITIAL, Order, Walk, walk
from zhaoren.language.name_query import (
    LONGEST_WALK,
    NameQuery,
    read_query,
    romanised_families,
    romanised_query,
    sounds_of_query,
)
from zhaoren.language.name_slips import LONGEST, SHORTEST_FINGERED, SHORTEST_HAN, one_edit_apart, slipped_finger
from zhaoren.language.name_words import MOST_WORDS, match_words
from zhaoren.language.person_name import read_nickname
from zhaoren.language.readings import same_tone

__all__ = ["Manner", "NameMatch", "Part", "PersonNames", "match_name"]


OTHER_TONE = 1  # finesse of a sound-alike that is spoken in another tone


class Part(StrEnum):
    """Which part of the name was typed."""

    WHOLE = "whole"
    SWAPPED = "swapped"  # given name first
    BEGINNING = "beginning"
    GIVEN = "given"
    WORDS = "words"  # words of an English name, or of an English name with a Chinese surname
    LOGIN = "login"
    NICKNAME = "nickname"


class Manner(StrEnum):
    """How it was typed."""

    CHARACTERS = "characters"
    PINYIN = "pinyin"
    MIXED = "mixed"
    INITIALS = "initials"
    LETTERS = "letters"  # an English name as written
    SHORT_FORM = "short_form"
    ROMANISED = "romanised"  # Hong Kong, Wade-Giles
    NAIVE = "naive"  # a wrong or old reading of the characters
    SURNAME_VARIANT = "surname_variant"  # 肖 for 萧
    SOUND = "sound"
    LOOK = "look"
    SLIP = "slip"


@dataclass(frozen=True, slots=True, order=True)
class NameMatch:
    """How a query matched a person. Matches sort: smaller is better.

    `finesse` orders within a band. `matched` is the stored name that matched, for the sentence that says why; `former`
    says that it is one the person no longer bears.
    """

    band: MatchBand
    finesse: int
    part: Part
    manner: Manner
    matched: str
    former: bool = False


def match_name(query: str, person: PersonNames) -> NameMatch | None:
    """The best way in which the query means this person, or None. Any text is accepted; never raises."""
    return match_prepared(read_query(query), prepare(person))


def match_prepared(query: NameQuery, person: Prepared) -> NameMatch | None:
    """As `match_name`, for callers that compare one query with many people."""
    if not query.joined:
        return None
    if query.plain in person.wholes:
        manner = Manner.CHARACTERS if query.han else Manner.LETTERS
        return NameMatch(MatchBand.EXACT, 0, Part.WHOLE, manner, person.wholes[query.plain])
    best = _best_of_names(query, person)
    if best is not None and best.band <= MatchBand.READING:
        return best
    return _better(_better(best, _nicknamed(query, person)), _logged_in(query, person))


def _better(one: NameMatch | None, other: NameMatch | None) -> NameMatch | None:
    if one is None or other is None:
        return one or other
    return min(one, other)


def _best_of_names(query: NameQuery, person: Prepared) -> NameMatch | None:
    best: NameMatch | None = None
    for place, form in enumerate(person.spoken):
        found = _match_spoken(query, form)
        if found is not None:
            best = _better(best, found if place < person.own_spoken else _as_former(found))
    if query.is_han:
        return best or _stored_romanised(query, person)
    if query.beside:
        best = _better(best, _both_scripts(query, person))
    return _better(best, _best_of_words(query, person)) if query.is_latin else best


def _both_scripts(query: NameQuery, person: Prepared) -> NameMatch | None:
    """An English name beside Han characters: David陈, 王伟 Wayne."""
    if len(query.beside) > MOST_WORDS:
        return None
    own = [form for form in person.words[: person.own_words] if all(word in form.words for word in query.beside)]
    for form in person.spoken[: person.own_spoken] if own else ():
        if form.text and query.han in (form.text, form.surname_text, form.given_text):
            band = MatchBand.EXACT if query.han == form.text else MatchBand.READING
            return NameMatch(band, 3, Part.WORDS, Manner.MIXED, form.display)
    return None


def _best_of_words(query: NameQuery, person: Prepared) -> NameMatch | None:
    best: NameMatch | None = None
    for place, words in enumerate(person.words):
        hit = match_words(query, words, person.spoken[: person.own_spoken])
        if hit is not None:
            found = NameMatch(hit.band, hit.finesse, Part.WORDS, Manner(hit.manner), words.display)
            best = _better(best, found if place < person.own_words else _as_former(found))
    return best


def _stored_romanised(query: NameQuery, person: Prepared) -> NameMatch | None:
    """A name typed in characters against one that was only ever stored as Hong Kong or Taiwan write it."""
    forms = romanised_query(query) if person.words else ()
    families = romanised_families(query) if person.words and not person.own_spoken else frozenset()
    for words in person.words if families else ():
        if families.intersection(words.words):
            return NameMatch(MatchBand.ALIAS, 5, Part.BEGINNING, Manner.ROMANISED, words.display)
    for words in person.words:
        if any(form in words.joined for form in forms):
            return NameMatch(MatchBand.ALIAS, 2, Part.WHOLE, Manner.ROMANISED, words.display)
    return None


def _as_former(match: NameMatch) -> NameMatch:
    band = max(match.band, MatchBand.ALIAS)
    return NameMatch(band, match.finesse + 10, match.part, match.manner, match.matched, former=True)


def _match_spoken(query: NameQuery, form: SpokenForm) -> NameMatch | None:
    if query.is_han:
        return _match_han(query, form)
    found = _walked(query, form)
    if found is None and query.is_latin:
        found = _match_alias(query, form) or _match_sound(query, form) or _match_slip(query, form)
    return found


def _walked(query: NameQuery, form: SpokenForm) -> NameMatch | None:
    if query.joined[0] not in form.starts or not 1 < len(query.joined) <= LONGEST_WALK:
        return None
    given = len(form.straight) - form.surname
    best = walk(query.joined, query.walls, form.straight, given, Order.STRAIGHT, query.is_whole_syllables)
    if given and (best is None or best.band > MatchBand.READING):
        other = walk(query.joined, query.walls, form.swapped, given, Order.SWAPPED, query.is_whole_syllables)
        if other is not None and (best is None or other < best):
            best = other
    return None if best is None else NameMatch(best.band, best.finesse, _part(best, form), _manner(best), form.display)


def _part(found: Walk, form: SpokenForm) -> Part:
    if found.order is Order.SWAPPED:
        return Part.SWAPPED if found.characters > len(form.straight) - form.surname else Part.GIVEN
    return Part.WHOLE if found.characters == len(form.straight) else Part.BEGINNING


def _manner(found: Walk) -> Manner:
    if found.units == HAN:
        return Manner.CHARACTERS
    if found.units & HAN:
        return Manner.MIXED
    if found.units & INITIAL:
        return Manner.MIXED if found.units & FULL else Manner.INITIALS
    return Manner.PINYIN


def _match_alias(query: NameQuery, form: SpokenForm) -> NameMatch | None:
    joined = query.joined
    if any(weak == joined for weak in form.weak + form.weak_swapped):
        return NameMatch(MatchBand.ALIAS, 1, Part.WHOLE, Manner.NAIVE, form.display)
    if len(joined) >= max(2, form.weak_surname_length) and any(weak.startswith(joined) for weak in form.weak):
        return NameMatch(MatchBand.ALIAS, 3, Part.BEGINNING, Manner.NAIVE, form.display)
    # The same letters with a wall across a syllable (fang'an for 范甘), or lü for lu, were refused as pinyin already.
    refused = query.plain != joined or (query.walls and joined in form.readings + form.swapped_readings)
    if form.given_text and not refused and query.plain in form.romanised:
        return NameMatch(MatchBand.ALIAS, 0, Part.WHOLE, Manner.ROMANISED, form.display)
    return None


def _match_sound(query: NameQuery, form: SpokenForm) -> NameMatch | None:
    if sounds_of_query(query) & form.sounds:
        return NameMatch(MatchBand.SOUND, 0, Part.WHOLE, Manner.SOUND, form.display)
    return None


def _match_slip(query: NameQuery, form: SpokenForm) -> NameMatch | None:
    if len(form.straight) in query.syllables:
        # As many whole syllables as the name has: another name, or a reading that only a dictionary knows.
        return _match_finger(query, form)
    if query.repairable and any(
        one_edit_apart(query.joined, reading) for reading in form.readings[:2] + form.swapped_readings[:2]
    ):
        return NameMatch(MatchBand.SLIP, 0, Part.WHOLE, Manner.SLIP, form.display)
    return None


def _match_finger(query: NameQuery, form: SpokenForm) -> NameMatch | None:
    """A letter of a given name of two syllables left out, doubled or exchanged with the next, so that others appear."""
    if len(form.straight) - form.surname < SHORTEST_FINGERED:
        return None
    for surname in form.surname_words:
        typed = query.joined.removeprefix(surname)
        for given in form.given_readings[:2] if typed != query.joined else ():
            if slipped_finger(typed, given):
                return NameMatch(MatchBand.SLIP, 3, Part.WHOLE, Manner.SLIP, form.display)
    return None


def _match_han(query: NameQuery, form: SpokenForm) -> NameMatch | None:
    if not form.text:
        return _han_and_pinyin(query, form)
    typed, stored = query.joined, form.text
    if typed == stored:
        return NameMatch(MatchBand.EXACT, 0, Part.WHOLE, Manner.CHARACTERS, form.display)
    if stored.startswith(typed):
        return NameMatch(MatchBand.PREFIX, 1, Part.BEGINNING, Manner.CHARACTERS, form.display)
    if typed == form.given_text:
        return NameMatch(MatchBand.PREFIX, 0 if len(typed) > 1 else 5, Part.GIVEN, Manner.CHARACTERS, form.display)
    if LONGEST >= len(typed) == len(stored) > 1:
        if typed == form.given_text + form.surname_text and (len(typed) > 2 or query.walls):
            return NameMatch(MatchBand.MIXED, 2, Part.SWAPPED, Manner.CHARACTERS, form.display)
        return _han_slip(typed, query, form)
    shortest, longest = sorted((len(typed), len(stored)))
    if shortest >= SHORTEST_HAN - 1 and SHORTEST_HAN <= longest <= LONGEST:
        return _edited(typed, form)
    return None


def _han_and_pinyin(query: NameQuery, form: SpokenForm) -> NameMatch | None:
    """A name typed in characters against one that was only ever stored in pinyin."""
    if len(query.spoken) != len(form.straight):
        return None
    pairs = list(zip(query.spoken, form.straight, strict=True))
    if all(set(typed.accepted) & set(stored.accepted) for typed, stored in pairs):
        return NameMatch(MatchBand.READING, 2, Part.WHOLE, Manner.PINYIN, form.display)
    if all(set(typed.accepted + typed.weak) & set(stored.accepted) for typed, stored in pairs):
        return NameMatch(MatchBand.ALIAS, 2, Part.WHOLE, Manner.NAIVE, form.display)
    return None


def _han_slip(typed: str, query: NameQuery, form: SpokenForm) -> NameMatch | None:
    """Names of one length: a surname written otherwise, a character of equal sound or look, two swapped, one wrong."""
    stored = form.text
    apart = [place for place, (a, b) in enumerate(zip(typed, stored, strict=True)) if a != b]
    first = apart[0]
    if len(apart) == 1:
        if first == 0 and same_surname(typed[0], stored[0]):
            return NameMatch(MatchBand.ALIAS, 0, Part.WHOLE, Manner.SURNAME_VARIANT, form.display)
        if query.spoken and set(query.spoken[first].accepted) & set(form.straight[first].accepted):
            heard = 0 if same_tone(typed[first], stored[first]) else OTHER_TONE
            return NameMatch(MatchBand.SOUND, heard, Part.WHOLE, Manner.SOUND, form.display)
        if looks_alike(typed[first], stored[first]):
            return NameMatch(MatchBand.SLIP, 0, Part.WHOLE, Manner.LOOK, form.display)
        return _edited(typed, form) if len(typed) >= SHORTEST_HAN else None
    swapped = len(apart) == 2 and apart[1] == first + 1 and first >= form.surname
    if swapped and typed[first] == stored[apart[1]] and typed[apart[1]] == stored[first]:
        return NameMatch(MatchBand.SLIP, 1, Part.WHOLE, Manner.SLIP, form.display)
    return None


def _edited(typed: str, form: SpokenForm) -> NameMatch | None:
    """Long names (transliterations) may have one wrong, missing or added character."""
    if one_edit_apart(typed, form.text):
        return NameMatch(MatchBand.SLIP, 2, Part.WHOLE, Manner.SLIP, form.display)
    return None


def _nicknamed(query: NameQuery, person: Prepared) -> NameMatch | None:
    for nickname in person.nicknames:
        if query.plain == nickname.replace(" ", ""):
            return NameMatch(MatchBand.ALIAS, 0, Part.NICKNAME, Manner.LETTERS, nickname)
    called = read_nickname(query.joined) if query.is_han else None
    if called is None:
        return None
    surname, given = called
    for form in person.spoken[: person.own_spoken]:
        if surname and form.surname_text == surname:
            return NameMatch(MatchBand.ALIAS, 6, Part.NICKNAME, Manner.CHARACTERS, form.display)
        if given and given in form.given_text:
            return NameMatch(MatchBand.ALIAS, 7, Part.NICKNAME, Manner.CHARACTERS, form.display)
    return None


def _logged_in(query: NameQuery, person: Prepared) -> NameMatch | None:
    if query.han or len(query.plain) < 2:
        return None
    if query.plain in person.logins:
        exact = any(sign.isdigit() for sign in query.plain)
        band = MatchBand.EXACT if exact else MatchBand.MIXED
        return NameMatch(band, 0, Part.LOGIN, Manner.LETTERS, query.plain)
    if len(query.plain) > 2:
        for login in person.logins:
            if login.startswith(query.plain):
                return NameMatch(MatchBand.PREFIX, 3, Part.LOGIN, Manner.LETTERS, login)
    return None
