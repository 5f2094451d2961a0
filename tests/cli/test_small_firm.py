"""One spreadsheet and nothing else, from the first command to an answer."""

from __future__ import annotations

import csv
import json
import re
import signal
import urllib.parse
import urllib.request
from pathlib import Path

import openpyxl

from tests.cli.running import started, zhaoren
from zhaoren.demo.group import make_group
from zhaoren.demo.shape_a import write_shape_a


def _spreadsheet(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["海棠科技有限公司员工通讯录"])
    sheet.append(["姓名", "所在部门", "岗位", "联系电话", "电子邮件", "备注"])
    sheet.append(["郭靖", "总经办", "总经理", "13712345678", "guoj@ht.example", ""])
    sheet.append(["黄蓉", "财务部", "财务总监", "13812345678", "huangr@ht.example", "周五不在"])
    sheet.append(["单雄信", "采购部", "采购经理", "13612345678", "shanxx@ht.example", ""])
    book.save(path)


def test_a_spreadsheet_becomes_a_directory_that_answers(tmp_path: Path) -> None:
    _spreadsheet(tmp_path / "staff.xlsx")
    ended = zhaoren(tmp_path, "init", "--from", "staff.xlsx", "--company", "海棠科技有限公司")
    assert ended.code == 0, ended.err
    assert "unused" in ended.out
    server = started(tmp_path, "serve", "--port", "0")
    try:
        assert server.stdout is not None
        address = next(found[1] for line in server.stdout if (found := re.search(r"open (http://\S+)", line)))
        question = urllib.parse.quote("财务负责人")
        with urllib.request.urlopen(f"{address}v1/people?q={question}") as response:
            answer = json.loads(response.read())
        assert [hit["name"] for hit in answer["hits"]] == ["黄蓉"]
    finally:
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=20) == 0
        server.communicate()


def test_an_existing_configuration_is_left_alone(firm: Path) -> None:
    before = (firm / "zhaoren.toml").read_text("utf-8")
    ended = zhaoren(firm, "init")
    assert ended.code == 2
    assert "left alone" in ended.err
    assert (firm / "zhaoren.toml").read_text("utf-8") == before


def test_a_sync_then_questions_in_text_and_json(firm: Path) -> None:
    assert zhaoren(firm, "sync").code == 0
    told = zhaoren(firm, "find", "海棠 财务负责人")
    assert told.code == 0
    assert "黄蓉" in told.out
    answer = zhaoren(firm, "find", "海棠 财务负责人", "--json").json
    assert answer["hits"][0]["records"] == [{"source": "staff", "kind": "person", "key": "H002"}]
    assert {part["kind"] for part in answer["understood"]} >= {"function", "rank"}
    assert answer["hits"][0]["why"]
    assert zhaoren(firm, "find", "没有这个人").code == 6


def test_full_width_digits_are_found_by_plain_ones(firm: Path) -> None:
    zhaoren(firm, "sync")
    for typed in ("13812345678", "138 1234 5678", "5678 黄"):
        assert [hit["name"] for hit in zhaoren(firm, "find", typed, "--json").json["hits"]][:1] == ["黄蓉"], typed


def test_questions_in_a_batch_are_answered_in_order(firm: Path) -> None:
    zhaoren(firm, "sync")
    lines = zhaoren(
        firm, "find", "--json", "--batch", stdin="黄蓉\n\n没有这个人\n" + "长" * 300 + "\n单雄信\n"
    ).out.splitlines()
    answers = [json.loads(line) for line in lines]
    assert [answer["no_match"] for answer in answers] == [False, True, True, True, False]
    assert "at most 200" in answers[3]["error"]


def test_a_second_sync_writes_nothing_and_says_so(firm: Path) -> None:
    zhaoren(firm, "sync")
    files = {
        path: path.read_bytes() for path in (firm / "data").rglob("*") if path.is_file() and "journal" not in path.name
    }
    ended = zhaoren(firm, "sync")
    assert ended.code == 0
    assert "nothing changed, nothing was written" in ended.out
    assert {path: path.read_bytes() for path in files} == files


def test_one_changed_number_is_searchable_without_a_rebuild(firm: Path) -> None:
    zhaoren(firm, "sync")
    staff = (firm / "staff.csv").read_text("gb18030").replace("13712345678", "13700008213")
    (firm / "staff.csv").write_text(staff, "gb18030")
    report = zhaoren(firm, "sync", "--json").json
    assert report["published"]["changed"] == 1
    assert [hit["name"] for hit in zhaoren(firm, "find", "8213", "--json").json["hits"]] == ["郭靖"]
    assert zhaoren(firm, "find", "13712345678").code == 6


def test_a_dry_run_says_what_would_change_and_changes_nothing(firm: Path) -> None:
    ended = zhaoren(firm, "sync", "--dry-run")
    assert ended.code == 0, ended.err
    assert "4" in ended.out
    assert "zhaoren sync" in zhaoren(firm, "find", "黄蓉").err


def test_tables_are_exported_with_formulas_defused(firm: Path) -> None:
    staff = (firm / "staff.csv").read_text("gb18030").replace("采购经理", "=HYPERLINK(1)")
    (firm / "staff.csv").write_text(staff, "gb18030")
    zhaoren(firm, "sync")
    clusters = zhaoren(firm, "export", "clusters", "--format", "csv").out.splitlines()
    assert clusters[0] == "source,record_key,person_id"
    assert len(clusters) == 5
    posts = zhaoren(firm, "export", "posts", "--format", "csv").out
    assert "'=HYPERLINK" in posts
    people = [json.loads(line) for line in zhaoren(firm, "export", "people").out.splitlines()]
    assert {person["name"] for person in people} == {"郭靖", "黄蓉", "欧阳锋", "单雄信"}
    assert len(zhaoren(firm, "export", "units").out.splitlines()) >= 5


def test_a_person_and_a_unit_are_shown_with_their_sources(firm: Path) -> None:
    zhaoren(firm, "sync")
    assert "staff:H002" in zhaoren(firm, "show", "黄蓉").out
    assert "财务部" in zhaoren(firm, "tree", "海棠科技").out
    assert "done" in zhaoren(firm, "runs").out


def test_a_folder_of_lists_is_enough(tmp_path: Path) -> None:
    write_shape_a(make_group(73, companies=4, people=300), tmp_path / "lists")
    made = zhaoren(tmp_path, "init", "--from", "lists")
    assert made.code == 0, made.err
    synced = zhaoren(tmp_path, "sync", "--json")
    assert synced.code == 0, synced.err
    assert sum(count["read"] for run in synced.json["runs"] for count in run["kinds"].values()) > 600
    with (tmp_path / "lists" / "companies.csv").open(encoding="utf-8-sig", newline="") as file:
        company = next(row for row in csv.DictReader(file) if row["parent_code"])
    found = zhaoren(tmp_path, "find", f"{company['short_name']} 总经理", "--json")
    assert found.json["hits"], found.out
