"""Runs: one sync of one source each, with attempts, cursors, the report, and the difference it was held with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Row, delete, func, select, update

from zhaoren.catalog.database import Database
from zhaoren.catalog.journal_tables import QUARANTINE, RUNS, SOURCE_TIMES, STAGED_ROWS
from zhaoren.catalog.leases import Lease
from zhaoren.catalog.scope import upsert

# In the place of a checkpoint.
OF_SOME_ROWS: Final = ""


class RunState(StrEnum):
    """Where a run stands."""

    RUNNING = "running"
    DONE = "done"
    HELD = "held"
    FAILED = "failed"
    SUPERSEDED = "superseded"  # held, then overtaken by a later run of its source
    DISCARDED = "discarded"  # held, then refused by a person


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at a run; a killed one leaves its start only."""

    started_at: str
    process: int
    ended_at: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One run as the journal has it.

    Attributes:
        base_run: the run that had last written the source when this one began.
        cursor_before: the checkpoint it was to read from; cursor_now: the last place it can resume from, everything
            up to `cursor_row` being staged; cursor_after: the checkpoint it ended with.
        outcome: JSON of what the connector said at the end; None while it has not ended.
        fingerprint: stands for the exact difference; what is approved.
        report: JSON of the run's report.
        scope: fingerprint of how it is read; what was staged under another one is of no use.
    """

    id: str
    source: str
    state: RunState
    full_read: bool
    dry_run: bool
    attempts: tuple[Attempt, ...]
    started_at: str
    ended_at: str | None = None
    base_run: str | None = None
    cursor_before: str | None = None
    cursor_now: str | None = None
    cursor_row: int = 0
    cursor_after: str | None = None
    outcome: str | None = None
    fingerprint: str | None = None
    report: str | None = None
    scope: str = ""

    @property
    def is_part(self) -> bool:
        """Only some rows are read, wherever they stand: it tells nothing of the rest, and moves no checkpoint."""
        return self.cursor_before == OF_SOME_ROWS


@dataclass(frozen=True, slots=True)
class SourceTimes:
    """When a source was last read well, and last read whole; also when there was no news."""

    source: str
    run_id: str
    last_good: str
    last_complete: str | None
    as_of: str | None


class RunStore:
    """The journal's runs."""

    def __init__(self, journal: Database) -> None:
        self._journal = journal

    def put(self, run: Run, lease: Lease) -> None:
        """Write a run's present state.

        Raises:
            LeaseLost: another holder goes on with it; nothing is written.
        """
        with self._journal.writing() as connection:
            lease.check_in_journal(connection)
            upsert(connection, RUNS, [_row(run)], keys=("id",))

    def get(self, run_id: str) -> Run | None:
        """One run."""
        with self._journal.reading() as connection:
            row = connection.execute(select(RUNS).where(RUNS.c.id == run_id)).first()
        return None if row is None else _run(row)

    def newest(
        self, source: str | None = None, *, state: RunState | None = None, before: Run | None = None, limit: int = 50
    ) -> list[Run]:
        """Runs, the newest first; `before` is the last one of the page before."""
        query = select(RUNS).order_by(RUNS.c.started_at.desc(), RUNS.c.id.desc()).limit(limit)
        query = query if source is None else query.where(RUNS.c.source == source)
        query = query if state is None else query.where(RUNS.c.state == state)
        if before is not None:
            same_moment = (RUNS.c.started_at == before.started_at) & (RUNS.c.id < before.id)
            query = query.where((RUNS.c.started_at < before.started_at) | same_moment)
        with self._journal.reading() as connection:
            return [_run(row) for row in connection.execute(query)]

    def forget(self, run_id: str) -> None:
        """Take a run and all that it staged out of the journal, as if it had not been."""
        with self._journal.writing() as connection:
            for table, column in ((STAGED_ROWS, STAGED_ROWS.c.run_id), (QUARANTINE, QUARANTINE.c.run_id)):
                connection.execute(delete(table).where(column == run_id))
            connection.execute(delete(RUNS).where(RUNS.c.id == run_id))

    def finish(self, run: Run, lease: Lease, times: SourceTimes | None = None, *, keep_staged: bool = False) -> None:
        """Write a run's end, and with `times` when its source was read well.

        What it staged goes in the same transaction: a run that can be resumed without its rows would lose everybody.

        Raises:
            LeaseLost: another holder goes on with it; nothing is written.
        """
        with self._journal.writing() as connection:
            lease.check_in_journal(connection)
            upsert(connection, RUNS, [_row(run)], keys=("id",))
            if not keep_staged:
                connection.execute(delete(STAGED_ROWS).where(STAGED_ROWS.c.run_id == run.id))
            if times is not None:
                row = {
                    "source": times.source,
                    "run_id": times.run_id,
                    "last_good": times.last_good,
                    "last_complete": times.last_complete,
                    "as_of": times.as_of,
                }
                upsert(connection, SOURCE_TIMES, [row], keys=("source",))

    def supersede_held(self, source: str, *, but: str) -> None:
        """Mark the held runs of a source, but for one, overtaken; what they staged goes."""
        others = (RUNS.c.source == source, RUNS.c.state == RunState.HELD, RUNS.c.id != but)
        with self._journal.writing() as connection:
            ids = list(connection.execute(select(RUNS.c.id).where(*others)).scalars())
            if ids:
                connection.execute(update(RUNS).where(*others).values(state=RunState.SUPERSEDED))
                connection.execute(delete(STAGED_ROWS).where(STAGED_ROWS.c.run_id.in_(ids)))

    def times_of(self, source: str) -> SourceTimes | None:
        """When a source was last read well; None when it never was."""
        with self._journal.reading() as connection:
            row = connection.execute(select(SOURCE_TIMES).where(SOURCE_TIMES.c.source == source)).first()
        return None if row is None else SourceTimes(**row._mapping)

    def counts(self) -> Mapping[RunState, int]:
        """How many runs are in each state."""
        with self._journal.reading() as connection:
            rows = connection.execute(select(RUNS.c.state, func.count()).group_by(RUNS.c.state)).all()
        return {RunState(state): count for state, count in rows}


def ended(run: Run, state: RunState, at: str, *, error: str = "", report: str | None = None) -> Run:
    """The run with its last attempt closed."""
    last = replace(run.attempts[-1], ended_at=at, error=error)
    return replace(run, state=state, ended_at=at, attempts=(*run.attempts[:-1], last), report=report or run.report)


def _row(run: Run) -> dict[str, Any]:
    columns = {name: getattr(run, name) for name in Run.__dataclass_fields__}
    attempts = [[a.started_at, a.process, a.ended_at, a.error] for a in run.attempts]
    return {**columns, "attempts": json.dumps(attempts, ensure_ascii=False)}


def _run(row: Row[Any]) -> Run:
    columns = dict(row._mapping)
    attempts = tuple(Attempt(*values) for values in json.loads(row.attempts))
    return Run(**{**columns, "state": RunState(row.state), "attempts": attempts})
