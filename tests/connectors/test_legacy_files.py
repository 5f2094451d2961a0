from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from connectors.legacy_files import FilesConnector
from schemas.errors import SourceBusy, SourceRefused
from schemas.source_settings import FilesSource
from schemas.vocabulary import RecordKind
from tests.connectors.reading import read_all

PEOPLE = {
    "path": "*/people.csv",
    "key": "uid",
    "fields": {"name": "name", "mobile": "mobile"},
    "from_path": {"company": "folder"},
}


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    def write_file(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        return path

    return write_file


def connector(tmp_path: Path, **tables: object) -> FilesConnector:
    settings = FilesSource.model_validate({"name": "old", "kind": "legacy_files", "folder": tmp_path.name, **tables})
    return FilesConnector(settings, tmp_path.parent)


Write = Callable[[str, str], Path]


def test_a_folder_per_company_is_read_in_the_order_of_its_paths(tmp_path: Path, write: Write) -> None:
    write("companies.csv", "code,full_name,aliases\nHN,海南矿业股份有限公司,海矿;海南矿业\n")
    write("NG/people.csv", "uid,name,mobile\n0007,王小明,139\n")
    write("HN/people.csv", "uid,name,mobile\n0001,李四,138\n")
    units = {
        "path": "companies.csv",
        "key": "code",
        "fields": {"name": "full_name", "alias": "aliases"},
        "split": {"alias": ";"},
    }
    reading = read_all(connector(tmp_path, people=PEOPLE, units=units))
    assert reading.outcome.complete
    assert reading.outcome.kinds == {RecordKind.PERSON, RecordKind.UNIT}
    assert reading.of(RecordKind.UNIT)["HN"].fields["alias"] == ("海矿", "海南矿业")
    people = reading.of(RecordKind.PERSON)
    assert [*people] == ["0001", "0007"]
    assert people["0001"].fields == {"name": ("李四",), "mobile": ("138",), "company": ("HN",)}
    assert people["0001"].position == "HN/people.csv line 2"


def test_rows_without_key_and_with_a_taken_key_are_skipped_and_counted(tmp_path: Path, write: Write) -> None:
    write("HN/people.csv", "uid,name,mobile\n1,李,\n,王,\n1,张,\n1.00E+05,赵,\n2,钱,\n")
    write("NG/people.csv", "uid,name,mobile\n2,孙,\n")
    reading = read_all(connector(tmp_path, people=PEOPLE))
    assert [*reading.of(RecordKind.PERSON)] == ["1", "2"]
    assert [(skipped.position, skipped.reason) for skipped in reading.skipped] == [
        ("HN/people.csv line 3", "no key: 'uid' is empty"),
        ("HN/people.csv line 4", "the same key as HN/people.csv line 2, which was taken"),
        ("HN/people.csv line 5", "no key: 'uid' holds a number that a spreadsheet has rounded (like 1.00E+05)"),
        ("NG/people.csv line 2", "the same key as HN/people.csv line 6, which was taken"),
    ]
    assert reading.outcome.complete


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "HN/people.csv is empty"),
        ("\ufeff\r\n", "HN/people.csv is empty"),
        ("uid,name,mobile\r\n", "HN/people.csv has a header and no rows"),
        ("uid,name,mobile\n,王,\n", "HN/people.csv has 1 rows and none of them is usable"),
        ('uid,name,mobile\n1,"王,\n2,李,\n', "HN/people.csv: 1 of 2 rows could not be read"),
    ],
    ids=["no bytes", "a mark only", "a header only", "no usable row", "an unreadable row"],
)
def test_a_file_that_proves_nothing_is_never_complete(tmp_path: Path, write: Write, content: str, why: str) -> None:
    write("HN/people.csv", content)
    write("NG/people.csv", "uid,name,mobile\n7,王,\n")
    write("u.csv", "code\nHN\n")
    outcome = read_all(connector(tmp_path, people=PEOPLE, units={"path": "u.csv", "key": "code"})).outcome
    assert not outcome.complete
    assert outcome.why_incomplete == why
    assert outcome.kinds == {RecordKind.UNIT}


def test_an_unknown_column_is_refused_before_anything_is_yielded(tmp_path: Path, write: Write) -> None:
    write("HN/people.csv", "uid,name,mobile\n1,李,\n")
    write("NG/people.csv", "uid,names,mobile\n1,李,\n")
    events = connector(tmp_path, people=PEOPLE).read(None)
    with pytest.raises(SourceRefused) as refused:
        next(events)
    assert str(refused.value) == (
        "source 'old': NG/people.csv: column 'name' not found; "
        "did you mean 'names'? there are: 'uid', 'names', 'mobile'"
    )


@pytest.mark.parametrize("path", ["gone.csv", "*/gone.csv"])
def test_a_file_that_is_not_there_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(SourceRefused, match=r"source 'old': '.*gone\.csv': .*deliver the file"):
        read_all(connector(tmp_path, people={**PEOPLE, "path": path}))
    with pytest.raises(SourceRefused, match="folder 'nowhere': there is no such folder"):
        read_all(connector(tmp_path / "nowhere", people=PEOPLE))


def test_a_file_that_grows_while_it_is_read_is_busy(tmp_path: Path, write: Write) -> None:
    path = write("HN/people.csv", "uid,name,mobile\n" + "".join(f"{number},王,\n" for number in range(5000)))
    events = connector(tmp_path, people=PEOPLE).read(None)
    next(events)
    with path.open("a") as file:
        file.write("9999,李,\n")
    with pytest.raises(SourceBusy, match=r"source 'old': HN/people\.csv: the file changed while it was read"):
        list(events)


def test_a_file_that_is_replaced_or_removed_while_it_is_read_is_busy(tmp_path: Path, write: Write) -> None:
    path = write("HN/people.csv", "uid,name,mobile\n1,王,\n2,王,\n")
    events = connector(tmp_path, people=PEOPLE).read(None)
    next(events)
    path.unlink()
    with pytest.raises(SourceBusy, match="vanished while it was read"):
        list(events)


def test_the_form_is_told_by_the_content_and_not_by_the_name(tmp_path: Path, write: Write) -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["uid", "name", "mobile"])
    sheet.append(["007", "王", 13800138000])
    workbook.save(tmp_path / "b.csv.xlsx")
    (tmp_path / "b.csv.xlsx").rename(tmp_path / "b.csv")
    write("a.xls", "uid\tname\tmobile\n008\t李\t139\n")
    write("c.jsonl", '{"uid": "009", "name": "张", "mobile": 137}\n')
    people = read_all(connector(tmp_path, people={**PEOPLE, "path": "*", "from_path": {"company": "stem"}})).of(
        RecordKind.PERSON
    )
    assert {key: (record.position, record.fields["mobile"]) for key, record in people.items()} == {
        "008": ("a.xls line 2", ("139",)),
        "007": ("b.csv sheet 'Sheet' row 2", ("13800138000",)),
        "009": ("c.jsonl line 1", ("137",)),
    }


def test_a_web_page_named_xls_is_refused(tmp_path: Path, write: Write) -> None:
    write("a.xls", "<html><table><tr><td>uid</td></tr></table></html>")
    with pytest.raises(SourceRefused, match="a web page, not a table; open it and save it"):
        read_all(connector(tmp_path, people={**PEOPLE, "path": "a.xls"}))


def test_a_broken_byte_costs_one_row_and_the_proof_of_completeness(tmp_path: Path, write: Write) -> None:
    path = write("HN/people.csv", "uid,name,mobile\n" + "".join(f"{number},王小明,\n" for number in range(50)))
    path.write_bytes(path.read_bytes().replace(b"\n7,", b"\n7,\xff"))
    reading = read_all(connector(tmp_path, people=PEOPLE))
    assert len(reading.records) == 49
    assert [skipped.position for skipped in reading.skipped] == ["HN/people.csv line 9"]
    assert not reading.outcome.complete


def test_check_tells_each_step_and_ten_rows(tmp_path: Path, write: Write) -> None:
    write("HN/people.csv", "uid;name;mobile\n" + "".join(f"{number};王小明;138\n" for number in range(50)))
    report = connector(tmp_path, people=PEOPLE).check()
    assert [(step.name, step.passed) for step in report.steps] == [
        ("reach", True), ("form", True), ("mapping", True), ("changes", True), ("sample", True),
    ]  # fmt: skip
    assert report.steps[1].message == "HN/people.csv lines: utf-8, delimiter ';'"
    assert len(report.sample) == 10


def test_check_says_where_it_stops(tmp_path: Path, write: Write) -> None:
    write("HN/people.csv", "uid,nome,mobile\n1,a,\n")
    report = connector(tmp_path, people=PEOPLE).check()
    assert not report.passed
    assert report.steps[-1].name == "mapping"
    assert "column 'name' not found" in report.steps[-1].message
    assert connector(tmp_path / "nowhere", people=PEOPLE).check().steps[0].name == "reach"
