"""Write made groups as four silos without a common key, join them, and print how right that was.

python -m benchmarks.identity.run --people 3000 --seeds 11 12 13
"""

from __future__ import annotations

import argparse
import csv
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.identity.scores import Score, b_cubed, pairwise
from zhaoren.demo.group import make_group
from zhaoren.demo.shape_b import write_shape_b
from zhaoren.demo.shape_configuration import write_shape_b_configuration
from zhaoren.foundation.settings import load_settings
from zhaoren.pipeline.sync import sync_source
from zhaoren.pipeline.unify import UnifyReport, unify
from zhaoren.pipeline.unify_clusters import clusters_in
from zhaoren.wiring import open_catalog, open_source

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One group: truth and finding by (source, record key)."""

    truth: Mapping[Key, str]
    found: Mapping[Key, str]
    records: int
    seconds: float
    report: UnifyReport

    @property
    def pairs(self) -> Score:
        """Pairwise."""
        return pairwise(self.truth, self.found)

    @property
    def nobody_joined(self) -> int:
        """Accounts that are nobody and were joined with another record."""
        sizes = Counter(self.found.values())
        return sum(1 for key, person in self.found.items() if key not in self.truth and sizes[person] > 1)


def join_group(folder: Path, seed: int, people: int, companies: int = 12) -> Outcome:
    """Write, sync and join one group."""
    group = make_group(seed, companies, people, with_flagship=False)
    write_shape_b(group, folder)
    settings = load_settings(write_shape_b_configuration(group, folder))
    with closing(open_catalog(settings)) as catalog:
        for source in settings.sources:
            connector = open_source(settings, source)
            sync_source(source.name, catalog=catalog, connector=connector, guard=settings.guard)
        start = time.process_time()
        report = unify(catalog, settings.sources)
        seconds = time.process_time() - start
        found = {(ref.source, ref.key): person for ref, person in clusters_in(catalog)}
    truth = dict(_truth(folder / "truth.csv"))
    return Outcome(truth, found, report.joined[1], seconds, report)


def _truth(file: Path) -> Iterator[tuple[Key, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield (row["source"], row["record_key"]), row["person_id"]


def line_of(seed: int, outcome: Outcome) -> str:
    """One row of the table."""
    pairs, cubed = outcome.pairs, b_cubed(outcome.truth, outcome.found)
    largest = max(Counter(outcome.found.values()).values(), default=0)
    return (
        f"| {seed} | {outcome.records} | {pairs.precision:.4f} | {pairs.recall:.4f} | {pairs.f1:.4f} "
        f"| {cubed.precision:.4f} | {cubed.recall:.4f} | {cubed.f1:.4f} | {largest} | {outcome.nobody_joined} "
        f"| {len(outcome.report.questions)} | {outcome.seconds:.1f} |"
    )


def main() -> None:
    """Print a table, one line a seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=3000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[11, 12, 13])
    options = parser.parse_args()
    print("| seed | records | P | R | F1 | B3 P | B3 R | B3 F1 | largest | nobody joined | questions | CPU s |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    for seed in options.seeds:
        with tempfile.TemporaryDirectory() as folder:
            print(line_of(seed, join_group(Path(folder), seed, options.people)), flush=True)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
