"""Whether the process lives, whether it can answer, and what it counts. No names, no questions."""

from __future__ import annotations

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

from search_api.dependencies import Directory
from search_api.errors import problems
from search_api.metrics import REGISTRY
from search_api.viewers import SignedInViewer

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
def metrics(_viewer: SignedInViewer) -> Response:
    """Route templates and statuses only; no label holds what somebody asked."""
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)
