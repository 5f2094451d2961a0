from __future__ import annotations

import pytest

from zhaoren.language.names import NameAgreement
from zhaoren.unification.name_comparison import agreement


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (("黃志翰", "David Wong"), ("王浩華", "David Wong"), NameAgreement.CONFLICT),
        (("劉華敏", "LAU Wah Man", "Sophie"), ("刘玲婷", "Sophie"), NameAgreement.CONFLICT),
        (("黃志翰", "David Wong"), ("David Wong",), NameAgreement.WEAK),
        (("王丽", "李丽"), ("李丽",), NameAgreement.SAME),
        (("黃志翰", "David"), ("黄志翰", "Dave"), NameAgreement.SAME),
    ],
    ids=["english-in-common", "nickname-in-common", "only-english-known", "former-name", "traditional"],
)
def test_whole_names_in_characters_stand_above_names_in_letters(
    ours: tuple[str, ...], theirs: tuple[str, ...], expected: NameAgreement
) -> None:
    assert agreement(ours, theirs) is expected
    assert agreement(theirs, ours) is expected
