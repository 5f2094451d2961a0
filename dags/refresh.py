"""Refresh the whole directory in one run: read every configured source, join, publish, report. For the hand, or for
who wants one DAG instead of one for each source (`dags/sources.py`).

A second run with nothing changed writes nothing. Each source's lease is taken in the catalog, so that this DAG and a
`zhaoren sync` on the command line do not collide.

Environment:
    ZHAOREN_CONFIG: path of zhaoren.toml, the same that the command line reads.
    ZHAOREN_REFRESH_SCHEDULE: a cron line or preset; started by hand only when unset.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime

from airflow.sdk import TriggerRule, dag, task
from airflow.sdk.exceptions import AirflowFailException

from dags.steps import RETRIES, publish, report, sync, told, unify


@task(retries=0)
def sources() -> list[str]:
    """Names of the sources that are switched on."""
    with told() as settings:
        names = [source.name for source in settings.sources if source.enabled]
    if not names:
        raise AirflowFailException("zhaoren.toml has no source that is switched on; add one under [[sources]]")
    return names


@dag(
    dag_id="zhaoren_refresh",
    schedule=os.environ.get("ZHAOREN_REFRESH_SCHEDULE") or None,
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    default_args=RETRIES,
    tags=["zhaoren"],
    doc_md=__doc__,
)
def refresh() -> None:
    """Sources side by side, then joining and publishing once, then a report in any case."""
    published = publish()
    # At least one source was read: what the others said last time still stands.
    joined = unify.override(trigger_rule=TriggerRule.ALL_DONE_MIN_ONE_SUCCESS)()
    sync.expand(name=sources()) >> joined >> published
    # A teardown runs always, and as such does not hide a failed publish: the run fails when either of both does.
    published >> report().as_teardown(on_failure_fail_dagrun=True)


refresh()
