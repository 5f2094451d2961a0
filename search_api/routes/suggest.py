"""Lines to offer while somebody types."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from schemas.answer_json import CompletionOut
from search_api.dependencies import Directory
from search_api.errors import problems
from search_api.viewers import SignedInViewer
from zhaoren.people_search.question import LONGEST

router = APIRouter(prefix="/v1/suggest", tags=["people"])


@router.get("", summary="Complete what is being typed", responses=problems())
def suggest(
    directory: Directory,
    viewer: SignedInViewer,
    q: Annotated[str, Query(max_length=LONGEST, examples=["琼矿 财"])] = "",
    limit: Annotated[int, Query(ge=1, le=20)] = 8,
) -> list[CompletionOut]:
    """People, companies and functions, from the same filtered search as the answer."""
    return [CompletionOut.of(line) for line in directory.suggest(q, viewer, limit=limit)]
