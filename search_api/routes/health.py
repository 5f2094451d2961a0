"""Whether the process lives, whether it can answer, and what it counts. No names, no questions."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

from schemas.viewer import Viewer
from search_api.dependencies import Directory
from search_api.errors import problems
from search_api.metrics import REGISTRY
from search_api.viewers import SignedInViewer
from zhaoren.access.administration import may_administer
from zhaoren.foundation.errors import ZhaorenError
from zhaoren.foundation.logs import logger
from zhaoren.pipeline.run_desk import RunDesk

log = logger("search_api")
router = APIRouter(tags=["operation"])


class Health(BaseModel):
    """The process lives."""

    status: str = "ok"


class Readiness(BaseModel):
    """The directory can answer, as of this revision."""

    status: str = "ready"
    revision: int


@router.get("/healthz", summary="The process lives")
def health() -> Health:
    """Asks nobody else, so that an engine that is down does not get the process restarted."""
    return Health()


@router.get("/readyz", summary="Questions can be answered", responses=problems())
def readiness(directory: Directory, viewer: SignedInViewer) -> Readiness:
    """Opens the index as a question would."""
    return Readiness(revision=directory.revision(viewer))


@router.get("/metrics", summary="Counts and times for Prometheus", responses=problems())
def metrics(request: Request, viewer: SignedInViewer) -> Response:
    """Routes by template and status, and for administrators the newest run of each source. No label holds what
    somebody asked."""
    text = generate_latest(REGISTRY)
    desk: RunDesk | None = request.app.state.run_desk
    if desk is not None and may_administer(viewer):
        text += _of_runs(desk, viewer)
    return Response(text, media_type=CONTENT_TYPE_LATEST)


def _of_runs(desk: RunDesk, viewer: Viewer) -> bytes:
    try:
        told = desk.metrics(viewer)
    except ZhaorenError as wrong:
        # What is known of the requests is worth more than no answer at all.
        log.warning("the catalog cannot say how the sources are", why=str(wrong))
        told = ""
    known = "# HELP zhaoren_runs_known 1 when the catalog could be asked about runs\n# TYPE zhaoren_runs_known gauge\n"
    return f"{known}zhaoren_runs_known {int(bool(told))}\n{told}".encode()
