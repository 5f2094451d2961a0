"""The DAG files are read without a database, a network or the product's heavier half."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("airflow", reason="needs Airflow: 'make test' runs these in .venv-airflow")

pytestmark = pytest.mark.airflow

_ROOT = Path(__file__).resolve().parents[2]


def test_every_dag_file_is_read_without_an_error() -> None:
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(_ROOT / "dags")
    assert bag.import_errors == {}
    assert set(bag.dags) == {"zhaoren_refresh"}


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


def test_reading_the_dag_file_loads_nothing_of_the_product() -> None:
    program = (
        "import sys, runpy; runpy.run_path(sys.argv[1]); "
        "sys.exit(', '.join(n for n in sys.modules if n.split('.')[0] in ('zhaoren', 'connectors', 'pandas')) or 0)"
    )
    command = [sys.executable, "-c", program, str(_ROOT / "dags" / "refresh.py")]
    read = subprocess.run(command, capture_output=True, text=True, check=False)
    assert read.returncode == 0, read.stderr[-2000:]
