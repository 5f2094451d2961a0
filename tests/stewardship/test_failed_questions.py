from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from schemas.answers import Answer, Hit, Outcome, Part, PartKind, PersonCard, Text
from schemas.directory import Person, Value
from schemas.viewer import LOCAL_ADMINISTRATOR, Viewer
from schemas.vocabulary import EmploymentStatus
from zhaoren.catalog.catalog import Catalog
from zhaoren.catalog.failed_questions import FailedQuestionStore
from zhaoren.foundation.errors import Busy
from zhaoren.stewardship.failed_questions import (
    SETTLED_S,
    FailedQuestions,
    NotAnAdministrator,
    failed_questions,
    forget_failed_questions,
    masked,
)

LI = Viewer("li.ming")
ZHAO = Viewer("zhao.lei")
MEANS = Text("", "")


def today() -> datetime:
    return datetime(2026, 11, 22, 9, tzinfo=UTC)


def vain(question: str, *parts: tuple[PartKind, str], failed: str = "") -> Answer:
    understood = tuple(
        Part(kind, question.index(text), question.index(text) + len(text), text, MEANS) for kind, text in parts
    )
    return Answer(question, Outcome.NOTHING, understood, failed_part=failed)


class Moments:
    """A timer that stands still until it is moved."""

    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def timer() -> Moments:
    return Moments()


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    return Catalog(f"sqlite:///{tmp_path / 'catalog.db'}", clock=today)


@pytest.fixture
def noted(catalog: Catalog, timer: Moments) -> FailedQuestions:
    return FailedQuestions(lambda: catalog.journal.failed_questions, today, keep_days=30, timer=timer)


def listed(catalog: Catalog) -> list[tuple[str, int]]:
    found = failed_questions(catalog.journal.failed_questions, LOCAL_ADMINISTRATOR, today)
    return [(question.question, question.asked) for question in found]


def test_what_was_asked_in_vain_is_counted_over_viewers(catalog: Catalog, noted: FailedQuestions) -> None:
    for viewer in (LI, ZHAO):
        noted(vain("海棠 财资中心 掌柜", failed="财资中心"), viewer)
    noted(vain("紫荆 谁管食堂"), LI)
    assert noted.flush(all_=True) == 2
    assert listed(catalog) == [("海棠 财资中心 掌柜", 2), ("紫荆 谁管食堂", 1)]


def test_an_answered_question_is_not_kept(catalog: Catalog, noted: FailedQuestions) -> None:
    person = Person("p", 1, Value("黄蓉"), (), EmploymentStatus.ACTIVE)
    noted(Answer("财务总监", Outcome.FOUND, hits=(Hit(PersonCard(person, ()), ()),)), LI)
    noted(Answer(" ", Outcome.EMPTY_QUESTION), LI)
    assert noted.flush(all_=True) == 0
    assert listed(catalog) == []


def test_of_a_question_being_typed_only_the_last_form_counts(
    catalog: Catalog, noted: FailedQuestions, timer: Moments
) -> None:
    for typed in ("海棠", "海棠 财", "海棠 财资", "海棠 财资中"):
        noted(vain(typed), LI)
        timer.now_s += 0.3
    assert noted.flush() == 0
    timer.now_s += SETTLED_S
    assert noted.flush() == 1
    assert listed(catalog) == [("海棠 财资中", 1)]


def test_the_same_question_asked_again_counts_again(catalog: Catalog, noted: FailedQuestions, timer: Moments) -> None:
    for _ in range(3):
        noted(vain("谁管食堂"), LI)
        timer.now_s += 2
    noted.flush(all_=True)
    assert listed(catalog) == [("谁管食堂", 3)]


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        (vain("海棠 张三丰", (PartKind.NAME, "张三丰"), failed="张三丰"), ("海棠 张〇〇", "张〇〇")),
        (vain("欧阳锋在哪", (PartKind.NAME, "欧阳锋")), ("欧阳〇在哪", "")),
        (vain("zhangsf finance", (PartKind.NAME, "zhangsf")), ("z〇 finance", "")),
        (vain("13712345678", (PartKind.NUMBER, "13712345678"), failed="13712345678"), ("〈号码〉", "〈号码〉")),
        (vain("a.b@c.example", (PartKind.MAIL, "a.b@c.example")), ("〈邮箱〉", "")),
        (vain("谁的电话是 87654321 啊"), ("谁的电话是 〈号码〉 啊", "")),
        (vain("财资 负责人", (PartKind.NAME, "财资"), failed="财资"), ("财资 负责人", "财资")),
    ],
    ids=lambda value: value.question if isinstance(value, Answer) else "",
)
def test_names_and_numbers_are_masked_and_unknown_words_stay(answer: Answer, kept: tuple[str, str]) -> None:
    question = masked(answer)
    assert (question.question, question.failed_part) == kept


def _said(day: datetime) -> datetime:
    return day


def test_old_days_are_dropped(tmp_path: Path) -> None:
    catalog = Catalog(f"sqlite:///{tmp_path / 'catalog.db'}")
    for month, question in ((9, "旧问题"), (11, "新问题")):
        day = datetime(2026, month, 1, tzinfo=UTC)
        noted = FailedQuestions(lambda: catalog.journal.failed_questions, partial(_said, day), keep_days=30)
        noted(vain(question), LI)
        noted.flush(all_=True)
    assert [q.question for q in catalog.journal.failed_questions.most_asked()] == ["新问题"]


def test_nothing_is_kept_where_the_settings_say_so(catalog: Catalog, timer: Moments) -> None:
    noted = FailedQuestions(lambda: catalog.journal.failed_questions, today, keep_days=0, timer=timer)
    noted(vain("谁管食堂"), LI)
    assert noted.flush(all_=True) == 0


def test_only_an_administrator_may_look_or_drop(catalog: Catalog) -> None:
    store = catalog.journal.failed_questions
    with pytest.raises(NotAnAdministrator, match="only an administrator"):
        failed_questions(store, LI, today)
    with pytest.raises(NotAnAdministrator):
        forget_failed_questions(store, LI)


def test_what_cannot_be_written_is_kept_for_the_next_time(catalog: Catalog, timer: Moments) -> None:
    broken = [True]

    def store() -> FailedQuestionStore:
        if broken:
            raise Busy("catalog", "another program is writing to it")
        return catalog.journal.failed_questions

    noted = FailedQuestions(store, today, keep_days=30, timer=timer)
    noted(vain("谁管食堂"), LI)
    assert noted.flush(all_=True) == 0
    broken.clear()
    noted(vain("谁管食堂"), ZHAO)
    assert noted.flush(all_=True) == 1
    assert listed(catalog) == [("谁管食堂", 2)]


def test_dropping_says_how_many_there_were(catalog: Catalog, noted: FailedQuestions) -> None:
    noted(vain("谁管食堂"), LI)
    noted.flush(all_=True)
    assert forget_failed_questions(catalog.journal.failed_questions, LOCAL_ADMINISTRATOR) == 1
    assert listed(catalog) == []
