"""Draws whether a probability means what it says, and what other thresholds would give, on groups not tuned on.

python -m benchmarks.identity.plot --out docs/identity.svg
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot
from numpy.typing import NDArray

from benchmarks.identity.hands import HANDS, companies_for, write_group
from benchmarks.identity.in_process import compare_group
from zhaoren.unification.linkage_model import MILLI, shipped_model

_BINS = np.linspace(0.0, 1.0, 11)


def probabilities(hand: str, seed: int, persons: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Of every compared pair of a group: the model's probability, and whether it is one person."""
    with tempfile.TemporaryDirectory() as folder:
        write_group(hand, seed, persons, companies_for(persons), Path(folder))
        compared = compare_group(Path(folder))
    bits = shipped_model().score(compared.levels) / MILLI
    return 1.0 / (1.0 + np.exp2(-np.clip(bits, -60, 60))), compared.same


def main() -> None:
    """Draw both hands beside each other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=61)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    mpl.rcParams.update({"svg.hashsalt": "identity", "svg.fonttype": "none", "font.size": 9})
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(8, 3.6), layout="constrained")
    left.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    for hand in HANDS:
        told, same = probabilities(hand, options.seed, options.persons)
        place = np.digitize(told, _BINS[1:-1])
        means = [(told[place == at].mean(), same[place == at].mean()) for at in range(10) if (place == at).any()]
        left.plot(*zip(*means, strict=True), marker="o", markersize=3, label=hand)
        print(hand, [(round(float(p), 3), round(float(share), 3)) for p, share in means])
        cuts = np.concatenate([np.linspace(0.05, 0.95, 19), [0.98, 0.99, 0.995]])
        chosen = [told >= cut for cut in cuts]
        right.plot(
            [same[one].sum() / same.sum() for one in chosen], [same[one].mean() for one in chosen],
            marker=".", markersize=3, label=hand,
        )  # fmt: skip
    left.set(xlabel="probability told", ylabel="share that is one person", title="Calibration of compared pairs")
    right.set(xlabel="recall of compared pairs", ylabel="precision", title="Single pairs, before clustering")
    left.legend(frameon=False)
    figure.savefig(options.out, metadata={"Date": None})


if __name__ == "__main__":
    main()
