"""A queue of reviews, what people decided in it, and identity events that tell records, rules and run."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Judgements of the previous version belong to no decision; events of it name no records."""
    op.create_table(
        "decisions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("review_id", sa.Text()),
        sa.Column("undoes", sa.Text()),
        sa.Column("left_id", sa.Text()),
        sa.Column("right_id", sa.Text()),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("undoes", name="decisions_undone_once"),
    )
    op.create_index("decisions_by_revision", "decisions", ["revision"])
    op.create_index("decisions_by_review", "decisions", ["review_id"])
    op.create_table(
        "reviews",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("left_id", sa.Text(), nullable=False),
        sa.Column("right_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("first_asked", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("reviews_by_value", "reviews", ["kind", "state", "asked", "value", "id"])
    op.create_index("reviews_by_left", "reviews", ["left_id"])
    op.create_index("reviews_by_right", "reviews", ["right_id"])
    op.add_column("judgements", sa.Column("decision_id", sa.Text()))
    op.create_index("judgements_by_decision", "judgements", ["decision_id"])
    for name, default in (("records", "[]"), ("model", ""), ("run", "")):
        op.add_column("identity_events", sa.Column(name, sa.Text(), nullable=False, server_default=default))
    op.create_index("identity_events_by_other", "identity_events", ["other_id"])
