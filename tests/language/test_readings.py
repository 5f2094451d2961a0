"""Readings: surnames first, everyday second readings, no dictionary readings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaoren.language.readings import (
    MOST_COMBINATIONS,
    given_character,
    joined_readings,
    name_readings,
    split_syllables,
    surname_characters,
    surname_length,
    weak_readings,
)


def read(name: str) -> tuple[str, ...]:
    return joined_readings(name_readings(name, surname_length(name)))


SURNAMES = [
    ("单雄信", "shanxiongxin"),
    ("仇英", "qiuying"),
    ("曾巩", "zenggong"),
    ("解缙", "xiejin"),
    ("查良镛", "zhaliangyong"),
    ("区婉雯", "ouwanwen"),
    ("盖聂", "genie"),
    ("翟让", "zhairang"),
    ("覃志强", "qinzhiqiang"),
    ("朴正花", "piaozhenghua"),
    ("任平", "renping"),
    ("缪斌", "miaobin"),
    ("卜算", "busuan"),
    ("阚清", "kanqing"),
    ("冼星", "xianxing"),
    ("种师道", "chongshidao"),
    ("折可适", "shekeshi"),
    ("员半千", "yunbanqian"),
    ("万俟卨", "moqi"),
    ("尉迟恭", "yuchigong"),
    ("澹台明", "tantaiming"),
    ("长孙无忌", "zhangsunwuji"),
    ("令狐冲", "linghuchong"),
    ("欧阳修", "ouyangxiu"),
    ("晁错", "chaocuo"),
    ("逄蒙", "pangmeng"),
    ("佴平", "naiping"),
    ("乜平", "nieping"),
    ("郗鉴", "xijian"),
]


@pytest.mark.parametrize(("name", "first"), SURNAMES)
def test_surnames_are_read_as_surnames(name: str, first: str) -> None:
    assert read(name)[0].startswith(first)


@pytest.mark.parametrize(
    ("name", "both"),
    [
        ("翟明", {"zhaiming", "diming"}),
        ("覃明", {"qinming", "tanming"}),
        ("盖明", {"geming", "gaiming"}),
        ("乐明", {"yueming", "leming"}),
        ("李晟", {"lisheng", "licheng"}),
        ("李茜", {"liqian", "lixi"}),
    ],
)
def test_everyday_second_readings_are_accepted(name: str, both: set[str]) -> None:
    assert set(read(name)) == both


@pytest.mark.parametrize(
    ("name", "wrong"), [("许明", "hu"), ("王明", "yu"), ("李广", "lian"), ("李超", "tiao"), ("陈大", "dai")]
)
def test_readings_that_only_a_dictionary_knows_are_not(name: str, wrong: str) -> None:
    assert not any(wrong in reading for reading in read(name))


@pytest.mark.parametrize(
    ("surname", "naive"), [("曾", "ceng"), ("单", "dan"), ("仇", "chou"), ("查", "cha"), ("解", "jie")]
)
def test_the_naive_reading_of_a_surname_is_known_too(surname: str, naive: str) -> None:
    (spoken,) = surname_characters(surname)
    assert naive in spoken.accepted + spoken.weak


def test_given_names_are_not_bent_by_surname_readings() -> None:
    assert given_character("查").accepted == ("cha",)
    assert given_character("仇").accepted == ("chou",)


def test_u_umlaut_has_the_keyboard_and_the_passport_spelling_and_the_old_one_is_weak() -> None:
    spoken = name_readings("吕布", 1)
    assert joined_readings(spoken) == ("lvbu", "lyubu")
    assert weak_readings(spoken) == ("lubu",)
    assert weak_readings(name_readings("卢布", 1)) == ()


@pytest.mark.parametrize(
    ("name", "length"), [("欧阳修", 2), ("欧阳", 1), ("张伟", 1), ("", 0), ("爱新觉罗溥仪", 4), ("王", 1)]
)
def test_compound_surnames_come_first(name: str, length: int) -> None:
    assert surname_length(name) == length


def test_letters_are_cut_into_whole_syllables_only() -> None:
    assert split_syllables("fangan") == (("fang", "an"), ("fan", "gan"))
    assert split_syllables("xian", walls=1 << 2) == (("xi", "an"),)
    assert split_syllables("zhxm") == ()


@given(st.text(alphabet="乐曾单解盖翟茜晟行长重朝吕女张伟A·", max_size=20))
def test_combinations_are_bounded(name: str) -> None:
    spoken = name_readings(name, surname_length(name))
    assert len(joined_readings(spoken)) <= MOST_COMBINATIONS
    assert not set(weak_readings(spoken)) & set(joined_readings(spoken))


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", max_size=200))
def test_cutting_any_letters_is_bounded_and_loses_none(letters: str) -> None:
    ways = split_syllables(letters)
    assert len(ways) <= 16
    assert all("".join(way) == letters for way in ways)
