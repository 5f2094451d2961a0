"""Writing records: what a sync found, in batches, inside its one transaction. Nothing is ever deleted here.

Before a record's content or standing changes, its present version is copied into the history.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, case, insert, literal, select, update

from schemas.vocabulary import RecordKind
from zhaoren.catalog.records import EVERY_OTHER, RecordState
from zhaoren.catalog.scope import Writing, in_batches, insert_rows, one_of
from zhaoren.catalog.staging import StagingStore
from zhaoren.catalog.tables import RECORD_HISTORY, RECORDS

_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class RecordContent(NamedTuple):
    """What a source says now. `fields` and `also_keys` are canonical JSON, `fields_since` is `dates_text`."""

    key: str
    hash: bytes
    fields: str
    fields_since: str
    also_keys: str
    position: str
    changed_at: str | None


class RecordWriter:
    """Bound to one transaction: `work.record_writer`."""

    def __init__(self, writing: Writing) -> None:
        self._writing = writing

    def add_many(self, source: str, kind: RecordKind, run_id: str, seen_at: str, new: Sequence[RecordContent]) -> None:
        """Insert records that the catalog has not had."""
        if not new:
            return
        # Plain texts: a database's driver takes twice as long for members of an enumeration.
        common = (source, kind.value, run_id, seen_at, RecordState.PRESENT.value, 0, self._writing.revision())
        insert_rows(self._writing.connection, RECORDS, _NEW, [common + content for content in new])

    def add_staged(self, staging: StagingStore, source: str, run_id: str, seen_at: str, rows: Sequence[int]) -> None:
        """Insert records that the catalog has not had: these rows of a run, from one table into the other directly."""
        if not rows:
            return
        connection = self._writing.connection
        staged = staging.within(connection)
        common = {
            "source": source,
            "run_id": run_id,
            "first_seen": seen_at,
            "fields_since": dates_text({"every field": seen_at}),
            "state": RecordState.PRESENT.value,
            "missing_times": 0,
            "revision": self._writing.revision(),
        }
        values = [literal(value) for value in common.values()]
        for batch in in_batches(rows):
            taken = select(*values, *(staged.c[name] for name in _TAKEN))
            taken = taken.where(staged.c.run_id == run_id, one_of(staged.c.row, batch)).order_by(staged.c.key)
            connection.execute(insert(RECORDS).from_select([*common, *_TAKEN], taken))

    def change_many(self, run_id: str, changed: Sequence[tuple[int, RecordContent]]) -> None:
        """Give records new content; a missing or ended one is present again."""
        if not changed:
            return
        self._keep([record_id for record_id, _ in changed])
        common = {
            "run_id": run_id,
            "state": RecordState.PRESENT.value,
            "missing_since": None,
            "missing_times": 0,
            "ended_at": None,
            "revision": self._writing.revision(),
        }
        rows = [{"the_id": record_id, **common, **content._asdict()} for record_id, content in changed]
        self._writing.connection.execute(update(RECORDS).where(RECORDS.c.id == bindparam("the_id")), rows)

    def reappear_many(self, run_id: str, ids: Sequence[int]) -> None:
        """Records that were missing or ended are present again, with the content they had."""
        self._set_many(run_id, ids, state=RecordState.PRESENT, missing_since=None, missing_times=0, ended_at=None)

    def miss_many(self, run_id: str, ids: Sequence[int], at: str) -> None:
        """A whole reading did not show these records."""
        first = RECORDS.c.state == RecordState.PRESENT
        self._set_many(
            run_id,
            ids,
            state=RecordState.MISSING,
            missing_since=case((first, literal(at)), else_=RECORDS.c.missing_since),
            missing_times=RECORDS.c.missing_times + 1,
        )

    def end_many(self, run_id: str, ids: Sequence[int], at: str, *, unseen: bool) -> None:
        """These records are over: the source said so, or (`unseen`) they were missing for long enough."""
        times: Any = RECORDS.c.missing_times + 1 if unseen else RECORDS.c.missing_times
        self._set_many(run_id, ids, state=RecordState.ENDED, ended_at=at, missing_times=times)

    def _set_many(self, run_id: str, ids: Sequence[int], **values: ColumnElement[Any] | str | int | None) -> None:
        if not ids:
            return
        self._keep(ids)
        for batch in in_batches(ids):
            changes = {**values, "run_id": run_id, "revision": self._writing.revision()}
            self._writing.connection.execute(update(RECORDS).where(one_of(RECORDS.c.id, batch)).values(changes))

    def _keep(self, ids: Sequence[int]) -> None:
        versions = ("revision", "run_id", "state", "also_keys", "fields_since", "fields")
        for batch in in_batches(ids):
            present = select(
                RECORDS.c.id,
                literal(self._writing.revision()),
                literal(self._writing.time),
                *(RECORDS.c[name] for name in versions),
            ).where(one_of(RECORDS.c.id, batch))
            columns = ["record_id", "replaced_in", "replaced_at", *versions]
            self._writing.connection.execute(insert(RECORD_HISTORY).from_select(columns, present))


def canonical(value: object) -> str:
    """JSON text that is equal for equal content."""
    return _CANONICAL.encode(value)


def dates_text(since: Mapping[str, str]) -> str:
    """As the dates of a record's fields are stored: the most frequent once, and what differs from it by name."""
    if not since:
        return "{}"
    ((usual, _),) = Counter(since.values()).most_common(1)
    return canonical({EVERY_OTHER: usual, **{name: date for name, date in since.items() if date != usual}})


_NEW = ("source", "kind", "run_id", "first_seen", "state", "missing_times", "revision", *RecordContent._fields)
_TAKEN = ("kind", "key", "hash", "fields", "also_keys", "position", "changed_at")
