"""Runs know how they were read, quarantined rows which row they were, and alarms whom they have told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What the previous version left half read is read again: it does not know under which mapping it was read."""
    op.add_column("runs", sa.Column("scope", sa.Text(), nullable=False, server_default=""))
    op.add_column("quarantine", sa.Column("hash", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "alarms",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.Text(), nullable=False),
        sa.Column("told_at", sa.Text()),
        sa.PrimaryKeyConstraint("name"),
    )
