"""Which records are one person: record id -> person id. Written by unification only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import delete, select

from zhaoren.catalog.scope import Scope, in_batches, insert_rows, one_of, streamed, upsert
from zhaoren.catalog.tables import CLUSTERS


class ClusterStore:
    """Clusters take no revision of their own: what others hear of is the person (`entities`)."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def person_ids_of(self, record_ids: Iterable[int]) -> dict[int, str]:
        """Record id -> person id, for those that have one."""
        found: dict[int, str] = {}
        with self._scope.reading() as connection:
            for batch in in_batches(dict.fromkeys(record_ids)):
                rows = connection.execute(select(CLUSTERS).where(one_of(CLUSTERS.c.record_id, batch)))
                found.update((row.record_id, row.person_id) for row in rows)
        return found

    def record_ids_of(self, person_ids: Iterable[str]) -> dict[str, tuple[int, ...]]:
        """Person id -> ids of his records in rising order, for those that have any."""
        found: dict[str, list[int]] = defaultdict(list)
        with self._scope.reading() as connection:
            for batch in in_batches(dict.fromkeys(person_ids)):
                query = select(CLUSTERS).where(one_of(CLUSTERS.c.person_id, batch)).order_by(CLUSTERS.c.record_id)
                for row in connection.execute(query):
                    found[row.person_id].append(row.record_id)
        return {person_id: tuple(ids) for person_id, ids in found.items()}

    def all(self) -> Iterator[tuple[int, str]]:
        """Every (record id, person id), by record id; streamed."""
        with self._scope.reading() as connection:
            for row in streamed(connection, select(CLUSTERS).order_by(CLUSTERS.c.record_id)):
                yield row.record_id, row.person_id

    def assign_many(self, assigned: Mapping[int, str]) -> int:
        """Put records into clusters; returns how many moved. Those that are where they should be are not written."""
        moved = 0
        with self._scope.writing() as writing:
            for batch in in_batches(assigned.items()):
                present = self.person_ids_of(record_id for record_id, _ in batch)
                new = [(r, p) for r, p in batch if r not in present]
                if new:
                    insert_rows(writing.connection, CLUSTERS, ("record_id", "person_id"), new)
                rows = [{"record_id": r, "person_id": p} for r, p in batch if present.get(r, p) != p]
                upsert(writing.connection, CLUSTERS, rows, keys=("record_id",))
                moved += len(new) + len(rows)
        return moved

    def remove_many(self, record_ids: Iterable[int]) -> int:
        """Take records out of their clusters; returns how many were in one."""
        removed = 0
        with self._scope.writing() as writing:
            for batch in in_batches(record_ids):
                removed += writing.connection.execute(
                    delete(CLUSTERS).where(one_of(CLUSTERS.c.record_id, batch))
                ).rowcount
        return removed
