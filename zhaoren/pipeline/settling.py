"""What becomes of a reading that has ended: compared, judged, then written, held, or (dry run) only told."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Event
from typing import Literal

from schemas.vocabulary import RecordKind
from zhaoren.catalog.catalog import Catalog, Snapshot
from zhaoren.catalog.journal import Journal
from zhaoren.catalog.leases import Lease
from zhaoren.catalog.records import RecordState
from zhaoren.catalog.runs import Run, RunState, SourceTimes, ended
from zhaoren.catalog.sources import SourceState
from zhaoren.catalog.staging import QuarantinedRow
from zhaoren.foundation.clock import Clock, iso
from zhaoren.foundation.errors import ExitCode, Stopped
from zhaoren.foundation.settings import GuardSettings
from zhaoren.pipeline.committing import WritePlan, commit
from zhaoren.pipeline.difference import UNSEEN, Act, Basis, Finding, difference
from zhaoren.pipeline.guard import Trip, trips, units_to_weigh
from zhaoren.pipeline.held_runs import unit_names
from zhaoren.pipeline.reading import Outcome
from zhaoren.pipeline.run_report import LeftOut, RunReport, kind_counts, report_of_json
from zhaoren.pipeline.summary import KindSummary, Summary, unit_of
from zhaoren.pipeline.sync_plan import NO_PLAN, SyncPlan

Stage = Literal["reading", "comparing", "writing"]

_TOLD_EVERY = 500
_LEFT_OUT_SHOWN = 50


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """How far a sync is: rows of its present stage."""

    source: str
    stage: Stage
    rows: int


@dataclass(frozen=True, slots=True)
class SyncTask:
    """What every step of one sync needs.

    Attributes:
        approved: the fingerprint of the difference that a person has let pass.
        stop: set from elsewhere, it ends the sync at the next row, to be gone on with later.
        turn: waits until this source may write; what is read side by side is written one by one.
    """

    catalog: Catalog
    lease: Lease
    guard: GuardSettings
    clock: Clock
    on_progress: Callable[[SyncProgress], None] | None = None
    approved: str | None = None
    plan: SyncPlan = NO_PLAN
    stop: Event | None = None
    turn: Callable[[], None] | None = None

    @property
    def journal(self) -> Journal:
        return self.catalog.journal

    def go_on(self) -> None:
        """Raises Stopped when this process was asked to end."""
        if self.stop is not None and self.stop.is_set():
            raise Stopped("", "this run was asked to end", "run it again to finish")

    def tell(self, source: str, stage: Stage, rows: int) -> None:
        """Pass progress on.

        Raises:
            Stopped: this process was asked to end.
        """
        self.go_on()
        if self.on_progress is not None:
            self.on_progress(SyncProgress(source, stage, rows))


def settle(run: Run, task: SyncTask) -> RunReport:
    """Compare a staged reading with the catalog and write it, unless the guard (or a dry run) keeps it from that.

    Raises:
        SourceMoved: the catalog has changed under the difference.
        LeaseLost: another run has taken over.
    """
    assert run.outcome is not None
    outcome = Outcome.of_json(run.outcome)
    state = task.catalog.sources.get(run.source)
    unusable = {} if state is None else state.unusable
    basis = Basis(run, outcome, task.journal.staging.without_key(run.id), unusable)
    summary, plan, unit_sizes = _compare(basis, task)
    skipped = task.journal.quarantine.counts(run.id)
    report = _report(run, outcome, summary, skipped, task)
    reasons = _reasons(basis, summary, skipped, unit_sizes, task)
    if reasons and summary.fingerprint != task.approved:
        return _hold(run, replace(report, held=tuple(reasons)), summary, task)
    if run.dry_run:
        task.journal.runs.forget(run.id)
        return report
    after = _state_after(basis, summary, state, task.plan.scope)
    before = (None, {}, None) if state is None else (state.checkpoint, state.unusable, state.scope)
    revision = None
    if summary.writes or (after.checkpoint, after.unusable, after.scope) != before:
        # With the report, so that a run killed right after its commit can still tell what it did.
        run = replace(run, fingerprint=summary.fingerprint, report=json.dumps(report.to_json(), ensure_ascii=False))
        task.journal.runs.put(replace(run, state=RunState.RUNNING), task.lease)
        if task.turn is not None:
            task.turn()
        revision = commit(
            run,
            plan,
            after,
            catalog=task.catalog,
            lease=task.lease,
            on_rows=lambda rows: task.tell(run.source, "writing", rows),
        )
    return _finish(run, replace(report, revision=revision), task)


def finish_committed(run: Run, task: SyncTask) -> RunReport:
    """Close a run whose transaction was committed and that was killed before it could say so."""
    state = task.catalog.sources.get(run.source)
    assert run.report is not None
    report = report_of_json(run.report)
    return _finish(run, replace(report, revision=None if state is None else state.revision), task)


def failed_report(run: Run, task: SyncTask, sentence: str, code: ExitCode) -> RunReport:
    """The report of an attempt that failed before anything was written."""
    return RunReport(
        source=run.source,
        run_id=run.id,
        state=RunState.FAILED,
        dry_run=run.dry_run,
        full=run.cursor_before is None,
        attempts=len(run.attempts),
        started_at=run.started_at,
        ended_at=iso(task.clock()),
        cursor_before=run.cursor_before,
        error=sentence,
        error_code=code,
    )


_UnitSizes = Mapping[RecordKind, Mapping[str, int]]


def _compare(basis: Basis, task: SyncTask) -> tuple[Summary, WritePlan, _UnitSizes]:
    run = basis.run
    summary, plan = Summary(task.guard.changes_count), WritePlan()
    duplicates: list[QuarantinedRow] = []
    with task.catalog.snapshot() as seen:
        findings = plan.watch(difference(basis, seen, task.journal))
        for number, finding in enumerate(summary.watch(findings), 1):
            if finding.act is Act.DUPLICATE:
                duplicates.append(_left_out(finding, run, iso(task.clock())))
            if number % _TOLD_EVERY == 0:
                task.tell(run.source, "comparing", number)
            if len(duplicates) >= _TOLD_EVERY:
                task.journal.staging.add(run.id, [], duplicates, lease=task.lease)
                duplicates = []
        for (_, kind, standing), count in seen.records.counts(run.source).items():
            if standing is not RecordState.ENDED:
                summary.kinds.setdefault(kind, KindSummary()).before += count
        sizes = {
            kind: _sizes(units, run.source, kind, seen) for kind, units in units_to_weigh(summary, task.guard).items()
        }
    if duplicates:
        task.journal.staging.add(run.id, [], duplicates, lease=task.lease)
    return summary, plan, sizes


def _sizes(units: Sequence[str], source: str, kind: RecordKind, seen: Snapshot) -> dict[str, int]:
    sizes = dict.fromkeys(units, 0)
    for record in seen.records.of_source(source, kind):
        unit = unit_of(kind, record.fields)
        if unit in sizes and record.state is not RecordState.ENDED:
            sizes[unit] += 1
    return sizes


def _left_out(finding: Finding, run: Run, at: str) -> QuarantinedRow:
    assert finding.row is not None
    first = f" ({finding.other})" if finding.other else ""
    reason = f"has the same key as an earlier row{first}, which was taken"
    return QuarantinedRow(run.id, finding.row.row, run.source, finding.kind, finding.row.position, reason, at)


def _reasons(
    basis: Basis, summary: Summary, skipped: Mapping[str, int], unit_sizes: _UnitSizes, task: SyncTask
) -> list[Trip]:
    reasons = trips(
        summary,
        task.guard,
        whole_kinds=basis.outcome.whole_kinds,
        skipped=skipped,
        changes_only=basis.run.cursor_before is not None,
        unit_sizes=unit_sizes,
    )
    with task.catalog.snapshot() as seen:
        return [
            replace(trip, units=unit_names(basis.run.source, trip.units, seen)) if trip.units else trip
            for trip in reasons
        ]


def _report(run: Run, outcome: Outcome, summary: Summary, skipped: Mapping[str, int], task: SyncTask) -> RunReport:
    rows = task.journal.quarantine.newest(run_id=run.id, limit=_LEFT_OUT_SHOWN)
    kinds = kind_counts(summary, skipped)
    return RunReport(
        source=run.source,
        run_id=run.id,
        state=RunState.DONE,
        dry_run=run.dry_run,
        full=run.cursor_before is None or outcome.everything or (bool(kinds) and kinds.keys() <= outcome.whole_kinds),
        attempts=len(run.attempts),
        started_at=run.started_at,
        ended_at=iso(task.clock()),
        kinds=kinds,
        whole_kinds=tuple(sorted(outcome.whole_kinds)),
        why_incomplete=outcome.why_incomplete,
        notes=outcome.notes,
        as_of=outcome.as_of,
        cursor_before=run.cursor_before,
        cursor_after=outcome.checkpoint,
        written=summary.writes,
        left_out=tuple(LeftOut(RecordKind(row.kind), row.position, row.reason) for row in rows),
    )


def _hold(run: Run, report: RunReport, summary: Summary, task: SyncTask) -> RunReport:
    report = replace(report, state=RunState.HELD, written=0, ended_at=iso(task.clock()))
    runs = task.journal.runs
    if run.dry_run:
        runs.forget(run.id)
        return report
    for held in runs.newest(run.source, state=RunState.HELD):
        if held.id != run.id and (held.fingerprint, held.base_run) == (summary.fingerprint, run.base_run):
            # The same again: the number that somebody was already told stays good.
            runs.forget(run.id)
            return replace(report, run_id=held.id)
    text = json.dumps(report.to_json(), ensure_ascii=False)
    held_run = ended(replace(run, fingerprint=summary.fingerprint), RunState.HELD, report.ended_at, report=text)
    runs.finish(held_run, task.lease, keep_staged=True)
    runs.supersede_held(run.source, but=run.id)
    return report


def _finish(run: Run, report: RunReport, task: SyncTask) -> RunReport:
    at = iso(task.clock())
    report = replace(report, ended_at=at, state=RunState.DONE, attempts=len(run.attempts))
    before = task.journal.runs.times_of(run.source)
    complete = report.full and bool(report.whole_kinds) and not report.why_incomplete
    times = None
    if (complete or not report.full) and not run.is_part:
        last_complete = run.started_at if complete else None if before is None else before.last_complete
        as_of = report.as_of or (None if before is None else before.as_of)
        times = SourceTimes(run.source, run.id, run.started_at, last_complete, as_of)
    task.journal.quarantine.forget_read_again(run.source, run.id)
    text = json.dumps(report.to_json(), ensure_ascii=False)
    task.journal.runs.finish(ended(run, RunState.DONE, at, report=text), task.lease, times)
    task.journal.runs.supersede_held(run.source, but=run.id)
    task.journal.quarantine.forget_others(run.source, run.id, report.whole_kinds)
    return report


def _state_after(basis: Basis, summary: Summary, state: SourceState | None, scope: str) -> SourceState:
    run, outcome = basis.run, basis.outcome
    checkpoint = outcome.checkpoint
    if run.cursor_before is None and not outcome.whole_kinds:
        # What was not read now would never be told as a change. An older place in the same stream loses nothing.
        checkpoint = state.checkpoint if state is not None and (not scope or state.scope == scope) else None
    everything = bool(outcome.whole_kinds) and all(basis.whole(kind) for kind in summary.kinds)
    state = state or SourceState(run.source, None, run.id, run.started_at, None, None)
    unusable = dict(basis.unusable)
    for kind in outcome.whole_kinds:
        skipped = len(basis.without_key.get(kind, []))
        acts = summary.kinds[kind].acts if kind in summary.kinds else {}
        in_sight = not any(acts.get(act, 0) for act in UNSEEN)
        unusable[kind] = skipped if in_sight else min(skipped, unusable.get(kind, 0))
    return SourceState(
        name=run.source,
        checkpoint=checkpoint,
        run_id=run.id,
        last_good=state.last_good if run.is_part else run.started_at,
        last_complete=run.started_at if everything else state.last_complete,
        as_of=outcome.as_of or state.as_of,
        unusable={kind: count for kind, count in unusable.items() if count},
        revision=state.revision,
        scope=scope or state.scope,
    )
