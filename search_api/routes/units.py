"""The organisation tree."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path

from schemas.unit_json import ChildUnitOut, UnitOut
from search_api.dependencies import Directory
from search_api.errors import problems
from search_api.viewers import SignedInViewer

router = APIRouter(prefix="/v1/units", tags=["units"])
UnitId = Annotated[str, Path(max_length=200, examples=["琼州矿业", "QZKY"])]


@router.get("", summary="The top of the tree", responses=problems())
def read_roots(directory: Directory, viewer: SignedInViewer) -> list[ChildUnitOut]:
    """The units that have nothing above them which this viewer may see."""
    return [ChildUnitOut.of(root) for root in directory.roots(viewer)]


@router.get("/{unit_id}", summary="One unit, its heads and what is below it", responses=problems(HTTPStatus.NOT_FOUND))
def read_unit(directory: Directory, viewer: SignedInViewer, unit_id: UnitId) -> UnitOut:
    """By id, or by a name or code that only one unit bears."""
    return UnitOut.of(directory.unit(unit_id, viewer))
