"""Faults that somebody must hear of: since when each is known, and when it was last told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from zhaoren.catalog.database import Database
from zhaoren.catalog.journal_tables import ALARMS
from zhaoren.catalog.scope import upsert


@dataclass(frozen=True, slots=True)
class Alarm:
    """One fault: `name` stays the same as long as it lasts, the sentence may change with time."""

    name: str
    sentence: str
    raised_at: str
    told_at: str | None = None


class AlarmStore:
    """The journal's alarms."""

    def __init__(self, journal: Database) -> None:
        self._journal = journal

    def all(self) -> list[Alarm]:
        """Every fault that lasts, by name."""
        with self._journal.reading() as connection:
            return [Alarm(**row._mapping) for row in connection.execute(select(ALARMS).order_by(ALARMS.c.name))]

    def replace(self, faults: Mapping[str, str], at: str) -> list[Alarm]:
        """These faults (name -> sentence) last, all others are over; returns those that are over."""
        known = {alarm.name: alarm for alarm in self.all()}
        over = [alarm for name, alarm in known.items() if name not in faults]
        rows = [
            {
                "name": name,
                "sentence": sentence,
                "raised_at": known[name].raised_at if name in known else at,
                "told_at": known[name].told_at if name in known else None,
            }
            for name, sentence in faults.items()
        ]
        if not rows and not over:
            return []
        with self._journal.writing() as connection:
            upsert(connection, ALARMS, rows, keys=("name",))
            if over:
                connection.execute(delete(ALARMS).where(ALARMS.c.name.in_([alarm.name for alarm in over])))
        return over

    def told(self, names: list[str], at: str) -> None:
        """These were told at this moment."""
        with self._journal.writing() as connection:
            connection.execute(update(ALARMS).where(ALARMS.c.name.in_(names)).values(told_at=at))
