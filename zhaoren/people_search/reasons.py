"""Why somebody was found, in sentences of both languages. Nothing internal, nothing a viewer may not see."""

from __future__ import annotations

import re

from schemas.answers import Text
from schemas.directory import NameKind, Post, Role, Unit
from schemas.vocabulary import Function, MatchBand, Rank, UnitType
from zhaoren.language.functions import label

_LEGAL_FORM = re.compile(
    r"[\s,]*(?:\bco\b\.?)?[\s,]*\b(?:ltd|limited|inc|corp|corporation|llc|plc|gmbh)\b\.?$", re.IGNORECASE
)

_BANDS = {
    MatchBand.EXACT: Text("姓名完全一致", "name is the same"),
    MatchBand.READING: Text("姓名读音一致", "name is spelt so in pinyin"),
    MatchBand.MIXED: Text("汉字与拼音混合匹配", "name fits in characters and pinyin together"),
    MatchBand.PREFIX: Text("姓名以此开头", "name begins so"),
    MatchBand.INITIALS: Text("姓名首字母一致", "initials are the same"),
    MatchBand.ALIAS: Text("别名、账号或另一种拼写一致", "nickname, login or another spelling is the same"),
    MatchBand.SOUND: Text("读音相近", "name sounds alike"),
    MatchBand.SLIP: Text("只差一个字或字母", "name differs by one sign"),
}

_RANKS = {
    Rank.CHAIR: Text("董事长", "chair"),
    Rank.PRESIDENT: Text("总经理", "president"),
    Rank.VICE_PRESIDENT: Text("领导班子成员", "executive"),
    Rank.CHIEF: Text("首席/总监", "chief officer"),
    Rank.HEAD: Text("负责人", "head"),
    Rank.DEPUTY_HEAD: Text("副职", "deputy head"),
    Rank.SECTION_HEAD: Text("主管", "section head"),
    Rank.SPECIALIST: Text("专员", "specialist"),
    Rank.STAFF: Text("员工", "staff"),
    Rank.UNKNOWN: Text("职级不详", "rank unknown"),
}


def rank_text(rank: Rank) -> Text:
    """A rank in words."""
    return _RANKS[rank]


def function_text(function: Function) -> Text:
    """A function in words."""
    return Text(label(function, "zh"), label(function, "en"))


def band_text(band: MatchBand, typed: str, name: str) -> Text:
    """How a name fitted: both spellings, then the way."""
    way = _BANDS[band]
    return Text(f"“{typed}” → {name}：{way.zh}", f"“{typed}” → {name}: {way.en}")


def unit_text(unit: Unit) -> Text:
    """What a unit is called: companies as people say it; in English by its English name, where a source gives one."""
    company = unit.type in (UnitType.COMPANY, UnitType.GROUP)
    short = next((name.value.text for name in unit.names if name.kind is NameKind.SHORT), "") if company else ""
    english = next((name.value.text for name in unit.names if name.kind is NameKind.ENGLISH), "")
    own = short or unit.name.text
    return Text(own, _LEGAL_FORM.sub("", english) or own)


def role_text(company: Text, post: Post, role: Role, department: Text) -> Text:
    """What somebody is in a company, with the title that says so."""
    function = function_text(role.function)
    zh, en = company.zh, company.en
    where = department if department.zh else company
    title = post.title.text
    acting_zh, acting_en = ("（代理）", " (acting)") if post.acting or role.acting else ("", "")
    if role.in_charge:
        return Text(f"{zh}分管{function.zh}的领导{acting_zh}：{title}", f"in charge of {function.en} at {en}: {title}")
    if role.rank is Rank.CHIEF:
        return Text(
            f"{zh}的{function.zh}最高负责人{acting_zh}：{title}",
            f"chief officer of {function.en} at {en}{acting_en}: {title}",
        )
    if role.rank in (Rank.CHAIR, Rank.PRESIDENT):
        return Text(
            f"{zh}{rank_text(role.rank).zh}{acting_zh}：{title}",
            f"{rank_text(role.rank).en} of {en}{acting_en}: {title}",
        )
    if role.rank is Rank.HEAD or role.acting:
        return Text(
            f"{zh}{_between(zh, where.zh)}负责人{acting_zh}：{title}",
            f"heads {where.en} at {en}{acting_en}: {title}",
        )
    rank = rank_text(role.rank)
    return Text(
        f"{zh}{function.zh}{rank.zh}{acting_zh}：{title}",
        f"{rank.en}, {function.en} at {en}{acting_en}: {title}",
    )


def _between(company: str, where: str) -> str:
    return "" if where == company else where


def number_text(field: str, typed: str) -> Text:
    """Which number fitted."""
    names = {
        "mobile": Text("手机号", "mobile number"),
        "phone": Text("座机", "desk number"),
        "employee_number": Text("工号", "employee number"),
        "email": Text("邮箱", "mail address"),
        "login": Text("账号", "login"),
    }
    name = names[field]
    return Text(f"{name.zh}含“{typed}”", f"{name.en} contains “{typed}”")
