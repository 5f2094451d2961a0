"""Questions about a group with the people who answer them, in many wordings; the seed decides which are asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from zhaoren.demo.dice import Dice
from zhaoren.demo.name_questions import NameQuestions
from zhaoren.demo.number_questions import NumberQuestions
from zhaoren.demo.question_wordings import FILLERS
from zhaoren.demo.role_questions import RoleQuestions
from zhaoren.demo.silo_plan import TruthLog, plain
from zhaoren.demo.truth import DemoGroup

Asked = tuple[str, tuple[str, ...]]
"""The text and the ids of the people any of whom is a right first answer; () where nobody is."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `expected` holds person ids; empty means that the right answer is nobody."""

    text: str
    expected: tuple[str, ...]
    question_class: str


def make_questions(group: DemoGroup, per_class: int = 20) -> list[Question]:
    """Questions of every class, the same for the same group.

    Args:
        group: the truth.
        per_class: how many of each class at most; small groups have fewer of some.
    """
    makers: dict[str, Callable[[Dice], Iterable[Asked]]] = {
        **RoleQuestions(group).makers(), **NameQuestions(group).makers(), **NumberQuestions(group).makers(),
    }  # fmt: skip
    questions: list[Question] = []
    for question_class, maker in makers.items():
        dice = Dice(group.seed, "questions", question_class)
        asked: dict[str, Question] = {}
        is_plain = question_class.startswith(("number", "identifier", "name"))
        for text, expected in dice.shuffled(list(maker(dice))):
            whole = text if is_plain else text + dice.pick(FILLERS)
            asked.setdefault(whole, Question(whole, tuple(sorted(set(expected))), question_class))
            if len(asked) == per_class:
                break
        questions += asked.values()
    return questions


def write_questions(group: DemoGroup, questions: list[Question], path: Path, log: TruthLog) -> None:
    """Write them with the records that answer: `{"q", "class", "expected"}`, expected being "nobody" or records.

    A question that the silos cannot answer is left out: none of its people stands in one, or none with the number or
    name that is asked for.
    """
    records: dict[str, list[Mapping[str, str]]] = {}
    said: dict[str, str] = {}
    for record in log.records:
        mine = records.setdefault(record.person_id, [])
        mine.append({"source": record.source, "kind": record.kind, "key": record.key})
        said[record.person_id] = f"{said.get(record.person_id, '')}|{record.said}"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for question in questions:
            expected = [record for person_id in question.expected for record in records.get(person_id, ())]
            is_told = any(_told(group, question, person_id, said.get(person_id, "")) for person_id in question.expected)
            if is_told or not question.expected:
                line = {"q": question.text, "class": question.question_class, "expected": expected or "nobody"}
                file.write(json.dumps(line, ensure_ascii=False) + "\n")


_IN_NO_SILO = "project"
"""Silos know documents with authors, but nobody's projects; the hand-over shape A does."""


def _told(group: DemoGroup, question: Question, person_id: str, said: str) -> bool:
    """Whether a person's records say what the question goes by."""
    person = group.person[person_id]
    needed = {
        "number_tail": (person.mobile[-4:], person.phone[-4:], person.emp_no[-4:]),
        "number_tail_surname": (person.mobile[-4:], person.phone[-4:], person.emp_no[-4:]),
        "number_mobile": (person.mobile[-8:],),
        "number_phone": (person.phone.split("-")[1],),
        "identifier_emp_no": (person.emp_no.lstrip("0"),),
        "identifier_mail": (person.email,),
        "name_former": (person.name.former or "",),
        "name_english": (person.name.english or "",),
    }.get(question.question_class)
    if question.question_class == _IN_NO_SILO:
        return False
    return bool(said) and (needed is None or any(plain(part) in said for part in needed if part))
