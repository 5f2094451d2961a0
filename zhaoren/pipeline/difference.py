"""What a reading would change: the staged rows beside the records, both in key order, so that memory stays bounded.

Only kinds that were read whole can have missing records; of the others only the keys that were read are looked up.
A row that could not be used has no key that we may trust. So while more rows are skipped than were ever skipped with
every record in sight, an unseen record may be behind one of them, and is not called missing (`Act.WITHHELD`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum

from schemas.vocabulary import RecordKind
from zhaoren.catalog.catalog import Snapshot
from zhaoren.catalog.journal import Journal
from zhaoren.catalog.records import RecordHead, RecordState, StoredRecord
from zhaoren.catalog.runs import Run
from zhaoren.catalog.scope import in_batches
from zhaoren.catalog.staging import StagedAct, StagedContent, StagedRow
from zhaoren.pipeline.reading import Outcome

# Complete readings in which a record must be unseen before it counts as ended.
GRACE_READINGS = 2
_LOADED_AT_ONCE = 500
_RECORD = StagedAct.RECORD.value


class Act(StrEnum):
    """What is found of one key."""

    ADD = "added"
    CHANGE = "changed"
    RETURN = "returned"  # missing or ended, and here again as it was
    SAME = "same"
    DELETE = "deleted"  # the source says that it is gone
    NOT_KNOWN = "not_known"  # a deletion of what the catalog does not have, or has ended already
    REPEATED = "repeated"  # a row that another one of the same key overtakes
    DUPLICATE = "duplicate"  # a second, different row with one key: left out
    MISS = "missing"  # not seen by a whole reading for the first time
    MISS_AGAIN = "still_missing"
    END = "ended"  # not seen for the last time that is tolerated
    WITHHELD = "withheld"  # not seen, but nothing may be concluded from that


WRITTEN = frozenset({Act.ADD, Act.CHANGE, Act.RETURN, Act.DELETE, Act.MISS, Act.MISS_AGAIN, Act.END})
UNSEEN = frozenset({Act.MISS, Act.MISS_AGAIN, Act.END, Act.WITHHELD})
_NEEDS_RECORD = frozenset({Act.CHANGE, Act.DELETE, Act.MISS})


@dataclass(slots=True)
class Finding:
    """One key, what becomes of it, and what is known of both sides.

    Attributes:
        row: what was read; None for what was not seen.
        head: what is stored; None for what is new.
        record, content: both sides whole, where they are needed.
        other: for a duplicate, the position of the row that was taken.
    """

    act: Act
    kind: RecordKind
    key: str
    row: StagedRow | None = None
    head: RecordHead | None = None
    record: StoredRecord | None = None
    content: StagedContent | None = None
    other: str = ""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a difference is made of.

    Attributes:
        without_key: kind -> positions of rows that were left out and of which not even the key is known.
        unusable: kind -> how many such rows are known to be nobody's (`SourceState.unusable`).
    """

    run: Run
    outcome: Outcome
    without_key: Mapping[str, list[str]]
    unusable: Mapping[RecordKind, int]
    grace: int = GRACE_READINGS

    def whole(self, kind: RecordKind) -> bool:
        """All of this kind was read: it was asked for, the checkpoint was of no use any more, or it has no changes."""
        return self.run.cursor_before is None or kind in self.outcome.whole_kinds


def difference(basis: Basis, seen: Snapshot, journal: Journal, *, to_show: bool = False) -> Iterator[Finding]:
    """Every finding, kind by kind in the order of keys; the same inputs give the same findings in the same order.

    Args:
        to_show: new records come with their content, too; to judge and to write only changed ones need it.
    """
    with_content = frozenset({Act.CHANGE, Act.ADD}) if to_show else frozenset({Act.CHANGE})
    with_more = with_content | _NEEDS_RECORD
    outcome = basis.outcome
    kinds = {RecordKind(kind) for kind in journal.staging.kinds(basis.run.id)} | outcome.whole_kinds | outcome.listed
    for kind in sorted(kinds):
        for batch in in_batches(_of_kind(kind, basis, seen, journal), _LOADED_AT_ONCE):
            _load([each for each in batch if each.act in with_more], with_content, basis.run.id, seen, journal)
            yield from batch


def _load(findings: Sequence[Finding], with_content: Set[Act], run_id: str, seen: Snapshot, journal: Journal) -> None:
    """Give findings both sides whole."""
    if not findings:
        return
    records = seen.records.by_ids(f.head.id for f in findings if f.head is not None and f.act in _NEEDS_RECORD)
    rows = (f.row.row for f in findings if f.row is not None and f.act in with_content)
    contents = journal.staging.contents(run_id, rows)
    for finding in findings:
        if finding.head is not None and finding.act in _NEEDS_RECORD:
            finding.record = records[finding.head.id]
        if finding.row is not None and finding.act in with_content:
            finding.content = contents[finding.row.row]


def _of_kind(kind: RecordKind, basis: Basis, seen: Snapshot, journal: Journal) -> Iterator[Finding]:
    rows = _by_key(journal.staging.in_order(basis.run.id, kind))
    every_key = kind in basis.outcome.whole_kinds | basis.outcome.listed
    source = basis.run.source
    both = _beside(rows, seen.records.heads(source, kind)) if every_key else _looked_up(rows, source, kind, seen)
    unseen = _unseen_judge(kind, basis)
    for key, told, head in both:
        if len(told) == 1 and told[0].act == _RECORD:
            yield Finding(_act_of(told[0], head), kind, key, told[0], head)
            continue
        group = [row for row in told if row.act != StagedAct.PRESENT]
        if told and not group:
            if head is not None and head.state == RecordState.MISSING:
                yield Finding(Act.RETURN, kind, key, head=head)
        elif len(group) == 1 and group[0].act != StagedAct.UNUSABLE:
            yield Finding(_act_of(group[0], head), kind, key, group[0], head)
        elif head is not None and not group:
            yield from unseen(head)
        elif any(row.act != StagedAct.UNUSABLE for row in group):
            yield from _of_key(kind, key, group, head, full=basis.whole(kind))


def _of_key(
    kind: RecordKind, key: str, group: list[StagedRow], head: RecordHead | None, *, full: bool
) -> Iterator[Finding]:
    rows = [row for row in group if row.act != StagedAct.UNUSABLE]
    taken = rows[-1]
    if full and taken.act == StagedAct.RECORD:
        # In one reading of everything, two rows with one key are a mistake of the source: the first is kept. Only a
        # row of the same place in a later attempt is that row read again.
        first = next(row for row in rows if row.act == StagedAct.RECORD)
        taken = [row for row in rows if row is first or _read_again(first, row)][-1]
    for row in rows:
        if row is not taken:
            twice = full and row.act == taken.act and row.hash != taken.hash and not _read_again(row, taken)
            yield Finding(Act.DUPLICATE if twice else Act.REPEATED, kind, key, row, head, other=taken.position)
    yield Finding(_act_of(taken, head), kind, key, taken, head)


def _read_again(first: StagedRow, later: StagedRow) -> bool:
    return later.attempt > first.attempt and later.position == first.position and later.act == first.act


def _act_of(row: StagedRow, head: RecordHead | None) -> Act:
    if row.act != _RECORD:
        return Act.NOT_KNOWN if head is None or head.state == RecordState.ENDED else Act.DELETE
    if head is None:
        return Act.ADD
    if head.hash != row.hash:
        return Act.CHANGE
    return Act.SAME if head.state == RecordState.PRESENT else Act.RETURN


def _unseen_judge(kind: RecordKind, basis: Basis) -> Callable[[RecordHead], Iterator[Finding]]:
    skipped = basis.without_key.get(kind, [])
    withheld = len(skipped) > basis.unusable.get(kind, 0)
    # A skipped row at the very place where a record was read is that record's.
    places = {position for position in skipped if position}

    def judge(head: RecordHead) -> Iterator[Finding]:
        if head.state == RecordState.ENDED:
            return
        if withheld or head.position in places:
            yield Finding(Act.WITHHELD, kind, head.key, head=head)
        elif head.missing_times + 1 >= basis.grace:
            yield Finding(Act.END, kind, head.key, head=head)
        else:
            first = head.state == RecordState.PRESENT
            yield Finding(Act.MISS if first else Act.MISS_AGAIN, kind, head.key, head=head)

    return judge


def _by_key(rows: Iterable[StagedRow]) -> Iterator[tuple[str, list[StagedRow]]]:
    group: list[StagedRow] = []
    key = ""
    for row in rows:
        if group and row.key != key:
            yield key, group
            group = []
        key = row.key
        group.append(row)
    if group:
        yield key, group


_Beside = Iterator[tuple[str, list[StagedRow], RecordHead | None]]


def _beside(rows: Iterator[tuple[str, list[StagedRow]]], heads: Iterator[RecordHead]) -> _Beside:
    head = next(heads, None)
    for key, group in rows:
        while head is not None and head.key < key:
            yield head.key, [], head
            head = next(heads, None)
        if head is not None and head.key == key:
            yield key, group, head
            head = next(heads, None)
        else:
            yield key, group, None
    while head is not None:
        yield head.key, [], head
        head = next(heads, None)


def _looked_up(rows: Iterator[tuple[str, list[StagedRow]]], source: str, kind: RecordKind, seen: Snapshot) -> _Beside:
    for batch in in_batches(rows, _LOADED_AT_ONCE):
        heads = seen.records.heads_of(source, kind, [key for key, _ in batch])
        for key, group in batch:
            yield key, group, heads.get(key)
