"""The page: one shell, its own files, nothing from elsewhere."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.templating import Jinja2Templates
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from search_api.viewers import SignedInViewer
from zhaoren.access.administration import may_administer

_FOLDER = Path(__file__).parent.parent / "page"
_TEMPLATES = Jinja2Templates(_FOLDER / "templates")

router = APIRouter(include_in_schema=False)


@router.get("/")
def read_page(request: Request, viewer: SignedInViewer) -> Response:
    """The shell; everything in it comes over the API."""
    state = request.app.state
    administers = may_administer(viewer)
    shown = {"reviews": administers and state.desk is not None, "runs": administers and state.run_desk is not None}
    return _TEMPLATES.TemplateResponse(request, "index.html", {"group_name": state.group_name, **shown})


class _PageFiles(StaticFiles):
    """Scripts and styles, asked for again each time, so that a new version is never mixed with an old one."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response


def mount_files(app: FastAPI) -> None:
    """Serve the page's scripts and styles."""
    app.mount("/static", _PageFiles(directory=_FOLDER / "static"), name="static")
