"""Find the run to go on with, or begin one: what a killed run left behind is finished, resumed or cleared away."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime, timedelta

from zhaoren.catalog.runs import Attempt, Run, RunState, ended
from zhaoren.foundation.clock import iso
from zhaoren.foundation.errors import ZhaorenError
from zhaoren.pipeline.settling import SyncTask, finish_committed
from zhaoren.pipeline.sync_plan import cursor_to_read_from

# Half of a reading that is older than this says too little about today.
_RESUMABLE_FOR = timedelta(hours=24)


def open_run(name: str, task: SyncTask, *, full: bool, dry_run: bool) -> Run:
    """The run that this attempt belongs to, written into the journal. The caller holds the source's lease."""
    state = task.catalog.sources.get(name)
    base = None if state is None else state.run_id
    moment = task.clock()
    cursor = None if full else cursor_to_read_from(name, task.plan, task.catalog, state, moment)
    now = iso(moment)
    resumed: Run | None = None
    for place, run in enumerate(task.journal.runs.newest(name)):
        left_over = run.state is RunState.RUNNING or (run.state is RunState.FAILED and _staged(run))
        if not left_over:
            continue
        if run.id == base:
            finish_committed(run, task)
        elif place == 0 and _fits(run, base, cursor, task.plan.scope, dry_run, now):
            resumed = run
        else:
            give_up(run, task, "left behind by an attempt that was killed")
    attempt = Attempt(now, os.getpid())
    if resumed is not None:
        run = replace(resumed, state=RunState.RUNNING, ended_at=None, attempts=(*resumed.attempts, attempt))
    else:
        run = Run(
            id=task.catalog.mint(),
            source=name,
            state=RunState.RUNNING,
            full_read=cursor is None,
            dry_run=dry_run,
            attempts=(attempt,),
            started_at=now,
            base_run=base,
            cursor_before=cursor,
            scope=task.plan.scope,
        )
    task.journal.runs.put(run, task.lease)
    return run


def give_up(run: Run, task: SyncTask, error: str, *, resumable: bool = False) -> None:
    """Note that an attempt failed; without `resumable` what it staged is cleared away, too."""
    try:
        present = task.journal.runs.get(run.id) or run
        if present.dry_run:
            task.journal.runs.forget(run.id)
            return
        keep = resumable and _staged(present)
        if not keep:
            present = replace(present, cursor_now=None, cursor_row=0, outcome=None, cursor_after=None)
        failed = ended(present, RunState.FAILED, iso(task.clock()), error=error)
        task.journal.runs.finish(failed, task.lease, keep_staged=keep)
    except ZhaorenError:
        # The journal itself is what failed, or another run has taken over; the next run clears away.
        return


def _staged(run: Run) -> bool:
    return run.cursor_row > 0 or run.outcome is not None


def _fits(run: Run, base: str | None, cursor: str | None, scope: str, dry_run: bool, now: str) -> bool:
    age = datetime.fromisoformat(now) - datetime.fromisoformat(run.started_at)
    same = (run.base_run, run.cursor_before, run.scope, run.dry_run) == (base, cursor, scope, dry_run)
    return same and abs(age) < _RESUMABLE_FOR
