"""What a deferred task makes of each state that a held run can be in."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("airflow", reason="needs Airflow: 'make test' runs these in .venv-airflow")

pytestmark = pytest.mark.airflow

_SOON_S = 0.05


def _settings(folder: Path) -> Any:
    from zhaoren.foundation.settings import load_settings

    (folder / "zhaoren.toml").write_text('group_name = "海棠科技"\n', encoding="utf-8")
    return load_settings(folder / "zhaoren.toml")


@pytest.fixture
def run_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A run of 'staff' in a journal of its own, held."""
    from zhaoren.catalog.runs import Run, RunState
    from zhaoren.wiring import open_catalog

    monkeypatch.setenv("ZHAOREN_CONFIG", str(tmp_path / "zhaoren.toml"))
    with closing(open_catalog(_settings(tmp_path))) as catalog, catalog.journal.leases.hold("source:staff") as lease:
        begun = "2026-11-23T00:00:00Z"
        held = Run("r1", "staff", RunState.HELD, full_read=True, dry_run=False, attempts=(), started_at=begun)
        catalog.journal.runs.put(held, lease)
    return held.id


def _now_is(folder: Path, state: str) -> None:
    with closing(sqlite3.connect(folder / "data" / "journal.db")) as journal, journal:
        journal.execute("UPDATE runs SET state = ?", (state,))


async def _first(run_id: str, until: float) -> dict[str, str]:
    from dags.waiting import DecisionTrigger

    async for event in DecisionTrigger(run_id, until, _SOON_S).run():
        told: dict[str, str] = event.payload
        return told
    raise AssertionError("the trigger ended without a word")


def test_a_run_that_was_approved_is_waited_for_until_it_is_written(run_id: str, tmp_path: Path) -> None:
    async def approved() -> dict[str, str]:
        waiting = asyncio.create_task(_first(run_id, time.time() + 60))
        for state in ("held", "running"):
            _now_is(tmp_path, state)
            await asyncio.sleep(6 * _SOON_S)
            assert not waiting.done(), state
        _now_is(tmp_path, "done")
        return await asyncio.wait_for(waiting, 20)

    assert asyncio.run(approved()) == {"run_id": run_id, "state": "done"}


@pytest.mark.parametrize("state", ["held", "running"])
def test_patience_ends_and_tells_how_it_stood(run_id: str, tmp_path: Path, state: str) -> None:
    _now_is(tmp_path, state)
    assert asyncio.run(_first(run_id, time.time() - 1)) == {"run_id": run_id, "state": state}


def test_a_run_that_the_journal_no_longer_knows_is_gone(run_id: str) -> None:
    assert asyncio.run(_first(run_id + "0", time.time() + 60))["state"] == "gone"


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        ("done", None),
        ("discarded", "AirflowSkipException"),
        ("superseded", "AirflowSkipException"),
        ("gone", "AirflowSkipException"),
        ("held", "AirflowFailException"),
        ("running", "AirflowFailException"),
        ("failed", "AirflowFailException"),
    ],
)
def test_only_what_is_written_goes_on_and_only_what_a_person_refused_is_skipped(
    state: str, outcome: str | None
) -> None:
    from airflow.sdk import exceptions

    from dags.waiting import HeldRunDecision

    task = HeldRunDecision(task_id="decision", source="staff", patience=timedelta(minutes=1))
    if outcome is None:
        task.decided({}, {"run_id": "r1", "state": state})
        return
    with pytest.raises(getattr(exceptions, outcome), match="r1"):
        task.decided({}, {"run_id": "r1", "state": state})
