"""Keys alone prove who is gone: without reading everything, twice, and only where the list came to its end."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from connectors.hr_database import DatabaseConnector
from schemas.source_settings import DatabaseSource
from schemas.vocabulary import RecordKind
from zhaoren.catalog.catalog import Catalog
from zhaoren.foundation.settings import GuardSettings
from zhaoren.pipeline.run_report import RunReport
from zhaoren.pipeline.sync import sync_source

PEOPLE = {
    "table": "t_emp", "key": "no", "fields": {"name": "xm"}, "changed_column": "at", "changed_overlap": 0,
    "keys_every_hours": 0,
}  # fmt: skip


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(tmp_path / "hr.db", isolation_level=None)) as session:
        session.execute("CREATE TABLE t_emp (no TEXT, xm TEXT, at TEXT)")
        session.executemany(
            "INSERT INTO t_emp VALUES (?, '张三', ?)", [(f"{n:03}", f"2026-11-01 00:{n % 60:02}:00") for n in range(60)]
        )
        yield session


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with closing(Catalog(f"sqlite:///{tmp_path / 'catalog.db'}")) as opened:
        yield opened


def test_a_key_that_is_not_listed_is_missing_then_ended_and_comes_back(
    database: sqlite3.Connection, catalog: Catalog, tmp_path: Path
) -> None:
    settings = {"name": "hr", "kind": "hr_database", "url": "sqlite:///hr.db", "people": PEOPLE}
    connector = DatabaseConnector(DatabaseSource.model_validate(settings), tmp_path)

    def sync() -> RunReport:
        return sync_source("hr", catalog=catalog, connector=connector, guard=GuardSettings())

    def people(report: RunReport) -> tuple[int, int, int, int]:
        counts = report.kinds.get(RecordKind.PERSON)
        assert counts is not None
        return counts.added, counts.missing, counts.ended, counts.returned

    assert people(sync())[0] == 60
    database.execute("DELETE FROM t_emp WHERE no IN ('007', '008')")
    assert people(sync()) == (0, 2, 0, 0)
    database.execute("INSERT INTO t_emp VALUES ('008', '张三', '2026-11-01 00:00:00')")
    returned = sync()
    assert people(returned) == (0, 0, 1, 1), "an old change time: only its key was seen"
    quiet = sync()
    assert quiet.written == 0
    database.execute("DELETE FROM t_emp WHERE no < '030'")
    held = sync()
    assert held.state == "held", "the guard counts them as it counts every removal"
