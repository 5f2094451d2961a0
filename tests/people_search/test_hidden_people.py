"""Groups that differ only in people whom a viewer may not find answer him byte for byte alike."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.answer_json import AnswerOut
from schemas.viewer import Viewer
from tests.people_search.test_visibility import POLICY
from tests.small_group import GROUP, MINE, MINE_FINANCE, PEOPLE, PHARMA, person, publish_small_group, small_directory
from zhaoren.people_search.directory import PeopleDirectory

HIDDEN = (
    person(21, "符海雁", ("首席法务官", MINE), hidden=True, mobile="13800138043", manager="p4"),
    person(22, "端木磊", ("财务总监", PHARMA), hidden=True, english="Ray Duanmu", login="rduanmu"),
    person(23, "王建军", ("计划财务部部长", MINE_FINANCE), hidden=True, manager="p5"),
    person(24, "吴秘书", ("总经理秘书", MINE), hidden=True, manager="p4"),
    person(25, "米娜", ("IT Director", GROUP), hidden=True, staff_number="H99001"),
)
PIECES = (
    "琼州矿业", "琼矿", "宁和医药", "集团", "各子公司", "Qiongzhou", "财务", "法务", "IT", "采购部", "计划财务部",
    "负责人", "老大", "总监", "部长", "的秘书", "的下属", "的上级", "有哪些人", "所有", "谁懂", "浮选",
    "王建军", "端木磊", "duanmu", "rduanmu",
    "wjj",
    "吴", "吴秘书", "符海雁", "fuhaiyan", "米娜", "8043", "H99001", "99001", "找谁", "报销", "的", " ", "？", "zh",
)  # fmt: skip
VIEWER = Viewer("hq")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[PeopleDirectory, PeopleDirectory]]:
    """The same group with and without people whom nobody may find."""
    folder = Path(tmp_path_factory.mktemp("hidden"))
    seen = [p for p in PEOPLE if not p.hidden]
    without, with_them = publish_small_group(folder / "a", seen), publish_small_group(folder / "b", [*seen, *HIDDEN])
    yield small_directory(without, POLICY), small_directory(with_them, POLICY)
    without.close()
    with_them.close()


@settings(max_examples=400, deadline=None)
@given(pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=6))
def test_hidden_people_change_no_byte_of_any_answer(
    both: tuple[PeopleDirectory, PeopleDirectory], pieces: list[str]
) -> None:
    question = "".join(pieces)
    answers = [AnswerOut.of(directory.find(question, VIEWER)).model_dump_json() for directory in both]
    assert answers[0] == answers[1]
    lines = [directory.suggest(question, VIEWER) for directory in both if question.strip()]
    assert not lines or lines[0] == lines[1]


@pytest.mark.parametrize("named", ["u-mine", "u-mine-fin", "u-pharma", "u-group"])
def test_hidden_people_are_not_counted_and_head_nothing(
    both: tuple[PeopleDirectory, PeopleDirectory], named: str
) -> None:
    assert both[0].unit(named, VIEWER) == both[1].unit(named, VIEWER)
