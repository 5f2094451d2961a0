"""Fault 42: workbooks as people keep them, read through a source."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from connectors.legacy_files import FilesConnector
from schemas.errors import SourceRefused
from schemas.source_settings import FilesSource
from schemas.vocabulary import RecordKind
from tests.connectors.reading import Reading, read_all

HEAD = ["工号", "姓名", "入职"]
PEOPLE = {"path": "*.xls?", "key": "工号", "fields": {"name": "姓名", "hire_date": "入职"}}


def reading(folder: Path, **table: object) -> Reading:
    written = {"name": "old", "kind": "legacy_files", "folder": ".", "people": {**PEOPLE, **table}}
    return read_all(FilesConnector(FilesSource.model_validate(written), folder))


def fields(read: Reading) -> dict[str, dict[str, tuple[str, ...]]]:
    return {key: dict(record.fields) for key, record in read.of(RecordKind.PERSON).items()}


def workbook(*rows: Sequence[object]) -> Workbook:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    return made


@pytest.mark.parametrize("epoch", [CALENDAR_WINDOWS_1900, CALENDAR_MAC_1904], ids=["1900", "1904"])
def test_fault_42_dates_of_both_epochs_and_numbers_with_zeros(tmp_path: Path, epoch: dt.datetime) -> None:
    made = workbook(HEAD, [7, "张三", dt.date(2020, 1, 5)], [8, "李四", dt.date(1999, 12, 31)])
    made.epoch = epoch
    sheet = made.active
    assert sheet is not None
    for row in (2, 3):
        sheet.cell(row, 1).number_format = "0000"
    made.save(tmp_path / "a.xlsx")
    assert fields(reading(tmp_path)) == {
        "0007": {"name": ("张三",), "hire_date": ("2020-01-05",)},
        "0008": {"name": ("李四",), "hire_date": ("1999-12-31",)},
    }


def _with_results(path: Path, results: dict[str, str]) -> None:
    """Give formulas the results that Excel would have kept."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    xml = members[name].decode()
    for formula, result in results.items():
        for empty in ("<v />", "<v/>", "<v></v>"):
            xml = xml.replace(f"<f>{formula}</f>{empty}", f"<f>{formula}</f><v>{result}</v>")
    members[name] = xml.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)


def test_fault_42_formulas_count_by_their_results_and_without_one_not_at_all(tmp_path: Path) -> None:
    made = workbook(
        HEAD, ["=1000+1", "张三", None], ["=2000+2", "李四", None], ["9", "王五", "=TODAY()"], ["10", "赵六"]
    )
    made.save(tmp_path / "a.xlsx")
    _with_results(tmp_path / "a.xlsx", {"1000+1": "1001"})
    read = reading(tmp_path)
    assert sorted(fields(read)) == ["10", "1001"]
    assert [(skipped.position, skipped.reason) for skipped in read.skipped] == [
        (
            f"a.xlsx sheet 'Sheet' row {row}",
            f"'{column}' holds a formula that was never calculated: open the workbook and save it",
        )
        for row, column in ((3, "工号"), (4, "入职"))
    ]
    assert not read.outcome.complete
    assert len(fields(reading(tmp_path, fields={"name": "姓名"}))) == 3, "a column that is not mapped does not matter"


def test_fault_42_hidden_sheets_are_passed_over_and_errors_say_nothing(tmp_path: Path) -> None:
    made = workbook(["old"], ["x"])
    first = made.active
    assert first is not None
    first.sheet_state = "hidden"
    sheet = made.create_sheet("现员")
    for row in (HEAD, ["1", "张三", "#N/A"], ["#REF!", "李四", None], ["3", "#N/A", "2020-01-05"]):
        sheet.append(row)
    made.save(tmp_path / "a.xlsx")
    read = reading(tmp_path)
    assert fields(read) == {"1": {"name": ("张三",)}, "3": {"hire_date": ("2020-01-05",)}}
    assert [skipped.reason for skipped in read.skipped] == ["no key: '工号' is empty"]


def test_fault_42_merged_headers_and_titles_above_them(tmp_path: Path) -> None:
    made = workbook(
        ["海南矿业花名册", None, None], ["人员", None, "时间"], ["工号", "姓名", "入职"], ["1", "张三", "2020-01-05"]
    )
    sheet = made.active
    assert sheet is not None
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A2:B2")
    made.save(tmp_path / "a.xlsx")
    assert fields(reading(tmp_path)) == {"1": {"name": ("张三",), "hire_date": ("2020-01-05",)}}


def test_fault_42_a_macro_workbook_is_read_and_nothing_in_it_runs(tmp_path: Path) -> None:
    made = workbook(HEAD, ["1", "张三", None])
    made.save(tmp_path / "plain.zip")
    with zipfile.ZipFile(tmp_path / "plain.zip") as plain, zipfile.ZipFile(tmp_path / "a.xlsm", "w") as macro:
        for name in plain.namelist():
            macro.writestr(name, plain.read(name))
        macro.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 Sub AutoOpen()")
    assert [*fields(reading(tmp_path))] == ["1"]


def test_fault_42_a_cut_workbook_and_a_bomb_are_refused(tmp_path: Path) -> None:
    workbook(HEAD, ["1", "张三", None]).save(tmp_path / "a.xlsx")
    whole = (tmp_path / "a.xlsx").read_bytes()
    (tmp_path / "a.xlsx").write_bytes(whole[: len(whole) * 2 // 3])
    with pytest.raises(SourceRefused, match=r"a\.xlsx: not a readable workbook"):
        reading(tmp_path)
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet1.xml", b"<row/>" * (20 << 20))
    with pytest.raises(SourceRefused, match="no real document does; it is not opened"):
        reading(tmp_path)
    # A protected workbook is no zip at all: tests/connectors/test_workbooks.py has a real one.
    (tmp_path / "a.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    with pytest.raises(SourceRefused, match="protected by a password"):
        reading(tmp_path)


# In `make test` the first and the last two run; Excel's last row in `make test-all`.
@pytest.mark.slow
@pytest.mark.parametrize("rows", [1_000, 1_048_576, 2_000, 20_000])
def test_fault_42_a_sheet_to_excels_last_row_is_read_in_bounded_memory(tmp_path: Path, rows: int) -> None:
    made = Workbook()
    made.save(tmp_path / "empty.zip")
    with zipfile.ZipFile(tmp_path / "empty.zip") as plain, zipfile.ZipFile(tmp_path / "a.xlsx", "w", 8) as large:
        for name in plain.namelist():
            if name != "xl/worksheets/sheet1.xml":
                large.writestr(name, plain.read(name))
        with large.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as xml:
            xml.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>')
            for row in range(1, rows + 1):
                cells = HEAD if row == 1 else [f"{row:07}", "张三丰", "2020-01-05"]
                told = "".join(
                    f'<c r="{c}{row}" t="inlineStr"><is><t>{t}</t></is></c>' for c, t in zip("ABC", cells, strict=True)
                )
                xml.write(f'<row r="{row}">{told}</row>'.encode())
            xml.write(b"</sheetData></worksheet>")
    program = f"""
        from pathlib import Path
        from tests.connectors.test_workbook_faults import PEOPLE
        from connectors.legacy_files import FilesConnector
        from schemas.source_settings import FilesSource
        written = {{"name": "old", "kind": "legacy_files", "folder": ".", "people": PEOPLE}}
        count = sum(1 for _ in FilesConnector(FilesSource.model_validate(written), Path({str(tmp_path)!r})).read(None))
        print(count, Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=True)
    count, peak_kb = map(int, done.stdout.split())
    assert count == rows - 1
    assert peak_kb < 600 << 10
