"""An administrator's own words, written as one TOML text, checked to the last word."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from schemas.vocabulary import Function
from zhaoren.language.text import fold

TITLE_KINDS = ("top", "vice_top", "site", "chair", "director", "chief", "head", "manager", "section", "charge")
QUESTION_WORDS: Mapping[str, tuple[str, ...]] = {
    "heads": ("head", "deputy", "person"),
    "fillers": ("filler",),
    "relations": ("manager_of", "reports_of", "team_of", "assistant_of", "peers_of", "chain_of"),
    "lists": ("all", "count"),
}
_SECTIONS = ("functions", "duties", "titles", "questions", "places", "ordinary", "silent")
_LONGEST_WORD = 40


class LexiconMistake(ValueError):
    """One mistake in a lexicon: where it is, what is wrong, what to do."""

    def __init__(self, where: str, what: str, what_to_do: str) -> None:
        super().__init__(f"{where}: {what}; {what_to_do}")
        self.where = where
        self.what = what
        self.what_to_do = what_to_do


@dataclass(frozen=True)
class Additions:
    """Words to add, as written. Equal additions are one key: compared and hashed by their content."""

    functions: Mapping[Function, tuple[str, ...]] = field(default_factory=dict)
    duties: Mapping[Function, tuple[str, ...]] = field(default_factory=dict)
    titles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    questions: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ordinary: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return hash((tuple(self.functions.items()), tuple(self.duties.items()), tuple(self.titles.items()),
                     tuple((key, tuple(value.items())) for key, value in self.questions.items()),
                     tuple(self.places.items()), self.ordinary, self.silent))  # fmt: skip

    def joined(self, later: Additions) -> Additions:
        """Both together; where both say something about a word, the later counts."""
        return Additions(
            functions=_merged(self.functions, later.functions),
            duties=_merged(self.duties, later.duties),
            titles=_merged(self.titles, later.titles),
            questions={
                category: _merged(self.questions.get(category, {}), later.questions.get(category, {}))
                for category in (*self.questions, *(name for name in later.questions if name not in self.questions))
            },
            places=_merged(self.places, later.places),
            ordinary=(*self.ordinary, *later.ordinary),
            silent=(*self.silent, *later.silent),
        )


def _merged(first: Mapping[Any, tuple[str, ...]], later: Mapping[Any, tuple[str, ...]]) -> dict[Any, tuple[str, ...]]:
    names = (*first, *(name for name in later if name not in first))
    return {name: (*first.get(name, ()), *later.get(name, ())) for name in names}


def parse_additions(text: str, where: str) -> Additions:
    """Read an administrator's additions.

    Args:
        text: TOML with any of `[functions] finance = ["财资"]`, `[duties] it = ["登录不上"]`,
            `[titles] head = ["总管"]`, `[questions.heads] head = ["掌柜"]`, `[places] "海口" = ["椰城"]`,
            `ordinary = ["某词"]` (never a company's short name by itself), `silent = ["数字"]` (no function word here).
        where: what to call the text in a mistake, such as the name of the file.

    Raises:
        LexiconMistake: the first mistake, in one sentence.
    """
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise LexiconMistake(
            where, f"this is not TOML ({wrong})", "mend that line (a name in Chinese before = needs quotation marks)"
        ) from None
    for section in said:
        if section not in _SECTIONS:
            raise LexiconMistake(where, f"there is no section '{section}'", f"use one of {', '.join(_SECTIONS)}")
    additions = Additions(
        functions=_by_function(said, "functions", where),
        duties=_by_function(said, "duties", where),
        titles=_by_name(said, "titles", TITLE_KINDS, where),
        questions=_questions(said, where),
        places={
            name: _words(words, f"{where}: places.{name}") for name, words in _table(said, "places", where).items()
        },
        ordinary=_words(said.get("ordinary", []), f"{where}: ordinary"),
        silent=_words(said.get("silent", []), f"{where}: silent"),
    )
    _refuse_two_meanings(additions, where)
    return additions


def _table(said: Mapping[str, Any], section: str, where: str) -> Mapping[str, Any]:
    table = said.get(section, {})
    if not isinstance(table, dict):
        raise LexiconMistake(where, f"'{section}' is not a table", f'write [{section}] and name = ["word"] below it')
    return table


def _words(listed: Any, where: str) -> tuple[str, ...]:
    if not isinstance(listed, list):
        raise LexiconMistake(where, "this is not a list of words", 'write ["word", "another word"]')
    for word in listed:
        if not isinstance(word, str):
            raise LexiconMistake(where, f"{word!r} is not a word", "put it in quotation marks")
        if not fold(word):
            raise LexiconMistake(where, "there is an empty word", "take it out")
        if len(word) > _LONGEST_WORD:
            raise LexiconMistake(where, f"'{word[:12]}…' is too long", f"use at most {_LONGEST_WORD} characters a word")
    return tuple(listed)


def _by_function(said: Mapping[str, Any], section: str, where: str) -> dict[Function, tuple[str, ...]]:
    known = tuple(function.value for function in Function)
    return {Function(name): words for name, words in _by_name(said, section, known, where).items()}


def _by_name(said: Mapping[str, Any], section: str, known: tuple[str, ...], where: str) -> dict[str, tuple[str, ...]]:
    table = _table(said, section, where)
    for name in table:
        if name not in known:
            raise LexiconMistake(where, f"[{section}] has no '{name}'", f"use one of {', '.join(known)}")
    return {name: _words(words, f"{where}: {section}.{name}") for name, words in table.items()}


def _questions(said: Mapping[str, Any], where: str) -> dict[str, dict[str, tuple[str, ...]]]:
    table = _table(said, "questions", where)
    for category in table:
        if category not in QUESTION_WORDS:
            raise LexiconMistake(where, f"[questions] has no '{category}'", f"use one of {', '.join(QUESTION_WORDS)}")
    return {category: _by_name(table, category, QUESTION_WORDS[category], where) for category in table}


def _refuse_two_meanings(additions: Additions, where: str) -> None:
    for section, table in (("functions", additions.functions), ("duties", additions.duties)):
        seen: dict[str, Function] = {}
        for function, words in table.items():
            for word in words:
                before = seen.setdefault(fold(word), function)
                if before is not function:
                    raise LexiconMistake(
                        f"{where}: {section}", f"'{word}' stands under {before.value} and {function.value}",
                        "keep it under one of them",
                    )  # fmt: skip
