"""The match keys of a record lie together in one value instead of behind an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keys of the previous version are dropped: everybody is joined anew, with the same ids."""
    op.create_table(
        "record_keys",
        sa.Column("record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("record_id"),
    )
    op.drop_index("match_keys_by_record", "match_keys")
    op.execute("DELETE FROM match_keys")
    op.execute("DELETE FROM marks WHERE name = 'unified_rules'")
