"""A small made-up group whose companies the tests ask for."""

from __future__ import annotations

from zhaoren.language.companies import UnitNames

GROUP: tuple[tuple[str, UnitNames], ...] = (
    (
        "GROUP",
        UnitNames(
            "上海景明高科技（集团）有限公司",
            "景明集团",
            english=("Shanghai Jingming High Technology (Group) Co., Ltd.",),
        ),
    ),
    (
        "MINE",
        UnitNames("琼州矿业股份有限公司", "琼州矿业", english=("Qiongzhou Mining Co., Ltd.",), stock=("琼州矿业",)),
    ),
    (
        "PHARMA",
        UnitNames(
            "上海景明医药（集团）股份有限公司",
            "景明医药",
            former=("上海景明实业股份有限公司",),
            english=("Shanghai Jingming Pharmaceutical (Group) Co., Ltd.",),
        ),
    ),
    ("BANK", UnitNames("上海景明高科技集团财务有限公司", "景明财务公司")),
    (
        "STEEL",
        UnitNames(
            "南通钢铁股份有限公司",
            "南通钢铁",
            aliases=("通钢股份",),
            english=("Nantong Iron & Steel Co., Ltd.",),
        ),
    ),
    ("JOINT", UnitNames("南通通钢钢铁联合有限公司", "通钢联合")),
    (
        "MART",
        UnitNames(
            "上海沁园旅游商城（集团）股份有限公司",
            "沁园股份",
            former=("上海沁园商城股份有限公司",),
            stock=("沁园",),
            english=("Shanghai Qinyuan Tourist Mart (Group) Co., Ltd.",),
        ),
    ),
    ("INSURE", UnitNames("景明里斯保险有限公司", "里斯保险", english=("Fidelissa - Companhia de Seguros, S.A.",))),
    (
        "MOVE",
        UnitNames(
            "琼崖物流有限公司", "琼崖物流", former=("琼崖储运有限公司",), english=("Qiongya Logistics Co., Ltd.",)
        ),
    ),
    ("BIO", UnitNames("万嘉生化医药集团有限责任公司", "万嘉医药", english=("Wanjia Biopharmaceuticals",))),
)
