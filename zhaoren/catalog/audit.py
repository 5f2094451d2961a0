"""Who did what, append-only. Details are for auditors; personal values never go in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from zhaoren.catalog.database import Database
from zhaoren.catalog.journal_tables import AUDIT
from zhaoren.catalog.scope import in_batches, one_of
from zhaoren.foundation.clock import Clock, iso


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act: `subject` is what it was done to (a run, a person's id, a source)."""

    happened_at: str
    who: str
    act: str
    subject: str
    details: Mapping[str, object]


class AuditStore:
    """Nothing here changes or deletes an entry."""

    def __init__(self, journal: Database, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock

    def add(self, who: str, act: str, subject: str, **details: object) -> None:
        """Keep one act, with this moment."""
        text = json.dumps(details, ensure_ascii=False, sort_keys=True)
        row = {"happened_at": iso(self._clock()), "who": who, "act": act, "subject": subject, "details": text}
        with self._journal.writing() as connection:
            connection.execute(AUDIT.insert(), row)

    def subjects(self, act: str, among: Iterable[str]) -> set[str]:
        """Those of these subjects to which this act was done."""
        found: set[str] = set()
        with self._journal.reading() as connection:
            for batch in in_batches(dict.fromkeys(among)):
                query = select(AUDIT.c.subject).where(AUDIT.c.act == act, one_of(AUDIT.c.subject, batch))
                found.update(row.subject for row in connection.execute(query))
        return found

    def about(self, subject: str, since: str) -> list[AuditEntry]:
        """What was done to this subject from a moment (ISO) on, the oldest first."""
        query = select(AUDIT).where(AUDIT.c.happened_at >= since, AUDIT.c.subject == subject).order_by(AUDIT.c.id)
        with self._journal.reading() as connection:
            return [_entry(row) for row in connection.execute(query)]

    def newest(self, limit: int = 100) -> list[AuditEntry]:
        """The newest entries, the newest first."""
        with self._journal.reading() as connection:
            rows = connection.execute(select(AUDIT).order_by(AUDIT.c.id.desc()).limit(limit)).all()
        return [_entry(row) for row in rows]


def _entry(row: Row[Any]) -> AuditEntry:
    return AuditEntry(row.happened_at, row.who, row.act, row.subject, json.loads(row.details))
