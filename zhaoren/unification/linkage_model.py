"""A frozen model: what each level of each feature weighs, from which weight two records are joined, or asked about.

Trained seldom, kept as a file, told apart by its content: for one model the same records give the same people.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from zhaoren.unification.pair_features import FEATURES, Levels
from zhaoren.unification.weights import Weight, bits_of, probability_of

FORMAT: Final = 1
SHIPPED: Final = "linkage_model.json"
MILLI: Final = 1000  # weights add up as whole thousandths of a bit, so that no order of adding changes a sum
_LEAST_TOLD: Final = 0.3  # bits; what counts less is not worth a word


class ModelInvalid(ValueError):
    """A model file that cannot be used; the sentence says where and why."""


@dataclass(frozen=True, slots=True)
class LinkageModel:
    """Weights in bits, log2 of how much likelier a level is for one person than for two.

    Attributes:
        name: who made it of what, for people.
        weights: feature -> level -> bits; a level that is not named weighs nothing.
        prior: bits of a pair of which nothing is known but that it was compared.
        join_at: bits from which two records may be joined.
        ask_at: probability from which two that were not joined are a question for a person.
        calibration: (bits, probability), both rising; between them straight lines over bits. Empty: odds of the bits.
        shares: feature -> level -> (share among pairs of one person, share among others): m and u, where training
            starts from; `match_share`: the share of pairs of one person. They decide nothing.
        trained: how it came about: pairs, groups; for people.
    """

    name: str
    weights: Mapping[str, Mapping[str, float]]
    prior: float
    join_at: float
    ask_at: float
    calibration: tuple[tuple[float, float], ...] = ()
    shares: Mapping[str, Mapping[str, tuple[float, float]]] = field(default_factory=dict)
    match_share: float = 0.3
    trained: Mapping[str, Any] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """Name and a hash of everything that decides; equal for models that decide alike."""
        deciding = [self.weights, self.prior, self.join_at, self.ask_at, self.calibration]
        whole = json.dumps(deciding, sort_keys=True).encode()
        return f"{self.name}-{blake2b(whole, digest_size=4).hexdigest()}"

    def table(self) -> list[NDArray[np.int64]]:
        """For each feature the thousandths of a bit of its levels."""
        return [
            np.array([round(MILLI * self.weights.get(name, {}).get(level, 0.0)) for level in levels], dtype=np.int64)
            for name, levels in FEATURES.items()
        ]

    def score(self, levels: Levels) -> NDArray[np.int64]:
        """Thousandths of a bit for each pair; shape (pairs, features) -> (pairs,)."""
        total = np.full(len(levels), round(MILLI * self.prior), np.int64)
        for at, weights in enumerate(self.table()):
            total += weights[levels[:, at]]
        return total

    def probability(self, bits: float) -> float:
        """That two records are one person."""
        if not self.calibration:
            return probability_of(bits)
        points = [bits_of(probability) for _, probability in self.calibration]
        return probability_of(float(np.interp(bits, [at for at, _ in self.calibration], points)))

    def bits_at(self, probability: float) -> float:
        """The fewest bits that reach a probability."""
        if not self.calibration:
            return bits_of(probability)
        points = [bits_of(known) for _, known in self.calibration]
        return float(np.interp(bits_of(probability), points, [at for at, _ in self.calibration]))

    def explain(self, levels: Sequence[int], details: Mapping[str, str] | None = None) -> tuple[Weight, ...]:
        """What each feature of one pair weighs, the heaviest first; features that say nothing are left out.

        Args:
            details: what a word (`bearers_in_company`) rests on.
        """
        told = []
        for (name, words), level in zip(FEATURES.items(), levels, strict=True):
            bits = self.weights.get(name, {}).get(words[level], 0.0)
            if level and abs(bits) >= _LEAST_TOLD:
                word = word_of(name, words[level])
                told.append(Weight(word, bits, (details or {}).get(word, "")))
        return tuple(sorted(told, key=lambda weight: (-abs(weight.bits), weight.feature)))

    def dump(self) -> str:
        """As JSON, the same for equal models."""
        whole = {
            "format": FORMAT, "name": self.name, "prior": self.prior, "join_at": self.join_at, "ask_at": self.ask_at,
            "weights": {name: dict(levels) for name, levels in self.weights.items()},
            "calibration": [list(point) for point in self.calibration], "trained": dict(self.trained),
            "match_share": self.match_share,
            "shares": {
                name: {level: [float(f"{share:.4g}") for share in pair] for level, pair in levels.items()}
                for name, levels in self.shares.items()
            },
        }  # fmt: skip
        return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "mobile": {
        "own": "same_mobile", "shared": "shared_mobile", "masked": "masked_number_fits", "tail": "last_digits_fit",
    },
    "desk": {"own": "same_desk_line", "shared": "shared_desk_line", "line": "same_line"},
    "mail": {"same": "same_mail", "same_account": "same_account", "same_local": "same_mail_name"},
    "staff_number": {"same": "same_staff_number", "same_badge": "same_badge"},
    "identity": {"same": "same_identity_hash"},
    "birth_date": {"same": "same_birth_date"},
    "gender": {"same": "same_gender"},
    "title": {"same": "same_title", "contained": "title_within_title"},
    "english": {"same": "same_english_name"},
    "hired": {"same_day": "hired_the_same_day", "fortnight": "hired_within_days"},
    "tenure": {
        "follows_soon": "one_left_as_other_began", "follows": "one_left_before_other_began",
        "overlaps": "employed_at_once",
    },
    "silo": {"both_active": "both_active_in_one_source", "both_active_elsewhere": "both_active_in_one_source"},
    "place": {
        "same_unit": "same_department", "same_branch": "same_branch", "same_duty": "same_function",
        "other_unit": "other_department", "other_company": "other_company", "company": "same_company",
        "anywhere_same_duty": "same_function", "anywhere_other_duty": "other_function",
    },
    "called": {"only_one": "only_one_of_that_surname_there", "several": "several_of_that_surname_there"},
    "name": {
        "conflict": "name_differs", "weak": "similar_name", "romanised": "same_romanised_name", "same": "same_name",
    },
}  # fmt: skip


def word_of(feature: str, level: str) -> str:
    """One short word for what a pair has reached."""
    known = _WORDS.get(feature, {}).get(level)
    if known is not None:
        return known
    if level == "differs":
        return f"{feature}_differs"
    if feature != "bearers":
        return f"{feature}_{level}"
    within = {"unit": "unit", "elsewhere": "group", "anywhere": "group"}.get(level.partition("_")[0], "company")
    return f"bearers_in_{within}"


def load_model(text: str, place: str) -> LinkageModel:
    """Read a model file.

    Raises:
        ModelInvalid: it is no JSON, of another format, or a number is missing.
    """
    try:
        whole = json.loads(text)
        if whole["format"] != FORMAT:
            raise ModelInvalid(f"{place}: format {whole['format']} is not known to this version; train anew")
        weights = {
            str(name): {str(level): float(bits) for level, bits in levels.items()}
            for name, levels in whole["weights"].items()
        }
        model = LinkageModel(
            name=str(whole["name"]), weights=weights, prior=float(whole["prior"]), join_at=float(whole["join_at"]),
            ask_at=float(whole["ask_at"]), calibration=tuple((float(b), float(p)) for b, p in whole["calibration"]),
            trained=dict(whole.get("trained", {})), match_share=float(whole.get("match_share", 0.3)),
            shares={
                str(name): {str(level): (float(m), float(u)) for level, (m, u) in levels.items()}
                for name, levels in whole.get("shares", {}).items()
            },
        )  # fmt: skip
    except ModelInvalid:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise ModelInvalid(f"{place}: this is no model of identity ({type(wrong).__name__}: {wrong})") from wrong
    _check(model, place)
    return model


def _check(model: LinkageModel, place: str) -> None:
    """Raises ModelInvalid for names that no feature has, numbers that are none, and curves that fall."""
    for name, levels in model.weights.items():
        unknown = set(levels) - set(FEATURES.get(name, ()))
        if name not in FEATURES or unknown:
            raise ModelInvalid(f"{place}: no feature {name!r} with {sorted(unknown)}; train anew with this version")
    numbers = [model.prior, model.join_at, model.ask_at, *(b for each in model.weights.values() for b in each.values())]
    if not all(np.isfinite(number) and abs(number) < 1000 for number in numbers):
        raise ModelInvalid(f"{place}: a weight is no number")
    curve = np.array(model.calibration).reshape(-1, 2)
    if len(curve) and (np.any(np.diff(curve, axis=0) <= 0) or curve[:, 1].min() <= 0 or curve[:, 1].max() >= 1):
        raise ModelInvalid(f"{place}: the calibration must rise, between 0 and 1")


@cache
def shipped_model() -> LinkageModel:
    """The model that comes with the product."""
    text = files("zhaoren.unification").joinpath("data", SHIPPED).read_text(encoding="utf-8")
    return load_model(text, SHIPPED)
