"""What is left of a question once everything known is cut out: a name, a topic, an unknown company, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from schemas.answers import PartKind, Text
from zhaoren.language.company_words import tails, trades
from zhaoren.language.lexicon import Lexicon
from zhaoren.language.person_name import read_name
from zhaoren.language.readings import is_surname
from zhaoren.language.text import has_han, is_han
from zhaoren.language.typed_words import read_typed
from zhaoren.people_search.question import Reading
from zhaoren.people_search.relation_answer import RelationAsked
from zhaoren.people_search.spans import Cover

_LONGEST_NAME = 40
_LONGEST_HAN_NAME = 4
_NAME = Text("姓名", "name")
_TOPIC = Text("主题", "topic")
_IGNORED = Text("未理解", "not understood")
_COMPANY = Text("未知公司", "unknown company")
_ROLE = Text("未知部门或职能", "unknown department or function")
_ANY_COMPANY = ("公司", "单位", "企业", "company", "companies")  # 上海的公司
_OVER_SOMEBODY = ("归谁管", "归谁领导", "归谁负责", "谁管着", "归哪位管", "由谁管", "谁在管", "归谁")
_SAID = (PartKind.FUNCTION, PartKind.RANK)


def like_a_name(text: str, lexicon: Lexicon) -> bool:
    """A Chinese name, a surname, or Latin words; not a company, not a sentence, not a word of every day."""
    if text in lexicon.ordinary:
        return False
    if not has_han(text):
        return text.replace(" ", "").isalpha() and len(text) <= _LONGEST_NAME
    if all(map(is_han, text)):
        surname = read_name(text).surname or text[:1]
        return len(text) <= _LONGEST_HAN_NAME and is_surname(surname)
    return len(text) <= _LONGEST_NAME


def with_rest(reading: Reading, cover: Cover, lexicon: Lexicon, *, everywhere: bool = False) -> Iterator[Reading]:
    """The readings that what is left allows, the likeliest first; what exists decides between them."""
    rest = " ".join(cover.pieces())
    if not rest or rest in _ANY_COMPANY:
        yield replace(reading, parts=cover.ordered())
        return
    level_said = reading.level is not None or bool(reading.ranks)
    named = like_a_name(rest, lexicon)
    as_name = taking(reading, cover, PartKind.NAME, _NAME, name=cover.with_umlauts(rest))
    ignored = taking(reading, cover, PartKind.REST, _IGNORED)
    placed = bool(reading.companies or reading.units or everywhere)
    if named and _asks_for_manager(reading, cover, placed=placed):
        yield replace(as_name, relation=RelationAsked.MANAGER, level=None)  # 杨琴秀归谁管
    if reading.relation is not None:
        yield from _beside_a_relation(as_name, ignored, cover, named=named)
    elif not level_said and not reading.functions:
        said = read_typed(rest) if reading.companies else None
        if said is not None:  # zl is 质量 where nobody is just zl
            functions = tuple(word.function for word in said.functions)
            yield from (replace(as_name, whole=True), replace(ignored, functions=functions))
        yield as_name
    elif placed:
        yield from _beside_a_place(reading, cover, (as_name, ignored), rest, named=named)
    elif level_said and _may_be_company(rest):
        unknown = taking(reading, cover, PartKind.REST, _COMPANY, unknown_company=rest)
        if _belongs_to_role(cover) and not sounds_like_company(rest):
            yield topic_of(cover)
        yield from (as_name, unknown) if named and not sounds_like_company(rest) else (unknown, as_name)
    else:
        yield from (as_name,) if len(rest) > 1 or named else (ignored, as_name)
    if reading.relation is None and not level_said and not reading.functions:
        for name in names_within(rest, lexicon):
            yield replace(as_name, name=name, whole=True)
    if not level_said and reading.relation is None:
        yield topic_of(cover)


def _beside_a_relation(as_name: Reading, ignored: Reading, cover: Cover, *, named: bool) -> Iterator[Reading]:
    yield from (as_name,) if named or len(as_name.name) > 1 else (ignored, as_name)
    if as_name.relation is not RelationAsked.ASSISTANT:
        return
    if _begins_with_relation(cover):
        yield replace(as_name, relation=None)  # 秘书郝婧慧: he is one
    else:
        said = next(cover.typed.text[first:last] for first, last, kind in cover.spans() if kind is PartKind.RELATION)
        yield replace(as_name, relation=None, title=said.strip(" 的"), whole=True)  # 杨帆俊 秘书 may be one as well


def _asks_for_manager(reading: Reading, cover: Cover, *, placed: bool) -> bool:
    if reading.functions or reading.ranks or placed:
        return False
    text = cover.typed.text
    levels = [text[first:last] for first, last, kind in cover.spans() if kind is PartKind.RANK]
    return any(level in _OVER_SOMEBODY for level in levels)


def _begins_with_relation(cover: Cover) -> bool:
    """秘书郝婧慧, not 郝婧慧的秘书."""
    said = [first for first, _, kind in cover.spans() if kind is PartKind.RELATION]
    return bool(said) and all(said[0] < start for start, _ in cover.rests())


def names_within(rest: str, lexicon: Lexicon) -> Iterator[str]:
    """Whole names beside words that nothing here knows: 技工王涛松, 张诗君 技工, 仓管员 袁燕."""
    pieces = rest.split()
    if len(pieces) > 1:
        yield from (piece for piece in pieces if 1 < len(piece) <= _LONGEST_HAN_NAME and _is_han_name(piece, lexicon))
    elif all(map(is_han, rest)) and _LONGEST_HAN_NAME <= len(rest) <= 2 * _LONGEST_HAN_NAME:
        cuts = (rest[:3], rest[-3:], rest[:2], rest[-2:])
        yield from (cut for cut in dict.fromkeys(cuts) if _is_han_name(cut, lexicon))


def _is_han_name(text: str, lexicon: Lexicon) -> bool:
    return all(map(is_han, text)) and like_a_name(text, lexicon)


def _beside_a_place(
    reading: Reading, cover: Cover, readings: tuple[Reading, Reading], rest: str, *, named: bool
) -> Iterator[Reading]:
    """A company and a role were named, and something more: a name, a part of the role's words, or noise."""
    as_name, ignored = readings
    joined = _belongs_to_role(cover)
    if named and len(rest) > 1:
        yield from (as_name, ignored) if joined else (as_name,)
    elif not reading.functions and not reading.units and not reading.title and _stands_before_level(cover):
        yield taking(reading, cover, PartKind.REST, _ROLE, unknown_role=rest)
    else:
        yield from (ignored, as_name)


def _belongs_to_role(cover: Cover) -> bool:
    """Whether what is left adjoins a word for a function: 网络|故障, 年度|预算."""
    functions = [part for part in cover.spans() if part[2] is PartKind.FUNCTION]
    return any(end == first or last == start for start, end in cover.rests() for first, last, _ in functions)


def _stands_before_level(cover: Cover) -> bool:
    """Whether the last that is left is what a word for a head speaks of: 航天 负责人."""
    text = cover.typed.text
    rests = list(cover.rests())
    levels = [first for first, _, kind in cover.spans() if kind is PartKind.RANK]
    return any(
        end <= level and not text[end:level].strip(" 的") and end - start > 1
        for start, end in rests
        for level in levels
    )


def topic_of(cover: Cover, *, lead: bool = False, companies: tuple[str, ...] = ()) -> Reading:
    """Everything that is no company, no filler at the edges and no word for a head, as what documents speak of."""
    text = cover.typed.text
    dropped = (PartKind.COMPANY, PartKind.RANK, PartKind.LIST)
    outside = [(first, last) for first, last, kind in cover.spans() if kind in dropped]
    fillers = [(first, last) for first, last, kind in cover.spans() if kind is PartKind.FILLER]
    kept: list[tuple[int, int]] = []
    at = 0
    for first, last in [*sorted(outside), (len(text), len(text))]:
        start, end = _without_edges(text, at, first, fillers)
        if start < end:
            kept.append((start, end))
        at = max(at, last)
    topic = " ".join(text[start:end] for start, end in kept)
    parts = [part for part in cover.parts if part.kind in (*dropped, PartKind.FILLER)]
    inside = [p for p in parts if not any(cover.typed.part(PartKind.TOPIC, *k, _TOPIC).start < p.end
              and p.start < cover.typed.part(PartKind.TOPIC, *k, _TOPIC).end for k in kept)]  # fmt: skip
    inside += [cover.typed.part(PartKind.TOPIC, start, end, _TOPIC) for start, end in kept]
    ordered = tuple(sorted(inside, key=lambda part: (part.start, part.end)))
    return Reading(ordered, companies=companies, topic=topic, lead=lead)


def _without_edges(text: str, start: int, end: int, fillers: list[tuple[int, int]]) -> tuple[int, int]:
    """The span without white space, signs and fillers at its edges."""
    changed = True
    while changed and start < end:
        changed = False
        if not text[start].isalnum():
            start, changed = start + 1, True
        elif not text[end - 1].isalnum():
            end, changed = end - 1, True
        for first, last in fillers:
            if first == start < end and last <= end:
                start, changed = last, True
            elif last == end > start and first >= start:
                end, changed = first, True
    return start, end


def taking(
    reading: Reading,
    cover: Cover,
    kind: PartKind,
    means: Text,
    *,
    name: str = "",
    unknown_company: str = "",
    unknown_role: str = "",
) -> Reading:
    """The reading with what is left taken as one kind of thing."""
    parts = [*cover.ordered(), *(cover.typed.part(kind, start, end, means) for start, end in cover.rests())]
    return replace(
        reading,
        parts=tuple(sorted(parts, key=lambda part: (part.start, part.end))),
        rest=" ".join(cover.pieces()),
        name=name,
        unknown_company=unknown_company,
        unknown_role=unknown_role,
    )


def _may_be_company(rest: str) -> bool:
    return sounds_like_company(rest) or (has_han(rest) and len(rest) >= 2) or len(rest) >= 4


def sounds_like_company(rest: str) -> bool:
    """Ends with a trade or a legal form: 火星矿业, 某某公司, Acme Mining Ltd."""
    words = rest.split()
    if len(words) > 1 and any(word in trades() or word in tails() for word in words):
        return True
    return len(rest) > 3 and any(rest[cut:] in trades() or rest[cut:] in tails() for cut in range(1, len(rest) - 1))
