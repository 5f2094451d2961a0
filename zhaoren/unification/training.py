"""A model made to fit one group: the shares of levels that Splink learns there move the weights of a known model.

Only how a group's own systems agree and disagree is learned (how often two records of one person differ in their
mobile number, in their first day, in their title). What two features say together stays as it was found on groups whose
truth is known: expectation maximisation takes features for independent, and calls people who moved to another company
two people.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from zhaoren.unification.level_shares import NothingLearned, Shares, learn_shares
from zhaoren.unification.linkage_model import LinkageModel
from zhaoren.unification.pair_features import FEATURES, PairFeatures
from zhaoren.unification.scoring import PairBatch

FEWEST_PAIRS: Final = 5000  # below, levels are reached by a handful of pairs, and shares are noise
_MOST_PAIRS: Final = 200_000  # beyond, shares move in the third digit and Splink takes minutes
LEARNED: Final = ("name", "mobile", "desk", "mail", "staff_number", "hired", "title")
HELD: Final = ("place", "identity", "birth_date")
# Of what Splink learned here beyond what it learned on the groups of the start. A model made of one hand's groups and
# trained on another's: F1 0.9814 untrained, 0.9841 with half of the way, 0.9796 with all of it; on the same hand's
# groups 0.9943, 0.9942 and 0.9942.
_PART, _FURTHEST = 0.5, 1.5


@dataclass(frozen=True, slots=True)
class Training:
    """What training came to.

    Attributes:
        learned: features whose weights moved; empty when the model is the one that it started from.
        why_not: one sentence, when nothing was learned.
    """

    model: LinkageModel
    pairs: int
    learned: tuple[str, ...] = ()
    why_not: str = ""


def train(batch: PairBatch, start: LinkageModel, name: str) -> Training:
    """A model for these records.

    Args:
        batch: every pair of all records of people.
        start: whose weights are moved; it needs the shares it was made from.
        name: for people; the version tells models of one name apart.
    """
    count = len(batch.pairs)
    if count < FEWEST_PAIRS:
        return Training(start, count, why_not=f"{count} pairs are too few to learn from ({FEWEST_PAIRS} are needed)")
    if not start.shares:
        return Training(start, count, why_not=f"model {start.version} does not tell the shares it was made from")
    # Every n-th pair: the same records give the same model.
    chosen = np.arange(0, count, max(1, math.ceil(count / _MOST_PAIRS)))
    levels = PairFeatures(batch.columns, batch.bearers).levels(batch.pairs.at(chosen.tolist()))
    known = {feature: start.shares[feature] for feature in (*LEARNED, *HELD) if feature in start.shares}
    try:
        found = learn_shares(levels, FEATURES, known, start.match_share, HELD)
    except NothingLearned as nothing:
        return Training(start, count, why_not=f"Splink learned nothing: {nothing}")
    weights = {feature: dict(own) for feature, own in start.weights.items()}
    for feature in found.features:
        for level, moved in _moves(start.shares, found.shares, feature).items():
            weights[feature][level] = round(weights[feature].get(level, 0.0) + moved, 3)
    trained = {"from": start.version, "pairs": count, "learned": list(found.features), "by": "splink"}
    shares = {**start.shares, **{feature: found.shares[feature] for feature in found.features}}
    model = replace(start, name=name, weights=weights, shares=shares, trained=trained)
    return Training(model, count, found.features)


def _moves(before: Shares, after: Shares, feature: str) -> Mapping[str, float]:
    """By how many bits each level weighs more than before."""
    moves = {}
    for level, (m, u) in after[feature].items():
        was_m, was_u = before[feature][level]
        change = math.log2((m / u) / (was_m / was_u))
        moves[level] = max(-_FURTHEST, min(_FURTHEST, _PART * change))
    return moves
