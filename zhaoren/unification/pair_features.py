"""How far two records agree, feature by feature: each feature reaches one of a few levels, which a model weighs.

Every level is a pure function of the two records and of counts of keys, so one pair gives the same alone as among a
million.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from zhaoren.language.names import NameAgreement
from zhaoren.unification.match_keys import KeyKind
from zhaoren.unification.name_comparison import Agreements, agreements
from zhaoren.unification.pair_columns import NOTHING, PeopleColumns
from zhaoren.unification.pair_making import ONLY_CALLED, OWN_DESK, OWN_MOBILE, Pairs, counts_for_rows

Levels = NDArray[np.int8]
Mask = NDArray[np.bool_]
UNKNOWN: Final = 0

_WHOLE, _ENDS, _END = 2, 1, 0  # states of the column "mobile"
_ONLY_CALLED_BITS: Final = (1 << KeyKind.CALLED) | (1 << KeyKind.CALLED_ROLE) | ONLY_CALLED
_ANYWHERE_BITS: Final = (1 << KeyKind.BADGE) | (1 << KeyKind.ROLE)
_HIDDEN_BITS: Final = (1 << KeyKind.TAIL) | (1 << KeyKind.MASK)
_BEARERS: Final = (1, 2, 4, 8)  # up to so many people of one name in a company is a level of its own
_NAMESAKES: Final = (1, 2, 5, 15, 50)  # the same in the whole group
_FEW: Final = (2, 8)  # the same in a company, for the only one of that name in a unit
_IN_UNIT: Final = 2 + len(_BEARERS)
_SEVERAL_IN_UNIT: Final = _IN_UNIT + len(_FEW) + 1
_ELSEWHERE: Final = _SEVERAL_IN_UNIT + 2
_ANYWHERE: Final = _ELSEWHERE + len(_NAMESAKES) + 1
COUNT_STEPS: Final = tuple(sorted({*_BEARERS, *_NAMESAKES}))
"""Counts behind which a pair may weigh otherwise; between two of them nothing depends on how many there are."""

FEATURES: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("unknown", "conflict", "weak", "romanised", "same"),
    "bearers": (
        "unknown", "1", "2", "4", "8", "many",
        "unit_1_of_2", "unit_1_of_8", "unit_1_of_many", "unit_2", "unit_many",
        "elsewhere_1", "elsewhere_2", "elsewhere_5", "elsewhere_15", "elsewhere_50", "elsewhere_many",
        "anywhere_1", "anywhere_2", "anywhere_5", "anywhere_15", "anywhere_50", "anywhere_many",
    ),
    "place": (
        "unknown", "other_company", "company", "other_unit", "same_duty", "same_branch", "same_unit",
        "anywhere_other_duty", "anywhere_same_duty",
    ),
    "mobile": ("unknown", "differs", "tail", "masked", "shared", "own"),
    "desk": ("unknown", "differs", "line", "shared", "own"),
    "mail": ("unknown", "differs", "same_local", "same_account", "same"),
    "staff_number": ("unknown", "differs", "same_badge", "same"),
    "identity": ("unknown", "differs", "same"),
    "birth_date": ("unknown", "differs", "same"),
    "gender": ("unknown", "differs", "same"),
    "hired": ("unknown", "far", "year", "month", "fortnight", "same_day"),
    "title": ("unknown", "differs", "contained", "same"),
    "silo": ("other", "both_active", "one_over", "both_active_elsewhere", "one_over_elsewhere"),
    "tenure": ("unknown", "overlaps", "follows_soon", "follows"),
    "english": ("unknown", "same"),
    "called": ("unknown", "several", "only_one"),
}  # fmt: skip
"""Feature -> its levels; the first says nothing."""


@dataclass(frozen=True, slots=True)
class NameCounts:
    """How many people bear what, by match key, as far as any one source knows; a key not listed is borne once."""

    counts: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Bearers:
    """For each row, how many bear its name in its company, in the group and in its highest unit; at least 1."""

    company: NDArray[np.int64]
    group: NDArray[np.int64]
    unit: NDArray[np.int64]


@dataclass(slots=True)
class PairFeatures:
    """Levels of pairs of one set of columns.

    Args:
        counts: how many bear each row's name.
        agreements: compares names, many at a time.
    """

    columns: PeopleColumns
    counts: Bearers
    agreements: Agreements = agreements

    def levels(self, pairs: Pairs) -> Levels:
        """Shape (pairs, features), in the order of FEATURES."""
        side = _Side(self.columns, pairs)
        names = self._names(pairs)
        same_company = side.both_same("company")
        found: dict[str, NDArray[Any]] = {
            "name": _name_levels(names),
            "bearers": self._bearer_levels(pairs, side, names, same_company),
            "place": _place_levels(side, same_company),
            "mobile": _mobile_levels(pairs, side),
            "desk": _desk_levels(pairs, side, same_company),
            "mail": _mail_levels(pairs, side),
            "staff_number": _staff_levels(pairs, side),
            "identity": _identity_levels(pairs, side),
            "birth_date": side.same_or_not("born"),
            "gender": side.same_or_not("gender"),
            "hired": _hired_levels(side, same_company),
            "title": self._title_levels(side),
            "silo": _silo_levels(side, same_company),
            "tenure": _tenure_levels(side),
            "english": pairs.has(KeyKind.ENGLISH).astype(np.int8),
            "called": self._called_levels(pairs, side, names),
        }
        return np.column_stack([found[name].astype(np.int8) for name in FEATURES])

    def _names(self, pairs: Pairs) -> NDArray[np.int8]:
        """Agreement of the names of each pair; asked once for two sets of names."""
        names = self.columns["names"]
        full = self.columns["full"]
        one, other = names[pairs.first].astype(np.int64), names[pairs.second].astype(np.int64)
        low, high = np.minimum(one, other), np.maximum(one, other)
        found = np.full(len(pairs), int(NameAgreement.UNKNOWN), np.int8)
        easy = (full[pairs.first] != NOTHING) & (full[pairs.first] == full[pairs.second])
        found[easy] = int(NameAgreement.SAME)
        hard = ~easy & (low != NOTHING)
        texts = self.columns.texts["names"]
        width = len(texts) + 1
        codes, places = np.unique(low[hard] * width + high[hard], return_inverse=True)
        agreed = self.agreements([(texts[code // width], texts[code % width]) for code in codes.tolist()])
        found[hard] = agreed[places]
        return found

    def _bearer_levels(
        self, pairs: Pairs, side: _Side, names: NDArray[np.int8], same_company: Mask
    ) -> NDArray[np.int64]:
        """How many could be meant: in the unit, in the company, or in the group where the company does not tell."""
        here, there, beside = (
            np.maximum(np.maximum(counts[pairs.first], counts[pairs.second]), 1)
            for counts in (self.counts.company, self.counts.group, self.counts.unit)
        )
        in_company, in_group = (
            np.searchsorted(np.array(steps), counts, side="left")
            for steps, counts in ((_BEARERS, here), (_NAMESAKES, there))
        )
        levels = 1 + in_company
        alone = same_company & side.both_same("top_unit") & (here > 1)
        levels[alone] = _IN_UNIT + np.searchsorted(np.array(_FEW), here[alone], side="left")
        several = alone & (beside > 1)
        levels[several] = _SEVERAL_IN_UNIT + (beside[several] > 2)
        known = side.both_known("company")
        levels[~same_company] = _ELSEWHERE + in_group[~same_company]
        levels[~known] = _ANYWHERE + in_group[~known]
        levels[names < NameAgreement.ROMANISED] = UNKNOWN
        return levels

    def _title_levels(self, side: _Side) -> NDArray[np.int64]:
        levels = side.same_or_not("title").astype(np.int64)
        levels[levels == 2] = 3
        texts = self.columns.texts["title"]
        differ = np.flatnonzero(levels == 1)
        one, other = (column[differ].astype(np.int64) for column in side.of("title"))
        width = len(texts) + 1
        codes, places = np.unique(one * width + other, return_inverse=True)
        inside = [_contains(str(texts[code // width]), str(texts[code % width])) for code in codes.tolist()]
        levels[differ[np.array(inside, dtype=bool)[places]]] = 2
        return levels

    def _called_levels(self, pairs: Pairs, side: _Side, names: NDArray[np.int8]) -> NDArray[np.int64]:
        one, other = side.of("called")
        nickname = ((one == 1) | (other == 1)) & (names == NameAgreement.WEAK)
        called = pairs.has(KeyKind.CALLED) | pairs.has(KeyKind.CALLED_ROLE)
        levels = np.where(nickname & called, 1, UNKNOWN)
        levels[(levels == 1) & (pairs.shared & ONLY_CALLED != 0)] = 2
        return levels


@lru_cache(maxsize=65_536)
def _contains(a: str, b: str) -> bool:
    return min(len(a), len(b)) >= 2 and (a in b or b in a)


@dataclass(frozen=True, slots=True)
class _Side:
    """Both sides' values of a column."""

    columns: PeopleColumns
    pairs: Pairs

    def of(self, name: str) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        column = self.columns[name]
        return column[self.pairs.first], column[self.pairs.second]

    def both_known(self, name: str) -> Mask:
        one, other = self.of(name)
        known: Mask = (one != NOTHING) & (other != NOTHING)
        return known

    def both_same(self, name: str) -> Mask:
        one, other = self.of(name)
        same: Mask = (one != NOTHING) & (one == other)
        return same

    def same_or_not(self, name: str) -> NDArray[np.int64]:
        one, other = self.of(name)
        return np.where((one == NOTHING) | (other == NOTHING), UNKNOWN, np.where(one == other, 2, 1))


def _name_levels(names: NDArray[np.int8]) -> NDArray[np.int64]:
    order = (NameAgreement.CONFLICT, NameAgreement.WEAK, NameAgreement.ROMANISED, NameAgreement.SAME)
    return np.select([names == agreed for agreed in order], range(1, len(order) + 1), UNKNOWN)


def _place_levels(side: _Side, same_company: Mask) -> NDArray[np.int64]:
    levels = np.where(side.both_known("company"), 1, UNKNOWN)
    levels[same_company] = 2
    levels[same_company & side.both_known("unit")] = 3
    levels[(levels == 3) & side.both_same("duty")] = 4
    levels[(levels >= 3) & side.both_same("top_unit")] = 5
    levels[(levels >= 3) & side.both_same("unit")] = 6
    anywhere = (levels == UNKNOWN) & side.both_known("duty")
    levels[anywhere] = 7 + side.both_same("duty")[anywhere]
    return levels


def _mobile_levels(pairs: Pairs, side: _Side) -> NDArray[np.int64]:
    one, other = side.of("mobile")
    levels = np.where((one == _WHOLE) & (other == _WHOLE), 1, UNKNOWN)
    levels[pairs.has(KeyKind.TAIL) & ((one == _END) | (other == _END))] = 2
    levels[pairs.has(KeyKind.MASK) & ((one == _ENDS) | (other == _ENDS))] = 3
    levels[pairs.has(KeyKind.MOBILE)] = 4
    levels[pairs.shared & OWN_MOBILE != 0] = 5
    return levels


def _desk_levels(pairs: Pairs, side: _Side, same_company: Mask) -> NDArray[np.int64]:
    levels = np.where(side.both_known("desk") & same_company, 1, UNKNOWN)
    levels[pairs.has(KeyKind.LINE)] = 2
    levels[pairs.has(KeyKind.DESK)] = 3
    levels[pairs.shared & OWN_DESK != 0] = 4
    return levels


def _mail_levels(pairs: Pairs, side: _Side) -> NDArray[np.int64]:
    levels = np.where(side.both_same("account_company"), 1, UNKNOWN)
    for kind, level in ((KeyKind.LOCAL, 2), (KeyKind.ACCOUNT, 3), (KeyKind.MAIL, 4)):
        levels[pairs.has(kind)] = level
    return levels


def _staff_levels(pairs: Pairs, side: _Side) -> NDArray[np.int64]:
    levels = np.where(side.both_same("staff_company"), 1, UNKNOWN)
    unknown_company = ~side.both_known("company")
    levels[pairs.has(KeyKind.BADGE) & unknown_company] = 2
    levels[pairs.has(KeyKind.STAFF)] = 3
    return levels


def _identity_levels(pairs: Pairs, side: _Side) -> NDArray[np.int64]:
    """A hash that too many share is that of an empty cell: it says nothing."""
    levels = side.same_or_not("identity")
    levels[(levels == 2) & ~pairs.has(KeyKind.IDENTITY)] = UNKNOWN
    return levels


def _hired_levels(side: _Side, same_company: Mask) -> NDArray[np.int64]:
    one, other = side.of("hired")
    apart = np.abs(one - other)
    levels: NDArray[np.int64] = 1 + (apart <= 400).astype(np.int64) + (apart <= 31) + (apart <= 14) + (apart == 0)
    levels[~(side.both_known("hired") & same_company)] = UNKNOWN
    return levels


def _silo_levels(side: _Side, same_company: Mask) -> NDArray[np.int64]:
    one, other = side.of("active")
    concurrent = side.of("concurrent")
    beside = (one == 1) & (other == 1) & (concurrent[0] == 0) & (concurrent[1] == 0)
    levels = np.where(same_company, np.where(beside, 1, 2), np.where(beside, 3, 4))
    levels[~side.both_same("source")] = UNKNOWN
    return levels


def _tenure_levels(side: _Side) -> NDArray[np.int64]:
    """Whether one left before the other began, where one of them tells when it ended."""
    hired, left = side.of("hired"), side.of("left")
    levels = np.zeros(len(side.pairs), np.int64)
    for over, begun in ((0, 1), (1, 0)):
        known = (left[over] != NOTHING) & (hired[begun] != NOTHING) & (hired[begun] != hired[over])
        gap = hired[begun] - left[over]
        overlaps = known & (gap < -7) & ((left[begun] == NOTHING) | (left[begun] > left[over]))
        levels[overlaps & (hired[begun] > hired[over])] = 1
        levels[known & (gap >= -7)] = 3
        levels[known & (gap >= -7) & (gap <= 60)] = 2
    return levels


def row_counts(columns: PeopleColumns, counts: NameCounts) -> Bearers:
    """How many bear each row's name."""
    in_company = counts_for_rows(columns, (KeyKind.BEARER,), counts.counts)
    by_sound = counts_for_rows(columns, (KeyKind.SOUND,), counts.counts)
    in_group = counts_for_rows(columns, (KeyKind.NAME,), counts.counts)
    in_unit = counts_for_rows(columns, (KeyKind.COLLEAGUE,), counts.counts)
    in_company = np.where(in_company > 0, in_company, by_sound)
    return Bearers(*(np.maximum(found, 1) for found in (in_company, in_group, in_unit)))


def worth_weighing(columns: PeopleColumns, pairs: Pairs) -> Pairs:
    """Without the pairs that share nothing but what means something only beside a nickname or a hidden number."""
    side = _Side(columns, pairs)
    called, mobile = side.of("called"), side.of("mobile")
    nickname = (called[0] == 1) | (called[1] == 1)
    hidden = np.isin(mobile[0], (_END, _ENDS)) | np.isin(mobile[1], (_END, _ENDS))
    nothing = np.int64(0)
    counts = np.where(nickname, nothing, _ONLY_CALLED_BITS) | np.where(hidden, nothing, _HIDDEN_BITS)
    counts |= np.where(side.both_known("company"), _ANYWHERE_BITS, nothing)
    return pairs.where(pairs.shared & ~counts != 0)
