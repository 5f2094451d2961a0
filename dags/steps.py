"""The tasks that the DAGs are made of: thin calls into the product, imported when a task runs.

Counts travel between tasks, records never do. What a task says has gone through the product's own redaction: Airflow
masks secrets in a task's log file only, not on the scheduler's console.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from airflow.sdk import Asset, ExceptionRetryPolicy, RetryAction, RetryRule, task
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException

from dags.plan import config_path

if TYPE_CHECKING:
    from zhaoren.foundation.settings import Settings

RECORDS = Asset("zhaoren://records")
DIRECTORY = Asset("zhaoren://directory")

# What a person must mend is not tried again; what is busy is, soon; everything else a little later.
RETRIES = {
    "retries": 3,
    "retry_delay": timedelta(seconds=float(os.environ.get("ZHAOREN_RETRY_SECONDS", "60"))),
    "retry_exponential_backoff": 2.0,
    "retry_policy": ExceptionRetryPolicy(
        rules=[
            RetryRule("schemas.errors.SourceRefused", RetryAction.FAIL, reason="a person must mend it"),
            RetryRule("zhaoren.foundation.errors.BadInput", RetryAction.FAIL, reason="a person must mend it"),
            RetryRule("zhaoren.foundation.errors.Held", RetryAction.FAIL, reason="a person must look"),
            RetryRule("schemas.errors.SourceBusy", RetryAction.RETRY, retry_delay=timedelta(seconds=30)),
            RetryRule("zhaoren.foundation.errors.Busy", RetryAction.RETRY, retry_delay=timedelta(seconds=30)),
        ]
    ),
}


@task
def sync(name: str) -> dict[str, int]:
    """Read one source. A held run ends well here and says so; what becomes of it is the next task's."""
    from zhaoren.foundation.errors import ExitCode
    from zhaoren.pipeline.sync import sync_source
    from zhaoren.pipeline.sync_plan import guard_of, plan_of
    from zhaoren.wiring import open_catalog, open_source

    with told() as settings:
        source = settings.source(name)
        connector = open_source(settings, source)
        with closing(open_catalog(settings)) as catalog:
            report = sync_source(
                name,
                catalog=catalog,
                connector=connector,
                guard=guard_of(settings.guard, source),
                plan=plan_of(source, connector),
            )
    text = report.to_text("en")
    if report.exit_code is ExitCode.BAD_INPUT or (report.exit_code is ExitCode.HELD and report.error):
        raise AirflowFailException(text)
    if report.exit_code not in (ExitCode.DONE, ExitCode.QUARANTINED, ExitCode.HELD):
        raise AirflowException(text)
    print(text)  # noqa: T201 - the task's log is where it is looked for
    counts = {"read": sum(counts.read for counts in report.kinds.values()), "skipped": report.skipped}
    return {**counts, "written": report.written, "held": int(report.exit_code is ExitCode.HELD)}


@task(outlets=[RECORDS])
def news() -> None:
    """Tell the joining that the catalog is ahead of the index; skipped when it is not."""
    from zhaoren.wiring import open_catalog, open_engine

    with told() as settings, closing(open_catalog(settings)) as catalog, closing(open_engine(settings)) as engine:
        behind = catalog.revision - engine.applied_revision()
    if behind <= 0:
        raise AirflowSkipException("nothing is new")


@task
def unify() -> dict[str, int]:
    """Join the records into people, units, posts and documents."""
    from zhaoren.pipeline.identity_model import scorer_of
    from zhaoren.pipeline.unify import unify as join_records
    from zhaoren.wiring import open_catalog

    with told() as settings, closing(open_catalog(settings)) as catalog:
        report = join_records(catalog, settings.sources, scorer=scorer_of(settings))
    return {"written": report.written, "questions": len(report.questions), "unplaced": len(report.unplaced)}


@task(outlets=[DIRECTORY])
def publish() -> dict[str, int]:
    """Bring the index to the catalog's revision."""
    from zhaoren.pipeline.publish import publish as publish_changes
    from zhaoren.wiring import open_catalog, open_engine

    with (
        told() as settings,
        closing(open_catalog(settings)) as catalog,
        closing(open_engine(settings, to_publish=True)) as engine,
    ):
        report = publish_changes(catalog, engine)
    return {"revision": report.revision, "changed": report.changed, "rebuilt": int(report.rebuilt)}


@task(retries=0)
def report() -> None:
    """Fail with the sources that are stale or held and an index that lags behind; tell those named in `[alarm]`."""
    from zhaoren.pipeline.alarms import raise_alarms
    from zhaoren.wiring import open_catalog, open_engine, open_tellers

    with told() as settings, closing(open_catalog(settings)) as catalog, closing(open_engine(settings)) as engine:
        again = timedelta(hours=settings.alarm.again_every_hours)
        found = raise_alarms(
            settings.group_name, settings.sources, catalog, engine, open_tellers(settings), again_every=again
        )
    if found.lasting:
        raise AirflowFailException("\n".join([alarm.sentence for alarm in found.lasting] + list(found.failures)))


@contextmanager
def told() -> Iterator[Settings]:
    """The settings, with Airflow's connections as their secrets; and whatever fails says so in one clean sentence."""
    from schemas.errors import SourceError
    from zhaoren.foundation.errors import ZhaorenError
    from zhaoren.foundation.logs import redact, redact_libraries
    from zhaoren.foundation.settings import load_settings
    from zhaoren.wiring import secrets_in

    redact_libraries()
    try:
        settings = load_settings(config_path())
        _take_connections(settings)
        for secret in secrets_in(settings, settings):
            _hide(secret)
        yield settings
    except (SourceError, ZhaorenError) as fault:
        # The same kind of error, so that the retry policy knows it, and nothing of what led to it.
        raise type(fault)("", redact(str(fault))) from None
    except AirflowException:
        raise
    except Exception as broken:
        raise AirflowException(redact(f"{type(broken).__name__}: {broken}")) from None


def _take_connections(settings: Settings) -> None:
    from airflow.sdk import BaseHook
    from airflow.sdk.exceptions import AirflowNotFoundException

    from zhaoren.foundation.secret_references import secret_references

    for reference in secret_references(settings):
        variable = "" if reference.connection is None else f"AIRFLOW_CONN_{reference.connection.upper()}"
        if reference.connection is not None and variable not in os.environ:
            try:
                os.environ[variable] = BaseHook.get_connection(reference.connection).as_json()
            except AirflowNotFoundException:
                continue  # the task that needs it says what is missing


def _hide(secret: str) -> None:
    from airflow.sdk.log import mask_secret

    from zhaoren.foundation.logs import hide_secrets

    hide_secrets([secret])
    mask_secret(secret)
