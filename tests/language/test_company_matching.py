"""Companies in questions: declared, by short names nobody declared, with one slip; and where there is none."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.language.group_of_companies import GROUP
from zhaoren.language.companies import UnitNames
from zhaoren.language.company_matching import CompanyLexicon
from zhaoren.language.lexicon import DEFAULT, parse_additions
from zhaoren.language.text import fold

LEXICON = CompanyLexicon(GROUP)


def found(question: str, lexicon: CompanyLexicon = LEXICON) -> list[tuple[str, tuple[str, ...]]]:
    text = fold(question)
    return [(text[span.start : span.end], tuple(span.ids)) for span in lexicon.find(text)]


@pytest.mark.parametrize(
    ("question", "text", "entry"),
    [
        ("琼州矿业 财务 负责人", "琼州矿业", "MINE"),
        ("琼州矿业股份有限公司的财务总监是谁", "琼州矿业股份有限公司", "MINE"),
        ("琼矿财务老大", "琼矿", "MINE"),
        ("谁负责琼矿的安全", "琼矿", "MINE"),
        ("琼矿集团 人事", "琼矿集团", "MINE"),
        ("qzky 财务", "qzky", "MINE"),
        ("qiongzhoukuangye cfo", "qiongzhoukuangye", "MINE"),
        ("景明医药 CFO", "景明医药", "PHARMA"),
        ("景药采购", "景药", "PHARMA"),
        ("Jingming Pharma CFO", "jingming pharma", "PHARMA"),
        ("who is the CFO of Nantong Iron & Steel?", "nantong iron & steel", "STEEL"),
        ("通钢 采购 王经理", "通钢", "STEEL"),
        ("通钢联谁管安全", "通钢联", "JOINT"),
        ("景明医药（集团）采购", "景明医药(集团)", "PHARMA"),
        ("景明财务公司总经理", "景明财务公司", "BANK"),
        ("沁园商城董秘", "沁园商城", "MART"),
        ("琼崖储运公司谁负责", "琼崖储运公司", "MOVE"),
        ("琼物 仓库", "琼物", "MOVE"),
        ("万嘉 hr", "万嘉", "BIO"),
        ("wanjia hr director", "wanjia", "BIO"),
        ("琼洲矿业的财务总监", "琼洲矿业", "MINE"),
        ("琼州矿页 人事", "琼州矿页", "MINE"),
        ("沁圆商城 法务", "沁圆商城", "MART"),
        ("Nantng Iron and Stel CFO", "nantng iron and stel", "STEEL"),
        ("Qiongzhou Minning finance", "qiongzhou minning", "MINE"),
        ("Fidelisa head of IT", "fidelisa", "INSURE"),
    ],
)
def test_a_company_is_found_by_any_of_its_names(question: str, text: str, entry: str) -> None:
    assert found(question) == [(text, (entry,))]


@pytest.mark.parametrize(
    ("question", "text", "entry"),
    [("qkcw", "qk", "MINE"), ("qzkycwfzr", "qzky", "MINE"), ("qiongzhoukuangyecaiwu", "qiongzhoukuangye", "MINE")],
)
def test_a_company_and_a_function_may_be_typed_as_one_word(question: str, text: str, entry: str) -> None:
    assert found(question) == [(text, (entry,))]
    assert LEXICON.find(question)[0].weight < 0.7


@pytest.mark.parametrize(
    "question",
    [
        "财务公司",
        "财务 物流",
        "上海 采购",
        "上海的财务",
        "张伟 电话",
        "8213",
        "who is the head of finance",
        "王经理",
        "",
        "南通 部长",
        "总经理办公室主任",
        "张琼矿",
        "北琼矿业 财务",
        "济通钢铁 采购",
        "琼海南矿",
        "请问谁负责安全环保",
        "the steel company in nantong",
    ],
)
def test_no_company_is_found_where_there_is_none(question: str) -> None:
    assert found(question) == []


def test_a_name_that_several_companies_bear_gives_them_all_in_one_order() -> None:
    lexicon = CompanyLexicon(
        [("B", UnitNames("海东环保有限公司", "海东")), ("A", UnitNames("海东港务有限公司", "海东"))]
    )
    assert found("海东 财务", lexicon) == [("海东", ("A", "B"))]


def test_only_the_given_companies_decide_what_is_unique() -> None:
    both = [("A", UnitNames("景山矿业有限公司")), ("B", UnitNames("景德矿冶有限公司"))]
    assert found("景矿 财务", CompanyLexicon(both)) == [("景矿", ("A", "B"))]
    assert found("景矿 财务", CompanyLexicon(both[:1])) == [("景矿", ("A",))]


def test_the_order_of_the_entries_changes_nothing() -> None:
    shuffled = list(GROUP)
    random.Random(7).shuffle(shuffled)
    again = CompanyLexicon(shuffled)
    for question in ("景明 财务", "琼矿财务", "上海景明实业", "jingming"):
        assert again.find(fold(question)) == LEXICON.find(fold(question))


def test_a_word_that_the_administrator_calls_ordinary_is_no_short_name() -> None:
    lexicon = DEFAULT.with_additions(parse_additions('ordinary = ["琼矿"]', "lexicon.toml"))
    assert found("琼矿财务", CompanyLexicon(GROUP, lexicon=lexicon)) == []


def test_a_company_that_bears_an_everyday_word_competes_with_the_word() -> None:
    lexicon = CompanyLexicon([*GROUP, ("WL", UnitNames("华晏物流有限公司", "物流", aliases=("IT",)))])
    assert found("物流 负责人", lexicon) == [("物流", ("WL",))]
    assert lexicon.find("物流 负责人")[0].weight < 0.7
    assert found("琼州矿业 物流 负责人", lexicon) == [("琼州矿业", ("MINE",))]
    assert found("华晏物流 IT 负责人", lexicon) == [("华晏物流", ("WL",))]


def test_a_whole_name_is_looked_up_without_guessing() -> None:
    named = LEXICON.named("上海景明医药(集团)股份有限公司")
    assert named is not None
    assert named.ids == ("PHARMA",)
    assert LEXICON.named("琼矿") is None


def test_units_are_found_by_the_same_class() -> None:
    units = CompanyLexicon(
        [("u1", UnitNames("炼铁厂")), ("u2", UnitNames("智慧园区项目部")), ("u3", UnitNames("Cold Rolling Mill"))],
        guesses=False,
        are_companies=False,
    )
    assert found("智慧园区项目部的负责人", units) == [("智慧园区项目部", ("u2",))]
    assert found("cold rolling mill manager", units) == [("cold rolling mill", ("u3",))]


def test_a_hundred_thousand_units_stay_small() -> None:
    many = CompanyLexicon(
        ((f"u{number}", UnitNames(f"第{number}作业区生产{number % 97}班")) for number in range(20_000)),
        guesses=False,
        are_companies=False,
    )
    assert found("第777作业区生产1班 班长", many) == [("第777作业区生产1班", ("u777",))]


@given(text=st.text(max_size=200))
def test_any_text_is_searched_without_error(text: str) -> None:
    folded = fold(text)
    last = 0
    for span in LEXICON.find(folded):
        assert last <= span.start < span.end <= len(folded)
        assert span.ids
        last = span.end


@given(
    pieces=st.lists(
        st.sampled_from(
            ["琼", "州", "矿", "业", "上海", "景明", "财务", "公司", "(", ")", "& ", "steel", " ", "nantong"]
        ),
        max_size=40,
    )
)
def test_any_mixture_of_name_pieces_is_searched_without_error(pieces: list[str]) -> None:
    folded = fold("".join(pieces))
    for span in LEXICON.find(folded):
        assert folded[span.start : span.end].strip()


def short_name_cases() -> list[tuple[str, str]]:
    with (Path(__file__).parent / "short_name_cases.csv").open(encoding="utf-8", newline="") as file:
        return [(row["full_name"], row["short_name"]) for row in csv.DictReader(file)]


def test_short_names_of_real_companies_that_nobody_declared_are_found() -> None:
    cases = short_name_cases()
    lexicon = CompanyLexicon((full, UnitNames(full)) for full in {full for full, _ in cases})
    right = [found(f"{short}财务负责人", lexicon) == [(short, (full,))] for full, short in cases]
    assert len(cases) >= 100
    assert sum(right) / len(cases) >= 0.95


@pytest.mark.parametrize(
    "company",
    [
        "火星矿业",
        "首钢",
        "杭钢",
        "河南钢铁",
        "华夏银行",
        "海东矿业",
        "大唐医药",
        "石家庄钢铁",
        "北汽",
        "江西钢铁",
        "东方电气",
        "星河地产",
        "明远科技",
        "南海矿业",
    ],
)
def test_companies_outside_the_group_are_not_taken_for_one_inside(company: str) -> None:
    lexicon = CompanyLexicon((full, UnitNames(full)) for full in {full for full, _ in short_name_cases()})
    assert found(f"{company}财务负责人", lexicon) == []


@given(
    entry=st.sampled_from(GROUP),
    frame=st.sampled_from(["{} 财务负责人", "请问{}的采购总监是谁", "who is the head of it at {}?", "{}", "“{}”人事"]),
    data=st.data(),
)
def test_every_declared_name_is_found_in_any_question(
    entry: tuple[str, UnitNames], frame: str, data: st.DataObject
) -> None:
    names = entry[1]
    declared = (names.legal, names.short, *names.former, *names.aliases, *names.english, *names.stock)
    name = data.draw(st.sampled_from([name for name in declared if name]))
    spans = LEXICON.find(fold(frame.format(name)))
    assert [span.ids for span in spans if entry[0] in span.ids] == [(entry[0],)]
