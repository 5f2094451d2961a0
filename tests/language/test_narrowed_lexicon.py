"""A lexicon that is narrowed to some companies reads every text as one that was made of just these companies."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.language.group_of_companies import GROUP
from zhaoren.language.companies import UnitNames
from zhaoren.language.company_matching import CompanyLexicon
from zhaoren.language.text import fold

_PLACES = ("海南", "海东", "琼州", "南通", "上海", "济南", "")
_BRANDS = ("景明", "景德", "万嘉", "沁园", "保德", "海", "")
_TRADES = ("矿业", "钢铁", "医药", "物流", "财务", "时尚", "矿冶")
_ENGLISH = (
    "Hainan Mining",
    "Nantong Iron & Steel",
    "Nantong Special Steel",
    "Jingming Pharmaceutical",
    "Wanjia Fashion",
)
_PIECES = (
    *(name for name in (*_PLACES, *_BRANDS, *_TRADES) if name),
    "海矿", "景矿", "琼矿", "景药", "hk", "hkcw", "hnky", "jm", "qzky", "hainankuangye", "财务", "负责人", "集团",
    "公司", "海南矿页", "琼洲矿业", "景明衣药", "保得钢铁", "Nantng", "Stel", "Minning", "Pharmaceuticl",
    "steel", "nantong", " ", "的",
)  # fmt: skip


@st.composite
def companies(draw: st.DrawFn) -> tuple[str, UnitNames]:
    core = draw(st.sampled_from(_PLACES)) + draw(st.sampled_from(_BRANDS)) + draw(st.sampled_from(_TRADES))
    form = draw(st.sampled_from(("股份有限公司", "有限公司", "集团有限公司", "")))
    short = draw(st.sampled_from(("", core, core[:2] + core[-2:])))
    alias = draw(st.lists(st.sampled_from(("海矿", "IT", "物流", "景明集团")), max_size=1))
    english = draw(st.lists(st.sampled_from(_ENGLISH), max_size=1))
    return core, UnitNames(core + form, short, aliases=tuple(alias), english=tuple(english))


groups = st.lists(companies(), min_size=2, max_size=12).map(
    lambda made: [(f"{number * 37 % 97:02}-{core}", names) for number, (core, names) in enumerate(made)]
)
questions = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=5).map("".join)


@settings(max_examples=300, deadline=None)
@given(group=groups, asked=st.lists(questions, min_size=1, max_size=6), chance=st.randoms(use_true_random=False))
def test_only_what_counts_shapes_what_is_found(
    group: list[tuple[str, UnitNames]], asked: list[str], chance: random.Random
) -> None:
    counted = np.array([chance.random() < 0.6 for _ in group], dtype=np.bool_)
    listed = sorted(group)
    narrowed = CompanyLexicon(group).narrowed(counted)
    alone = CompanyLexicon(entry for entry, counts in zip(listed, counted, strict=True) if counts)
    for question in asked:
        assert narrowed.find(fold(question)) == alone.find(fold(question))
        assert narrowed.named(question) == alone.named(question)


@settings(max_examples=200, deadline=None)
@given(group=groups, asked=st.lists(questions, min_size=1, max_size=6), chance=st.randoms(use_true_random=False))
def test_companies_that_come_later_are_read_as_if_they_had_been_there(
    group: list[tuple[str, UnitNames]], asked: list[str], chance: random.Random
) -> None:
    chance.shuffle(group)
    cut, gone = chance.randrange(len(group)), chance.randrange(len(group))
    first = sorted(group[:cut])
    numbered = [*first, *group[cut:]]
    counted = np.array([place != gone for place in range(len(numbered))], dtype=np.bool_)
    grown = CompanyLexicon(first).and_more(group[cut:]).narrowed(counted)
    alone = CompanyLexicon(entry for place, entry in enumerate(numbered) if place != gone)
    for question in asked:
        assert grown.find(fold(question)) == alone.find(fold(question))


def test_a_lexicon_stays_as_it_is_when_more_companies_come() -> None:
    before = CompanyLexicon(GROUP[:2])
    asked = [fold(question) for question in ("琼矿财务", "景明医药 CFO", "nantng iron and stel", "景药采购")]
    found = [before.find(question) for question in asked]
    after = before.and_more(GROUP[2:])
    assert [before.find(question) for question in asked] == found
    assert after.find(fold("景明医药 CFO"))[0].ids == ("PHARMA",)


@pytest.mark.parametrize("count", [5, 400])
def test_a_name_that_many_units_bear_gives_all_of_them_in_order(count: int) -> None:
    entries = [(f"u{number:04}", UnitNames("财务部")) for number in range(count)]
    units = CompanyLexicon(entries, guesses=False, are_companies=False)
    (span,) = units.find("财务部")
    assert list(span.ids) == [entry_id for entry_id, _ in entries]
    assert (len(span.ids), span.ids[1], list(span.ids[1:3])) == (count, "u0001", ["u0001", "u0002"])
