"""Text to readings: contacts, relations, companies, places, departments, roles, and a name or topic in what is left.

The order follows what may hide in what: a company's name may hold a function (财务公司), so companies are cut out
before functions are read; a title may hold a filler, so fillers come last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from schemas.answers import PartKind, Text
from schemas.vocabulary import Function, Rank
from zhaoren.language.company_spans import CompanySpan
from zhaoren.language.company_words import tails, trades
from zhaoren.language.honorifics import honorifics_in
from zhaoren.language.lexicon import Lexicon
from zhaoren.language.person_name import read_name
from zhaoren.language.question_words import fillers_in, heads_in, lists_in, relations_in
from zhaoren.language.readings import is_surname
from zhaoren.language.text import has_han
from zhaoren.people_search.organisation_view import OrganisationView
from zhaoren.people_search.question import Reading, Typed
from zhaoren.people_search.relation_answer import RelationAsked
from zhaoren.people_search.role_fit import Level
from zhaoren.people_search.role_words import RoleWords, read_role
from zhaoren.people_search.spans import Cover

_FEW_DIGITS = 4  # fewer within a longer question are no number of anybody
_LONGEST_NAME = 40
_LONGEST_HAN_NAME = 4
_CALLING = re.compile(
    r"刚才|刚刚|来电|打来|打电话|电话|手机|座机|分机|号码|尾号|工号|员工号|姓(?=[^名])|的|是|谁|哪位|人"
    r"|\b(?:phone|number|mobile|ext|extension|ending|in|with|whose|who|is|called|me|just)\b"
)
SURE = 0.7  # a company span below this weight competes with reading the same signs as a name
_MAIL = re.compile(r"[a-z0-9._%+-]+@[a-z0-9.-]+[a-z0-9]")
_NUMBER = re.compile(r"(?<![a-z0-9-])\+?\d[\d\s()-]*\d(?![a-z0-9])")
_EMPLOYEE = re.compile(r"(?<![a-z0-9])[a-z]{1,4}[-_]?\d{2,}(?![a-z0-9])")
_TOPIC = re.compile(
    r"谁(?:比较|最|更)?(?:懂|了解|熟悉|擅长|会做|会|做过|研究过?|负责过|写过?|参与过?)|(?:懂|了解|熟悉|擅长|精通|做过|写过)(?=\S)"
    r"|专家$|\bwho (?:knows|understands|wrote|(?:has )?worked on|is good at)\b"
    r"|\bexperts? (?:on|in|for)\b|\bauthors? of\b"
)
_PROJECT = re.compile(r"项目(?!部|经理|管理|总监|主管|办)|课题|\\bprojects?\\b(?! manager| director| office)")
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
}
_NOTHING = Text("", "")
_BRANCH = re.compile(
    r"(?P<zh>[\u4e00-\u9fff]{2,8}?)(?:类|行业|业)?(?:子公司|分公司|公司|企业|单位|板块)"
    r"|\b(?P<en>[a-z]+) (?:companies|subsidiaries|firms)\b"
)
_HEADQUARTERS = re.compile(
    r"(?:集团|公司)?总部|集团本部|集团公司|总公司|本部|集团|\b(?:the )?(?:group|headquarters|head office|hq)\b"
)


def understand(question: str, view: OrganisationView, lexicon: Lexicon) -> tuple[Reading, ...]:
    """The readings of a question, the likeliest first; at least one."""
    typed = Typed.of(question)
    contact = _contact(typed, view, lexicon)
    if contact is not None:
        return (contact, replace(contact, number="", mail="", companies=(), name=typed.text, parts=()))
    spans = view.companies.find(typed.text)
    sure = tuple(span for span in spans if span.weight >= SURE)
    spans = sure or spans  # beside a company that is surely named, a guess is rather a part of something else
    readings = list(_readings(typed, spans, view, lexicon))
    if len(sure) < len(spans):
        others = list(_readings(typed, sure, view, lexicon))
        guessed = readings[0]
        said = guessed.functions or guessed.level is not None or guessed.ranks
        # 海矿财务老大: the rest speaks of a role, so the guess is a company. 王海: nothing does, so a name comes first.
        readings = readings + others if said else others + readings
    whole = Reading((typed.part(PartKind.NAME, 0, len(typed.text), Text("姓名", "name")),), name=typed.text)
    if not any(reading.name == typed.text for reading in readings) and len(typed.text) <= 60:
        readings.append(whole)
    return tuple(dict.fromkeys(readings))


def _contact(typed: Typed, view: OrganisationView, lexicon: Lexicon) -> Reading | None:
    """A number or address, alone or beside a name or a company."""
    cover = Cover(typed)
    mail = _MAIL.search(typed.text)
    if mail is not None:
        cover.take(PartKind.MAIL, mail.start(), mail.end(), Text("邮箱", "mail address"))
        return Reading(cover.ordered(), mail=mail.group())
    found = next((m for m in _NUMBER.finditer(typed.text) if sum(c.isdigit() for c in m.group()) >= _FEW_DIGITS), None)
    found = _EMPLOYEE.search(typed.text) or found
    alone = typed.text.isdigit()
    if found is None and not alone:
        return None
    start, end = found.span() if found is not None else (0, len(typed.text))
    cover.take(PartKind.NUMBER, start, end, Text("号码", "number"))
    companies: dict[str, None] = {}
    for first, last, span in list(cover.found(view.companies.find)):
        if span.weight >= SURE and cover.take(PartKind.COMPANY, first, last, _companies_text(view, span.ids), span.ids):
            companies.update(dict.fromkeys(span.ids))
    called = _honorific(cover, lexicon)
    for words in _CALLING.finditer(typed.text):
        cover.take(PartKind.FILLER, *words.span(), _NOTHING)
    _fillers(cover, lexicon)
    name = called.name if called is not None else next((p for p in cover.pieces() if _like_a_name(p, lexicon)), "")
    digits = typed.text[start:end]
    number = re.sub(r"[\s()+-]", "", digits) if digits[0] in "+0123456789" else digits
    number = number[2:] if len(number) == 13 and number.startswith("86") else number
    return Reading(cover.ordered(), companies=tuple(companies), number=number, name=name)


def _like_a_name(text: str, lexicon: Lexicon) -> bool:
    """A Chinese name, a surname, or Latin words; not a company, not a sentence, not a word of every day."""
    if text in lexicon.ordinary:
        return False
    if not has_han(text):
        return text.replace(" ", "").isalpha() and len(text) <= _LONGEST_NAME
    return len(text) <= _LONGEST_HAN_NAME and bool(read_name(text).surname or is_surname(text[:1]))


def _readings(
    typed: Typed, companies: tuple[CompanySpan, ...], view: OrganisationView, lexicon: Lexicon
) -> Iterator[Reading]:
    """The readings that take these spans for companies."""
    cover = Cover(typed)
    topic = _TOPIC.search(typed.text) or _PROJECT.search(typed.text)
    if topic is not None and topic.re is _TOPIC:
        cover.take(PartKind.FILLER, topic.start(), topic.end(), _NOTHING)
    ids: dict[str, None] = {}
    for span in companies:
        meant = view.topmost(span.ids)
        if cover.take(PartKind.COMPANY, span.start, span.end, _companies_text(view, meant), meant):
            ids.update(dict.fromkeys(meant))
    if not ids:
        ids.update(dict.fromkeys(_branch(cover, view, lexicon)))
    if not ids:
        ids.update(dict.fromkeys(_headquarters(cover, view)))
    relation = _relation(cover, lexicon)
    called = _honorific(cover, lexicon) if topic is None else None
    listing = _listing(cover, lexicon)
    units = _units(cover, view, tuple(ids), lexicon)
    role = read_role(cover, lexicon) if topic is None else _head_words(cover, lexicon)
    places = _places(cover, lexicon, bool(role.said))
    _fillers(cover, lexicon)
    if relation is RelationAsked.MANAGER and role.functions and called is None and not cover.pieces():
        relation, role = None, replace(role, level=Level.IN_CHARGE)  # 负责财务的领导
    if called is not None:
        role = replace(role, functions=role.functions or called.functions, ranks=called.ranks, level=role.level)
    reading = Reading(
        parts=(),
        companies=tuple(ids),
        units=units,
        functions=role.functions,
        level=role.level,
        ranks=role.ranks,
        relation=relation,
        listing=listing,
        places=places,
        name=called.name if called is not None else "",
        called=called is not None,
    )
    if called is not None:
        yield replace(reading, parts=cover.ordered(), rest=" ".join(cover.pieces()))
        return
    yield from _with_rest(reading, cover, lexicon, is_topic=topic is not None)


def _with_rest(reading: Reading, cover: Cover, lexicon: Lexicon, *, is_topic: bool) -> Iterator[Reading]:
    """What is left is a name, a topic, a company that nobody knows, or a word that says nothing."""
    rest = " ".join(cover.pieces())
    if not rest:
        yield replace(reading, parts=cover.ordered())
        return
    if is_topic:
        yield _taking(reading, cover, PartKind.TOPIC, Text("主题", "topic"), topic=rest)
        return
    as_name = _taking(reading, cover, PartKind.NAME, Text("姓名", "name"), name=rest)
    unknown = _taking(reading, cover, PartKind.REST, Text("未知公司", "unknown company"), unknown_company=rest)
    ignored = _taking(reading, cover, PartKind.REST, Text("未理解", "not understood"))
    level_said = reading.level is not None or bool(reading.ranks)
    is_name = _like_a_name(rest, lexicon)
    role_said = level_said or bool(reading.functions)
    if reading.relation is not None or not role_said:
        yield as_name
    elif reading.companies:
        yield from (as_name,) if is_name and len(rest) > 1 else (ignored, as_name)
    elif level_said and _may_be_company(rest):
        yield from (as_name, unknown) if is_name and not _sounds_like_company(rest) else (unknown, as_name)
    else:
        yield from (as_name,) if len(rest) > 1 or is_name else (ignored, as_name)
    if not level_said and reading.relation is None:
        whole = cover.typed.text
        part = cover.typed.part(PartKind.TOPIC, 0, len(whole), Text("主题", "topic"))
        yield Reading((part,), topic=whole)


def _taking(
    reading: Reading,
    cover: Cover,
    kind: PartKind,
    means: Text,
    *,
    name: str = "",
    topic: str = "",
    unknown_company: str = "",
) -> Reading:
    """The reading with what is left taken as one kind of thing."""
    parts = [*cover.ordered(), *(cover.typed.part(kind, start, end, means) for start, end in cover.rests())]
    ordered = tuple(sorted(parts, key=lambda part: (part.start, part.end)))
    rest = " ".join(cover.pieces())
    return replace(reading, parts=ordered, rest=rest, name=name, topic=topic, unknown_company=unknown_company)


def _may_be_company(rest: str) -> bool:
    return _sounds_like_company(rest) or (has_han(rest) and len(rest) >= 2) or len(rest) >= 4


def _sounds_like_company(rest: str) -> bool:
    """Ends with a trade or a legal form: 火星矿业, 某某公司, Acme Mining Ltd."""
    words = rest.split()
    if len(words) > 1 and any(word in trades() or word in tails() for word in words):
        return True
    return len(rest) > 3 and any(rest[cut:] in trades() or rest[cut:] in tails() for cut in range(1, len(rest) - 1))


@dataclass(frozen=True, slots=True)
class _Called:
    """张总, 王经理: a surname and what the title beside it says."""

    name: str
    ranks: tuple[Rank, ...]
    functions: tuple[Function, ...]


def _honorific(cover: Cover, lexicon: Lexicon) -> _Called | None:
    for found in honorifics_in(cover.typed.text, lexicon):
        name = found.surname + found.given
        if cover.take(
            PartKind.NAME, found.start, found.end, Text(f"{name}（{found.called}）", f"{name} ({found.called})")
        ):
            return _Called(name, found.ranks, (found.function,) if found.function is not None else ())
    return None


def _headquarters(cover: Cover, view: OrganisationView) -> tuple[str, ...]:
    """集团, 总部: the company at the top, where there is one and no other was named."""
    tops = [unit for unit in view.roots if view.units[unit].company_id == unit]
    found = _HEADQUARTERS.search(cover.typed.text)
    if found is None or len(tops) != 1:
        return ()
    return (tops[0],) if cover.take(PartKind.COMPANY, *found.span(), _companies_text(view, (tops[0],)), tops) else ()


def _branch(cover: Cover, view: OrganisationView, lexicon: Lexicon) -> tuple[str, ...]:
    """医药公司, steel companies: every company of a branch, by its industry or the trade in its name."""
    for found in _BRANCH.finditer(cover.typed.text):
        stem = found.group("zh") or found.group("en")
        for place in lexicon.questions["lists"].find(stem):
            stem = stem[place.end :] if place.start == 0 else stem
        ids = view.of_branch(stem.strip()) if stem.strip() else ()
        if ids and cover.take(PartKind.COMPANY, *found.span(), _companies_text(view, ids), ids):
            return ids
    return ()


def _companies_text(view: OrganisationView, ids: tuple[str, ...]) -> Text:
    names = [view.units[i].name.text for i in ids[:3] if i in view.units]
    text = " / ".join(names) + (" …" if len(ids) > 3 else "")
    return Text(text, text)


def _relation(cover: Cover, lexicon: Lexicon) -> RelationAsked | None:
    heads = [(start, end) for start, end, _ in cover.found(partial(heads_in, lexicon=lexicon))]
    for start, end, found in list(cover.found(partial(relations_in, lexicon=lexicon))):
        asked = _RELATIONS.get(found.meaning)
        if asked is None or any(first < end and start < last and last - first > end - start for first, last in heads):
            continue  # "who is in charge of" asks for a head, "who is in" for a team
        if cover.take(PartKind.RELATION, start, end, _RELATION_TEXTS[asked]):
            return asked
    return None


def _listing(cover: Cover, lexicon: Lexicon) -> bool:
    spans = [s for s in cover.found(partial(lists_in, lexicon=lexicon)) if s[2].meaning == "all"]
    return sum(cover.take(PartKind.LIST, start, end, Text("全部", "all")) for start, end, _ in spans) > 0


def _head_words(cover: Cover, lexicon: Lexicon) -> RoleWords:
    """Beside a topic, words for a head (谁负责, 负责人) ask for its lead and are no part of the topic."""
    for start, end, _ in list(cover.found(partial(heads_in, lexicon=lexicon))):
        cover.take(PartKind.RANK, start, end, Text("负责人", "head"))
    return RoleWords()


def _units(cover: Cover, view: OrganisationView, companies: tuple[str, ...], lexicon: Lexicon) -> tuple[str, ...]:
    """Departments by their own names, where the name says more than a function does."""
    found: dict[str, None] = {}
    for span in view.departments.find(cover.typed.text):
        ids = [unit for unit in view.within(span.ids, companies) if _says_more(view, unit, span, cover, lexicon)]
        if ids and cover.take(PartKind.UNIT, span.start, span.end, _companies_text(view, tuple(ids)), ids):
            found.update(dict.fromkeys(ids))
    return tuple(found)


def _says_more(view: OrganisationView, unit: str, span: CompanySpan, cover: Cover, lexicon: Lexicon) -> bool:
    """财务部 is a function in this company; 第二炼钢厂 is a place of its own."""
    if span.weight < SURE:
        return False
    function = view.units[unit].function
    if function is None or function is Function.OTHER:
        return True
    text = cover.typed.text[span.start : span.end]
    named = list(lexicon.functions.find(text))
    covered = sum(found.end - found.start for found in named)
    suffix = lexicon.titles.longest(text, named[-1].end) if named else None
    covered += suffix.end - suffix.start if suffix is not None and suffix.value.unit is not None else 0
    return covered < len(text.replace(" ", "")) - 1


def _places(cover: Cover, lexicon: Lexicon, role_said: bool) -> tuple[str, ...]:
    """Cities and provinces, only beside a role: 海南 alone may be a name of many things."""
    if not role_said:
        return ()
    return tuple(
        place.value.name
        for start, end, place in list(cover.found(lexicon.places.find))
        if cover.take(PartKind.PLACE, start, end, Text(place.value.name, place.value.name))
    )


def _fillers(cover: Cover, lexicon: Lexicon) -> None:
    for start, end, _ in list(cover.found(partial(fillers_in, lexicon=lexicon))):
        cover.take(PartKind.FILLER, start, end, _NOTHING)
