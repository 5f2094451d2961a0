"""Tables of the journal: what happens around the record and must not make it wait.

With SQLite they are in a file of their own beside the catalog, with PostgreSQL in the same database.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from zhaoren.catalog.tables import ORDERED_TEXT, ROW_NUMBER

JOURNAL: Final = MetaData()

RUNS = Table(
    "runs",
    JOURNAL,
    Column("id", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("full_read", Boolean, nullable=False),
    Column("dry_run", Boolean, nullable=False),
    Column("attempts", Text, nullable=False),
    Column("started_at", Text, nullable=False),
    Column("ended_at", Text),
    Column("base_run", Text),
    Column("cursor_before", Text),
    Column("cursor_now", Text),
    Column("cursor_row", BigInteger, nullable=False),
    Column("cursor_after", Text),
    Column("outcome", Text),
    Column("fingerprint", Text),
    Column("report", Text),
    Column("scope", Text, nullable=False, server_default=""),
    Index("runs_by_source", "source", "started_at"),
)

SOURCE_TIMES = Table(
    "source_times",
    JOURNAL,
    Column("source", Text, primary_key=True),
    Column("run_id", Text, nullable=False),
    Column("last_good", Text, nullable=False),
    Column("last_complete", Text),
    Column("as_of", Text),
)

STAGED_ROWS = Table(
    "staged_rows",
    JOURNAL,
    Column("run_id", Text, nullable=False),
    Column("row", BigInteger, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("kind", ORDERED_TEXT, nullable=False),
    Column("key", ORDERED_TEXT, nullable=False),
    Column("act", Text, nullable=False),
    Column("hash", LargeBinary),
    Column("shape", BigInteger, nullable=False),
    Column("changed_at", Text),
    Column("position", Text, nullable=False),
    Column("also_keys", Text),
    Column("fields", Text),
    # As they were read, each once and one behind the other; they are sorted when they are compared. An index by key
    # made a reading of 200,000 four times as long.
    PrimaryKeyConstraint("run_id", "row", name="staged_rows_key"),
    sqlite_with_rowid=False,
)

QUARANTINE = Table(
    "quarantine",
    JOURNAL,
    Column("run_id", Text, nullable=False),
    Column("row", BigInteger, nullable=False),
    Column("source", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("position", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("seen_at", Text, nullable=False),
    Column("hash", Text, nullable=False, server_default=""),
    PrimaryKeyConstraint("run_id", "row", name="quarantine_key"),
    Index("quarantine_by_source", "source"),
)

LEASES = Table(
    "leases",
    JOURNAL,
    Column("name", Text, primary_key=True),
    Column("fence", BigInteger, nullable=False),
    Column("holder", Text),
    Column("place", Text, nullable=False),
    Column("process", BigInteger, nullable=False),
    Column("process_started", Text, nullable=False),
    Column("taken_at", Text, nullable=False),
    Column("beat_wall_s", Double, nullable=False),
    Column("beat_uptime_s", Double, nullable=False),
)

ALARMS = Table(
    "alarms",
    JOURNAL,
    Column("name", Text, primary_key=True),
    Column("sentence", Text, nullable=False),
    Column("raised_at", Text, nullable=False),
    Column("told_at", Text),
)

AUDIT = Table(
    "audit",
    JOURNAL,
    Column("id", ROW_NUMBER, Identity(), primary_key=True),
    Column("happened_at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("details", Text, nullable=False),
    Index("audit_by_time", "happened_at"),
    sqlite_autoincrement=True,
)

FAILED_QUESTIONS = Table(
    "failed_questions",
    JOURNAL,
    Column("day", Text, nullable=False),
    Column("question", ORDERED_TEXT, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("failed_part", Text, nullable=False),
    Column("asked", BigInteger, nullable=False),
    PrimaryKeyConstraint("day", "question", "outcome", name="failed_questions_key"),
)
