"""Tables of the system of record. Structured values are canonical JSON text: equal content is equal text on any server.

Times are ISO 8601 text in UTC; `revision` is the number of the transaction that last changed the row.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects import postgresql

CATALOG: Final = MetaData()

# Byte order, as SQLite and Python compare: the difference of two readings walks both sides in this order.
ORDERED_TEXT: Final = Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
ROW_NUMBER: Final = BigInteger().with_variant(Integer(), "sqlite")

COUNTERS = Table(
    "counters", CATALOG, Column("name", Text, primary_key=True), Column("value", BigInteger, nullable=False)
)

MARKS = Table("marks", CATALOG, Column("name", Text, primary_key=True), Column("value", BigInteger, nullable=False))

SOURCES = Table(
    "sources",
    CATALOG,
    Column("name", Text, primary_key=True),
    Column("checkpoint", Text),
    Column("run_id", Text, nullable=False),
    Column("last_good", Text, nullable=False),
    Column("last_complete", Text),
    Column("as_of", Text),
    Column("unusable", Text, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("scope", Text),
)

RECORDS = Table(
    "records",
    CATALOG,
    Column("id", ROW_NUMBER, Identity(), primary_key=True),
    Column("source", ORDERED_TEXT, nullable=False),
    Column("kind", ORDERED_TEXT, nullable=False),
    Column("key", ORDERED_TEXT, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    Column("missing_since", Text),
    Column("missing_times", Integer, nullable=False),
    Column("ended_at", Text),
    Column("first_seen", Text, nullable=False),
    Column("changed_at", Text),
    Column("position", Text, nullable=False),
    Column("also_keys", Text, nullable=False),
    Column("fields_since", Text, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("run_id", Text, nullable=False),
    Column("fields", Text, nullable=False),
    UniqueConstraint("source", "kind", "key", name="records_by_key"),
    Index("records_by_revision", "revision"),
    # A number is never given twice, not even when the newest row was erased.
    sqlite_autoincrement=True,
)

RECORD_HISTORY = Table(
    "record_history",
    CATALOG,
    Column("record_id", ROW_NUMBER, ForeignKey("records.id"), nullable=False),
    Column("replaced_in", BigInteger, nullable=False),
    Column("replaced_at", Text, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("run_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("also_keys", Text, nullable=False),
    Column("fields_since", Text, nullable=False),
    Column("fields", Text, nullable=False),
    PrimaryKeyConstraint("record_id", "replaced_in", name="record_history_key"),
)

MATCH_KEYS = Table(
    "match_keys",
    CATALOG,
    Column("key_hash", BigInteger, nullable=False),
    Column("record_id", ROW_NUMBER, nullable=False),
    PrimaryKeyConstraint("key_hash", "record_id", name="match_keys_key"),
    sqlite_with_rowid=False,
)

# The same the other way round, all of a record in one value: an index of 5 million rows by record took six times as
# long to write as the table itself.
RECORD_KEYS = Table(
    "record_keys",
    CATALOG,
    Column("record_id", ROW_NUMBER, primary_key=True, autoincrement=False),
    Column("packed", LargeBinary, nullable=False),
)

RECORD_LINKS = Table(
    "record_links",
    CATALOG,
    Column("record_id", ROW_NUMBER, nullable=False),
    Column("role", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("key_hash", BigInteger, nullable=False),
    Column("key", Text, nullable=False),
    # The hash stands for the key: a long DN does not fit into an index page of PostgreSQL.
    PrimaryKeyConstraint("record_id", "role", "kind", "key_hash", name="record_links_key"),
    Index("record_links_by_target", "key_hash", "kind"),
    sqlite_with_rowid=False,
)

CLUSTERS = Table(
    "clusters",
    CATALOG,
    Column("record_id", ROW_NUMBER, primary_key=True, autoincrement=False),
    Column("person_id", Text, nullable=False),
    Index("clusters_by_person", "person_id"),
)

ENTITIES = Table(
    "entities",
    CATALOG,
    Column("kind", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("removed", Boolean, nullable=False),
    Column("redirect_to", Text),
    Column("hash", LargeBinary, nullable=False),
    Column("body", LargeBinary),
    PrimaryKeyConstraint("kind", "id", name="entities_key"),
    UniqueConstraint("kind", "number", name="entities_by_number"),
    Index("entities_by_revision", "kind", "revision"),
)

JUDGEMENTS = Table(
    "judgements",
    CATALOG,
    Column("id", Text, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("left_source", Text, nullable=False),
    Column("left_kind", Text, nullable=False),
    Column("left_key", Text, nullable=False),
    Column("right_source", Text, nullable=False),
    Column("right_kind", Text, nullable=False),
    Column("right_key", Text, nullable=False),
    Column("same", Boolean, nullable=False),
    Column("who", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("decision_id", Text),
    Index("judgements_by_revision", "revision"),
    Index("judgements_by_decision", "decision_id"),
)

DECISIONS = Table(
    "decisions",
    CATALOG,
    Column("id", Text, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("act", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("review_id", Text),
    Column("undoes", Text),
    Column("left_id", Text),
    Column("right_id", Text),
    Column("who", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Index("decisions_by_revision", "revision"),
    Index("decisions_by_review", "review_id"),
    UniqueConstraint("undoes", name="decisions_undone_once"),
)

REVIEWS = Table(
    "reviews",
    CATALOG,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("left_id", Text, nullable=False),
    Column("right_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("asked", Boolean, nullable=False),
    Column("probability", Double, nullable=False),
    Column("value", Double, nullable=False),
    Column("content", Text, nullable=False),
    Column("first_asked", Text, nullable=False),
    Column("changed_at", Text, nullable=False),
    Index("reviews_by_value", "kind", "state", "asked", "value", "id"),
    Index("reviews_by_left", "left_id"),
    Index("reviews_by_right", "right_id"),
)

IDENTITY_EVENTS = Table(
    "identity_events",
    CATALOG,
    Column("id", ROW_NUMBER, Identity(), primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("act", Text, nullable=False),
    Column("person_id", Text, nullable=False),
    Column("other_id", Text),
    Column("who", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("happened_at", Text, nullable=False),
    Column("records", Text, nullable=False, server_default="[]"),
    Column("model", Text, nullable=False, server_default=""),
    Column("run", Text, nullable=False, server_default=""),
    Index("identity_events_by_person", "person_id"),
    Index("identity_events_by_other", "other_id"),
    sqlite_autoincrement=True,
)
