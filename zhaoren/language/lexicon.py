"""The words that titles, duties, places and questions are read by: shipped data and what an administrator adds."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from schemas.vocabulary import Function, Rank
from zhaoren.language.lexicon_additions import Additions, LexiconMistake, parse_additions
from zhaoren.language.text import fold
from zhaoren.language.word_table import WordTable

__all__ = [
    "DEFAULT",
    "Additions",
    "FunctionWord",
    "Lexicon",
    "LexiconMistake",
    "PostWord",
    "TitleWord",
    "parse_additions",
]

STRONG = 1.0
WEAK = 0.5


@dataclass(frozen=True, slots=True)
class FunctionWord:
    """What one word says about a function; `weight` 1 = certain, 0.5 = it may mean something else."""

    function: Function
    weight: float


@dataclass(frozen=True, slots=True)
class PostWord:
    """A word that names a post. `function` is certain, `default` is taken when nothing else names one."""

    kind: str
    rank: Rank | None = None
    function: Function | None = None
    default: Function | None = None


@dataclass(slots=True)
class TitleWord:
    """Everything that one word can be inside a title; the words around it decide which."""

    post: PostWord | None = None
    modifiers: frozenset[str] = frozenset()
    unit: str | None = None
    unit_function: Function | None = None
    functions: tuple[FunctionWord, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A province, city or country, by its everyday Chinese name, and what it lies in."""

    name: str
    part_of: str


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """All word tables, ready to look up. Immutable: an administrator's additions make another one.

    `ordinary` holds the words of every table and more: what is no name by itself.
    """

    functions: WordTable[tuple[FunctionWord, ...]]
    labels: Mapping[Function, tuple[str, str]]
    parents: Mapping[Function, Function]
    duties: WordTable[tuple[Function, ...]]
    titles: WordTable[TitleWord]
    questions: Mapping[str, WordTable[str]]
    places: WordTable[Place]
    ordinary: frozenset[str]
    added: Additions = field(default_factory=Additions)

    def with_additions(self, additions: Additions) -> Lexicon:
        """This lexicon with more words; earlier additions stay."""
        return _built(self.added.joined(additions))


def _shipped(name: str) -> dict[str, Any]:
    return tomllib.loads(files("zhaoren.language").joinpath("data", name).read_text(encoding="utf-8"))


def _function_tables(
    additions: Additions,
) -> tuple[dict[str, tuple[FunctionWord, ...]], dict[str, tuple[FunctionWord, ...]], dict[str, Any]]:
    shipped = _shipped("functions.toml")
    in_text: dict[str, tuple[FunctionWord, ...]] = {}
    in_units: dict[str, tuple[FunctionWord, ...]] = {}

    def add(table: dict[str, tuple[FunctionWord, ...]], words: Iterable[str], said: FunctionWord) -> None:
        for word in map(fold, words):
            known = table.get(word, ())
            if all(one.function is not said.function for one in known):
                table[word] = tuple(sorted((*known, said), key=lambda one: -one.weight))

    for function in Function:
        words = shipped[function.value]
        added = additions.functions.get(function, ())
        add(in_text, (*added, *words["words"]), FunctionWord(function, STRONG))
        add(in_units, words["units"], FunctionWord(function, STRONG))
        add(in_text, words["weak"], FunctionWord(function, WEAK))
    for silent in map(fold, additions.silent):
        in_text.pop(silent, None)
        in_units.pop(silent, None)
    # A group's own word means what the group says, not also what the shipped table says.
    for function, added in additions.functions.items():
        for word in map(fold, added):
            in_text[word] = (FunctionWord(function, STRONG),)
    return in_text, in_text | in_units, shipped


def _duty_table(additions: Additions) -> WordTable[tuple[Function, ...]]:
    table: dict[str, tuple[Function, ...]] = {}
    for name, section in _shipped("duties.toml").items():
        function = Function(name)
        for word in map(fold, section["words"]):
            if function not in table.get(word, ()):
                table[word] = (*table.get(word, ()), function)
    for silent in map(fold, additions.silent):
        table.pop(silent, None)
    for function, added in additions.duties.items():
        table.update({fold(word): (function,) for word in added})
    return WordTable(table)


def _post_words(shipped: dict[str, Any], additions: Additions) -> dict[str, PostWord]:
    posts: dict[str, PostWord] = {}
    for entry in shipped["posts"]:
        rank = Rank[entry["rank"].upper()] if "rank" in entry else None
        function = Function(entry["function"]) if "function" in entry else None
        default = Function(entry["default"]) if "default" in entry else None
        for word in map(fold, entry["words"]):
            posts.setdefault(word, PostWord(entry["kind"], rank, function, default))
    for kind, words in additions.titles.items():
        posts.update({fold(word): PostWord(kind) for word in words})
    return posts


def _title_table(functions: Mapping[str, tuple[FunctionWord, ...]], additions: Additions) -> WordTable[TitleWord]:
    shipped = _shipped("titles.toml")
    table: dict[str, TitleWord] = {}

    def at(word: str) -> TitleWord:
        return table.setdefault(fold(word), TitleWord())

    for word, said in functions.items():
        at(word).functions = said
    for word, post in _post_words(shipped, additions).items():
        at(word).post = post
    for kind, words in shipped["units"].items():
        for word in words:
            at(word).unit = kind
    for word, name in shipped["units_with_function"].items():
        place = at(word)
        place.unit, place.unit_function, place.functions = "department", Function(name), ()
    for modifier, words in shipped["modifiers"].items():
        for word in words:
            at(word).modifiers |= {modifier}
    return WordTable(table)


def _question_tables(additions: Additions) -> dict[str, WordTable[str]]:
    tables: dict[str, WordTable[str]] = {}
    for category, meanings in _shipped("question_words.toml").items():
        words = {fold(word): meaning for meaning, listed in meanings.items() for word in listed}
        words.update({fold(word): meaning for meaning, listed in additions.questions.get(category, {}).items()
                      for word in listed})  # fmt: skip
        tables[category] = WordTable(words)
    return tables


def _place_table(additions: Additions) -> WordTable[Place]:
    table: dict[str, Place] = {}
    for province, cities in _shipped("places.toml").items():
        for name, forms in cities.items():
            place = Place(name, "" if name == province else province)
            # A name that is listed with its 市 is a word or a brand of its own without it.
            bare = () if f"{name}市" in forms else (name,)
            for form in (*bare, *forms):
                table.setdefault(fold(form), place)
    for name, forms in additions.places.items():
        known = table.get(fold(name), Place(name, ""))
        table.update({fold(form): known for form in (name, *forms)})
    return WordTable(table)


def _ordinary_words(tables: Iterable[WordTable[Any]], additions: Additions) -> frozenset[str]:
    listed = _shipped("ordinary_words.toml")["words"]
    words = {fold(word) for word in (*listed, *additions.ordinary)}
    for table in tables:
        words.update(word for word, _ in table.items())
    return frozenset(words)


@cache
def _built(additions: Additions) -> Lexicon:
    in_text, in_titles, shipped = _function_tables(additions)
    functions, duties = WordTable(in_text), _duty_table(additions)
    titles, questions = _title_table(in_titles, additions), _question_tables(additions)
    places = _place_table(additions)
    return Lexicon(
        functions=functions,
        labels={function: (shipped[function.value]["zh"], shipped[function.value]["en"]) for function in Function},
        parents={
            function: Function(shipped[function.value]["part_of"])
            for function in Function
            if "part_of" in shipped[function.value]
        },
        duties=duties,
        titles=titles,
        questions=questions,
        places=places,
        ordinary=_ordinary_words((functions, duties, titles, places, *questions.values()), additions),
        added=additions,
    )


DEFAULT = _built(Additions())
