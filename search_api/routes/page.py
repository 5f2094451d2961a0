"""The page: one shell, its own files, nothing from elsewhere."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.templating import Jinja2Templates
from starlette.staticfiles import StaticFiles

from search_api.viewers import SignedInViewer

_FOLDER = Path(__file__).parent.parent / "page"
_TEMPLATES = Jinja2Templates(_FOLDER / "templates")

router = APIRouter(include_in_schema=False)


@router.get("/")
def read_page(request: Request, _viewer: SignedInViewer) -> Response:
    """The shell; everything in it comes over the API."""
    return _TEMPLATES.TemplateResponse(request, "index.html", {"group_name": request.app.state.group_name})


def mount_files(app: FastAPI) -> None:
    """Serve the page's scripts and styles."""
    app.mount("/static", StaticFiles(directory=_FOLDER / "static"), name="static")
