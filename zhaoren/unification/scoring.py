"""The seat of whoever weighs pairs of records: a trained model, or the fixed rules."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from zhaoren.unification.evidence import Evidence, RuleScorer, conflicts_of
from zhaoren.unification.linkage_model import MILLI, LinkageModel, shipped_model
from zhaoren.unification.match_keys import KeyKind
from zhaoren.unification.name_comparison import Agreements, agreements
from zhaoren.unification.pair_columns import COUNTED, PeopleColumns
from zhaoren.unification.pair_features import Bearers, Levels, NameCounts, PairFeatures, row_counts, worth_weighing
from zhaoren.unification.pair_making import KeyTable, Pairs, batches_of, bearers_of, crowds, make_pairs
from zhaoren.unification.preparation import PreparedPerson
from zhaoren.unification.weights import bits_of, probability_of

_AT_ONCE: Final = 400_000  # pairs whose levels are held at a time: 7 MB
CROWD: Final = 200
"""Records that share a value before it is told: fewer are an assistant's number or a department's mailbox."""
PersonAt = Callable[[int], PreparedPerson]


@dataclass(slots=True)
class PairBatch:
    """Pairs to be weighed.

    Attributes:
        person_at: the record of a row, where a scorer wants more than columns.
        agreements: compares names, many at a time.
        crowds: values of which each should be one person's and that CROWD records or more share.
        bearers: how many bear each row's name.
    """

    columns: PeopleColumns
    pairs: Pairs
    bearers: Bearers
    person_at: PersonAt
    agreements: Agreements = agreements
    crowds: tuple[tuple[KeyKind, int], ...] = ()

    @classmethod
    def of(
        cls,
        columns: PeopleColumns,
        person_at: PersonAt,
        *,
        ignored: Collection[int] = (),
        bearers: Mapping[int, int] | None = None,
        agreements: Agreements = agreements,
    ) -> PairBatch:
        """Every pair of these records that shares a key.

        Args:
            ignored: keys that stand for nobody, beside those that too many of these records share.
            bearers: how many people bear a name, by key; counted here when these are all records that there are.
        """
        table = KeyTable.of(columns)
        pairs = Pairs.joined(worth_weighing(columns, part) for part in make_pairs(columns, table, ignored))
        known = bearers if bearers is not None else bearers_of(columns, table, COUNTED)
        counts = row_counts(columns, NameCounts(known))
        return cls(columns, pairs, counts, person_at, agreements, tuple(crowds(table, CROWD)))

    def of_rows(self, rows: NDArray[np.int64], pairs: Pairs) -> PairBatch:
        """These pairs, whose rows are numbered anew: of some rows alone, which must rise."""
        bearers = Bearers(self.bearers.company[rows], self.bearers.group[rows], self.bearers.unit[rows])
        return PairBatch(self.columns.of_rows(rows), pairs, bearers, lambda row: self.person_at(int(rows[row])))

    def levels(self, pairs: Pairs) -> Levels:
        """What these pairs reach, shape (pairs, features)."""
        return PairFeatures(self.columns, self.bearers, self.agreements).levels(pairs)


class PairScorer(Protocol):
    """Weighs pairs of records: the same pair the same, alone and among others."""

    @property
    def version(self) -> str:
        """Changes whenever the same records could be weighed differently; then everybody is joined anew."""

    @property
    def join_at(self) -> int:
        """Thousandths of a bit from which two records may be joined."""

    @property
    def ask_at(self) -> int:
        """Thousandths of a bit from which two that were not joined are a question for a person."""

    def weigh(self, batch: PairBatch) -> NDArray[np.int64]:
        """Thousandths of a bit for each pair: log2 of the odds that it is one person."""

    def probability(self, strength: float) -> float:
        """That two are one person, from thousandths of a bit."""

    def explain(self, batch: PairBatch, at: int) -> Evidence:
        """What speaks for and against one of the pairs, in words."""

    def reasons(self, batch: PairBatch, positions: Sequence[int]) -> list[tuple[str, ...]]:
        """What speaks for each of some pairs, the strongest first, each in a short word."""


@dataclass(frozen=True, slots=True)
class ModelScorer:
    """Weighs by a frozen model."""

    model: LinkageModel = field(default_factory=shipped_model)

    @property
    def version(self) -> str:
        """Of the model."""
        return self.model.version

    @property
    def join_at(self) -> int:
        """As the model says."""
        return round(MILLI * self.model.join_at)

    @property
    def ask_at(self) -> int:
        """As the model says."""
        return min(self.join_at, round(MILLI * self.model.bits_at(self.model.ask_at)))

    def weigh(self, batch: PairBatch) -> NDArray[np.int64]:
        """The sum of the weights of what each pair reaches."""
        parts = [self.model.score(batch.levels(part)) for part in batches_of(batch.pairs, _AT_ONCE)]
        return np.concatenate(parts) if parts else np.empty(0, np.int64)

    def probability(self, strength: float) -> float:
        """By the model's calibration."""
        return self.model.probability(strength / MILLI)

    def explain(self, batch: PairBatch, at: int) -> Evidence:
        """Each feature with its bits; the strongest of those that speak for it are the reasons."""
        pairs = batch.pairs.at([at])
        levels = PairFeatures(batch.columns, batch.bearers).levels(pairs)
        one, other = int(pairs.first[0]), int(pairs.second[0])
        here, there, beside = (
            str(max(int(counts[one]), int(counts[other])))
            for counts in (batch.bearers.company, batch.bearers.group, batch.bearers.unit)
        )
        details = {"bearers_in_company": here, "bearers_in_group": there, "bearers_in_unit": beside}
        details |= dict.fromkeys(("same_name", "same_romanised_name", "similar_name"), there)
        weights = self.model.explain(levels[0].tolist(), details)
        bits = int(self.model.score(levels)[0]) / MILLI
        conflicts = conflicts_of(batch.person_at(one), batch.person_at(other))
        reasons = tuple(weight.feature for weight in weights if weight.bits > 0)
        return Evidence(bits, reasons, conflicts, self.model.probability(bits), weights)

    def reasons(self, batch: PairBatch, positions: Sequence[int]) -> list[tuple[str, ...]]:
        """The features that weigh for them; asked once for pairs that reach the same levels."""
        found: list[tuple[str, ...]] = []
        known: dict[bytes, tuple[str, ...]] = {}
        features = PairFeatures(batch.columns, batch.bearers)
        for row in features.levels(batch.pairs.at(positions)):
            if (words := known.get(row.tobytes())) is None:
                told = self.model.explain(row.tolist())
                words = known[row.tobytes()] = tuple(weight.feature for weight in told if weight.bits > 0)
            found.append(words)
        return found


@dataclass(frozen=True, slots=True)
class FixedRules:
    """Weighs by the fixed rules, pair by pair; needs no model."""

    rules: RuleScorer = field(default_factory=RuleScorer)

    @property
    def version(self) -> str:
        """Of the rules."""
        return self.rules.version

    @property
    def join_at(self) -> int:
        """The threshold of the rules."""
        return round(MILLI * bits_of(self.rules.threshold))

    @property
    def ask_at(self) -> int:
        """The rules leave nothing half decided."""
        return self.join_at

    def weigh(self, batch: PairBatch) -> NDArray[np.int64]:
        """Of each pair the strongest rule that holds."""
        found = [self._compare(batch, at).strength for at in range(len(batch.pairs))]
        return np.array([round(MILLI * bits_of(strength)) for strength in found], dtype=np.int64)

    def probability(self, strength: float) -> float:
        """What the strength of a rule stands for."""
        return probability_of(strength / MILLI)

    def explain(self, batch: PairBatch, at: int) -> Evidence:
        """The rules that hold."""
        return self._compare(batch, at)

    def reasons(self, batch: PairBatch, positions: Sequence[int]) -> list[tuple[str, ...]]:
        """The rules that hold."""
        return [self._compare(batch, at).reasons for at in positions]

    def _compare(self, batch: PairBatch, at: int) -> Evidence:
        one, other = int(batch.pairs.first[at]), int(batch.pairs.second[at])
        full = batch.columns["full"]
        only = full[one] == full[other] and max(batch.bearers.company[one], batch.bearers.company[other]) <= 1
        return self.rules.compare(batch.person_at(one), batch.person_at(other), only_bearers=bool(only))
