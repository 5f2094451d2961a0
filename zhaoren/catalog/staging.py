"""Rows of a reading that is under way, outside the record, so that neither readers nor other sources wait for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from sqlalchemy import Connection, MetaData, Table, delete, select, update

from zhaoren.catalog.database import Database
from zhaoren.catalog.journal_tables import QUARANTINE, RUNS, STAGED_ROWS
from zhaoren.catalog.leases import Lease
from zhaoren.catalog.scope import in_batches, insert_rows, made_of, streamed_tuples, upsert


class StagedAct(StrEnum):
    """What a staged row says of its key."""

    RECORD = "record"
    DELETION = "deletion"
    PRESENT = "present"  # the source has it; what it says was not read
    UNUSABLE = "unusable"  # the row is there, but cannot be used: what is stored stays as it is


class StagedRow(NamedTuple):
    """One row as it was read. `shape` is a bit set of the fields that have values."""

    row: int
    attempt: int
    kind: str
    key: str
    act: str
    hash: bytes = b""
    shape: int = 0
    changed_at: str | None = None
    position: str = ""


class StagedContent(NamedTuple):
    """What a row says, as canonical JSON; apart, since most rows are found unchanged without looking at it."""

    fields: str = "{}"
    also_keys: str = "[]"


@dataclass(frozen=True, slots=True)
class QuarantinedRow:
    """A row that was left out: where it is and why, never what it says.

    `hash` stands for its mapped fields, so that the same row is known again; empty where nothing of it was read.
    """

    run_id: str
    row: int
    source: str
    kind: str
    position: str
    reason: str
    seen_at: str
    hash: str = ""


class StagingStore:
    """Staged rows and the quarantine, which fill together."""

    def __init__(self, journal: Database, *, apart: bool) -> None:
        self._journal = journal
        self._apart = apart  # from the catalog, in a file of its own

    def within(self, connection: Connection) -> Table:
        """The staged rows as a connection of the catalog sees them, so that rows pass from one to the other directly.

        A file of its own is attached to the connection, for reading only: whoever writes the journal does not wait.
        """
        if not self._apart:
            return STAGED_ROWS
        attached = {name for _, name, _ in connection.exec_driver_sql("PRAGMA database_list")}
        if _ATTACHED not in attached:
            file = quote(str(Path(str(self._journal.url.database)).absolute()))
            connection.exec_driver_sql(f"ATTACH ? AS {_ATTACHED}", (f"file:{file}?mode=ro",))
        return _STAGED_APART

    def add(
        self,
        run_id: str,
        rows: Sequence[tuple[StagedRow, StagedContent]],
        skipped: Sequence[QuarantinedRow] = (),
        cursor: tuple[str, int] | None = None,
        *,
        lease: Lease,
    ) -> None:
        """Keep rows, and with `cursor` the place up to which (and row up to which) everything is now kept.

        Raises:
            LeaseLost: another holder goes on with this run; nothing is kept.
        """
        with self._journal.writing() as connection:
            lease.check_in_journal(connection)
            if rows:
                insert_rows(connection, STAGED_ROWS, _STAGED, [(run_id, *row, *content) for row, content in rows])
            if skipped:
                # A difference that is made again finds the same duplicates again.
                keys = ("run_id", "row")
                upsert(connection, QUARANTINE, [_columns(row) for row in skipped], keys=keys, only_new=True)
            if cursor is not None:
                place, last = cursor
                connection.execute(update(RUNS).where(RUNS.c.id == run_id).values(cursor_now=place, cursor_row=last))

    def drop_after(self, run_id: str, row: int) -> None:
        """Forget what came after a certain row of a run, before that is read again."""
        with self._journal.writing() as connection:
            connection.execute(delete(STAGED_ROWS).where(STAGED_ROWS.c.run_id == run_id, STAGED_ROWS.c.row > row))
            connection.execute(delete(QUARANTINE).where(QUARANTINE.c.run_id == run_id, QUARANTINE.c.row > row))

    def in_order(self, run_id: str, kind: str) -> Iterator[StagedRow]:
        """A run's rows of one kind by key in code point order, then as they came; streamed."""
        columns = [STAGED_ROWS.c[name] for name in StagedRow._fields]
        query = select(*columns).where(STAGED_ROWS.c.run_id == run_id, STAGED_ROWS.c.kind == kind)
        with self._journal.reading() as connection:
            in_order = query.order_by(STAGED_ROWS.c.key, STAGED_ROWS.c.row)
            yield from map(made_of(StagedRow), streamed_tuples(connection, in_order))

    def contents(self, run_id: str, rows: Iterable[int]) -> dict[int, StagedContent]:
        """Row -> what it says."""
        query = select(STAGED_ROWS.c.row, STAGED_ROWS.c.fields, STAGED_ROWS.c.also_keys)
        query = query.where(STAGED_ROWS.c.run_id == run_id)
        found: dict[int, StagedContent] = {}
        with self._journal.reading() as connection:
            for batch in in_batches(rows):
                rows_of_batch = query.where(STAGED_ROWS.c.row.in_(batch))
                for row, fields, also_keys in streamed_tuples(connection, rows_of_batch):
                    found[row] = StagedContent(fields, also_keys)
        return found

    def rows(self, run_id: str, numbers: Sequence[int]) -> dict[int, tuple[StagedRow, StagedContent]]:
        """Number of a row -> the row, and what it says."""
        names = (*StagedRow._fields, *StagedContent._fields)
        query = select(*(STAGED_ROWS.c[name] for name in names)).where(STAGED_ROWS.c.run_id == run_id)
        found: dict[int, tuple[StagedRow, StagedContent]] = {}
        with self._journal.reading() as connection:
            for batch in in_batches(numbers):
                for row in streamed_tuples(connection, query.where(STAGED_ROWS.c.row.in_(batch))):
                    told = StagedRow._make(row[: len(StagedRow._fields)])
                    found[told.row] = told, StagedContent._make(row[len(StagedRow._fields) :])
        return found

    def kinds(self, run_id: str) -> list[str]:
        """The kinds that a run has staged anything of."""
        query = select(STAGED_ROWS.c.kind).where(STAGED_ROWS.c.run_id == run_id).distinct()
        with self._journal.reading() as connection:
            return sorted(connection.execute(query).scalars())

    def without_key(self, run_id: str) -> dict[str, list[str]]:
        """Kind -> positions of the rows that were left out and of which not even the key is known."""
        staged = select(STAGED_ROWS.c.row).where(
            STAGED_ROWS.c.run_id == QUARANTINE.c.run_id, STAGED_ROWS.c.row == QUARANTINE.c.row
        )
        query = select(QUARANTINE.c.kind, QUARANTINE.c.position).where(QUARANTINE.c.run_id == run_id, ~staged.exists())
        found: dict[str, list[str]] = {}
        with self._journal.reading() as connection:
            for row in connection.execute(query):
                found.setdefault(row.kind, []).append(row.position)
        return found

    def runs_with_rows(self) -> set[str]:
        """Ids of runs that have staged rows."""
        with self._journal.reading() as connection:
            return set(connection.execute(select(STAGED_ROWS.c.run_id).distinct()).scalars())


_ATTACHED = "journal"
_STAGED_APART = STAGED_ROWS.to_metadata(MetaData(), schema=_ATTACHED)
_STAGED = ("run_id", *StagedRow._fields, *StagedContent._fields)


def _columns(row: QuarantinedRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__dataclass_fields__}
