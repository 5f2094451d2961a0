"""What a connector yields: records as the source has them, and what it says about its own reading."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable

from schemas.vocabulary import RecordKind


@dataclass(frozen=True, slots=True, order=True)
class RecordRef:
    """The key of a record everywhere: (source, kind, key)."""

    source: str
    kind: RecordKind
    key: str


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """What one source says about one thing.

    Attributes:
        kind: what it speaks about.
        key: unique in this source and kind, never empty.
        fields: names of `schemas.fields`, each with one or more values as the source has them; no empty values.
        also_keys: other keys by which records of this source refer to it (an LDAP DN, in the source's spelling).
        position: where an administrator finds it: `staff.csv line 14`, a DN, `t_emp emp_id=88`.
        changed_at: the source's own change time, timezone-aware, None when it has none.
    """

    kind: RecordKind
    key: str
    fields: Mapping[str, tuple[str, ...]]
    also_keys: tuple[str, ...] = ()
    position: str = ""
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SourceDeletion:
    """The source itself says that a thing is gone."""

    kind: RecordKind
    key: str


@dataclass(frozen=True, slots=True)
class StillThere:
    """The source has a thing of this key; what it says was not read."""

    kind: RecordKind
    key: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """One unusable row: counted, listed, kept out. `reason` is a sentence without personal values."""

    kind: RecordKind
    position: str
    reason: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A place to resume from; `value` is the connector's own text (JSON), versioned by the connector."""

    value: str


SourceEvent = SourceRecord | SourceDeletion | StillThere | Skipped | Checkpoint


@dataclass(frozen=True, slots=True)
class ReadOutcome:
    """How far a reading got.

    Attributes:
        complete: the connector has proof that it enumerated everything in scope (every page's end marker, no limit,
            no referral left). Only then may an unseen record be called missing.
        kinds: the kinds that were enumerated whole; a kind that the source does not map is not in it.
        why_incomplete: a sentence when `complete` is false.
        checkpoint: where the next reading may start; None when each reading starts anew.
        as_of: the source's own time of this reading, where it has one.
        notes: what an administrator should know of a reading that succeeded: a certificate that was not verified, how
            removals are found. Sentences without personal values.
        everything: all was to be read although there was a checkpoint, so that being incomplete is a fault of this
            reading and not its nature.
        listed: kinds of which every key was told, as records or as `StillThere`: an unseen one may be called missing,
            although not everything was read.
    """

    complete: bool
    kinds: frozenset[RecordKind] = frozenset()
    why_incomplete: str = ""
    checkpoint: Checkpoint | None = None
    as_of: datetime | None = None
    notes: tuple[str, ...] = ()
    everything: bool = False
    listed: frozenset[RecordKind] = frozenset()


@dataclass(frozen=True, slots=True, order=True)
class RowPlace:
    """Where a row stands, in the connector's own words: the `position` of what it yielded there."""

    kind: RecordKind
    position: str


@dataclass(frozen=True, slots=True)
class CheckStep:
    """One thing that was tried: `name` is host, tls, bind, scope, rights, paging, mapping, sample …"""

    name: str
    passed: bool
    message: str


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What `zhaoren check` tells of one source: the steps in the order tried, and up to ten mapped rows."""

    source: str
    steps: tuple[CheckStep, ...]
    sample: tuple[SourceRecord, ...] = field(default=())

    @property
    def passed(self) -> bool:
        """Whether every step passed."""
        return all(step.passed for step in self.steps)


class Connector(Protocol):
    """Reads one source system. Never writes to it."""

    name: str

    def check(self) -> SourceReport:
        """Try reach, credentials, mapping and ten rows, each for itself, in ten seconds; never raises SourceError."""

    def read(self, since: Checkpoint | None) -> Generator[SourceEvent, None, ReadOutcome]:
        """Yield what changed since, then return how far this got and how complete it was.

        `since=None` reads everything. Only an outcome that proves a complete enumeration lets the pipeline call an
        unseen record missing. The newest moment is read again: writing a record twice changes nothing.
        Memory stays bounded however large the source is.

        Raises:
            SourceBusy: no answer now; a later try may work.
            SourceRefused: a person must mend address, rights or mapping.
        """


@runtime_checkable
class ReadsPlaces(Protocol):
    """A connector that can read single rows again."""

    def read_places(self, places: Sequence[RowPlace]) -> Generator[SourceEvent, None, frozenset[RowPlace]]:
        """Yield what stands at these places now, each with the position that was asked for.

        What stands beside them may be yielded, too: a file is read whole. Nothing is yielded for a place where
        nothing stands any more. Returns the places that cannot be read by themselves.

        Raises:
            SourceBusy: no answer now; a later try may work.
            SourceRefused: a person must mend address, rights or mapping.
        """
