"""Names taken apart, and whether two of them may be one human's."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.language.name_makers import make_name
from zhaoren.language.names import NameAgreement, compatible, compatible_login, latin_forms, read_name

PARTS = [
    ("张伟", "张", "伟", "han", False),
    ("张 伟", "张", "伟", "han", False),
    ("張偉", "张", "伟", "han", False),
    ("【采购】张伟-采购部", "张", "伟", "han", False),
    ("采购部-张伟", "张", "伟", "han", False),
    ("张伟_财务", "张", "伟", "han", False),
    ("张伟（外包）", "张", "伟", "han", False),
    ("姓名：李娜", "李", "娜", "han", False),
    ("张伟2", "张", "伟", "han", False),
    ("张伟经理", "张", "伟", "han", False),
    ("欧阳娜娜", "欧阳", "娜娜", "han", False),
    ("ZHANG Wei", "zhang", "wei", "latin", False),
    ("Wei ZHANG", "zhang", "wei", "latin", False),
    ("Zhang Wei", "zhang", "wei", "latin", False),
    ("Wei Zhang", "zhang", "wei", "latin", False),
    ("Zhang Xiao Ming", "zhang", "xiao ming", "latin", False),
    ("zhangwei", "zhang", "wei", "latin", False),
    ("ouyangnana", "ouyang", "nana", "latin", False),
    ("Lǚ Bù", "lv", "bu", "latin", False),
    ("Smith, John", "smith", "john", "latin", False),
    ("Dr. John Smith", "smith", "john", "latin", False),
    ("CHAN Tai Man", "chan", "tai man", "latin", False),
    ("David Chan Tai Man", "chan", "david tai man", "latin", False),
    ("陈David", "陈", "david", "mixed", False),
    ("小李", "李", "", "han", True),
    ("老王", "王", "", "han", True),
    ("李总", "李", "", "han", True),
    ("王工", "王", "", "han", True),
    ("阿明", "", "明", "han", True),
    ("😀", "", "", "none", False),
    ("", "", "", "none", False),
]


@pytest.mark.parametrize(("raw", "surname", "given_name", "script", "nickname"), PARTS)
def test_a_name_is_taken_apart(raw: str, surname: str, given_name: str, script: str, nickname: bool) -> None:
    name = read_name(raw)
    assert (name.surname, name.given, name.script, name.nickname) == (surname, given_name, script, nickname)


AGREEMENTS = [
    ("张伟", "張偉", NameAgreement.SAME),
    ("Zhang San", "ZHANGSAN", NameAgreement.SAME),
    ("Smith, John", "John Smith", NameAgreement.SAME),
    ("张伟", "Zhang Wei", NameAgreement.ROMANISED),
    ("张伟", "Wei ZHANG", NameAgreement.ROMANISED),
    ("吕布", "Lu Bu", NameAgreement.ROMANISED),
    ("吕布", "Lyu Bu", NameAgreement.ROMANISED),
    ("曾伟", "Ceng Wei", NameAgreement.ROMANISED),
    ("陈大文", "Chan Tai-man", NameAgreement.ROMANISED),
    ("陈大文", "David Chan Tai Man", NameAgreement.ROMANISED),
    ("王小明", "Hsiao-ming Wang", NameAgreement.ROMANISED),
    ("肖明", "萧明", NameAgreement.ROMANISED),
    ("张伟", "小张", NameAgreement.WEAK),
    ("王伟", "王总", NameAgreement.WEAK),
    ("王小明", "阿明", NameAgreement.WEAK),
    ("王小明", "小明", NameAgreement.WEAK),
    ("王小明", "Wang X", NameAgreement.WEAK),
    ("王伟", "Wayne Wang", NameAgreement.WEAK),
    ("陈大文", "David Chan", NameAgreement.WEAK),
    ("张伟", "张玮", NameAgreement.WEAK),
    ("Bob Smith", "Robert Smith", NameAgreement.WEAK),
    ("J Smith", "John Smith", NameAgreement.WEAK),
    ("John Paul Smith", "John Smith", NameAgreement.WEAK),
    ("陈David", "陈大文", NameAgreement.WEAK),
    ("李娜 Lina", "Lina Li", NameAgreement.WEAK),
    ("黄家豪", "WONG Ka-ho, Michael", NameAgreement.ROMANISED),
    ("林志玲", "Lin Chi-ling", NameAgreement.ROMANISED),
    ("Zhang Wei (张伟)", "张伟", NameAgreement.SAME),
    ("Una（袁念真）", "袁念真", NameAgreement.SAME),
    ("Tom（华东）", "汤姆", NameAgreement.UNKNOWN),
    ("Tom（安全）", "安全", NameAgreement.UNKNOWN),
    ("雯雯", "杨歌雯", NameAgreement.WEAK),
    ("文文", "周文", NameAgreement.WEAK),
    ("念", "李念", NameAgreement.WEAK),
    ("婷婷", "王芳", NameAgreement.UNKNOWN),
    ("Wayne Wang 王伟", "王伟", NameAgreement.SAME),
    ("财务部张伟", "张伟", NameAgreement.SAME),
    ("伟哥", "张伟", NameAgreement.WEAK),
    ("王伟", "Susan Wang", NameAgreement.WEAK),
    ("王伟", "Lili Wang", NameAgreement.UNKNOWN),
    ("王伟", "Lin Wang", NameAgreement.CONFLICT),
    ("张伟", "Cheung Hok-yau", NameAgreement.CONFLICT),
    ("Wayne", "王伟", NameAgreement.UNKNOWN),
    ("😀", "张伟", NameAgreement.UNKNOWN),
    ("张伟", "李伟", NameAgreement.CONFLICT),
    ("张伟", "小李", NameAgreement.CONFLICT),
    ("王小明", "王小红", NameAgreement.CONFLICT),
    ("王伟", "Wang Fang", NameAgreement.CONFLICT),
    ("卢布", "Lv Bu", NameAgreement.CONFLICT),
    ("John Smith", "Bob Smith", NameAgreement.CONFLICT),
]


@pytest.mark.parametrize(("a", "b", "expected"), AGREEMENTS)
def test_two_names_agree_as_far_as_they_do(a: str, b: str, expected: NameAgreement) -> None:
    assert compatible(read_name(a), read_name(b)) is expected
    assert compatible(read_name(b), read_name(a)) is expected


LOGINS = [
    ("zhangwei3", "张伟", NameAgreement.ROMANISED),
    ("wei.zhang", "张伟", NameAgreement.ROMANISED),
    ("ZHANG_WEI", "张伟", NameAgreement.ROMANISED),
    ("cengwei", "曾伟", NameAgreement.ROMANISED),
    ("chantaiman", "陈大文", NameAgreement.ROMANISED),
    ("zhangw", "张伟", NameAgreement.WEAK),
    ("zwei", "张伟", NameAgreement.WEAK),
    ("zw", "张伟", NameAgreement.WEAK),
    ("xmwang", "王小明", NameAgreement.WEAK),
    ("wayne.wang@x.cn", "王伟", NameAgreement.WEAK),
    ("jsmith", "John Smith", NameAgreement.WEAK),
    ("lin.wang", "王伟", NameAgreement.CONFLICT),
    ("hr01", "张伟", NameAgreement.UNKNOWN),
    ("8213", "张伟", NameAgreement.UNKNOWN),
    ("lina", "张伟", NameAgreement.CONFLICT),
]


@pytest.mark.parametrize(("login", "name", "expected"), LOGINS)
def test_a_login_agrees_with_a_name_as_far_as_it_does(login: str, name: str, expected: NameAgreement) -> None:
    assert compatible_login(login, read_name(name)) is expected


@given(st.integers(0, 10_000))
def test_a_made_name_agrees_with_its_own_pinyin_in_any_order(seed: int) -> None:
    made = make_name(random.Random(seed))
    han = read_name(made.han)
    given_name = "".join(made.given_pinyin).title()
    for written in (f"{made.surname_pinyin.title()} {given_name}", f"{given_name} {made.surname_pinyin.upper()}"):
        assert compatible(han, read_name(written)) is NameAgreement.ROMANISED
    assert compatible_login(made.pinyin + "07", han) is NameAgreement.ROMANISED


@settings(max_examples=200)
@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts_are_compared_without_an_error_and_alike_both_ways(a: str, b: str) -> None:
    one, two = read_name(a), read_name(b)
    assert compatible(one, two) is compatible(two, one)
    assert compatible_login(a, two) in NameAgreement


@given(st.text(alphabet="张王李小老阿总工伟明-()（）【】 _/aZ9", max_size=40))
def test_decorated_text_keeps_a_name_unless_there_is_none(text: str) -> None:
    name = read_name(text)
    assert (name.script == "none") == (not any(sign.isalpha() for sign in name.folded))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("陈大文", "Chan Tai Man"),
        ("王小明", "Hsiao-ming Wang"),
        ("张伟", "Wei Zhang"),
        ("曾伟", "cengwei"),
        ("吕布", "Lu Bu"),
    ],
)
def test_names_of_one_human_share_a_latin_form(a: str, b: str) -> None:
    assert latin_forms(read_name(a)) & latin_forms(read_name(b))


def test_what_proves_nothing_has_no_latin_form() -> None:
    assert (
        latin_forms(read_name("小张")) == latin_forms(read_name("Wayne")) == latin_forms(read_name("😀")) == frozenset()
    )
