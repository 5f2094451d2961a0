"""How often the first answer is right, by class of question, on made-up groups with known truth.

    python -m benchmarks.relevance.measure --seed 7 --people 3000 [--shape a-csv] [--elastic http://127.0.0.1:9200]

Writes the group, refreshes, asks each question in process, and prints success@1, success@3, MRR, nDCG@10, accuracy of
"nobody", and the misses. Tune on one seed, report on others (`--misses 0`).
"""

from __future__ import annotations

import argparse
import tempfile
from contextlib import closing
from pathlib import Path

from benchmarks.relevance.groups import Shape, elastic_copy, prepared
from benchmarks.relevance.scores import Score, differing, measured
from benchmarks.relevance.strangers import PARTS
from zhaoren.wiring import open_directory


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--people", type=int, default=3000)
    parser.add_argument("--shape", type=Shape, choices=list(Shape), default=Shape.SILOS)
    parser.add_argument("--strangers", choices=PARTS, default="", help="companies and questions of another hand")
    parser.add_argument("--misses", type=int, default=3, help="of each class to print")
    parser.add_argument("--folder", type=Path, help="keep the group here; used again when it is there")
    parser.add_argument("--elastic", help="address of a node: also ask there, and count questions that differ")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        settings, questions = prepared(folder, arguments.shape, arguments.seed, arguments.people, arguments.strangers)
        scores, times, answers = measured(open_directory(settings), questions)
        _print(scores, times, arguments.misses)
        if arguments.elastic:
            with closing(elastic_copy(settings, arguments.elastic, f"relevance-{arguments.seed}")) as engine:
                there, elastic_times, others = measured(open_directory(settings, engine), questions)
            print("\nElasticsearch")
            _print(there, elastic_times, 0)
            differ = differing(answers, others)
            print(
                f"same first ten on both engines: {1 - len(differ) / max(len(answers), 1):.4f}", *differ[:10], sep="\n"
            )


def _print(scores: dict[str, Score], times: list[float], misses: int) -> None:
    print(f"{'class':28} {'n':>5} {'s@1':>6} {'s@3':>6} {'MRR':>6} {'nDCG':>6}")
    total, groups = Score(), {name: Score() for name in ("role", "name", "relation", "list", "nobody")}
    for name, score in sorted(scores.items()):
        print(score.line(name))
        total.join(score)
        for group, joined in groups.items():
            if name.startswith(group):
                joined.join(score)
        for miss in score.misses[:misses]:
            print(f"    {miss}")
    for group, joined in groups.items():
        print(joined.line(f"= {group}"))
    print(total.line("= all"))
    ordered = sorted(times)
    print(f"find in process: p50 {ordered[len(ordered) // 2]:.1f} ms, p95 {ordered[int(len(ordered) * 0.95)]:.1f} ms")


if __name__ == "__main__":
    main()
