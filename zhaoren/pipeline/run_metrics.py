"""The newest run of every source in numbers, in the text that Prometheus reads. Names of sources, never of people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from schemas.source_settings import SourceSettings
from zhaoren.catalog.catalog import Catalog
from zhaoren.catalog.runs import Run, RunState
from zhaoren.foundation.staleness import is_stale
from zhaoren.pipeline.run_report import report_of_json

_COUNTED = ("read", "added", "changed", "returned", "same", "deleted", "skipped", "missing", "ended", "withheld")


def run_metrics(sources: Iterable[SourceSettings], catalog: Catalog) -> str:
    """Gauges of each configured source that is switched on."""
    registry = CollectorRegistry()
    good = Gauge(
        "zhaoren_source_last_good_seconds", "When the source was last read well", ["source"], registry=registry
    )
    stale = Gauge("zhaoren_source_stale", "1 when that is too long ago, or never was", ["source"], registry=registry)
    state = Gauge("zhaoren_run_state", "1 for the state of the newest run", ["source", "state"], registry=registry)
    tries = Gauge("zhaoren_run_attempts", "Attempts of the newest run", ["source"], registry=registry)
    took = Gauge("zhaoren_run_seconds", "From the start to the end of the newest run", ["source"], registry=registry)
    rows = Gauge("zhaoren_run_rows", "Rows of the newest run", ["source", "kind", "act"], registry=registry)
    for source in sources:
        if not source.enabled:
            continue
        times = catalog.journal.runs.times_of(source.name)
        if times is not None:
            good.labels(source.name).set(datetime.fromisoformat(times.last_good).timestamp())
        stale.labels(source.name).set(times is None or is_stale(source, times.last_good, catalog.clock()))
        for run in catalog.journal.runs.newest(source.name, limit=1):
            tries.labels(source.name).set(len(run.attempts))
            for one in RunState:
                state.labels(source.name, one.value).set(run.state is one)
            if run.ended_at is not None:
                took.labels(source.name).set(_seconds(run))
            for kind, counts in (report_of_json(run.report).kinds if run.report else {}).items():
                for act in _COUNTED:
                    rows.labels(source.name, kind.value, act).set(getattr(counts, act))
    return generate_latest(registry).decode("utf-8")


def _seconds(run: Run) -> float:
    assert run.ended_at is not None
    return (datetime.fromisoformat(run.ended_at) - datetime.fromisoformat(run.started_at)).total_seconds()
