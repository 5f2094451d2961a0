"""Errors become problem+json (RFC 9457) here, and nowhere else."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from zhaoren.foundation.errors import BadInput, Busy, Conflict, NotAllowed, NotFound, ZhaorenError
from zhaoren.foundation.logs import logger
from zhaoren.search_index.port import EngineBusy, EngineUnavailable, IndexMissing

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 5
log = logger("search_api")


class Problem(BaseModel):
    """What went wrong (RFC 9457). `type` tells a missing index, an engine that is away and a busy one apart."""

    type: Annotated[str, Field(examples=["about:blank", "urn:zhaoren:problem:index-missing"])] = "about:blank"
    title: Annotated[str, Field(examples=["Not Found"])]
    status: Annotated[int, Field(examples=[404])]
    detail: Annotated[str, Field(examples=["person: there is no such person, or none that you may see"])]


STATUS: dict[type[Exception], HTTPStatus] = {
    BadInput: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotFound: HTTPStatus.NOT_FOUND,
    NotAllowed: HTTPStatus.FORBIDDEN,
    Conflict: HTTPStatus.CONFLICT,
    Busy: HTTPStatus.SERVICE_UNAVAILABLE,
    IndexMissing: HTTPStatus.SERVICE_UNAVAILABLE,
    EngineUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    EngineBusy: HTTPStatus.SERVICE_UNAVAILABLE,
}

# Errors of the engine carry its own words, which a caller cannot use.
_WORDS: dict[type[Exception], str] = {
    IndexMissing: "there is no directory to ask yet; run `zhaoren sync` first",
    EngineUnavailable: "the search engine does not answer now; try again",
    EngineBusy: "the directory is being renewed; try again",
}

# 503 alone does not say whether waiting helps.
TYPES: dict[type[Exception], str] = {
    IndexMissing: "urn:zhaoren:problem:index-missing",
    EngineUnavailable: "urn:zhaoren:problem:engine-unavailable",
    EngineBusy: "urn:zhaoren:problem:busy",
    Busy: "urn:zhaoren:problem:busy",
}


def problems(*statuses: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route: these errors, for OpenAPI."""
    return {
        int(status): {
            "description": status.phrase,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in (HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE, *statuses)
    }


def problem(status: int, detail: str, type_: str = "about:blank") -> JSONResponse:
    """One problem as a response."""
    title = HTTPStatus(status).phrase
    headers = {"Cache-Control": "no-store"}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(RETRY_AFTER_S)
    body = Problem(type=type_, title=title, status=status, detail=detail).model_dump()
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE, headers=headers)


def install_errors(app: FastAPI) -> None:
    """Register one handler for each kind of error."""
    for kind in STATUS:
        app.add_exception_handler(kind, _ours)
    app.add_exception_handler(ZhaorenError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def _ours(_request: Request, wrong: Exception) -> JSONResponse:
    status = next((s for kind, s in STATUS.items() if isinstance(wrong, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)
    words = next((words for kind, words in _WORDS.items() if isinstance(wrong, kind)), str(wrong))
    return problem(status, words, next((t for kind, t in TYPES.items() if isinstance(wrong, kind)), "about:blank"))


def _invalid(_request: Request, wrong: Exception) -> JSONResponse:
    assert isinstance(wrong, RequestValidationError)
    # The place and the rule, never the value: it may be somebody's number.
    sentences = (f"{'.'.join(str(p) for p in error['loc'][1:])}: {error['msg']}" for error in wrong.errors())
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "; ".join(sentences))


def _http(_request: Request, wrong: Exception) -> JSONResponse:
    assert isinstance(wrong, HTTPException)
    return problem(wrong.status_code, str(wrong.detail))


def _unexpected(_request: Request, wrong: Exception) -> JSONResponse:
    # The text of an unexpected error may hold anything, so only its kind is logged.
    log.error("unexpected error", kind=type(wrong).__name__)
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "something went wrong here; it was logged")
