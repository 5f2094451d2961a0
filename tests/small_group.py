"""A small group by hand: three companies, a dozen people, a vacant post, two documents; published into a real index."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from schemas.directory import (
    ContactPoint,
    Document,
    EmployeeNumber,
    Involvement,
    Name,
    NameKind,
    Origin,
    Part,
    Person,
    Post,
    Relation,
    Role,
    Unit,
    Value,
)
from schemas.records import RecordRef
from schemas.vocabulary import (
    ContactKind,
    EmploymentStatus,
    Layer,
    RecordKind,
    RelationKind,
    UnitType,
)
from zhaoren.access.policy import NO_POLICY, Policy
from zhaoren.language.functions import function_of_unit
from zhaoren.language.titles import read_title
from zhaoren.people_search.directory import PeopleDirectory
from zhaoren.pipeline.entries import Tree, document_entry, person_entry, post_entry, unit_entry
from zhaoren.search_index.tantivy_engine import TantivyEngine

TODAY = "2026-11-22"
HR = RecordRef("hr", RecordKind.PERSON, "")


def said(text: str, key: str = "1", source: str = "hr") -> Value:
    """A value as one record of the HR database said it."""
    return Value(text, (Origin(RecordRef(source, RecordKind.PERSON, key), "2026-01-05T02:00:00Z"),))


def unit(
    id_: str, number: int, type_: UnitType, name: str, above: Unit | None = None, **names: str | tuple[str, ...]
) -> Unit:
    """A unit below another; `short`, `english`, `former`, `code` are further names."""
    company = id_ if type_ in (UnitType.GROUP, UnitType.COMPANY) else above.company_id if above is not None else None
    kinds = {"short": NameKind.SHORT, "english": NameKind.ENGLISH, "former": NameKind.FORMER}
    more = tuple(Name(kind, said(str(names[key]), id_)) for key, kind in kinds.items() if key in names)
    function = function_of_unit(name) if type_ not in (UnitType.GROUP, UnitType.COMPANY) else None
    return Unit(
        id=id_,
        number=number,
        type=type_,
        name=said(name, id_),
        names=(Name(NameKind.MAIN, said(name, id_)), *more),
        parent_id=above.id if above is not None else None,
        path=(*(above.path if above is not None else ()), id_),
        company_id=company,
        function=function,
        codes=(str(names["code"]),) if "code" in names else (),
        city=said(str(names["city"]), id_) if "city" in names else None,
        records=(RecordRef("hr", RecordKind.UNIT, id_),),
    )


GROUP = unit(
    "u-group", 1, UnitType.GROUP, "东海控股集团有限公司", short="东海集团", english="Donghai Holdings", code="DH"
)
MINE = unit(
    "u-mine", 2, UnitType.COMPANY, "琼州矿业股份有限公司", GROUP,
    short="琼州矿业", english="Qiongzhou Mining Co., Ltd.", former="昌江铁矿", code="QZKY", city="昌江",
)  # fmt: skip
PHARMA = unit(
    "u-pharma", 3, UnitType.COMPANY, "宁和医药有限公司", GROUP,
    short="宁和医药", english="Ninghe Pharma", code="NHYY", city="南京",
)  # fmt: skip
MINE_FINANCE = unit("u-mine-fin", 4, UnitType.DEPARTMENT, "计划财务部", MINE)
MINE_PLANT = unit("u-mine-plant", 5, UnitType.SITE, "第二选矿厂", MINE)
PHARMA_FINANCE = unit("u-ph-fin", 6, UnitType.DEPARTMENT, "财务部", PHARMA)
PHARMA_BUYING = unit("u-ph-buy", 7, UnitType.DEPARTMENT, "采购部", PHARMA)
UNITS = (GROUP, MINE, PHARMA, MINE_FINANCE, MINE_PLANT, PHARMA_FINANCE, PHARMA_BUYING)


def post(id_: str, title: str, where: Unit, holder: str | None, **options: str | bool) -> Post:
    """A post as unification makes it from a title and a unit."""
    in_company = where.type in (UnitType.GROUP, UnitType.COMPANY)
    roles: list[Role] = []
    former = False
    for reading in read_title(title, where.name.text, in_company):
        former = former or reading.former
        roles.append(Role(reading.function, reading.rank, reading.deputy, reading.acting, designate=reading.designate))
        roles += [Role(function, reading.rank, in_charge=True) for function in reading.in_charge_of]
    return Post(
        id=id_,
        unit_id=where.id,
        company_id=where.company_id,
        holder_id=holder,
        title=said(title, holder or id_),
        roles=tuple(roles),
        former=former,
        starts_on=str(options.get("starts_on", "")),
        ends_on=str(options.get("ends_on", "")),
        department="" if in_company else where.name.text,
    )


def person(number: int, name: str, *posts: tuple[str, Unit], **options: str | bool) -> Person:
    """A person; options: english, mobile, email, staff_number, manager, left, hidden, ends_on."""
    id_ = f"p{number}"
    names = [Name(NameKind.MAIN, said(name, id_))]
    if "english" in options:
        names.append(Name(NameKind.ENGLISH, said(str(options["english"]), id_)))
    contacts = []
    if "mobile" in options:
        text = str(options["mobile"])
        contacts.append(ContactPoint(ContactKind.MOBILE, said(text, id_), f"+86{text}", Layer.CONFIDENTIAL))
    if "email" in options:
        text = str(options["email"])
        contacts.append(ContactPoint(ContactKind.EMAIL, said(text, id_, "ldap"), text, Layer.INTERNAL))
    held = [post(f"{id_}-{n}", title, where, id_, **options) for n, (title, where) in enumerate(posts)]
    relations: tuple[Relation, ...] = ()
    if "manager" in options:
        relations = (Relation(RelationKind.REPORTS_TO, str(options["manager"]), said("manager", id_)),)
    return Person(
        id=id_,
        number=number,
        name=said(name, id_),
        names=tuple(names),
        status=EmploymentStatus.LEFT if options.get("left") else EmploymentStatus.ACTIVE,
        posts=tuple(held),
        contacts=tuple(contacts),
        employee_numbers=(EmployeeNumber(GROUP.id, said(str(options["staff_number"]), id_)),)
        if "staff_number" in options
        else (),
        logins=(said(str(options["login"]), id_),) if "login" in options else (),
        relations=relations,
        records=(RecordRef("hr", RecordKind.PERSON, id_), RecordRef("ldap", RecordKind.PERSON, f"{id_}@ldap")),
        hidden=bool(options.get("hidden")),
    )


PEOPLE = (
    person(1, "陆远航", ("董事长", GROUP)),
    person(2, "欧阳静", ("总裁", GROUP), manager="p1"),
    person(3, "曾志强", ("首席财务官", GROUP), manager="p2", mobile="13900008213"),
    person(4, "单国栋", ("总经理", MINE), manager="p2", english="Gordon Shan"),
    person(
        5,
        "符海燕",
        ("财务总监", MINE),
        manager="p4",
        mobile="13800138042",
        email="fuhy@qzky.example",
        staff_number="A00521",
    ),
    person(6, "王建军", ("计划财务部部长", MINE_FINANCE), manager="p5", login="wangjj"),
    person(7, "王建军", ("选矿工", MINE_PLANT), manager="p8"),
    person(8, "林志明", ("第二选矿厂厂长", MINE_PLANT), manager="p4"),
    person(9, "黄丽娟", ("总经理", PHARMA), manager="p2"),
    person(10, "赵敏", ("采购部经理", PHARMA_BUYING), manager="p9", english="Mindy Zhao"),
    person(11, "周涛", ("财务部副部长", PHARMA_FINANCE), manager="p9"),
    person(12, "孙立", ("财务总监", MINE), left=True),
    person(13, "吴秘", ("法务总监", MINE), hidden=True),
    person(14, "郑刚", ("采购总监", MINE), ends_on="2025-12-31"),
)
VACANT = (post("v1", "财务部部长", PHARMA_FINANCE, None),)
DOCUMENTS = (
    Document(
        "d1", 1, said("铁矿浮选工艺研究报告", "d1"), "report", (Involvement("p8", Part.LEAD, "林志明"),),
        MINE.id, date="2025-03-01", keywords=("浮选", "选矿"), text="本报告研究昌江铁矿的浮选工艺参数。",
        records=(RecordRef("docs", RecordKind.DOCUMENT, "flotation.md"),),
    ),
    Document(
        "d2", 2, said("2026 Q3 audit report", "d2"), "report", (Involvement("p11", Part.AUTHOR, "周涛"),),
        PHARMA.id, date="2026-10-12", keywords=("audit",), text="Internal audit of the third quarter.",
        records=(RecordRef("docs", RecordKind.DOCUMENT, "q3.docx"),),
    ),
)  # fmt: skip


def publish_small_group(folder: Path, people: Iterable[Person] = PEOPLE, revision: int = 1) -> TantivyEngine:
    """The small group in an index of its own."""
    tree = Tree.of(UNITS)
    engine = TantivyEngine(folder)
    entries = [unit_entry(u, tree) for u in UNITS]
    entries += [person_entry(p, tree) for p in people]
    entries += [post_entry(p, n, tree) for n, p in enumerate(VACANT, 1)]
    entries += [document_entry(d, tree) for d in DOCUMENTS]
    engine.rebuild(entries, revision)
    return engine


def small_directory(engine: TantivyEngine, policy: Policy = NO_POLICY) -> PeopleDirectory:
    """Answers from the small group, as of TODAY."""
    return PeopleDirectory(
        engine, policy=lambda: policy, today=lambda: TODAY, freshness=lambda: {"hr": "2026-11-22T01:00:00Z"}
    )
