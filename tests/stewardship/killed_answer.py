"""Answers a review, or takes the answer back, in a process that kills itself at a given statement or commit."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from sqlalchemy import event
from sqlalchemy.engine import Engine

from tests.pipeline.killed_sync import Fuse
from tests.stewardship.asked_group import AskedGroup
from zhaoren.catalog.reviews import ReviewState
from zhaoren.stewardship.deciding import answer_review, undo_decision

Point = Literal["before_cursor_execute", "commit"]


def decide(folder: Path, review_id: str, act: Literal["same", "undo"], point: Point, passes: int) -> None:
    """Decide, unless the fuse has burnt before the end; opening the catalog does not burn it."""
    group = AskedGroup(folder)
    event.listen(Engine, point, Fuse(passes).passed)
    if act == "same":
        answer_review(group.catalog, review_id, ReviewState.SAME, who="li", reason="asked him")
    else:
        undo_decision(group.catalog, review_id, who="li")
