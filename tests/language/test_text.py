"""Folding: one form for what was stored and what is typed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaoren.language.text import fold, fold_name, fold_pinyin, has_han

CASES = [
    ("ＺＨＡＮＧ　Ｗｅｉ", "zhang wei"),
    ("張偉", "张伟"),
    ("陳寶蓮", "陈宝莲"),
    ("Wěi", "wei"),
    ("Strauß Øre Łukasz", "strauss ore lukasz"),
    ("O’Brien", "o'brien"),
    ("Tai‐man", "tai-man"),
    ("阿不都‧热合曼", "阿不都·热合曼"),
    ("\u202eabc\u200b\u200f d\u00ad", "abc d"),
    ("  a\t\n b ", "a b"),
    ("Kelvin K", "kelvin k"),
    ("①②", "12"),
]


@pytest.mark.parametrize(("raw", "expected"), CASES)
def test_text_is_brought_to_one_form(raw: str, expected: str) -> None:
    assert fold(raw) == expected


@pytest.mark.parametrize("sign", list("於范範余餘后後于乾"))
def test_characters_that_part_surnames_stay_apart(sign: str) -> None:
    assert fold(sign) == sign


@given(st.text(max_size=200))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text)
    assert fold(once) == once


@given(st.text(alphabet=st.characters(codec=None, categories=None), max_size=200))
def test_folded_text_has_no_invisible_signs(text: str) -> None:
    assert all(sign.isprintable() for sign in fold(text))


@given(st.text(alphabet="abcz张伟吕·' -", max_size=30))
def test_full_width_changes_nothing(text: str) -> None:
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)
    assert fold(wide) == fold(text)


@given(st.text(alphabet="aeiounlczÅüéñ", max_size=20))
def test_composed_and_decomposed_accents_are_one(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("张 伟", "张伟"),
        ("Zhang, Wei", "zhang wei"),
        ("Tai-man", "taiman"),
        ("阿不都·热合曼", "阿不都热合曼"),
        ("O'Brien", "obrien"),
    ],
)
def test_names_lose_their_punctuation(raw: str, expected: str) -> None:
    assert fold_name(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("lü", "lv"), ("LǙ bu", "lv bu"), ("Nǚ", "nv"), ("xü", "xu"), ("jv", "ju"), ("Müller", "muller")],
)
def test_u_umlaut_is_kept_where_pinyin_has_it(raw: str, expected: str) -> None:
    assert fold_pinyin(raw) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("张", True), ("a𠮷", True), ("abc 123", False), ("かな", False), ("", False)]
)
def test_han_characters_are_known(text: str, expected: bool) -> None:
    assert has_han(text) is expected
