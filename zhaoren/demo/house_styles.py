"""How each house calls its departments and titles: a finance head is 部长 here, 总经理 there and Director elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.vocabulary import Function

F = Function


@dataclass(frozen=True, slots=True)
class HouseStyle:
    """One company's way of naming. `chiefs` are its chief officers by function; not every company fills them."""

    key: str
    executive_unit: str
    department_suffix: str
    head: str
    deputy: str
    section_suffix: str
    section_head: str
    chair: str
    president: str
    vice: str
    chiefs: dict[Function, str]
    english: bool = False


_STATE_CHIEFS = {
    F.FINANCE: "总会计师", F.LEGAL: "总法律顾问", F.RESEARCH: "总工程师", F.EHS: "安全总监",
    F.BOARD: "董事会秘书", F.AUDIT: "总审计师",
}  # fmt: skip
_MARKET_CHIEFS = {
    F.FINANCE: "财务总监", F.LEGAL: "法务总监", F.HR: "人力资源总监", F.RESEARCH: "技术总监", F.SALES: "营销总监",
    F.PROCUREMENT: "采购总监", F.IT: "信息总监", F.BOARD: "董事会秘书", F.QUALITY: "质量总监",
}  # fmt: skip
_GROUP_CHIEFS = {
    F.FINANCE: "首席财务官",
    F.HR: "首席人力资源官",
    F.IT: "首席信息官",
    F.INVESTMENT: "首席投资官",
    F.BOARD: "董事会秘书",
    F.LEGAL: "总法律顾问",
    F.STRATEGY: "首席战略官",
    F.COMPLIANCE: "首席风险官",
}
_ENGLISH_CHIEFS = {
    F.FINANCE: "Chief Financial Officer", F.HR: "CHRO", F.IT: "CIO", F.LEGAL: "General Counsel",
    F.MARKETING: "CMO", F.RESEARCH: "CTO", F.BOARD: "Company Secretary",
}  # fmt: skip

STYLES = {
    style.key: style
    for style in (
        HouseStyle(
            "bureau", "公司领导", "部", "部长", "副部长", "科", "科长", "董事长", "总经理", "副总经理", _STATE_CHIEFS
        ),
        HouseStyle(
            "office", "厂部", "处", "处长", "副处长", "科", "科长", "董事长", "总经理", "副总经理", _STATE_CHIEFS
        ),
        HouseStyle(
            "center",
            "经营层",
            "中心",
            "总监",
            "副总监",
            "组",
            "主管",
            "董事长",
            "总经理",
            "副总经理",
            {
                F.FINANCE: "CFO",
                F.HR: "CHO",
                F.IT: "CIO",
                F.RESEARCH: "CTO",
                F.BOARD: "董秘",
            },
        ),
        HouseStyle(
            "classic", "总经理室", "部", "经理", "副经理", "组", "主管", "董事长", "总经理", "副总经理", _MARKET_CHIEFS
        ),
        HouseStyle(
            "group", "集团领导", "部", "总经理", "副总经理", "处", "高级经理", "董事长", "总裁", "副总裁", _GROUP_CHIEFS
        ),
        HouseStyle(
            "financial",
            "总裁室",
            "部",
            "负责人",
            "副总经理",
            "室",
            "主任",
            "董事长",
            "总裁",
            "副总裁",
            {
                F.FINANCE: "财务负责人",
                F.LEGAL: "法律责任人",
                F.COMPLIANCE: "合规负责人",
                F.AUDIT: "审计责任人",
            },
        ),
        HouseStyle(
            "english",
            "Executive Office",
            "",
            "Director",
            "Deputy Director",
            " Team",
            "Manager",
            "Chairman",
            "Chief Executive Officer",
            "Vice President",
            _ENGLISH_CHIEFS,
            english=True,
        ),
    )
}

DEPARTMENT_WORDS: dict[Function, tuple[str, ...]] = {
    F.FINANCE: ("财务", "计划财务", "财务管理", "资产财务"),
    F.HR: ("人力资源", "人事", "组织人事"),
    F.ADMINISTRATION: ("综合管理", "行政", "综合"),
    F.LEGAL: ("法务", "法律事务", "法律合规"),
    F.COMPLIANCE: ("合规风控", "风险管理"),
    F.AUDIT: ("审计", "内部审计", "审计监察"),
    F.IT: ("信息", "数字化", "信息技术"),
    F.STRATEGY: ("战略发展", "企业发展", "战略规划"),
    F.INVESTMENT: ("投资", "投资管理", "资本运营"),
    F.TREASURY: ("资金管理", "司库"),
    F.PARTY: ("党群工作", "党委工作"),
    F.UNION: ("工会工作",),
    F.PUBLIC_RELATIONS: ("公共关系", "公共事务"),
    F.PRODUCTION: ("生产", "生产运营", "制造管理"),
    F.EHS: ("安全环保", "安环", "EHS"),
    F.QUALITY: ("质量", "质量管理", "品质保证"),
    F.EQUIPMENT: ("设备", "机动", "装备工程"),
    F.PROCUREMENT: ("采购", "物资供应", "招标采购"),
    F.RESEARCH: ("研发", "技术", "工艺技术"),
    F.SALES: ("销售", "营销", "销售管理"),
    F.MARKETING: ("市场", "品牌市场"),
    F.CUSTOMER_SERVICE: ("客户服务", "会员服务"),
    F.LOGISTICS: ("物流", "仓储物流"),
    F.MEDICAL: ("医学", "医学事务"),
}
WHOLE_NAMES: dict[Function, tuple[str, ...]] = {
    F.BOARD: ("董事会办公室",),
    F.ADMINISTRATION: ("办公室", "总经理办公室"),
    F.UNION: ("工会",),
    F.PARTY: ("党委办公室",),
}
"""Departments whose name takes no suffix; a house uses either form."""

ENGLISH_DEPARTMENTS: dict[Function, str] = {
    F.FINANCE: "Finance", F.HR: "Human Resources", F.ADMINISTRATION: "Administration", F.LEGAL: "Legal",
    F.COMPLIANCE: "Compliance", F.AUDIT: "Internal Audit", F.IT: "Information Technology", F.STRATEGY: "Strategy",
    F.INVESTMENT: "Investment", F.TREASURY: "Treasury", F.PARTY: "Party Affairs", F.UNION: "Labour Union",
    F.PUBLIC_RELATIONS: "Public Relations", F.PRODUCTION: "Production", F.EHS: "EHS", F.QUALITY: "Quality",
    F.EQUIPMENT: "Equipment", F.PROCUREMENT: "Procurement", F.RESEARCH: "Research & Development", F.SALES: "Sales",
    F.MARKETING: "Marketing", F.CUSTOMER_SERVICE: "Customer Service", F.LOGISTICS: "Logistics", F.MEDICAL: "Medical",
    F.BOARD: "Board Office",
}  # fmt: skip

SECTIONS: dict[Function, tuple[str, ...]] = {
    F.FINANCE: ("会计核算", "税务", "预算", "成本"),
    F.HR: ("招聘", "薪酬", "培训"),
    F.ADMINISTRATION: ("文秘", "后勤", "车队"),
    F.PROCUREMENT: ("原料采购", "备件采购"),
    F.IT: ("应用", "网络", "数据"),
    F.SALES: ("华东", "华南", "大客户"),
    F.EHS: ("安全", "环保"),
    F.QUALITY: ("检验", "体系"),
    F.PRODUCTION: ("计划", "调度"),
    F.RESEARCH: ("工艺", "实验"),
    F.EQUIPMENT: ("电气", "机械"),
    F.LOGISTICS: ("仓储", "发运"),
}

STAFF: dict[Function, tuple[str, ...]] = {
    F.FINANCE: ("会计", "出纳", "财务主管", "财务经理", "高级会计师", "税务专员"),
    F.HR: ("人事专员", "薪酬专员", "HRBP"),
    F.ADMINISTRATION: ("行政专员", "文员", "秘书"),
    F.LEGAL: ("法务专员", "法务经理", "律师"),
    F.AUDIT: ("审计员", "审计经理"),
    F.IT: ("工程师", "系统管理员", "数据分析师"),
    F.PROCUREMENT: ("采购员", "采购经理", "招标专员"),
    F.EHS: ("安全员", "环保专员"),
    F.QUALITY: ("质检员", "质量工程师"),
    F.RESEARCH: ("工程师", "研究员", "高级工程师"),
    F.PRODUCTION: ("操作工", "技术员", "调度员"),
    F.EQUIPMENT: ("电工", "钳工", "设备工程师"),
    F.SALES: ("业务员", "客户经理", "销售经理"),
    F.MARKETING: ("市场专员", "品牌经理"),
    F.CUSTOMER_SERVICE: ("客服专员", "服务顾问"),
    F.LOGISTICS: ("仓管员", "调度员", "司机"),
    F.MEDICAL: ("医学经理", "药师"),
    F.STRATEGY: ("战略专员", "战略研究员"),
    F.INVESTMENT: ("投资经理", "分析师"),
    F.TREASURY: ("资金专员", "资金经理"),
    F.COMPLIANCE: ("合规专员", "风控经理"),
    F.OTHER: ("主管", "职员", "技工"),
}
ENGLISH_STAFF = ("Analyst", "Senior Analyst", "Specialist", "Executive", "Senior Executive", "Officer")

LINE_HEADS = (
    ("队", "队长"),
    ("班", "班长"),
    ("工段", "段长"),
    ("作业区", "作业长"),
    ("车间", "车间主任"),
    ("线", "线长"),
)
"""Who heads a line, by the last characters of its name; otherwise 组长."""


def department_name(style: HouseStyle, function: Function, choice: int) -> str:
    """The department's name in this house; `choice` picks among the words that exist."""
    if style.english:
        return ENGLISH_DEPARTMENTS[function]
    whole = WHOLE_NAMES.get(function, ())
    words = DEPARTMENT_WORDS.get(function, ())
    names = [word + style.department_suffix for word in words]
    if style.key in ("bureau", "office", "group") or not names:
        names = [*whole, *names]
    return names[choice % len(names)]


def head_title(style: HouseStyle, department: str) -> str:
    """What the head of a department is called: an office is always headed by a 主任."""
    if department.endswith("办公室"):
        return "主任"
    if department == "工会":
        return "工会主席"
    return f"{style.head}, {department}" if style.english else style.head


def deputy_title(style: HouseStyle, department: str) -> str:
    """What a deputy of that head is called."""
    if department.endswith("办公室"):
        return "副主任"
    if department == "工会":
        return "工会副主席"
    return f"{style.deputy}, {department}" if style.english else style.deputy


def site_deputy_title(head: str) -> str:
    """矿长 -> 副矿长, 项目总经理 -> 项目副总经理."""
    place = head.removesuffix("总经理")
    return f"{place}副总经理" if place != head else f"副{head}"


def assistant_title(style: HouseStyle) -> str:
    """What the president's assistant is called."""
    return "Executive Assistant" if style.english else f"{style.president}秘书"


def line_head_title(line: str) -> str:
    """Who heads a line or crew."""
    return next((title for ending, title in LINE_HEADS if line.endswith(ending)), "组长")


def staff_titles(style: HouseStyle, function: Function) -> tuple[str, ...]:
    """Titles of the people without rank."""
    return ENGLISH_STAFF if style.english else STAFF.get(function, STAFF[Function.OTHER])
