"""All names of one record in the forms by which records are brought together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from zhaoren.language.english_names import is_english_given, other_forms
from zhaoren.language.names import latin_forms, read_name
from zhaoren.language.person_name import PersonName, is_pinyin, latin_words
from zhaoren.language.readings import joined_readings, name_readings, surname_characters, weak_readings
from zhaoren.language.romanisation import romanised_names
from zhaoren.language.text import fold, has_han

LONGEST = 120  # characters of a name that are compared; longer ones are a wrong column
_MOST_READ = 6
_MOST_SOUNDS = 16


@dataclass(frozen=True, slots=True)
class ComparableNames:
    """What the names of one record come to.

    Attributes:
        full: the first full name in characters, folded; empty when there is none.
        latin: else its first whole Latin name, its words in alphabetic order.
        sounds: Latin forms of the whole name.
        english: English given names, their short forms brought to one.
        given: the character of the given name by which one may be called.
        families: the surname in Latin letters, the usual form first.
        initial: the surname, or what stands first in the name: for a rough grouping.
        called: nothing but what people call somebody.
    """

    full: str
    latin: str
    sounds: tuple[str, ...]
    english: tuple[str, ...]
    given: tuple[str, ...]
    families: tuple[str, ...]
    initial: str
    called: bool


@lru_cache(maxsize=4_096)
def comparable_names(names: tuple[str, ...]) -> ComparableNames:
    """Any names; what cannot be read is left out."""
    read = [(text, read_name(text[:LONGEST])) for text in names[:_MOST_READ]]
    whole = [(text, name) for text, name in read if _is_whole(name)]
    han = next(((text, name) for text, name in whole if name.script in ("han", "mixed")), None)
    latin = [name for _, name in whole if name.script == "latin"]
    sounds: dict[str, None] = {}
    families: dict[str, None] = {}
    if han is not None:
        text, name = han
        spoken = name_readings(name.surname + name.given, len(name.surname))
        sounds.update(dict.fromkeys((*joined_readings(spoken)[:4], *weak_readings(spoken)[:4])))
        families.update(dict.fromkeys(joined_readings(surname_characters(name.surname))[:2]))
        if _is_written_overseas(text):
            sounds.update({family + given: None for family, given in romanised_names(name.surname, name.given)[:10]})
    for name in latin[:3]:
        sounds.update(dict.fromkeys(sorted(latin_forms(name))))
    for _, name in read:
        if name.script == "latin" and name.surname and is_pinyin(name.surname):
            families[name.surname] = None
        elif name.surname and not families and name.script != "latin":
            families.update(dict.fromkeys(joined_readings(surname_characters(name.surname))[:2]))
    return ComparableNames(
        full=han[1].surname + han[1].given if han is not None else "",
        latin=" ".join(sorted(latin_words(latin[0].display))) if latin and han is None else "",
        sounds=tuple(sounds)[:_MOST_SOUNDS],
        english=_english(read),
        given=_given(han[1] if han is not None else None, [name for _, name in read]),
        families=tuple(families)[:3],
        initial=next(iter(families), fold(names[0][:LONGEST])[:1] if names else ""),
        called=not whole,
    )


def _is_whole(name: PersonName) -> bool:
    """A surname and a given name in one script, and no nickname."""
    if name.nickname or not name.surname or not name.given:
        return False
    return name.script == "latin" or not name.given.isascii()


def _given(whole: PersonName | None, read: list[PersonName]) -> tuple[str, ...]:
    if whole is not None:
        return (whole.given[-1],)
    return tuple(dict.fromkeys(name.given[-1] for name in read if name.nickname and name.given))[:1]


def _english(read: list[tuple[str, PersonName]]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for text, name in read:
        latin = "".join(" " if has_han(sign) else sign for sign in name.display or text[:LONGEST])
        for word in latin_words(latin) if latin.strip() else ():
            if is_english_given(word):
                found[min((word, *other_forms(word)))] = None
    return tuple(found)[:3]


def _is_written_overseas(text: str) -> bool:
    """Whether characters were used that the mainland does not."""
    return fold(text) != text and any(has_han(sign) and fold(sign) != sign for sign in text)
