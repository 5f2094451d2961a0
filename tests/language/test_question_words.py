"""Everyday words of questions, honorifics and places."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.vocabulary import Function, Rank
from zhaoren.language.honorifics import everyday_heads, honorifics_in, read_honorific
from zhaoren.language.places import place_of, places_in
from zhaoren.language.question_words import fillers_in, heads_in, lists_in, relations_in
from zhaoren.language.text import fold


class Span(Protocol):
    """What every finder gives."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...

    @property
    def meaning(self) -> str: ...


def said(spans: Iterable[Span], text: str) -> list[tuple[str, str]]:
    return [(fold(text)[span.start : span.end], span.meaning) for span in spans]


@pytest.mark.parametrize(
    ("text", "word", "meaning"),
    [
        ("财务老大是谁", "老大", "head"),
        ("采购一把手", "一把手", "head"),
        ("财务的头儿", "头儿", "head"),
        ("谁负责采购", "谁负责", "head"),
        ("采购归谁管", "归谁管", "head"),
        ("法务负责人", "负责人", "head"),
        ("who runs procurement", "who runs", "head"),
        ("head of IT", "head of", "head"),
        ("the person in charge of safety", "person in charge", "head"),
        ("财务二把手", "二把手", "deputy"),
        ("deputy of finance", "deputy", "deputy"),
        ("报销找谁", "找谁", "person"),
        ("who should I contact about payroll", "who should i contact", "person"),
    ],
)
def test_everyday_words_for_heads_are_found(text: str, word: str, meaning: str) -> None:
    assert (word, meaning) in said(everyday_heads(text), text)
    assert everyday_heads(text) == heads_in(text)


@pytest.mark.parametrize("text", ["财务管理", "码头", "品管", "headquarters", "钢管厂"])
def test_longer_words_hide_the_words_inside(text: str) -> None:
    assert heads_in(text) == ()


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("王伟的上级", "manager_of"),
        ("王伟汇报给谁", "manager_of"),
        ("zhang wei's manager", "manager_of"),
        ("who does zhang wei report to", "manager_of"),
        ("王伟的下属", "reports_of"),
        ("direct reports of Li Lei", "reports_of"),
        ("李雷的团队", "team_of"),
        ("team of Li Lei", "team_of"),
        ("张总的助理", "assistant_of"),
        ("王伟的同事", "peers_of"),
        ("王伟的汇报链", "chain_of"),
    ],
)
def test_relations_are_found(text: str, meaning: str) -> None:
    assert meaning in {one for _, one in said(relations_in(text), text)}


@pytest.mark.parametrize("text", ["总经理助理", "董事会秘书", "board secretary"])
def test_titles_with_relation_words_are_no_relations(text: str) -> None:
    assert relations_in(text) == ()


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("所有财务负责人", "all"),
        ("各子公司财务总监", "all"),
        ("list all CFOs", "all"),
        ("财务部有多少人", "count"),
        ("how many people", "count"),
    ],
)
def test_lists_are_found(text: str, meaning: str) -> None:
    assert meaning in {one for _, one in said(lists_in(text), text)}


def test_fillers_are_found() -> None:
    assert [word for word, _ in said(fillers_in("请问海矿的财务老大是谁？"), "请问海矿的财务老大是谁？")] == [
        "请问",
        "的",
        "是谁",
        "?",
    ]
    assert [word for word, _ in said(fillers_in("who is the CFO"), "who is the CFO")] == ["who is", "the"]


@pytest.mark.parametrize(
    ("text", "surname", "given", "called"),
    [
        ("张总", "张", "", "总"),
        ("李工", "李", "", "工"),
        ("王书记", "王", "", "书记"),
        ("陈部长", "陈", "", "部长"),
        ("欧阳总", "欧阳", "", "总"),
        ("老王", "王", "", "老"),
        ("小李", "李", "", "小"),
        ("张伟总", "张", "伟", "总"),
        ("Mr Zhang", "zhang", "", "mr"),
        ("Ms. Li", "li", "", "ms."),
        ("zhangzong", "zhang", "", "zong"),
        ("wang 经理", "wang", "", "经理"),
        ("Director Wang", "wang", "", "director"),
        ("陳總", "陈", "", "总"),
    ],
)
def test_an_honorific_is_read(text: str, surname: str, given: str, called: str) -> None:
    read = read_honorific(text)
    assert read is not None
    assert (read.surname, read.given, read.called) == (surname, given, called)


@pytest.mark.parametrize(
    "text",
    [
        "总经理",
        "资金经理",
        "大区经理",
        "高级经理",
        "安全总监",
        "党委书记",
        "工会主席",
        "老板",
        "大家",
        "财务部长",
        "程序员",
        "head of finance",
        "设备部长",
        "基金经理",
        "工程总监",
        "张",
        "",
        "办公室主任",
        "海外市场部经理",
        "车间主任",
    ],
)
def test_titles_and_everyday_words_are_no_honorifics(text: str) -> None:
    assert honorifics_in(text) == ()


def test_an_honorific_says_rank_and_function() -> None:
    secretary, president = read_honorific("王书记"), read_honorific("张总")
    assert secretary is not None
    assert president is not None
    assert secretary.function is Function.PARTY
    assert president.ranks[0] is Rank.PRESIDENT


def test_honorifics_are_found_inside_a_question() -> None:
    assert [(one.surname, one.called) for one in honorifics_in("琼矿 采购 王经理的电话")] == [("王", "经理")]
    assert [(one.surname, one.called) for one in honorifics_in("采购部王工")] == [("王", "工")]


@pytest.mark.parametrize(
    ("text", "name", "part_of"),
    [
        ("海口市", "海口", "海南"),
        ("Haikou", "海口", "海南"),
        ("海南省", "海南", ""),
        ("Hong Kong", "香港", ""),
        ("xi'an", "西安", "陕西"),
        ("内蒙古自治区", "内蒙古", ""),
        ("東莞", "东莞", "广东"),
        ("东方市", "东方", "海南"),
    ],
)
def test_a_place_is_read(text: str, name: str, part_of: str) -> None:
    place = place_of(text)
    assert place is not None
    assert (place.name, place.part_of) == (name, part_of)


def test_places_are_found_inside_a_question() -> None:
    assert [place.name for place in places_in("上海和海口市的法务")] == ["上海", "海口"]
    assert places_in("东方电气") == ()


@given(text=st.text(max_size=200))
def test_any_text_is_searched_for_everyday_words(text: str) -> None:
    folded = fold(text)
    ends = [
        (span.start, span.end) for finder in (heads_in, relations_in, lists_in, fillers_in) for span in finder(text)
    ]
    ends += [(span.start, span.end) for span in honorifics_in(text)]
    ends += [(span.start, span.end) for span in places_in(text)]
    assert all(0 <= start < end <= len(folded) for start, end in ends)
