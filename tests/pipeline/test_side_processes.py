"""Processes beside the main one: what they return, how they end, that all work with them gives the same."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from schemas.expressions import EVERYTHING, Term
from tests.pipeline.said import SaidCatalog, files_source
from tests.pipeline.test_unify_kills import contents, said_by_two_silos
from zhaoren.foundation.errors import ZhaorenError
from zhaoren.pipeline import making_entries, unify_people, unify_side
from zhaoren.pipeline.publish import COLLECTIONS, publish
from zhaoren.pipeline.side_processes import SideProcesses, processes_for
from zhaoren.pipeline.unify import unify
from zhaoren.search_index.port import Collection
from zhaoren.search_index.tantivy_engine import TantivyEngine

SOURCES = (files_source("hr", 90, "甲山矿业有限公司"), files_source("ldap", 60))


def made_state() -> int:
    """A state that only a process beside this one has."""
    return os.getpid()


def place_of_work(state: int, item: int) -> tuple[int, int, bool]:
    """The item, and where it was worked on."""
    return item, os.getpid(), state == os.getpid()


def dies(_state: int, item: int) -> int:
    """Ends its process as a machine without memory would."""
    if item == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return item


def test_results_come_in_order_from_processes_with_states_of_their_own() -> None:
    with closing(SideProcesses(0, made_state, 2)) as beside:
        found = list(beside.map(place_of_work, range(40)))
    assert [item for item, _, _ in found] == list(range(40))
    assert os.getpid() not in {process for _, process, _ in found}
    assert all(own for _, _, own in found)


def test_without_processes_everything_is_done_here_and_only_when_asked_for() -> None:
    with closing(SideProcesses(os.getpid(), made_state, 0)) as beside:
        found = beside.map(place_of_work, iter([7]))
        assert next(found) == (7, os.getpid(), True)


def test_a_process_that_was_ended_from_outside_is_told_in_one_sentence() -> None:
    with closing(SideProcesses(0, made_state, 2)) as beside, pytest.raises(ZhaorenError, match="ended from outside"):
        list(beside.map(dies, range(10)))


def test_processes_end_with_the_one_that_started_them(tmp_path: Path) -> None:
    script = tmp_path / "started.py"
    script.write_text(
        "import os, time\n"
        "from zhaoren.pipeline.side_processes import SideProcesses\n"
        "from tests.pipeline.test_side_processes import made_state, place_of_work\n"
        "if __name__ == '__main__':\n"
        "    beside = SideProcesses(0, made_state, 2)\n"
        "    print(*{process for _, process, _ in beside.map(place_of_work, range(20))}, flush=True)\n"
        "    time.sleep(600)\n"
    )
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, script],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    ) as started:
        assert started.stdout is not None
        others = [int(word) for word in started.stdout.readline().split()]
        started.kill()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and any(_lives(other) for other in others):
        time.sleep(0.05)
    assert others
    assert not any(_lives(other) for other in others)


def test_everything_is_published_alike_with_processes_beside_and_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = SaidCatalog(tmp_path / "catalog")
    said.say(said_by_two_silos())
    unify(said.catalog, SOURCES)
    monkeypatch.setattr(making_entries, "MADE_AT_ONCE", 7)
    monkeypatch.setattr(making_entries, "WORTH_PROCESSES", 0)
    found = []
    for processes in (1, 2):
        with closing(TantivyEngine(tmp_path / f"index{processes}")) as engine:
            report = publish(said.catalog, engine, processes=processes)
            reader = engine.reader()
            cards = [list(reader.scan(collection, EVERYTHING, EVERYTHING)) for collection in COLLECTIONS.values()]
            called = [
                reader.count(Collection.PEOPLE, Term("name", f"c{sign}"), EVERYTHING, 1000) for sign in "王李张伟敏"
            ]
            found.append((report, cards, called))
    assert found[0][0].changed > 40
    assert any(found[0][2])
    assert found[1] == found[0]


def _lives(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_few_records_and_processes_that_may_have_no_children_start_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert processes_for(10, 20_000) == 0
    assert processes_for(20_000, 20_000, wanted=1) == 0
    assert processes_for(20_000, 20_000, wanted=3) == 3
    monkeypatch.setitem(multiprocessing.current_process()._config, "daemon", True)  # type: ignore[attr-defined]
    assert processes_for(20_000, 20_000, wanted=3) == 0


def test_everybody_is_joined_alike_with_processes_beside_and_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unify_people, "READ_AT_ONCE", 20)
    monkeypatch.setattr(unify_people, "SHAPED_AT_ONCE", 10)
    monkeypatch.setattr(unify_side, "WORTH_PROCESSES", 0)
    alone, beside = SaidCatalog(tmp_path / "alone"), SaidCatalog(tmp_path / "beside")
    for said, processes in ((alone, 1), (beside, 2)):
        said.say(said_by_two_silos())
        unify(said.catalog, SOURCES, processes=processes)
    assert contents(beside) == contents(alone)
    assert [one.number for one in beside.people().values()] == [one.number for one in alone.people().values()]
    assert sorted(beside.catalog.match_keys.all()) == sorted(alone.catalog.match_keys.all())
    assert unify(beside.catalog, SOURCES, full=True, processes=2).written == 0
    assert unify(beside.catalog, SOURCES, full=True, processes=1).written == 0
