"""Runs, sources and quarantined rows as an administrator reads them: plain forms for the page and for services."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from itertools import islice
from typing import Final, get_args

from schemas.answer_json import TextOut
from schemas.run_json import (
    AttemptOut,
    ChangeAct,
    FieldChangeOut,
    HeldChangeOut,
    HeldChangesOut,
    KindCountsOut,
    QuarantinedOut,
    QuarantineOut,
    RowsLeftOutOut,
    RunCardOut,
    RunLineOut,
    RunsOut,
    SourceOut,
    SourcesOut,
    TripOut,
    VerdictOut,
)
from schemas.source_settings import SourceSettings
from schemas.vocabulary import RecordKind
from zhaoren.catalog.catalog import Catalog
from zhaoren.catalog.quarantine import LeftOutRows
from zhaoren.catalog.runs import Run, RunState
from zhaoren.foundation.errors import BadInput, NotFound
from zhaoren.foundation.staleness import is_stale
from zhaoren.pipeline.difference import Act
from zhaoren.pipeline.guard import Trip
from zhaoren.pipeline.held_runs import HeldChange, held_changes
from zhaoren.pipeline.run_report import KindCounts, RunReport, report_of_json, trip_sentence

ACTS: Final[tuple[ChangeAct, ...]] = get_args(ChangeAct)
_VERDICTS: Final = {"approve run": "approved", "discard run": "discarded"}


def list_runs(
    catalog: Catalog,
    *,
    source: str | None = None,
    state: RunState | None = None,
    before: str | None = None,
    limit: int = 50,
) -> RunsOut:
    """A page of runs, the newest first.

    Args:
        before: id of the last run of the page before.

    Raises:
        BadInput: there is no run `before`.
    """
    last = catalog.journal.runs.get(before) if before is not None else None
    if before is not None and last is None:
        raise BadInput("before", f"there is no run '{before}'", "ask again without it")
    found = catalog.journal.runs.newest(source, state=state, before=last, limit=limit + 1)
    page = found[:limit]
    return RunsOut(runs=[_line(run, catalog) for run in page], more=page[-1].id if len(found) > limit else None)


def run_card(run_id: str, catalog: Catalog) -> RunCardOut:
    """One run whole.

    Raises:
        NotFound: there is no such run.
    """
    run = catalog.journal.runs.get(run_id)
    if run is None:
        raise NotFound("run", f"there is none with the id '{run_id}'", "`zhaoren runs` lists them")
    report = report_of_json(run.report) if run.report is not None else None
    left_out = catalog.journal.quarantine.reasons(run_id=run_id)
    audit = catalog.journal.audit.about(run_id, run.started_at)
    return RunCardOut(
        **_line(run, catalog).model_dump(),
        counts=[KindCountsOut(kind=kind.value, **asdict(counts)) for kind, counts in _kinds(report)],
        whole_kinds=[kind.value for kind in report.whole_kinds] if report is not None else [],
        why_incomplete=report.why_incomplete if report is not None and report.full else "",
        notes=list(report.notes) if report is not None else [],
        held=[_trip(trip) for trip in (report.held if report is not None else ())],
        changes=_changes(report) if run.state is RunState.HELD else {},
        cursor_before=run.cursor_before or None,
        cursor_after=run.cursor_after,
        as_of=report.as_of if report is not None else None,
        revision=report.revision if report is not None else None,
        tries=[AttemptOut(started_at=a.started_at, ended_at=a.ended_at or None, error=a.error) for a in run.attempts],
        left_out=_left_out(left_out),
        verdicts=[
            VerdictOut.model_validate({"act": _VERDICTS[entry.act], "who": entry.who, "at": entry.happened_at})
            for entry in audit
            if entry.act in _VERDICTS
        ],
        text=TextOut(
            zh=report.to_text("zh") if report is not None else "", en=report.to_text("en") if report is not None else ""
        ),
    )


def list_changes(run_id: str, catalog: Catalog, act: ChangeAct, *, after: int = 0, limit: int = 50) -> HeldChangesOut:
    """A page of the changes of one act that a held run would make; `after` is how many came before it.

    Raises:
        NotFound: there is no such run.
        BadInput: the run is not held.
    """
    found = list(islice(held_changes(run_id, catalog, [Act(act)]), after, after + limit + 1))
    more = after + limit if len(found) > limit else None
    return HeldChangesOut(changes=[_change(change) for change in found[:limit]], more=more)


def list_sources(sources: Iterable[SourceSettings], catalog: Catalog) -> SourcesOut:
    """Every configured source with how fresh it is and what waits for a person."""
    quarantined = catalog.journal.quarantine.by_source()
    return SourcesOut(sources=[_source(one, catalog, quarantined.get(one.name, 0)) for one in sources])


def list_quarantine(
    catalog: Catalog,
    *,
    source: str | None = None,
    run_id: str | None = None,
    after: str | None = None,
    limit: int = 100,
) -> QuarantineOut:
    """A page of quarantined rows, and all of them counted by reason.

    Raises:
        BadInput: `after` is not what a page before gave.
    """
    store = catalog.journal.quarantine
    place = _place(after) if after is not None else None
    found = store.newest(source, run_id=run_id, after=place, limit=limit + 1)
    page = found[:limit]
    return QuarantineOut(
        rows=[QuarantinedOut(**asdict(row)) for row in page],
        reasons=_left_out(store.reasons(source, run_id=run_id)),
        more=f"{page[-1].run_id}:{page[-1].row}" if len(found) > limit else None,
    )


def _line(run: Run, catalog: Catalog) -> RunLineOut:
    report = report_of_json(run.report) if run.report is not None else None
    at_work = run.state is RunState.RUNNING and catalog.journal.leases.is_held(f"source:{run.source}")
    return RunLineOut(
        id=run.id,
        source=run.source,
        state=run.state.value,
        cut_off=run.state is RunState.RUNNING and not at_work,
        full=report.full if report is not None else run.full_read,
        part=run.is_part,
        started_at=run.started_at,
        ended_at=run.ended_at,
        attempts=len(run.attempts),
        read=sum(counts.read for _, counts in _kinds(report)),
        written=report.written if report is not None else 0,
        skipped=report.skipped if report is not None else 0,
        error=run.attempts[-1].error if run.attempts and run.state is RunState.FAILED else "",
    )


def _source(source: SourceSettings, catalog: Catalog, quarantined: int) -> SourceOut:
    runs = catalog.journal.runs
    times = runs.times_of(source.name)
    held = runs.newest(source.name, state=RunState.HELD, limit=1)
    newest = runs.newest(source.name, limit=1)
    stale = times is None or is_stale(source, times.last_good, catalog.clock())
    return SourceOut(
        name=source.name,
        kind=source.kind,
        enabled=source.enabled,
        stale=source.enabled and stale,
        stale_after_hours=source.stale_after_hours,
        last_good=times.last_good if times is not None else None,
        last_complete=times.last_complete if times is not None else None,
        as_of=times.as_of if times is not None else None,
        verifies_certificate=getattr(source, "verify_certificate", True),
        quarantined=quarantined,
        held=held[0].id if held else None,
        newest=_line(newest[0], catalog) if newest else None,
    )


def _kinds(report: RunReport | None) -> list[tuple[RecordKind, KindCounts]]:
    return list(report.kinds.items()) if report is not None else []


def _changes(report: RunReport | None) -> dict[ChangeAct, int]:
    counted = {act: sum(getattr(counts, act) for _, counts in _kinds(report)) for act in ACTS}
    return {act: count for act, count in counted.items() if count}


def _trip(trip: Trip) -> TripOut:
    return TripOut(
        rule=trip.rule.value,
        kind=trip.kind.value,
        count=trip.count,
        of=trip.of,
        field=trip.field,
        position=trip.position,
        units=dict(trip.units or {}),
        text=TextOut(zh=trip_sentence(trip, "zh"), en=trip_sentence(trip, "en")),
    )


def _change(change: HeldChange) -> HeldChangeOut:
    return HeldChangeOut.model_validate(
        {
            "act": change.act.value,
            "kind": change.kind.value,
            "key": change.key,
            "name": change.name,
            "unit": change.unit,
            "fields": [
                FieldChangeOut(field=name, before=list(before), after=list(after))
                for name, (before, after) in change.fields.items()
            ],
        }
    )


def _left_out(rows: Iterable[LeftOutRows]) -> list[RowsLeftOutOut]:
    return [RowsLeftOutOut(**asdict(one)) for one in rows]


def _place(after: str) -> tuple[str, int]:
    run_id, colon, row = after.rpartition(":")
    if not colon or not row.isdecimal() or len(row) > 18:
        raise BadInput("after", "it is not what the page before gave", "ask again without it")
    return run_id, int(row)
