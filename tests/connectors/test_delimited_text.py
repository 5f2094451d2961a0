from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.delimited_text import DelimitedTable, read_rows
from connectors.text_encoding import Decoding
from schemas.errors import SourceRefused

UTF8 = Decoding("utf-8")


def table(tmp_path: Path, text: str, wanted: tuple[str, ...] = ()) -> DelimitedTable:
    path = tmp_path / "staff.csv"
    path.write_bytes(text.encode())
    return DelimitedTable(path, "staff.csv", UTF8, wanted)


def rows_of(text: str) -> list[tuple[int, list[str], str]]:
    return [
        (row.number, list(row.cells), row.unreadable) for row in read_rows(iter(io.StringIO(text, newline="")), ",")
    ]


@pytest.mark.parametrize(("delimiter", "name"), [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "bar")])
def test_the_delimiter_is_recognised(tmp_path: Path, delimiter: str, name: str) -> None:
    text = "\n".join(
        delimiter.join(cells) for cells in [("工号", "姓名", "备注"), ("001", "张三", "a,b;c"), ("002", "李四", "")]
    )
    found = table(tmp_path, text)
    if delimiter != ",":
        assert (found.delimiter, found.columns) == (delimiter, ("工号", "姓名", "备注"))
    assert table(tmp_path, text, ("工号", "备注")).delimiter == delimiter


def test_title_rows_above_the_header_are_found(tmp_path: Path) -> None:
    text = "海南矿业员工名册,,\n打印日期:2026-01-05,,\n工号,姓名,手机\n001,张三,138\n"
    for wanted in ((), ("工号", "手机")):
        found = table(tmp_path, text, wanted)
        assert found.columns == ("工号", "姓名", "手机")
        assert [(row.number, row.values) for row in found.rows(("工号", "手机"))] == [
            (4, {"工号": ("001",), "手机": ("138",)})
        ]


def test_a_header_of_two_rows_is_found_and_its_columns_have_both_names(tmp_path: Path) -> None:
    text = "工号,联系方式,,紧急联系人,\n,手机,邮箱,姓名,手机\n001,138,a@b,王五,139\n"
    found = table(tmp_path, text, ("工号", "联系方式/手机"))
    assert found.columns == ("工号", "联系方式/手机", "邮箱", "姓名", "紧急联系人/手机")
    assert [row.values["联系方式/手机"] for row in found.rows(("工号", "联系方式/手机"))] == [("138",)]
    assert found.missing(("联系方式 - 邮箱", "紧急联系人>手机", "工资")) == ("工资",)


def test_quoted_line_ends_and_delimiters_stay_in_their_cell() -> None:
    assert rows_of('a,b\r\n1,"x,\r\ny ""z"""\r\n2,w\r\n') == [
        (1, ["a", "b"], ""),
        (2, ["1", 'x,\r\ny "z"'], ""),
        (4, ["2", "w"], ""),
    ]


def test_a_quotation_mark_that_never_closes_costs_its_own_line_only() -> None:
    rows = rows_of('1,a\n2,"b\n' + "".join(f"{number},c\n" for number in range(3, 300)))
    assert rows[1] == (2, [], "a quotation mark opens and never closes")
    assert [row[0] for row in rows] == list(range(1, 300))
    assert all(not row[2] for row in rows if row[0] != 2)


def test_a_row_with_more_cells_than_the_header_is_unreadable_and_lost(tmp_path: Path) -> None:
    found = list(table(tmp_path, "id,name,city\n1,王,上海\n2,王,小明,上海\n3,李,,,\n").rows(("id",)))
    assert [row.values.get("id") for row in found] == [("1",), None, ("3",)]
    assert found[1].unreadable == "4 cells, where the header has 3: quote the delimiter"
    assert found[1].lost


def test_a_row_whose_bytes_do_not_decode_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("id,name\n1,王\n2,\n3,李\n".encode().replace(b"2,", b"2,\xff"))
    rows = list(DelimitedTable(path, "a.csv", Decoding("utf-8", damaged=True)).rows(("id",)))
    assert [bool(row.unreadable) for row in rows] == [False, True, False]
    assert rows[1].unreadable == "the byte 0xFF does not fit the encoding of the file"


def test_a_delimiter_of_two_characters_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a||b\n")
    with pytest.raises(SourceRefused, match="delimiter '\\|\\|' is not one character"):
        DelimitedTable(tmp_path / "a.csv", "a.csv", UTF8, delimiter="||")


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=4), max_size=20))
def test_what_the_standard_writer_writes_is_read_back(rows: list[list[str]]) -> None:
    written = io.StringIO(newline="")
    csv.writer(written).writerows(rows)
    assert [cells for _, cells, _ in rows_of(written.getvalue())] == rows
