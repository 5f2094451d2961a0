"""Words that speak of places in the organisation: companies, branches of trade, headquarters, departments, cities."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from schemas.answers import PartKind, Text
from schemas.directory import NameKind
from schemas.vocabulary import Function, UnitType
from zhaoren.language.company_spans import CompanySpan
from zhaoren.language.lexicon import Lexicon
from zhaoren.language.readings import is_surname
from zhaoren.language.text import fold, is_han
from zhaoren.people_search.organisation_view import OrganisationView
from zhaoren.people_search.question import SURE
from zhaoren.people_search.spans import Cover

_LEGAL_TAIL = re.compile(
    r"[\s,.]*(?:(?:co|company)[\s,.]*)?(?:ltd|limited|inc|incorporated|corp|corporation|llc|plc|gmbh|co)\b\.?"
)
_KINDS = (
    "银行|医院|学校|学院|酒店|研究院|研究所|设计院|出版社|工厂|电厂|钢厂|水泥厂|药厂|矿山|基金"
    "|景区|港口|机场|超市|商场|报社|电视台"
)
_BRANCH = re.compile(
    r"(?P<zh>[\u4e00-\u9fff]{2,8}?)(?:类|行业)?(?:的?子公司|的?分公司|的?公司|企业|单位|板块)"
    rf"|(?:各家?|所有的?|全部的?|每家|每所|旗下|下属)的?(?P<kind>[\u4e00-\u9fff]{{0,4}}?(?:{_KINDS}))"
    rf"|(?<![\u4e00-\u9fff])(?P<alone>{_KINDS})(?=.*(?:都?有谁|有哪些|名单|列表|一览|哪些人))"
    r"|\b(?P<en>[a-z]+(?: [a-z]+)?) (?:companies|subsidiaries|firms|businesses)\b"
)
_EVERYWHERE = re.compile(
    r"(?:集团)?(?:下属|旗下|下面)?(?:的)?(?:各|所有的?|全部的?|每)(?:个|家)?(?:下属|旗下)?的?"
    r"(?:子公司|分公司|公司|企业|单位|成员单位|成员企业)"
    r"|(?:集团)?(?:下属|旗下)的?(?:子公司|分公司|公司|企业|单位)|全集团|集团上下"
    r"|(?<![\u4e00-\u9fff])(?:下属|旗下|成员)?(?:子公司|下属公司|成员企业|成员单位)"
    r"|\b(?:all|every|each|our) (?:the |of the |our )?(?:subsidiaries|subsidiary|companies|company|firms)\b"
    r"|\b(?:across|throughout) the group\b"
)
_BELOW = re.compile(r"下属|旗下|下面|子公司|分公司|成员|subsidiar")
_HEADQUARTERS = re.compile(
    r"(?:我们|咱们|咱|我|本)?(?:(?:集团|公司)总部|集团本部|集团公司|总公司|总部|本部|集团)"
    r"|\b(?:the )?(?:group headquarters|group|headquarters|head office|hq)\b"
)
_SHORTEST_BRANCH = 2
_LONGEST_NAME = 4
_MOST_BESIDE_A_NAME = 200
_NO_TEXT = Text("", "")
_WORD = re.compile("[a-z]+")
_NEXT_WORD = re.compile(r"[\s&]+([a-z]+)\b")


def companies_text(view: OrganisationView, ids: Iterable[str]) -> Text:
    """Names of companies or departments, the first three."""
    listed = tuple(ids)
    names = [view.units[i].name.text for i in listed[:3] if i in view.units]
    text = " / ".join(names) + (" …" if len(listed) > 3 else "")
    return Text(text, text)


def take_companies(
    cover: Cover, spans: tuple[CompanySpan, ...], view: OrganisationView, lexicon: Lexicon
) -> tuple[str, ...]:
    """Companies by name, what an English name goes on with included (Iron & Steel, Co., Ltd.)."""
    ids: dict[str, None] = {}
    text = cover.typed.text
    for span in spans:
        if _HEADQUARTERS.fullmatch(text[span.start : span.end]) and _is_behind_a_name(text, span.start, lexicon):
            continue
        typed = cover.typed.part(PartKind.COMPANY, span.start, span.end, _NO_TEXT).text
        meant = _bearers(span, typed, view) or view.topmost(span.ids)
        end = _english_end(text, span.start, span.end, meant, view) if text[span.start].isascii() else span.end
        if cover.take(PartKind.COMPANY, span.start, end, companies_text(view, meant), meant):
            ids.update(dict.fromkeys(meant))
            cover.other_ids += [other for other in span.ids if other not in meant]
    return tuple(ids)


def _bearers(span: CompanySpan, typed: str, view: OrganisationView) -> tuple[str, ...]:
    """The group, where an English brand that begins its name was typed, and not as a subsidiary spells its own name."""
    tops = [unit for unit in view.roots if view.units[unit].company_id == unit]
    if len(tops) != 1 or tops[0] in span.ids or not typed.isascii() or not typed.isalpha():
        return ()
    english = [name.value.text for name in view.units[tops[0]].names if name.kind is NameKind.ENGLISH]
    begins = any(fold(name).split()[:1] == [typed.lower()] for name in english)
    spelled = any(name.value.text == typed for i in span.ids for name in view.units[i].names)
    return tuple(tops) if begins and not spelled else ()


def _english_end(text: str, start: int, end: int, ids: tuple[str, ...], view: OrganisationView) -> int:
    """Where the name ends when further words of it, or a legal form, follow: Tingzhou [Iron &] Steel Co., Ltd."""
    words = {word for i in ids for name in view.units[i].names for word in _WORD.findall(fold(name.value.text))}
    words -= set(_WORD.findall(text[start:end]))  # Boyang Logistics [logistics boss]
    while (following := _NEXT_WORD.match(text, end)) is not None and following.group(1) in words:
        end = following.end()
    tail = _LEGAL_TAIL.match(text, end)
    return tail.end() if tail is not None else end


def _is_behind_a_name(text: str, start: int, lexicon: Lexicon) -> bool:
    """天马|集团: Han characters that are no known word stand before, so this is the end of another name."""
    if start == 0 or not is_han(text[start - 1]):
        return False
    ending = (text[max(0, start - size) : start] for size in (1, 2, 3, 4))
    return not any(word in lexicon.ordinary or word in lexicon.questions["fillers"] for word in ending)


@dataclass(frozen=True, slots=True)
class Everywhere:
    """Every company is asked for, but for those `without`."""

    without: tuple[str, ...]


def take_everywhere(cover: Cover, view: OrganisationView) -> Everywhere | None:
    """全集团: every company; 各子公司: every company below the one at the top."""
    found = _EVERYWHERE.search(cover.typed.text)
    if found is None or not cover.take(PartKind.LIST, *found.span(), Text("各公司", "every company")):
        return None
    below = _BELOW.search(found.group()) is not None
    tops = tuple(unit for unit in view.roots if view.units[unit].company_id == unit)
    return Everywhere(tops if below and len(tops) == 1 else ())


def take_branch(cover: Cover, view: OrganisationView) -> tuple[str, ...]:
    """医药公司, steel companies: every company of a branch, by its industry or the trade in its name."""
    for found in _BRANCH.finditer(cover.typed.text):
        kind = next(name for name in ("zh", "kind", "alone", "en") if found.group(name))
        stem, start = found.group(kind), found.start(kind)
        cuts = (0, *_next_words(stem)) if kind == "en" else range(len(stem) - _SHORTEST_BRANCH + 1)
        for cut in cuts:
            ids = view.of_branch(stem[cut:])
            if ids and cover.take(PartKind.COMPANY, start + cut, found.end(), companies_text(view, ids), ids):
                return ids
    return ()


def _next_words(stem: str) -> list[int]:
    return [place + 1 for place, sign in enumerate(stem) if sign == " "]


def take_headquarters(cover: Cover, view: OrganisationView, lexicon: Lexicon) -> tuple[str, ...]:
    """集团, 总部: the company at the top, where there is one; 天马集团 is the name of some other company."""
    tops = [unit for unit in view.roots if view.units[unit].company_id == unit]
    found = _HEADQUARTERS.search(cover.typed.text)
    if found is None or len(tops) != 1:
        return ()
    if _is_behind_a_name(cover.typed.text, found.start(), lexicon):
        return ()
    return (tops[0],) if cover.take(PartKind.COMPANY, *found.span(), companies_text(view, (tops[0],)), tops) else ()


def take_units(cover: Cover, view: OrganisationView, companies: tuple[str, ...], lexicon: Lexicon) -> tuple[str, ...]:
    """Departments by their own names.

    财务 is a function; 财务部 is that very department where a company is named that has one of just this name.
    """
    found: dict[str, None] = {}
    for start, end, span in list(cover.found(view.departments.find)):
        text = cover.typed.text[start:end]
        if span.weight < SURE or (text[-1] == "部" and cover.typed.text[end : end + 1] == "门"):
            continue
        beside_a_name = _leaves_a_name(cover, start, end, lexicon)
        inside = view.within(span.ids, companies) or (span.ids[:_MOST_BESIDE_A_NAME] if beside_a_name else ())
        own = [u for u in inside if view.units[u].company_id in companies]
        ids = [u for u in own or inside if beside_a_name or _is_meant(view, u, text, own=bool(own), lexicon=lexicon)]
        if ids and cover.take(PartKind.UNIT, start, end, companies_text(view, ids), ids):
            found.update(dict.fromkeys(ids))
    return tuple(found)


def _leaves_a_name(cover: Cover, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether nothing but a Chinese name is left beside this span: 李晨（总裁室）."""
    typed = cover.typed.text
    left = " ".join(typed[max(first, 0) : last].replace(typed[start:end], " ") for first, last in cover.rests())
    words = ["".join(filter(str.isalnum, word)) for word in left.replace("(", " ").replace("的", " ").split()]
    words = [word for word in words if word and word not in lexicon.questions["fillers"]]
    return [
        1 < len(word) <= _LONGEST_NAME
        and all(map(is_han, word))
        and is_surname(word[0])
        and word not in lexicon.ordinary
        for word in words
    ] == [True]


def _is_meant(view: OrganisationView, unit_id: str, text: str, *, own: bool, lexicon: Lexicon) -> bool:
    unit = view.units[unit_id]
    if unit.type is UnitType.EXECUTIVE:
        return False  # 公司领导 asks for people, not for their office
    if unit.function in (None, Function.OTHER):
        return text not in lexicon.ordinary
    named = list(lexicon.functions.find(text))
    covered = sum(found.end - found.start for found in named)
    suffix = lexicon.titles.longest(text, named[-1].end) if named else None
    suffix_size = suffix.end - suffix.start if suffix is not None and suffix.value.unit is not None else 0
    says_more = covered + suffix_size < len(text.replace(" ", "")) - 1
    is_department = suffix_size > 0 or _ends_as_unit(text, lexicon)
    return says_more or (own and is_department)


def _ends_as_unit(text: str, lexicon: Lexicon) -> bool:
    """董事会办公室, 研发中心: words for a function that end with a word for a unit."""
    for size in (3, 2, 1):
        word = lexicon.titles.get(text[-size:]) if size < len(text) else None
        if word is not None and word.unit is not None and word.post is None:
            return True
    return False


def take_places(cover: Cover, lexicon: Lexicon, *, role_said: bool) -> tuple[str, ...]:
    """Cities and provinces, only beside a role: 海南 alone may be a name of many things."""
    if not role_said:
        return ()
    return tuple(
        place.value.name
        for start, end, place in list(cover.found(lexicon.places.find))
        if cover.take(PartKind.PLACE, start, end, Text(place.value.name, place.value.name))
    )
