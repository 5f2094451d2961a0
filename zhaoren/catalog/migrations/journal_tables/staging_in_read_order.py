"""Staged rows are kept in the order in which they were read, and sorted when they are compared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_COLUMNS = "run_id, row, attempt, kind, key, act, hash, shape, changed_at, position, also_keys, fields"


def upgrade() -> None:
    """Rows of held runs go along."""
    op.drop_index("staged_rows_in_order", "staged_rows")
    if op.get_bind().dialect.name != "sqlite":
        return
    op.rename_table("staged_rows", "staged_rows_before")
    op.create_table(
        "staged_rows",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("row", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary()),
        sa.Column("shape", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.Text()),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("also_keys", sa.Text()),
        sa.Column("fields", sa.Text()),
        sa.PrimaryKeyConstraint("run_id", "row", name="staged_rows_key"),
        sqlite_with_rowid=False,
    )
    op.execute(f"INSERT INTO staged_rows ({_COLUMNS}) SELECT {_COLUMNS} FROM staged_rows_before")  # noqa: S608
    op.drop_table("staged_rows_before")
