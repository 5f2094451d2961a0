"""A title or a unit's name cut into words, and the units that the words before a post name."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from schemas.vocabulary import Function
from zhaoren.language.lexicon import STRONG, FunctionWord, Lexicon, TitleWord
from zhaoren.language.text import fold, is_han
from zhaoren.language.word_table import Found, WordTable, is_latin

LONGEST_TITLE = 200
_BRACKETS = re.compile(r"[()\[\]{}<>《》〈〉【】〔〕「」『』“”\"'‘’«»_*#~]+")
# A space says nothing beside a Han character or beside any sign that is no Latin letter.
_DEPARTMENT_ENDINGS = frozenset("部处科室心院所办局组")


@dataclass(slots=True)
class Token:
    """One word of a title; `word` is None for text that no table knows."""

    start: int
    end: int
    text: str
    word: TitleWord | None = None

    def is_a(self, modifier: str) -> bool:
        """Whether the word may be this modifier."""
        return self.word is not None and modifier in self.word.modifiers


@dataclass(slots=True)
class Segment:
    """Words up to and including the word that makes them a unit (`财务` + `部`), or without such a word."""

    kind: str = ""  # "", company, business, site, department, executive
    functions: list[FunctionWord] = field(default_factory=list)
    default: Function | None = None
    start: int = -1
    end: int = -1
    joined: bool = False
    ending: str = ""

    def found(self) -> tuple[Function, ...]:
        """The functions that are named, certain ones only if there are any; else what the unit word itself says."""
        sure = [one.function for one in self.functions if one.weight >= STRONG]
        listed = sure or [one.function for one in self.functions][:1]
        if not listed and self.default is not None:
            return (self.default,)
        return tuple(dict.fromkeys(listed))


def squeeze(text: str) -> str:
    """Folded, without brackets, without the spaces that say nothing; at most 200 characters are read."""
    spaced = _BRACKETS.sub(" ", fold(text[:LONGEST_TITLE]))
    kept: list[str] = []
    for place, char in enumerate(spaced):
        if unicodedata.category(char)[0] == "C":
            continue
        if char == " ":
            before = kept[-1] if kept else " "
            after = next((other for other in spaced[place + 1 :] if other != " "), " ")
            if not (_wants_space(before) and _wants_space(after)):
                continue
        kept.append(char)
    return "".join(kept)


def _wants_space(char: str) -> bool:
    return is_latin(char) or char.isdigit() or char in ".&+-"


def tokens_of(text: str, lexicon: Lexicon) -> list[Token]:
    """The squeezed text as words, longest first; what lies between is one token of unknown text."""
    tokens: list[Token] = []
    place = unknown = 0
    while place < len(text):
        found = _unless_it_bites(lexicon.titles, text, lexicon.titles.longest(text, place))
        if found is None:
            place += 1
            continue
        if unknown < place:
            tokens.append(Token(unknown, place, text[unknown:place]))
        tokens.append(Token(found.start, found.end, text[found.start : found.end], found.value))
        place = unknown = found.end
    if unknown < len(text):
        tokens.append(Token(unknown, len(text), text[unknown:]))
    return [token for token in tokens if token.text.strip()]


def _unless_it_bites(table: WordTable[TitleWord], text: str, found: Found[TitleWord] | None) -> Found[TitleWord] | None:
    """The shorter word where the longest one takes characters of a post: 副|总经理, 市场|部长, 维修|工程师."""
    if found is None or found.end == len(text) or not is_han(text[found.end - 1]):
        return found
    for cut in range(found.end - 1, found.start, -1):
        next_word = table.longest(text, cut)
        if next_word is not None and next_word.value.post is not None and next_word.end > found.end:
            shorter = table.longest(text, found.start, cut)
            if shorter is not None and shorter.end == cut:
                return shorter
    return found


def segments_of(tokens: list[Token]) -> list[Segment]:
    """The units that a run of words names, from the outermost to the innermost."""
    segments: list[Segment] = []
    current = Segment()
    joined = False
    for token in tokens:
        word = token.word
        if token.is_a("joining"):
            joined = True
            continue
        if word is not None and word.modifiers and not (word.unit or word.functions):
            continue
        if current.start < 0:
            current.start, current.joined = token.start, joined
        joined = False
        current.end = token.end
        if word is None:
            continue
        current.functions.extend(word.functions[:1])
        closes = bool(word.functions) and len(token.text) > 2 and token.text[-1] in _DEPARTMENT_ENDINGS
        if word.unit or closes:
            current.kind, current.default = word.unit or "department", word.unit_function
            current.ending = token.text[-1]
            segments.append(current)
            current = Segment()
    if current.start >= 0:
        segments.append(current)
    return _without_shells(segments)


def _without_shells(segments: list[Segment]) -> list[Segment]:
    """`财务部` + `办公室` is the office of that department; a bare `部门` or `中心` after a unit adds nothing."""
    kept: list[Segment] = []
    for segment in segments:
        before = kept[-1] if kept else None
        bare = not segment.functions and before is not None and segment.start == before.end
        if before is not None and bare and segment.kind == "department" and before.kind == "department":
            before.end = segment.end
            continue
        kept.append(segment)
    return kept


@dataclass(frozen=True, slots=True)
class UnitReading:
    """What a unit's name says: its kind ("" when the name does not say) and its functions, the main one first."""

    kind: str
    functions: tuple[Function, ...]


@lru_cache(maxsize=4096)
def read_unit(name: str, lexicon: Lexicon) -> UnitReading:
    """Kind and functions of a unit by its name; a company has no function whatever its trade."""
    return innermost(segments_of(tokens_of(squeeze(name), lexicon)))


def innermost(segments: list[Segment]) -> UnitReading:
    """What the last of these units is; units joined to it (`财务部和人事部`) count with it."""
    if not segments:
        return UnitReading("", ())
    last = segments[-1]
    if last.kind == "business" and len(segments) > 1 and segments[-2].kind == "department" and segments[-2].functions:
        return innermost(segments[:-1])  # 销售部二区
    if last.kind in {"company", "business"}:
        return UnitReading(last.kind, ())
    found = list(last.found())
    for outer, inner in zip(segments[-2::-1], segments[:0:-1], strict=True):
        # 人力资源部（党委组织部） is one office under two signs.
        two_signs = outer.kind == inner.kind == "department" and outer.ending == inner.ending == "部"
        if not (inner.joined or two_signs) or outer.kind in {"company", "business"}:
            break
        found = [*outer.found(), *found]
    return UnitReading(last.kind, tuple(dict.fromkeys(found)))
