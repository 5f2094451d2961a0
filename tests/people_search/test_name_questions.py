"""Names, numbers, relations, documents; and any text at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.answers import Outcome
from schemas.viewer import LOCAL_ADMINISTRATOR
from tests.people_search.conftest import Ask
from zhaoren.foundation.errors import BadInput, NotFound
from zhaoren.people_search.directory import PeopleDirectory


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("符海燕", "p5"),
        ("fuhaiyan", "p5"),
        ("fuhy", "p5"),
        ("符hy", "p5"),
        ("shan guodong", "p4"),
        ("ouyang", "p2"),
        ("曾志強", "p3"),
        ("Mindy", "p10"),
        ("宁和医药 采购 赵经理", "p10"),
        ("宁和医药 黄总", "p9"),
        ("13800138042", "p5"),
        ("138 0013 8042", "p5"),
        ("8042", "p5"),
        ("A00521", "p5"),
        ("fuhy@qzky.example", "p5"),
    ],
)
def test_a_person_is_found_by_any_way_of_naming_him(ask: Ask, question: str, first: str) -> None:
    assert [hit.card.person.id for hit in ask(question).hits][:1] == [first]


def test_two_people_of_one_name_are_both_found_the_senior_first(ask: Ask) -> None:
    assert [hit.card.person.id for hit in ask("王建军").hits] == ["p6", "p7"]


def test_a_company_narrows_a_name(ask: Ask) -> None:
    answer = ask("宁和医药 王建军")
    assert answer.no_match
    assert {suggestion.person_id for suggestion in answer.suggestions} == {"p6", "p7"}


def test_a_leaver_is_found_by_name_and_marked(ask: Ask) -> None:
    hits = ask("孙立").hits
    assert [(hit.card.person.id, hit.card.person.status.value, hit.card.posts) for hit in hits] == [("p12", "left", ())]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("符海燕的上级", ["p4"]),
        ("符海燕向谁汇报", ["p4"]),
        ("单国栋的下属", ["p5", "p8"]),
        ("who does 符海燕 report to", ["p4"]),
    ],
)
def test_relations_are_followed(ask: Ask, question: str, expected: list[str]) -> None:
    assert [hit.card.person.id for hit in ask(question).hits] == expected


def test_experts_come_through_documents_and_are_labelled_so(ask: Ask) -> None:
    answer = ask("谁懂浮选")
    assert [hit.card.person.id for hit in answer.hits] == ["p8"]
    assert answer.note is not None
    assert "文档" in answer.note.zh


def test_documents_are_found_by_their_words(directory: PeopleDirectory) -> None:
    found = directory.documents("浮选 报告", LOCAL_ADMINISTRATOR)
    assert [hit.document.id for hit in found.hits] == ["d1"]
    assert found.more is None


def test_a_name_nobody_bears_finds_nobody(ask: Ask) -> None:
    answer = ask("诸葛不存在")
    assert answer.outcome is Outcome.UNKNOWN_NAME
    assert answer.no_match


def test_pages_follow_each_other_without_repeats(directory: PeopleDirectory) -> None:
    first = directory.find("总裁", LOCAL_ADMINISTRATOR, limit=1)
    second = directory.find("总裁", LOCAL_ADMINISTRATOR, limit=1, after=first.more)
    assert first.hits[0].card.person.id != second.hits[0].card.person.id


def test_a_cursor_of_another_question_is_refused(directory: PeopleDirectory) -> None:
    cursor = directory.find("总裁", LOCAL_ADMINISTRATOR, limit=1).more
    with pytest.raises(BadInput, match="another question"):
        directory.find("王建军", LOCAL_ADMINISTRATOR, after=cursor)


def test_a_question_that_is_too_long_is_refused(directory: PeopleDirectory) -> None:
    with pytest.raises(BadInput, match="at most 200"):
        directory.find("王" * 201, LOCAL_ADMINISTRATOR)


def test_suggestions_complete_names_and_companies(directory: PeopleDirectory) -> None:
    assert "符海燕" in {line.label for line in directory.suggest("fuh", LOCAL_ADMINISTRATOR)}
    assert "琼州矿业" in {line.label for line in directory.suggest("琼州", LOCAL_ADMINISTRATOR)}


def test_a_unit_is_read_by_id_name_or_code(directory: PeopleDirectory) -> None:
    for named in ("u-mine", "琼州矿业", "QZKY"):
        card = directory.unit(named, LOCAL_ADMINISTRATOR)
        assert card.unit.id == "u-mine"
        assert [hit.card.person.id for hit in card.heads] == ["p4"]
    with pytest.raises(NotFound):
        directory.unit("没有的公司", LOCAL_ADMINISTRATOR)


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=200))
def test_any_text_is_answered(directory: PeopleDirectory, text: str) -> None:
    answer = directory.find(text, LOCAL_ADMINISTRATOR)
    assert all(0 <= part.start <= part.end <= len(text) for part in answer.understood)


@settings(max_examples=200, deadline=None)
@given(
    pieces=st.lists(
        st.sampled_from(
            ["琼州矿业", "财务", "负责人", "王", "建军", "的", "上级", "CFO", " ", "8213", "？", "部", "副", "zh"]
        ),
        max_size=12,
    )
)
def test_any_mixture_of_known_words_is_answered(directory: PeopleDirectory, pieces: list[str]) -> None:
    directory.find("".join(pieces), LOCAL_ADMINISTRATOR)
    directory.suggest("".join(pieces), LOCAL_ADMINISTRATOR)
