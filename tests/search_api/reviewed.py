"""The small group's page and API, with a desk at which the questions about another group are worked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI

from search_api.app import make_app
from tests.small_group import publish_small_group, small_directory
from tests.stewardship.asked_group import AskedGroup
from zhaoren.stewardship.review_desk import Applied, ReviewDesk


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An application and the group whose reviews it serves."""

    app: FastAPI
    group: AskedGroup


@contextmanager
def reviewed(folder: Path) -> Iterator[Reviewed]:
    """Answers are applied at once, in this process."""
    group = AskedGroup.told(folder / "catalog")

    def apply() -> Applied:
        group.unify()
        return "now"

    engine = publish_small_group(folder / "index")
    yield Reviewed(
        make_app(small_directory(engine), group_name="甲山集团", desk=ReviewDesk(lambda: group.catalog, apply)), group
    )
    engine.close()
    group.catalog.close()
