"""Under which comparable values a record can be found: record id <-> 64-bit hashes of them.

`digest_64("mobile", "+8613…")` makes a hash. Two records that share one may be one person; equality of the values
themselves is for the reader to check, since hashes can collide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from struct import pack, unpack
from typing import TYPE_CHECKING

from sqlalchemy import Connection, and_, delete, func, or_, select

from zhaoren.catalog.scope import Scope, in_batches, one_of, streamed, tuples_of, upsert, within
from zhaoren.catalog.tables import MATCH_KEYS, RECORD_KEYS, RECORDS

if TYPE_CHECKING:
    from zhaoren.catalog.match_key_bulk import KeyChanges


_PACKED = select(RECORD_KEYS.c.record_id, RECORD_KEYS.c.packed)


class MatchKeyStore:
    """Kept by unification for the records that it has prepared."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def of_records(self, record_ids: Iterable[int]) -> dict[int, frozenset[int]]:
        """Record id -> its hashes, for those that have any."""
        return {i: frozenset(unpacked_keys(found)) for i, found in self._packed_of(record_ids).items() if found}

    def _packed_of(self, record_ids: Iterable[int]) -> dict[int, bytes]:
        found: dict[int, bytes] = {}
        with self._scope.reading() as connection:
            for batch in in_batches(dict.fromkeys(record_ids)):
                meant = set(batch)
                rows = tuples_of(connection, _PACKED.where(within(RECORD_KEYS.c.record_id, batch)))
                found |= {record_id: bytes(packed) for record_id, packed in rows if record_id in meant}
        return found

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

    def replace_all(self, keys_of: Mapping[int, Collection[int]]) -> int:
        """As `replace_many`, for many at once; returns rows written."""
        record_ids = sorted(keys_of)
        packed = [packed_keys(keys_of[one]) for one in record_ids]
        self.keep(record_ids, packed)
        lengths = list(map(len, packed))
        return sum(self.write(changes) for changes in self.changes_to(record_ids, lengths, b"".join(packed), 1))

    def keep(self, record_ids: Sequence[int], packed: Sequence[bytes]) -> None:
        """What each of these records has from now on, to be followed by `write`: the first half of `replace_all`.

        Args:
            packed: by `packed_keys`.
        """
        with self._scope.writing() as writing:
            for batch in in_batches(zip(record_ids, packed, strict=True)):
                present = self._packed_of(record_id for record_id, _ in batch)
                _keep(writing.connection, [(i, keys) for i, keys in batch if present.get(i) != keys])

    def changes_to(
        self, record_ids: Sequence[int], lengths: Sequence[int], packed: bytes, parts: int
    ) -> Iterator[KeyChanges]:
        """By what rows all these records are found, in so many parts, each worked out when it is asked for.

        Args:
            record_ids: rising; those without a key here lose theirs.
            lengths, packed: of the keys of each record, packed one behind the other.
        """
        # Who only reads the catalog needs no arrays.
        import numpy as np

        from zhaoren.catalog.match_key_bulk import changes_to

        of_records = np.asarray(record_ids, dtype=np.int64)
        keys = np.frombuffer(packed, dtype="<i8")
        # Places among the records: 5 million ids would take twice the memory.
        owners = np.repeat(np.arange(len(of_records), dtype=np.int32), np.asarray(lengths, dtype=np.int64) // 8)
        for part in range(parts):
            with self._scope.reading() as connection:
                changes = changes_to(connection, of_records, keys, owners, part, parts)
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
                _keep(writing.connection, [(r, packed_keys(hashes_of[r])) for r in batch])
                written += len(gone) + len(new)
        return written


def _keep(connection: Connection, rows: Iterable[tuple[int, bytes]]) -> None:
    named = [{"record_id": record_id, "packed": packed} for record_id, packed in rows]
    upsert(connection, RECORD_KEYS, named, keys=("record_id",))


def packed_keys(hashes: Iterable[int]) -> bytes:
    """Hashes as one value: 8 bytes each, least first, in rising order, each once."""
    once = sorted(set(hashes))
    return pack(f"<{len(once)}q", *once)


def unpacked_keys(packed: bytes) -> tuple[int, ...]:
    """What was packed."""
    return unpack(f"<{len(packed) // 8}q", packed)
