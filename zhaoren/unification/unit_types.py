"""What kind of unit a source means: its own words, else the shape of the record and of the name."""

from __future__ import annotations

from types import MappingProxyType

from schemas.vocabulary import UnitType
from zhaoren.language.text import fold
from zhaoren.unification.read_records import ReadRecord

COMPANY_LIKE = frozenset({UnitType.GROUP, UnitType.COMPANY})

_WORDS = MappingProxyType(
    {
        UnitType.GROUP: "group 集团 集团公司 集团总部 总部 headquarters holding",
        UnitType.COMPANY: "company 公司 子公司 分公司 法人 法人单位 法人公司 企业 corporation legal_entity subsidiary "
        "corp entity organization organisation 单位",
        UnitType.EXECUTIVE: "exec executive 领导 领导班子 公司领导 高管 管理层 经营层 leadership board",
        UnitType.DEPARTMENT: "dept department 部门 部 中心 室 division 事业部 organizationalunit ou center centre "
        "office",
        UnitType.SECTION: "section 科 处 科室 处室 sub-department subdepartment",
        UnitType.LINE: "line 产线 生产线 业务线 条线 business_line",
        UnitType.SITE: "site 基地 厂 工厂 厂区 矿 矿区 矿山 分厂 车间 项目部 plant mine factory "
        "branch workshop location",
        UnitType.TEAM: "team 班 班组 组 小组 squad crew",
        UnitType.OTHER: "other 其他",
    }
)
_BY_WORD = {fold(word): kind for kind, words in _WORDS.items() for word in words.split()}
_ENDINGS = (
    (UnitType.COMPANY, ("公司", "有限", "ltd", "ltd.", "limited", "inc", "inc.", "gmbh", "llc", "plc", "股份")),
    (UnitType.GROUP, ("集团",)),
    (UnitType.EXECUTIVE, ("领导班子", "公司领导", "经营班子", "总裁办", "高管", "领导")),
    (UnitType.DEPARTMENT, ("部", "中心", "办公室", "委员会", "department", "dept", "dept.", "center", "centre", "院")),
    (UnitType.SECTION, ("科", "处", "section")),
    (UnitType.LINE, ("线",)),
    (UnitType.SITE, ("厂", "车间", "矿", "基地", "site", "plant")),
    (UnitType.TEAM, ("班", "组", "team", "队")),
)
_COMPANY_FIELDS = ("credit_code", "short_name", "stock_name", "mail_domain", "switchboard", "industry")


def type_of_name(name: str, otherwise: UnitType) -> UnitType:
    """What a unit's name says it is."""
    folded = fold(name)
    for kind, endings in _ENDINGS:
        if folded.endswith(endings):
            return kind
    return otherwise


def type_of_record(record: ReadRecord) -> UnitType:
    """What a unit record is: its type in the source's words, else what only companies have, else its name."""
    said = fold(record.first("type"))
    if said in _BY_WORD:
        return _BY_WORD[said]
    by_name = type_of_name(record.first("name"), UnitType.OTHER)
    if by_name in COMPANY_LIKE or any(record.first(name) for name in _COMPANY_FIELDS):
        return by_name if by_name in COMPANY_LIKE else UnitType.COMPANY
    if said:
        return UnitType.OTHER if by_name is UnitType.OTHER else by_name
    if by_name is UnitType.OTHER:
        belongs = record.first("parent_key") or record.first("company")
        return UnitType.DEPARTMENT if belongs else UnitType.COMPANY
    return by_name
