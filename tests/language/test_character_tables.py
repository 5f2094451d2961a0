"""The packaged character tables say what the libraries say that they were made from."""

from __future__ import annotations

import random

import opencc
from pypinyin import Style, pinyin

from zhaoren.language.readings import main_reading
from zhaoren.language.text import fold

KEPT_APART = set("於範餘後乾著")


def some_characters(seed: int) -> list[str]:
    return [chr(code) for code in random.Random(seed).sample(range(0x4E00, 0x9FA6), 400)]


def test_simplified_characters_are_those_of_opencc() -> None:
    converter = opencc.OpenCC("t2s")
    for sign in some_characters(1):
        if sign not in KEPT_APART:
            assert fold(sign) == fold(converter.convert(sign))


def test_main_readings_are_those_of_pypinyin() -> None:
    for sign in some_characters(2):
        if fold(sign) == sign:
            assert main_reading(sign) == pinyin(sign, style=Style.NORMAL)[0][0]
