"""The JSON of runs, sources and quarantined rows, for the page, for services and for `--json`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.answer_json import JsonForm, TextOut

State = Literal["running", "done", "held", "failed", "superseded", "discarded"]
ChangeAct = Literal["missing", "deleted", "ended", "still_missing", "changed", "returned", "added"]
RunId = Annotated[str, Field(examples=["01a2045b-6bb1-790a-9cb9-921b88aa07fb"])]


class RunLineOut(JsonForm):
    """One run in a list.

    `cut_off`: it calls itself running, and nobody is at work on it; the next run of its source goes on or begins anew.
    `written` counts rows of the catalog that changed; 0 means that nothing at all was written.
    """

    id: RunId
    source: Annotated[str, Field(examples=["hr-hq"])]
    state: State
    cut_off: bool
    full: Annotated[bool, Field(description="Everything was read, not only what changed")]
    part: Annotated[bool, Field(description="Only quarantined rows were read again")]
    started_at: str
    ended_at: str | None
    attempts: int
    read: int
    written: int
    skipped: int
    error: str


class RunsOut(JsonForm):
    """A page of runs, the newest first."""

    runs: list[RunLineOut]
    more: Annotated[str | None, Field(description="Give it as `before` to read on; null at the end")]


class KindCountsOut(JsonForm):
    """One kind. `read` is the sum of added, changed, returned, same, deleted, not_known, repeated and skipped.

    Not part of what was read: missing, still_missing, ended and withheld.
    """

    kind: str
    read: int
    added: int
    changed: int
    returned: int
    same: int
    deleted: int
    not_known: int
    repeated: int
    skipped: int
    missing: int
    still_missing: int
    ended: int
    withheld: int
    changed_fields: dict[str, int]


class AttemptOut(JsonForm):
    """One try at a run; without `ended_at` it is under way or was killed."""

    started_at: str
    ended_at: str | None
    error: str


class TripOut(JsonForm):
    """Why a run is held: `count` of `of` records, and the units that they belonged to."""

    rule: str
    kind: str
    count: int
    of: int
    field: str
    position: str
    units: dict[str, int]
    text: TextOut


class RowsLeftOutOut(JsonForm):
    """So many rows of a kind that could not be used for one reason; `position` is that of one of them."""

    source: str
    kind: str
    reason: str
    rows: int
    position: str


class VerdictOut(JsonForm):
    """Who approved or discarded a held run."""

    act: Literal["approved", "discarded"]
    who: str
    at: str


class RunCardOut(RunLineOut):
    """One run whole. `text` is the report as the command line shows it."""

    counts: list[KindCountsOut]
    whole_kinds: list[str]
    why_incomplete: str
    notes: list[str]
    held: list[TripOut]
    changes: Annotated[dict[ChangeAct, int], Field(description="What a held run would write, by act")]
    cursor_before: str | None
    cursor_after: str | None
    as_of: str | None
    revision: int | None
    tries: list[AttemptOut]
    left_out: list[RowsLeftOutOut]
    verdicts: list[VerdictOut]
    text: TextOut


class FieldChangeOut(JsonForm):
    """One field of a changed record."""

    field: str
    before: list[str]
    after: list[str]


class HeldChangeOut(JsonForm):
    """One change that a held run would make; `unit` is where it belongs, `name` whom or what it is about."""

    act: ChangeAct
    kind: str
    key: str
    name: str
    unit: str
    fields: list[FieldChangeOut]


class HeldChangesOut(JsonForm):
    """A page of changes of one act."""

    changes: list[HeldChangeOut]
    more: Annotated[int | None, Field(description="Give it as `after` to read on; null at the end")]


class SourceOut(JsonForm):
    """How fresh a source is.

    `last_good`: it was last read well, with or without news; `stale` when that is longer ago than its settings allow,
    or never was. `last_complete`: it was last read whole. `as_of`: its own time of what was read, where it tells one.
    """

    name: str
    kind: str
    enabled: bool
    stale: bool
    stale_after_hours: float
    last_good: str | None
    last_complete: str | None
    as_of: str | None
    verifies_certificate: bool
    quarantined: int
    held: Annotated[str | None, Field(description="The run that waits for a decision")]
    newest: RunLineOut | None


class SourcesOut(JsonForm):
    """Every configured source, in the order of the configuration."""

    sources: list[SourceOut]


class QuarantinedOut(JsonForm):
    """A row that could not be used: where it is and why, never what it says. `hash` tells the same row again."""

    run_id: str
    row: int
    source: str
    kind: str
    position: str
    reason: str
    seen_at: str
    hash: str


class QuarantineOut(JsonForm):
    """A page of quarantined rows, the newest run first; `reasons` counts all of them, the most frequent first."""

    rows: list[QuarantinedOut]
    reasons: list[RowsLeftOutOut]
    more: Annotated[str | None, Field(description="Give it as `after` to read on; null at the end")]


class ApprovedOut(JsonForm):
    """What came of an approval.

    `approved` is false when the source was read again and says something else now: `run` is then the new run.
    `applied`: `now` when directory and index follow already, `soon` when they are being brought up to date.
    """

    approved: bool
    applied: Literal["now", "soon", "next_refresh"]
    run: RunCardOut
