"""How far each source was read: written in the same transaction as its records, so that neither can run ahead.

A reading that found nothing new and moved no checkpoint writes nothing here; when a source was last read well, also
without news, is in the journal (`catalog.journal.runs.times_of`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, select

from schemas.vocabulary import RecordKind
from zhaoren.catalog.scope import Scope, upsert
from zhaoren.catalog.tables import SOURCES


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source as of its last committed run.

    Attributes:
        checkpoint: where the next reading starts; None when each starts anew.
        run_id: the run that last wrote here; a difference made before it may not be committed after it.
        unusable: kind -> rows of the last whole reading that were skipped while every record was seen: so many
            skipped rows are known to be nobody's (see `zhaoren.pipeline.difference`).
        scope: fingerprint of how it was read (`zhaoren.pipeline.sync_plan`); a checkpoint is good for that alone.
    """

    name: str
    checkpoint: str | None
    run_id: str
    last_good: str
    last_complete: str | None
    as_of: str | None
    unusable: Mapping[RecordKind, int] = field(default_factory=dict)
    revision: int = 0
    scope: str | None = None


class SourceStore:
    """Bound to the catalog, a transaction or a snapshot."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def get(self, name: str) -> SourceState | None:
        """One source, None before its first committed run."""
        with self._scope.reading() as connection:
            row = connection.execute(select(SOURCES).where(SOURCES.c.name == name)).first()
        return None if row is None else _state(row)

    def all(self) -> list[SourceState]:
        """Every source that was ever committed, by name."""
        with self._scope.reading() as connection:
            return [_state(row) for row in connection.execute(select(SOURCES).order_by(SOURCES.c.name))]

    def put(self, state: SourceState) -> None:
        """Write a source's state. Takes no revision of its own: it keeps the last one under which a record changed."""
        with self._scope.writing() as writing:
            row = {
                "name": state.name,
                "checkpoint": state.checkpoint,
                "run_id": state.run_id,
                "last_good": state.last_good,
                "last_complete": state.last_complete,
                "as_of": state.as_of,
                "unusable": json.dumps({str(kind): count for kind, count in sorted(state.unusable.items())}),
                "revision": writing.revision() if writing.revision_taken else state.revision,
                "scope": state.scope,
            }
            upsert(writing.connection, SOURCES, [row], keys=("name",))


def _state(row: Row[Any]) -> SourceState:
    unusable = {RecordKind(kind): int(count) for kind, count in json.loads(row.unusable).items()}
    times = (row.last_good, row.last_complete, row.as_of)
    return SourceState(row.name, row.checkpoint, row.run_id, *times, unusable, row.revision, row.scope)
