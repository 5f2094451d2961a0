"""Refresh the directory: read every configured source, join, publish, report.

The tasks are thin calls into the product, imported when a task runs and not when this file is parsed. Counts travel
between tasks, records never do. A second run with nothing changed writes nothing. Each source's lease is taken in the
catalog, so that this DAG and a `zhaoren sync` on the command line do not collide.

Environment:
    ZHAOREN_CONFIG: path of zhaoren.toml, the same that the command line reads.
    ZHAOREN_REFRESH_SCHEDULE: a cron line or preset, `@hourly` when unset; empty means started by hand only.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from airflow.sdk import TriggerRule, dag, task
from airflow.sdk.exceptions import AirflowException, AirflowFailException

if TYPE_CHECKING:
    from zhaoren.foundation.settings import Settings


@task(retries=0)
def sources() -> list[str]:
    """Names of the sources that are switched on."""
    with _faults_told_once():
        names = [source.name for source in _settings().sources if source.enabled]
    if not names:
        raise AirflowFailException("zhaoren.toml has no source that is switched on; add one under [[sources]]")
    return names


@task
def sync(name: str) -> dict[str, int]:
    """Read one source. A source that is busy is tried again; one that a person must mend is not."""
    from zhaoren.foundation.errors import ExitCode
    from zhaoren.pipeline.sync import sync_source
    from zhaoren.wiring import open_catalog, open_source

    with _faults_told_once():
        settings = _settings()
        connector = open_source(settings, settings.source(name))
        with closing(open_catalog(settings)) as catalog:
            report = sync_source(name, catalog=catalog, connector=connector, guard=settings.guard)
    if report.exit_code in (ExitCode.BAD_INPUT, ExitCode.HELD):
        raise AirflowFailException(report.to_text("en"))
    if report.exit_code not in (ExitCode.DONE, ExitCode.QUARANTINED):
        raise AirflowException(report.to_text("en"))
    read = sum(counts.read for counts in report.kinds.values())
    return {"read": read, "skipped": report.skipped, "written": report.written}


# At least one source was read: what the others said last time still stands.
@task(trigger_rule=TriggerRule.ALL_DONE_MIN_ONE_SUCCESS)
def unify() -> dict[str, int]:
    """Join the records into people, units, posts and documents."""
    from zhaoren.pipeline.unify import unify as join_records
    from zhaoren.wiring import open_catalog

    with _faults_told_once():
        settings = _settings()
        with closing(open_catalog(settings)) as catalog:
            report = join_records(catalog, settings.sources)
    return {"written": report.written, "questions": len(report.questions), "unplaced": len(report.unplaced)}


@task
def publish() -> dict[str, int]:
    """Bring the index to the catalog's revision."""
    from zhaoren.pipeline.publish import publish as publish_changes
    from zhaoren.wiring import open_catalog, open_engine

    with _faults_told_once():
        settings = _settings()
        with closing(open_catalog(settings)) as catalog, closing(open_engine(settings)) as engine:
            report = publish_changes(catalog, engine)
    return {"revision": report.revision, "changed": report.changed, "rebuilt": int(report.rebuilt)}


@task(retries=0)
def report() -> None:
    """Name the sources that are stale or held, and an index that lags behind."""
    from zhaoren.pipeline.refresh_report import complaints
    from zhaoren.wiring import open_catalog, open_engine

    with _faults_told_once():
        settings = _settings()
        with closing(open_catalog(settings)) as catalog, closing(open_engine(settings)) as engine:
            faults = complaints(settings.sources, catalog, engine)
    if faults:
        raise AirflowFailException("\n".join(faults))


@dag(
    dag_id="zhaoren_refresh",
    schedule=os.environ.get("ZHAOREN_REFRESH_SCHEDULE", "@hourly") or None,
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 3, "retry_delay": timedelta(minutes=1), "retry_exponential_backoff": 2.0},
    tags=["zhaoren"],
    doc_md=__doc__,
)
def refresh() -> None:
    """Sources side by side, then joining and publishing once, then a report in any case."""
    published = publish()
    sync.expand(name=sources()) >> unify() >> published
    # A teardown runs always, and as such does not hide a failed publish: the run fails when either of both does.
    published >> report().as_teardown(on_failure_fail_dagrun=True)


def _settings() -> Settings:
    from zhaoren.foundation.settings import load_settings

    return load_settings(Path(os.environ.get("ZHAOREN_CONFIG", "zhaoren.toml")))


@contextmanager
def _faults_told_once() -> Iterator[None]:
    """What trying again cannot mend ends the task at once, in its one sentence and without a traceback of ours."""
    from schemas.errors import SourceRefused
    from zhaoren.foundation.errors import BadInput, Held

    try:
        yield
    except (SourceRefused, BadInput, Held) as fault:
        raise AirflowFailException(str(fault)) from None


refresh()
