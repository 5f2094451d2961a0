"""Held runs and quarantined rows on the command line: looked at, approved, discarded, read again."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.running import Ended, zhaoren
from zhaoren.pipeline.validation import LARGEST_RECORD_CHARACTERS

CONFIGURATION = """
group_name = "海棠科技"
[[sources]]
name = "staff"
kind = "legacy_files"
company = "海棠科技有限公司"
[sources.people]
path = "staff.csv"
key = "工号"
fields = { name = "姓名", department = "部门", mobile = "手机", employee_number = "工号" }
"""

DATABASE = """
group_name = "海棠科技"
[[sources]]
name = "hr"
kind = "hr_database"
company = "海棠科技有限公司"
url = "sqlite:///hr.db"
[sources.people]
table = "t_emp"
key = "emp_no"
fields = { name = "xm", employee_number = "emp_no" }
"""


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    (tmp_path / "zhaoren.toml").write_text(CONFIGURATION, encoding="utf-8")
    _staff(tmp_path, range(40))
    assert zhaoren(tmp_path, "sync").code == 0
    return tmp_path


def _staff(folder: Path, numbers: range, more: str = "") -> None:
    lines = [f"K{n:03},王{chr(0x4E00 + n)},部门{n // 10},138000{n:05}" for n in numbers]
    (folder / "staff.csv").write_text("工号,姓名,部门,手机\n" + "\n".join(lines) + "\n" + more, encoding="utf-8")


def _held(folder: Path) -> str:
    _staff(folder, range(20))
    ended = zhaoren(folder, "sync", "--json")
    assert ended.code == 4
    return str(ended.json["runs"][0]["run_id"])


def _people(folder: Path) -> int:
    return len(zhaoren(folder, "export", "people").out.splitlines())


def test_a_held_run_names_units_and_people(firm: Path) -> None:
    run = _held(firm)
    shown = zhaoren(firm, "runs", "show", run)
    assert shown.code == 0
    assert "部门3 10" in shown.out
    assert f"王{chr(0x4E00 + 39)}" in shown.out
    changes = zhaoren(firm, "runs", "show", run, "--json", "--limit", "100").json["changes"]
    assert {change["key"] for change in changes} == {f"K{n:03}" for n in range(20, 40)}
    assert {change["unit"] for change in changes} == {"部门2", "部门3"}


def test_a_held_run_is_discarded_and_the_next_sync_reads_anew(firm: Path) -> None:
    run = _held(firm)
    assert zhaoren(firm, "runs", "discard", run).code == 0
    again = zhaoren(firm, "runs", "approve", run)
    assert (again.code, "discarded, not held" in again.err) == (2, True)
    assert zhaoren(firm, "runs", "show", run).code == 0
    _staff(firm, range(40))
    assert zhaoren(firm, "sync").code == 0


def test_approval_with_another_look_refuses_what_has_moved(firm: Path) -> None:
    run = _held(firm)
    before = _people(firm)
    _staff(firm, range(18))
    refused = zhaoren(firm, "runs", "approve", run, "--reread")
    assert (refused.code, "22 of 40 people would go" in refused.out) == (4, True)
    assert _people(firm) == before


def test_runs_are_told_in_numbers_for_prometheus(firm: Path) -> None:
    _held(firm)
    told = zhaoren(firm, "runs", "metrics").out
    assert 'zhaoren_run_state{source="staff",state="held"} 1.0' in told
    assert 'zhaoren_run_rows{act="missing",kind="person",source="staff"} 20.0' in told
    assert 'zhaoren_source_stale{source="staff"} 0.0' in told


def test_an_unknown_run_is_one_sentence(firm: Path) -> None:
    for command in ("show", "approve", "discard"):
        ended: Ended = zhaoren(firm, "runs", command, "nothing")
        assert (ended.code, ended.err.strip()) == (6, "nothing: there is no such run")


def test_quarantined_rows_are_listed_without_their_values_and_read_again(firm: Path) -> None:
    _staff(firm, range(40), ",没工号的人,部门9,13912345678\n")
    assert zhaoren(firm, "sync").code == 3
    listed = zhaoren(firm, "quarantine", "list", "staff")
    assert "staff.csv line 42" in listed.out
    assert "没工号的人" not in listed.out + zhaoren(firm, "quarantine", "list", "--json").out
    row = zhaoren(firm, "quarantine", "list", "--json").json[0]
    assert zhaoren(firm, "quarantine", "show", row["run_id"]).code == 0
    _staff(firm, range(40), "K900,没工号的人,部门9,13912345678\n")
    retried = zhaoren(firm, "quarantine", "retry")
    assert (retried.code, "1 rows in quarantine before, 0 now" in retried.out) == (0, True)
    assert "staff: is read whole" in retried.out
    assert zhaoren(firm, "quarantine", "list").out.strip() == "no row is in quarantine"
    assert zhaoren(firm, "quarantine", "retry", "nobody").code == 2


def test_a_row_of_a_database_is_read_again_alone(tmp_path: Path) -> None:
    (tmp_path / "zhaoren.toml").write_text(DATABASE, encoding="utf-8")
    with closing(sqlite3.connect(tmp_path / "hr.db")) as database, database:
        database.execute("CREATE TABLE t_emp (emp_no INTEGER, xm TEXT)")
        database.executemany("INSERT INTO t_emp VALUES (?, ?)", [(n, f"王{chr(0x4E00 + n)}") for n in range(30)])
        database.execute("INSERT INTO t_emp VALUES (77, ?)", ["李" * (LARGEST_RECORD_CHARACTERS + 1)])
    assert zhaoren(tmp_path, "sync").code == 3
    assert "t_emp emp_no=77" in zhaoren(tmp_path, "quarantine", "list").out
    still = zhaoren(tmp_path, "quarantine", "retry")
    assert (still.code, "hr: 1 rows in quarantine before, 1 now" in still.out) == (3, True)
    with closing(sqlite3.connect(tmp_path / "hr.db")) as database, database:
        database.execute("UPDATE t_emp SET xm = '李四' WHERE emp_no = 77")
        database.execute("DELETE FROM t_emp WHERE emp_no = 1")
    retried = zhaoren(tmp_path, "quarantine", "retry", "hr")
    assert (retried.code, "hr: 1 rows in quarantine before, 0 now" in retried.out) == (0, True)
    assert "people: read 1, added 1" in retried.out
    assert "is read whole" not in retried.out
    assert zhaoren(tmp_path, "find", "李四").code == 0
    assert zhaoren(tmp_path, "quarantine", "list").out.strip() == "no row is in quarantine"


def test_a_sync_that_cannot_publish_tells_what_was_read_and_joined(tmp_path: Path) -> None:
    (tmp_path / "zhaoren.toml").write_text(CONFIGURATION, encoding="utf-8")
    _staff(tmp_path, range(40))
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "index").write_text("a file where the folder of the index should be")
    ended = zhaoren(tmp_path, "sync", "--json")
    assert ended.code == ended.json["exit_code"] != 0
    assert (ended.json["runs"][0]["kinds"]["person"]["added"], ended.json["published"]) == (40, None)
    assert ended.json["unified"]["people"]["added"] == 40
    assert ended.json["error"] == ended.err.strip()
    again = zhaoren(tmp_path, "sync")
    assert again.code == ended.code
    assert "people and units: nothing changed" in again.out
    alarms = zhaoren(tmp_path, "alarms")
    assert (alarms.code, "the search engine does not answer" in alarms.out) == (1, True)
