"""Figures of how well questions are answered, class by class."""

from __future__ import annotations

import json
import math
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from schemas.answers import Answer
from schemas.viewer import LOCAL_ADMINISTRATOR
from zhaoren.people_search.directory import PeopleDirectory

SHOWN = 10


@dataclass(slots=True)
class Score:
    """Figures of one class."""

    asked: int = 0
    first: int = 0
    third: int = 0
    reciprocal: float = 0.0
    gain: float = 0.0
    misses: list[str] = field(default_factory=list)

    def add(self, asked: Mapping[str, Any], answer: Answer) -> None:
        """Count one answer. Where nobody is the right answer, only an empty one is right."""
        places = right_places(asked["expected"], answer)
        best = places[0] if places else None
        self.asked += 1
        self.first += best == 0
        if best is not None:
            self.third += best < 3
            self.reciprocal += 1 / (best + 1)
            self.gain += 1 / math.log2(best + 2)
        if best != 0:
            self.misses.append(_miss(asked, answer))

    def join(self, other: Score) -> None:
        """Add the figures of another class."""
        self.asked += other.asked
        self.first += other.first
        self.third += other.third
        self.reciprocal += other.reciprocal
        self.gain += other.gain

    def line(self, name: str) -> str:
        """Name, number, success@1, success@3, MRR, nDCG@10."""
        n = max(self.asked, 1)
        shares = (self.first / n, self.third / n, self.reciprocal / n, self.gain / n)
        return f"{name:28} {self.asked:5} " + " ".join(f"{share:6.3f}" for share in shares)


def right_places(expected: object, answer: Answer) -> list[int]:
    """Where right hits stand, 0 = first. `expected`: "nobody", keys of records, or (source, key) pairs as objects."""
    if not isinstance(expected, list):
        return [0] if answer.no_match else []
    keys = {one if isinstance(one, str) else (one["source"], one["key"]) for one in expected}
    return [
        place
        for place, hit in enumerate(answer.hits[:SHOWN])
        if any(record.key in keys or (record.source, record.key) in keys for record in hit.card.person.records)
    ]


def _miss(asked: Mapping[str, Any], answer: Answer) -> str:
    got = [
        f"{hit.card.person.name.text}({hit.card.person.records[0].key}"
        + "".join(f" {post.title.text}@{label.name if label else '?'}" for post, label in hit.card.posts[:2])
        + ")"
        for hit in answer.hits[:2]
    ]
    parts = [f"{part.kind.value}:{part.text}" for part in answer.understood]
    first = asked["expected"] if isinstance(asked["expected"], str) else asked["expected"][0]
    wanted = first if isinstance(first, str) else first["key"]
    return f"{asked['q']} | wanted {wanted} | {answer.outcome.value} {got} | {' '.join(parts)}"


def questions_in(path: Path) -> Iterator[dict[str, Any]]:
    """The questions of a group: `q`, `class`, `expected`."""
    for line in path.read_text("utf-8").splitlines():
        yield json.loads(line)


def measured(directory: PeopleDirectory, questions: Path) -> tuple[dict[str, Score], list[float], list[Answer]]:
    """Every question asked once; figures by class, milliseconds of each, and the answers."""
    scores: dict[str, Score] = defaultdict(Score)
    times: list[float] = []
    answers: list[Answer] = []
    for asked in questions_in(questions):
        started = time.perf_counter()
        answers.append(directory.find(asked["q"], LOCAL_ADMINISTRATOR, limit=SHOWN))
        times.append((time.perf_counter() - started) * 1000)
        scores[asked["class"]].add(asked, answers[-1])
    return scores, times, answers


def differing(some: list[Answer], others: list[Answer]) -> list[str]:
    """Questions whose first ten differ between two engines."""
    return [
        one.question
        for one, other in zip(some, others, strict=True)
        if [hit.card.person.id for hit in one.hits] != [hit.card.person.id for hit in other.hits]
        or one.outcome is not other.outcome
    ]
