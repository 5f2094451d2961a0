from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from connectors.guessing import FileGuess, guess_file_tables
from connectors.legacy_files import FilesConnector
from schemas.errors import SourceRefused
from schemas.vocabulary import RecordKind
from tests.connectors.reading import read_all


def guess(tmp_path: Path, text: str, name: str = "staff.csv") -> FileGuess:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return guess_file_tables(tmp_path / name)


def fields(guessed: FileGuess) -> dict[str, str]:
    return {field: columns[0] for field, columns in guessed.source.people[0].fields.items()}


def test_a_chinese_list_is_understood_by_its_header(tmp_path: Path) -> None:
    guessed = guess(
        tmp_path,
        "序号,工号,姓名(必填),性别,所属公司,部门,岗位名称,手机号码,办公电话,电子邮箱,入职时间,身份证号,基本工资,紧急联系人电话\n"
        "1,0007,张三,男,海南矿业,采购部,经理,13800138000,0898-1,a@x.com,2020-01-05,460000199001011234,9000,13900139000\n"
        "2,0008,李四,女,海南矿业,财务部,总监,13800138001,0898-2,b@x.com,2020/1/6,460000199001011235,9000,13900139001\n",
    )
    assert fields(guessed) == {
        "name": "姓名(必填)",
        "employee_number": "工号",
        "company": "所属公司",
        "department": "部门",
        "title": "岗位名称",
        "mobile": "手机号码",
        "phone": "办公电话",
        "email": "电子邮箱",
        "gender": "性别",
        "hire_date": "入职时间",
    }
    assert guessed.source.people[0].key == ("工号",)
    assert guessed.unmapped == ["序号", "身份证号", "基本工资", "紧急联系人电话"]
    assert guessed.reasons["title"] == "表头“岗位名称” / by its header"


def test_an_english_list_is_understood_by_its_header(tmp_path: Path) -> None:
    guessed = guess(
        tmp_path,
        "Emp No.;Full Name;Job Title;Dept;Mobile Phone;E-mail;Hire_Date;Location;managerId;workLocation\n"
        "7;Ada Lovelace;Engineer;R&D;+44 1;ada@x.com;2020-01-05;London;8;Site A\n"
        "8;Grace Hopper;Admiral;Navy;+1 2;grace@x.com;2020-01-06;New York;;Site B\n",
    )
    assert fields(guessed) == {
        "name": "Full Name",
        "employee_number": "Emp No.",
        "department": "Dept",
        "title": "Job Title",
        "mobile": "Mobile Phone",
        "email": "E-mail",
        "city": "Location",
        "hire_date": "Hire_Date",
        "manager_key": "managerId",
    }
    assert guessed.source.people[0].key == ("Emp No.",)


def test_values_tell_what_a_header_does_not(tmp_path: Path) -> None:
    guessed = guess(
        tmp_path, "人员,电话,联络\n张三,138 0013 8000,a@x.com\n李四,+8613900139000,b@x.com\n王小明,,c@x.com\n"
    )
    assert fields(guessed) == {"name": "人员", "mobile": "电话", "email": "联络"}
    assert guessed.reasons["mobile"] == "100% 的值像手机号 / 100% of the values look like mobile numbers"
    assert guessed.source.people[0].key == ("联络",)


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        ("1,张三,采购部\n2,李四,采购部\n3,张三,财务部\n", ("姓名", "部门")),
        ("1,张三,采购部\n2,李四,采购部\n3,张三,采购部\n", ()),
        ("1,张三,\n2,李四,采购部\n", ()),
    ],
)
def test_the_key_is_what_tells_all_rows_apart_and_never_the_count_of_rows(
    tmp_path: Path, rows: str, key: tuple[str, ...]
) -> None:
    guessed = guess(tmp_path, "id,姓名,部门\n" + rows)
    assert guessed.source.people[0].key == key
    assert guessed.key_reason


def test_an_identifier_that_is_no_count_is_the_key(tmp_path: Path) -> None:
    guessed = guess(tmp_path, "record_id,姓名,手机\nx9,张三,13800138000\nx7,张三,13800138000\n")
    assert guessed.source.people[0].key == ("record_id",)


def test_a_manager_given_by_name_leads_nowhere_and_is_not_taken(tmp_path: Path) -> None:
    guessed = guess(tmp_path, "工号,姓名,直接上级\n1,张三,李四\n3,李四,王五\n")
    assert guessed.unmapped == ["直接上级"]


def test_the_guess_of_a_dirty_workbook_reads_it_from_the_place_of_the_configuration(tmp_path: Path) -> None:
    workbook = Workbook()
    cover = workbook.active
    assert cover is not None
    cover.append(["说明"])
    sheet = workbook.create_sheet("花名册")
    rows: list[list[object]] = [
        ["海南矿业员工花名册", None, None, None],
        ["工号", "姓名", "联系方式", None],
        [None, None, "手机", "邮箱"],
        ["007", "张三", 13800138000, "a@x.com"],
        ["008", "李四", 13800138001, "b@x.com"],
    ]
    for number, cells in enumerate(rows, start=1):
        for place, cell in enumerate(cells, start=1):
            sheet.cell(number, place, cell)
    for span in ("A1:D1", "A2:A3", "B2:B3", "C2:D2"):
        sheet.merge_cells(span)
    (tmp_path / "名单").mkdir()
    workbook.save(tmp_path / "名单" / "员工花名册 2024.xlsx")
    guessed = guess_file_tables(tmp_path / "名单" / "员工花名册 2024.xlsx", tmp_path, "海南矿业")
    assert guessed.source.name == "2024"
    assert guessed.source.folder.as_posix() == "名单"
    assert guessed.source.people[0].sheet == "花名册"
    people = read_all(FilesConnector(guessed.source, tmp_path)).of(RecordKind.PERSON)
    assert people["007"].fields == {
        "name": ("张三",),
        "employee_number": ("007",),
        "mobile": ("13800138000",),
        "email": ("a@x.com",),
        "company": ("海南矿业",),
    }


def test_labels_over_labels_are_understood_without_vertical_merges(tmp_path: Path) -> None:
    text = "基本信息,,任职情况,,联系方式,\n工号,姓名,部门,职务,手机,邮箱\n07,张三,采购部,经理,13800138000,a@x.com\n"
    guessed = guess(tmp_path, "海南矿业通讯录,,,,,\n" + text)
    assert [*fields(guessed)] == ["name", "employee_number", "department", "title", "mobile", "email"]
    record = read_all(FilesConnector(guessed.source, tmp_path)).of(RecordKind.PERSON)["07"]
    assert record.position == "staff.csv line 4"


def test_a_first_row_of_plain_words_is_not_taken_for_a_second_header(tmp_path: Path) -> None:
    guessed = guess(tmp_path, "姓名,部门,,备注\n张三,采购部,x,y\n李四,财务部,z,w\n")
    assert fields(guessed) == {"name": "姓名", "department": "部门"}
    assert len(read_all(FilesConnector(guessed.source, tmp_path)).records) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "staff.csv: the file is empty; choose the file that lists the people"),
        ("物料,数量\n螺丝,5\n", "staff.csv: no column looks like people's names; there are: '物料', '数量'"),
    ],
)
def test_what_is_no_staff_list_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SourceRefused) as refused:
        guess(tmp_path, text)
    assert said in str(refused.value)
