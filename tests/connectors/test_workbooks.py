from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from connectors.workbooks import SheetTable, refuse_bomb
from schemas.errors import SourceRefused


def saved(tmp_path: Path, workbook: Workbook) -> Path:
    workbook.save(tmp_path / "staff.xlsx")
    return tmp_path / "staff.xlsx"


@pytest.mark.parametrize("epoch", [CALENDAR_WINDOWS_1900, CALENDAR_MAC_1904], ids=["1900", "1904"])
def test_cells_become_plain_text_in_both_epochs(tmp_path: Path, epoch: dt.datetime) -> None:
    workbook = Workbook()
    workbook.epoch = epoch
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["工号", "手机", "入职", "登记", "比例", "在岗", "错"])
    sheet.append(
        ["00123", 13800138000, dt.date(2020, 1, 5), dt.datetime.fromisoformat("2020-01-05T08:30"), 0.5, True, "#N/A"]
    )
    table = SheetTable(saved(tmp_path, workbook), "staff.xlsx")
    (row,) = table.rows(table.columns)
    assert row.number == 2
    assert [cells[0] for cells in row.values.values()] == [
        "00123", "13800138000", "2020-01-05", "2020-01-05 08:30:00", "0.5", "true", "",
    ]  # fmt: skip


def test_numbers_keep_the_zeros_that_they_are_shown_with(tmp_path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["工号", "年龄"])
    sheet.append([123, 45])
    sheet["A2"].number_format = "00000"
    table = SheetTable(saved(tmp_path, workbook), "staff.xlsx")
    assert [row.values for row in table.rows(("工号", "年龄"))] == [{"工号": ("00123",), "年龄": ("45",)}]


def test_titles_and_merged_headers_are_found_and_merged_cells_count_downwards(tmp_path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    rows: list[list[str | None]] = [
        ["海南矿业花名册", None, None, None],
        ["部门", "工号", "联系方式", None],
        [None, None, "手机", "邮箱"],
        ["采购部", "001", "138", "a@x"],
        [None, "002", "139", "b@x"],
        ["以下为财务部", None, None, None],
        ["财务部", "003", "137", "c@x"],
    ]
    for cells in rows:
        sheet.append(cells)
    for span in ("A1:D1", "A2:A3", "B2:B3", "C2:D2", "A4:A5", "A6:D6"):
        sheet.merge_cells(span)
    path = saved(tmp_path, workbook)
    for wanted in (("部门", "工号", "联系方式/手机"), ("部门", "工号", "手机"), ("部门", "工号")):
        table = SheetTable(path, "staff.xlsx", wanted=wanted)
        assert table.columns == ("部门", "工号", "手机", "邮箱")
        found = list(table.rows(wanted))
        assert [row.number for row in found] == [4, 5, 6, 7]
        assert [row.values["部门"][0] for row in found if not row.unreadable] == ["采购部", "采购部", "财务部"]
        assert found[2].unreadable == "a heading over merged cells, not a row"


def test_a_table_that_does_not_begin_in_the_first_cell_keeps_its_row_numbers(tmp_path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet["C4"], sheet["D4"], sheet["C6"], sheet["D6"] = "工号", "姓名", "001", "张三"
    table = SheetTable(saved(tmp_path, workbook), "staff.xlsx", wanted=("姓名",))
    assert [(row.number, row.values) for row in table.rows(("姓名",))] == [(6, {"姓名": ("张三",)})]


def test_hidden_and_empty_sheets_are_passed_over(tmp_path: Path) -> None:
    workbook = Workbook()
    first = workbook.active
    assert first is not None
    first.sheet_state = "hidden"
    first.append(["old"])
    workbook.create_sheet("empty")
    workbook.create_sheet("员工").append(["工号"])
    assert SheetTable(saved(tmp_path, workbook), "staff.xlsx").where == "staff.xlsx sheet '员工'"


def test_an_unknown_sheet_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    workbook = Workbook()
    workbook.create_sheet("员工名册")
    with pytest.raises(SourceRefused, match="sheet '员工名单' not found; did you mean '员工名册'"):
        SheetTable(saved(tmp_path, workbook), "staff.xlsx", "员工名单")


def test_a_broken_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "staff.xlsx"
    path.write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(SourceRefused, match=r"staff\.xlsx: not a readable workbook"):
        SheetTable(path, "staff.xlsx")


def test_a_protected_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "staff.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000)
    with pytest.raises(SourceRefused, match="protected by a password"):
        SheetTable(path, "staff.xlsx")


def test_a_bomb_is_refused_although_its_list_of_sizes_lies(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (80 << 20))
    size = (80 << 20).to_bytes(4, "little")
    for content in (path.read_bytes(), path.read_bytes().replace(size, b"\x10\x00\x00\x00")):
        path.write_bytes(content)
        with pytest.raises(SourceRefused, match="unpack to more than 64 MB"):
            refuse_bomb(path, "bomb.xlsx")
