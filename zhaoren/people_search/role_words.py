"""Function and level in a question: titles, departments, duties and everyday words for who heads something."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.answers import PartKind, Text
from schemas.vocabulary import Function, Rank
from zhaoren.language.duties import duties_in
from zhaoren.language.functions import functions_in
from zhaoren.language.lexicon import Lexicon
from zhaoren.language.question_words import heads_in
from zhaoren.language.titles import TitleReading, read_title
from zhaoren.language.typed_words import read_typed
from zhaoren.people_search.reasons import function_text, rank_text
from zhaoren.people_search.role_fit import Level
from zhaoren.people_search.spans import Cover

_SURE = 0.75  # a function word below this weight counts only beside a word for a level


@dataclass(frozen=True, slots=True)
class RoleWords:
    """What the words of a question say about a role."""

    functions: tuple[Function, ...] = ()
    level: Level | None = None
    ranks: tuple[Rank, ...] = ()

    @property
    def said(self) -> bool:
        """Whether they say anything."""
        return bool(self.functions or self.level is not None or self.ranks)


def read_role(cover: Cover, lexicon: Lexicon) -> RoleWords:
    """Take the spans that speak of a role, and say what they mean together."""
    level = _everyday_level(cover, lexicon)
    titled = _titled(cover, lexicon)
    if titled is not None:
        return _of_title(titled, level)
    functions = _functions(cover, lexicon, sure_only=level is None)
    return RoleWords(functions, level)


def _everyday_level(cover: Cover, lexicon: Lexicon) -> Level | None:
    """负责人, 老大, who runs: the head; 副手, deputy: the deputy; 找谁: whoever answers for it."""
    meanings = {"head": Level.HEAD, "deputy": Level.DEPUTY, "person": Level.HEAD}
    words = {
        Level.HEAD: Text("负责人", "head"),
        Level.DEPUTY: Text("副职", "deputy"),
    }
    level: Level | None = None
    for found in heads_in(cover.typed.text, lexicon):
        meant = meanings.get(found.meaning)
        if meant is None or not cover.free(found.start, found.end):
            continue
        if _is_post_word(cover, lexicon, found.start, found.end):
            continue
        cover.take(PartKind.RANK, found.start, found.end, words[meant])
        level = meant if level is None or meant is Level.DEPUTY else level
    return level


def _is_post_word(cover: Cover, lexicon: Lexicon, start: int, end: int) -> bool:
    """主管, 财务总监: a word for a post within a longer title is the title's."""
    found = lexicon.titles.longest(cover.typed.text, start)
    return found is not None and found.end > end and found.value.post is not None


def _titled(cover: Cover, lexicon: Lexicon) -> tuple[TitleReading, ...] | None:
    """The longest run of title words that holds a word for a post."""
    text = cover.typed.text
    for start, end in list(cover.rests()):
        run: list[tuple[int, int, bool]] = []
        best: list[tuple[int, int, bool]] = []
        at = start
        while at < end:
            found = lexicon.titles.longest(text, at, end)
            if found is None:
                if text[at].isalnum():
                    best, run = _longer(best, run), []
                at += 1
                continue
            run.append((found.start, found.end, found.value.post is not None))
            at = found.end
        best = _longer(best, run)
        if any(post for _, _, post in best):
            first, last = best[0][0], best[-1][1]
            readings = read_title(text[first:last], lexicon=lexicon)
            if readings:
                cover.take(PartKind.RANK, first, last, _title_text(readings))
                return readings
    return None


def _longer(best: list[tuple[int, int, bool]], run: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    """The run that holds a post; of two, the longer."""
    if not any(post for _, _, post in run):
        return best
    return run if not best or run[-1][1] - run[0][0] > best[-1][1] - best[0][0] else best


def _title_text(readings: tuple[TitleReading, ...]) -> Text:
    first = readings[0]
    function, rank = function_text(first.function), rank_text(first.rank)
    if first.function in (Function.OTHER, Function.GENERAL):
        return rank
    return Text(f"{function.zh} {rank.zh}", f"{function.en}, {rank.en}")


def _of_title(readings: tuple[TitleReading, ...], level: Level | None) -> RoleWords:
    """A title that was typed, as a role that is asked for."""
    first = readings[0]
    plain = first.function in (Function.GENERAL, Function.OTHER, Function.BOARD)
    functions = () if plain else (first.function,)
    if first.in_charge_of:
        return RoleWords(first.in_charge_of, Level.HEAD)
    if first.deputy and first.rank >= Rank.HEAD:
        return RoleWords(functions, Level.DEPUTY)
    if functions and first.rank is Rank.CHIEF:
        return RoleWords(functions, Level.CHIEF)
    if functions and first.rank <= Rank.HEAD:
        return RoleWords(functions, level or Level.HEAD)
    if first.function is Function.OTHER and first.rank is Rank.HEAD:
        return RoleWords((), level or Level.HEAD)
    return RoleWords(functions, Level.RANK, tuple(dict.fromkeys(r.rank for r in readings)))


def _functions(cover: Cover, lexicon: Lexicon, *, sure_only: bool) -> tuple[Function, ...]:
    """Functions named, and functions that duties belong to."""
    text = cover.typed.text
    found: dict[Function, None] = {}
    for duty in duties_in(text, lexicon):
        if cover.take(PartKind.FUNCTION, duty.start, duty.end, function_text(duty.function)):
            found[duty.function] = None
    for span in functions_in(text, lexicon):
        if sure_only and span.weight < _SURE:
            continue
        if cover.take(PartKind.FUNCTION, span.start, span.end, function_text(span.function)):
            found[span.function] = None
            _take_suffix(cover, lexicon, span.end)
    return tuple(found) or _typed_functions(cover)


def _typed_functions(cover: Cover) -> tuple[Function, ...]:
    """caiwu, cw: only beside a company, since alone these letters are rather somebody's name."""
    if not any(part.kind is PartKind.COMPANY for part in cover.parts):
        return ()
    text = cover.typed.text
    for start, end in list(cover.rests()):
        said = read_typed(text[start:end])
        if said is not None and cover.take(PartKind.FUNCTION, start, end, function_text(said.functions[0].function)):
            return tuple(word.function for word in said.functions)
    return ()


def _take_suffix(cover: Cover, lexicon: Lexicon, at: int) -> None:
    """部, 中心, department behind a function say nothing more."""
    text = cover.typed.text
    while at < len(text) and text[at] == " ":
        at += 1
    word = lexicon.titles.longest(text, at)
    if word is not None and word.value.unit is not None and word.value.post is None:
        cover.take(PartKind.FILLER, word.start, word.end, Text("", ""))
