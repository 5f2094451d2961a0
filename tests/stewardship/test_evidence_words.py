from __future__ import annotations

import pytest

from zhaoren.stewardship.evidence_words import fact_in_words, facts_in_words
from zhaoren.unification.linkage_model import word_of
from zhaoren.unification.pair_features import FEATURES


@pytest.mark.parametrize("feature", sorted(FEATURES))
def test_everything_that_the_scorer_may_say_is_said_in_words_of_both_languages(feature: str) -> None:
    for level in FEATURES[feature][1:]:
        word = word_of(feature, level)
        text = fact_in_words(word)
        assert any("\u4e00" <= sign <= "\u9fff" for sign in text.zh), word
        assert "_" not in text.en
        for detail in ("1", "38"):
            counted = fact_in_words(word, detail)
            assert "_" not in counted.en
            assert counted != text


def test_a_number_that_says_more_than_the_word_stands_in_the_sentence() -> None:
    assert fact_in_words("bearers_in_company", "38").en == "38 of this name in the company"
    assert fact_in_words("similar_name", "1").zh == "姓名相近，集团内没有别人叫这个名字"
    assert fact_in_words("never_heard_of", "7").zh == "never heard of（7）"
    assert facts_in_words("same_mail, same_mobile").zh == "邮箱相同、手机号相同"
