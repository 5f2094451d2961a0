"""Questions are many, of every class, and their answers are the truth's."""

from __future__ import annotations

import json
from pathlib import Path

from schemas.vocabulary import EmploymentStatus
from zhaoren.demo.group import make_group
from zhaoren.demo.questions import make_questions
from zhaoren.demo.silo_plan import TruthLog
from zhaoren.demo.truth import DemoGroup


def test_there_are_hundreds_in_dozens_of_classes() -> None:
    questions = make_questions(make_group(1))
    assert len(questions) > 600
    assert len({question.question_class for question in questions}) > 40
    assert sum(not question.expected for question in questions) > 60


def test_the_same_group_is_asked_the_same(group: DemoGroup) -> None:
    assert make_questions(group) == make_questions(make_group(group.seed, people=len(group.people)))


def test_only_people_who_work_here_answer_roles_and_names(group: DemoGroup) -> None:
    for question in make_questions(group):
        if question.question_class.startswith(("role", "name", "relation_assistant")):
            assert question.expected, question
            assert all(group.person[who].status is EmploymentStatus.ACTIVE for who in question.expected), question


def test_nobody_questions_expect_nobody_and_others_somebody(group: DemoGroup) -> None:
    for question in make_questions(group):
        assert bool(question.expected) != question.question_class.startswith("nobody"), question


def test_the_file_names_records_that_were_written(silos: tuple[Path, TruthLog]) -> None:
    folder, log = silos
    written = {(record.source, record.kind.value, record.key) for record in log.records}
    lines = [json.loads(line) for line in (folder / "truth" / "questions.jsonl").read_text("utf-8").splitlines()]
    assert len(lines) > 400
    for line in lines:
        if line["expected"] != "nobody":
            assert {(record["source"], record["kind"], record["key"]) for record in line["expected"]} <= written
