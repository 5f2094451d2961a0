"""The JSON of reviews and decisions, for the page, for services and for `--json`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.answer_json import JsonForm, OriginOut, RecordOut, TextOut

Kind = Literal["people", "units"]
State = Literal["open", "same", "different", "unsure"]
Verdict = Literal["same", "different", "unsure"]
ReviewId = Annotated[str, Field(examples=["r5f0c1e9a27b3d4"])]


class SideOut(JsonForm):
    """One side of a review.

    `id` is the person's or the unit's id now: after "same" it is that of both. `about` says who it is in a few words.
    """

    id: str
    name: str
    about: str
    records: list[RecordOut]


class EvidenceOut(JsonForm):
    """One fact that speaks for (bits above 0) or against both being one; +1 bit doubles the odds."""

    feature: str
    bits: float
    detail: str
    text: TextOut


class ReviewOut(JsonForm):
    """One line of the queue."""

    id: ReviewId
    kind: Kind
    state: State
    probability: float
    value: Annotated[float, Field(description="How much an answer changes; the queue begins with the greatest")]
    why_not: TextOut
    left: SideOut
    right: SideOut
    first_asked: str
    changed_at: str


class QueueOut(JsonForm):
    """A page of the queue."""

    reviews: list[ReviewOut]
    more: Annotated[str | None, Field(description="Give it as `after` to read on; null at the end")]
    counts: dict[State, int]
    beyond_budget: Annotated[int, Field(description="Open reviews of less value, left out unless `all` is asked")]


class PieceOut(JsonForm):
    """Some signs of a value; `differs` where the other side has others."""

    text: str
    differs: bool


class SaidOut(JsonForm):
    """A value as the sources write it, in pieces, and which records say it."""

    text: str
    pieces: list[PieceOut]
    origins: list[OriginOut]


class RowOut(JsonForm):
    """One field of both sides beside each other."""

    field: str
    agrees: Literal["same", "differs", "one_side"]
    left: list[SaidOut]
    right: list[SaidOut]


class DecisionOut(JsonForm):
    """What somebody did, with who, when and why; `undone` when it was taken back since."""

    id: str
    act: Literal["same", "different", "unsure", "split", "join", "undo"]
    kind: Kind
    review_id: str | None
    undoes: str | None
    left_id: str | None
    right_id: str | None
    who: str
    reason: str
    made_at: str
    undone: bool


class ReviewCardOut(ReviewOut):
    """Both sides with everything their records say, the evidence in words, and what was decided so far.

    `seen` is to be sent back with an answer: it is refused when the sides have changed meanwhile. `pair` is the record
    of either side that speak most for both being one; the evidence is about them, and about people `rest` is what is
    left to the probability: that two records are seldom one person, and what the other records of both sides say.
    """

    asked: bool
    seen: str
    evidence: list[EvidenceOut]
    pair: list[RecordOut]
    rows: list[RowOut]
    decisions: list[DecisionOut]


class DecidedOut(JsonForm):
    """What came of an answer.

    `changed` is false when it had been given before. `applied`: `now` when the directory and the index follow already,
    `soon` when they are being brought up to date, `next_refresh` when the next refresh does it.
    """

    decision: DecisionOut
    changed: bool
    applied: Literal["now", "soon", "next_refresh"]


class HistoryLineOut(JsonForm):
    """One thing that happened to a person's id, in words."""

    at: str
    act: str
    who: str
    text: TextOut
    records: list[RecordOut]
    other_id: str | None
    evidence: str
    model: str
    run: str
    decision_id: str | None


class HistoryOut(JsonForm):
    """How a person came to be who he is, the oldest first."""

    person_id: str
    lines: list[HistoryLineOut]
