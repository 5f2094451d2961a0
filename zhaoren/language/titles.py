"""From a title to what it says: function, rank, deputy, acting, in charge of, former, designate, concurrent."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache

from schemas.vocabulary import Function, Rank
from zhaoren.language.duties import duties_in
from zhaoren.language.lexicon import DEFAULT, Lexicon, PostWord
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
from zhaoren.language.word_table import is_latin

_ABOUT_THE_HOLDER = ("acting", "former", "designate", "concurrent")
_BEFORE_A_POST = ("deputy", "assistant", "senior", "honorary", "chief", "region", *_ABOUT_THE_HOLDER)


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


@dataclass(slots=True)
class _Draft:
    """A post while its words are read."""

    post: PostWord
    start: int
    end: int
    before: list[Token]
    marks: set[str]
    after: list[Token] = field(default_factory=list)
    charged: list[Token] = field(default_factory=list)


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
    drafts = _posts(tokens)
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


def _is_post(tokens: list[Token], place: int) -> bool:
    """Whether this word is a post here: 会计 is one in `成本会计`, but not in `会计主管`."""
    word = tokens[place].word
    if word is None or word.post is None:
        return False
    if not word.modifiers and not word.functions:
        return True
    following = tokens[place + 1].word if place + 1 < len(tokens) else None
    if following is None:
        return True
    if "in_charge" in word.modifiers:
        alone = place == 0 or tokens[place - 1].is_a("joining")
        return not (alone and following.functions and _post_follows(tokens, place + 1))
    leads_on = following.post is not None or (following.unit is not None and bool(word.functions))
    if word.modifiers and following.functions:
        leads_on = leads_on or _post_follows(tokens, place + 1)
    return not leads_on


def _post_follows(tokens: list[Token], place: int) -> bool:
    """Whether a post word comes before the next comma."""
    for token in tokens[place:]:
        if token.is_a("joining"):
            return False
        if token.word is not None and token.word.post is not None:
            return True
    return False


def _office_of_a_post(tokens: list[Token], place: int) -> bool:
    """`院长办公室` is an office, not a post."""
    if place + 1 >= len(tokens) or tokens[place].end != tokens[place + 1].start:
        return False
    word = tokens[place + 1].word
    return word is not None and word.unit == "department" and word.unit_function is Function.ADMINISTRATION


def _posts(tokens: list[Token]) -> list[_Draft]:
    drafts: list[_Draft] = []
    before: list[Token] = []
    marks: set[str] = set()
    place = 0
    while place < len(tokens):
        token = tokens[place]
        last = drafts[-1] if drafts else None
        if _charges(tokens, place):
            place = _take_charge(tokens, place, last, before)
            continue
        if _is_post(tokens, place) and not _office_of_a_post(tokens, place):
            if last is not None and _joins_the_last(tokens, place, last, before, marks):
                last.end = token.end
            else:
                place = _open(tokens, place, drafts, before, marks)
            before, marks = [], set()
        elif not _mark(tokens, place, last, marks):
            before.append(token)
        place += 1
    if drafts and before:
        drafts[-1].after.extend(before)
    return drafts


def _charges(tokens: list[Token], place: int) -> bool:
    """Whether `分管`, `负责`, `主持` begins a list of functions here; `主持工作` does not."""
    token = tokens[place]
    if not token.is_a("in_charge") or _is_post(tokens, place):
        return False
    following = tokens[place + 1].word if place + 1 < len(tokens) else None
    return not token.is_a("acting") or (following is not None and bool(following.functions))


def _open(tokens: list[Token], place: int, drafts: list[_Draft], before: list[Token], marks: set[str]) -> int:
    token = tokens[place]
    assert token.word is not None
    assert token.word.post is not None
    if drafts:
        _share(before, drafts[-1])
    held_by_last = drafts[-1].end if drafts else 0
    start = next(one.start for one in tokens if one.start >= held_by_last and not one.is_a("joining"))
    drafts.append(_Draft(token.word.post, start, token.end, list(before), set(marks)))
    charged = [one for one in before if one.is_a("in_charge")]
    if charged:
        cut = before.index(charged[0])
        drafts[-1].before, drafts[-1].charged = before[:cut], before[cut:]
    # "Assistant to the General Manager": whoever is named behind is not this post.
    return len(tokens) if token.word.post.kind == "aside" else place


def _share(before: list[Token], last: _Draft) -> None:
    """`VP Finance, HR Director`: what follows the first post without a comma belongs to it, if it has none yet."""
    if not before or last.before or not is_latin(before[0].text[0]) or before[0].is_a("joining"):
        return
    commas = [place for place, token in enumerate(before) if token.is_a("joining")]
    if commas and any(token.word is not None and token.word.functions for token in before[: commas[-1]]):
        last.after.extend(before[: commas[-1]])
        del before[: commas[-1] + 1]


def _joins_the_last(tokens: list[Token], place: int, last: _Draft, before: list[Token], marks: set[str]) -> bool:
    """`总经理助理`, `董事长秘书`, `前台主管`: two post words that name one post."""
    token = tokens[place]
    post = token.word.post if token.word is not None else None
    if post is None or before or marks or last.end != token.start or is_latin(token.text[0]):
        return False
    if token.is_a("assistant"):
        last.marks.add("assistant")
    elif post.rank is Rank.STAFF and post.function is Function.ADMINISTRATION:
        last.post, last.before = post, []
    elif last.post.rank is Rank.STAFF and last.post.function is not None and post.function is None:
        last.post = replace(post, default=last.post.function)  # 前台主管
    else:
        return False
    return True


def _mark(tokens: list[Token], place: int, last: _Draft | None, marks: set[str]) -> bool:
    """Take a modifier: it speaks of the next post, or of the last one when no post follows before a comma."""
    token = tokens[place]
    if token.word is None or not token.word.modifiers & set(_BEFORE_A_POST):
        return False
    held = token.word.modifiers & set(_ABOUT_THE_HOLDER)
    if last is not None and held and (token.text.startswith("主持") or not _post_follows(tokens, place + 1)):
        last.marks |= held
        last.end = token.end
    else:
        marks |= token.word.modifiers & set(_BEFORE_A_POST)
    return token.word.unit is None and not token.word.functions


def _take_charge(tokens: list[Token], place: int, last: _Draft | None, before: list[Token]) -> int:
    """Read `分管财务、采购` and give it to the last post, or to the next when it stands in front of one."""
    end = place + 1
    while end < len(tokens) and not _ends_charge(tokens, end):
        end += 1
    taken = tokens[place:end]
    next_is_post = end < len(tokens)
    parted = place > 0 and tokens[place - 1].is_a("joining")
    if last is not None and not (next_is_post and parted and not taken[-1].is_a("joining")):
        last.charged.extend(taken)
    else:
        before.extend(taken)
    return end


def _ends_charge(tokens: list[Token], place: int) -> bool:
    token = tokens[place]
    if _is_post(tokens, place):
        return True
    return token.word is not None and bool(token.word.modifiers & set(_BEFORE_A_POST))


def _named(tokens: list[Token]) -> tuple[Function, ...]:
    """All functions that words name, certain ones before doubtful ones."""
    words = [token.word.functions[0] for token in tokens if token.word is not None and token.word.functions]
    sure = [word.function for word in words if word.weight >= 1.0]
    return tuple(dict.fromkeys(sure or [word.function for word in words]))


def _finished(draft: _Draft, text: str, unit: UnitReading) -> list[TitleReading]:
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
