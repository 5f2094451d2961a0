"""The rank and functions of one post: its word, the words before it, the unit inside the title, the holder's unit."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass

from schemas.vocabulary import Function, Rank
from zhaoren.language.lexicon import PostWord
from zhaoren.language.title_words import UnitReading

_OUTSIDE = {"company", "executive"}
_INSIDE = {"department", "business", "site"}
# Bodies whose chair heads the function in a company; other committees are the board's.
_WITH_CHAIRS = {Function.UNION, Function.PARTY}


@dataclass(frozen=True, slots=True)
class Seat:
    """What a post turned out to be. `answers_for_it`: a vice president whose title names the function."""

    functions: tuple[Function, ...]
    rank: Rank
    deputy: bool = False
    answers_for_it: bool = False


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around a post word."""

    post: PostWord
    marks: Set[str]
    named: UnitReading  # the unit and functions in the title
    unit: UnitReading  # the unit in which the holder sits

    @property
    def lowered(self) -> bool:
        return bool(self.marks & {"deputy", "assistant"})

    @property
    def kind(self) -> str:
        """The kind of unit that the post stands in: the title's own word first."""
        return self.named.kind or self.unit.kind

    @property
    def inside(self) -> bool:
        return self.kind in _INSIDE

    def functions(self, otherwise: Function = Function.OTHER) -> tuple[Function, ...]:
        """The post word's own function, else the title's, else the unit's."""
        if self.post.function is not None:
            return (self.post.function,)
        if self.named.functions:
            return self.named.functions
        if not self.named.kind and self.unit.functions:
            return self.unit.functions
        return (self.post.default or otherwise,)


def rank_of(post: PostWord, marks: Set[str], named: UnitReading, unit: UnitReading) -> Seat:
    """Decide rank and functions of a post from everything around it."""
    around = _Around(post, marks, named, unit)
    if "honorary" in marks:
        return Seat(around.functions(Function.GENERAL), Rank.SPECIALIST)
    return _KINDS[post.kind](around)


def _lowered(around: _Around, rank: Rank, lower: Rank, functions: tuple[Function, ...]) -> Seat:
    return Seat(functions, lower, deputy=True) if around.lowered else Seat(functions, rank)


def _top(around: _Around) -> Seat:
    functions = around.functions(Function.GENERAL)
    if "assistant" in around.marks:
        return Seat(functions, Rank.DEPUTY_HEAD, deputy=True)
    named = around.named
    if named.kind in _OUTSIDE:
        return _president(around, (Function.GENERAL,))
    if named.kind:  # 财务部总经理, 华东事业部总经理
        return _lowered(around, Rank.HEAD, Rank.DEPUTY_HEAD, functions)
    if named.functions:  # 生产副总, General Manager Finance
        return _president(around, functions) if "deputy" in around.marks else Seat(functions, Rank.HEAD)
    if around.inside:
        placed = functions if around.unit.kind == "department" else (Function.GENERAL,)
        return _lowered(around, Rank.HEAD, Rank.DEPUTY_HEAD, placed)
    return _president(around, (Function.GENERAL,))


def _president(around: _Around, functions: tuple[Function, ...]) -> Seat:
    if "deputy" not in around.marks:
        return Seat(functions, Rank.PRESIDENT)
    return Seat(functions, Rank.VICE_PRESIDENT, deputy=True, answers_for_it=functions != (Function.GENERAL,))


def _vice_top(around: _Around) -> Seat:
    if around.post.function is not None:
        return Seat((around.post.function,), Rank.VICE_PRESIDENT, deputy=True, answers_for_it=True)
    return _top(_Around(around.post, around.marks | {"deputy"}, around.named, around.unit))


def _site(around: _Around) -> Seat:
    """厂长 runs a plant: as its president if the plant is a company of its own, as a head if it is not."""
    named = around.named
    if named.kind == "" and named.functions and "assistant" not in around.marks:  # 生产副厂长, 安全矿长
        return Seat(named.functions, Rank.VICE_PRESIDENT, deputy=True, answers_for_it=True)
    if around.inside:
        functions = around.functions(Function.GENERAL) if around.kind == "department" else (Function.GENERAL,)
        return _lowered(around, Rank.HEAD, Rank.DEPUTY_HEAD, functions)
    if "assistant" in around.marks:
        return Seat((Function.GENERAL,), Rank.DEPUTY_HEAD, deputy=True)
    return _president(around, (Function.GENERAL,))


def _chair(around: _Around) -> Seat:
    unit = around.unit.functions if around.unit.kind == "department" and not around.named.kind else ()
    others = tuple(one for one in around.named.functions or unit if one is not Function.BOARD)
    if others and set(others) <= _WITH_CHAIRS:  # 工会主席
        return _lowered(around, Rank.CHIEF, Rank.DEPUTY_HEAD, others)
    if others:  # 审计委员会主席
        return Seat((Function.BOARD,), Rank.VICE_PRESIDENT)
    if "assistant" in around.marks:
        return Seat((Function.BOARD,), Rank.DEPUTY_HEAD, deputy=True)
    return _lowered(around, Rank.CHAIR, Rank.VICE_PRESIDENT, (Function.BOARD,))


def _director(around: _Around) -> Seat:
    functions = around.functions()
    knows = around.post.function is not None or bool(around.named.functions)
    chief = knows and not around.inside and "region" not in around.marks
    chief = chief or (around.kind in _OUTSIDE and not knows)
    if functions == (Function.OTHER,) and around.kind in _OUTSIDE:
        functions = (Function.GENERAL,)
    return _lowered(around, Rank.CHIEF if chief else Rank.HEAD, Rank.DEPUTY_HEAD, functions)


def _chief(around: _Around) -> Seat:
    return _lowered(around, Rank.CHIEF, Rank.DEPUTY_HEAD, around.functions())


def _head(around: _Around) -> Seat:
    functions = around.functions()
    if functions == (Function.OTHER,) and around.kind in {"company", "executive", "business", "site"}:
        functions = (Function.GENERAL,)
    return _lowered(around, Rank.HEAD, Rank.DEPUTY_HEAD, functions)


def _manager(around: _Around) -> Seat:
    functions = around.functions()
    if "region" in around.marks:
        sold = (Function.SALES,) if functions == (Function.OTHER,) else functions
        return Seat(sold, Rank.SECTION_HEAD, deputy=around.lowered)
    if "senior" in around.marks:
        placed = functions != (Function.OTHER,) or around.inside
        return Seat(functions, Rank.SECTION_HEAD if placed else Rank.SPECIALIST, deputy=around.lowered)
    if around.named.kind == "company":
        return _president(around, (Function.GENERAL,))
    return _head(around)


def _section(around: _Around) -> Seat:
    return Seat(around.functions(), Rank.SECTION_HEAD, deputy=around.lowered)


def _party(around: _Around) -> Seat:
    within = around.named.kind in _INSIDE and around.named.functions != (Function.PARTY,)  # 车间书记
    rank = Rank.HEAD if within or around.unit.kind in _INSIDE else Rank.CHIEF
    return _lowered(around, rank, Rank.DEPUTY_HEAD, (Function.PARTY,))


def _charge(around: _Around) -> Seat:
    if around.kind in _OUTSIDE and not around.named.functions:
        return _president(around, (Function.GENERAL,))
    return _head(around)


def _officer(around: _Around) -> Seat:
    if "chief" in around.marks:
        return _chief(around)
    return Seat(around.functions(), Rank.SPECIALIST if "senior" in around.marks else Rank.STAFF)


def _fixed(around: _Around) -> Seat:
    rank = around.post.rank or Rank.UNKNOWN
    functions = around.functions()
    if rank >= Rank.SPECIALIST:
        lifted = rank is Rank.STAFF and "senior" in around.marks
        lowered = rank is Rank.SPECIALIST and "assistant" in around.marks
        return Seat(functions[-1:], Rank.SPECIALIST if lifted else Rank.STAFF if lowered else rank)
    return _lowered(around, rank, max(rank, Rank.DEPUTY_HEAD), functions)


_KINDS: dict[str, Callable[[_Around], Seat]] = {
    "top": _top,
    "vice_top": _vice_top,
    "site": _site,
    "chair": _chair,
    "director": _director,
    "chief": _chief,
    "head": _head,
    "manager": _manager,
    "section": _section,
    "party": _party,
    "charge": _charge,
    "officer": _officer,
    "aside": _fixed,
    "fixed": _fixed,
}
