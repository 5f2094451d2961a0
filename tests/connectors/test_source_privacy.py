"""Faults 51 and 54, for databases, files and documents: what is not mapped never leaves; each step is told apart."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from connectors.opening import open_connector
from schemas.records import Connector
from schemas.source_settings import SourceSettings
from tests.connectors.reading import read_all

CANARY = "310101199001011234"
PEOPLE = {"key": "no", "fields": {"name": "name"}, "values": {"name": {CANARY: "?"}}}
ROWS = [("1", "张三", CANARY), ("", "李四", CANARY), ("1", "王五", CANARY), ("1.00E+05", "赵六", CANARY)]


def opened(folder: Path, settings: dict[str, object]) -> Connector:
    return open_connector(TypeAdapter[SourceSettings](SourceSettings).validate_python(settings), folder)


def database(folder: Path) -> Connector:
    with closing(sqlite3.connect(folder / "hr.db")) as made, made:
        made.execute("CREATE TABLE t (no TEXT, name TEXT, id_card TEXT)")
        made.executemany("INSERT INTO t VALUES (?, ?, ?)", ROWS)
    settings: dict[str, object] = {
        "name": "a",
        "kind": "hr_database",
        "url": "sqlite:///hr.db",
        "people": {**PEOPLE, "table": "t"},
    }
    return opened(folder, settings)


def query(folder: Path) -> Connector:
    database(folder)
    people = {**PEOPLE, "query": "SELECT * FROM t"}
    return opened(folder, {"name": "a", "kind": "hr_database", "url": "sqlite:///hr.db", "people": people})


def table(folder: Path) -> Connector:
    text = (
        "no,name,id_card\n" + "".join(",".join(row) + "\n" for row in ROWS) + f'9,"{CANARY},x\n8,a,{CANARY},{CANARY}\n'
    )
    (folder / "a.csv").write_text(text)
    return opened(folder, {"name": "a", "kind": "legacy_files", "people": {**PEOPLE, "path": "a.csv"}})


def lines(folder: Path) -> Connector:
    told = [f'{{"no": "{no}", "name": "{name}", "id_card": "{card}"}}\n' for no, name, card in ROWS]
    (folder / "a.jsonl").write_text("".join(told) + f'{{"no": "{CANARY}\n')
    return opened(folder, {"name": "a", "kind": "legacy_files", "people": {**PEOPLE, "path": "a.jsonl"}})


@pytest.mark.parametrize("source", [database, query, table, lines])
def test_fault_51_what_no_mapping_names_is_in_no_event_and_no_report(tmp_path: Path, source: object) -> None:
    assert callable(source)
    connector: Connector = source(tmp_path)
    reading = read_all(connector)
    assert [record.key for record in reading.records] == ["1"]
    assert len(reading.skipped) >= 3
    everything = f"{reading} {connector.check()}"
    assert CANARY not in everything
    assert not any(name in str(skipped) for skipped in reading.skipped for _, name, _ in ROWS)


@pytest.mark.parametrize(
    ("source", "steps"),
    [
        (database, ["reach", "bind", "tls", "mapping", "rights", "count", "paging", "changes", "sample"]),
        (table, ["reach", "form", "mapping", "changes", "sample"]),
    ],
)
def test_fault_54_the_check_tells_each_thing_apart_within_ten_seconds(
    tmp_path: Path, source: object, steps: list[str]
) -> None:
    assert callable(source)
    connector: Connector = source(tmp_path)
    begun = time.monotonic()
    report = connector.check()
    assert [step.name for step in report.steps] == steps
    assert report.passed
    assert time.monotonic() - begun < 10
