"""How often one person's pairs, and two people's, reach each level: learned by Splink from pairs that nobody labelled.

Splink sees our own comparison: a table of pairs with a column of levels for each feature. It estimates by expectation
maximisation (Fellegi and Sunter 1969; Splink's implementation), starting from the shares that are known.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Shares = Mapping[str, Mapping[str, tuple[float, float]]]
"""Feature -> level -> (share among pairs of one person, share among others); without the level that says nothing."""

# Below so many pairs a level's share is left as it was: EM gives 0 for levels that a small group never reaches.
_FEWEST_OF_LEVEL: Final = 20
_STEADYING: Final = 5
_ONE_PAIR: Final = "l.unique_id = r.unique_id"
_LEAST, _MOST = 1e-6, 1.0 - 1e-6


@dataclass(frozen=True, slots=True)
class Learned:
    """What expectation maximisation came to.

    Attributes:
        match_share: the share of pairs that are one person.
        features: those of which something was learned.
    """

    shares: Shares
    match_share: float
    features: tuple[str, ...]


class NothingLearned(RuntimeError):
    """Expectation maximisation did not come to an end; the sentence says why."""


def learn_shares(
    levels: NDArray[np.int8],
    features: Mapping[str, Sequence[str]],
    start: Shares,
    match_share: float,
    held: Collection[str] = (),
) -> Learned:
    """Shares of levels among pairs.

    Args:
        levels: shape (pairs, features); level 0 says nothing.
        features: name -> names of its levels, in the order of the columns.
        start: where to start, and what stays where there is too little to see; features that it lacks are left out.
        held: features that help to tell the pairs apart but whose shares stay as they start.

    Raises:
        NothingLearned: Splink refused the data; the message is its own first line.
    """
    counts = {
        name: np.bincount(levels[:, at], minlength=len(words)) for at, (name, words) in enumerate(features.items())
    }
    seen = {
        name: [
            at for at, word in enumerate(words) if at and counts[name][at] >= _FEWEST_OF_LEVEL and word in start[name]
        ]
        for name, words in features.items()
        if name in start
    }
    usable = {name: found for name, found in seen.items() if len(found) > 1}
    if not usable:
        raise NothingLearned("no feature reaches two levels often enough")
    trained = _splink(levels, features, usable, start, match_share, held)
    shares: dict[str, Mapping[str, tuple[float, float]]] = dict(start)
    for name, found in usable.items():
        if name in held:
            continue
        words = features[name]
        known = sum(start[name][words[at]][0] for at in found), sum(start[name][words[at]][1] for at in found)
        own = dict(start[name])
        for at, (m, u) in zip(found, trained.levels[name], strict=True):
            # Splink sees only the levels that occur: their shares are of what the start gave them together.
            own[words[at]] = (m * known[0], u * known[1])
        shares[name] = own
    return Learned(shares, trained.match_share, tuple(name for name in usable if name not in held))


@dataclass(frozen=True, slots=True)
class _Trained:
    levels: Mapping[str, list[tuple[float, float]]]
    match_share: float


def _splink(
    levels: NDArray[np.int8],
    features: Mapping[str, Sequence[str]],
    usable: Mapping[str, list[int]],
    start: Shares,
    match_share: float,
    held: Collection[str],
) -> _Trained:
    # Splink alone takes a second to import, and only training needs it.
    import duckdb
    import pyarrow  # type: ignore[import-untyped]  # it has no types
    from splink import DuckDBAPI, Linker, SettingsCreator

    order = list(features)
    levels = np.concatenate([levels, _steadying(usable, order)])
    columns: dict[str, Any] = {"unique_id": np.arange(len(levels))}
    columns.update({f"f_{name}": levels[:, order.index(name)].astype(np.int32) for name in usable})
    table = pyarrow.table(columns)
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            _comparison(name, found, features[name], start[name], fixed=name in held) for name, found in usable.items()
        ],
        blocking_rules_to_generate_predictions=[{"blocking_rule": _ONE_PAIR}],
        probability_two_random_records_match=match_share,
        retain_matching_columns=False,
        max_iterations=25,
    )
    logging.getLogger("splink").setLevel(logging.ERROR)
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET threads = 1")  # sums in one order: the same pairs give the same model
        api = DuckDBAPI(connection)
        try:
            sides = [api.register(table, dataset_display_name=side) for side in ("first", "second")]
            linker = Linker(sides, settings, log_level=None)
            session = linker.training.estimate_parameters_using_expectation_maximisation(
                _ONE_PAIR,
                fix_u_probabilities=False,
                record_sample_proportion=1.0,
            )
        except (ValueError, ZeroDivisionError, duckdb.Error) as refused:
            raise NothingLearned(str(refused).strip().partition("\n")[0]) from refused
    return _read(session, usable)


def _steadying(usable: Mapping[str, list[int]], order: list[str]) -> NDArray[np.int8]:
    """Made pairs of which nothing is known but one level: with them no share becomes 0, on which Splink gives up."""
    rows = [(order.index(name), level) for name, found in usable.items() for level in found] * _STEADYING
    made = np.zeros((len(rows), len(order)), np.int8)
    for at, (column, level) in enumerate(rows):
        made[at, column] = level
    return made


def _comparison(
    name: str, found: Sequence[int], words: Sequence[str], start: Mapping[str, tuple[float, float]], *, fixed: bool
) -> dict[str, Any]:
    m, u = (np.array([max(start[words[at]][side], _LEAST) for at in found]) for side in (0, 1))
    told: list[dict[str, Any]] = [
        {
            "sql_condition": f"f_{name}_l NOT IN ({', '.join(map(str, found))})",
            "label_for_charts": "unknown",
            "is_null_level": True,
        }
    ]
    for place, at in enumerate(found):
        told.append(
            {
                "sql_condition": f"f_{name}_l = {at}" if place < len(found) - 1 else "ELSE",
                "label_for_charts": words[at],
                "m_probability": float(m[place] / m.sum()),
                "u_probability": float(u[place] / u.sum()),
                "fix_m_probability": fixed,
                "fix_u_probability": fixed,
            }
        )
    return {"output_column_name": name, "comparison_levels": told}


def _read(session: Any, usable: Mapping[str, list[int]]) -> _Trained:
    settings = session.core_model_settings
    levels: dict[str, list[tuple[float, float]]] = {}
    for comparison in settings.comparisons:
        told = [level for level in comparison.comparison_levels if not level.is_null_level]
        levels[comparison.output_column_name] = [
            (_clipped(level.m_probability), _clipped(level.u_probability)) for level in told
        ]
    missing = [name for name, found in usable.items() if len(levels.get(name, ())) != len(found)]
    if missing:
        raise NothingLearned(f"no shares for {', '.join(missing)}")
    return _Trained(levels, _clipped(settings.probability_two_random_records_match))


def _clipped(share: Any) -> float:
    if share is None or not np.isfinite(share):
        raise NothingLearned("a level has no share")
    return round(float(min(max(share, _LEAST), _MOST)), 9)
