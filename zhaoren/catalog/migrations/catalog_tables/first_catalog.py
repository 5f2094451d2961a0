"""The first tables of the catalog."""

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
        "clusters",
        sa.Column("record_id", _row_number(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record_id"),
    )
    op.create_index("clusters_by_person", "clusters", ["person_id"])
    op.create_table(
        "counters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "entities",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("redirect_to", sa.Text()),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("kind", "id", name="entities_key"),
        sa.UniqueConstraint("kind", "number", name="entities_by_number"),
    )
    op.create_index("entities_by_revision", "entities", ["kind", "revision"])
    op.create_table(
        "identity_events",
        sa.Column("id", _row_number(), sa.Identity(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("other_id", sa.Text()),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("happened_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("identity_events_by_person", "identity_events", ["person_id"])
    op.create_table(
        "judgements",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("left_source", sa.Text(), nullable=False),
        sa.Column("left_kind", sa.Text(), nullable=False),
        sa.Column("left_key", sa.Text(), nullable=False),
        sa.Column("right_source", sa.Text(), nullable=False),
        sa.Column("right_kind", sa.Text(), nullable=False),
        sa.Column("right_key", sa.Text(), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("judgements_by_revision", "judgements", ["revision"])
    op.create_table(
        "marks",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "match_keys",
        sa.Column("key_hash", sa.BigInteger(), nullable=False),
        sa.Column("record_id", _row_number(), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", "record_id", name="match_keys_key"),
        sqlite_with_rowid=False,
    )
    op.create_index("match_keys_by_record", "match_keys", ["record_id"])
    op.create_table(
        "record_links",
        sa.Column("record_id", _row_number(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "role", "kind", "key_hash", name="record_links_key"),
        sqlite_with_rowid=False,
    )
    op.create_index("record_links_by_target", "record_links", ["key_hash", "kind"])
    op.create_table(
        "records",
        sa.Column("id", _row_number(), sa.Identity(), nullable=False),
        sa.Column("source", _ordered_text(), nullable=False),
        sa.Column("kind", _ordered_text(), nullable=False),
        sa.Column("key", _ordered_text(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("missing_since", sa.Text()),
        sa.Column("missing_times", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.Text()),
        sa.Column("first_seen", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.Text()),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("also_keys", sa.Text(), nullable=False),
        sa.Column("fields_since", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("source", "kind", "key", name="records_by_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("records_by_revision", "records", ["revision"])
    op.create_table(
        "sources",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("checkpoint", sa.Text()),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("last_good", sa.Text(), nullable=False),
        sa.Column("last_complete", sa.Text()),
        sa.Column("as_of", sa.Text()),
        sa.Column("unusable", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "record_history",
        sa.Column("record_id", _row_number(), nullable=False),
        sa.Column("replaced_in", sa.BigInteger(), nullable=False),
        sa.Column("replaced_at", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("also_keys", sa.Text(), nullable=False),
        sa.Column("fields_since", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["records.id"],
        ),
        sa.PrimaryKeyConstraint("record_id", "replaced_in", name="record_history_key"),
    )


def _ordered_text() -> TypeEngine[str]:
    return sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def _row_number() -> TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
