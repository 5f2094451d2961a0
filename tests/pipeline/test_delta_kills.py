"""kill -9 in the middle of a reading of changes, then the same again: as if nothing had happened."""

from __future__ import annotations

import multiprocessing
import random
import time
from pathlib import Path

import pytest

from tests.pipeline.killed_delta import CHANGES, sync_changes, sync_changes_and_die
from zhaoren.catalog.catalog import Catalog

_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tests.pipeline.killed_delta", "alembic.script"])


def _content(url: str) -> dict[str, object]:
    catalog = Catalog(url)
    found: dict[str, object] = {
        r.ref.key: (r.fields, r.fields_since, r.state, r.revision, len(catalog.records.history(r.id)))
        for r in catalog.records.all(ended=True)
    }
    state = catalog.sources.get("hr")
    assert state is not None
    found["the source"] = (catalog.revision, state.checkpoint, state.scope)
    found["left behind"] = catalog.journal.staging.runs_with_rows()
    catalog.close()
    return found


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    url = f"sqlite:///{tmp_path_factory.mktemp('whole') / 'catalog.db'}"
    for version in (1, 2):
        sync_changes(url, version)
    return _content(url)


def _run(url: str, told: Path, point: str = "event", passes: int = -1, kill_after_s: float | None = None) -> bool:
    """Whether it came to its end; otherwise it was killed."""
    process = _PROCESSES.Process(target=sync_changes_and_die, args=(url, point, passes, told))
    process.start()
    if kill_after_s is not None:
        time.sleep(kill_after_s)
        process.kill()
    process.join(120)
    assert process.exitcode in (0, -9)
    return process.exitcode == 0


@pytest.mark.parametrize("passes", [0, 24, 25, 77, CHANGES - 1])
def test_fault_11_a_killed_reading_of_changes_repeats_one_page_at_most(
    catalog_url: str, tmp_path: Path, uninterrupted: dict[str, object], passes: int
) -> None:
    sync_changes(catalog_url, 1)
    assert not _run(catalog_url, tmp_path / "told", "event", passes)
    assert _run(catalog_url, tmp_path / "told")
    served, _, read_from = (tmp_path / "told").read_text("utf-8").partition(" ")
    assert int(served) == CHANGES - passes // 25 * 25
    assert ('"done"' in read_from) is (passes >= 25)
    assert _content(catalog_url) == uninterrupted


@pytest.mark.slow
@pytest.mark.parametrize("passes", range(3, 90, 4))
def test_fault_11_changes_killed_before_any_statement(
    catalog_url: str, tmp_path: Path, uninterrupted: dict[str, object], passes: int
) -> None:
    sync_changes(catalog_url, 1)
    _run(catalog_url, tmp_path / "told", "statement", passes)
    assert _run(catalog_url, tmp_path / "told")
    assert _content(catalog_url) == uninterrupted


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(30))
def test_fault_11_changes_killed_at_a_random_moment(
    catalog_url: str, tmp_path: Path, uninterrupted: dict[str, object], seed: int
) -> None:
    sync_changes(catalog_url, 1)
    for _ in range(random.Random(seed).randrange(1, 4)):
        _run(catalog_url, tmp_path / "told", kill_after_s=random.Random(seed).uniform(0.0, 0.4))
    assert _run(catalog_url, tmp_path / "told")
    assert _content(catalog_url) == uninterrupted
