"""A made-up group of some 300 people in four silos, which changes twice: first a little, then its organisation."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

PEOPLE = 300
QUESTIONS = (
    "琼矿 财务 负责人", "琼州矿业 采购部 经理", "宁和医药 财务负责人", "宁和 生产", "琼州矿业 安全环保部", "王",
    "林海燕", "lin haiyan", "lhy", "0017", "13800000042", "u0050@group.example", "琼州集团 董事长", "琼矿 法务 负责人",
    "新人", "浮选", "G0250", "没有这个人",
)  # fmt: skip

_SURNAMES = "王李张刘陈杨黄赵吴周符林"
_SURNAMES_PINYIN = ["Wang", "Li", "Zhang", "Liu", "Chen", "Yang", "Huang", "Zhao", "Wu", "Zhou", "Fu", "Lin"]
_GIVEN = {"海燕": "Haiyan", "建国": "Jianguo", "丽娟": "Lijuan", "志强": "Zhiqiang", "敏": "Min", "德水": "Deshui"}
_TITLES = ("部长", "副部长", "主管", "会计", "工程师", "专员", "采购员", "操作工")
_UNITS: dict[int, tuple[int | None, str, str | None, str]] = {
    1: (None, "琼州集团有限公司", "琼州集团", "group"),
    10: (1, "琼州矿业有限公司", "琼矿", "company"),
    11: (10, "财务部", None, "department"),
    12: (10, "采购部", None, "department"),
    13: (10, "选矿厂", None, "department"),
    20: (1, "宁和医药有限公司", "宁和医药", "company"),
    21: (20, "财务部", None, "department"),
    22: (20, "生产部", None, "department"),
}
# Gone from the list in states 2 and 3. 69 and 279 stand nowhere else; the others are no less joined without it, so that
# nobody's number hangs on whether the second reading without them comes before joining or after.
_GONE = {2: (6, 69, 90, 111), 3: (27, 132, 279)}
_DEPARTMENTS = (11, 12, 13, 21, 22)

# Of two silos with one priority the later reading wins, so that which comes first would hang on the clock.
CONFIGURATION = """\
group_name = "琼州集团"
{more}

[[sources]]
name = "hr"
kind = "hr_database"
url = "sqlite:///{hr}"
priority = 90
[sources.units]
table = "t_org"
key = "org_id"
fields = {{ name = "org_name", short_name = "short_name", type = "org_type", parent_key = "parent_id" }}
[sources.people]
table = "t_emp"
key = "emp_id"
[sources.people.fields]
employee_number = "emp_no"
name = "emp_name"
unit_key = "org_id"
company = "company"
title = "post_name"
status = "status"
manager_key = "boss_id"
[sources.posts]
table = "t_vacant"
key = "post_id"
fields = {{ unit_key = "org_id", title = "post_name", vacant = "is_vacant" }}

[[sources]]
name = "directory"
kind = "ldif_files"
path = "directory.ldif"
priority = 60
company = "琼州集团有限公司"
units_from_dn = false

[[sources]]
name = "phone-list"
kind = "legacy_files"
folder = "lists"
priority = 40
[sources.people]
path = "*.csv"
key = "工号"
fields = {{ employee_number = "工号", name = "姓名", mobile = "手机", company = "公司", department = "部门" }}

[[sources]]
name = "documents"
kind = "document_folder"
folder = "documents"
"""


@dataclass(frozen=True, slots=True)
class Somebody:
    """One person as all silos together know him."""

    number: int
    name: str
    pinyin: str
    unit: int
    title: str
    mobile: str
    left: bool = False
    listed: bool = True

    @property
    def staff_number(self) -> str:
        """As every silo writes it."""
        return f"G{self.number:04d}"


def write_state(folder: Path, state: int) -> None:
    """Write all silos as they are in state 1, 2 or 3.

    2: a few people are new, changed, moved, have left or are gone from a list; the tree stays. 3: all of that, a unit
    is renamed, another is new, and many people change.
    """
    people = list(_people(state))
    units = dict(_UNITS)
    if state >= 3:
        units[13] = (10, "第二选矿厂", None, "department")
        units[22] = (1, "生产中心", None, "department")
        units[23] = (20, "法务部", None, "department")
    _write_hr(folder / "hr.db", people, units, state)
    _write_directory(folder / "directory.ldif", people)
    _write_list(folder / "lists", people, units)
    _write_documents(folder / "documents", people, state)


def write_configuration(folder: Path, more: str = "") -> None:
    """`zhaoren.toml` over the four silos; `more` are lines of TOML for catalog and index."""
    (folder / "zhaoren.toml").write_text(CONFIGURATION.format(hr=folder / "hr.db", more=more), "utf-8")


def _people(state: int) -> Iterator[Somebody]:
    for number in range(PEOPLE):
        yield _in_state(_person(number), state)
    if state >= 2:
        for number in range(PEOPLE, PEOPLE + 4):
            yield replace(_person(number), name=f"新人{'甲乙丙丁'[number - PEOPLE]}")
    if state >= 3:
        for number in range(PEOPLE + 4, PEOPLE + 24):
            yield replace(_person(number), unit=23)


def _person(number: int) -> Somebody:
    # Several bear each name; staff numbers, and mobiles with names, tell them apart.
    surname = number * 7 % len(_SURNAMES)
    given = list(_GIVEN)[number * 5 % len(_GIVEN)]
    unit = _DEPARTMENTS[number % len(_DEPARTMENTS)]
    title = _TITLES[number // len(_DEPARTMENTS) % len(_TITLES)] if number > 4 else "部长"
    pinyin = f"{_SURNAMES_PINYIN[surname]} {_GIVEN[given]}"
    return Somebody(number, _SURNAMES[surname] + given, pinyin, unit, title, f"138{number:08d}")


def _in_state(person: Somebody, state: int) -> Somebody:
    number = person.number
    if state >= 2:
        if number % 60 == 17:
            person = replace(person, mobile=f"139{number:08d}")
        if number % 75 == 21:
            person = replace(person, unit=12, title="采购部经理")
        if number % 100 == 33:
            person = replace(person, left=True)
        if number in _GONE[2]:
            person = replace(person, listed=False)
    if state >= 3:
        if number % 9 == 2:
            person = replace(person, title="高级工程师")
        if number % 50 == 48:
            person = replace(person, left=True)
        if number in _GONE[3]:
            person = replace(person, listed=False)
    return person


def _company_of(unit: int, units: dict[int, tuple[int | None, str, str | None, str]]) -> str:
    above, name, _, kind = units[unit]
    return name if kind != "department" or above is None else _company_of(above, units)


def _write_hr(
    file: Path, people: list[Somebody], units: dict[int, tuple[int | None, str, str | None, str]], state: int
) -> None:
    file.unlink(missing_ok=True)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(
            "create table t_org (org_id int primary key, parent_id int, org_name text, short_name text, org_type text)"
        )
        connection.execute(
            "create table t_emp (emp_id int primary key, emp_no text, emp_name text, org_id int, company text,"
            " post_name text, status text, boss_id int)"
        )
        connection.execute(
            "create table t_vacant (post_id int primary key, org_id int, post_name text, is_vacant text)"
        )
        connection.executemany("insert into t_org values (?, ?, ?, ?, ?)", [(i, *unit) for i, unit in units.items()])
        connection.executemany(
            "insert into t_emp values (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    *(8000 + p.number, p.staff_number, p.name, p.unit, _company_of(p.unit, units), p.title),
                    *("离职" if p.left else "在职", 8000 + p.number % 5),
                )
                for p in people
                if p.number % 10 != 9
            ],
        )
        vacant = [(1, 13, "选矿厂厂长"), (2, 22, "生产部部长" if state < 3 else "生产总监")]
        connection.executemany("insert into t_vacant values (?, ?, ?, 'Y')", vacant)


def _write_directory(file: Path, people: list[Somebody]) -> None:
    entries = [
        f"dn: uid=u{p.number:04d},ou=people,dc=group,dc=example\nobjectClass: inetOrgPerson\nuid: u{p.number:04d}\n"
        f"cn: {p.pinyin}\nsn: {p.pinyin.split()[0]}\nemployeeNumber: {p.staff_number}\n"
        f"mail: u{p.number:04d}@group.example\nmobile: {p.mobile}\n"
        for p in people
        if p.number % 7 != 6
    ]
    file.write_text("version: 1\n\n" + "\n".join(entries), "utf-8")


def _write_list(
    folder: Path, people: list[Somebody], units: dict[int, tuple[int | None, str, str | None, str]]
) -> None:
    folder.mkdir(exist_ok=True)
    lines = ["工号,姓名,手机,公司,部门"]
    lines += [
        f"{p.staff_number},{p.name},{p.mobile},{_company_of(p.unit, units)},{units[p.unit][1]}"
        for p in people
        if p.listed and p.number % 3 != 1
    ]
    (folder / "通讯录.csv").write_text("\n".join(lines) + "\n", "gb18030")


def _write_documents(folder: Path, people: list[Somebody], state: int) -> None:
    folder.mkdir(exist_ok=True)
    for number in range(8):
        author = people[number * 11].name
        title = f"浮选工艺研究之{number}" if state < 2 or number != 3 else "浮选药剂研究"
        text = f"---\ntitle: {title}\nauthor: {author}\ndate: 2025-03-0{number + 1}\n---\n# {title}\n\n浮选与选矿。\n"
        (folder / f"paper{number}.md").write_text(text, "utf-8")
