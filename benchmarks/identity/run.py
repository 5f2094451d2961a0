"""Write made groups as four silos without a common key, join them through the product, and print how right that was.

python -m benchmarks.identity.run --persons 10000 --seed 61 --hand other

Each run syncs four lists and a list of companies into a catalog of its own, joins everybody, changes the lists as a day
does, syncs and joins again. Everything is measured on what `zhaoren export clusters` would write.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.identity.hands import HANDS, companies_for, write_group
from benchmarks.identity.in_process import Key, read_truth
from benchmarks.identity.scores import Score, b_cubed, pairwise
from benchmarks.identity.slices import calibration, nobody_joined, recall_of_cases, same_name_precision
from zhaoren.catalog.catalog import Catalog
from zhaoren.demo.shape_configuration import shape_b_configuration
from zhaoren.foundation.settings import Settings, load_settings
from zhaoren.pipeline.sync import sync_source
from zhaoren.pipeline.unify import UnifyReport, unify
from zhaoren.pipeline.unify_clusters import clusters_in
from zhaoren.wiring import open_catalog, open_source


@dataclass(frozen=True, slots=True)
class Outcome:
    """One group: truth and finding by (source, record key); seconds are of the joining alone."""

    truth: dict[Key, str]
    cases: dict[Key, frozenset[str]]
    found: dict[Key, str]
    again: dict[Key, str]
    seconds: float
    cpu_seconds: float
    one_record_s: float
    report: UnifyReport

    @property
    def ids_kept(self) -> float:
        """Of the records of both days, the share that kept their person's id."""
        both = self.found.keys() & self.again.keys()
        return sum(self.found[key] == self.again[key] for key in both) / len(both)

    @property
    def ids_moved(self) -> int:
        """Ids that on the second day stand for another person than on the first, by the truth of their records."""
        first, second = _owners(self.found, self.truth), _owners(self.again, self.truth)
        return sum(not (first[one] & second[one]) for one in first.keys() & second.keys())


def _owners(found: dict[Key, str], truth: dict[Key, str]) -> dict[str, set[str]]:
    owners: dict[str, set[str]] = {}
    for key, person in found.items():
        if key in truth:
            owners.setdefault(person, set()).add(truth[key])
    return owners


def join_group(folder: Path, hand: str, seed: int, persons: int) -> Outcome:
    """Write, sync and join one group; then a day later again; then one record alone."""
    write_group(hand, seed, persons, companies_for(persons), folder)
    settings = load_settings(shape_b_configuration("集团", folder))
    truth, cases = read_truth(folder / "truth.csv")
    with closing(open_catalog(settings)) as catalog:
        _sync(settings, catalog)
        start, cpu = time.monotonic(), time.process_time()
        report = unify(catalog, settings.sources)
        seconds, cpu_seconds = time.monotonic() - start, time.process_time() - cpu
        found = {(ref.source, ref.key): person for ref, person in clusters_in(catalog)}
        write_group(hand, seed, persons, companies_for(persons), folder, later=True)
        _sync(settings, catalog)
        unify(catalog, settings.sources)
        again = {(ref.source, ref.key): person for ref, person in clusters_in(catalog)}
        # Who was missing on the second day ends now; that is not part of what one record costs.
        _sync(settings, catalog)
        unify(catalog, settings.sources)
        _change_one(folder / "chat.csv")
        _sync(settings, catalog)
        start = time.monotonic()
        unify(catalog, settings.sources)
        one = time.monotonic() - start
    later, _ = read_truth(folder / "truth.csv")
    return Outcome({**later, **truth}, cases, found, again, seconds, cpu_seconds, one, report)


def _sync(settings: Settings, catalog: Catalog) -> None:
    for source in settings.sources:
        connector = open_source(settings, source)
        sync_source(source.name, catalog=catalog, connector=connector, guard=settings.guard)


def _change_one(file: Path) -> None:
    """Give the first row another mobile number."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    cells = lines[1].split(",")
    cells[3] = "13900000001"
    file.write_text("".join([lines[0], ",".join(cells), *lines[2:]]), encoding="utf-8")


def _score(name: str, score: Score) -> str:
    return f"{name}: P {score.precision:.4f}  R {score.recall:.4f}  F1 {score.f1:.4f}"


def told(hand: str, seed: int, persons: int, outcome: Outcome) -> dict[str, object]:
    """Every figure by name."""
    truth, found = outcome.truth, outcome.found
    pairs, cubed = pairwise(truth, found), b_cubed(truth, found)
    sizes: dict[str, int] = {}
    for person in found.values():
        sizes[person] = sizes.get(person, 0) + 1
    return {
        "hand": hand, "seed": seed, "persons": persons, "records": len(found), "model": outcome.report.model,
        "pairs": [pairs.precision, pairs.recall, pairs.f1], "b_cubed": [cubed.precision, cubed.recall, cubed.f1],
        "largest": max(sizes.values()), "nobody_joined": nobody_joined(truth, found),
        "same_name_one_department": same_name_precision(outcome.cases, truth, found),
        "recall": recall_of_cases(outcome.cases, truth, found), "questions": len(outcome.report.questions),
        "calibration": calibration(outcome.report.questions, truth),
        "ids_kept": outcome.ids_kept, "ids_moved": outcome.ids_moved,
        "join_s": outcome.seconds, "join_cpu_s": outcome.cpu_seconds, "one_record_s": outcome.one_record_s,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }  # fmt: skip


def main() -> None:
    """Print the figures of each group, as text or as one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=3000)
    parser.add_argument("--seed", type=int, nargs="+", default=[61])
    parser.add_argument("--hand", choices=HANDS, nargs="+", default=list(HANDS))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    for hand in options.hand:
        for seed in options.seed:
            with tempfile.TemporaryDirectory() as folder:
                outcome = join_group(Path(folder), hand, seed, options.persons)
            figures = told(hand, seed, options.persons, outcome)
            print(json.dumps(figures) if options.json else "\n".join(f"{k}: {v}" for k, v in figures.items()))
            print(_score("pairwise", pairwise(outcome.truth, outcome.found)), flush=True)


if __name__ == "__main__":
    main()
