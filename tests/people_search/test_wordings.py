"""The same questions in words that nobody prepared: colloquial, noisy, English, by duty, for lists and relations."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.answers import Outcome
from schemas.viewer import LOCAL_ADMINISTRATOR
from tests.people_search.conftest import Ask
from zhaoren.people_search.directory import PeopleDirectory

LONGEST_S = 2.0  # for one question on a busy machine; each takes a few milliseconds


@pytest.mark.parametrize(
    "question",
    [
        "琼州矿业的钱归谁管",
        "能帮我联系一下琼矿财务那边的负责人吗",
        "琼州矿业财物负责人",
        "负责琼州矿业财务的领导是谁",
        "琼州矿业财务一号位",
        "琼矿账房",
        "我要报销，琼州矿业的，找谁？",
        "琼州矿业年度预算的事问谁，急",
        "who handles finance at Qiongzhou Mining",
        "Qiongzhou Mining Co., Ltd. head of finance",
        "can you tell me who leads accounting at qiongzhou please",
    ],
)
def test_the_finance_head_is_found_in_any_words(ask: Ask, question: str) -> None:
    assert [hit.card.person.id for hit in ask(question).hits][:1] == ["p5"]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("琼州矿业计划财务部负责人", "p6"),
        ("琼州矿业计划财务部部长", "p6"),
        ("琼州矿业老总是谁", "p4"),
        ("宁和医药的老板是谁", "p9"),
        ("财务总监的上级 琼州矿业", "p4"),
        ("找个懂浮选的人", "p8"),
        ("浮选方面找谁", "p8"),
        ("8213 曾", "p3"),
        ("姓符的 尾号8042", "p5"),
    ],
)
def test_units_posts_relations_and_topics_are_told_apart(ask: Ask, question: str, first: str) -> None:
    assert [hit.card.person.id for hit in ask(question).hits][:1] == [first]


def test_a_department_is_asked_for_its_people(ask: Ask) -> None:
    assert [hit.card.person.id for hit in ask("琼州矿业计划财务部有哪些人").hits] == ["p6"]


def test_every_company_answers_a_list_once(ask: Ask) -> None:
    assert [hit.card.person.id for hit in ask("全集团的总经理").hits] == ["p2", "p4", "p9"]


def test_subsidiaries_are_all_companies_but_the_one_at_the_top(ask: Ask) -> None:
    assert [hit.card.person.id for hit in ask("各子公司的总经理").hits] == ["p4", "p9"]


@pytest.mark.parametrize("question", ["天马集团财务负责人", "火星矿业的采购找谁", "Acme Mining Ltd finance head"])
def test_an_unknown_company_is_not_taken_for_the_group(ask: Ask, question: str) -> None:
    assert ask(question).outcome is Outcome.UNKNOWN_COMPANY


def test_an_unknown_department_is_named_as_what_failed(ask: Ask) -> None:
    answer = ask("琼州矿业 航天部 负责人")
    assert answer.no_match
    assert answer.failed_part == "航天部"


@settings(max_examples=150, deadline=None)
@given(
    text=st.text(
        alphabet=st.one_of(
            st.sampled_from("王张建军琼州矿业财务部负责人的谁老大总 ,.@-0123456789wangzhjuv"), st.characters()
        ),
        min_size=60,
        max_size=200,
    )
)
def test_long_text_is_answered_in_bounded_time(directory: PeopleDirectory, text: str) -> None:
    started = time.monotonic()
    directory.find(text, LOCAL_ADMINISTRATOR)
    directory.suggest(text, LOCAL_ADMINISTRATOR)
    assert time.monotonic() - started < LONGEST_S


@pytest.mark.parametrize("piece", ["王", "琼州", "zhang", "a b ", "1", "负责人", "的", "é", "李四"])
def test_a_piece_repeated_is_answered_in_bounded_time(directory: PeopleDirectory, piece: str) -> None:
    started = time.monotonic()
    directory.find((piece * 200)[:200], LOCAL_ADMINISTRATOR)
    assert time.monotonic() - started < LONGEST_S
