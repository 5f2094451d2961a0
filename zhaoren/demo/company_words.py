"""What company names are made of, and what each industry has: departments, sites, topics. All brands are invented."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.vocabulary import Function

F = Function


@dataclass(frozen=True, slots=True)
class Site:
    """A kind of place below a company: how it is called, who heads it, what lies within."""

    name: str
    head: str
    function: Function
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Industry:
    """A trade: words for the company's name, the functions it has beyond the usual ones, its sites and topics."""

    key: str
    trades: tuple[str, ...]
    english: str
    old_forms: tuple[str, ...]
    functions: tuple[Function, ...]
    sites: tuple[Site, ...]
    topics: tuple[str, ...]


_MAKING = (F.PRODUCTION, F.EHS, F.QUALITY, F.EQUIPMENT, F.PROCUREMENT, F.RESEARCH, F.SALES, F.LOGISTICS)

INDUSTRIES = (
    Industry(
        "mining",
        ("矿业", "矿产资源"),
        "Mining",
        ("铁矿", "国营矿山管理局"),
        (F.PRODUCTION, F.EHS, F.EQUIPMENT, F.PROCUREMENT, F.RESEARCH, F.SALES),
        (
            Site("{}采矿场", "矿长", F.PRODUCTION, ("采掘一队", "采掘二队", "运输队")),
            Site("{}选矿厂", "厂长", F.PRODUCTION, ("破碎工段", "磨矿工段", "浮选工段")),
            Site("尾矿库管理站", "站长", F.EHS, ()),
        ),
        ("浮选药剂", "尾矿库安全", "深部找矿", "充填采矿", "矿石品位"),
    ),
    Industry(
        "steel",
        ("钢铁", "特钢"),
        "Iron & Steel",
        ("钢铁厂", "第二轧钢厂"),
        _MAKING,
        (
            Site("炼铁厂", "厂长", F.PRODUCTION, ("一号高炉", "二号高炉")),
            Site("炼钢厂", "厂长", F.PRODUCTION, ("转炉作业区", "连铸作业区")),
            Site("热轧厂", "厂长", F.PRODUCTION, ("加热炉作业区", "精整作业区")),
        ),
        ("连铸工艺", "高炉余热", "无取向硅钢", "轧辊磨削", "碳排放核算"),
    ),
    Industry(
        "pharma",
        ("医药", "药业"),
        "Pharma",
        ("制药厂", "生物制品研究所"),
        (*_MAKING, F.MEDICAL, F.MARKETING, F.COMPLIANCE),
        (
            Site("{}原料药厂", "厂长", F.PRODUCTION, ("合成车间", "精制车间")),
            Site("{}制剂厂", "厂长", F.PRODUCTION, ("固体制剂线", "冻干粉针线")),
            Site("临床研究中心", "主任", F.MEDICAL, ()),
        ),
        ("单抗纯化", "临床试验方案", "一致性评价", "药物警戒", "冻干工艺"),
    ),
    Industry(
        "property",
        ("置业", "地产"),
        "Properties",
        ("房地产开发公司",),
        (F.MARKETING, F.SALES, F.PROCUREMENT, F.INVESTMENT, F.CUSTOMER_SERVICE, F.QUALITY),
        (
            Site("{}项目部", "项目总经理", F.OTHER, ("土建组", "机电组")),
            Site("{}物业服务中心", "主任", F.CUSTOMER_SERVICE, ()),
        ),
        ("装配式建筑", "成本测算", "绿色建筑认证", "城市更新"),
    ),
    Industry(
        "insurance",
        ("保险", "人寿保险"),
        "Insurance",
        ("保险代理公司",),
        (F.SALES, F.COMPLIANCE, F.CUSTOMER_SERVICE, F.INVESTMENT, F.MARKETING),
        (
            Site("{}分公司", "总经理", F.SALES, ("个险业务部", "银保业务部")),
            Site("{}理赔中心", "主任", F.CUSTOMER_SERVICE, ()),
        ),
        ("精算假设", "再保险安排", "理赔反欺诈", "偿付能力"),
    ),
    Industry(
        "tourism",
        ("文旅", "旅游"),
        "Tourism",
        ("旅行社", "国际酒店管理公司"),
        (F.MARKETING, F.SALES, F.CUSTOMER_SERVICE, F.EHS, F.PROCUREMENT),
        (
            Site("{}度假酒店", "总经理", F.OTHER, ("前厅部", "餐饮组")),
            Site("{}景区", "总经理", F.OTHER, ("索道班", "票务组")),
        ),
        ("冰雪项目", "度假村运营", "景区票务系统", "夜游演艺"),
    ),
    Industry(
        "retail",
        ("商业", "百货"),
        "Retail",
        ("百货大楼", "供销合作社"),
        (F.PROCUREMENT, F.SALES, F.MARKETING, F.LOGISTICS, F.CUSTOMER_SERVICE, F.QUALITY),
        (
            Site("{}店", "店长", F.SALES, ("收银组", "生鲜组", "家电组")),
            Site("{}配送中心", "主任", F.LOGISTICS, ("分拣班",)),
        ),
        ("会员积分", "生鲜损耗", "门店选址", "私域运营"),
    ),
    Industry(
        "fashion",
        ("时尚", "服饰"),
        "Fashion",
        ("针织厂", "丝绸进出口公司"),
        (F.MARKETING, F.SALES, F.RESEARCH, F.PROCUREMENT, F.LOGISTICS, F.QUALITY),
        (Site("{}旗舰店", "店长", F.SALES, ()), Site("{}制衣厂", "厂长", F.PRODUCTION, ("裁剪线", "缝制线"))),
        ("面料开发", "时装周", "版型数据库", "跨境电商"),
    ),
    Industry(
        "logistics",
        ("物流", "供应链"),
        "Logistics",
        ("汽车运输公司",),
        (F.LOGISTICS, F.SALES, F.EHS, F.EQUIPMENT, F.CUSTOMER_SERVICE),
        (Site("{}物流园", "主任", F.LOGISTICS, ("仓储班", "装卸班")), Site("{}车队", "队长", F.LOGISTICS, ())),
        ("冷链运输", "路径规划", "多式联运"),
    ),
    Industry(
        "finance",
        ("财务", "融资租赁"),
        "Finance",
        ("资金结算中心",),
        (F.TREASURY, F.COMPLIANCE, F.INVESTMENT),
        (),
        ("司库系统", "票据池", "流动性管理"),
    ),
    Industry(
        "technology",
        ("科技", "信息技术"),
        "Technology",
        ("计算机站",),
        (F.RESEARCH, F.SALES, F.QUALITY, F.CUSTOMER_SERVICE, F.PROCUREMENT),
        (
            Site("{}研究院", "院长", F.RESEARCH, ("算法组", "平台组")),
            Site("{}交付中心", "主任", F.CUSTOMER_SERVICE, ()),
        ),
        ("知识图谱", "数据中台", "零信任网络", "工业视觉"),
    ),
    Industry(
        "energy",
        ("能源", "电力"),
        "Energy",
        ("热电厂",),
        (F.PRODUCTION, F.EHS, F.EQUIPMENT, F.PROCUREMENT, F.INVESTMENT),
        (
            Site("{}风电场", "场长", F.PRODUCTION, ("运维班",)),
            Site("{}热电厂", "厂长", F.PRODUCTION, ("锅炉班", "汽机班")),
        ),
        ("储能电站", "绿电交易", "风机叶片检测"),
    ),
    Industry(
        "food",
        ("食品", "乳业"),
        "Foods",
        ("食品厂", "奶牛场"),
        (*_MAKING, F.MARKETING),
        (Site("{}工厂", "厂长", F.PRODUCTION, ("灌装线", "包装线")), Site("{}牧场", "场长", F.PRODUCTION, ("挤奶班",))),
        ("低温鲜奶", "益生菌", "食品追溯"),
    ),
)

USUAL_FUNCTIONS = (F.FINANCE, F.HR, F.ADMINISTRATION)
FREQUENT_FUNCTIONS = (F.IT, F.LEGAL, F.AUDIT, F.STRATEGY, F.PARTY, F.COMPLIANCE, F.PUBLIC_RELATIONS, F.UNION)
HEAD_FUNCTIONS = (
    F.STRATEGY,
    F.INVESTMENT,
    F.AUDIT,
    F.LEGAL,
    F.IT,
    F.PARTY,
    F.BOARD,
    F.PUBLIC_RELATIONS,
    F.EHS,
    F.TREASURY,
)

BRANDS = (
    "沧澜", "宁川", "青峦", "玉衡", "昭岭", "景曜", "禾山", "临渊", "松陵", "远岫", "鹤鸣", "长泽",
    "雁栖", "浦阳", "岭澄", "海晏", "星澜", "望舒", "扶摇", "南垣", "西崦", "东蓠", "兰渚", "碧梧",
    "安澜", "永晖", "恒岳", "瑞霖", "德沛", "嘉穗", "明漪", "清沅", "丰棠", "启晟", "和煦", "隆岐",
    "建瓴", "元亨", "承翊", "岚桥", "宸光", "曦谷", "苍梧", "云栈", "石矶", "柏舟", "锦帆", "桐庭",
    "澄怀", "砚池", "芷汀", "翠岑", "朔原", "陇阳", "汀洲", "琅台", "溪桥", "麓台", "鼎川", "汇岭",
    "百丈", "龙湫", "珠屿", "银滩", "赤石", "金坞", "白鹭", "黑松",
)  # fmt: skip
GROUP_BRANDS = ("云岭", "瀚泽", "九垓", "天衢", "伯阳", "崇岳")

# city, area code, region
CITIES = (
    ("上海", "021", "mainland"),
    ("北京", "010", "mainland"),
    ("南京", "025", "mainland"),
    ("杭州", "0571", "mainland"),
    ("海口", "0898", "mainland"),
    ("昆明", "0871", "mainland"),
    ("成都", "028", "mainland"),
    ("武汉", "027", "mainland"),
    ("沈阳", "024", "mainland"),
    ("长沙", "0731", "mainland"),
    ("青岛", "0532", "mainland"),
    ("深圳", "0755", "mainland"),
    ("西安", "029", "mainland"),
    ("厦门", "0592", "mainland"),
    ("重庆", "023", "mainland"),
    ("贵阳", "0851", "mainland"),
)
OVERSEAS_CITIES = (
    ("香港", "852", "hongkong"),
    ("台北", "886", "taiwan"),
    ("Lisboa", "351", "abroad"),
    ("Hamburg", "49", "abroad"),
)
PLACES = (
    "昌江",
    "石碌",
    "江北",
    "城东",
    "滨海",
    "西郊",
    "开发区",
    "老城",
    "临港",
    "南湖",
    "高新区",
    "北山",
    "东湾",
    "三塘",
)
