"""Titles: a table of real-world titles, and what decoration must not change."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.vocabulary import Function, Rank
from zhaoren.language.lexicon import DEFAULT
from zhaoren.language.titles import TitleReading, read_title

RANKS = {
    "CH": Rank.CHAIR, "PR": Rank.PRESIDENT, "VP": Rank.VICE_PRESIDENT, "CF": Rank.CHIEF, "HD": Rank.HEAD,
    "DH": Rank.DEPUTY_HEAD, "SH": Rank.SECTION_HEAD, "SP": Rank.SPECIALIST, "ST": Rank.STAFF, "UN": Rank.UNKNOWN,
}  # fmt: skip
DEPUTIES = (Rank.VICE_PRESIDENT, Rank.DEPUTY_HEAD)
MARKS = {"acting": "a", "former": "f", "designate": "n", "concurrent": "c"}
Case = tuple[str, str, bool | None, str]


def cases() -> list[Case]:
    with (Path(__file__).parent / "title_cases.csv").open(encoding="utf-8", newline="") as file:
        return [
            (row["title"], row["unit"], {"yes": True, "no": False}.get(row["company"]), row["expected"])
            for row in csv.DictReader(file)
        ]


CASES = cases()


def written(readings: tuple[TitleReading, ...]) -> str:
    """Readings in the short form of the table; `-d`/`+d` where deputy is not what the rank suggests."""
    parts = []
    for reading in readings:
        words = [next(short for short, rank in RANKS.items() if rank is reading.rank), reading.function.value]
        words += [mark for name, mark in MARKS.items() if getattr(reading, name)]
        if reading.deputy is not (reading.rank in DEPUTIES):
            words.append("+d" if reading.deputy else "-d")
        if reading.in_charge_of:
            words.append("in:" + "|".join(function.value for function in reading.in_charge_of))
        parts.append(" ".join(words))
    return " + ".join(parts)


def test_the_table_has_at_least_three_hundred_titles_in_each_style() -> None:
    assert len(CASES) >= 500
    assert len({case[:3] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=[f"{title}@{unit}" for title, unit, _, _ in CASES])
def test_a_title_is_read_as_the_table_says(case: Case) -> None:
    title, unit, company, expected = case
    assert written(read_title(title, unit, company)) == expected


def full_width(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def is_chinese(text: str) -> bool:
    return all("\u4e00" <= sign <= "\u9fff" or sign in "、，（）" for sign in text)


@given(case=st.sampled_from(CASES), brackets=st.sampled_from(["()", "（）", "[]", "【】", "「」", "《》", "  ", '""']))
def test_brackets_and_spaces_around_a_title_change_nothing(case: Case, brackets: str) -> None:
    title, unit, company, expected = case
    assert written(read_title(f" {brackets[0]}{title}{brackets[1]}　", unit, company)) == expected


@given(case=st.sampled_from(CASES))
def test_full_width_changes_nothing(case: Case) -> None:
    title, unit, company, expected = case
    assert written(read_title(full_width(title), full_width(unit), company)) == expected


@given(
    case=st.sampled_from([case for case in CASES if is_chinese(case[0])]),
    gaps=st.lists(st.sampled_from(["", " ", "　", "  ", "\u200b", "(", "】"]), min_size=20, max_size=20),
)
def test_signs_between_chinese_characters_change_nothing(case: Case, gaps: list[str]) -> None:
    title, unit, company, expected = case
    spread = "".join(sign + gap for sign, gap in zip(title, [*gaps, *[""] * len(title)], strict=False))
    assert written(read_title(spread, unit, company)) == expected


@given(case=st.sampled_from(CASES))
def test_capitals_change_nothing(case: Case) -> None:
    title, unit, company, expected = case
    assert written(read_title(title.upper(), unit.upper(), company)) == expected


@given(title=st.text(max_size=200), unit=st.text(max_size=60), company=st.sampled_from([True, False, None]))
def test_any_text_is_read_without_error(title: str, unit: str, company: bool | None) -> None:
    for reading in read_title(title, unit, company):
        assert isinstance(reading.function, Function)
        assert isinstance(reading.rank, Rank)


@given(words=st.lists(st.sampled_from([word for word, _ in DEFAULT.titles.items()]), max_size=12))
def test_any_row_of_title_words_is_read_without_error(words: list[str]) -> None:
    read_title("".join(words))
    read_title(" ".join(words), "财务部")


def test_the_unit_inside_a_title_is_named() -> None:
    assert [reading.unit_hint for reading in read_title("财务部总经理")] == ["财务部"]
    assert [reading.unit_hint for reading in read_title("海南公司财务部部长")] == ["海南公司财务部"]
    assert [reading.unit_hint for reading in read_title("财务总监")] == [""]


def test_the_longest_title_is_read_within_bounds() -> None:
    assert len(read_title("总经理、财务部部长兼" * 400)) <= 200
