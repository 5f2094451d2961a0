"""Write a difference: rows, checkpoint and revision in one transaction, or nothing."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from zhaoren.catalog.catalog import Catalog, Transaction
from zhaoren.catalog.leases import Lease
from zhaoren.catalog.record_writing import RecordContent, dates_text
from zhaoren.catalog.records import StoredRecord
from zhaoren.catalog.runs import Run
from zhaoren.catalog.scope import in_batches
from zhaoren.catalog.sources import SourceState
from zhaoren.catalog.staging import StagingStore
from zhaoren.foundation.errors import Held
from zhaoren.pipeline.difference import WRITTEN, Act, Finding

_ROWS_AT_ONCE = 500


class SourceMoved(Held):
    """What is stored of a source is no longer what the difference was made against."""


def _numbers() -> array[int]:
    return array("q")


@dataclass(slots=True)
class WritePlan:
    """What a difference writes, noted while it is judged: a number or two for each record, 16 MB for a million.

    Good as long as the lease is held and no other run has written the source: nobody else changes what was staged, or
    what is stored of it.
    """

    _added: array[int] = field(default_factory=_numbers)
    _changed: array[int] = field(default_factory=_numbers)
    _changed_rows: array[int] = field(default_factory=_numbers)
    _standing: dict[Act, array[int]] = field(default_factory=dict)

    def watch(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The same findings, noted on their way."""
        for finding in findings:
            if finding.act in WRITTEN:
                self._note(finding)
            yield finding

    def _note(self, finding: Finding) -> None:
        row, head = finding.row, finding.head
        if finding.act is Act.ADD and row is not None:
            self._added.append(row.row)
        elif finding.act is Act.CHANGE and row is not None and head is not None:
            self._changed.append(head.id)
            self._changed_rows.append(row.row)
        elif head is not None:
            self._standing.setdefault(finding.act, _numbers()).append(head.id)

    def write(self, work: Transaction, run: Run, staging: StagingStore, on_rows: Callable[[int], None]) -> None:
        """Write it, telling after every few hundred records how many are written."""
        written = 0
        for step in (self._add, self._change, self._move):
            for count in step(work, run, staging):
                written += count
                on_rows(written)

    def _add(self, work: Transaction, run: Run, staging: StagingStore) -> Iterator[int]:
        for rows in in_batches(self._added, _ROWS_AT_ONCE):
            work.record_writer.add_staged(staging, run.source, run.id, run.started_at, rows)
            yield len(rows)

    def _change(self, work: Transaction, run: Run, staging: StagingStore) -> Iterator[int]:
        for pairs in in_batches(zip(self._changed, self._changed_rows, strict=True), _ROWS_AT_ONCE):
            records = work.records.by_ids(record_id for record_id, _ in pairs)
            staged = staging.rows(run.id, [row for _, row in pairs])
            changed = []
            for record_id, number in pairs:
                row, content = staged[number]
                since = dates_text(_dates(json.loads(content.fields), records[record_id], run.started_at))
                told = (content.fields, since, content.also_keys, row.position, row.changed_at)
                changed.append((record_id, RecordContent(row.key, row.hash, *told)))
            work.record_writer.change_many(run.id, changed)
            yield len(pairs)

    def _move(self, work: Transaction, run: Run, _staging: StagingStore) -> Iterator[int]:
        writer, at = work.record_writer, run.started_at
        for act, every in self._standing.items():
            for ids in in_batches(every, _ROWS_AT_ONCE):
                if act is Act.RETURN:
                    writer.reappear_many(run.id, ids)
                elif act in (Act.MISS, Act.MISS_AGAIN):
                    writer.miss_many(run.id, ids, at)
                else:
                    writer.end_many(run.id, ids, at, unseen=act is Act.END)
                yield len(ids)


def commit(
    run: Run, plan: WritePlan, after: SourceState, *, catalog: Catalog, lease: Lease, on_rows: Callable[[int], None]
) -> int | None:
    """Apply exactly this difference; returns the revision, None when no record changed.

    Raises:
        SourceMoved: another run has written the source since; nothing is written.
        LeaseLost: another run has taken over; nothing is written.
    """
    with catalog.transaction(lease) as work:
        present = work.sources.get(run.source)
        if (present.run_id if present else None) != run.base_run:
            what = "it has changed since this difference was made"
            raise SourceMoved(run.source, what, f"run sync {run.source} again")
        plan.write(work, run, catalog.journal.staging, on_rows)
        work.sources.put(after)
        return work.revision if work.changed else None


def _dates(now: Mapping[str, list[str]], record: StoredRecord, at: str) -> dict[str, str]:
    """Since when each field has its present values."""
    before, dates = record.fields, record.fields_since
    return {name: dates.get(name, at) if list(before.get(name, ())) == each else at for name, each in now.items()}
