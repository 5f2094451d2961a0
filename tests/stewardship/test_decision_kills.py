"""kill -9 anywhere in an answer, or in taking it back: all of it is kept, or nothing; the log tells what is kept."""

from __future__ import annotations

import multiprocessing
import shutil
from itertools import count
from pathlib import Path
from typing import Literal

import pytest

from tests.pipeline.said import person
from tests.stewardship.asked_group import AskedGroup
from tests.stewardship.killed_answer import Point, decide
from zhaoren.catalog.reviews import ReviewState
from zhaoren.stewardship.deciding import answer_review, undo_decision
from zhaoren.stewardship.decision_audit import audit_decisions

_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tests.stewardship.killed_answer", "alembic.script"])
Act = Literal["same", "undo"]


def _ended(folder: Path, review_id: str, act: Act, point: Point, passes: int) -> bool:
    """Whether the process came to its end; otherwise it was killed."""
    process = _PROCESSES.Process(target=decide, args=(folder, review_id, act, point, passes))
    process.start()
    process.join(60)
    assert process.exitcode in (0, -9)
    return process.exitcode == 0


def _kept(group: AskedGroup, review_id: str) -> tuple[object, ...]:
    """What an answer writes, but for ids and times."""
    decisions = group.catalog.decisions.newest(limit=9)
    judgements = [(j.left, j.right, j.same, j.who, j.reason) for j in group.catalog.judgements.counting()]
    state = group.catalog.reviews.get_many([review_id])[review_id].state
    return [(d.act, d.who, d.undone) for d in decisions], judgements, state


@pytest.mark.parametrize("act", ["same", "undo"])
@pytest.mark.parametrize("point", ["before_cursor_execute", "commit"])
def test_killed_anywhere_either_all_or_nothing_is_kept(tmp_path: Path, act: Act, point: Point) -> None:
    group = AskedGroup.told(tmp_path / "0")
    review_id = group.review_of(person("hr", "77"), person("sheet", "5")).id
    if act == "undo":
        answer_review(group.catalog, review_id, ReviewState.SAME, who="li", reason="asked him")
    before = _kept(group, review_id)
    group.catalog.close()
    whole = tmp_path / "whole"
    shutil.copytree(tmp_path / "0", whole)
    assert _ended(whole, review_id, act, point, 999)
    done = AskedGroup(whole)
    after = _kept(done, review_id)
    assert after != before
    done.catalog.close()
    seen = set()
    for passes in count():
        folder = tmp_path / f"{passes + 1}"
        shutil.copytree(tmp_path / "0", folder)
        ended = _ended(folder, review_id, act, point, passes)
        broken = AskedGroup(folder)
        kept = _kept(broken, review_id)
        assert kept in (before, after), f"killed at {point} {passes}"
        seen.add(kept == after)
        if act == "same":
            answer_review(broken.catalog, review_id, ReviewState.SAME, who="li", reason="asked him")
        else:
            undo_decision(broken.catalog, review_id, who="li")
        audit_decisions(broken.catalog)
        assert _kept(broken, review_id) == after
        entries = [entry.subject for entry in broken.catalog.journal.audit.newest() if entry.act == "decide"]
        assert sorted(entries) == sorted(one.id for one in broken.catalog.decisions.newest(limit=9))
        broken.catalog.close()
        shutil.rmtree(folder)
        if ended:
            break
    assert seen == {True, False}
