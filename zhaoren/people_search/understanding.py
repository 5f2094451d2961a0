"""Text to readings: contacts, relations, companies, places, departments, roles, and a name or topic in what is left.

The order follows what may hide in what: a company's name may hold a function (财务公司), so companies are cut out
before functions are read; a title may hold a filler, so fillers come last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from schemas.answers import PartKind, Text
from schemas.vocabulary import Rank
from zhaoren.language.company_spans import CompanySpan
from zhaoren.language.lexicon import Lexicon
from zhaoren.language.readings import surname_syllables
from zhaoren.people_search.contact_words import contact_reading
from zhaoren.people_search.leftovers import topic_of, with_rest
from zhaoren.people_search.organisation_view import OrganisationView
from zhaoren.people_search.question import SURE, Reading, Typed
from zhaoren.people_search.relation_answer import RelationAsked
from zhaoren.people_search.role_fit import Level
from zhaoren.people_search.role_words import RoleWords, read_department_heads, read_role
from zhaoren.people_search.spans import Cover
from zhaoren.people_search.where_words import (
    take_branch,
    take_companies,
    take_everywhere,
    take_headquarters,
    take_places,
    take_units,
)
from zhaoren.people_search.whom_words import (
    NOTHING,
    Called,
    RelationWord,
    take_called,
    take_fillers,
    take_head_words,
    take_listing,
    take_relation,
    take_wish,
)

_LONGEST_WHOLE = 60
_TOPIC = re.compile(
    r"谁(?:比较|最|更|能|对)?"
    r"(?:懂|了解|熟悉|熟|擅长|精通|会做|会|做过|研究过?|搞过|弄过|负责过|写的|写过?|参与过?|经验)"
    r"|(?:找|请|要|有没有|推荐|需要|联系)?(?:一?[个位名])?(?:懂|了解|熟悉|擅长|精通|做过|写过|研究过|参与过)(?=\S)|(?<![首高资深级])专家(?!组|委)"
    r"|\bwho (?:knows|understands|wrote|(?:has )?(?:worked|written) on|is good at|has experience (?:with|in))\b"
    r"(?: about)?"
    r"|\bexperts? (?:on|in|for)\b|\bauthors? of\b|\b(?:expert|specialist)s?\b(?= on| in|$)"
)
_ASPECT = re.compile(
    r"(?:方面|这块儿?|领域|这方面|那块)的?(?:该|应该|要)?(?:找谁|问谁|谁|联系谁|请教谁|找哪位)|请教谁|向谁请教"
)
_PROJECT = re.compile(
    r"项目(?!部|经理|管理|总监|主管|办|立项)|课题(?!申报)|\bprojects?\b(?! manager| director| office)"
)


def understand(question: str, view: OrganisationView, lexicon: Lexicon) -> tuple[Reading, ...]:
    """All readings of a question, the likeliest first; at least one."""
    return tuple(readings_of(question, view, lexicon))


def readings_of(question: str, view: OrganisationView, lexicon: Lexicon) -> Iterator[Reading]:
    """The readings of a question, the likeliest first, each made when it is asked for; none twice."""
    seen: set[Reading] = set()
    for reading in _all_readings(Typed.of(question), view, lexicon):
        if reading not in seen:
            seen.add(reading)
            yield reading


def _all_readings(typed: Typed, view: OrganisationView, lexicon: Lexicon) -> Iterator[Reading]:
    contact = contact_reading(typed, view, lexicon)
    if contact is not None and contact.number and not contact.number.isdigit() and _is_a_duty(typed, contact, lexicon):
        contact = None
    if contact is not None:
        yield contact
        yield replace(contact, number="", mail="", companies=(), name=typed.text, parts=())
        return
    spans = view.companies.find(typed.text)
    sure = tuple(span for span in spans if span.weight >= SURE)
    spans = sure or spans  # beside a company that is surely named, a guess is rather a part of something else
    if len(sure) == len(spans):
        yield from _readings(typed, spans, view, lexicon)
    else:
        readings = list(_readings(typed, spans, view, lexicon))
        others = list(_readings(typed, sure, view, lexicon))
        said = readings[0].functions or readings[0].level is not None or readings[0].ranks
        # 海矿财务老大: the rest speaks of a role, so the guess is a company. 王海: nothing does, so a name comes first.
        yield from readings + others if said else others + readings
    if len(typed.text) <= _LONGEST_WHOLE:
        whole = typed.part(PartKind.NAME, 0, len(typed.text), Text("姓名", "name"))
        yield Reading((whole,), name=typed.text)


def _is_a_duty(typed: Typed, contact: Reading, lexicon: Lexicon) -> bool:
    """ISO9001认证 is a duty, and no employee number."""
    number = contact.number.lower()
    return any(number in typed.text[duty.start : duty.end] for duty in lexicon.duties.find(typed.text))


def _readings(
    typed: Typed, companies: tuple[CompanySpan, ...], view: OrganisationView, lexicon: Lexicon
) -> Iterator[Reading]:
    """The readings that take these spans for companies."""
    knowing = _TOPIC.search(typed.text)
    if knowing or _PROJECT.search(typed.text) or _ASPECT.search(typed.text):
        yield from _topics(typed, companies, view, lexicon)
    if knowing and not companies:
        return  # whoever heads production need not know about blast furnaces
    cover = Cover(typed)
    ids = take_companies(cover, companies, view, lexicon)
    everywhere = None if ids else take_everywhere(cover, view)
    ids = ids or (() if everywhere is not None else take_branch(cover, view) or take_headquarters(cover, view, lexicon))
    units = take_units(cover, view, ids, lexicon)
    take_wish(cover, lexicon)
    role = read_department_heads(cover, lexicon) if not units else None
    relation = take_relation(cover, lexicon)
    called = take_called(cover, lexicon) if not units else None
    listing = take_listing(cover, lexicon) or everywhere is not None
    role = role or read_role(cover, lexicon, in_unit=bool(units))
    places = take_places(cover, lexicon, role_said=role.said)
    take_fillers(cover, lexicon)
    listing = (listing or len(ids) > 1) and role.ranks != (Rank.HEAD,)
    without = everywhere.without if everywhere is not None else ()
    reading = Reading((), companies=ids, without=without, units=units, listing=listing, places=places)
    if called is not None:
        if called.title in surname_syllables():  # Xiao Peng is somebody's name before it is 小彭
            yield Reading((typed.part(PartKind.NAME, 0, len(typed.text), Text("姓名", "name")),), name=typed.text)
        yield _calling(reading, called, role, relation, cover)
        return
    nobody_named = not cover.pieces()
    reading = _with_role(reading, role, relation, nobody_named=nobody_named)
    others = tuple(cover.other_ids)
    yield from with_rest(replace(reading, unsure=bool(others)), cover, lexicon, everywhere=everywhere is not None)
    if others:
        yield from with_rest(replace(reading, companies=others), cover, lexicon)
    if role.person and nobody_named and not ids and not units:
        yield topic_of(cover)


def _calling(reading: Reading, called: Called, role: RoleWords, relation: RelationWord | None, cover: Cover) -> Reading:
    """张总, with what stands beside him."""
    return replace(
        reading,
        parts=cover.ordered(),
        functions=role.functions or called.functions,
        level=role.level,
        ranks=called.ranks,
        title=called.title,
        relation=relation.asked if relation is not None else None,
        name=called.name,
        called=True,
        rest=" ".join(cover.pieces()),
    )


def _with_role(reading: Reading, role: RoleWords, relation: RelationWord | None, *, nobody_named: bool) -> Reading:
    """The reading with its role. A relation to nobody is a role: 财务部的领导 heads it, 财务部有哪些人 asks for all."""
    asked = relation.asked if relation is not None else None
    level = role.level
    somewhere = bool(reading.units or reading.companies or role.functions)
    if asked in (RelationAsked.TEAM, RelationAsked.PEERS) and nobody_named and len(role.ranks) > 1:
        asked = None  # 领导班子有哪些人
    if relation is not None and nobody_named and somewhere and not role.ranks:
        if relation.may_be_head and asked is RelationAsked.MANAGER and not role.title:
            asked, level = None, level or Level.HEAD
        elif asked in (RelationAsked.TEAM, RelationAsked.PEERS) and level is None and not role.title:
            asked, level = None, Level.ANYONE
        elif asked is RelationAsked.TEAM and level is not None:
            return replace(
                reading, functions=role.functions, level=level, title=role.title, listing=True
            )  # 财务负责人都有谁
    return replace(reading, functions=role.functions, level=level, ranks=role.ranks, title=role.title, relation=asked)


def _topics(
    typed: Typed, companies: tuple[CompanySpan, ...], view: OrganisationView, lexicon: Lexicon
) -> Iterator[Reading]:
    """What documents and projects speak of, where the words ask for it; beside a company only surely so."""
    cover = Cover(typed)
    ids = take_companies(cover, companies, view, lexicon)
    found = _TOPIC.search(typed.text) or (None if ids else _ASPECT.search(typed.text))
    project = _PROJECT.search(typed.text)
    if found is None and project is None:
        return
    if found is not None:
        cover.take(PartKind.FILLER, *found.span(), NOTHING)
    leads = len(cover.parts)
    take_head_words(cover, lexicon)
    lead = project is not None and len(cover.parts) > leads
    take_fillers(cover, lexicon)
    yield topic_of(cover, lead=lead, companies=ids)
