"""Doubtful joins, for administrators: the queue, both sides, answers; people split and joined; what was decided."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from schemas.review_json import DecidedOut, DecisionOut, HistoryOut, Kind, QueueOut, ReviewCardOut, State, Verdict
from search_api.errors import problems
from search_api.viewers import SignedInViewer, meant_writing
from zhaoren.stewardship.deciding import LONGEST_REASON
from zhaoren.stewardship.review_desk import ReviewDesk


def _desk(request: Request) -> ReviewDesk:
    desk = request.app.state.desk
    assert isinstance(desk, ReviewDesk)
    return desk


Desk = Annotated[ReviewDesk, Depends(_desk)]
Id = Annotated[str, Path(max_length=200)]
Reason = Annotated[str, Field(max_length=LONGEST_REASON, examples=["asked him"])]
WRITES = [Depends(meant_writing)]
WRONG = problems(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)

router = APIRouter(prefix="/v1", tags=["reviews"])


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AnswerIn(_Body):
    """What an administrator says; `seen` is that of the card that he was shown."""

    answer: Verdict
    reason: Reason = ""
    seen: Annotated[str | None, Field(max_length=100)] = None


class UndoIn(_Body):
    """Why something is taken back."""

    reason: Reason = ""


class RecordIn(_Body):
    """A record of a source."""

    source: Annotated[str, Field(min_length=1, max_length=200, examples=["hr-hq"])]
    key: Annotated[str, Field(min_length=1, max_length=2000, examples=["10086"])]


class SplitIn(_Body):
    """The records that are somebody else's."""

    records: Annotated[list[RecordIn], Field(min_length=1, max_length=200)]
    reason: Reason = ""


class JoinIn(_Body):
    """The other person."""

    other: Annotated[str, Field(min_length=1, max_length=200)]
    reason: Reason = ""


@router.get("/reviews", summary="What is to be decided", responses=problems())
def read_queue(
    desk: Desk,
    viewer: SignedInViewer,
    state: State = "open",
    kind: Kind | None = None,
    after: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    beyond_budget: Annotated[bool, Query(alias="all", description="Open reviews of little value too")] = False,
) -> QueueOut:
    """The most valuable first: where many records hang on an answer, and where it is likely that two are one."""
    return desk.queue(viewer, state=state, kind=kind, after=after, limit=limit, beyond_budget=beyond_budget)


@router.get("/reviews/{review_id}", summary="One decision, both sides", responses=problems(HTTPStatus.NOT_FOUND))
def read_review(desk: Desk, viewer: SignedInViewer, review_id: Id) -> ReviewCardOut:
    """What the records of both sides say, differing signs marked, and what speaks for and against, in bits."""
    return desk.card(viewer, review_id)


@router.post("/reviews/{review_id}/answer", summary="Answer a review", responses=WRONG, dependencies=WRITES)
def answer(desk: Desk, viewer: SignedInViewer, review_id: Id, body: AnswerIn) -> DecidedOut:
    """The same answer again changes nothing; another one is refused (409) until the first is taken back."""
    return desk.answer(viewer, review_id, body.answer, body.reason, body.seen)


@router.post("/reviews/{review_id}/undo", summary="Take an answer back", responses=WRONG, dependencies=WRITES)
def undo_answer(desk: Desk, viewer: SignedInViewer, review_id: Id, body: UndoIn) -> DecidedOut:
    """Everything is as it was before it, ids included; the review is open again."""
    return desk.undo(viewer, review_id, body.reason)


@router.get("/decisions", summary="What was decided", responses=problems())
def read_decisions(
    desk: Desk,
    viewer: SignedInViewer,
    before: Annotated[str | None, Query(max_length=100, description="id of the last one of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[DecisionOut]:
    """The newest first, with who, when and why."""
    return desk.decisions(viewer, before=before, limit=limit)


@router.post("/decisions/{decision_id}/undo", summary="Take a decision back", responses=WRONG, dependencies=WRITES)
def undo(desk: Desk, viewer: SignedInViewer, decision_id: Id, body: UndoIn) -> DecidedOut:
    """An answer, a split or a join."""
    return desk.undo(viewer, decision_id, body.reason)


@router.post("/people/{person_id}/split", summary="Split a person", responses=WRONG, dependencies=WRITES)
def split(desk: Desk, viewer: SignedInViewer, person_id: Id, body: SplitIn) -> DecidedOut:
    """The records named are somebody else's, now and after every later run."""
    return desk.split(viewer, person_id, [f"{one.source}:{one.key}" for one in body.records], body.reason)


@router.post("/people/{person_id}/join", summary="Join two people", responses=WRONG, dependencies=WRITES)
def join(desk: Desk, viewer: SignedInViewer, person_id: Id, body: JoinIn) -> DecidedOut:
    """For two whom no review asks about."""
    return desk.join(viewer, person_id, body.other, body.reason)


@router.get("/people/{person_id}/history", summary="How a person came to be", responses=problems(HTTPStatus.NOT_FOUND))
def read_history(desk: Desk, viewer: SignedInViewer, person_id: Id) -> HistoryOut:
    """Every change of his id and every decision about him, the oldest first."""
    return desk.history(viewer, person_id)
