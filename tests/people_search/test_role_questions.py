"""Who heads what: answered from posts and the tree, in any wording."""

from __future__ import annotations

import pytest

from schemas.answers import Outcome
from tests.people_search.conftest import Ask


@pytest.mark.parametrize(
    "question",
    [
        "琼州矿业 财务 负责人",
        "琼州矿业财务负责人是谁",
        "琼矿财务老大",
        "昌江铁矿管财务的是哪位",
        "QZKY 财务总监",
        "Qiongzhou Mining CFO",
        "who is the finance head of Qiongzhou Mining",
        "琼州矿业股份有限公司　财务部　一把手",
        "请问琼州矿业报销找谁",
        "qzkycw",
        "qkcaiwu",
    ],
)
def test_the_chief_officer_of_a_function_answers_for_it(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert [hit.card.person.name.text for hit in answer.hits][:1] == ["符海燕"]


def test_the_head_of_the_department_follows_its_chief_officer(ask: Ask) -> None:
    assert [hit.card.person.id for hit in ask("琼州矿业 财务 负责人").hits] == ["p5", "p6"]


def test_a_reason_names_company_function_and_title(ask: Ask) -> None:
    reason = ask("琼州矿业 财务 负责人").hits[0].why[0]
    assert reason.zh == "琼州矿业的财务最高负责人：财务总监"
    assert reason.en == "chief officer of Finance at Qiongzhou Mining: 财务总监"


def test_a_vacant_post_is_said_to_be_vacant_and_the_deputy_only_suggested(ask: Ask) -> None:
    answer = ask("宁和医药 财务 负责人")
    assert answer.outcome is Outcome.VACANT
    assert answer.no_match
    assert [s.person_id for s in answer.suggestions] == ["p11"]
    assert answer.vacant_posts[0][0].title.text == "财务部部长"


def test_a_function_that_a_company_lacks_is_said_to_be_lacking(ask: Ask) -> None:
    answer = ask("宁和医药 法务 负责人")
    assert answer.outcome is Outcome.NO_SUCH_FUNCTION
    assert answer.no_match
    assert answer.note is not None
    assert answer.note.zh == "宁和医药没有法务这一职能"


def test_an_ended_post_and_a_leaver_never_answer(ask: Ask) -> None:
    assert ask("琼州矿业 采购 负责人").outcome is Outcome.NO_SUCH_FUNCTION
    assert "孙立" not in {hit.card.person.name.text for hit in ask("琼州矿业 财务总监").hits}


def test_an_unknown_company_is_named_as_the_part_that_failed(ask: Ask) -> None:
    answer = ask("火星矿业 财务 负责人")
    assert answer.outcome is Outcome.UNKNOWN_COMPANY
    assert answer.failed_part == "火星矿业"
    assert answer.no_match


def test_a_company_alone_asks_for_who_runs_it(ask: Ask) -> None:
    assert [hit.card.person.name.text for hit in ask("琼州矿业").hits] == ["单国栋"]


def test_a_unit_named_by_its_own_name_is_asked_for_its_head(ask: Ask) -> None:
    assert [hit.card.person.name.text for hit in ask("第二选矿厂厂长").hits] == ["林志明"]


def test_the_group_itself_is_meant_by_group(ask: Ask) -> None:
    assert [hit.card.person.name.text for hit in ask("集团 财务 负责人").hits] == ["曾志强"]


def test_every_part_of_the_question_is_placed_where_it_was_typed(ask: Ask) -> None:
    question = "琼矿财务老大"
    parts = ask(question).understood
    assert [(part.kind.value, question[part.start : part.end]) for part in parts] == [
        ("company", "琼矿"),
        ("function", "财务"),
        ("rank", "老大"),
    ]
