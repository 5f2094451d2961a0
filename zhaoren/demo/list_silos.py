"""Telephone lists that companies keep by hand: GB18030 CSV, UTF-16 TSV, and Excel with a title and merged headers."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from schemas.vocabulary import EmploymentStatus
from zhaoren.demo.dice import Dice
from zhaoren.demo.dirt import (
    company_spellings,
    department_of,
    department_path,
    local_name,
    masked,
    messy_emp_no,
    messy_mobile,
    messy_name,
    messy_phone,
    whole_title,
)
from zhaoren.demo.frozen_archive import freeze_archive
from zhaoren.demo.silo_plan import SiloPlan, TruthLog, enlisted
from zhaoren.demo.truth import DemoGroup, Person

CHINESE_COLUMNS = ("序号", "工号", "姓名", "单位", "部门", "职务", "手机", "办公电话", "邮箱", "备注")
LATIN_COLUMNS = ("EmpNo", "Name", "Company", "Dept", "Title", "Mobile", "Tel", "Mail")
EXCEL_GROUPS = (
    ("基本信息", ("工号", "姓名", "英文名")), ("任职情况", ("单位", "部门", "职务")),
    ("联系方式", ("手机", "办公电话", "电子邮箱")),
)  # fmt: skip
_NOTES = ("", "", "", "", "", "借调", "产假中", "驻外", "返聘", "双周在岗")


def list_path(plan: SiloPlan) -> Path:
    """Where the list of a company lies, relative to the folder of silos."""
    ending = {"gb18030": "csv", "utf16": "txt", "excel": "xlsx"}[str(plan.own_list)]
    return Path("lists") / f"{plan.company.short_name}通讯录.{ending}"


def write_list(group: DemoGroup, plan: SiloPlan, folder: Path, log: TruthLog) -> None:
    """One company's list in its format."""
    path = folder / list_path(plan)
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = _ListRows(group, plan, log).rows()
    if plan.own_list == "excel":
        _write_excel(rows, path, f"{plan.company.full_name}通讯录（2026年10月）")
    elif plan.own_list == "utf16":
        columns = [1, 2, 3, 4, 5, 6, 7, 8]
        table = [list(LATIN_COLUMNS), *([row[column] for column in columns] for row in rows)]
        path.write_bytes(_delimited(table, "\t").encode("utf-16"))
    else:
        # Characters outside GB18030 do not exist, so nobody's name is lost, accents included.
        path.write_bytes(_delimited([list(CHINESE_COLUMNS), *rows], ",").encode("gb18030"))


class _ListRows:
    """Rows in the order of CHINESE_COLUMNS; a few are unusable, as in every list."""

    def __init__(self, group: DemoGroup, plan: SiloPlan, log: TruthLog) -> None:
        self._group = group
        self._plan = plan
        self._log = log
        self._dice = Dice(group.seed, "list")  # another one for each person

    def rows(self) -> list[list[str]]:
        """Everybody who is listed, then the bad rows."""
        # Where no HR database knows who left, the list is kept current.
        active, left = (0.8, 0.35) if self._plan.in_group_hr else (0.97, 0.0)
        people = list(enlisted(self._group, self._plan.company, "list", active, left))
        rows = []
        for number, person in enumerate(people, start=1):
            row = self._row(number, person)
            self._log.add(person.person_id, self._plan.list_source, row[1].strip(), row)
            rows.append(row)
        for person in people[:2]:
            self._log.bad(self._plan.list_source, "no key")
            rows.append([str(len(rows) + 1), "", *self._row(0, person)[2:]])
        twice = rows[2]
        self._log.bad(self._plan.list_source, "a key that another row has")
        return [*rows, [str(len(rows) + 1), *twice[1:9], "重复"]]

    def _row(self, number: int, person: Person) -> list[str]:
        group = self._group
        self._dice = dice = Dice(group.seed, "list", person.person_id)
        department = department_of(group, person.unit_id)
        title = whole_title(group, person)
        if dice.chance(0.3) and not title.startswith(department):
            title = department + title
        mobile = masked(person.mobile) if dice.chance(0.08) else messy_mobile(dice, person.mobile)
        old_mail = person.old_email if person.old_email and dice.chance(0.5) else person.email
        name = messy_name(dice, person.name, department) if dice.chance(0.8) else local_name(dice, person.name)
        return [
            str(number), self._key(person), name, dice.pick(company_spellings(self._plan.company)),
            department_path(group, person.unit_id, dice.pick("/-")) if dice.chance(0.2) else department, title,
            mobile if dice.chance(0.9) else "", messy_phone(dice, person.phone) if dice.chance(0.75) else "",
            old_mail if dice.chance(0.8) else "", dice.pick(_NOTES),
        ]  # fmt: skip

    def _key(self, person: Person) -> str:
        if person.status is EmploymentStatus.LEFT:
            return person.emp_no
        return messy_emp_no(self._dice, person.emp_no)


def _delimited(rows: list[list[str]], separator: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _write_excel(rows: list[list[str]], path: Path, heading: str) -> None:
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise AssertionError("a new workbook has a sheet")
    sheet.title = "通讯录"
    width = sum(len(columns) for _, columns in EXCEL_GROUPS)
    sheet.append([heading])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    sheet["A1"].font, sheet["A1"].alignment = Font(bold=True, size=14), Alignment(horizontal="center")
    upper = [name if number == 0 else None for name, columns in EXCEL_GROUPS for number in range(len(columns))]
    sheet.append(upper)
    sheet.append([column for _, columns in EXCEL_GROUPS for column in columns])
    first = 1
    for _, columns in EXCEL_GROUPS:
        sheet.merge_cells(start_row=2, start_column=first, end_row=2, end_column=first + len(columns) - 1)
        first += len(columns)
    for row in rows:
        sheet.append([row[1], row[2], "", *row[3:9]])
    book.save(path)
    freeze_archive(path)
