"""The queue of reviews on the command line: read, answered, taken back; people split and joined."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.cli.running import zhaoren

CONFIGURATION = """
group_name = "甲山集团"
[[sources]]
name = "hr"
kind = "legacy_files"
priority = 90
company = "甲山矿业有限公司"
[sources.people]
path = "hr.csv"
key = "工号"
[sources.people.fields]
name = "姓名"
employee_number = "工号"
mobile = "手机"
birth_date = "生日"
title = "职务"
[[sources]]
name = "list"
kind = "legacy_files"
company = "甲山矿业有限公司"
[sources.people]
path = "list.csv"
key = "序号"
[sources.people.fields]
name = "姓名"
mobile = "手机"
birth_date = "生日"
title = "职务"
"""


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    """A firm about which there is one question, read and joined."""
    (tmp_path / "zhaoren.toml").write_text(CONFIGURATION, "utf-8")
    (tmp_path / "hr.csv").write_text(
        "工号,姓名,手机,生日,职务\n1077,王伟,13900001234,1980-01-11,部长\n1080,李娜,13900005678,,会计\n", "utf-8"
    )
    (tmp_path / "list.csv").write_text(
        "序号,姓名,手机,生日,职务\n5,王伟,+86 139 0000 1234,1980-10-01,部长\n6,李娜,13900005678,,会计\n", "utf-8"
    )
    ended = zhaoren(tmp_path, "sync")
    assert ended.code == 0, ended.err
    return tmp_path


def _clusters(folder: Path) -> dict[tuple[str, str], str]:
    rows = list(csv.DictReader(io.StringIO(zhaoren(folder, "export", "clusters", "--format", "csv").out)))
    assert list(rows[0]) == ["source", "record_key", "person_id"]
    return {(row["source"], row["record_key"]): row["person_id"] for row in rows}


def test_a_question_is_read_answered_applied_and_taken_back(asked: Path) -> None:
    queue = zhaoren(asked, "reviews", "list", "--json").json
    (review,) = queue["reviews"]
    assert {review["left"]["name"], review["right"]["name"]} == {"王伟"}
    card = zhaoren(asked, "reviews", "show", review["id"])
    assert card.code == 0
    for shown in ("same mobile", "dates of birth differ", "1980-10-01", "hr:1077"):
        assert shown in card.out
    before = _clusters(asked)
    told = zhaoren(asked, "reviews", "same", review["id"], "--reason", "asked him", "--json").json
    assert (told["changed"], told["applied"], told["decision"]["reason"]) == (True, "now", "asked him")
    joined = _clusters(asked)
    assert joined["hr", "1077"] == joined["list", "5"] in {before["hr", "1077"], before["list", "5"]}
    gone = next(id_ for id_ in before.values() if id_ not in joined.values())
    card = zhaoren(asked, "show", gone, "--json").json
    assert card["id"] == joined["hr", "1077"], "an old id leads on for ever"
    (born,) = card["disagreements"]
    said = {value["text"]: value["origins"][0]["source"] for value in born["said"]}
    assert (born["field"], said) == ("birth_date", {"1980-01-11": "hr", "1980-10-01": "list"})
    assert zhaoren(asked, "reviews", "list", "--json").json["reviews"] == []
    refused = zhaoren(asked, "reviews", "different", review["id"])
    assert refused.code == 2
    assert "take that back first" in refused.err
    assert zhaoren(asked, "reviews", "undo", review["id"]).code == 0
    assert _clusters(asked) == before
    history = zhaoren(asked, "show", before["list", "5"], "--history")
    for shown in ("appeared", "decided: the same", "was joined", "person of his own again"):
        assert shown in history.out
    acts = [one["act"] for one in zhaoren(asked, "reviews", "history", "--json").json]
    assert acts == ["undo", "same"]


def test_a_split_and_a_join_by_hand_are_kept_by_a_full_sync(asked: Path) -> None:
    before = _clusters(asked)
    person = before["hr", "1080"]
    assert person == before["list", "6"]
    ended = zhaoren(asked, "split", person, "list:6", "--reason", "his wife", "--later")
    assert ended.code == 0
    assert "next refresh" in ended.out
    assert zhaoren(asked, "sync", "--full").code == 0
    apart = _clusters(asked)
    assert apart["hr", "1080"] != apart["list", "6"]
    wrong = zhaoren(asked, "split", person, "list:5")
    assert (wrong.code, "no record of" in wrong.err) == (2, True)
    assert zhaoren(asked, "join", apart["hr", "1077"], apart["list", "5"]).code == 0
    both = _clusters(asked)
    assert both["hr", "1077"] == both["list", "5"]


def test_undecided_pairs_are_exported_with_both_keys_and_a_probability(asked: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(zhaoren(asked, "export", "reviews", "--format", "csv").out)))
    (row,) = rows
    assert {(row["left_source"], row["left_record_key"]), (row["right_source"], row["right_record_key"])} == {
        ("hr", "1077"), ("list", "5"),
    }  # fmt: skip
    assert 0 <= float(row["probability"]) <= 1
    refused = zhaoren(asked, "export", "reviews", "--as", "li.ming")
    assert (refused.code, refused.out) == (2, "")
    nothing = zhaoren(asked, "reviews", "show", "r0")
    assert (nothing.code, "there is none" in nothing.err) == (6, True)
