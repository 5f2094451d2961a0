"""What is indexed for a person's names. Made here and looked up by `name_query_tokens`, so engines agree.

Fields and marks (a token has no white space; a mark keeps kinds apart within a field):

* `name`: `=` whole name, `c` one Han character, `~` given name, `<` given name first, `@` login, `*` English name glued
  to a Chinese surname.
* `py`: joined pinyin in both orders without a mark, `~` given name, `+` one syllable.
* `ini`: beginnings of the initials without a mark, `.` all of them, `<` given name first, `~` given name, `'` one
  English word.
* `pre`: beginnings of 2 to 12 signs (Han from 1); `.` whole but for the last syllable, `~` of the given name.
* `en`: words; `alias`: other romanisations, naive readings (`^` their beginnings), short forms, `=` nicknames.
* `sound`: sound keys; `slip`: deletion keys of pinyin (`p`), English words (`e`) and long Han names (`h`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from zhaoren.language.english_names import other_forms
from zhaoren.language.name_forms import (
    MOST_INITIALS,
    PersonNames,
    Prepared,
    SpokenForm,
    WordForm,
    initials_of,
    prepare,
)
from zhaoren.language.name_query_tokens import BandTokens, query_tokens
from zhaoren.language.name_slips import LONGEST, SHORTEST_HAN, SHORTEST_PINYIN, SHORTEST_WORD, deletions
from zhaoren.language.name_words import initial_forms
from zhaoren.language.readings import joined_readings

__all__ = ["FIELDS", "LONGEST_PREFIX", "BandTokens", "person_tokens", "query_tokens"]

FIELDS = ("name", "py", "ini", "pre", "en", "alias", "sound", "slip")
LONGEST_PREFIX = 12
_Tokens = dict[str, list[str]]


def person_tokens(
    names: Sequence[str],
    english: Sequence[str] = (),
    logins: Sequence[str] = (),
    nicknames: Sequence[str] = (),
    former: Sequence[str] = (),
) -> dict[str, tuple[str, ...]]:
    """The tokens of one person in each of `FIELDS`.

    Values that fewer people may see (logins, former names) belong to an index group of their own: call once a group.
    """
    person = prepare(PersonNames(tuple(names), tuple(english), tuple(former), tuple(logins), tuple(nicknames)))
    tokens: _Tokens = defaultdict(list)
    for form in person.spoken:
        _add_spoken(tokens, form)
    for words in person.words:
        _add_words(tokens, words)
    _add_both(tokens, person)
    _add(tokens, "name", ("=" + whole for whole in person.wholes))
    for login in person.logins:
        _add(tokens, "name", ("@" + login,))
        _add(tokens, "pre", _beginnings(login, 3))
    _add(tokens, "alias", ("=" + nickname.replace(" ", "") for nickname in person.nicknames))
    return {field: tuple(dict.fromkeys(tokens[field])) for field in FIELDS}


def _add(tokens: _Tokens, field: str, found: Iterable[str]) -> None:
    tokens[field].extend(found)


def _beginnings(text: str, shortest: int, mark: str = "") -> list[str]:
    """Beginnings of at least `shortest` signs, the whole included, cut at `LONGEST_PREFIX`."""
    return [mark + text[:end] for end in range(shortest, min(len(text), LONGEST_PREFIX) + 1)]


def _add_spoken(tokens: _Tokens, form: SpokenForm) -> None:
    _add_characters(tokens, form)
    _add(tokens, "py", form.readings + form.swapped_readings)
    _add(tokens, "py", ("~" + reading for reading in form.given_readings))
    _add(tokens, "py", ("+" + reading for character in form.straight for reading in character.accepted))
    _add_initials(tokens, form)
    _add_beginnings(tokens, form)
    _add(tokens, "en", form.surname_words)
    _add(tokens, "alias", form.weak + form.weak_swapped)
    for weak in form.weak:
        _add(tokens, "alias", _beginnings(weak, max(2, form.weak_surname_length), "^"))
    _add(tokens, "sound", form.sounds)
    for reading in form.readings[:2] + form.swapped_readings[:2]:
        if SHORTEST_PINYIN - 1 <= len(reading) <= LONGEST + 1:
            _add(tokens, "slip", ["p" + left for left in deletions(reading)])


def _add_characters(tokens: _Tokens, form: SpokenForm) -> None:
    if not form.text:
        return
    given, surname = form.given_text, form.surname_text
    _add(tokens, "name", ("=" + form.text, *("c" + sign for sign in form.text)))
    _add(tokens, "pre", [form.text[:end] for end in range(1, min(len(form.text), LONGEST_PREFIX) + 1)])
    if given:
        _add(tokens, "name", ("~" + given, "<" + given + surname))
        _add(tokens, "alias", form.romanised)
        _add(tokens, "en", form.pool)
    if len(form.text) >= SHORTEST_HAN - 1:
        _add(tokens, "slip", ("h" + left for left in deletions(form.text)))


def _add_initials(tokens: _Tokens, form: SpokenForm) -> None:
    whole = len(form.straight) <= MOST_INITIALS
    for letters in initials_of(form.straight[:MOST_INITIALS], digraphs=whole):
        _add(tokens, "ini", [letters[:end] for end in range(2, len(letters) + 1)])
    for letters in initials_of(form.straight[:MOST_INITIALS], digraphs=False):
        _add(tokens, "ini", ("." + letters,) if whole else ())
    given = form.straight[form.surname :]
    if given:
        _add(tokens, "ini", ("~" + letters for letters in initials_of(given[:MOST_INITIALS], digraphs=False)))
        for letters in initials_of(form.swapped[:MOST_INITIALS], digraphs=False):
            _add(
                tokens,
                "ini",
                ("<" + letters[:end] for end in range(min(len(given) + 1, len(letters)), len(letters) + 1)),
            )


def _add_beginnings(tokens: _Tokens, form: SpokenForm) -> None:
    for reading in form.readings:
        _add(tokens, "pre", _beginnings(reading, 2))
    for column, names in ((form.straight, form.readings), (form.swapped, form.swapped_readings)):
        known = len(column) - (1 if column is form.straight else form.surname)
        heads = joined_readings(column[:known])
        for reading in names:
            for head in heads:
                if reading.startswith(head):
                    _add(tokens, "pre", _beginnings(reading, min(len(head) + 1, LONGEST_PREFIX), "."))
    given = form.straight[form.surname :]
    for reading in form.given_readings:
        shortest = min((len(head) for head in joined_readings(given[:-1])), default=0)
        if len(given) > 1:
            _add(tokens, "pre", _beginnings(reading, min(shortest + 1, LONGEST_PREFIX), "~"))


def _add_words(tokens: _Tokens, form: WordForm) -> None:
    if form.is_pinyin:
        _add(tokens, "py", form.joined)
    else:
        _add(tokens, "name", ("=" + joined for joined in form.joined))
    _add(tokens, "en", form.words)
    _add(tokens, "ini", initial_forms(form.words))
    _add(tokens, "ini", ("'" + word[0] for word in form.words))
    for text in (*form.words, *form.joined):
        _add(tokens, "pre", _beginnings(text, 2))
    for word in form.words:
        _add(tokens, "alias", other_forms(word))
        _add(tokens, "slip", _slips_of_word(word))


@lru_cache(maxsize=4096)
def _slips_of_word(word: str) -> tuple[str, ...]:
    if not SHORTEST_WORD - 1 <= len(word) <= LONGEST + 1:
        return ()
    return tuple("e" + left for left in deletions(word))


def _add_both(tokens: _Tokens, person: Prepared) -> None:
    """An English name glued to the Chinese surname: waynewang, wangwayne."""
    for form in person.spoken[: person.own_spoken]:
        for words in person.words:
            for word in words.words:
                if len(word) > 1:
                    _add(tokens, "name", ("*" + word + surname for surname in form.surname_words))
                    _add(tokens, "name", ("*" + surname + word for surname in form.surname_words))
