from __future__ import annotations

from pathlib import Path

import pytest

from connectors.json_lines import JsonLinesTable, flat_values
from connectors.text_encoding import Decoding
from schemas.errors import SourceRefused


def table(tmp_path: Path, text: str, wanted: tuple[str, ...] = ()) -> JsonLinesTable:
    path = tmp_path / "staff.jsonl"
    path.write_text(text, encoding="utf-8")
    return JsonLinesTable(path, "staff.jsonl", Decoding("utf-8"), wanted)


def test_members_are_named_by_their_path_and_numbers_keep_their_digits() -> None:
    found = flat_values(
        {"id": 7, "n": {"cn": "王", "alt": ["a", "b"]}, "posts": [{"t": "x"}, {"t": "y"}], "ok": True, "no": None}
    )
    assert found == {
        "id": ("7",),
        "n.cn": ("王",),
        "n.alt": ("a", "b"),
        "posts.t": ("x", "y"),
        "ok": ("true",),
        "no": (),
    }


def test_numbers_stay_as_written(tmp_path: Path) -> None:
    found = table(tmp_path, '{"id": 13800138000, "rate": 1.50, "big": 123456789012345678901}\n')
    (row,) = found.rows(("id", "rate", "big"))
    assert row.values == {"id": ("13800138000",), "rate": ("1.50",), "big": ("123456789012345678901",)}


def test_a_broken_line_is_unreadable_and_the_next_is_read(tmp_path: Path) -> None:
    found = table(tmp_path, '{"id": 1}\n\n{"id": \n[1]\n{"id": 2}\n')
    rows = list(found.rows(("id",)))
    assert [(row.number, row.unreadable) for row in rows] == [
        (1, ""), (3, "broken JSON: Expecting value"), (4, "not a JSON object"), (5, ""),
    ]  # fmt: skip
    assert rows[1].lost


def test_a_member_that_only_a_late_line_has_is_found(tmp_path: Path) -> None:
    found = table(tmp_path, '{"id": 1}\n' * 1000 + '{"id": 2, "late": 1}\n', ("id", "late"))
    assert found.missing(("id", "late", "never")) == ("never",)


def test_an_array_is_read_too_and_a_broken_one_refused(tmp_path: Path) -> None:
    assert [row.number for row in table(tmp_path, '[{"id": 1},\n {"id": 2}]').rows(("id",))] == [1, 2]
    with pytest.raises(SourceRefused, match="broken JSON"):
        table(tmp_path, '[{"id": 1},')
