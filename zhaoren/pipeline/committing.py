"""Write a difference: rows, checkpoint and revision in one transaction, or nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from zhaoren.catalog.catalog import Catalog, Transaction
from zhaoren.catalog.leases import Lease
from zhaoren.catalog.record_writing import RecordContent, dates_text
from zhaoren.catalog.runs import Run
from zhaoren.catalog.sources import SourceState
from zhaoren.catalog.staging import StagedContent, StagedRow, StagingStore
from zhaoren.foundation.errors import Held
from zhaoren.pipeline.difference import WRITTEN, Act, Basis, Finding, difference
from zhaoren.pipeline.summary import Summary

_FINDINGS_AT_ONCE = 500
_CHARACTERS_AT_ONCE = 4_000_000


class SourceMoved(Held):
    """What is stored of a source is no longer what the difference was made against."""


def commit(
    basis: Basis,
    after: SourceState,
    *,
    fingerprint: str,
    catalog: Catalog,
    lease: Lease,
    on_rows: Callable[[int], None],
) -> int | None:
    """Apply exactly the difference with this fingerprint; returns the revision, None when no record changed.

    Raises:
        SourceMoved: the difference would not be the same any more; nothing is written.
        LeaseLost: another run has taken over; nothing is written.
    """
    run = basis.run
    with catalog.transaction(lease) as work:
        present = work.sources.get(run.source)
        if (present.run_id if present else None) != run.base_run:
            raise _moved(run)
        summary = Summary(0)
        batch = _Batch(work, run, catalog.journal.staging)
        with catalog.snapshot() as seen:
            for number, finding in enumerate(summary.watch(difference(basis, seen, catalog.journal)), 1):
                if finding.act in WRITTEN:
                    batch.take(finding)
                if number % _FINDINGS_AT_ONCE == 0:
                    on_rows(number)
        batch.flush()
        if summary.fingerprint != fingerprint:
            raise _moved(run)
        work.sources.put(after)
        return work.revision if work.changed else None


def _moved(run: Run) -> SourceMoved:
    return SourceMoved(run.source, "it has changed since this difference was made", f"run sync {run.source} again")


@dataclass(slots=True)
class _Batch:
    """Collects findings and writes them by kind and act."""

    work: Transaction
    run: Run
    staging: StagingStore
    _added: list[int] = field(default_factory=list)
    _changed: list[tuple[int, RecordContent]] = field(default_factory=list)
    _standing: dict[Act, list[int]] = field(default_factory=dict)
    _count: int = 0
    _characters: int = 0

    def take(self, finding: Finding) -> None:
        if finding.act is Act.ADD and finding.row is not None:
            self._added.append(finding.row.row)
        elif finding.content is not None and finding.row is not None and finding.record is not None:
            at = self.run.started_at
            now = json.loads(finding.content.fields)
            before, dates = finding.record.fields, finding.record.fields_since
            same = {name for name, values in now.items() if list(before.get(name, ())) == values}
            since = {name: dates.get(name, at) if name in same else at for name in now}
            self._changed.append((finding.record.id, _content(finding.row, finding.content, dates_text(since))))
            self._characters += len(finding.content.fields)
        elif finding.head is not None:
            self._standing.setdefault(finding.act, []).append(finding.head.id)
        self._count += 1
        if self._count >= _FINDINGS_AT_ONCE or self._characters >= _CHARACTERS_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        writer, run = self.work.record_writer, self.run
        writer.add_staged(self.staging, run.source, run.id, run.started_at, self._added)
        writer.change_many(run.id, self._changed)
        writer.reappear_many(run.id, self._standing.get(Act.RETURN, []))
        for act in (Act.MISS, Act.MISS_AGAIN):
            writer.miss_many(run.id, self._standing.get(act, []), run.started_at)
        writer.end_many(run.id, self._standing.get(Act.END, []), run.started_at, unseen=True)
        writer.end_many(run.id, self._standing.get(Act.DELETE, []), run.started_at, unseen=False)
        self._added, self._changed, self._standing = [], [], {}
        self._count = self._characters = 0


def _content(row: StagedRow, content: StagedContent, dates: str) -> RecordContent:
    return RecordContent(row.key, row.hash, content.fields, dates, content.also_keys, row.position, row.changed_at)
