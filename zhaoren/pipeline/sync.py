"""One source, read and written: read -> validate -> stage -> difference -> guard -> commit.

Every stage can be killed and done again. Nobody sees anything of a reading before it has ended, the guard has let it
pass, and one transaction has written its rows together with the checkpoint. A reading without news writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Event

from schemas.errors import SourceBusy, SourceError, SourceRefused
from schemas.records import Connector
from zhaoren.catalog.catalog import Catalog
from zhaoren.catalog.leases import Lease
from zhaoren.catalog.runs import Run
from zhaoren.foundation.clock import Clock
from zhaoren.foundation.errors import ExitCode, Held, Stopped, ZhaorenError
from zhaoren.foundation.logs import redact
from zhaoren.foundation.settings import GuardSettings
from zhaoren.pipeline.committing import SourceMoved
from zhaoren.pipeline.held_runs import held_run
from zhaoren.pipeline.reading import read_into_staging
from zhaoren.pipeline.run_opening import give_up, open_run
from zhaoren.pipeline.run_report import RunReport
from zhaoren.pipeline.settling import SyncProgress, SyncTask, failed_report, settle
from zhaoren.pipeline.sync_plan import NO_PLAN, SyncPlan

__all__ = ["SourceMoved", "SyncProgress", "approve_run", "sync_source"]


def sync_source(
    name: str,
    *,
    catalog: Catalog,
    connector: Connector,
    guard: GuardSettings,
    plan: SyncPlan = NO_PLAN,
    clock: Clock | None = None,
    full: bool = False,
    dry_run: bool = False,
    on_progress: Callable[[SyncProgress], None] | None = None,
    stop: Event | None = None,
    turn: Callable[[], None] | None = None,
) -> RunReport:
    """Bring the catalog to what a source says now.

    Args:
        plan: how the source is to be read (`plan_of` its settings).
        full: read everything, not only what changed since the last checkpoint.
        dry_run: do everything but write; leaves no trace in catalog or journal.
        on_progress: called every few hundred rows.
        stop: set from elsewhere, it ends the run at the next row; a later one goes on from there.
        turn: called before anything is written; waits until other sources, read at the same time, have written.

    Returns:
        What was done. A source that cannot be read, or a guard that trips, is a report with its own exit code.

    Raises:
        Busy: another run of this source is under way.
    """

    def task_with(lease: Lease) -> SyncTask:
        now = clock or catalog.clock
        return SyncTask(catalog, lease, guard, now, on_progress, plan=plan, stop=stop, turn=turn)

    return _sync(name, connector, task_with, catalog, full=full, dry_run=dry_run)


def approve_run(
    run_id: str,
    *,
    who: str,
    catalog: Catalog,
    guard: GuardSettings,
    connector: Connector | None = None,
    plan: SyncPlan = NO_PLAN,
    clock: Clock | None = None,
    on_progress: Callable[[SyncProgress], None] | None = None,
    stop: Event | None = None,
) -> RunReport:
    """Write the difference that a run was held with: that very one, or nothing.

    Args:
        who: the person who looked at it; kept in the audit.
        connector: when given, the source is read again first, and must still give the same difference.

    Returns:
        The report of the run that wrote it, or of a newly held one where the source now says something else.

    Raises:
        NotFound: there is no such run.
        BadInput: the run is not held.
        SourceMoved: the catalog has changed since; sync again.
        Busy: another run of this source is under way.
    """
    run = held_run(run_id, catalog)
    catalog.journal.audit.add(who, "approve run", run_id, source=run.source)

    def task_with(lease: Lease) -> SyncTask:
        now = clock or catalog.clock
        return SyncTask(catalog, lease, guard, now, on_progress, approved=run.fingerprint, plan=plan, stop=stop)

    if connector is not None:
        return _sync(run.source, connector, task_with, catalog, full=run.cursor_before is None, dry_run=False)
    plan = replace(plan, scope=run.scope)
    with catalog.journal.leases.hold(f"source:{run.source}") as lease:
        # Somebody else may have approved or discarded it meanwhile; what it had staged is gone then.
        return settle(held_run(run_id, catalog), task_with(lease))


def _sync(
    name: str,
    connector: Connector,
    task_with: Callable[[Lease], SyncTask],
    catalog: Catalog,
    *,
    full: bool,
    dry_run: bool,
) -> RunReport:
    with catalog.journal.leases.hold(f"source:{name}") as lease:
        task = task_with(lease)
        run = open_run(name, task, full=full, dry_run=dry_run)
        try:
            if run.outcome is None:
                run = read_into_staging(
                    run,
                    connector,
                    journal=catalog.journal,
                    lease=lease,
                    clock=task.clock,
                    on_rows=lambda rows: task.tell(name, "reading", rows),
                    go_on=task.go_on,
                )
            return settle(run, task)
        except (SourceError, ZhaorenError) as wrong:
            return failed(run, task, wrong)
        except Exception as broken:
            give_up(run, task, f"{type(broken).__name__} in the connector or the pipeline")
            raise


def failed(run: Run, task: SyncTask, wrong: SourceError | ZhaorenError) -> RunReport:
    """The report of a run that could not be carried out; the journal says why."""
    sentence = redact(str(wrong))
    # A source that had no time now may go on from its last checkpoint; one that must be mended is read anew.
    give_up(run, task, sentence, resumable=isinstance(wrong, SourceBusy | Stopped))
    return failed_report(run, task, sentence, _code_of(wrong))


def _code_of(wrong: SourceError | ZhaorenError) -> ExitCode:
    if isinstance(wrong, Held):
        return ExitCode.HELD
    if isinstance(wrong, SourceRefused):
        return ExitCode.BAD_INPUT
    if isinstance(wrong, SourceBusy):
        return ExitCode.BUSY
    return wrong.exit_code if isinstance(wrong, ZhaorenError) else ExitCode.FAILED
