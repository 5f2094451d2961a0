"""The short words of the scorer in sentences that an administrator reads: `same mobile`, `38 people bear this name`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from schemas.answers import Text

# What is not here is shown as the scorer calls it, so that a new fact is never hidden.
_FACTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        # Numbers, addresses, accounts.
        "same_identity_hash": ("证件号相同", "same identity number"),
        "identity_differs": ("证件号不同", "identity numbers differ"),
        "same_staff_number": ("同一公司的工号相同", "same employee number in one company"),
        "same_badge": ("工号相同，一方公司不明", "same employee number, one company unknown"),
        "staff_number_differs": ("工号不同", "employee numbers differ"),
        "same_mail": ("邮箱相同", "same mail address"),
        "same_mail_name": ("邮箱名相同，域名不同", "same name before the @, another domain"),
        "mail_differs": ("邮箱不同", "mail addresses differ"),
        "same_account": ("账号相同", "same account"),
        "same_mobile": ("手机号相同", "same mobile"),
        "shared_mobile": ("手机号相同，但多人共用", "same mobile, which several people share"),
        "masked_number_fits": ("隐去几位的号码相符", "a masked number fits"),
        "last_digits_fit": ("号码末几位相符", "the last digits of a number fit"),
        "mobile_differs": ("手机号不同", "mobiles differ"),
        "same_desk_line": ("座机相同", "same desk line"),
        "shared_desk_line": ("座机相同，但多人共用", "same desk line, which several people share"),
        "same_line": ("座机总机相同", "same line, extension unknown"),
        "desk_differs": ("座机不同", "desk lines differ"),
        # Names.
        "same_name": ("姓名相同", "same name"),
        "same_romanised_name": ("姓名拼音或罗马字相同", "same name in Latin letters"),
        "similar_name": ("姓名相近", "names are alike"),
        "name_differs": ("姓名不同", "names differ"),
        "same_english_name": ("英文名相同", "same English name"),
        "bearers_in_company": ("公司内很少人叫这个名字", "few of this name in the company"),
        "bearers_in_unit": ("部门内很少人叫这个名字", "few of this name in the department"),
        "bearers_in_group": ("集团内很少人叫这个名字", "few of this name in the group"),
        "only_one_of_that_surname_there": ("该部门只有一人姓此姓", "the only one of that surname there"),
        "several_of_that_surname_there": ("该部门有几人姓此姓", "several of that surname there"),
        # Places, posts, times.
        "same_company": ("同一公司", "same company"),
        "other_company": ("公司不同", "another company"),
        "same_department": ("同一部门", "same department"),
        "same_branch": ("同一条线", "same branch of the tree"),
        "same_function": ("职能相同", "same function"),
        "other_function": ("职能不同", "another function"),
        "other_department": ("部门不同", "another department"),
        "same_title": ("职务相同", "same title"),
        "title_within_title": ("一方职务包含另一方", "one title within the other"),
        "title_differs": ("职务不同", "titles differ"),
        "only_bearers_in_unit": ("同一部门，公司内无同名者", "one department, and nobody else there bears the name"),
        "hired_the_same_day": ("同一天入职", "hired on the same day"),
        "hired_within_days": ("入职日期相差几天", "hired within days"),
        "hired_month": ("入职日期相差一月内", "hired within a month"),
        "hired_year": ("入职日期相差一年内", "hired within a year"),
        "hired_far": ("入职日期相差很远", "hired far apart"),
        "one_left_as_other_began": ("一方离职后另一方随即入职", "one left as the other began"),
        "one_left_before_other_began": ("一方离职在另一方入职之前", "one left before the other began"),
        "employed_at_once": ("两边同时在职", "employed at the same time"),
        "both_active_in_one_source": ("同一来源中两人都在职", "both active in one source"),
        "silo_one_over": ("同一来源中一方已结束", "in one source, one of them is over"),
        "silo_one_over_elsewhere": ("同一来源中一方已结束", "in one source, one of them is over"),
        "same_birth_date": ("出生日期相同", "same date of birth"),
        "birth_date_differs": ("出生日期不同", "dates of birth differ"),
        "same_gender": ("性别相同", "same gender"),
        "gender_differs": ("性别不同", "genders differ"),
        # Why two were left apart.
        "id_hash_differs": ("证件号不同", "identity numbers differ"),
        "two_active_entries": (
            "同一来源、同一公司中有两个在用的工号",
            "one source lists two numbers of one company in use",
        ),
        "too_many_records": ("合并后记录过多", "together they would have too many records"),
        "others_speak_against": ("其余记录之间不相符", "other records of both speak against it"),
        "rest": (
            "起点（任意两条记录很少是同一人），以及两边其余的记录",
            "to begin with two records are seldom one person; and what the other records say",
        ),
        "judged_apart": ("已有人判断为两人", "judged apart by a person"),
        "judgement": ("人工判断", "judged by a person"),
        "unsure": ("依据不足，需人工判断", "too little is known to join them"),
        # Units.
        "same_credit_code": ("统一社会信用代码相同", "same unified social credit code"),
        "credit_codes_differ": ("统一社会信用代码不同", "credit codes differ"),
        "same_code": ("代码相同", "same code"),
        "same_mail_domain": ("邮箱域名相同", "same mail domain"),
        "same_parent": ("上级单位相同", "same unit above"),
        "same_city": ("城市相同", "same city"),
        "same_short_name": ("简称相同", "same short name"),
        "former_name": ("一方的曾用名是另一方的名称", "the former name of one is the name of the other"),
        "names_alike": ("名称相近", "alike in name"),
        "name_slip": ("名称只差一两个字", "names differ by a sign or two"),
        "legal_forms_differ": ("公司形式不同（有限、股份）", "legal forms differ"),
        "one_source_lists_two": ("同一来源列为两个", "one source lists both"),
    }
)

# Facts about which the number says more than the word: 38 people named so.
_COUNTED: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "bearers_in_company": ("公司内 {detail} 人叫这个名字", "{detail} of this name in the company"),
        "bearers_in_unit": ("部门内 {detail} 人叫这个名字", "{detail} of this name in the department"),
        "bearers_in_group": ("集团内 {detail} 人叫这个名字", "{detail} of this name in the group"),
        "similar_name": ("姓名相近，集团内 {detail} 人叫这个名字", "names alike, {detail} of this name in the group"),
        "same_name": ("姓名相同，集团内 {detail} 人叫这个名字", "same name, {detail} of this name in the group"),
        "same_romanised_name": (
            "姓名拼音或罗马字相同，集团内 {detail} 人如此", "same name in Latin letters, {detail} of it in the group",
        ),
    }
)  # fmt: skip


# The same where it is one alone.
_ALONE: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "bearers_in_company": ("公司内没有别人叫这个名字", "nobody else of this name in the company"),
        "bearers_in_unit": ("部门内没有别人叫这个名字", "nobody else of this name in the department"),
        "bearers_in_group": ("集团内没有别人叫这个名字", "nobody else of this name in the group"),
        "same_name": ("姓名相同，集团内没有别人叫这个名字", "same name, nobody else of this name in the group"),
        "similar_name": ("姓名相近，集团内没有别人叫这个名字", "names alike, nobody else of this name in the group"),
        "same_romanised_name": (
            "姓名拼音或罗马字相同，集团内没有别人如此", "same name in Latin letters, nobody else of it in the group",
        ),
    }
)  # fmt: skip


def fact_in_words(feature: str, detail: str = "") -> Text:
    """What one fact says; a number or a word that it rests on stands in it, or behind it."""
    if detail and feature in _COUNTED:
        zh, en = _ALONE.get(feature, _COUNTED[feature]) if detail == "1" else _COUNTED[feature]
        return Text(zh.format(detail=detail), en.format(detail=detail))
    zh, en = _FACTS.get(feature, (feature.replace("_", " "), feature.replace("_", " ")))
    return Text(f"{zh}（{detail}）", f"{en} ({detail})") if detail else Text(zh, en)


def facts_in_words(features: str) -> Text:
    """Several facts as an event keeps them: `same_mail, same_mobile`."""
    found = [fact_in_words(feature.strip()) for feature in features.split(",") if feature.strip()]
    return Text("、".join(text.zh for text in found), ", ".join(text.en for text in found))
