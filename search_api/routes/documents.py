"""Documents by their words."""

from __future__ import annotations

from fastapi import APIRouter

from schemas.unit_json import DocumentsOut
from search_api.dependencies import Cursor, Directory, Limit, Question
from search_api.errors import problems
from search_api.viewers import SignedInViewer

router = APIRouter(prefix="/v1/documents", tags=["documents"])


@router.get("", summary="Find documents", responses=problems())
def find_documents(
    directory: Directory, viewer: SignedInViewer, q: Question, after: Cursor = None, limit: Limit = 20
) -> DocumentsOut:
    """Titles first, then the newest. People whom the viewer may not find are not named."""
    return DocumentsOut.of(directory.documents(q, viewer, after=after, limit=limit))
