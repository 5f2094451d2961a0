"""What routes are handed."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request

from zhaoren.people_search.directory import PeopleDirectory
from zhaoren.people_search.question import LONGEST


def _directory(request: Request) -> PeopleDirectory:
    directory = request.app.state.directory
    assert isinstance(directory, PeopleDirectory)
    return directory


Directory = Annotated[PeopleDirectory, Depends(_directory)]
Question = Annotated[
    str,
    Query(alias="q", min_length=1, max_length=LONGEST, examples=["琼州矿业 财务 负责人", "Fosun Pharma CFO", "8213"]),
]
Cursor = Annotated[str | None, Query(max_length=200, description="`more` of the page before")]
Limit = Annotated[int, Query(ge=1, le=100)]
