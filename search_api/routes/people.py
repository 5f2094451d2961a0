"""People: found by a question, or by id."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path

from schemas.answer_json import AnswerOut, HitOut, PersonOut, TeamOut
from search_api.dependencies import Cursor, Directory, Limit, Question
from search_api.errors import problems
from search_api.viewers import SignedInViewer

router = APIRouter(prefix="/v1/people", tags=["people"])
PersonId = Annotated[str, Path(max_length=200, examples=["01a2045b-6bb1-790a-9cb9-921b88aa07fb"])]


@router.get("", summary="Find people by name, post or unit", responses=problems())
def find_people(
    directory: Directory, viewer: SignedInViewer, q: Question, after: Cursor = None, limit: Limit = 20
) -> AnswerOut:
    """Best match first. Only people whom the viewer may find are found, counted or hinted at."""
    return AnswerOut.of(directory.find(q, viewer, after=after, limit=limit))


@router.get("/{person_id}", summary="One person, every value with its source", responses=problems(HTTPStatus.NOT_FOUND))
def read_person(directory: Directory, viewer: SignedInViewer, person_id: PersonId) -> PersonOut:
    """A person who does not exist and one whom the viewer may not find look the same."""
    return PersonOut.of(directory.person(person_id, viewer))


@router.get("/{person_id}/team", summary="Who reports to a person", responses=problems(HTTPStatus.NOT_FOUND))
def read_team(directory: Directory, viewer: SignedInViewer, person_id: PersonId, limit: Limit = 50) -> TeamOut:
    """By id, so that namesakes are not mixed; only people whom the viewer may find."""
    hits, more = directory.team(person_id, viewer, limit=limit)
    return TeamOut(hits=[HitOut.of_hit(hit) for hit in hits], more=more)
