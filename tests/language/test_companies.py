"""The forms of a company's name, and when two names are one company's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.language.group_of_companies import GROUP
from zhaoren.language.companies import FormKind, UnitNames, company_forms, company_key, same_company
from zhaoren.language.company_words import joined_reading, name_parts

FORMS = {entry: {form.text: form for form in company_forms(names)} for entry, names in GROUP}


@pytest.mark.parametrize(
    ("entry", "text", "kind"),
    [
        ("MINE", "琼州矿业股份有限公司", FormKind.LEGAL),
        ("MINE", "琼州矿业", FormKind.SHORT),
        ("MINE", "qiongzhou mining", FormKind.ENGLISH),
        ("MINE", "qiongzhoukuangye", FormKind.PINYIN),
        ("MINE", "qzky", FormKind.INITIALS),
        ("PHARMA", "上海景明医药集团股份有限公司", FormKind.LEGAL),
        ("PHARMA", "景明医药集团", FormKind.DERIVED),
        ("PHARMA", "上海景明实业", FormKind.FORMER),
        ("PHARMA", "jingming pharma", FormKind.DERIVED),
        ("MART", "沁园商城", FormKind.DERIVED),
        ("STEEL", "通钢", FormKind.ALIAS),
        ("INSURE", "fidelissa", FormKind.DERIVED),
    ],
)
def test_a_company_has_the_form(entry: str, text: str, kind: FormKind) -> None:
    assert FORMS[entry][text].kind is kind


@pytest.mark.parametrize(
    "text", ["财务", "物流", "上海", "医药", "shanghai", "mining", "steel", "iron and steel", "group"]
)
def test_no_made_up_form_is_a_place_a_trade_or_an_ordinary_word(text: str) -> None:
    assert not [entry for entry, forms in FORMS.items() if text in forms]


def test_a_declared_name_weighs_most_and_comes_first() -> None:
    assert [form.weight for form in company_forms(GROUP[1][1])] == sorted(
        (form.weight for form in company_forms(GROUP[1][1])), reverse=True
    )
    assert FORMS["MINE"]["琼州矿业"].weight == 1.0


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("重庆长安", "chongqingchangan"),
        ("厦门银行", "xiamenyinhang"),
        ("海南矿业", "hainankuangye"),
        ("A1 科技", "a1keji"),
    ],
)
def test_names_are_read_as_people_read_them(text: str, reading: str) -> None:
    assert joined_reading(text.lower()) == reading


def test_a_name_is_cut_into_place_brand_trade_and_form() -> None:
    parts = name_parts("江苏省景明生物科技股份有限公司")
    assert (parts.place, parts.brand, parts.trade, parts.form) == ("江苏省", "景明", "生物科技", "shares")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("琼州矿业股份有限公司", "琼州矿业"),
        ("琼州矿业股份有限公司", " 琼州矿业股份公司 "),
        ("景明（海南）实业有限公司", "景明海南实业有限责任公司"),
        ("上海景明医药（集团）股份有限公司", "上海景明医药(集团)股份有限公司"),
        ("ＡＢＣ科技有限公司", "abc 科技"),
        ("Qiongzhou Mining Co., Ltd.", "QIONGZHOU MINING CO LTD"),
        ("Qiongzhou Mining Co., Ltd.", "Qiongzhou Mining Limited"),
        ("上海景明醫藥集團股份有限公司", "上海景明医药（集团）股份有限公司"),
    ],
)
def test_one_company_in_two_spellings_is_one_company(a: str, b: str) -> None:
    assert same_company(a, b)
    assert company_key(a) == company_key(b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("南通钢铁有限公司", "南通钢铁股份有限公司"),
        ("景明医药集团有限公司", "景明医药有限公司"),
        ("景明医药", "景明医疗"),
        ("上海景明实业有限公司", "北京景明实业有限公司"),
        ("", ""),
        ("有限公司", ""),
    ],
)
def test_two_companies_stay_two(a: str, b: str) -> None:
    assert not same_company(a, b)


@given(a=st.text(max_size=40), b=st.text(max_size=40))
def test_being_one_company_has_no_direction(a: str, b: str) -> None:
    assert same_company(a, b) == same_company(b, a)


@given(text=st.text(max_size=200))
def test_any_text_has_forms_and_a_key(text: str) -> None:
    company_forms(UnitNames(text, text, english=(text,)))
    assert company_key(company_key(text)) == company_key(text) or company_key(text)


def test_headquarters_are_the_company_itself() -> None:
    assert company_key("九垓集团（总部）") == company_key("九垓集团") == company_key("九垓集团本部")
    assert company_key("总部") == "总部"
