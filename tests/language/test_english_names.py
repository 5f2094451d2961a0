"""Short forms of English given names."""

from __future__ import annotations

import pytest

from zhaoren.language.english_names import is_english_given, other_forms


@pytest.mark.parametrize(
    ("short", "full"),
    [("bob", "robert"), ("bill", "william"), ("liz", "elizabeth"), ("dick", "richard"), ("kate", "katherine")],
)
def test_short_forms_and_full_names_stand_for_one_another(short: str, full: str) -> None:
    assert full in other_forms(short)
    assert short in other_forms(full)


def test_names_that_look_like_pinyin_are_known_as_english() -> None:
    assert all(is_english_given(name) for name in ("ben", "dan", "may", "wayne"))
    assert not is_english_given("zhang")
