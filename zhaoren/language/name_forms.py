"""All names of one person, made ready to be compared: characters with readings, English words, logins, nicknames."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

from zhaoren.language.person_name import PersonName, is_pinyin, latin_words, read_name
from zhaoren.language.readings import (
    Spoken,
    joined_readings,
    name_readings,
    spelled_syllable,
    split_syllables,
    surname_syllables,
    weak_readings,
)
from zhaoren.language.romanisation import romanised_given, romanised_names, romanised_surname
from zhaoren.language.sounds import sound_keys_of
from zhaoren.language.text import fold, is_han

# Initials of longer names are nobody's habit, and their mixtures would only cost time.
MOST_INITIALS = 5


@dataclass(frozen=True, slots=True)
class PersonNames:
    """What one person is called, as stored. Only what the asker may find belongs in here.

    `former` names match no better than an alias. Compact: five tuples of text; what matching needs is made on first use
    and kept for the names that are asked for most.
    """

    names: tuple[str, ...] = ()
    english: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    logins: tuple[str, ...] = ()
    nicknames: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SpokenForm:
    """A Chinese name, in characters or (`text` empty) in pinyin only. Readings are joined and toneless."""

    text: str
    display: str
    surname: int  # how many characters are the surname
    straight: tuple[Spoken, ...]
    swapped: tuple[Spoken, ...]
    readings: tuple[str, ...]  # accepted, surname first
    swapped_readings: tuple[str, ...]
    given_readings: tuple[str, ...]
    weak: tuple[str, ...]  # with a naive or old-passport syllable; also a weak surname with initials
    weak_swapped: tuple[str, ...]
    weak_surname_length: int  # letters of the shortest surname reading: from here on a beginning of `weak` counts
    starts: frozenset[str]  # what a query for this name may begin with

    @property
    def surname_text(self) -> str:
        """The surname in characters."""
        return self.text[: self.surname]

    @property
    def given_text(self) -> str:
        """The given name in characters."""
        return self.text[self.surname :]


@dataclass(frozen=True, slots=True)
class WordForm:
    """A name in Latin words, folded; `joined` holds the words without gaps, in the stored order and rotated."""

    display: str
    words: tuple[str, ...]
    joined: tuple[str, ...]
    is_pinyin: bool  # a Chinese name in pinyin: equal letters prove no more than equal sound


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of one stored name: a Chinese one, an English one, or both (陈大文 David Chan)."""

    spoken: SpokenForm | None
    words: WordForm | None
    folded: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """Every form of a person. `spoken` and `words` hold former names too, after `own_spoken` and `own_words` others."""

    spoken: tuple[SpokenForm, ...]
    words: tuple[WordForm, ...]
    own_spoken: int
    own_words: int
    logins: tuple[str, ...]
    nicknames: tuple[str, ...]


def _spoken_form(text: str, display: str, spoken: tuple[Spoken, ...], length: int) -> SpokenForm:
    swapped = spoken[length:] + spoken[:length]
    weak = list(weak_readings(spoken)[:MOST_INITIALS])
    if any(character.weak for character in spoken[:length]) and 0 < len(spoken) - length < MOST_INITIALS:
        tail = "".join(character.accepted[0][:1] for character in spoken[length:] if character.accepted)
        weak.extend(head + tail for head in weak_readings(spoken[:length]))
    family = [len(reading) for reading in joined_readings(spoken[:length]) + weak_readings(spoken[:length])]
    starts = {character.character for character in (spoken[0], swapped[0]) if character.character}
    starts |= {reading[0] for character in (spoken[0], swapped[0]) for reading in character.accepted + character.weak}
    return SpokenForm(
        text=text,
        display=display,
        surname=length,
        straight=spoken,
        swapped=swapped,
        readings=joined_readings(spoken),
        swapped_readings=joined_readings(swapped) if length < len(spoken) else (),
        given_readings=joined_readings(spoken[length:]) if length < len(spoken) else (),
        weak=tuple(weak),
        weak_swapped=weak_readings(swapped)[:MOST_INITIALS] if length < len(spoken) else (),
        weak_surname_length=min(family, default=0),
        starts=frozenset(starts),
    )


def _pinyin_form(name: PersonName) -> SpokenForm | None:
    """A Latin name that is pinyin: syllables without characters; None for any other Latin name."""
    given = name.given.split()
    if name.surname not in surname_syllables() or not given or not all(is_pinyin(word) for word in given):
        return None
    family = split_syllables(name.surname, 2)[0]
    parts = [part for word in given for part in split_syllables(word, 3)[0]]
    if len(parts) > 3:
        return None
    spoken = tuple(spelled_syllable(part) for part in (*family, *parts))
    return _spoken_form("", name.display, spoken, len(family))


def _word_form(display: str, words: tuple[str, ...], is_pinyin_name: bool) -> WordForm:
    rotated = ["".join(words[cut:] + words[:cut]) for cut in range(len(words))]
    kept = dict.fromkeys((rotated[0], rotated[-1], rotated[min(1, len(rotated) - 1)]))
    return WordForm(display, words, tuple(kept), is_pinyin_name)


@lru_cache(maxsize=65536)
def forms_of(raw: str) -> Forms:
    """The forms of one stored name; brackets may hold a second name: 陈大文 (David Chan)."""
    name = read_name(raw)
    han = "".join(sign for sign in name.folded if is_han(sign))
    spoken: SpokenForm | None = None
    if han:
        length = len(name.surname) if han.startswith(name.surname) and not name.nickname else 1
        spoken = _spoken_form(han, name.display, name_readings(han, max(length, 1)), max(length, 1))
    folded = fold(raw)
    latin = "".join(" " if is_han(sign) else sign for sign in (folded if han else fold(name.display)))
    words = tuple(word for word in latin_words(latin) if any(sign.isalpha() for sign in word))
    pinyin = _pinyin_form(name) if name.script == "latin" else None
    pinyin = pinyin or (_pinyin_form(read_name(" ".join(words))) if han and words else None)
    return Forms(spoken or pinyin, _word_form(name.display, words, pinyin is not None) if words else None, name.folded)


@lru_cache(maxsize=65536)
def prepare(person: PersonNames) -> Prepared:
    """Every form of a person, without repetition; own names before former ones."""
    own = [forms_of(raw) for raw in dict.fromkeys(person.names + person.english)]
    old = [forms_of(raw) for raw in dict.fromkeys(person.former)]
    spoken = tuple(dict.fromkeys(form.spoken for form in own if form.spoken))
    words = tuple(dict.fromkeys(form.words for form in own if form.words))
    return Prepared(
        spoken=spoken + tuple(form.spoken for form in old if form.spoken),
        words=words + tuple(form.words for form in old if form.words),
        own_spoken=len(spoken),
        own_words=len(words),
        logins=tuple(dict.fromkeys(filter(None, map(login_key, person.logins)))),
        nicknames=tuple(dict.fromkeys(filter(None, (forms_of(raw).folded for raw in person.nicknames)))),
    )


def login_key(login: str) -> str:
    """A login or mail name as it is compared: letters and digits of the part before the @."""
    return "".join(sign for sign in fold(login).split("@", 1)[0] if sign.isalnum())


@lru_cache(maxsize=16384)
def romanised_joined(surname: str, given: str) -> frozenset[str]:
    """Every other romanisation of a Han name, joined, in both orders."""
    return frozenset(form for one in romanised_names(surname, given) for form in (one[0] + one[1], one[1] + one[0]))


@lru_cache(maxsize=16384)
def word_pool(surname: str, given: str) -> frozenset[str]:
    """The Latin words that may stand for parts of a Han name: surname, given name and its syllables, in every form."""
    spoken = name_readings(surname + given, len(surname))
    own = spoken[len(surname) :]
    pool = set(joined_readings(spoken[: len(surname)]) + weak_readings(spoken[: len(surname)]) + joined_readings(own))
    pool.update(form for forms in romanised_surname(surname) for form in forms)
    pool.update(form for forms in romanised_given(given) for form in forms)
    for character in own:
        pool.update(character.accepted)
        pool.update(form for forms in romanised_given(character.character) for form in forms)
    return frozenset(filter(None, pool))


@lru_cache(maxsize=32768)
def sound_forms(form: SpokenForm) -> frozenset[str]:
    """Sound keys of a Chinese name in both orders."""
    straight = sound_keys_of(tuple(character.accepted for character in form.straight))
    swapped = sound_keys_of(tuple(character.accepted for character in form.swapped))
    return frozenset(filter(None, straight + swapped))


def initials_of(spoken: tuple[Spoken, ...], digraphs: bool) -> tuple[str, ...]:
    """First letters of a name, every accepted reading; with `digraphs` also zh, ch and sh. Empty for long names."""
    if len(spoken) > MOST_INITIALS:
        return ()
    columns = [_letters(character, digraphs) for character in spoken]
    return tuple(dict.fromkeys("".join(parts) for parts in islice(product(*columns), 48)))


def _letters(character: Spoken, digraphs: bool) -> tuple[str, ...]:
    letters = [reading[:1] for reading in character.accepted]
    if digraphs:
        letters.extend(reading[:2] for reading in character.accepted if reading[:2] in ("zh", "ch", "sh"))
    return tuple(dict.fromkeys(letters))
