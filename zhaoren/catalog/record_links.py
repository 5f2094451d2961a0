"""What records point at by key: manager, unit, holder … Nothing is resolved here; a target may not exist yet.

`key` is the target's key in the comparable form that unification chose (source, DN without blanks, lower case …): the
store compares it exactly. A record's own keys can be kept as links of the role "self", so that both directions are
one look-up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import delete, select

from schemas.vocabulary import RecordKind
from zhaoren.catalog.scope import Scope, digest_64, in_batches, insert_rows, one_of, tuples_of, within
from zhaoren.catalog.tables import RECORD_LINKS


class RecordLink(NamedTuple):
    """One record says that another thing stands in this role to it."""

    record_id: int
    role: str
    kind: RecordKind
    key: str


class RecordLinkStore:
    """Kept by unification for the records that it has prepared."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def of_records(self, record_ids: Iterable[int]) -> dict[int, tuple[RecordLink, ...]]:
        """Record id -> its links in a fixed order, for those that have any."""
        found: dict[int, list[RecordLink]] = defaultdict(list)
        with self._scope.reading() as connection:
            for batch in in_batches(dict.fromkeys(record_ids)):
                meant = set(batch)
                for row in tuples_of(connection, _LINKS.where(within(RECORD_LINKS.c.record_id, batch))):
                    if row[0] in meant:
                        found[row[0]].append(_link(row))
        return {record_id: tuple(sorted(links)) for record_id, links in found.items()}

    def pointing_at(
        self, kind: RecordKind, keys: Iterable[str], *, role: str | None = None
    ) -> dict[str, tuple[RecordLink, ...]]:
        """Key -> links to it in a fixed order, for keys that any record points at."""
        wanted = {digest_64(key): key for key in keys}
        found: dict[str, list[RecordLink]] = defaultdict(list)
        with self._scope.reading() as connection:
            for batch in in_batches(wanted):
                query = _LINKS.where(RECORD_LINKS.c.kind == kind, one_of(RECORD_LINKS.c.key_hash, batch))
                for row in tuples_of(connection, query if role is None else query.where(RECORD_LINKS.c.role == role)):
                    link = _link(row)
                    if wanted.get(row[-1]) == link.key:
                        found[link.key].append(link)
        return {key: tuple(sorted(links)) for key, links in found.items()}

    def has_role(self, kind: RecordKind, roles: Iterable[str]) -> bool:
        """Whether any record says that a thing of this kind stands in one of these roles to it."""
        wanted = (RECORD_LINKS.c.kind == kind, RECORD_LINKS.c.role.in_(list(roles)))
        with self._scope.reading() as connection:
            return connection.execute(select(RECORD_LINKS.c.record_id).where(*wanted).limit(1)).first() is not None

    def replace_many(self, links_of: Mapping[int, Collection[RecordLink]]) -> int:
        """Give records exactly these links (none: an empty collection); returns how many records changed."""
        changed = 0
        with self._scope.writing() as writing:
            for batch in in_batches(links_of):
                present = self.of_records(batch)
                others = [r for r in batch if set(links_of[r]) != set(present.get(r, ()))]
                if known := [r for r in others if r in present]:
                    writing.connection.execute(delete(RECORD_LINKS).where(one_of(RECORD_LINKS.c.record_id, known)))
                rows = [_row(link) for record_id in others for link in dict.fromkeys(links_of[record_id])]
                if rows:
                    insert_rows(writing.connection, RECORD_LINKS, _COLUMNS, rows)
                changed += len(others)
        return changed


_COLUMNS = ("record_id", "role", "kind", "key", "key_hash")
_LINKS = select(*(RECORD_LINKS.c[name] for name in _COLUMNS))
_KINDS = {kind.value: kind for kind in RecordKind}


def _link(row: tuple[int, str, str, str, int]) -> RecordLink:
    record_id, role, kind, key, _ = row
    return RecordLink(record_id, role, _KINDS[kind], key)


def _row(link: RecordLink) -> tuple[int, str, str, str, int]:
    return link.record_id, link.role, link.kind.value, link.key, digest_64(link.key)
