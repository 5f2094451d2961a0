"""Sources remember how they were read, so that a changed mapping, scope or connector is followed by a whole reading."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A catalog of the previous version does not know: its next reading is a whole one, and ends nobody by itself."""
    op.add_column("sources", sa.Column("scope", sa.Text()))
