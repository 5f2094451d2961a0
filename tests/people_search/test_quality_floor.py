"""A floor under the quality of answers: a small made-up group on which nothing was tuned, handed over as files."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.relevance.groups import Shape, prepared
from benchmarks.relevance.scores import Score, measured
from zhaoren.wiring import open_directory

SEED = 4711
PEOPLE = 700
FLOORS = {"role": 0.90, "name": 0.95, "nobody": 0.95, "": 0.92}
WORST_CLASS = 0.70  # of ten or more questions


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Score]:
    """Figures by class of question."""
    settings, questions = prepared(Path(tmp_path_factory.mktemp("group")), Shape.A_CSV, SEED, PEOPLE)
    found, _, _ = measured(open_directory(settings), questions)
    return found


@pytest.mark.parametrize("family", list(FLOORS))
def test_the_first_hit_is_right_often_enough(scores: dict[str, Score], family: str) -> None:
    joined = Score()
    for name, score in scores.items():
        if name.startswith(family):
            joined.join(score)
    assert joined.asked >= 50
    assert joined.first / joined.asked >= FLOORS[family]


def test_no_class_is_left_behind(scores: dict[str, Score]) -> None:
    worst = {name: score.first / score.asked for name, score in scores.items() if score.asked >= 10}
    assert {name: share for name, share in worst.items() if share < WORST_CLASS} == {}
