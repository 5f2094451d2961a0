"""Questions that nobody answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "failed_questions",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("question", sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql"), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("failed_part", sa.Text(), nullable=False),
        sa.Column("asked", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "question", "outcome", name="failed_questions_key"),
    )
