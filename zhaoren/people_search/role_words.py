"""Function and level in a question: titles, departments, duties and everyday words for who heads something."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from schemas.answers import PartKind, Text
from schemas.vocabulary import Function, Rank
from zhaoren.language.duties import duties_in
from zhaoren.language.functions import functions_in
from zhaoren.language.lexicon import Lexicon
from zhaoren.language.question_words import heads_in
from zhaoren.language.title_words import Token, tokens_of
from zhaoren.language.titles import TitleReading, read_title
from zhaoren.language.typed_words import read_typed
from zhaoren.people_search.reasons import function_text, rank_text
from zhaoren.people_search.role_fit import Level
from zhaoren.people_search.spans import Cover

_PLAIN = (Function.GENERAL, Function.OTHER, Function.BOARD)
_MEANINGS = {"head": Level.HEAD, "deputy": Level.DEPUTY, "person": Level.HEAD}
_CHARGED = ("分管", "协管", "分管的", "主抓")
_LEVEL_TEXTS = {
    Level.HEAD: Text("负责人", "head"),
    Level.DEPUTY: Text("副职", "deputy"),
    Level.IN_CHARGE: Text("分管领导", "vice president in charge"),
}
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
    if titled is None:
        return RoleWords(_functions(cover, lexicon, sure_only=level is None), level)
    if level is Level.IN_CHARGE:
        named = tuple(r.function for r in titled if r.function not in _PLAIN)
        return RoleWords(named or _functions(cover, lexicon, sure_only=False), level)
    role = _of_title(titled, level)
    if role.functions or titled[0].rank < Rank.VICE_PRESIDENT:
        return role
    functions = _functions(cover, lexicon, sure_only=True)
    if not functions or role.level is not Level.RANK:
        return RoleWords(functions, role.level, role.ranks)
    return RoleWords(functions, Level.HEAD if role.ranks[0] <= Rank.HEAD else Level.ANYONE)


def _everyday_level(cover: Cover, lexicon: Lexicon) -> Level | None:
    """负责人, 老大, who runs: the head; 副手: the deputy; 找谁: whoever answers for it; 分管: who is in charge."""
    level: Level | None = None
    for start, end, found in list(cover.found(partial(heads_in, lexicon=lexicon))):
        meant = _MEANINGS[found.meaning]
        if cover.typed.text[start:end] in _CHARGED:
            meant = Level.IN_CHARGE
        if _belongs_to_more(cover, lexicon, start, end) or not cover.take(
            PartKind.RANK, start, end, _LEVEL_TEXTS[meant]
        ):
            continue
        level = meant if level is None or level is Level.HEAD else level
    return level


def _belongs_to_more(cover: Cover, lexicon: Lexicon, start: int, end: int) -> bool:
    """主管会计, 管钱: the beginning of a longer word for a post, a function or a duty."""
    text = cover.typed.text
    title = lexicon.titles.longest(text, start)
    if title is not None and title.end > end and title.value.post is not None:
        return True
    return any(
        longer is not None and longer.end > end
        for longer in (lexicon.functions.longest(text, start), lexicon.duties.longest(text, start))
    )


def _titled(cover: Cover, lexicon: Lexicon) -> tuple[TitleReading, ...] | None:
    """The longest run of title words that holds a word for a post."""
    best: tuple[int, int] | None = None
    for offset, end in list(cover.rests()):
        run: list[Token] = []
        for token in [*tokens_of(cover.typed.text[offset:end], lexicon), None]:
            if token is not None and token.word is not None:
                run.append(token)
                continue
            found = _bounds(run)
            if found is not None and (best is None or found[1] - found[0] > best[1] - best[0]):
                best = (offset + found[0], offset + found[1])
            run = []
    readings = read_title(cover.typed.text[best[0] : best[1]], lexicon=lexicon) if best is not None else ()
    if best is None or not readings:
        return None
    cover.take(PartKind.RANK, *best, _title_text(readings))
    return readings


def _bounds(run: list[Token]) -> tuple[int, int] | None:
    """Where a run begins and ends without linking words (的, of) at its edges; None when no post is in it."""
    while run and run[0].is_a("linking"):
        run = run[1:]
    while run and run[-1].is_a("linking"):
        run = run[:-1]
    if not any(token.word is not None and token.word.post is not None for token in run):
        return None
    return run[0].start, run[-1].end


def _title_text(readings: tuple[TitleReading, ...]) -> Text:
    first = readings[0]
    function, rank = function_text(first.function), rank_text(first.rank)
    if first.function in (Function.OTHER, Function.GENERAL):
        return rank
    return Text(f"{function.zh} {rank.zh}", f"{function.en}, {rank.en}")


def _of_title(readings: tuple[TitleReading, ...], level: Level | None) -> RoleWords:
    """A title that was typed, as a role that is asked for."""
    first = readings[0]
    functions = () if first.function in _PLAIN else (first.function,)
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
    found: dict[Function, None] = {}
    for start, end, duty in list(cover.found(partial(duties_in, lexicon=lexicon))):
        if cover.take(PartKind.FUNCTION, start, end, function_text(duty.function)):
            found[duty.function] = None
    for start, end, span in list(cover.found(partial(functions_in, lexicon=lexicon))):
        if sure_only and span.weight < _SURE:
            continue
        if cover.take(PartKind.FUNCTION, start, end, function_text(span.function)):
            found[span.function] = None
            _take_suffix(cover, lexicon, end)
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
