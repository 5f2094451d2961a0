"""People called by surname and title (张总, 李工, 老王, Mr Zhang), and everyday words for heads."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from schemas.vocabulary import Function, Rank
from zhaoren.language.lexicon import DEFAULT, Lexicon
from zhaoren.language.question_words import QuestionSpan, heads_in
from zhaoren.language.readings import is_surname, surname_syllables
from zhaoren.language.text import fold, is_han
from zhaoren.language.word_table import Found, WordTable, cuts_a_word, is_latin

_LONGEST_SURNAME = 2
_MOST_GIVEN = 2
_SHORTEST_FOREIGN = 4
_MOST_LETTERS = 24


@dataclass(frozen=True, slots=True)
class _Hint:
    ranks: tuple[Rank, ...]
    function: Function | None


@dataclass(frozen=True, slots=True)
class Honorific:
    """`fold(text)[start:end]` calls somebody by surname, in characters or pinyin.

    `given`: a given name between surname and title, else "". `called`: the words beside the name, folded.
    `ranks`: the ranks that the words speak of, the likeliest first; () when they speak of none.
    """

    start: int
    end: int
    surname: str
    given: str
    called: str
    ranks: tuple[Rank, ...]
    function: Function | None


@cache
def _tables() -> tuple[WordTable[_Hint], WordTable[_Hint], frozenset[str]]:
    """Words after a name, Latin words before one, single characters before one."""
    path = files("zhaoren.language").joinpath("data", "honorifics.toml")
    said: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    return _hints(said["after"]), _hints(said["before"]["latin"]), frozenset(said["before"]["han"])


def _hints(entries: list[dict[str, Any]]) -> WordTable[_Hint]:
    table: dict[str, _Hint] = {}
    for entry in entries:
        ranks = tuple(Rank[name.upper()] for name in entry["ranks"])
        function = Function(entry["function"]) if "function" in entry else None
        table.update({fold(word): _Hint(ranks, function) for word in entry["words"]})
    return WordTable(table)


def everyday_heads(text: str, lexicon: Lexicon = DEFAULT) -> tuple[QuestionSpan, ...]:
    """Everyday words for a head or a deputy; the same as `question_words.heads_in`."""
    return heads_in(text, lexicon)


def read_honorific(text: str, lexicon: Lexicon = DEFAULT) -> Honorific | None:
    """Read a text that is an honorific and nothing else."""
    folded = fold(text)
    found = honorifics_in(folded, lexicon)
    return found[0] if len(found) == 1 and found[0].start == 0 and found[0].end == len(folded) else None


def honorifics_in(text: str, lexicon: Lexicon = DEFAULT) -> tuple[Honorific, ...]:
    """All honorifics of a text. A surname that is the end of a known word is none: 资金|经理, 大区|经理."""
    folded = fold(text)
    found: list[Honorific] = []
    place = 0
    while place < len(folded):
        one = _at(folded, place, lexicon)
        if one is None:
            place += 1
        else:
            found.append(one)
            place = one.end
    return tuple(found)


def _at(text: str, start: int, lexicon: Lexicon) -> Honorific | None:
    if is_latin(text[start]):
        return None if start and is_latin(text[start - 1]) else _latin(text, start)
    return _han(text, start, lexicon) if is_han(text[start]) else None


def _han(text: str, start: int, lexicon: Lexicon) -> Honorific | None:
    _, _, before = _tables()
    if text[start] in before and _is_familiar(text, start, lexicon):
        return Honorific(start, start + 2, text[start + 1], "", text[start], (), None)
    for size in range(_LONGEST_SURNAME, 0, -1):
        surname = text[start : start + size]
        if len(surname) < size or not is_surname(surname) or _ends_a_known_word(text, start + size - 1, lexicon):
            continue
        named = _with_title(text, start, size, lexicon)
        if named is not None:
            return named
    return None


def _is_familiar(text: str, start: int, lexicon: Lexicon) -> bool:
    """Whether `老王` stands here, and is not a part of a longer name or of another word."""
    if text[start : start + 2] in lexicon.ordinary or not is_surname(text[start + 1 : start + 2]):
        return False
    return not _more_han(text, start + 2, lexicon) and not _ends_a_known_word(text, start, lexicon)


def _with_title(text: str, start: int, size: int, lexicon: Lexicon) -> Honorific | None:
    after, _, _ = _tables()
    for given in range(_MOST_GIVEN + 1):
        at = start + size + given
        title = after.longest(text, at) if at < len(text) and is_han(text[at]) else None
        if title is None:
            continue
        name = text[start + size : at]
        if not all(map(is_han, name)) or (given and _is_known(text[start:at], name, lexicon)):
            continue
        if title.end - title.start == 1 and not _may_be_short(text, start, title, lexicon):
            continue
        return Honorific(
            start, title.end, text[start : start + size], name, text[title.start : title.end],
            title.value.ranks, title.value.function,
        )  # fmt: skip
    return None


def _is_known(whole: str, name: str, lexicon: Lexicon) -> bool:
    """Whether characters taken for a given name belong to other words: 钱|财务|经理, 高级|经理."""
    known = lexicon.titles
    return (
        name in known
        or whole in known
        or whole in lexicon.ordinary
        or whole[-2:] in known
        or whole[-2:] in lexicon.ordinary
    )


def _may_be_short(text: str, start: int, title: Found[_Hint], lexicon: Lexicon) -> bool:
    """One character after a surname is a title only if no longer word begins or ends there: 王|总, not 高|工厂."""
    whole = text[start : title.end]
    if whole in lexicon.ordinary:
        return False
    following = lexicon.titles.longest(text, title.start)
    return following is None or following.end <= title.end


def _ends_a_known_word(text: str, at: int, lexicon: Lexicon) -> bool:
    """Whether the character at `at` is the last of a function, unit or ordinary word of two to four characters."""
    return any(text[begin : at + 1] in lexicon.ordinary for begin in range(max(0, at - 3), at))


def _more_han(text: str, at: int, lexicon: Lexicon) -> bool:
    """Whether a name goes on: 小李 is one, 小李飞刀 is not; 小李的 and 小李电话 are."""
    if at >= len(text) or not is_han(text[at]):
        return False
    return not any(text[at : at + size] in lexicon.ordinary for size in (1, 2, 3))


def _latin(text: str, start: int) -> Honorific | None:
    after, before, _ = _tables()
    title = before.longest(text, start)
    if title is not None and (surname := _word_after(text, title.end)) is not None:
        begin, end = surname
        return Honorific(
            start, end, text[begin:end], "", text[start : title.end], title.value.ranks, title.value.function
        )
    end = start
    while end < len(text) and is_latin(text[end]) and end - start < _MOST_LETTERS:
        end += 1
    syllables = surname_syllables()
    word = text[start:end]
    if word in syllables:  # zhang zong, wang 经理
        at = end + (text[end : end + 1] == " ")
        called = after.longest(text, at)
        if called is not None and not cuts_a_word(text, at, called.end):
            return Honorific(
                start, called.end, word, "", text[at : called.end], called.value.ranks, called.value.function
            )
    if len(word) >= _SHORTEST_FOREIGN and is_han(text[end : end + 1] or " "):  # García总
        called = after.longest(text, end)
        if called is not None and called.end == len(text.rstrip("?？ ")):
            return Honorific(
                start, called.end, word, "", text[end : called.end], called.value.ranks, called.value.function
            )
    for cut in range(2, len(word) - 2):  # zhangzong
        hint = after.get(word[cut:])
        if hint is not None and word[:cut] in syllables:
            return Honorific(start, end, word[:cut], "", word[cut:], hint.ranks, hint.function)
    return None


def _word_after(text: str, at: int) -> tuple[int, int] | None:
    """The one word behind a title such as `Mr`, if it can be a name."""
    begin = at + (text[at : at + 1] == " ")
    end = begin
    while end < len(text) and is_latin(text[end]):
        end += 1
    word = text[begin:end]
    return (begin, end) if begin > at and len(word) > 1 and word not in DEFAULT.ordinary else None
