"""Companies of other kinds than the demo's: hospitals, banks, institutes, plants, funds, hotels, and misleading names.

The made-up group keeps its trees and people; only what its companies and departments are called is another's idea.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from schemas.vocabulary import Function, UnitType
from zhaoren.demo.dice import Dice
from zhaoren.demo.truth import Company, DemoGroup

F = Function


@dataclass(frozen=True, slots=True)
class Style:
    """Names of one company; `industry` is what the register says, `kind` what people call companies of the kind."""

    full: str
    short: str
    english: str
    english_short: str
    aliases: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    said: str = ""  # an undeclared short form that people use; empty where none is natural
    industry: str = ""
    kind: str = ""


HEADS = (
    Style("北崮控股（集团）股份有限公司", "北崮控股", "Beigu Holdings (Group) Co., Ltd.", "Beigu Holdings",
          ("北崮", "北崮集团"), ("北崮投资发展总公司",)),
    Style("沅衡国有资本投资运营有限公司", "沅衡国投", "Yuanheng State Capital Co., Ltd.", "Yuanheng",
          ("沅衡", "沅衡集团"), ("沅衡资产经营公司",)),
    Style("梧岭企业集团有限公司", "梧岭集团", "Wuling Enterprise Group", "Wuling Group", ("梧岭",), ()),
)  # fmt: skip

STYLES = (
    Style("青禾仁济医院有限公司", "青禾仁济医院", "Qinghe Renji Hospital", "Qinghe Renji",
          ("仁济医院",), ("青禾市第二人民医院",), "青禾医院", "医疗", "医院"),
    Style("江屿肿瘤专科医院", "江屿肿瘤医院", "Jiangyu Cancer Hospital", "Jiangyu",
          (), ("江屿职工医院",), "江屿肿瘤", "医疗", "医院"),
    Style("渡州农村商业银行股份有限公司", "渡州农商行", "Duzhou Rural Commercial Bank Co., Ltd.", "Duzhou Bank",
          ("渡州银行",), ("渡州市农村信用合作联社",), "渡农商", "银行", "银行"),
    Style("北崮集团财务有限公司", "北崮财务公司", "Beigu Group Finance Co., Ltd.", "Beigu Group Finance",
          (), (), "", "金融", "金融公司"),
    Style("禾众人力资源服务有限公司", "禾众人力资源", "Hezhong HR Services Co., Ltd.", "Hezhong HR",
          ("禾众人力",), ("禾众劳务派遣公司",), "", "服务", "服务公司"),
    Style("衡律法务科技（深圳）有限公司", "衡律法务科技", "Henglv LegalTech (Shenzhen) Co., Ltd.", "Henglv LegalTech",
          ("衡律科技",), (), "衡律", "科技", "科技公司"),
    Style("易供采购电子商务有限公司", "易供采购", "Yigong e-Procurement Co., Ltd.", "Yigong",
          (), ("易供物资贸易公司",), "易供", "电商", "电商公司"),
    Style("西岭冶金设计研究院有限公司", "西岭冶金设计院", "Xiling Metallurgical Design Institute",
          "Xiling Metallurgical", ("西岭院",), ("冶金工业部西岭设计院",), "西岭设计院", "设计", "设计院"),
    Style("鹿门水泥厂", "鹿门水泥厂", "Lumen Cement Works", "Lumen Cement",
          (), ("国营鹿门水泥制造厂",), "鹿门水泥", "建材", "建材企业"),
    Style("云麓股权投资基金管理有限公司", "云麓基金", "Yunlu Private Equity Fund Management", "Yunlu Private Equity",
          ("云麓资本",), ("云麓创业投资公司",), "云麓股权", "金融", "金融公司"),
    Style("银杏湾国际大酒店有限公司", "银杏湾大酒店", "Ginkgo Bay International Hotel", "Ginkgo Bay Hotel",
          ("银杏湾酒店",), ("银杏湾宾馆",), "银杏湾", "酒店", "酒店"),
    Style("栖山职业技术学院", "栖山学院", "Qishan Vocational College", "Qishan",
          (), ("栖山技工学校",), "栖山职院", "教育", "学校"),
    Style("诺梵化学（德国）有限公司", "诺梵化学", "Norvane Chemicals GmbH", "Norvane",
          ("Norvane Chemie",), ("Altberg Chemie GmbH",), "诺梵", "化工", "化工企业"),
    Style("岚海港务集团有限公司", "岚海港务", "Lanhai Port Group", "Lanhai Port",
          ("岚海港",), ("岚海港务局",), "岚港", "港口", "港口公司"),
    Style("鹭江证券股份有限公司", "鹭江证券", "Lujiang Securities Co., Ltd.", "Lujiang Securities",
          (), ("鹭江市信托投资公司",), "鹭证", "证券", "证券公司"),
    Style("绿涧环保水务有限责任公司", "绿涧水务", "Lvjian Water Co., Ltd.", "Lvjian Water",
          ("绿涧环保",), ("绿涧自来水公司",), "", "环保", "环保企业"),
    Style("石棠重型机械制造有限公司", "石棠重工", "Shitang Heavy Industries", "Shitang Heavy",
          ("石棠重机",), ("第三重型机械厂",), "石重", "机械", "机械企业"),
    Style("九皋影视传媒有限公司", "九皋影视", "Jiugao Film & Media", "Jiugao Film",
          ("九皋传媒",), ("九皋电影制片厂",), "", "传媒", "传媒公司"),
    Style("桑渡粮油股份有限公司", "桑渡粮油", "Sangdu Grain & Oil Co., Ltd.", "Sangdu Grain",
          (), ("桑渡粮食局直属库",), "桑粮", "粮油", "粮油企业"),
    Style("淮汐高速公路建设管理有限公司", "淮汐高速", "Huaixi Expressway Co., Ltd.", "Huaixi Expressway",
          (), ("淮汐公路工程处",), "", "交通", "交通公司"),
    Style("沧浦半导体（上海）有限公司", "沧浦半导体", "Cangpu Semiconductor (Shanghai) Ltd.", "Cangpu",
          ("沧浦芯片",), (), "沧半", "半导体", "半导体公司"),
    Style("宜岫物业服务集团有限公司", "宜岫物业", "Yixiu Property Services", "Yixiu Property",
          (), ("宜岫房屋管理所",), "", "物业", "物业公司"),
    Style("雪牖航空货运有限公司", "雪牖航空", "Xueyou Air Cargo", "Xueyou Air",
          ("雪牖货航",), (), "雪航", "航空", "航空公司"),
    Style("竹渚文化出版社有限公司", "竹渚出版社", "Zhuzhu Publishing House", "Zhuzhu Publishing",
          (), ("竹渚人民出版社",), "竹渚社", "出版", "出版社"),
)  # fmt: skip

DEPARTMENTS: dict[Function, tuple[str, ...]] = {
    F.FINANCE: ("财会", "财务资产", "财务核算", "计划财务"),
    F.HR: ("干部人事", "人力资源与组织发展", "人才发展", "劳动人事"),
    F.LEGAL: ("法律事务与合规", "法治建设", "法律"),
    F.IT: ("信息化建设", "数字科技", "网络信息"),
    F.PROCUREMENT: ("物资管理", "采购招标", "采购管理"),
    F.EHS: ("安全生产监督", "安全环保监察", "HSE"),
    F.QUALITY: ("质量技术监督", "品控", "质量检验"),
    F.RESEARCH: ("科技创新", "技术中心", "产品研发"),
    F.SALES: ("销售业务", "业务拓展", "营销管理"),
    F.AUDIT: ("内部审计", "审计监督", "监审"),
    F.EQUIPMENT: ("机电设备", "动力设备", "装备管理"),
    F.PRODUCTION: ("生产调度", "生产管理", "生产制造"),
    F.LOGISTICS: ("储运", "物流配送", "仓储"),
    F.PUBLIC_RELATIONS: ("公共关系与传播", "媒体关系", "公共事务"),
}  # fmt: skip
_SUFFIXED = ("部", "处", "中心")


def renamed(group: DemoGroup) -> DemoGroup:
    """The group with other names for its companies and some of its departments; the same for the same seed."""
    dice = Dice(group.seed, "strangers")
    head = dice.pick(HEADS)
    styles = dice.picks(STYLES, len(group.companies) - 1)
    for place, company in enumerate(group.companies):
        style = head if place == 0 else styles[place - 1]
        group.companies[place] = _with_names(company, style)
    group.__dict__.pop("company", None)
    names = {company.code: company.full_name for company in group.companies}
    for place, unit in enumerate(group.units):
        if unit.parent_id is None:
            group.units[place] = replace(unit, name=names[unit.company_code])
        elif unit.unit_type is UnitType.DEPARTMENT and unit.function in DEPARTMENTS and dice.chance(0.5):
            suffix = unit.name[-1] if unit.name[-1] in "部处" else unit.name[-2:]
            name = dice.pick(DEPARTMENTS[unit.function])
            if suffix in _SUFFIXED and not name.endswith(suffix):
                group.units[place] = replace(unit, name=name + suffix)
    group.__dict__.pop("unit", None)
    return group


def _with_names(company: Company, style: Style) -> Company:
    return replace(
        company, full_name=style.full, short_name=style.short, colloquial_name=style.said, brand=style.short[:2],
        stock_name=None, aliases=style.aliases, former_names=style.former, english_name=style.english,
        english_short=style.english_short, industry=style.industry,
    )  # fmt: skip


def kind_of(company: Company) -> str:
    """What people call companies of this kind; empty for the head group."""
    return next((style.kind for style in STYLES if style.full == company.full_name), "")
