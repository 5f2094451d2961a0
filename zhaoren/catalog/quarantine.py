"""Rows that could not be used: listed with place and reason until a later reading of their source is whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select

from zhaoren.catalog.database import Database
from zhaoren.catalog.journal_tables import QUARANTINE, STAGED_ROWS
from zhaoren.catalog.scope import in_batches
from zhaoren.catalog.staging import QuarantinedRow


@dataclass(frozen=True, slots=True)
class LeftOutRows:
    """So many rows of a kind that were left out for one reason; `position` is that of one of them."""

    source: str
    kind: str
    reason: str
    rows: int
    position: str


class QuarantineStore:
    """What administrators look through."""

    def __init__(self, journal: Database) -> None:
        self._journal = journal

    def newest(
        self,
        source: str | None = None,
        *,
        run_id: str | None = None,
        after: tuple[str, int] | None = None,
        limit: int = 1000,
    ) -> list[QuarantinedRow]:
        """Rows in the order they came, the newest run first; `after` is run and row of the last one of a page."""
        query = select(QUARANTINE).order_by(QUARANTINE.c.run_id.desc(), QUARANTINE.c.row).limit(limit)
        if after is not None:
            of_run = (QUARANTINE.c.run_id == after[0]) & (QUARANTINE.c.row > after[1])
            query = query.where((QUARANTINE.c.run_id < after[0]) | of_run)
        query = query if source is None else query.where(QUARANTINE.c.source == source)
        query = query if run_id is None else query.where(QUARANTINE.c.run_id == run_id)
        with self._journal.reading() as connection:
            return [QuarantinedRow(**row._mapping) for row in connection.execute(query)]

    def counts(self, run_id: str) -> dict[str, int]:
        """Kind -> rows of one run."""
        query = select(QUARANTINE.c.kind, func.count().label("rows")).where(QUARANTINE.c.run_id == run_id)
        with self._journal.reading() as connection:
            return {row.kind: row.rows for row in connection.execute(query.group_by(QUARANTINE.c.kind))}

    def reasons(self, source: str | None = None, *, run_id: str | None = None, limit: int = 100) -> list[LeftOutRows]:
        """Every row counted by its reason, the most frequent first."""
        by = (QUARANTINE.c.source, QUARANTINE.c.kind, QUARANTINE.c.reason)
        rows = func.count().label("rows")
        query = select(*by, rows, func.min(QUARANTINE.c.position).label("position")).group_by(*by)
        query = query if source is None else query.where(QUARANTINE.c.source == source)
        query = query if run_id is None else query.where(QUARANTINE.c.run_id == run_id)
        with self._journal.reading() as connection:
            found = connection.execute(query.order_by(rows.desc(), *by).limit(limit))
            return [LeftOutRows(**row._mapping) for row in found]

    def by_source(self) -> dict[str, int]:
        """Source -> rows."""
        query = select(QUARANTINE.c.source, func.count().label("rows")).group_by(QUARANTINE.c.source)
        with self._journal.reading() as connection:
            return {row.source: row.rows for row in connection.execute(query)}

    def forget_read_again(self, source: str, run_id: str) -> None:
        """Drop what earlier runs listed at places that this run has read: taken up, or listed anew.

        What the run has staged must still be there.
        """
        others = (QUARANTINE.c.source == source, QUARANTINE.c.run_id != run_id)
        with self._journal.writing() as connection:
            listed = {(row.kind, row.position) for row in connection.execute(select(QUARANTINE).where(*others))}
            found: set[tuple[str, str]] = set()
            for batch in in_batches({position for _, position in listed if position}):
                for table in (STAGED_ROWS, QUARANTINE):
                    query = select(table.c.kind, table.c.position).distinct()
                    query = query.where(table.c.run_id == run_id, table.c.position.in_(batch))
                    found |= {(row.kind, row.position) for row in connection.execute(query)}
            for kind, position in sorted(found & listed):
                place = (QUARANTINE.c.kind == kind, QUARANTINE.c.position == position)
                connection.execute(delete(QUARANTINE).where(*others, *place))

    def places(self, source: str, limit: int) -> list[tuple[str, str]]:
        """Kind and position of what is listed of a source, each once."""
        query = select(QUARANTINE.c.kind, QUARANTINE.c.position).where(QUARANTINE.c.source == source).distinct()
        with self._journal.reading() as connection:
            return sorted((row.kind, row.position) for row in connection.execute(query.limit(limit)))

    def forget_others(self, source: str, run_id: str, kinds: Sequence[str]) -> None:
        """Drop what earlier runs listed of kinds that this run has read whole."""
        with self._journal.writing() as connection:
            connection.execute(
                delete(QUARANTINE).where(
                    QUARANTINE.c.source == source, QUARANTINE.c.run_id != run_id, QUARANTINE.c.kind.in_(kinds)
                )
            )
