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
from zhaoren.demo.truth import DemoGroup, Person

Asked = tuple[str, tuple[str, ...]]
"""The text and the ids of the people any of whom is a right first answer; () where nobody is."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `expected` holds person ids; empty means that the right answer is nobody."""

    text: str
    expected: tuple[str, ...]
    question_class: str


def make_questions(group: DemoGroup, per_class: int = 20, log: TruthLog | None = None) -> list[Question]:
    """Questions of every class, the same for the same group.

    Args:
        group: the truth.
        per_class: how many of each class at most; small groups have fewer of some.
        log: what was written; only what these records can answer is asked. Everything when None.
    """
    makers: dict[str, Callable[[Dice], Iterable[Asked]]] = {
        **RoleQuestions(group).makers(), **NameQuestions(group).makers(), **NumberQuestions(group).makers(),
    }  # fmt: skip
    can_answer = _told(group, log)
    questions: list[Question] = []
    for question_class, maker in makers.items():
        dice = Dice(group.seed, "questions", question_class)
        asked: dict[str, Question] = {}
        is_plain = question_class.startswith(("number", "identifier", "name"))
        for text, expected in dice.shuffled(list(maker(dice))):
            whole = text if is_plain else text + dice.pick(FILLERS)
            question = Question(whole, tuple(sorted(set(expected))), question_class)
            if can_answer(question):
                asked.setdefault(whole, question)
            if len(asked) == per_class:
                break
        questions += asked.values()
    return questions


def write_questions(group: DemoGroup, path: Path, log: TruthLog) -> None:
    """Write the questions that silos can answer: `{"q", "class", "expected"}`, expected being "nobody" or records."""
    records: dict[str, list[Mapping[str, str]]] = {}
    for record in log.records:
        mine = records.setdefault(record.person_id, [])
        mine.append({"source": record.source, "kind": record.kind, "key": record.key})
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for question in make_questions(group, log=log):
            # Silos know documents with authors, but nobody's projects; the hand-over shape A does.
            if question.question_class != "project":
                expected = [record for person_id in question.expected for record in records.get(person_id, ())]
                line = {"q": question.text, "class": question.question_class, "expected": expected or "nobody"}
                file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _told(group: DemoGroup, log: TruthLog | None) -> Callable[[Question], bool]:
    """What decides whether records can answer: somebody expected has one that says what the question goes by."""
    if log is None:
        return lambda _: True
    said: dict[str, str] = {}
    for record in log.records:
        said[record.person_id] = f"{said.get(record.person_id, '')}|{record.said}"
    return lambda question: (
        not question.expected
        or any(
            _is_told(group.person[person_id], question.question_class, said.get(person_id, ""))
            for person_id in question.expected
        )
    )


_BY_SOUND = ("name_pinyin", "name_swapped", "name_initials", "name_surname_reading", "name_slip_pinyin")
_BY_CHARACTERS = (
    "name_characters", "name_with_company", "name_mixed", "name_slip_homophone", "name_traditional", "name_honorific",
)  # fmt: skip


def _is_told(person: Person, question_class: str, said: str) -> bool:
    """Whether a person's records say what a question of this class goes by."""
    name = person.name
    needed: tuple[str | None, ...] = {
        "number_tail": (person.mobile[-4:], person.phone[-4:], person.emp_no[-4:]),
        "number_tail_surname": (person.mobile[-4:], person.phone[-4:], person.emp_no[-4:]),
        "number_mobile": (person.mobile[-8:],),
        "number_phone": (person.phone.split("-")[1],),
        "identifier_emp_no": (person.emp_no.lstrip("0"),),
        "identifier_mail": (person.email,),
        "name_former": (name.former,),
        "name_english": (name.english,),
        "name_overseas_latin": (name.latin, name.characters, name.traditional),
        **dict.fromkeys(_BY_SOUND, (name.characters, name.traditional, name.pinyin)),
        **dict.fromkeys(_BY_CHARACTERS, (name.characters, name.traditional)),
    }.get(question_class, ())
    return bool(said) if not needed else any(plain(part) in said for part in needed if part)
