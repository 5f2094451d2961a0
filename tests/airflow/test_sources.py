"""One DAG for each source: held runs wait for a person, a connection is the secret store, no secret shows anywhere."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("airflow", reason="needs Airflow: 'make test' runs these in .venv-airflow")

pytestmark = pytest.mark.airflow

_ROOT = Path(__file__).resolve().parents[2]
_CANARY = "canary-9f31-Geheim"
_CONFIGURATION = """
group_name = "海棠科技"
[[sources]]
name = "staff"
kind = "legacy_files"
company = "海棠科技有限公司"
[sources.people]
path = "staff.csv"
key = "工号"
fields = { name = "姓名", department = "部门", employee_number = "工号" }

[[sources]]
name = "hr"
kind = "hr_database"
url = "postgresql+psycopg://reader@127.0.0.1:1/hr"
password = { connection = "hr-db" }
timeout_s = 1
[[sources.people]]
table = "t_emp"
key = "emp_id"
fields = { name = "emp_name" }

[alarm.webhook]
url = "http://127.0.0.1:1/hook"
token = { env = "TEST_HOOK_TOKEN" }
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """One run of a DAG: its state, and each task's state and result."""

    state: str
    states: dict[str, str]
    results: dict[str, Any]


@pytest.fixture
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, airflow_database: None) -> Path:
    (tmp_path / "zhaoren.toml").write_text(_CONFIGURATION, encoding="utf-8")
    _staff(tmp_path, 40)
    monkeypatch.setenv("ZHAOREN_CONFIG", str(tmp_path / "zhaoren.toml"))
    monkeypatch.setenv("AIRFLOW_CONN_HR-DB", json.dumps({"conn_type": "postgres", "password": _CANARY}))
    monkeypatch.setenv("TEST_HOOK_TOKEN", _CANARY + "-hook")
    return tmp_path


def _staff(folder: Path, people: int) -> None:
    lines = [f"K{n:03},王{chr(0x4E00 + n)},部门{n // 10}" for n in range(people)]
    (folder / "staff.csv").write_text("工号,姓名,部门\n" + "\n".join(lines) + "\n", encoding="utf-8")


def _run(dag_id: str) -> Ran:
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(_ROOT / "dags")
    assert bag.import_errors == {}
    dag = bag.dags[dag_id]
    for task in dag.task_dict.values():
        task.retries = 0
    run = dag.test()
    instances = run.get_task_instances()
    return Ran(
        str(run.state),
        {task.task_id: str(task.state) for task in instances},
        {task.task_id: task.xcom_pull(task_ids=task.task_id) for task in instances},
    )


def _behind(folder: Path) -> int:
    """By how many revisions the index is behind the catalog."""
    from zhaoren.foundation.settings import load_settings
    from zhaoren.wiring import open_catalog, open_engine

    settings = load_settings(folder / "zhaoren.toml")
    with closing(open_catalog(settings)) as catalog, closing(open_engine(settings)) as engine:
        return catalog.revision - engine.applied_revision()


def test_a_source_is_read_then_the_directory_is_joined_and_published(firm: Path) -> None:
    first = _run("zhaoren_source_staff")
    assert (first.state, first.states) == ("success", dict.fromkeys(("sync", "decision", "news"), "success"))
    assert first.results["sync"] == {"read": 40, "skipped": 0, "written": 40, "held": 0}
    joined = _run("zhaoren_directory")
    assert joined.results["publish"]["changed"] > 0
    # The database of the second source was never reached: it is told, and what was read is published all the same.
    assert joined.states == {"unify": "success", "publish": "success", "report": "failed"}
    again = _run("zhaoren_source_staff")
    assert (again.results["sync"]["written"], again.states["news"]) == (0, "skipped")


def test_a_held_run_waits_deferred_until_a_person_has_spoken(
    firm: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from dags import waiting

    monkeypatch.setattr(waiting, "_LOOKS_EVERY_S", 0.2)
    monkeypatch.setattr(waiting.DecisionTrigger.__init__, "__defaults__", (0.2,))
    _run("zhaoren_source_staff")
    _staff(firm, 20)
    with _person(firm, "approve"):
        approved = _run("zhaoren_source_staff")
    # An approval joins and publishes by itself; where it is the faster of both, nothing is left to tell.
    assert approved.states.pop("news") in ("success", "skipped")
    assert (approved.state, approved.states) == ("success", {"sync": "success", "decision": "success"})
    assert approved.results["sync"]["held"] == 1
    assert "HELD: source 'staff'" in capfd.readouterr().out
    assert _behind(firm) == 0


def test_a_held_run_of_which_nobody_speaks_fails_as_such(
    firm: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ZHAOREN_HELD_WAIT_MINUTES", "0")
    _run("zhaoren_source_staff")
    _staff(firm, 20)
    held = _run("zhaoren_source_staff")
    assert (held.state, held.states) == ("failed", {"sync": "success", "decision": "failed", "news": "upstream_failed"})
    shown = capfd.readouterr()
    assert "zhaoren runs approve" in shown.out + shown.err
    assert "部门3 10" in shown.out + shown.err


def test_fault_49_a_secret_of_a_connection_shows_in_no_stream_file_or_result(
    firm: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    failed = _run("zhaoren_source_hr")
    assert failed.states["sync"] == "failed"
    _run("zhaoren_directory")
    shown = capfd.readouterr()
    assert "hr" in shown.out + shown.err
    assert _CANARY not in shown.out + shown.err
    home = Path(sys.modules["airflow.configuration"].AIRFLOW_HOME)
    for folder in (home, firm):
        for file in folder.rglob("*"):
            if file.is_file():
                assert _CANARY.encode() not in file.read_bytes(), file


def test_a_connection_kept_by_airflow_itself_is_the_secret_store(
    firm: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("AIRFLOW_CONN_HR-DB")
    failed = _run("zhaoren_source_hr")
    shown = capfd.readouterr()
    assert failed.states["sync"] == "failed"
    assert "the connection 'hr-db' is not there" in shown.out + shown.err
    _keep_connection("hr-db", _CANARY)
    _run("zhaoren_source_hr")
    shown = capfd.readouterr()
    assert "the connection 'hr-db' is not there" not in shown.out + shown.err
    assert _CANARY not in shown.out + shown.err
    monkeypatch.delenv("AIRFLOW_CONN_HR-DB", raising=False)


def _keep_connection(name: str, password: str) -> None:
    from airflow.models import Connection
    from airflow.utils.session import create_session

    with create_session() as session:
        session.add(Connection(conn_id=name, conn_type="postgres", password=password))


class _person:  # noqa: N801 - reads as a phrase
    """Somebody who settles the first held run that appears."""

    def __init__(self, folder: Path, word: str) -> None:
        self._folder = folder
        self._word = word

    def __enter__(self) -> None:
        self._thread = threading.Thread(target=self._settle, daemon=True)
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._thread.join(120)

    def _settle(self) -> None:
        import subprocess

        run_id = next(self._held())
        time.sleep(0.5)
        program = [sys.executable, "-m", "zhaoren.cli.main", "runs", self._word, run_id]
        subprocess.run(program, cwd=self._folder, env={**os.environ}, check=True, capture_output=True)

    def _held(self) -> Iterator[str]:
        while True:
            with closing(sqlite3.connect(self._folder / "data" / "journal.db")) as journal:
                yield from (row[0] for row in journal.execute("SELECT id FROM runs WHERE state = 'held'"))
            time.sleep(0.1)
