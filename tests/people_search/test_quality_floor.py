"""A floor under the quality of answers: small made-up groups on which nothing was tuned, handed over as files.

One group asks the demo's own questions, the other those of another hand about companies of other kinds.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.relevance.groups import Shape, prepared
from benchmarks.relevance.pinyin_pairs import measured as measured_pairs
from benchmarks.relevance.scores import Score, measured
from zhaoren.wiring import open_directory

SEED = 4711
PEOPLE = 700
FLOORS = {"role": 0.90, "name": 0.95, "nobody": 0.95, "": 0.92}
WORST_CLASS = 0.70  # of ten or more questions

Scores = dict[str, Score]


@pytest.fixture(scope="module", params=[("", Shape.A_CSV), ("aside", Shape.A_LDIF)], ids=["own", "strangers"])
def scores(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Scores:
    """Figures by class of question."""
    strangers, shape = request.param
    folder = Path(tmp_path_factory.mktemp("group"))
    settings, questions = prepared(folder, shape, SEED, PEOPLE, strangers)
    found, _, _ = measured(open_directory(settings), questions)
    return found


@pytest.mark.parametrize("family", list(FLOORS))
def test_the_first_hit_is_right_often_enough(scores: Scores, family: str) -> None:
    joined = Score()
    for name, score in scores.items():
        if name.startswith(family):
            joined.join(score)
    assert joined.asked >= 50
    assert joined.first / joined.asked >= FLOORS[family]


def test_no_class_is_left_behind(scores: Scores) -> None:
    worst = {name: score.first / score.asked for name, score in scores.items() if score.asked >= 10}
    assert {name: share for name, share in worst.items() if share < WORST_CLASS} == {}


def test_hard_pinyin_finds_who_is_meant_and_nobody_else() -> None:
    figures = measured_pairs()
    assert figures.right >= 0.99, figures.wrong
    assert min(figures.specificity, figures.hard_specificity) >= 0.995, figures.wrong
    assert figures.slips >= 0.85
