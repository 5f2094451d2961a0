"""The application: routes, errors, headers, metrics and the page over one directory."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from search_api.errors import Problem, install_errors
from search_api.examples import examples
from search_api.headers import SafeHeaders
from search_api.metrics import CountRequests
from search_api.routes import documents, health, page, people, reviews, runs, suggest, units
from zhaoren.people_search.directory import PeopleDirectory
from zhaoren.pipeline.run_desk import RunDesk
from zhaoren.stewardship.review_desk import ReviewDesk


def make_app(
    directory: PeopleDirectory,
    *,
    group_name: str = "",
    desk: ReviewDesk | None = None,
    run_desk: RunDesk | None = None,
) -> FastAPI:
    """The application over a directory; it opens and closes nothing itself.

    Args:
        desk: where reviews are worked; without one there are no routes for them.
        run_desk: where runs are looked at and decided; likewise.
    """
    app = FastAPI(
        title="zhaoren 找人",
        version=version("zhaoren"),
        summary="One directory of a group's people, asked in one sentence",
        docs_url=None,
        redoc_url=None,
    )
    app.state.directory = directory
    app.state.group_name = group_name
    app.state.desk = desk
    app.state.run_desk = run_desk
    app.add_middleware(SafeHeaders)
    app.add_middleware(CountRequests)
    install_errors(app)
    for room in (people, units, suggest, documents, health, page):
        app.include_router(room.router)
    if desk is not None:
        app.include_router(reviews.router)
    if run_desk is not None:
        app.include_router(runs.router)
    page.mount_files(app)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]  # the library's documented way
    return app


def _openapi(app: FastAPI) -> dict[str, Any]:
    """OpenAPI 3.1 with the one form of every error, and an answer as an example of each route."""
    if app.openapi_schema is None:
        schema = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
        schema["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        for path, example in examples():
            schema["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["example"] = example
        app.openapi_schema = schema
    return app.openapi_schema
