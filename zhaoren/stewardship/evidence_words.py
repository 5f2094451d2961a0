"""The short words of the scorer in sentences that an administrator reads: `same mobile`, `38 people bear this name`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from schemas.answers import Text

# What is not here is shown as the scorer calls it, so that a new fact is never hidden. `{detail}` stands for a number
# or a word; the second form is for facts without one.
_FACTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "same_identity_hash": ("证件号相同", "same identity number"),
        "same_staff_number": ("同一公司的工号相同", "same employee number in one company"),
        "same_mail": ("邮箱相同", "same mail address"),
        "same_mobile": ("手机号相同", "same mobile"),
        "same_account": ("账号相同", "same account"),
        "same_desk_line": ("座机相同", "same desk line"),
        "same_badge": ("工号相同，一方公司不明", "same employee number, one company unknown"),
        "same_credit_code": ("统一社会信用代码相同", "same unified social credit code"),
        "same_english_name": ("英文名相同", "same English name"),
        "same_code": ("代码相同", "same code"),
        "same_mail_domain": ("邮箱域名相同", "same mail domain"),
        "same_parent": ("上级单位相同", "same unit above"),
        "same_city": ("城市相同", "same city"),
        "former_name": ("一方的曾用名是另一方的名称", "the former name of one is the name of the other"),
        "short_name": ("一方的简称即另一方的名称", "the short name of one is the name of the other"),
        "names_alike": ("名称相近", "alike in name"),
        "masked_number_fits": ("隐去几位的号码相符", "a masked number fits"),
        "only_bearers_in_unit": ("同一部门，公司内无同名者", "one department, and nobody else there bears the name"),
        "hired_the_same_day": ("同一天入职", "hired on the same day"),
        "judgement": ("人工判断", "judged by a person"),
        "id_hash_differs": ("证件号不同", "identity numbers differ"),
        "birth_date_differs": ("出生日期不同", "dates of birth differ"),
        "gender_differs": ("性别不同", "genders differ"),
        "two_active_entries": ("同一公司名册中的两个在职人员", "two active entries of one company's register"),
        "one_source_lists_two": ("同一来源列为两个", "one source lists both"),
        "credit_codes_differ": ("统一社会信用代码不同", "credit codes differ"),
        "too_many_records": ("合并后记录过多", "together they would have too many records"),
        "judged_apart": ("已有人判断为两人", "judged apart by a person"),
        "unsure": ("依据不足，需人工判断", "too little is known to join them"),
        "rival": ("另有一人同样相符", "somebody else fits as well"),
    }
)


def fact_in_words(feature: str, detail: str = "") -> Text:
    """What one fact says; a detail stands behind it."""
    zh, en = _FACTS.get(feature, (feature.replace("_", " "), feature.replace("_", " ")))
    return Text(f"{zh}（{detail}）", f"{en} ({detail})") if detail else Text(zh, en)


def facts_in_words(features: str) -> Text:
    """Several facts as an event keeps them: `same_mail, same_mobile`."""
    found = [fact_in_words(feature.strip()) for feature in features.split(",") if feature.strip()]
    return Text("、".join(text.zh for text in found), ", ".join(text.en for text in found))
