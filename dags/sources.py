"""A DAG for each source of zhaoren.toml, at its own times; joining and publishing follow by asset.

Each source's lease is taken in the catalog, so that these DAGs, `zhaoren sync` and `zhaoren schedule` do not collide. A
second run with nothing changed writes nothing and triggers nothing.

Environment:
    ZHAOREN_CONFIG: path of zhaoren.toml, the same that the command line reads.
    ZHAOREN_RETRY_SECONDS: until a failed task is first tried again, 60 when unset.
    ZHAOREN_HELD_WAIT_MINUTES: how long a held run waits for a person before its DAG run fails, 45 when unset.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import DAG, dag

from dags.plan import PlannedSource, planned_sources
from dags.steps import RECORDS, RETRIES, news, publish, report, sync, unify
from dags.waiting import HeldRunDecision

_SHARED: dict[str, Any] = {
    "start_date": datetime(2026, 1, 1, tzinfo=UTC),
    "catchup": False,
    "max_active_runs": 1,
    "default_args": RETRIES,
    "tags": ["zhaoren"],
    "doc_md": __doc__,
}


def source_dag(source: PlannedSource) -> DAG:
    """Read one source, wait for a person when it is held, tell the joining what is new."""

    @dag(dag_id=f"zhaoren_source_{source.name}", schedule=source.schedule, **_SHARED)
    def read_source() -> None:
        patience = timedelta(minutes=float(os.environ.get("ZHAOREN_HELD_WAIT_MINUTES", "45")))
        decision = HeldRunDecision(task_id="decision", source=source.name, patience=patience, retries=0)
        sync(source.name) >> decision >> news()

    return read_source()


@dag(dag_id="zhaoren_directory", schedule=[RECORDS], **_SHARED)
def directory() -> None:
    """Join, publish, and say in any case what is stale or held."""
    published = publish()
    unify() >> published
    # A teardown runs always, and as such does not hide a failed publish: the run fails when either of both does.
    published >> report().as_teardown(on_failure_fail_dagrun=True)


for planned in planned_sources():
    globals()[f"source_{planned.name}"] = source_dag(planned)

directory()
