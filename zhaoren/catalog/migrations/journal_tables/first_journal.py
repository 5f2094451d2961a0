"""The first tables of the journal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""

    op.create_table(
        "audit",
        sa.Column("id", _row_number(), sa.Identity(), nullable=False),
        sa.Column("happened_at", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("audit_by_time", "audit", ["happened_at"])
    op.create_table(
        "leases",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.Text()),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("process", sa.BigInteger(), nullable=False),
        sa.Column("process_started", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.Text(), nullable=False),
        sa.Column("beat_wall_s", sa.Double(), nullable=False),
        sa.Column("beat_uptime_s", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "quarantine",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("row", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "row", name="quarantine_key"),
    )
    op.create_index("quarantine_by_source", "quarantine", ["source"])
    op.create_table(
        "runs",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("full_read", sa.Boolean(), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Text(), nullable=False),
        sa.Column("started_at", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.Text()),
        sa.Column("base_run", sa.Text()),
        sa.Column("cursor_before", sa.Text()),
        sa.Column("cursor_now", sa.Text()),
        sa.Column("cursor_row", sa.BigInteger(), nullable=False),
        sa.Column("cursor_after", sa.Text()),
        sa.Column("outcome", sa.Text()),
        sa.Column("fingerprint", sa.Text()),
        sa.Column("report", sa.Text()),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("runs_by_source", "runs", ["source", "started_at"])
    op.create_table(
        "source_times",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("last_good", sa.Text(), nullable=False),
        sa.Column("last_complete", sa.Text()),
        sa.Column("as_of", sa.Text()),
        sa.PrimaryKeyConstraint("source"),
    )
    op.create_table(
        "staged_rows",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("row", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("kind", _ordered_text(), nullable=False),
        sa.Column("key", _ordered_text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary()),
        sa.Column("shape", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.Text()),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("also_keys", sa.Text()),
        sa.Column("fields", sa.Text()),
        sa.PrimaryKeyConstraint("run_id", "row", name="staged_rows_key"),
    )
    op.create_index("staged_rows_in_order", "staged_rows", ["run_id", "kind", "key", "row"])


def _ordered_text() -> TypeEngine[str]:
    return sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def _row_number() -> TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
