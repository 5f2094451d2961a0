"""How often the first answer is right, by class of question, on made-up groups with known truth.

    python -m benchmarks.relevance.measure --seed 7 --people 3000 [--shape a] [--engine-url http://127.0.0.1:9200]

Writes the group, refreshes, asks each question in process, and prints success@1, success@3, MRR, nDCG@10, accuracy of
"nobody", and the misses. Tune on one seed, report on others.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
import time
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from schemas.answers import Answer
from schemas.viewer import LOCAL_ADMINISTRATOR
from zhaoren.demo.configuration import write_configuration
from zhaoren.demo.group import make_group
from zhaoren.demo.questions import make_questions, write_questions
from zhaoren.demo.silos import write_silos
from zhaoren.foundation.settings import Settings, load_settings
from zhaoren.pipeline.refresh import Refresh
from zhaoren.wiring import open_catalog, open_directory, open_engine, open_source

Key = tuple[str, str]


@dataclass(slots=True)
class Score:
    """Figures of one class."""

    asked: int = 0
    first: int = 0
    third: int = 0
    reciprocal: float = 0.0
    gain: float = 0.0
    misses: list[str] = field(default_factory=list)


def prepared(folder: Path, seed: int, people: int, per_class: int) -> tuple[Settings, Path]:
    """A group as silos, read and published; its questions."""
    group = make_group(seed, people=people)
    log = write_silos(group, folder)
    questions = folder / "questions.jsonl"
    write_questions(group, make_questions(group, per_class), questions, log)
    settings = load_settings(write_configuration(group, folder))
    with closing(open_catalog(settings)) as catalog, closing(open_engine(settings)) as engine:
        Refresh(settings, catalog, engine, lambda source: open_source(settings, source)).run(settings.sources)
    return settings, questions


def measured(settings: Settings, questions: Path) -> tuple[dict[str, Score], list[float]]:
    """Every question asked once; figures by class, and milliseconds of each."""
    directory = open_directory(settings)
    scores: dict[str, Score] = defaultdict(Score)
    times: list[float] = []
    for line in questions.read_text("utf-8").splitlines():
        asked = json.loads(line)
        started = time.perf_counter()
        answer = directory.find(asked["q"], LOCAL_ADMINISTRATOR, limit=10)
        times.append((time.perf_counter() - started) * 1000)
        _count(scores[asked["class"]], asked, answer)
    return scores, times


def _count(score: Score, asked: dict[str, object], answer: Answer) -> None:
    score.asked += 1
    places = _right_places(asked["expected"], answer)
    if asked["expected"] == "nobody":
        right = [0] if answer.no_match else []
    else:
        right = places
    score.first += right[:1] == [0]
    score.third += bool(right) and right[0] < 3
    score.reciprocal += 1 / (right[0] + 1) if right else 0.0
    score.gain += 1 / math.log2(right[0] + 2) if right else 0.0
    if right[:1] != [0]:
        got = [f"{hit.card.person.name.text}({hit.card.person.records[0].key})" for hit in answer.hits[:2]]
        parts = [f"{part.kind.value}:{part.text}" for part in answer.understood]
        wanted = asked["expected"] if isinstance(asked["expected"], str) else asked["expected"][0]["key"]  # type: ignore[index]
        score.misses.append(f"{asked['q']} | wanted {wanted} | {answer.outcome.value} {got} | {' '.join(parts)}")


def _right_places(expected: object, answer: Answer) -> list[int]:
    if not isinstance(expected, list):
        return []
    keys = {(record["source"], record["key"]) for record in expected}
    return [
        place
        for place, hit in enumerate(answer.hits)
        if any((record.source, record.key) in keys for record in hit.card.person.records)
    ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--people", type=int, default=3000)
    parser.add_argument("--per-class", type=int, default=20)
    parser.add_argument("--misses", type=int, default=3, help="of each class to print")
    parser.add_argument("--folder", type=Path, help="keep the group here; used again when it is there")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        if (folder / "zhaoren.toml").exists():
            settings, questions = load_settings(folder / "zhaoren.toml"), folder / "questions.jsonl"
        else:
            folder.mkdir(parents=True, exist_ok=True)
            settings, questions = prepared(folder, arguments.seed, arguments.people, arguments.per_class)
        scores, times = measured(settings, questions)
    _print(scores, times, arguments.misses)


def _print(scores: dict[str, Score], times: list[float], misses: int) -> None:
    print(f"{'class':28} {'n':>4} {'s@1':>6} {'s@3':>6} {'MRR':>6} {'nDCG':>6}")
    total = Score()
    for name, score in sorted(scores.items()):
        _line(name, score)
        total.asked += score.asked
        total.first += score.first
        total.third += score.third
        total.reciprocal += score.reciprocal
        total.gain += score.gain
        for miss in score.misses[:misses]:
            print(f"    {miss}")
    _line("all", total)
    ordered = sorted(times)
    print(f"find in process: p50 {ordered[len(ordered) // 2]:.1f} ms, p95 {ordered[int(len(ordered) * 0.95)]:.1f} ms")


def _line(name: str, score: Score) -> None:
    n = max(score.asked, 1)
    print(
        f"{name:28} {score.asked:4} {score.first / n:6.3f} {score.third / n:6.3f} "
        f"{score.reciprocal / n:6.3f} {score.gain / n:6.3f}"
    )


if __name__ == "__main__":
    main()
