"""All names of one person, made ready to be compared: characters with readings, English words, logins, nicknames."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice, product

from zhaoren.language.english_names import is_english_given
from zhaoren.language.person_name import ENGLISH_TITLES, PersonName, is_pinyin, latin_words, read_name
from zhaoren.language.readings import (
    Spoken,
    given_character,
    joined_readings,
    name_readings,
    spelled_syllable,
    split_syllables,
    surname_characters,
    surname_length,
    surname_syllables,
    weak_readings,
)
from zhaoren.language.romanisation import romanised_given, romanised_names, romanised_surname
from zhaoren.language.sounds import sound_keys_of
from zhaoren.language.text import fold, is_han, name_words

# Initials of longer names are nobody's habit, and their mixtures would only cost time.
MOST_INITIALS = 5
_PLAIN_HAN = re.compile("[\u4e00-\u9fff]{2,4}")
_PLAIN_LATIN = re.compile("[A-Za-z]+(?: [A-Za-z]+){0,4}")


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


class SpokenForm:
    """A Chinese name, in characters or (`text` empty) in pinyin only. Readings are joined and toneless.

    What only the rarer questions need is worked out when first asked for: two hundred candidates are compared at once.
    """

    def __init__(self, text: str, display: str, straight: tuple[Spoken, ...], surname: int) -> None:
        self.text = text
        self.display = display
        self.surname = surname  # how many characters are the surname
        self.straight = straight
        self.swapped = straight[surname:] + straight[:surname]

    @cached_property
    def starts(self) -> frozenset[str]:
        """What a query for this name may begin with, in either order."""
        ends = (self.straight[0], self.swapped[0])
        letters = [reading[0] for character in ends for reading in character.accepted + character.weak]
        return frozenset(letters).union(character.character for character in ends if character.character)

    @cached_property
    def surname_text(self) -> str:
        """The surname in characters."""
        return self.text[: self.surname]

    @cached_property
    def given_text(self) -> str:
        """The given name in characters."""
        return self.text[self.surname :]

    @cached_property
    def readings(self) -> tuple[str, ...]:
        """Accepted readings, surname first."""
        return joined_readings(self.straight)

    @cached_property
    def swapped_readings(self) -> tuple[str, ...]:
        """Accepted readings, given name first; empty for a surname alone."""
        return joined_readings(self.swapped) if self.surname < len(self.straight) else ()

    @cached_property
    def given_readings(self) -> tuple[str, ...]:
        """Accepted readings of the given name."""
        return joined_readings(self.straight[self.surname :]) if self.surname < len(self.straight) else ()

    @cached_property
    def weak(self) -> tuple[str, ...]:
        """Readings with a naive or old-passport syllable; also a naive surname with the given name's initials."""
        if not any(character.weak for character in self.straight):
            return ()
        weak = list(weak_readings(self.straight)[:MOST_INITIALS])
        family, own = self.straight[: self.surname], self.straight[self.surname :]
        if 0 < len(own) < MOST_INITIALS:
            tail = "".join(character.accepted[0][:1] for character in own if character.accepted)
            weak.extend(head + tail for head in weak_readings(family))
        return tuple(weak)

    @cached_property
    def weak_swapped(self) -> tuple[str, ...]:
        """The weak readings with the given name first."""
        if not self.weak or self.surname == len(self.straight):
            return ()
        return weak_readings(self.swapped)[:MOST_INITIALS]

    @cached_property
    def weak_surname_length(self) -> int:
        """Letters of the shortest reading of the surname: from here on a beginning of `weak` counts."""
        family = self.straight[: self.surname]
        return min(map(len, joined_readings(family) + weak_readings(family)), default=0)

    @cached_property
    def sounds(self) -> frozenset[str]:
        """Sound keys in both orders."""
        straight = sound_keys_of(tuple(character.accepted for character in self.straight))
        swapped = sound_keys_of(tuple(character.accepted for character in self.swapped))
        return frozenset(filter(None, straight + swapped))

    @cached_property
    def romanised(self) -> frozenset[str]:
        """Other romanisations, joined, in both orders; empty for a name without characters."""
        if not self.given_text:
            return frozenset()
        pairs = romanised_names(self.surname_text, self.given_text)
        return frozenset(form for one in pairs for form in (one[0] + one[1], one[1] + one[0]))

    @cached_property
    def surname_words(self) -> tuple[str, ...]:
        """Accepted readings of the surname, joined."""
        return joined_readings(self.straight[: self.surname])

    @cached_property
    def pool(self) -> frozenset[str]:
        """The Latin words that may stand for parts of the name: surname, given name and syllables, in every form."""
        if not self.given_text:
            return frozenset(self.surname_words)
        return _words_of_surname(self.surname_text) | _words_of_given(self.given_text)


@lru_cache(maxsize=2048)
def _words_of_surname(surname: str) -> frozenset[str]:
    spoken = surname_characters(surname)
    romanised = (form for forms in romanised_surname(surname) for form in forms)
    return frozenset(filter(None, (*joined_readings(spoken), *weak_readings(spoken), *romanised)))


@lru_cache(maxsize=8192)
def _words_of_given(given: str) -> frozenset[str]:
    """A given name joined and its syllables, in pinyin and in every other romanisation."""
    spoken = tuple(given_character(character) for character in given)
    words = {*joined_readings(spoken), *(reading for character in spoken for reading in character.accepted)}
    for text in (given, *given):
        words.update(form for forms in romanised_given(text) for form in forms)
    return frozenset(filter(None, words))


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
    display: str

    @property
    def is_pinyin(self) -> bool:
        """Whether the name was only written in pinyin."""
        return self.spoken is not None and not self.spoken.text


@dataclass(frozen=True, slots=True)
class Prepared:
    """Every form of a person. `spoken` and `words` hold former names too, after `own_spoken` and `own_words` others."""

    spoken: tuple[SpokenForm, ...]
    words: tuple[WordForm, ...]
    own_spoken: int
    own_words: int
    wholes: dict[str, str]  # own names without gaps -> as stored; not those in pinyin, which prove equal sound only
    logins: tuple[str, ...]
    nicknames: tuple[str, ...]


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
    return SpokenForm("", name.display, spoken, len(family))


def _may_be_pinyin(words: tuple[str, ...]) -> bool:
    """Whether it is worth a closer look: one word alone, a Chinese surname at either end, or a title in front."""
    known = surname_syllables()
    return len(words) == 1 or words[0] in known or words[-1] in known or words[0] in ENGLISH_TITLES


def _word_form(display: str, words: tuple[str, ...], is_pinyin_name: bool) -> WordForm:
    rotated = ["".join(words[cut:] + words[:cut]) for cut in range(len(words))]
    kept = dict.fromkeys((rotated[0], rotated[-1], rotated[min(1, len(rotated) - 1)]))
    if len(words) > 3:
        # Frank WONG Man Ho is on file as WONG Man Ho elsewhere, and asked for so.
        for rest in [words[1:]] * is_english_given(words[0]) + [words[:-1]] * is_english_given(words[-1]):
            kept.update(dict.fromkeys(("".join(rest), "".join(rest[1:] + rest[:1]))))
    return WordForm(display, words, tuple(kept), is_pinyin_name)


@lru_cache(maxsize=4096)
def forms_of(raw: str) -> Forms:
    """The forms of one stored name; brackets may hold a second name: 陈大文 (David Chan)."""
    if _PLAIN_HAN.fullmatch(raw):
        han = fold(raw)
        length = surname_length(han)
        return Forms(SpokenForm(han, raw, name_readings(han, length), length), None, han, raw)
    if _PLAIN_LATIN.fullmatch(raw) and not _may_be_pinyin(words := tuple(raw.lower().split())):
        return Forms(None, _word_form(raw, words, False), raw.lower(), raw)
    name = read_name(raw)
    han = "".join(sign for sign in name.folded if is_han(sign))
    spoken: SpokenForm | None = None
    if han:
        length = max(1, len(name.surname) if han.startswith(name.surname) and not name.nickname else 1)
        spoken = SpokenForm(han, name.display, name_readings(han, length), length)
    latin = "".join(" " if is_han(sign) else sign for sign in fold(raw)) if han else name.display
    words = tuple(word for word in latin_words(latin) if any(sign.isalpha() for sign in word))
    if not words:
        return Forms(spoken, None, name.folded, name.display)
    pinyin = _pinyin_form(read_name(" ".join(words)) if han else name)
    plain = tuple(word for word in name_words(fold(latin)) if word in words) or words
    return Forms(spoken or pinyin, _word_form(name.display, plain, pinyin is not None), name.folded, name.display)


@lru_cache(maxsize=2048)
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
        wholes={form.folded.replace(" ", ""): form.display for form in own if form.folded and not form.is_pinyin},
        logins=tuple(dict.fromkeys(filter(None, map(login_key, person.logins)))),
        nicknames=tuple(dict.fromkeys(filter(None, (forms_of(raw).folded for raw in person.nicknames)))),
    )


def login_key(login: str) -> str:
    """A login or mail name as it is compared: letters and digits of the part before the @."""
    return "".join(sign for sign in fold(login).split("@", 1)[0] if sign.isalnum())


def initials_of(spoken: tuple[Spoken, ...], digraphs: bool) -> tuple[str, ...]:
    """First letters of a name, every accepted reading; with `digraphs` also zh, ch and sh. Empty for long names."""
    if len(spoken) > MOST_INITIALS:
        return ()
    columns = [_letters(character.accepted, digraphs) for character in spoken]
    return tuple(dict.fromkeys("".join(parts) for parts in islice(product(*columns), 256)))


@lru_cache(maxsize=1024)
def _letters(accepted: tuple[str, ...], digraphs: bool) -> tuple[str, ...]:
    letters = [reading[:1] for reading in accepted]
    if digraphs:
        letters.extend(reading[:2] for reading in accepted if reading[:2] in ("zh", "ch", "sh"))
    return tuple(dict.fromkeys(letters))
