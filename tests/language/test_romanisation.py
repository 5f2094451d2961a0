"""Forms outside the mainland, checked against names in public use and against pypinyin's own Wade-Giles."""

from __future__ import annotations

import pytest
from pypinyin import Style, pinyin

from zhaoren.language.romanisation import MOST_FORMS, romanised_names, romanised_surname, romanised_surnames, wade_giles

IN_USE = [
    ("陈", "大文", "chan", "taiman"),
    ("李", "嘉诚", "lee", "kashing"),
    ("梁", "朝伟", "leung", "chiuwai"),
    ("刘", "德华", "lau", "takwah"),
    ("张", "学友", "cheung", "hokyau"),
    ("郭", "富城", "kwok", "fushing"),
    ("黎", "明", "lai", "ming"),
    ("周", "润发", "chow", "yunfat"),
    ("王", "小明", "wang", "hsiaoming"),
    ("蔡", "英文", "tsai", "yingwen"),
    ("许", "志明", "hsu", "chihming"),
    ("谢", "国忠", "hsieh", "kuochung"),
    ("欧阳", "震华", "auyeung", "chanwah"),
    ("陈", "国强", "tan", "guoqiang"),
    ("吴", "家豪", "ng", "kaho"),
]


@pytest.mark.parametrize(("surname", "given", "latin_surname", "latin_given"), IN_USE)
def test_forms_in_use_are_known(surname: str, given: str, latin_surname: str, latin_given: str) -> None:
    assert (latin_surname, latin_given) in romanised_names(surname, given)


def test_wade_giles_agrees_with_the_library_less_its_marks() -> None:
    """Vowels after y and i are where passports leave the library's textbook forms."""
    same = every = 0
    for sign, plain in (
        ("张", "zhang"),
        ("强", "qiang"),
        ("学", "xue"),
        ("周", "zhou"),
        ("谢", "xie"),
        ("国", "guo"),
        ("东", "dong"),
        ("林", "lin"),
        ("建", "jian"),
        ("小", "xiao"),
        ("春", "chun"),
        ("志", "zhi"),
        ("子", "zi"),
        ("仁", "ren"),
        ("博", "bo"),
        ("德", "de"),
        ("高", "gao"),
        ("贵", "gui"),
    ):
        library = pinyin(sign, style=Style.WADEGILES)[0][0].replace("'", "").replace("ʻ", "").replace("ê", "e")
        every += 1
        same += wade_giles(plain) == library
    assert same / every > 0.85


def test_one_latin_form_is_many_surnames() -> None:
    assert {"黄", "王", "汪"} <= set(romanised_surnames()["wong"])


def test_surnames_without_an_entry_have_their_wade_giles_form() -> None:
    assert romanised_surname("逄") == ((), ("pang",))


def test_forms_are_bounded() -> None:
    assert all(len(romanised_names("陈", given)) <= MOST_FORMS for given in ("晟茜", "大文", "子慈", "乐行重"))
