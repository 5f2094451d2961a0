"""Compare and cluster made groups in one process, without a catalog, and print how right that was.

python -m benchmarks.identity.quick --persons 10000 --seed 77 --hand other
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from itertools import count
from pathlib import Path

from benchmarks.identity.hands import HANDS, companies_for, write_group
from benchmarks.identity.in_process import Compared, Key, compare_group, key_of
from benchmarks.identity.scores import b_cubed, pairwise
from benchmarks.identity.slices import recall_of_cases, same_name_precision
from zhaoren.pipeline.unify_index import PeopleIndex
from zhaoren.unification.clustering import LARGEST_CLUSTER
from zhaoren.unification.resolution import Member, Weighed, resolve_people
from zhaoren.unification.scoring import ModelScorer


def clustered(compared: Compared) -> tuple[dict[Key, str], int]:
    """Record -> person by the model that comes with the product; and how many questions are left."""
    weighed = Weighed.of(compared.batch, ModelScorer())
    index = PeopleIndex()
    for row, person in enumerate(compared.people):
        index.add(row, person)
    groups = [{row: Member.of(compared.people[row]) for row in rows} for rows in index.components(weighed.links())]
    found = resolve_people(groups, weighed, largest=LARGEST_CLUSTER)
    numbers = count(1)
    people = {refs: f"p{next(numbers)}" for one in found for refs in one.clusters}
    home = {(ref.source, ref.key): person for refs, person in people.items() for ref in refs}
    return {key_of(person): home[key_of(person)] for person in compared.people}, sum(
        len(one.questions) for one in found
    )


def main() -> None:
    """Print the figures of each group."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=3000)
    parser.add_argument("--seed", type=int, nargs="+", default=[61])
    parser.add_argument("--hand", choices=HANDS, nargs="+", default=list(HANDS))
    options = parser.parse_args()
    for hand in options.hand:
        for seed in options.seed:
            with tempfile.TemporaryDirectory() as folder:
                write_group(hand, seed, options.persons, companies_for(options.persons), Path(folder))
                compared = compare_group(Path(folder))
            found, questions = clustered(compared)
            pairs, cubed = pairwise(compared.truth, found), b_cubed(compared.truth, found)
            print(f"{hand} {options.persons} {seed}: P {pairs.precision:.4f}  R {pairs.recall:.4f}  F1 {pairs.f1:.4f}")
            print(f"  B-cubed F1 {cubed.f1:.4f}  largest {max(Counter(found.values()).values())}  asked {questions}")
            print(f"  one department: {same_name_precision(compared.cases, compared.truth, found)}")
            print(f"  recall: {recall_of_cases(compared.cases, compared.truth, found)}", flush=True)


if __name__ == "__main__":
    main()
