"""Runs, leases, staging, quarantine and audit. With SQLite in `journal.db` beside `catalog.db`, so that a long reading
never keeps anybody from writing the record; with PostgreSQL in the catalog's own database, where nobody waits anyway.
"""

from __future__ import annotations

from pathlib import Path

from zhaoren.catalog.alarms import AlarmStore
from zhaoren.catalog.audit import AuditStore
from zhaoren.catalog.database import Database
from zhaoren.catalog.failed_questions import FailedQuestionStore
from zhaoren.catalog.leases import LeaseStore
from zhaoren.catalog.migrate import upgrade
from zhaoren.catalog.quarantine import QuarantineStore
from zhaoren.catalog.runs import RunStore
from zhaoren.catalog.staging import StagingStore
from zhaoren.foundation.clock import Clock


class Journal:
    """Opens the journal that belongs to a catalog."""

    def __init__(self, catalog: Database, clock: Clock) -> None:
        self._own = _beside(catalog) if catalog.is_sqlite else None
        database = self._own or catalog
        try:
            upgrade(database, "journal")
        except BaseException:
            database.close()
            raise
        self.runs = RunStore(database)
        self.leases = LeaseStore(database, clock, same_database=self._own is None)
        self.staging = StagingStore(database, apart=self._own is not None)
        self.quarantine = QuarantineStore(database)
        self.audit = AuditStore(database, clock)
        self.alarms = AlarmStore(database)
        self.failed_questions = FailedQuestionStore(database)

    def close(self) -> None:
        """Give all connections back."""
        if self._own is not None:
            self._own.close()


def _beside(catalog: Database) -> Database:
    file = Path(str(catalog.url.database))
    name = "journal.db" if file.stem == "catalog" else f"{file.stem}-runs.db"
    # What a power cut takes back here is done again; the catalog knows which run wrote last.
    return Database(catalog.url.set(database=str(file.with_name(name))), survives_power_cuts=False)
