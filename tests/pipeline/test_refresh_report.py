"""After a refresh the faults are named, and a fresh directory has none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from schemas.source_settings import FilesSource
from zhaoren.catalog.catalog import Catalog
from zhaoren.catalog.entities import Entity
from zhaoren.catalog.runs import Attempt, Run, RunState, SourceTimes
from zhaoren.foundation.clock import iso
from zhaoren.pipeline.refresh_report import complaints
from zhaoren.search_index.tantivy_engine import TantivyEngine

_NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
_LIST = FilesSource(kind="legacy_files", name="list", stale_after_hours=48)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    opened = Catalog(f"sqlite:///{tmp_path / 'catalog.db'}", clock=lambda: _NOW)
    yield opened
    opened.close()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[TantivyEngine]:
    opened = TantivyEngine(tmp_path / "index")
    yield opened
    opened.close()


def _read(catalog: Catalog, hours_ago: float, state: RunState = RunState.DONE) -> None:
    at = iso(_NOW - timedelta(hours=hours_ago))
    run = Run(f"r{hours_ago}", "list", state, True, False, (Attempt(at, 1),), at)
    times = SourceTimes("list", run.id, at, at, None) if state is RunState.DONE else None
    with catalog.journal.leases.hold("source:list") as lease:
        catalog.journal.runs.finish(run, lease, times)


def test_a_source_read_in_time_and_an_index_at_the_catalog_are_no_fault(
    catalog: Catalog, engine: TantivyEngine
) -> None:
    _read(catalog, 47)
    assert complaints([_LIST], catalog, engine) == []


def test_a_source_that_was_never_read_is_named(catalog: Catalog, engine: TantivyEngine) -> None:
    assert complaints([_LIST], catalog, engine) == ["来源“list”从未成功读取 / source 'list' was never read well"]


def test_a_stale_source_is_named_with_its_age(catalog: Catalog, engine: TantivyEngine) -> None:
    _read(catalog, 51)
    (fault,) = complaints([_LIST], catalog, engine)
    assert fault.split(" / ") == [
        "来源“list”已有 51 小时未成功读取，最多允许 48 小时",
        "source 'list' was last read well 51 hours ago, 48 are allowed",
    ]


def test_a_source_switched_off_is_not_missed(catalog: Catalog, engine: TantivyEngine) -> None:
    assert complaints([_LIST.model_copy(update={"enabled": False})], catalog, engine) == []


def test_a_held_run_is_named_although_the_source_is_fresh(catalog: Catalog, engine: TantivyEngine) -> None:
    _read(catalog, 3)
    _read(catalog, 1, RunState.HELD)
    (fault,) = complaints([_LIST], catalog, engine)
    assert "held since 2026-11-22T07:00:00Z: look at run r1" in fault


def test_an_index_behind_the_catalog_is_named(catalog: Catalog, engine: TantivyEngine) -> None:
    _read(catalog, 1)
    with catalog.transaction() as transaction:
        transaction.entities.put_many("unit", [Entity("u1", 1, b"{}")])
    behind = catalog.revision
    assert behind > 0
    (fault,) = complaints([_LIST], catalog, engine)
    assert fault.split(" / ") == [
        f"索引比目录落后 {behind} 个版本，发布未完成",
        f"the index is {behind} revisions behind the catalog; publishing did not end",
    ]
