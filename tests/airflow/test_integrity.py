"""The DAG files are read without a database, a network or the product's heavier half."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("airflow", reason="needs Airflow: 'make test' runs these in .venv-airflow")

pytestmark = pytest.mark.airflow

_ROOT = Path(__file__).resolve().parents[2]
_PLAN = """
[[sources]]
name = "hr"
kind = "legacy_files"
schedule = "30 2 * * *"
[[sources]]
name = "ad"
kind = "legacy_files"
[[sources]]
name = "old"
kind = "legacy_files"
enabled = false
"""


def test_every_dag_file_is_read_without_an_error() -> None:
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(_ROOT / "dags")
    assert bag.import_errors == {}
    assert set(bag.dags) == {"zhaoren_refresh", "zhaoren_directory"}


def test_every_source_of_the_configuration_has_a_dag_at_its_own_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from airflow.dag_processing.dagbag import DagBag

    monkeypatch.setenv("ZHAOREN_CONFIG", str(tmp_path / "zhaoren.toml"))
    (tmp_path / "zhaoren.toml").write_text(_PLAN, encoding="utf-8")
    bag = DagBag(_ROOT / "dags")
    assert bag.import_errors == {}
    dags = {name: dag for name, dag in bag.dags.items() if name.startswith("zhaoren_source_")}
    times = {name: getattr(dag.timetable, "expression", None) or dag.schedule for name, dag in dags.items()}
    assert times == {"zhaoren_source_hr": "30 2 * * *", "zhaoren_source_ad": "7 * * * *"}
    assert all(dag.catchup is False and dag.max_active_runs == 1 for dag in dags.values())
    upstream = {name: set(task.upstream_task_ids) for name, task in dags["zhaoren_source_hr"].task_dict.items()}
    assert upstream == {"sync": set(), "decision": {"sync"}, "news": {"decision"}}
    assert [asset.uri for asset in dags["zhaoren_source_hr"].task_dict["news"].outlets] == ["zhaoren://records/"]


def test_a_configuration_that_is_no_toml_is_an_import_error_that_airflow_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from airflow.dag_processing.dagbag import DagBag

    monkeypatch.setenv("ZHAOREN_CONFIG", str(tmp_path / "zhaoren.toml"))
    (tmp_path / "zhaoren.toml").write_text("[[sources", encoding="utf-8")
    (error,) = DagBag(_ROOT / "dags").import_errors.values()
    assert "TOMLDecodeError" in error


def test_sources_without_times_of_their_own_have_the_same_as_on_one_machine() -> None:
    from dags.plan import DEFAULT_SCHEDULE
    from zhaoren.foundation.settings import Settings

    assert Settings.model_fields["schedule"].default == DEFAULT_SCHEDULE


def test_the_refresh_reads_sources_side_by_side_and_always_reports() -> None:
    from airflow.dag_processing.dagbag import DagBag

    refresh = DagBag(_ROOT / "dags").dags["zhaoren_refresh"]
    assert refresh.catchup is False
    assert refresh.max_active_runs == 1
    upstream = {name: set(task.upstream_task_ids) for name, task in refresh.task_dict.items()}
    assert upstream["sync"] == {"sources"}
    assert upstream["unify"] == {"sync"}
    assert upstream["publish"] == {"unify"}
    assert upstream["report"] >= {"publish"}
    assert refresh.task_dict["sync"].is_mapped
    assert refresh.task_dict["report"].retries == 0
    assert refresh.task_dict["report"].is_teardown


@pytest.mark.parametrize("file", ["refresh.py", "sources.py"])
def test_reading_a_dag_file_loads_nothing_of_the_product(file: str) -> None:
    program = (
        "import sys, runpy; runpy.run_path(sys.argv[1]); "
        "found = {n for n in sys.modules if n.split('.')[0] in ('zhaoren', 'connectors', 'pandas')}; "
        # The retry policy looks the errors up that it is about; that room imports nothing else.
        "sys.exit(', '.join(found - {'zhaoren', 'zhaoren.foundation', 'zhaoren.foundation.errors'}) or 0)"
    )
    command = [sys.executable, "-c", program, str(_ROOT / "dags" / file)]
    read = subprocess.run(command, capture_output=True, text=True, check=False)
    assert read.returncode == 0, read.stderr[-2000:]
