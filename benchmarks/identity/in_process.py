"""A hand-over of shape B read, prepared and compared in one process, without a catalog: for training.

What counts is measured through the product (`benchmarks.identity.run`); this gives the same pairs in less time.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from schemas.records import RecordRef
from schemas.vocabulary import RecordKind
from zhaoren.demo.shape_configuration import SHAPE_B_COMPANY_FIELDS, SHAPE_B_FIELDS
from zhaoren.language.functions import function_of_unit
from zhaoren.unification.account_kinds import AccountKind
from zhaoren.unification.organisation import organise
from zhaoren.unification.pair_columns import PeopleColumns
from zhaoren.unification.pair_features import Levels, PairFeatures
from zhaoren.unification.places import PlaceCounts
from zhaoren.unification.preparation import PreparedPerson, prepare
from zhaoren.unification.read_records import ReadRecord
from zhaoren.unification.scoring import PairBatch

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Compared:
    """One group: its people's records, every pair that shares a key, and what each pair reaches.

    Attributes:
        same: for each pair whether the truth says one person.
    """

    people: list[PreparedPerson]
    truth: dict[Key, str]
    cases: dict[Key, frozenset[str]]
    batch: PairBatch
    levels: Levels
    same: NDArray[np.bool_]


def compare_group(folder: Path) -> Compared:
    """Everything up to the weighing, for the files in a folder."""
    people = [person for person in _prepared(folder) if person.kind is AccountKind.PERSON]
    batch = PairBatch.of(PeopleColumns.of(people), people.__getitem__)
    levels = PairFeatures(batch.columns, batch.bearers).levels(batch.pairs)
    truth, cases = read_truth(folder / "truth.csv")
    whose = {who: number for number, who in enumerate(sorted(set(truth.values())))}
    nobody = count(len(whose))
    owner = np.array([whose[truth[key]] if (key := key_of(p)) in truth else next(nobody) for p in people])
    return Compared(people, truth, cases, batch, levels, owner[batch.pairs.first] == owner[batch.pairs.second])


def key_of(person: PreparedPerson) -> Key:
    """(source, record key)."""
    return person.ref.source, person.ref.key


def read_truth(file: Path) -> tuple[dict[Key, str], dict[Key, frozenset[str]]]:
    """Whose record each is, and which hard cases it belongs to."""
    truth: dict[Key, str] = {}
    cases: dict[Key, frozenset[str]] = {}
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            key = row["source"], row["record_key"]
            truth[key] = row["person_id"]
            cases[key] = frozenset(filter(None, (row.get("cases") or "").split(";")))
    return truth, cases


def _prepared(folder: Path) -> Iterator[PreparedPerson]:
    numbers = count(1)
    units = []
    for row in _rows(folder / "companies.csv"):
        fields = {name: tuple(row[column].split(";")) for name, column in SHAPE_B_COMPANY_FIELDS.items() if row[column]}
        ref = RecordRef("companies", RecordKind.UNIT, row["code"])
        units.append(ReadRecord(ref, {**fields, "type": ("company",)}, record_id=next(numbers)))
    records = [
        ReadRecord(
            RecordRef(name, RecordKind.PERSON, row["record_id"]),
            {field: (row[column],) for field, column in columns.items() if row[column]},
            priority=priority,
            record_id=next(numbers),
        )
        for name, (priority, columns) in SHAPE_B_FIELDS.items()
        for row in _rows(folder / f"{name}.csv")
    ]
    counts = PlaceCounts()
    for record in records:
        counts.add(record)
    ids = count(1)
    organisation = organise(units, counts, (), lambda: f"u{next(ids):06d}", function_of_unit)
    for record in records:
        yield prepare(record, organisation)


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
