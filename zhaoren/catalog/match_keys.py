"""Under which comparable values a record can be found: record id <-> 64-bit hashes of them.

`digest_64("mobile", "+8613…")` makes a hash. Two records that share one may be one person; equality of the values
themselves is for the reader to check, since hashes can collide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, func, or_, select

from zhaoren.catalog.scope import Scope, in_batches, one_of, streamed
from zhaoren.catalog.tables import MATCH_KEYS, RECORDS

if TYPE_CHECKING:
    from zhaoren.catalog.match_key_bulk import KeyChanges


class MatchKeyStore:
    """Kept by unification for the records that it has prepared."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def of_records(self, record_ids: Iterable[int]) -> dict[int, frozenset[int]]:
        """Record id -> its hashes, for those that have any."""
        found: dict[int, set[int]] = defaultdict(set)
        with self._scope.reading() as connection:
            for batch in in_batches(dict.fromkeys(record_ids)):
                for row in connection.execute(select(MATCH_KEYS).where(one_of(MATCH_KEYS.c.record_id, batch))):
                    found[row.record_id].add(row.key_hash)
        return {record_id: frozenset(hashes) for record_id, hashes in found.items()}

    def records_with(self, hashes: Iterable[int]) -> dict[int, tuple[int, ...]]:
        """Hash -> ids of the records that carry it, in rising order, for hashes that any carries."""
        found: dict[int, list[int]] = defaultdict(list)
        with self._scope.reading() as connection:
            for batch in in_batches(dict.fromkeys(hashes)):
                query = select(MATCH_KEYS).where(one_of(MATCH_KEYS.c.key_hash, batch)).order_by(MATCH_KEYS.c.record_id)
                for row in connection.execute(query):
                    found[row.key_hash].append(row.record_id)
        return {key_hash: tuple(ids) for key_hash, ids in found.items()}

    def by_source(self, hashes: Iterable[int]) -> dict[int, dict[str, int]]:
        """Hash -> source -> how many of its records carry it, for hashes that any carries."""
        found: dict[int, dict[str, int]] = defaultdict(dict)
        with self._scope.reading() as connection:
            for batch in in_batches(dict.fromkeys(hashes)):
                query = (
                    select(MATCH_KEYS.c.key_hash, RECORDS.c.source, func.count().label("bearers"))
                    .join_from(MATCH_KEYS, RECORDS, MATCH_KEYS.c.record_id == RECORDS.c.id)
                    .where(one_of(MATCH_KEYS.c.key_hash, batch))
                    .group_by(MATCH_KEYS.c.key_hash, RECORDS.c.source)
                )
                for row in connection.execute(query):
                    found[row.key_hash][row.source] = row.bearers
        return dict(found)

    def all(self) -> Iterator[tuple[int, int]]:
        """Every (hash, record id) in that order, so that equal hashes come together; streamed."""
        with self._scope.reading() as connection:
            query = select(MATCH_KEYS).order_by(MATCH_KEYS.c.key_hash, MATCH_KEYS.c.record_id)
            for row in streamed(connection, query):
                yield row.key_hash, row.record_id

    def replace_all(self, of_records: Sequence[int], keys: Sequence[int], records: Sequence[int]) -> int:
        """Give all these records exactly the keys that stand beside them; for many at once. Returns rows written.

        Args:
            of_records: ids, rising; those without a key here lose theirs.
            keys, records: one row each.
        """
        return sum(self.write(changes) for changes in self.changes_to(of_records, keys, records, 1))

    def changes_to(
        self, of_records: Sequence[int], keys: Sequence[int], records: Sequence[int], parts: int
    ) -> Iterator[KeyChanges]:
        """What `replace_all` would do, in so many parts, each found when it is asked for."""
        # Who only reads the catalog needs no arrays.
        import numpy as np

        from zhaoren.catalog.match_key_bulk import changes_to

        all_keys, all_records = np.asarray(keys, dtype=np.int64), np.asarray(records, dtype=np.int64)
        for part in range(parts):
            with self._scope.reading() as connection:
                changes = changes_to(connection, of_records, all_keys, all_records, part, parts)
            yield changes

    def write(self, changes: KeyChanges) -> int:
        """Do what `changes_to` told; returns rows written."""
        from zhaoren.catalog.match_key_bulk import write_changes

        with self._scope.writing() as writing:
            return write_changes(writing.connection, changes)

    def replace_many(self, hashes_of: Mapping[int, Collection[int]]) -> int:
        """Give records exactly these hashes (none: an empty collection); returns how many rows were written."""
        written = 0
        with self._scope.writing() as writing:
            for batch in in_batches(hashes_of):
                present = self.of_records(batch)
                gone = [(h, r) for r in batch for h in present.get(r, frozenset()) - set(hashes_of[r])]
                new = [(h, r) for r in batch for h in set(hashes_of[r]) - present.get(r, frozenset())]
                for pairs in in_batches(gone, 200):
                    exact = [and_(MATCH_KEYS.c.key_hash == h, MATCH_KEYS.c.record_id == r) for h, r in pairs]
                    writing.connection.execute(delete(MATCH_KEYS).where(or_(*exact)))
                if new:
                    writing.connection.execute(
                        MATCH_KEYS.insert(), [{"key_hash": h, "record_id": r} for h, r in sorted(new)]
                    )
                written += len(gone) + len(new)
        return written
