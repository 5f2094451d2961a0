"""The second question set: other companies, other wordings, another hand; a part is kept aside."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.relevance.stranger_names import StrangerNames
from benchmarks.relevance.stranger_roles import StrangerRoles
from benchmarks.relevance.stranger_slips import StrangerSlips
from zhaoren.demo.dice import Dice
from zhaoren.demo.truth import DemoGroup

PARTS = ("tune", "aside")


def write_stranger_questions(group: DemoGroup, folder: Path, per_class: int = 25) -> None:
    """Write `stranger-tune.jsonl` and `stranger-aside.jsonl`; keys are those of hand-over shape A."""
    for part in PARTS:
        makers = {
            **StrangerRoles(group, part).makers(),
            **StrangerNames(group, part).makers(),
            **StrangerSlips(group).makers(),
        }
        with (folder / f"stranger-{part}.jsonl").open("w", encoding="utf-8") as file:
            for question_class, maker in makers.items():
                dice = Dice(group.seed, "stranger", part, question_class)
                asked = dict(dice.shuffled(list(maker(dice))))
                for text, expected in list(asked.items())[:per_class]:
                    line = {"q": text, "class": question_class, "expected": sorted(set(expected)) or "nobody"}
                    file.write(json.dumps(line, ensure_ascii=False) + "\n")
