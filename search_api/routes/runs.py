"""Sources and their runs, for administrators: how fresh each is, what a run did, what a held one would change."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, ConfigDict

from schemas.run_json import (
    ApprovedOut,
    ChangeAct,
    HeldChangesOut,
    QuarantineOut,
    RunCardOut,
    RunsOut,
    SourcesOut,
    State,
)
from search_api.errors import problems
from search_api.viewers import SignedInViewer, meant_writing
from zhaoren.pipeline.run_desk import RunDesk


def _desk(request: Request) -> RunDesk:
    desk = request.app.state.run_desk
    assert isinstance(desk, RunDesk)
    return desk


Desk = Annotated[RunDesk, Depends(_desk)]
ID = "^[0-9A-Za-z-]{1,64}$"
PLACE = "^[0-9A-Za-z-]{1,64}:[0-9]{1,18}$"
RunId = Annotated[str, Path(pattern=ID)]
Source = Annotated[str | None, Query(pattern="^[A-Za-z0-9_.-]{1,64}$", description="name of a source")]
WRITES = [Depends(meant_writing)]
MISSING = problems(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)
WRONG = problems(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)

router = APIRouter(prefix="/v1", tags=["runs"])


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ApproveIn(_Body):
    """`reread`: read the source first, and write only if it still says the same."""

    reread: bool = False


class DiscardIn(_Body):
    """Nothing more to say."""


@router.get("/sources", summary="How fresh each source is", responses=problems())
def read_sources(desk: Desk, viewer: SignedInViewer) -> SourcesOut:
    """When each was last read well and whole, whether that is too long ago, and what waits for a person."""
    return desk.sources(viewer)


@router.get("/runs", summary="What was run", responses=problems())
def read_runs(
    desk: Desk,
    viewer: SignedInViewer,
    source: Source = None,
    state: State | None = None,
    before: Annotated[str | None, Query(pattern=ID, description="`more` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> RunsOut:
    """The newest first, of one source or of all."""
    return desk.runs(viewer, source=source, state=state, before=before, limit=limit)


@router.get("/runs/{run_id}", summary="One run", responses=problems(HTTPStatus.NOT_FOUND))
def read_run(desk: Desk, viewer: SignedInViewer, run_id: RunId) -> RunCardOut:
    """Counts by kind that add up, cursors, attempts, rows left out by reason; why it is held, and who decided."""
    return desk.run(viewer, run_id)


@router.get("/runs/{run_id}/changes", summary="What a held run would change", responses=MISSING)
def read_changes(
    desk: Desk,
    viewer: SignedInViewer,
    run_id: RunId,
    act: ChangeAct,
    after: Annotated[int, Query(ge=0, le=1_000_000_000, description="`more` of the page before")] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> HeldChangesOut:
    """By act, with names and units, and for changed records the values before and after."""
    return desk.changes(viewer, run_id, act, after=after, limit=limit)


@router.post("/runs/{run_id}/approve", summary="Approve a held run", responses=WRONG, dependencies=WRITES)
def approve(desk: Desk, viewer: SignedInViewer, run_id: RunId, body: ApproveIn) -> ApprovedOut:
    """Writes the very difference that was held, or nothing; it answers when that is done."""
    return desk.approve(viewer, run_id, reread=body.reread)


@router.post("/runs/{run_id}/discard", summary="Discard a held run", responses=WRONG, dependencies=WRITES)
def discard(desk: Desk, viewer: SignedInViewer, run_id: RunId, body: DiscardIn) -> RunCardOut:  # noqa: ARG001
    """Throws its difference away; the next run reads anew."""
    return desk.discard(viewer, run_id)


@router.get("/quarantine", summary="Rows that could not be used", responses=problems())
def read_quarantine(
    desk: Desk,
    viewer: SignedInViewer,
    source: Source = None,
    run: Annotated[str | None, Query(pattern=ID, description="id of a run")] = None,
    after: Annotated[str | None, Query(pattern=PLACE, description="`more` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> QuarantineOut:
    """Place and reason of each, never what it says; all of them counted by reason."""
    return desk.quarantine(viewer, source=source, run_id=run, after=after, limit=limit)
