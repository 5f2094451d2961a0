"""An Airflow of its own for these tests: a home in a temporary folder, this repository's `dags/`, no examples."""

from __future__ import annotations

import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]

# Airflow reads its configuration when it is first imported, that is, before any fixture runs.
_HOME = Path(tempfile.mkdtemp(prefix="zhaoren-airflow-")) if importlib.util.find_spec("airflow") else None
if _HOME is not None:
    os.environ |= {
        "AIRFLOW_HOME": str(_HOME),
        "AIRFLOW__CORE__DAGS_FOLDER": str(_ROOT / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{_HOME / 'airflow.db'}",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
    }


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Airflow's libraries warn of each other; here only what our own code is warned of is an error."""
    ours = r"error:::(schemas|connectors|zhaoren|search_api|dags|refresh)\b"
    for item in items:
        if item.path.is_relative_to(_ROOT / "tests" / "airflow"):
            item.add_marker(pytest.mark.filterwarnings("default", ours))


def pytest_sessionfinish() -> None:
    if _HOME is not None:
        shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def airflow_database() -> None:
    """Airflow's own tables, made once."""
    from airflow.utils.db import initdb

    initdb()
