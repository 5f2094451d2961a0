"""kill -9 at any point, then the same command again: the catalog is what uninterrupted runs would have made."""

from __future__ import annotations

import multiprocessing
import random
import time
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from tests.pipeline.killed_sync import EVENTS_IN_VERSION_2, Point, sync_and_die, sync_version
from zhaoren.catalog.catalog import Catalog
from zhaoren.catalog.runs import RunState

Content = dict[str, object]

# Processes that have everything loaded already: a kill then falls into the sync, not into its imports.
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tests.pipeline.killed_sync", "alembic.script"])


class Interrupted:
    """A catalog with version 1 of the source, into which version 2 is synced with interruptions."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self._told = folder / "told"
        sync_version(url, 1)

    def start(self, page: int | None = 100, point: Point = "event", passes: int = -1) -> ForkServerProcess:
        process = _PROCESSES.Process(target=sync_and_die, args=(self.url, page, point, passes, self._told))
        process.start()
        return process

    def run(self, page: int | None = 100, point: Point = "event", passes: int = -1) -> bool:
        """Whether it came to its end; otherwise it was killed."""
        process = self.start(page, point, passes)
        process.join(120)
        assert process.exitcode in (0, -9)
        return process.exitcode == 0

    def told(self) -> str:
        return self._told.read_text("utf-8")

    def committed(self) -> bool:
        catalog = Catalog(self.url)
        revision = catalog.revision
        catalog.close()
        return revision == 2


@pytest.fixture
def interrupted(catalog_url: str, tmp_path: Path) -> Interrupted:
    return Interrupted(catalog_url, tmp_path)


def _content(url: str) -> Content:
    """Everything but ids."""
    catalog = Catalog(url)
    found: Content = {}
    for record in catalog.records.all(ended=True):
        versions = [(v.state, v.fields, v.replaced_at) for v in catalog.records.history(record.id)]
        found[record.ref.key] = (
            *(record.fields, record.fields_since, record.state, record.missing_times, record.missing_since),
            *(record.position, record.revision, record.first_seen, record.ended_at, versions),
        )
    state = catalog.sources.get("hr")
    assert state is not None
    found["the source"] = (catalog.revision, state.checkpoint, state.unusable, state.last_complete)
    found["left behind"] = catalog.journal.staging.runs_with_rows()
    found["states"] = {run.state for run in catalog.journal.runs.newest("hr")} - {RunState.FAILED}
    catalog.close()
    return found


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Content]:
    """The catalog after version 2 was synced once, and twice: what was missing then has ended."""
    url = f"sqlite:///{tmp_path_factory.mktemp('whole') / 'catalog.db'}"
    contents: dict[int, Content] = {}
    for times, version in enumerate((1, 2, 2)):
        sync_version(url, version)
        contents[times] = _content(url)
    assert contents[1] != contents[2]
    return contents


@pytest.mark.parametrize("passes", [0, 99, 100, 450, EVENTS_IN_VERSION_2])
def test_fault_11_killed_while_reading(
    interrupted: Interrupted, uninterrupted: dict[int, Content], passes: int
) -> None:
    assert not interrupted.run(passes=passes)
    assert not interrupted.committed()
    assert interrupted.run()
    pages = passes // 100
    assert interrupted.told() == f"{EVENTS_IN_VERSION_2} {[f'page {pages * 100}' if pages else None]}"
    assert _content(interrupted.url) == uninterrupted[1]


def test_killed_while_reading_what_cannot_be_resumed(
    interrupted: Interrupted, uninterrupted: dict[int, Content]
) -> None:
    assert not interrupted.run(page=None, passes=700)
    assert interrupted.run(page=None)
    assert interrupted.told() == f"{EVENTS_IN_VERSION_2} [None]"
    assert _content(interrupted.url) == uninterrupted[1]


@pytest.mark.slow
@pytest.mark.parametrize("passes", range(5, 125, 3))
def test_fault_11_killed_before_any_statement(
    interrupted: Interrupted, uninterrupted: dict[int, Content], passes: int
) -> None:
    interrupted.run(300, "statement", passes)
    times = 2 if interrupted.committed() else 1
    assert interrupted.run(300)
    assert _content(interrupted.url) == uninterrupted[times]


@pytest.mark.slow
@pytest.mark.parametrize("passes", range(16))
def test_fault_11_killed_before_any_commit(
    interrupted: Interrupted, uninterrupted: dict[int, Content], passes: int
) -> None:
    interrupted.run(300, "commit", passes)
    times = 2 if interrupted.committed() else 1
    assert interrupted.run(300)
    assert _content(interrupted.url) == uninterrupted[times]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(30))
def test_fault_11_killed_at_a_random_moment(
    interrupted: Interrupted, uninterrupted: dict[int, Content], seed: int
) -> None:
    dice = random.Random(seed)
    for _ in range(dice.randrange(1, 4)):
        process = interrupted.start()
        time.sleep(dice.uniform(0.0, 0.6))
        process.kill()
        process.join(120)
        if interrupted.committed():
            break
    times = 2 if interrupted.committed() else 1
    assert interrupted.run()
    assert _content(interrupted.url) == uninterrupted[times]


def test_a_run_killed_right_after_its_commit_is_told_as_done(interrupted: Interrupted) -> None:
    assert not interrupted.run(point="closing", passes=0)
    assert interrupted.committed()
    catalog = Catalog(interrupted.url)
    killed = catalog.journal.runs.newest("hr")[0]
    assert killed.state is RunState.RUNNING
    assert interrupted.run()
    told = catalog.journal.runs.get(killed.id)
    assert told is not None
    assert told.state is RunState.DONE
    assert f'"read": {EVENTS_IN_VERSION_2}' in str(told.report)
    catalog.close()
