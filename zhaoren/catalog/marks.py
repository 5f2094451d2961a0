"""How far each later step has come: `unified_revision` … set in the transaction of the work itself.

`work.marks.set("unified_revision", seen.revision)`; a mark that does not move is not written.
"""

from __future__ import annotations

from sqlalchemy import select

from zhaoren.catalog.scope import Scope, upsert
from zhaoren.catalog.tables import MARKS


class MarkStore:
    """Named whole numbers."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def get(self, name: str, default: int = 0) -> int:
        """The mark's value, or the default when it was never set."""
        with self._scope.reading() as connection:
            found = connection.execute(select(MARKS.c.value).where(MARKS.c.name == name)).scalar()
        return default if found is None else int(found)

    def set(self, name: str, value: int) -> None:
        """Set the mark. Takes no revision: a mark says where a reader stands, it is no change of the directory."""
        with self._scope.writing() as writing:
            if self.get(name, value - 1) != value:
                upsert(writing.connection, MARKS, [{"name": name, "value": value}], keys=("name",))
