"""Read a source into the staging rows of its run: checked one by one, in bounded memory, resumable where it can be.

Everything up to the connector's last checkpoint is kept together with that checkpoint, so a killed reading goes on
from there. A reading without checkpoints starts again from nothing; until it has ended nobody sees anything of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace

from schemas.records import (
    Checkpoint,
    Connector,
    ReadOutcome,
    Skipped,
    SourceDeletion,
    SourceEvent,
    SourceRecord,
    StillThere,
)
from schemas.vocabulary import RecordKind
from zhaoren.catalog.journal import Journal
from zhaoren.catalog.leases import Lease
from zhaoren.catalog.record_writing import canonical
from zhaoren.catalog.runs import Run
from zhaoren.catalog.staging import QuarantinedRow, StagedAct, StagedContent, StagedRow
from zhaoren.foundation.clock import Clock, iso
from zhaoren.foundation.errors import Held
from zhaoren.foundation.logs import redact
from zhaoren.pipeline.column_sense import ColumnSense
from zhaoren.pipeline.validation import Unusable, hash_of, printable, staged, usable_key

# Whichever comes first: rows, or characters of their values (documents are large).
_ROWS_IN_MEMORY = 1000
_CHARACTERS_IN_MEMORY = 4_000_000
# By then it is the mapping or the file that is wrong, not the rows; a million sentences about them help nobody.
_HOPELESS_AFTER = 5000


class Hopeless(Held):
    """Most rows of a source cannot be used; reading was stopped."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the connector said at the end of its reading."""

    whole_kinds: frozenset[RecordKind]
    why_incomplete: str
    checkpoint: str | None
    as_of: str | None
    notes: tuple[str, ...] = ()
    everything: bool = False
    listed: frozenset[RecordKind] = frozenset()

    def to_json(self) -> str:
        """As kept with the run."""
        kinds = sorted(self.whole_kinds)
        later = [self.notes, self.everything, sorted(self.listed)]
        return canonical([kinds, self.why_incomplete, self.checkpoint, self.as_of, *later])

    @classmethod
    def of_json(cls, text: str) -> Outcome:
        """As `to_json` wrote it."""
        # A run that an earlier version left behind has no notes.
        kinds, why, checkpoint, as_of, *later = json.loads(text)
        notes = tuple(later[0]) if later else ()
        everything = len(later) > 1 and bool(later[1])
        listed = frozenset(RecordKind(kind) for kind in later[2]) if len(later) > 2 else frozenset()
        return cls(frozenset(RecordKind(kind) for kind in kinds), why, checkpoint, as_of, notes, everything, listed)

    @classmethod
    def of_reading(cls, outcome: ReadOutcome) -> Outcome:
        """Only a complete reading has kinds that were read whole."""
        return cls(
            outcome.kinds if outcome.complete else frozenset(),
            "" if outcome.complete else printable(redact(outcome.why_incomplete)),
            None if outcome.checkpoint is None else outcome.checkpoint.value,
            None if outcome.as_of is None else iso(outcome.as_of),
            tuple(printable(redact(note)) for note in outcome.notes),
            outcome.everything,
            outcome.listed,
        )


def read_into_staging(
    run: Run,
    connector: Connector,
    *,
    journal: Journal,
    lease: Lease,
    clock: Clock,
    on_rows: Callable[[int], None],
    go_on: Callable[[], None],
) -> Run:
    """Read what the run has not staged yet; returns the run with the outcome, which is also kept.

    Args:
        on_rows: told how many rows are staged.
        go_on: asked before each event; what it raises ends the reading.

    Raises:
        SourceError: the source could not be read; what is staged up to the last checkpoint stays.
        LeaseLost: another holder goes on with this run.
    """
    journal.staging.drop_after(run.id, run.cursor_row)
    since = run.cursor_before if run.cursor_now is None else run.cursor_now
    events = connector.read(None if since is None else Checkpoint(since))
    stage = _Stage(run, journal, lease, clock, on_rows, go_on)
    try:
        outcome = Outcome.of_reading(stage.take_all(events))
    finally:
        events.close()
    stage.flush()
    outcome = replace(outcome, notes=(*outcome.notes, *stage.sense.notes()))
    run = replace(run, outcome=outcome.to_json(), cursor_after=outcome.checkpoint)
    if stage.cursor is not None:
        run = replace(run, cursor_now=stage.cursor[0], cursor_row=stage.cursor[1])
    journal.runs.put(run, lease)
    return run


@dataclass(slots=True)
class _Stage:
    run: Run
    journal: Journal
    lease: Lease
    clock: Clock
    on_rows: Callable[[int], None]
    go_on: Callable[[], None]
    _row: int = field(init=False)
    _rows: list[tuple[StagedRow, StagedContent]] = field(default_factory=list)
    _skipped: list[QuarantinedRow] = field(default_factory=list)
    _characters: int = 0
    _left_out: int = 0
    cursor: tuple[str, int] | None = None
    sense: ColumnSense = field(default_factory=ColumnSense)

    def __post_init__(self) -> None:
        self._row = self.run.cursor_row

    def take_all(self, events: Generator[SourceEvent, None, ReadOutcome]) -> ReadOutcome:
        while True:
            try:
                event = next(events)
            except StopIteration as end:
                outcome = end.value
                if not isinstance(outcome, ReadOutcome):
                    raise TypeError("a connector's reading must return a ReadOutcome") from None
                return outcome
            self.go_on()
            self._take(event)

    def flush(self) -> None:
        if self._rows or self._skipped:
            self.journal.staging.add(self.run.id, self._rows, self._skipped, self.cursor, lease=self.lease)
            self._rows, self._skipped, self._characters = [], [], 0
            self.on_rows(self._row)
        elif self.cursor is not None:
            self.journal.staging.add(self.run.id, [], [], self.cursor, lease=self.lease)

    def _take(self, event: SourceEvent) -> None:
        if isinstance(event, Checkpoint):
            # At once, so that a killed reading repeats one page at most.
            self.cursor = (event.value, self._row)
            self.flush()
            return
        self._row += 1
        if isinstance(event, SourceRecord):
            self._take_record(event)
        elif isinstance(event, SourceDeletion):
            self._take_deletion(event)
        elif isinstance(event, StillThere):
            self._take_presence(event)
        elif isinstance(event, Skipped):
            self._leave_out(event.kind, event.position, event.reason)
        else:
            raise TypeError("a connector yielded something that is no event")
        if len(self._rows) + len(self._skipped) >= _ROWS_IN_MEMORY or self._characters >= _CHARACTERS_IN_MEMORY:
            self.flush()

    def _take_record(self, record: SourceRecord) -> None:
        try:
            row, content = staged(record, self._row, self._attempt)
        except Unusable as why:
            self._leave_out(record.kind, record.position, str(why), hash_of(record))
            self._keep_what_is_stored(record)
            return
        self.sense.look(record)
        self._rows.append((row, content))
        self._characters += len(content.fields) + 200

    def _take_deletion(self, deletion: SourceDeletion) -> None:
        try:
            key = usable_key(deletion.key)
        except Unusable as why:
            self._leave_out(deletion.kind, "", f"a deletion {why}")
            return
        row = StagedRow(self._row, self._attempt, deletion.kind, key, StagedAct.DELETION)
        self._rows.append((row, StagedContent()))

    def _take_presence(self, there: StillThere) -> None:
        try:
            key = usable_key(there.key)
        except Unusable as why:
            self._leave_out(there.kind, "", str(why))
            return
        row = StagedRow(self._row, self._attempt, there.kind, key, StagedAct.PRESENT)
        self._rows.append((row, StagedContent()))

    def _keep_what_is_stored(self, record: SourceRecord) -> None:
        try:
            key = usable_key(record.key)
        except Unusable:
            return
        row = StagedRow(self._row, self._attempt, record.kind, key, StagedAct.UNUSABLE)
        self._rows.append((row, StagedContent()))

    def _leave_out(self, kind: RecordKind, position: str, reason: str, content: str = "") -> None:
        self._left_out += 1
        if self._left_out >= _HOPELESS_AFTER and 2 * self._left_out > self._row:
            raise Hopeless(
                f"source '{self.run.source}'",
                f"{self._left_out} of {self._row} rows cannot be used; the last one: {printable(reason)}",
                "mend the mapping or the source",
            )
        self._skipped.append(
            QuarantinedRow(
                self.run.id,
                self._row,
                self.run.source,
                kind,
                printable(position),
                printable(redact(reason)),
                iso(self.clock()),
                content,
            )
        )

    @property
    def _attempt(self) -> int:
        return len(self.run.attempts)
