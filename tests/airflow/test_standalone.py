"""Airflow as it really runs: a task is killed with -9, tried again, and the directory follows by asset."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.servers.daemon import free_port

pytest.importorskip("airflow", reason="needs Airflow: 'make test' runs these in .venv-airflow")

pytestmark = pytest.mark.airflow

_ROOT = Path(__file__).resolve().parents[2]
_CONFIGURATION = """
group_name = "海棠科技"
schedule = "0 0 1 1 *"
[[sources]]
name = "staff"
kind = "legacy_files"
company = "海棠科技有限公司"
[sources.people]
path = "staff.csv"
key = "工号"
fields = { name = "姓名", mobile = "手机", employee_number = "工号" }
"""
_PEOPLE = 8_000


@pytest.fixture
def airflow(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Address of a whole Airflow of its own."""
    if not request.config.getoption("--whole"):
        pytest.skip("a whole Airflow takes a minute and 1.1 GB: `pytest --whole` starts one")
    (tmp_path / "zhaoren.toml").write_text(_CONFIGURATION, encoding="utf-8")
    lines = [f"K{n:05},王{chr(0x4E00 + n)},139{n:08}" for n in range(_PEOPLE)]
    (tmp_path / "staff.csv").write_text("工号,姓名,手机\n" + "\n".join(lines) + "\n", encoding="utf-8")
    port, home = free_port(), tmp_path / "airflow"
    url = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        # It starts its parts by name.
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(_ROOT / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__PARALLELISM": "2",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{url}/execution/",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / 'airflow.db'}",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": url,
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(free_port()),
        "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(free_port()),
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "ZHAOREN_CONFIG": str(tmp_path / "zhaoren.toml"),
        "ZHAOREN_RETRY_SECONDS": "1",
    }
    program = Path(sys.executable).parent / "airflow"
    with (tmp_path / "standalone.log").open("wb") as log:
        running = subprocess.Popen(
            [program, "standalone"], env=environment, stdout=log, stderr=log, start_new_session=True, cwd=tmp_path
        )
        try:
            _until(lambda: _is_healthy(url), 180)
            yield url
        finally:
            for number in (signal.SIGTERM, signal.SIGKILL):
                with suppress(ProcessLookupError):
                    os.killpg(running.pid, number)
                with suppress(subprocess.TimeoutExpired):
                    running.wait(5)


def test_a_task_killed_with_9_is_tried_again_and_the_directory_follows_by_asset(airflow: str, tmp_path: Path) -> None:
    token = _ask(f"{airflow}/auth/token")["access_token"]
    dags = f"{airflow}/api/v2/dags"
    # Its last time lies in the past: Airflow catches up with that one run by itself.
    _kill_reader(tmp_path / "data" / "journal.db")
    runs = f"{dags}/zhaoren_source_staff/dagRuns"
    _until(lambda: set(_states(runs, token)) == {"success"}, 180)
    run = _ask(runs, token)["dag_runs"][0]["dag_run_id"]
    tasks = _ask(f"{runs}/{urllib.parse.quote(run)}/taskInstances", token)["task_instances"]
    assert {task["task_id"]: task["try_number"] > 1 for task in tasks} == {
        "sync": True,
        "decision": False,
        "news": False,
    }
    _until(lambda: _states(f"{dags}/zhaoren_directory/dagRuns", token) == ["success"], 300)
    found = subprocess.run(
        [sys.executable, "-m", "zhaoren.cli.main", "find", "13900007999", "--json"],
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    assert [hit["name"] for hit in json.loads(found.stdout)["hits"]] == [f"王{chr(0x4E00 + 7999)}"]


def _kill_reader(journal: Path) -> None:
    """Kill the process that is reading the source, in the middle of it."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if journal.exists():
            with suppress(sqlite3.OperationalError), closing(sqlite3.connect(journal)) as opened:
                for (attempts,) in opened.execute("SELECT attempts FROM runs WHERE state = 'running'"):
                    process = int(json.loads(attempts)[0][1])
                    os.kill(process, signal.SIGKILL)
                    return
        time.sleep(0.005)
    raise AssertionError("the source was never read")


def _states(runs: str, token: str) -> list[str]:
    return [str(run["state"]) for run in _ask(runs, token)["dag_runs"]]


def _is_healthy(url: str) -> bool:
    try:
        health = _ask(f"{url}/api/v2/monitor/health")
    except OSError:
        return False
    parts = ("metadatabase", "scheduler", "triggerer", "dag_processor")
    return all((health.get(part) or {}).get("status") == "healthy" for part in parts)


def _ask(url: str, token: str = "") -> Any:
    asked = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return json.load(answer)


def _until(condition: Callable[[], bool], patience_s: float) -> None:
    deadline = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.5)
