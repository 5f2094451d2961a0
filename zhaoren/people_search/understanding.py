"""Text to readings: contacts, relations, companies, places, departments, roles, and a name or topic in what is left.

The order follows what may hide in what: a company's name may hold a function (财务公司), so companies are cut out
before functions are read; a title may hold a filler, so fillers come last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from schemas.answers import Part, PartKind, Text
from schemas.vocabulary import Function, Rank
from zhaoren.language.company_spans import CompanySpan
from zhaoren.language.company_words import tails, trades
from zhaoren.language.honorifics import honorifics_in
from zhaoren.language.lexicon import Lexicon
from zhaoren.language.person_name import read_name
from zhaoren.language.question_words import fillers_in, lists_in, relations_in
from zhaoren.language.text import has_han
from zhaoren.people_search.organisation_view import OrganisationView
from zhaoren.people_search.question import Reading, Typed
from zhaoren.people_search.relation_answer import RelationAsked
from zhaoren.people_search.role_words import RoleWords, read_role
from zhaoren.people_search.spans import Cover

SURE = 0.7  # a company span below this weight competes with reading the same signs as a name
_MAIL = re.compile(r"[\w.+-]+@[\w.-]+")
_NUMBER = re.compile(r"(?<![\w])\+?\d[\d\s()-]*\d(?!\w)|(?<!\w)\d(?!\w)")
_EMPLOYEE = re.compile(r"(?<![\w])[a-z]{1,4}[-_]?\d{2,}(?!\w)")
_TOPIC = re.compile(
    r"谁(?:比较|最|更)?(?:懂|了解|熟悉|擅长|会做|会|做过|研究过?|负责过|写过?|参与过?)|(?:懂|了解|熟悉|擅长|精通|做过|写过)(?=\S)"
    r"|专家$|\bwho (?:knows|understands|wrote|(?:has )?worked on|is good at)\b"
    r"|\bexperts? (?:on|in|for)\b|\bauthors? of\b"
)
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
_HEADQUARTERS = re.compile(
    r"(?:集团|公司)?总部|集团本部|集团公司|总公司|本部|集团|\b(?:the )?(?:group|headquarters|head office|hq)\b"
)


def understand(question: str, view: OrganisationView, lexicon: Lexicon) -> tuple[Reading, ...]:
    """The readings of a question, the likeliest first; at least one."""
    typed = Typed.of(question)
    contact = _contact(typed)
    if contact is not None:
        return (contact, replace(contact, number="", mail="", name=typed.text, parts=()))
    spans = view.companies.find(typed.text)
    sure = tuple(span for span in spans if span.weight >= SURE)
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


def _contact(typed: Typed) -> Reading | None:
    """A number or address, alone or beside a name."""
    mail = _MAIL.search(typed.text)
    if mail is not None:
        part = typed.part(PartKind.MAIL, mail.start(), mail.end(), Text("邮箱", "mail address"))
        return Reading((part,), mail=mail.group())
    number = next((m for m in _NUMBER.finditer(typed.text) if sum(c.isdigit() for c in m.group()) >= 2), None)
    number = number or _EMPLOYEE.search(typed.text)
    if number is None:
        return None
    rest = (typed.text[: number.start()] + " " + typed.text[number.end() :]).strip()
    part = typed.part(PartKind.NUMBER, number.start(), number.end(), Text("号码", "number"))
    text = re.sub(r"[\s()+-]", "", number.group()) if number.group()[0] in "+0123456789" else number.group()
    text = text[2:] if len(text) == 13 and text.startswith("86") else text
    if rest and not (read_name(rest).surname and len(rest) <= 12):
        return None if len(text) < 4 else Reading((part,), number=text)
    return Reading((part,), number=text, name=rest)


def _readings(
    typed: Typed, companies: tuple[CompanySpan, ...], view: OrganisationView, lexicon: Lexicon
) -> Iterator[Reading]:
    """The readings that take these spans for companies."""
    cover = Cover(typed)
    topic = _TOPIC.search(typed.text)
    if topic is not None:
        cover.take(PartKind.FILLER, topic.start(), topic.end(), _NOTHING)
    ids: dict[str, None] = {}
    for span in companies:
        if cover.take(PartKind.COMPANY, span.start, span.end, _companies_text(view, span.ids), span.ids):
            ids.update(dict.fromkeys(span.ids))
    if not ids:
        ids.update(dict.fromkeys(_headquarters(cover, view)))
    relation = _relation(cover, lexicon)
    called = _honorific(cover, lexicon) if topic is None else None
    listing = _listing(cover, lexicon)
    units = _units(cover, view, tuple(ids), lexicon)
    role = read_role(cover, lexicon) if topic is None else RoleWords()
    places = _places(cover, lexicon, bool(role.said))
    _fillers(cover, lexicon)
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
    )
    if called is not None:
        yield replace(reading, parts=cover.ordered(), rest=cover.rest())
        return
    yield from _with_rest(reading, cover, is_topic=topic is not None)


def _with_rest(reading: Reading, cover: Cover, *, is_topic: bool) -> Iterator[Reading]:
    """What is left is a name, a topic, or a company that nobody knows."""
    rest = cover.rest()
    if not rest:
        yield replace(reading, parts=cover.ordered())
        return
    if is_topic:
        yield _taking(reading, cover, PartKind.TOPIC, Text("主题", "topic"), topic=rest)
        return
    as_name = _taking(reading, cover, PartKind.NAME, Text("姓名", "name"), name=rest)
    as_topic = Reading(
        (cover.typed.part(PartKind.TOPIC, 0, len(cover.typed.text), Text("主题", "topic")),), topic=cover.typed.text
    )
    no_level = reading.level is None and not reading.ranks
    known = bool(reading.companies) or reading.relation is not None or not _may_be_company(rest)
    if known or (no_level and not _sounds_like_company(rest)):
        yield as_name
    else:
        unknown = _taking(reading, cover, PartKind.REST, Text("未知公司", "unknown company"), unknown_company=rest)
        first_name = bool(read_name(rest).surname) and not _sounds_like_company(rest)
        yield from (as_name, unknown) if first_name else (unknown, as_name)
    if no_level and reading.relation is None:
        yield as_topic


def _taking(reading: Reading, cover: Cover, kind: PartKind, means: Text, **values: str) -> Reading:
    parts: list[Part] = [*cover.ordered()]
    parts += [cover.typed.part(kind, start, end, means) for start, end in cover.rests()]
    return replace(reading, parts=tuple(sorted(parts, key=lambda p: (p.start, p.end))), rest=cover.rest(), **values)  # type: ignore[arg-type]


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


def _companies_text(view: OrganisationView, ids: tuple[str, ...]) -> Text:
    names = [view.units[i].name.text for i in ids[:3] if i in view.units]
    text = " / ".join(names) + (" …" if len(ids) > 3 else "")
    return Text(text, text)


def _relation(cover: Cover, lexicon: Lexicon) -> RelationAsked | None:
    for found in relations_in(cover.typed.text, lexicon):
        asked = _RELATIONS.get(found.meaning)
        if asked is not None and cover.take(PartKind.RELATION, found.start, found.end, _RELATION_TEXTS[asked]):
            return asked
    return None


def _listing(cover: Cover, lexicon: Lexicon) -> bool:
    for found in lists_in(cover.typed.text, lexicon):
        if found.meaning == "all" and cover.take(PartKind.LIST, found.start, found.end, Text("全部", "all")):
            return True
    return False


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
        for place in lexicon.places.find(cover.typed.text)
        if cover.take(PartKind.PLACE, place.start, place.end, Text(place.value.name, place.value.name))
    )


def _fillers(cover: Cover, lexicon: Lexicon) -> None:
    for found in fillers_in(cover.typed.text, lexicon):
        cover.take(PartKind.FILLER, found.start, found.end, _NOTHING)
