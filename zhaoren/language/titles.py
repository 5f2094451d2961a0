"""From a title to what it says: function, rank, deputy, acting, in charge of, former, designate, concurrent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from schemas.vocabulary import Function, Rank
from zhaoren.language.duties import duties_in
from zhaoren.language.lexicon import DEFAULT, Lexicon
from zhaoren.language.title_posts import Draft, posts_of
from zhaoren.language.title_ranks import Seat, rank_of
from zhaoren.language.title_words import (
    Segment,
    Token,
    UnitReading,
    innermost,
    read_unit,
    segments_of,
    squeeze,
    tokens_of,
)


@dataclass(frozen=True, slots=True)
class TitleReading:
    """One post that a title speaks of.

    `deputy`: the title says so (副, deputy, vice, assistant to a head). `in_charge_of`: functions that the holder
    answers for beside or above the post's own (分管). `former` and `designate` posts are not held now.
    `unit_hint`: a unit named inside the title, folded (`财务部总经理` -> `财务部`).
    """

    text: str
    function: Function
    rank: Rank
    deputy: bool = False
    acting: bool = False
    in_charge_of: tuple[Function, ...] = ()
    former: bool = False
    designate: bool = False
    concurrent: bool = False
    unit_hint: str = ""


def read_title(
    title: str, unit_name: str = "", unit_is_company: bool | None = None, lexicon: Lexicon = DEFAULT
) -> tuple[TitleReading, ...]:
    """Read every post in a title.

    Args:
        title: as the source has it, Chinese, English or both; spaces, brackets and full width change nothing.
        unit_name: the unit in which the holder sits, if known: it decides whether 总经理 runs a company.
        unit_is_company: whether that unit is a company (or its leaders' office); None = judge by its name.

    Returns:
        One reading for each post and function, in the order of the text (`VP Finance & IT` gives two).
        A title that names no post gives one reading of rank UNKNOWN; an empty title none.
    """
    return _read(squeeze(title), unit_name, unit_is_company, lexicon)


@lru_cache(maxsize=16384)
def _read(text: str, unit_name: str, unit_is_company: bool | None, lexicon: Lexicon) -> tuple[TitleReading, ...]:
    if not text.strip():
        return ()
    unit = _unit(unit_name, unit_is_company, lexicon)
    tokens = tokens_of(text, lexicon)
    drafts = posts_of(tokens)
    readings = [reading for draft in drafts for reading in _finished(draft, text, unit)]
    if not readings:
        named = innermost(segments_of(tokens)).functions or unit.functions or (Function.OTHER,)
        readings = [TitleReading(text, named[0], Rank.UNKNOWN)]
    return _without_twins([_by_duty(reading, lexicon) for reading in readings])


def _unit(name: str, is_company: bool | None, lexicon: Lexicon) -> UnitReading:
    read = read_unit(name, lexicon)
    if is_company:
        return read if read.kind == "executive" else UnitReading("company", ())
    if is_company is False and read.kind in {"", "company"}:
        return UnitReading("department", read.functions)
    if is_company is None and not read.kind and read.functions:
        return UnitReading("department", read.functions)
    return read


def _by_duty(reading: TitleReading, lexicon: Lexicon) -> TitleReading:
    """社保专员: a post whose function nothing names, but whose duty does."""
    word = lexicon.titles.get(reading.text)
    if reading.function is not Function.OTHER or (word is not None and word.post is not None):
        return reading
    duty = next(iter(duties_in(reading.text, lexicon)), None)
    return reading if duty is None else replace(reading, function=duty.function)


def _without_twins(readings: list[TitleReading]) -> tuple[TitleReading, ...]:
    """The same post said twice (`财务总监 CFO`) is one post."""
    kept: dict[TitleReading, TitleReading] = {}
    for reading in readings:
        kept.setdefault(replace(reading, text="", unit_hint=""), reading)
    return tuple(kept.values())


def _named(tokens: list[Token]) -> tuple[Function, ...]:
    """All functions of a list (分管财务、技术): of each item the certain words, else the doubtful ones."""
    found: dict[Function, None] = {}
    item: list[Token] = []
    for token in [*tokens, None]:
        if token is not None and not token.is_a("joining"):
            item.append(token)
            continue
        words = [one.word.functions[0] for one in item if one.word is not None and one.word.functions]
        sure = [word for word in words if word.weight >= 1.0]
        found.update(dict.fromkeys(word.function for word in sure or words))
        item = []
    return tuple(found)


def _finished(draft: Draft, text: str, unit: UnitReading) -> list[TitleReading]:
    segments = segments_of(draft.before)
    read = innermost(segments)
    in_charge = _named(draft.charged)
    if draft.after:
        behind = innermost(segments_of(draft.after))
        open_post = draft.post.function is None or draft.post.kind == "chair"
        if not read.functions and open_post and behind.functions:
            read = UnitReading(behind.kind or read.kind, behind.functions)
            segments = segments or [one for one in segments_of(draft.after) if one.kind]
        elif not in_charge and behind.functions:
            in_charge = tuple(one for one in behind.functions if one not in read.functions)
    seat = rank_of(draft.post, draft.marks, read, unit)
    reading = TitleReading(
        text=text[draft.start : max([draft.end, *(token.end for token in (*draft.after, *draft.charged))])].strip(
            " ,;"
        ),
        function=Function.OTHER,
        rank=seat.rank,
        deputy=seat.deputy,
        acting="acting" in draft.marks,
        former="former" in draft.marks,
        designate="designate" in draft.marks,
        concurrent="concurrent" in draft.marks,
        unit_hint=_hint(segments, text),
    )
    return [replace(reading, function=one, in_charge_of=_charge(seat, one, in_charge)) for one in seat.functions]


def _charge(seat: Seat, function: Function, said: tuple[Function, ...]) -> tuple[Function, ...]:
    return said or ((function,) if seat.answers_for_it else ())


def _hint(segments: list[Segment], text: str) -> str:
    named = [segment for segment in segments if segment.kind]
    return text[named[0].start : named[-1].end].strip(" ,;/&") if named else ""
