"""Whole answers as examples for the description of the API. A test holds them to what the routes really answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Path of a route -> the request that the example in the file of that name answers.
REQUESTS = {
    "/v1/people": ("people", "/v1/people?q=琼州矿业 财务 负责人&limit=1"),
    "/v1/people/{person_id}": ("person", "/v1/people/p5"),
    "/v1/people/{person_id}/team": ("team", "/v1/people/p5/team"),
    "/v1/units": ("units", "/v1/units"),
    "/v1/units/{unit_id}": ("unit", "/v1/units/u-mine"),
    "/v1/suggest": ("suggest", "/v1/suggest?q=琼矿 财务"),
    "/v1/documents": ("documents", "/v1/documents?q=浮选"),
}


def examples() -> Iterator[tuple[str, Any]]:
    """Each route's path with its example."""
    for path, (name, _) in REQUESTS.items():
        yield path, json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8"))
