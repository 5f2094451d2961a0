"""Quarantined rows alone read again, where a source can be asked for single rows. Everything else stays as it was.

The same way as any run: read, staged, compared, judged by the guard, written in one transaction. Only it proves
nothing about rows that it did not read: nobody is called missing, no checkpoint moves, the source gets no fresher.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from threading import Event
from typing import Final

from schemas.errors import SourceError
from schemas.records import Checkpoint, ReadOutcome, ReadsPlaces, RowPlace, SourceEvent, SourceReport
from schemas.vocabulary import RecordKind
from zhaoren.catalog.catalog import Catalog
from zhaoren.catalog.runs import OF_SOME_ROWS, Attempt, Run, RunState
from zhaoren.catalog.sources import SourceState
from zhaoren.foundation.clock import iso
from zhaoren.foundation.errors import ZhaorenError
from zhaoren.foundation.settings import GuardSettings
from zhaoren.pipeline.reading import read_into_staging
from zhaoren.pipeline.run_opening import give_up
from zhaoren.pipeline.run_report import RunReport
from zhaoren.pipeline.settling import SyncProgress, SyncTask, settle
from zhaoren.pipeline.sync import failed
from zhaoren.pipeline.sync_plan import SyncPlan

# Beyond so many one reading of everything costs no more, and tells more.
MOST_PLACES: Final = 2000


class _NotByThemselves(Exception):
    """Some of the rows cannot be read alone."""


def retry_rows(
    name: str,
    *,
    catalog: Catalog,
    connector: object,
    guard: GuardSettings,
    plan: SyncPlan,
    on_progress: Callable[[SyncProgress], None] | None = None,
    stop: Event | None = None,
) -> RunReport | None:
    """Read the quarantined rows of a source again.

    Returns:
        What was done; None where only a reading of everything helps: the connector cannot ask for single rows, there
        are too many, a place is unknown, or the source is read in another way than when they were left out.

    Raises:
        Busy: another run of this source is under way.
    """
    state = catalog.sources.get(name)
    places = catalog.journal.quarantine.places(name, MOST_PLACES + 1)
    readable = isinstance(connector, ReadsPlaces) and len(places) <= MOST_PLACES and all(at for _, at in places)
    if not readable or not places or state is None or state.scope != plan.scope:
        return None
    assert isinstance(connector, ReadsPlaces)
    wanted = [RowPlace(RecordKind(kind), position) for kind, position in places]
    with catalog.journal.leases.hold(f"source:{name}") as lease:
        task = SyncTask(catalog, lease, guard, catalog.clock, on_progress, plan=plan, stop=stop)
        run = _opened(name, state, task)
        try:
            some = _SomeRows(name, connector, wanted, state.checkpoint)
            run = read_into_staging(
                run,
                some,
                journal=catalog.journal,
                lease=lease,
                clock=task.clock,
                on_rows=lambda rows: task.tell(name, "reading", rows),
                go_on=task.go_on,
            )
            return settle(run, task)
        except _NotByThemselves:
            catalog.journal.runs.forget(run.id)
            return None
        except (SourceError, ZhaorenError) as wrong:
            return failed(run, task, wrong)
        except Exception as broken:
            give_up(run, task, f"{type(broken).__name__} in the connector or the pipeline")
            raise


def _opened(name: str, state: SourceState, task: SyncTask) -> Run:
    now = iso(task.clock())
    run = Run(
        id=task.catalog.mint(),
        source=name,
        state=RunState.RUNNING,
        full_read=False,
        dry_run=False,
        attempts=(Attempt(now, os.getpid()),),
        started_at=now,
        base_run=state.run_id,
        cursor_before=OF_SOME_ROWS,
        scope=task.plan.scope,
    )
    task.journal.runs.put(run, task.lease)
    return run


@dataclass(slots=True)
class _SomeRows:
    """A connector that reads these rows and no others."""

    name: str
    connector: ReadsPlaces
    places: Sequence[RowPlace]
    checkpoint: str | None

    def check(self) -> SourceReport:
        return SourceReport(self.name, ())

    def read(self, since: Checkpoint | None) -> Generator[SourceEvent, None, ReadOutcome]:  # noqa: ARG002
        left = yield from self.connector.read_places(self.places)
        if left:
            raise _NotByThemselves
        after = None if self.checkpoint is None else Checkpoint(self.checkpoint)
        return ReadOutcome(complete=False, why_incomplete="some rows were read", checkpoint=after)
