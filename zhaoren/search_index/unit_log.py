"""Which units changed with which revision: whoever keeps a copy of the tree reads that and not the whole tree again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from schemas.expressions import EVERYTHING
from zhaoren.search_index.port import Collection, IndexEntry, IndexReader

UNIT_LOG = "units"
MOST_LOGGED = 5_000
"""Units that a log names; whoever missed more reads the tree again. 200 kB at most, read once for each revision."""


@dataclass(frozen=True, slots=True)
class UnitLog:
    """What became of the units since a revision.

    Attributes:
        lineage: of two logs with one lineage the later continues the earlier.
        since: what changed up to this revision is not told.
        changes: (revision, ids of the units that were written or removed with it), the oldest first.
    """

    lineage: str
    since: int
    changes: tuple[tuple[int, tuple[str, ...]], ...] = ()

    @classmethod
    def begun(cls, revision: int) -> UnitLog:
        """A log that knows nothing of what was up to this revision."""
        return cls(uuid4().hex, revision)

    @classmethod
    def read(cls, reader: IndexReader) -> UnitLog | None:
        """The log of a view; None where it was published without one."""
        card = reader.fetch(Collection.LOGS, [UNIT_LOG], EVERYTHING).get(UNIT_LOG)
        if card is None:
            return None
        said = json.loads(card)
        changes = tuple((int(revision), tuple(ids)) for revision, ids in said["changes"])
        return cls(str(said["lineage"]), int(said["since"]), changes)

    def and_more(self, revision: int, ids: Sequence[str]) -> UnitLog:
        """The log with what changed up to this revision; the oldest is forgotten where it grows too long."""
        changes = [*self.changes, (revision, tuple(ids))] if ids else list(self.changes)
        since, named = self.since, sum(len(those) for _, those in changes)
        while named > MOST_LOGGED:
            since, forgotten = changes.pop(0)
            named -= len(forgotten)
        return UnitLog(self.lineage, since, tuple(changes))

    def after(self, revision: int) -> tuple[str, ...] | None:
        """The units that changed after a revision, each once; None where the log does not go back so far."""
        if revision < self.since:
            return None
        return tuple(dict.fromkeys(one for at, ids in self.changes if at > revision for one in ids))

    def entry(self) -> IndexEntry:
        """The log as it is published; no question finds it."""
        said = {"lineage": self.lineage, "since": self.since, "changes": self.changes}
        return IndexEntry(Collection.LOGS, UNIT_LOG, 0, {}, json.dumps(said).encode())
