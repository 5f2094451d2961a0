"""How somebody else would ask: wordings that the demo's own questions do not have. A third of them is kept aside."""

from __future__ import annotations

from hashlib import sha256

from schemas.vocabulary import Function

F = Function

# formal noun, spoken or other noun, English
FUNCTIONS: dict[Function, tuple[tuple[str, ...], tuple[str, ...]]] = {
    F.FINANCE: (("财务", "财会", "财务管理", "会计"), ("finance", "accounts", "accounting and finance")),
    F.HR: (("人力资源", "人力", "人事", "HR"), ("human resources", "HR", "people")),
    F.PROCUREMENT: (("采购", "物资", "采购供应"), ("procurement", "purchasing", "sourcing")),
    F.LEGAL: (("法务", "法律", "法务合规"), ("legal", "legal affairs")),
    F.IT: (("信息技术", "信息化", "数字化", "IT"), ("IT", "information technology")),
    F.EHS: (("安全", "安环", "安全生产", "HSE"), ("EHS", "HSE", "safety")),
    F.QUALITY: (("质量", "品质", "质检"), ("quality", "QA")),
    F.RESEARCH: (("研发", "技术", "科研"), ("R&D", "research and development")),
    F.PRODUCTION: (("生产", "生产运营", "制造"), ("production", "manufacturing")),
    F.EQUIPMENT: (("设备", "机电"), ("equipment", "maintenance")),
    F.SALES: (("销售", "营销", "业务"), ("sales",)),
    F.MARKETING: (("市场", "市场推广"), ("marketing",)),
    F.LOGISTICS: (("物流", "仓储物流"), ("logistics", "warehousing")),
    F.AUDIT: (("审计", "内部审计"), ("audit", "internal audit")),
    F.STRATEGY: (("战略", "战略规划"), ("strategy",)),
    F.INVESTMENT: (("投资", "投资管理"), ("investment", "investments")),
    F.COMPLIANCE: (("合规", "风险管理"), ("compliance", "risk")),
    F.CUSTOMER_SERVICE: (("客服", "客户服务"), ("customer service",)),
    F.PUBLIC_RELATIONS: (("公关", "公共关系"), ("PR", "public relations")),
}

DUTIES: dict[Function, tuple[str, ...]] = {
    F.FINANCE: ("差旅费报销", "对公打款", "发票抬头", "报税", "年终决算", "资金支付", "付款进度", "报账"),
    F.HR: ("公积金", "考勤", "工资条", "离职手续", "招人", "职称评定", "调岗", "年假", "五险一金"),
    F.PROCUREMENT: ("供应商入库", "询价", "采购订单", "招投标", "供货商管理"),
    F.LEGAL: ("律师函", "合同纠纷", "商标注册", "合同审批", "打官司"),
    F.IT: ("VPN", "邮箱密码重置", "电脑报修", "ERP权限", "打印机坏了", "WiFi连不上"),
    F.EHS: ("消防演练", "安全隐患", "排污许可", "环保督察"),
    F.QUALITY: ("质检报告", "产品质量问题", "ISO9001认证"),
    F.RESEARCH: ("新产品研发", "技术攻关"),
    F.SALES: ("订单", "客户报价", "销售合同", "产品价格"),
    F.MARKETING: ("展会", "市场推广活动", "广告"),
    F.LOGISTICS: ("仓库", "运费", "货运", "出库"),
    F.AUDIT: ("经济责任审计", "审计整改"),
    F.PUBLIC_RELATIONS: ("记者采访", "媒体接待", "新闻稿"),
    F.CUSTOMER_SERVICE: ("投诉", "售后维修"),
    F.EQUIPMENT: ("设备维修", "机器坏了", "备品备件"),
    F.PRODUCTION: ("生产排期", "产量报表"),
    F.INVESTMENT: ("股权投资", "投资并购"),
}

ROLE_FORMAL = (
    "{c}现在{f}谁当家", "{c}{f}部门的头是谁", "{c}主管{f}的是哪位", "想问问{c}{f}的一号位", "{c}{f}条线负责人",
    "{c}{f}条线老大是谁", "{c}的{f}这块谁在管", "{f}方面{c}谁拍板", "{c}-{f}-负责人", "{c}/{f}/负责人",
    "【{c}】{f}负责人", "{f}负责人（{c}）",
    "{c}，{f}，谁负责", "{c}{f}负责人电话多少", "怎么联系{c}的{f}负责人", "{c}{f}谁主抓",
    "{c}{f}掌门人", "{c}{f}带头人", "{c}的{f}是谁在负责", "{c} {f} 负责人 姓名 电话", "麻烦查下{c}{f}负责人",
    "{c}{f}领导是哪位", "{c}{f}部门负责人叫什么", "找一下{c}管{f}的领导", "{c}{f}老大电话", "{c}谁分管{f}或者负责{f}",
    "你好，我想找{c}的{f}负责人", "{c} {f}负责人", "{f} {c} 负责人", "负责人 {f} {c}", "{c}{f}归谁管",
    "谁在{c}主管{f}", "{c}{f}大佬", "{c}{f}部门领导", "{c} {f}部 一把手", "请把{c}{f}负责人的联系方式发我",
)  # fmt: skip
ROLE_DUTY = (
    "{c}{d}问谁", "我想咨询{c}的{d}，找谁", "{d}的事情{c}哪位负责", "{c}{d}该找哪个部门的谁", "{c} {d} 谁管",
    "去{c}办{d}联系谁", "{c}负责{d}的是谁", "{c}{d}对接人", "{c}{d}由谁负责", "有{c}{d}的问题应该找谁",
    "{c}的{d}谁说了算", "{c}谁管{d}",
)  # fmt: skip
ROLE_ENGLISH = (
    "Who handles {f} for {c}?", "{c}'s head of {f}", "{c} - {f} lead", "I need the {f} head of {c}",
    "who looks after {f} at {c}", "person responsible for {f} in {c}", "{c} top {f} person", "{f} @ {c}",
    "who leads the {f} department at {c}", "contact the {f} boss at {c}", "please find the {f} head for {c}",
    "who is {c}'s {f} director?", "who do I talk to about {f} at {c}", "{f} chief, {c}", "{c} {f} department head",
    "Who's in charge of {f} over at {c}", "head {f} {c}", "name of the head of {f}, {c}",
)  # fmt: skip
TITLE = ("{c}{t}", "{c}的{t}叫什么名字", "{t}，{c}", "请问{c}{t}是谁", "{c} {t} 联系方式", "找{c}的{t}")
PRESIDENT = ("{c}总经理是哪位", "{c}的一号人物", "{c}谁是老大", "{c}大老板", "{c}现在谁说了算", "{c} 一把手 电话",
             "CEO of {c}", "who heads {ce}", "{ce}'s boss", "{c}掌舵人", "{c}负责人", "{c}最高领导是谁")  # fmt: skip
UNIT_HEAD = ("{c}{u}一把手", "{c}{u}谁负责", "{c}{u}领导是谁", "谁是{c}{u}的头", "{u}（{c}）负责人", "{c} {u} 老大",
             "{c}{u}现任负责人", "{u}谁管，{c}的")  # fmt: skip
IN_CHARGE = ("{c}哪个副总管{f}", "{c}分管{f}工作的领导", "{c}{f}分管领导是谁", "{c}的{f}由哪位副总分管")
ACTING = ("{c}{u}现在由谁主持", "{c}{u}代理负责人", "{c}{u}负责人现在是谁")
MANAGER = ("{n}归谁管", "{n}的顶头上司", "{n}的主管是谁", "谁是{n}的上司", "who is {n}'s boss", "{n} line manager",
           "{n}直属上级", "{n}的直属领导是谁", "{n}上级领导", "{n}的老板是谁", "Who manages {n}?", "{n}跟谁汇报",
           "{n}向哪位领导汇报", "{n}的汇报对象是谁")  # fmt: skip
TEAM = ("{n}带的人", "{n}直接下级", "{n}'s direct reports", "people under {n}", "谁向{n}汇报", "{n}部下有谁",
        "{n}手底下的人", "{n}管哪些人", "{n}的下级都有谁", "team of {n}", "{n}团队成员", "哪些人归{n}管")  # fmt: skip
CHAIN = ("{n}的汇报链", "{n}汇报线", "{n} reporting line", "{n}的上级的上级", "{n}逐级上级", "chain of command for {n}")
PEERS = ("{n}的平级同事", "和{n}同一个领导的人", "{n}'s peers", "{n}的同级", "{n}同组的人", "{n}的同事有谁")
ASSISTANT = (
    "{n}助理联系方式",
    "给{n}当秘书的是谁",
    "{n}'s assistant",
    "{n}的助理是谁",
    "secretary of {n}",
    "{n}秘书电话",
)
LISTS = ("{k}的{f}负责人都有谁", "各{k}{f}负责人名单", "旗下所有{k}的{f}负责人", "{f}负责人 所有{k}")
EVERY = ("各子公司{f}负责人", "所有子公司的{f}负责人", "下属公司{f}负责人名单", "集团下属各企业{f}老大")
ALL_HEADS = (
    "{c}所有部门负责人",
    "{c}各部门负责人名单",
    "{c}中层干部有哪些",
    "{c}部门负责人都有谁",
    "all department heads of {ce}",
)
NOBODY_COMPANY = ("{x}{f}负责人", "{x}的{f}是谁在管", "谁管{x}的{f}", "{x}{f}找谁", "{x} {f} 老大")
UNKNOWN = ("鸬鹚湾医院", "紫蓟农商银行", "驼岭财务公司", "雾栈设计院", "蓼汀水泥厂", "砾原基金", "芦荻大酒店",
           "苜蓿职业学院", "犀浦证券", "锦葵半导体", "玄圃出版社", "浣花溪航空", "翡冷物业", "黄梁高速")  # fmt: skip
FULL_NAME = ("{n}", "{n}在吗", "联系{n}", "{n} 手机号", "请问{n}是哪个部门的", "{n}的邮箱", "帮我找{n}", "contact {n}",
             "{n}是干什么的", "{n}同志", "who is {n}", "打电话给{n}")  # fmt: skip
NAME_AT = ("{c}的{n}", "{n}（{c}）", "{n}@{c}", "{c} {n}", "{n}，{c}的", "在{c}上班的{n}")
NAME_IN = ("{u}{n}", "{u}的{n}", "{n} {u}", "{c}{u}{n}", "{n}（{u}）")
NAME_TITLE = ("{n}{t}", "{t}{n}", "{n} {t}", "{c}{t}{n}")
CALLED = ("{c}{s}总", "{c}的{s}{h}", "{c} {s}{h} 电话", "{s}{h}（{c}）")


def part_of(wording: str) -> str:
    """ "tune" or "aside": the same for the same wording, whatever the seed."""
    return "aside" if sha256(wording.encode()).digest()[0] % 3 == 0 else "tune"
