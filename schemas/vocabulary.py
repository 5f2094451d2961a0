"""The closed lists: kinds of record, functions, ranks, unit types, contact points and layers."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class RecordKind(StrEnum):
    """What a record speaks about."""

    PERSON = "person"
    UNIT = "unit"
    POST = "post"
    DOCUMENT = "document"
    PROJECT = "project"


class Function(StrEnum):
    """What a post or a unit is about. Words for each are data of `zhaoren.language`.

    The anchor is the Company Act's list of senior managers (经理, 副经理, 财务负责人, 董事会秘书) widened to the
    departments that groups really have; ISCO-08 and ESCO classify occupations, not duties, and do not serve.
    """

    GENERAL = "general"  # runs the whole unit: 总经理, 总裁, 厂长, CEO
    BOARD = "board"  # 董事会, 董事长, 董秘, 证券
    FINANCE = "finance"
    TREASURY = "treasury"  # 资金, 司库: a part of finance
    TAX = "tax"  # 税务: a part of finance
    HR = "hr"
    PROCUREMENT = "procurement"
    LEGAL = "legal"
    COMPLIANCE = "compliance"  # 合规, 风控
    IT = "it"
    EHS = "ehs"
    QUALITY = "quality"
    RESEARCH = "research"  # 研发, 技术
    PRODUCTION = "production"
    EQUIPMENT = "equipment"  # 设备, 机动, 工程
    SALES = "sales"
    MARKETING = "marketing"
    CUSTOMER_SERVICE = "customer_service"
    LOGISTICS = "logistics"  # 物流, 仓储
    AUDIT = "audit"
    ADMINISTRATION = "administration"  # 行政, 综合, 办公室
    STRATEGY = "strategy"
    INVESTMENT = "investment"
    PARTY = "party"  # 党委, 党群, 纪委
    UNION = "union"  # 工会
    PUBLIC_RELATIONS = "public_relations"
    MEDICAL = "medical"
    OTHER = "other"


class Rank(IntEnum):
    """How high a post stands within its unit; a smaller number is higher. Gaps leave room."""

    CHAIR = 10  # 董事长, chairman
    PRESIDENT = 20  # 总经理 of a company, 总裁, CEO
    VICE_PRESIDENT = 30  # 副总经理, 副总裁, often 分管 (in charge of) functions
    CHIEF = 40  # chief officer of a function: 财务总监, 总会计师, CFO
    HEAD = 50  # head of a department: 部长, 部门总经理, 主任, 经理
    DEPUTY_HEAD = 60  # 副部长, 副主任
    SECTION_HEAD = 70  # 科长, 主管, 班组长
    SPECIALIST = 80  # 高级经理 without a unit, 专家, 工程师, 主办
    STAFF = 90
    UNKNOWN = 99


class UnitType(StrEnum):
    """What a node of the organisation tree is."""

    GROUP = "group"
    COMPANY = "company"
    EXECUTIVE = "executive"  # the leaders' office of a company
    DEPARTMENT = "department"
    SECTION = "section"
    LINE = "line"
    SITE = "site"
    TEAM = "team"
    OTHER = "other"


class EmploymentStatus(StrEnum):
    """Whether a person works for the group now."""

    ACTIVE = "active"
    LEFT = "left"
    UNKNOWN = "unknown"


class Engagement(StrEnum):
    """How a person holds a post."""

    REGULAR = "regular"
    CONCURRENT = "concurrent"  # 兼任: beside another post
    SECONDED = "seconded"  # 借调、挂职、派驻: lent by his own company, mostly for a time


class ContactKind(StrEnum):
    """Ways to reach a person (vCard 4 TEL/EMAIL/IMPP, narrowed to what groups hold)."""

    MOBILE = "mobile"
    PHONE = "phone"
    EMAIL = "email"
    CHAT = "chat"
    OFFICE = "office"


class Layer(StrEnum):
    """How sensitive a value is (信息分层). A viewer reaches a layer, never a single field."""

    OPEN = "open"  # name, post, unit
    INTERNAL = "internal"  # desk phone, work mail, login, employee number, city
    CONFIDENTIAL = "confidential"  # mobile, hire dates
    SECRET = "secret"  # noqa: S105 - a layer's name: birth date, identity hash, gender


class RelationKind(StrEnum):
    """Person to person, or person to unit."""

    REPORTS_TO = "reports_to"
    DOTTED_TO = "dotted_to"
    ASSISTANT_OF = "assistant_of"
    IN_CHARGE_OF = "in_charge_of"  # 分管
    HEAD_OF = "head_of"  # declared by the source


class MatchBand(IntEnum):
    """How a name was matched; a smaller number is better. Bands decide rank, never term statistics."""

    EXACT = 0
    READING = 1  # surname-correct pinyin, whole
    MIXED = 2  # characters and pinyin together, unfinished last syllable
    PREFIX = 3
    INITIALS = 4
    ALIAS = 5  # nickname, romanisation of another school, naive wrong reading
    SOUND = 6  # sound-alike
    SLIP = 7  # one edit away
