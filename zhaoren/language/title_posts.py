"""Which words of a title belong to which of its posts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from schemas.vocabulary import Function, Rank
from zhaoren.language.lexicon import PostWord
from zhaoren.language.title_words import Token
from zhaoren.language.word_table import is_latin

_ABOUT_THE_HOLDER = ("acting", "former", "designate", "concurrent")
_BEFORE_A_POST = ("deputy", "assistant", "senior", "honorary", "chief", "region", *_ABOUT_THE_HOLDER)


@dataclass(slots=True)
class Draft:
    """A post with the words before it, behind it, and those that say what else its holder answers for."""

    post: PostWord
    start: int
    end: int
    before: list[Token]
    marks: set[str]
    after: list[Token] = field(default_factory=list)
    charged: list[Token] = field(default_factory=list)


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


def posts_of(tokens: list[Token]) -> list[Draft]:
    """The posts that a row of words names, from left to right."""
    drafts: list[Draft] = []
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


def _open(tokens: list[Token], place: int, drafts: list[Draft], before: list[Token], marks: set[str]) -> int:
    token = tokens[place]
    assert token.word is not None
    assert token.word.post is not None
    if drafts:
        _share(before, drafts[-1])
    held_by_last = drafts[-1].end if drafts else 0
    start = next(one.start for one in tokens if one.start >= held_by_last and not one.is_a("joining"))
    drafts.append(Draft(token.word.post, start, token.end, list(before), set(marks)))
    charged = [one for one in before if one.is_a("in_charge")]
    if charged:
        cut = before.index(charged[0])
        drafts[-1].before, drafts[-1].charged = before[:cut], before[cut:]
    # "Assistant to the General Manager": whoever is named behind is not this post.
    return len(tokens) if token.word.post.kind == "aside" else place


def _share(before: list[Token], last: Draft) -> None:
    """`VP Finance, HR Director`: what follows the first post without a comma belongs to it, if it has none yet."""
    if not before or last.before or not is_latin(before[0].text[0]) or before[0].is_a("joining"):
        return
    commas = [place for place, token in enumerate(before) if token.is_a("joining")]
    if commas and any(token.word is not None and token.word.functions for token in before[: commas[-1]]):
        last.after.extend(before[: commas[-1]])
        del before[: commas[-1] + 1]


def _joins_the_last(tokens: list[Token], place: int, last: Draft, before: list[Token], marks: set[str]) -> bool:
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


def _mark(tokens: list[Token], place: int, last: Draft | None, marks: set[str]) -> bool:
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


def _take_charge(tokens: list[Token], place: int, last: Draft | None, before: list[Token]) -> int:
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
