"""How people ask: wordings with places for a company, a function, a name. Written before any parser, for none."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.vocabulary import Function

F = Function


@dataclass(frozen=True, slots=True)
class FunctionWords:
    """What people call a function: formal noun, what they say, its duties as questions, English."""

    formal: tuple[str, ...]
    spoken: tuple[str, ...]
    duties: tuple[str, ...]
    english: tuple[str, ...]
    chief: tuple[str, ...] = ()


FUNCTION_WORDS: dict[Function, FunctionWords] = {
    F.FINANCE: FunctionWords(
        ("财务", "财务"),
        ("管钱的", "管账的", "账房"),
        ("报销", "开发票", "付款审批", "年度预算"),
        ("finance", "accounting"),
        ("CFO", "财务总监"),
    ),
    F.HR: FunctionWords(
        ("人力资源", "人事"),
        ("管人的", "管招人的"),
        ("社保", "入职手续", "劳动合同", "招聘"),
        ("HR", "human resources"),
        ("CHO", "HRD"),
    ),
    F.PROCUREMENT: FunctionWords(
        ("采购", "物资采购"),
        ("管采购的", "买东西的"),
        ("招标", "供应商准入", "采购比价"),
        ("procurement", "purchasing"),
    ),
    F.LEGAL: FunctionWords(
        ("法务", "法律事务"),
        ("管合同的", "打官司的"),
        ("合同审核", "诉讼", "知识产权"),
        ("legal", "legal affairs"),
        ("总法律顾问",),
    ),
    F.IT: FunctionWords(
        ("信息化", "IT"),
        ("管电脑的", "搞信息的"),
        ("OA账号", "网络故障", "系统权限"),
        ("IT", "information technology"),
        ("CIO",),
    ),
    F.EHS: FunctionWords(
        ("安全环保", "安环"), ("管安全的", "管环保的"), ("安全检查", "环评", "应急演练"), ("EHS", "safety")
    ),
    F.QUALITY: FunctionWords(("质量", "质量管理"), ("管质量的",), ("产品检验", "质量投诉"), ("quality",)),
    F.RESEARCH: FunctionWords(
        ("研发", "技术"), ("搞研发的", "管技术的"), ("新产品开发", "工艺改进"), ("R&D", "research"), ("CTO",)
    ),
    F.PRODUCTION: FunctionWords(
        ("生产",), ("管生产的", "抓生产的"), ("排产", "生产计划"), ("production", "manufacturing")
    ),
    F.EQUIPMENT: FunctionWords(
        ("设备", "设备管理"), ("管设备的", "修机器的"), ("设备检修", "设备点检"), ("equipment",)
    ),
    F.SALES: FunctionWords(("销售", "营销"), ("卖货的", "跑业务的头"), ("报价", "客户订单"), ("sales",)),
    F.MARKETING: FunctionWords(
        ("市场", "品牌"), ("做市场的", "管品牌的"), ("广告投放", "品牌推广"), ("marketing",), ("CMO",)
    ),
    F.LOGISTICS: FunctionWords(("物流",), ("管发货的", "管仓库的"), ("发货", "仓储"), ("logistics",)),
    F.AUDIT: FunctionWords(
        ("审计", "内审"), ("查账的", "管审计的"), ("内部审计", "离任审计"), ("internal audit", "audit")
    ),
    F.STRATEGY: FunctionWords(("战略",), ("管战略的",), ("五年规划",), ("strategy",)),
    F.INVESTMENT: FunctionWords(("投资",), ("管投资的",), ("投资项目立项",), ("investment",)),
    F.COMPLIANCE: FunctionWords(("合规", "风控"), ("管风控的",), ("合规审查",), ("compliance",)),
    F.CUSTOMER_SERVICE: FunctionWords(("客户服务", "客服"), ("管客服的",), ("客户投诉", "售后"), ("customer service",)),
    F.PUBLIC_RELATIONS: FunctionWords(("公共关系", "公关"), ("管公关的",), ("媒体采访", "舆情"), ("public relations",)),
}

ROLE_FORMAL = (
    "{c} {f} 负责人", "{c}{f}负责人", "{c}的{f}负责人是谁", "谁是{c}的{f}负责人", "{f}负责人 {c}",
    "请问{c}{f}负责人是哪位？",
    "帮我查一下{c}{f}的负责人", "{c}负责{f}的领导", "{c}{f}部门负责人联系方式", "我要找{c}{f}主要负责人",
)  # fmt: skip
ROLE_SPOKEN = (
    "{c}{f}老大", "{c}{f}一把手", "{c} {f} 头儿", "谁管{c}的{f}", "{c}{f}谁负责", "{c}{f}谁说了算",
    "{c}那边{f}是谁在管",
    "{c}{f}找哪个领导", "{c} {f} 老大是谁啊", "{c}{f}谁牵头",
)  # fmt: skip
ROLE_SAID = ("{c}{s}是谁", "{c} {s}", "谁是{c}{s}", "{c}{s}找谁")
ROLE_DUTY = (
    "{c}{d}找谁",
    "{c} {d} 找谁",
    "{d}找{c}谁",
    "{c}的{d}归谁管",
    "{c}{d}的事问谁",
    "在{c}办{d}该联系谁",
    "{c}谁负责{d}",
)
ROLE_ENGLISH = (
    "{c} {f} head", "head of {f} at {c}", "who runs {f} at {c}", "who is in charge of {f} at {c}?", "{c} {f} director",
    "{f} lead, {c}", "who is the head of {f} in {c}", "{c} {f} boss",
)  # fmt: skip
ROLE_MIXED = ("{ce} {f}负责人", "{c} {fe} head", "{c}{fe}负责人", "{ce}的{f}谁负责", "{c} {fe}")
PRESIDENT = ("{c}总经理", "谁是{c}的总经理", "{ce} CEO", "{ce} general manager", "{c}现任总经理是谁")
AT_THE_TOP = ("{c}一把手", "{c}老总是谁", "{c} 老板", "{c}当家的", "who runs {ce}")
"""Chair or president: people mean either."""
CHAIR = ("{c}董事长", "{c} 董事长是谁", "谁任{c}董事长", "chairman of {ce}")
UNIT_HEAD = ("{c}{u}{t}", "{c} {u} {t}", "{c}{u}的{t}是谁", "{u}{t} {c}", "{c}{u}负责人", "{c} {u} 谁负责")
DEPUTY = ("{c}{u}{t}", "{c} {u} {t}", "{c}{u}的{t}是谁")
IN_CHARGE = ("{c}分管{f}的副总", "{c} 分管{f} 领导", "{c}哪位副总分管{f}", "分管{f}的副总 {c}")
ASSISTANT = ("{n}的秘书", "{n} 秘书", "谁是{n}的秘书", "{c}{t}秘书", "{c} {t}的秘书是谁")
MANAGER = (
    "{n}的上级",
    "{n}的领导是谁",
    "{n} 向谁汇报",
    "{n}汇报给谁",
    "谁是{n}的直接领导",
    "who does {n} report to",
    "{n}'s manager",
)
TEAM = ("{n}的下属", "{n}团队有谁", "{n}手下有哪些人", "who reports to {n}", "{n}的团队")
EXPERT = ("谁懂{t}", "{t}专家", "谁做过{t}", "{t} 谁熟悉", "找个懂{t}的人", "who knows about {t}", "{t}方面找谁")
PROJECT = ("{c}{t}项目负责人", "{t}项目谁牵头 {c}", "谁负责{c}的{t}项目")
LISTS = ("所有{k}的{f}负责人", "{k}的{f}负责人有哪些", "列出各{k}的{f}负责人")
NUMBER_TAIL = ("{x}", "尾号{x}", "尾号{x}是谁", "手机尾号 {x}", "谁的电话尾号是{x}")
NUMBER_WHOLE = ("{x}", "{x}是谁的号码", "谁的电话是{x}", "刚才{x}来电是谁")
IDENTIFIER = ("{x}", "工号{x}", "{x} 是谁", "查 {x}")
HONORIFIC = ("{c}{n}总", "{c} {n}总", "{c}的{n}总电话", "找{c}{n}总")

INDUSTRY_WORDS = {
    "steel": "钢铁公司", "mining": "矿业公司", "pharma": "医药公司", "property": "地产公司", "insurance": "保险公司",
    "tourism": "文旅公司", "retail": "零售公司", "energy": "能源公司", "food": "食品公司", "logistics": "物流公司",
}  # fmt: skip
UNKNOWN_COMPANIES = ("赤岬", "黛湖", "墨池", "凤陂", "栗原", "驼峰", "瓦窑", "棠溪", "鹿鼎山", "冰川谷")
UNKNOWN_TRADES = ("矿业", "钢铁", "医药", "置业", "保险", "文旅", "航空", "船舶", "水泥", "化工")
UNKNOWN_NAMES = (
    "亓官赫",
    "仝罡",
    "昝麒麟",
    "爨镛",
    "第五堃",
    "妫嬴",
    "佴骞",
    "逯璟雯",
    "乜骐",
    "芈鸢",
    "Quentin Zorbax",
    "xqvtz",
)
FILLERS = ("", "", "", "", "", "？", "?", " 谢谢", "，急", "  ", "。", " 电话")
