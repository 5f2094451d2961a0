from __future__ import annotations

from random import Random

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.unification.making import organised, person, unit
from zhaoren.unification.level_shares import NothingLearned, learn_shares
from zhaoren.unification.linkage_model import shipped_model
from zhaoren.unification.pair_columns import PeopleColumns
from zhaoren.unification.pair_features import FEATURES
from zhaoren.unification.preparation import prepare
from zhaoren.unification.scoring import PairBatch
from zhaoren.unification.training import FEWEST_PAIRS, train

WORDS = {"colour": ("unknown", "differs", "same"), "size": ("unknown", "differs", "near", "same")}
START = {"colour": {"differs": (0.5, 0.6), "same": (0.5, 0.4)},
         "size": {"differs": (0.2, 0.7), "near": (0.2, 0.2), "same": (0.6, 0.1)}}  # fmt: skip


def made_levels(count: int, matches: float) -> NDArray[np.int8]:
    """Pairs of which a share reaches `same` nearly always, the others seldom."""
    dice = np.random.default_rng(7)
    same = dice.random(count) < matches
    colour = np.where(same, dice.random(count) < 0.95, dice.random(count) < 0.2) + 1
    size = np.where(same, 3 - (dice.random(count) < 0.1), 1 + (dice.random(count) < 0.1))
    return np.column_stack([colour, size]).astype(np.int8)


def test_shares_are_learned_without_labels_and_twice_the_same() -> None:
    levels = made_levels(20_000, 0.3)
    first, second = (learn_shares(levels, WORDS, START, 0.2) for _ in range(2))
    assert first == second
    assert first.match_share == pytest.approx(0.3, abs=0.03)
    assert first.shares["colour"]["same"][0] == pytest.approx(0.95, abs=0.06)
    assert first.shares["colour"]["same"][1] == pytest.approx(0.2, abs=0.03)


def test_shares_that_are_held_stay() -> None:
    learned = learn_shares(made_levels(5000, 0.3), WORDS, START, 0.2, held=("size",))
    assert learned.features == ("colour",)
    assert learned.shares["size"] == START["size"]


def test_levels_that_nobody_reaches_keep_their_start() -> None:
    levels = made_levels(5000, 0.3)
    levels[levels[:, 1] == 2, 1] = 0
    assert learn_shares(levels, WORDS, START, 0.2).shares["size"]["near"] == START["size"]["near"]


def test_nothing_is_learned_where_nothing_is_said() -> None:
    with pytest.raises(NothingLearned):
        learn_shares(np.zeros((100, 2), np.int8), WORDS, START, 0.2)


def test_a_group_too_small_keeps_the_shipped_model_and_says_why() -> None:
    tree = organised([unit("M", name="琼州矿业股份有限公司", code="QZKY", type="company")])
    dice = Random(3)
    people = [
        prepare(person(str(n), dice.choice(["hr", "ldap"]), name="王伟", company_="QZKY", mobile="13900000001"), tree)
        for n in range(10)
    ]
    training = train(PairBatch.of(PeopleColumns.of(people), people.__getitem__), shipped_model(), "ours")
    assert training.model is shipped_model()
    assert training.learned == ()
    assert str(FEWEST_PAIRS) in training.why_not


def test_the_shipped_model_tells_the_shares_that_training_starts_from() -> None:
    assert set(shipped_model().shares) == set(FEATURES)
