"""Words that speak of people: relations, surnames with a title, lists, and fillers that say nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from schemas.answers import PartKind, Text
from schemas.vocabulary import Function, Rank
from zhaoren.language.honorifics import honorifics_in
from zhaoren.language.lexicon import Lexicon
from zhaoren.language.person_name import ENGLISH_TITLES
from zhaoren.language.question_words import fillers_in, heads_in, lists_in, relations_in
from zhaoren.language.readings import is_surname
from zhaoren.language.text import is_han
from zhaoren.people_search.relation_answer import RelationAsked
from zhaoren.people_search.role_words import RoleWords
from zhaoren.people_search.spans import Cover

NOTHING = Text("", "")
_RELATIONS = {
    "manager_of": RelationAsked.MANAGER,
    "reports_of": RelationAsked.TEAM,
    "team_of": RelationAsked.TEAM,
    "assistant_of": RelationAsked.ASSISTANT,
    "peers_of": RelationAsked.PEERS,
    "chain_of": RelationAsked.CHAIN,
}
_RELATION_TEXTS = {
    RelationAsked.MANAGER: Text("上级", "manager"),
    RelationAsked.TEAM: Text("下属/团队", "team"),
    RelationAsked.ASSISTANT: Text("助理", "assistant"),
    RelationAsked.PEERS: Text("同事", "peers"),
    RelationAsked.CHAIN: Text("汇报链", "chain of command"),
    RelationAsked.ABOVE: Text("上级的上级", "manager's manager"),
}
_AROUND = (
    (
        re.compile(r"((?:是谁|谁)?(?:给|为|替))[^谁哪]{2,8}?((?:当|做|担任|配)的?(?:秘书|助理)的?(?:是谁|人是谁|人)?)"),
        RelationAsked.ASSISTANT,
    ),
    (
        re.compile(r"((?:谁|哪些人|有哪些人|哪几个人)(?:是?直接)?(?:向|跟|归))[^谁哪]{2,8}?(直接汇报|汇报|管着?|领导)"),
        RelationAsked.TEAM,
    ),
    (
        re.compile(
            r"((?:谁|哪些人)?(?:和|跟|与|同))[^谁哪]{2,8}?"
            r"((?:是|在)?(?:同一个?|一个|同)(?:领导|上级|老板|主管|部门|团队|组)的?(?:都?有?(?:谁|哪些人?)|同事|人)?)"
        ),
        RelationAsked.PEERS,
    ),
    (re.compile(r"((?:谁|哪位|哪个领导)(?:直接)?(?:在?带|管着))[^谁哪]{2,4}$()"), RelationAsked.MANAGER),
    (
        re.compile(
            r"()(?<=[\u4e00-\u9fff]{2})((?:直接)?(?:向|跟|给|对)(?:谁|哪位|哪个)(?:领导|主管|上级)?(?:汇报|负责))"
        ),
        RelationAsked.MANAGER,
    ),
    (
        re.compile(
            r"()(的?(?:上级|领导|老板|上司|主管)的(?:上级|领导|老板|上司|主管)|'s (?:manager|boss)'s (?:manager|boss))"
        ),
        RelationAsked.ABOVE,
    ),
)
"""Words around a name or behind one, whose parts alone say something else."""
_OVER_OR_BESIDE = re.compile("汇报|管|带|负责|领导|上级|老板|上司|同|一个|秘书|助理|manager|boss")
"""Without any of these none of them can be."""
_UP = RelationAsked.MANAGER
_ABOVE_HIM = ("领导", "老板", "上司")
_LEADERS = ("领导班子", "经营班子", "班子成员")
_LEADING_MEMBERS = "班子成员"
_LONGEST_GIVEN = 2
_MOST_INITIALS = 3
_LATIN = re.compile("[a-z]")
_HAN = re.compile("[\u4e00-\u9fff]")
_LEADER = re.compile(r"领导|老板|当家|主管|头儿|boss")


@dataclass(frozen=True, slots=True)
class RelationWord:
    """A relation, and whether its word may as well ask for a head (领导, 老板)."""

    asked: RelationAsked
    may_be_head: bool


@dataclass(frozen=True, slots=True)
class Called:
    """张总, 王经理: a surname and what the title beside it says; `title` is that title."""

    name: str
    title: str
    ranks: tuple[Rank, ...]
    functions: tuple[Function, ...]


def take_relation(cover: Cover, lexicon: Lexicon) -> RelationWord | None:
    """The first word for a relation that is no part of a longer word for a head."""
    text = cover.typed.text
    for pattern, meant in _AROUND if _OVER_OR_BESIDE.search(text) else ():
        around = pattern.search(cover.typed.text)
        if around is not None and all(cover.free(*around.span(part)) for part in (1, 2) if around.group(part)):
            for part in (1, 2):
                cover.take(PartKind.RELATION, *around.span(part), _RELATION_TEXTS[meant])
            return RelationWord(meant, may_be_head=False)
    for called in honorifics_in(text, lexicon) if any(word in text for word in _ABOVE_HIM) else ():
        # 王峰坤领导 asks for his leader; 王领导 calls one.
        free = cover.free(called.start, called.end)
        if free and called.given and called.called in _ABOVE_HIM and called.end == len(cover.typed.text.rstrip("?？ ")):
            cover.take(PartKind.RELATION, called.end - len(called.called), called.end, _RELATION_TEXTS[_UP])
            return RelationWord(_UP, may_be_head=True)
    heads = [(start, end) for start, end, _ in cover.found(partial(heads_in, lexicon=lexicon))]
    for start, end, found in list(cover.found(partial(relations_in, lexicon=lexicon))):
        asked = _RELATIONS.get(found.meaning)
        longer = any(
            first < end and start < last and (last - first > end - start or first < start) for first, last in heads
        )
        members = cover.typed.text.startswith(_LEADING_MEMBERS, start) and cover.typed.text[max(0, start - 1)] != "的"
        if asked is None or longer or members or cover.typed.text[max(0, start - 2) : end] in _LEADERS:
            continue  # "who is in charge of" asks for a head, "who is in" for a team
        if cover.take(PartKind.RELATION, start, end, _RELATION_TEXTS[asked]):
            return RelationWord(asked, _LEADER.search(cover.typed.text[start:end]) is not None)
    return None


def take_called(cover: Cover, lexicon: Lexicon) -> Called | None:
    """A surname with a title; not in Latin letters that go on before it (bu cheng|dong)."""
    text = cover.typed.text
    for found in honorifics_in(text, lexicon):
        if _goes_on(text, found.start, found.end) and found.called not in ENGLISH_TITLES:
            continue
        name = found.surname + found.given
        if "的" in found.given or _is_a_function(text, found.start, found.start + len(name), lexicon):
            continue
        if cover.take(
            PartKind.NAME, found.start, found.end, Text(f"{name}（{found.called}）", f"{name} ({found.called})")
        ):
            return Called(name, found.called, found.ranks, (found.function,) if found.function is not None else ())
    return None


def _is_a_function(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """安全|的副总: what was taken for a surname begins a word for a function."""
    found = (lexicon.functions.longest(text, start), lexicon.duties.longest(text, start))
    return end - start > 1 and any(word is not None and word.end > start + 1 for word in found)


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether a surname and title in pinyin stand among more Latin words, and so are rather a part of a name."""
    if not text[start:end].isascii():
        return False
    before, after = text[:start].rstrip()[-1:], text[end:].lstrip()[:1]
    return (before.isascii() and before.isalpha()) or (after.isascii() and after.isalpha())


def take_listing(cover: Cover, lexicon: Lexicon) -> bool:
    """Whether more than one is asked for."""
    spans = [s for s in cover.found(partial(lists_in, lexicon=lexicon)) if s[2].meaning == "all"]
    return sum(cover.take(PartKind.LIST, start, end, Text("全部", "all")) for start, end, _ in spans) > 0


def take_head_words(cover: Cover, lexicon: Lexicon) -> RoleWords:
    """Beside a topic, words for a head (谁负责, 负责人) ask for its lead and are no part of the topic."""
    for start, end, _ in list(cover.found(partial(heads_in, lexicon=lexicon))):
        cover.take(PartKind.RANK, start, end, Text("负责人", "head"))
    return RoleWords()


_WISH = re.compile(
    r"(?<=\S)(?:的|\s)(?:电子邮箱|邮箱|邮箱地址|邮件地址|邮件|微信|微信号|工位|分机|座机)(?:号?是?(?:多少|什么|啥))?[\s?？。!！]*$"
)


_MAY_WISH = re.compile("邮|微信|工位|分机|座机|联系|手机|电话")
_LONGEST_WISH = 16
_WANTED = re.compile(r"(?<=\S)\s*(?:的|\s)?(?:联系方式|联系电话|手机号码?|电话号码?)(?:是?多少|是什么)?[\s?？。!！]*$")


def take_wish(cover: Cover, lexicon: Lexicon) -> None:
    """刘莉曼的邮箱: what is wanted of somebody, at the end of a question, is no duty that somebody answers for."""
    if not _MAY_WISH.search(cover.typed.text[-_LONGEST_WISH:]):
        return
    wish = _WISH.search(cover.typed.text) or _WANTED.search(cover.typed.text)
    if wish is None:
        return
    if not any(duty.start < wish.start() < duty.end for duty in lexicon.duties.find(cover.typed.text)):
        cover.take(PartKind.FILLER, *wish.span(), NOTHING)


def take_fillers(cover: Cover, lexicon: Lexicon) -> None:
    """Words and signs that say nothing; not those that stand within a name (fei'an, K. Dvořák, 于睿)."""
    text = cover.typed.text
    for start, end, _ in list(cover.found(partial(fillers_in, lexicon=lexicon))):
        if not _is_in_a_name(text, start, end, cover):
            cover.take(PartKind.FILLER, start, end, NOTHING)


def _is_in_a_name(text: str, start: int, end: int, cover: Cover) -> bool:
    before, word, after = text[:start], text[start:end], text[end:]
    if word.isascii():
        if len(word) == 1 and word.isalpha() and (is_han(before[-1:] or " ") or after.startswith(". ")):
            return True  # huang勇s, S. Satō
        lettered = before[-2:-1].isalpha() and before[-2:-1].isascii()
        initial = word == "." and before[-1:].isalpha() and before[-1:].isascii() and not before[-2:-1].isalnum()
        letters = 1 < len(word) <= _MOST_INITIALS and word.isalpha() and not _LATIN.search(before + after)
        # 启晟钢铁 my: among Chinese words alone, letters are somebody's initials.
        return (
            initial
            or (letters and _HAN.search(before + after) is not None)
            or (word.isalpha() and lettered and before[-1:] in ("'", "-"))
        )
    last = end
    while last < len(text) and is_han(text[last]) and cover.free(last, last + 1):
        last += 1
    if not 1 <= last - end <= _LONGEST_GIVEN or len(word) > 1 or not is_surname(word) or is_han(before[-1:] or " "):
        return False
    return last - end == 1 or not is_surname(after[0])  # 查王伟 asks to look somebody up, 于睿 is somebody
