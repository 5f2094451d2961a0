from __future__ import annotations

from zhaoren.language.lexicon import DEFAULT, parse_additions
from zhaoren.stewardship.lexicon_review import Remark, review_additions, template, what_it_means


def remarks(text: str, *names: str) -> list[Remark]:
    return review_additions(parse_additions(text, "lexicon.toml"), DEFAULT, names)


def test_the_template_is_a_lexicon_without_words() -> None:
    assert parse_additions(template(), "new").functions == {}


def test_a_new_word_needs_no_remark() -> None:
    assert remarks('[functions]\nfinance = ["财资中心"]') == []


def test_a_known_word_is_called_known() -> None:
    (remark,) = remarks('[functions]\nfinance = ["财务"]')
    assert (remark.where, remark.word, remark.doubtful) == ("functions.finance", "财务", False)
    assert "known already" in remark.said.en


def test_a_word_that_changes_its_meaning_is_told_with_both() -> None:
    (remark,) = remarks('[functions]\nlegal = ["财务"]')
    assert remark.said.en == "it meant finance and now means legal"


def test_a_word_that_is_a_company_is_doubtful() -> None:
    found = remarks('[duties]\nit = ["星海通"]', "星海通", "海棠科技")
    assert [remark.doubtful for remark in found] == [True]
    assert "name of a company" in found[0].said.en


def test_a_word_that_reads_as_a_name_and_a_single_character_are_doubtful() -> None:
    assert [r.doubtful for r in remarks('[titles]\nhead = ["王总管"]')] == [True]
    assert any("single character" in r.said.en for r in remarks('[questions.heads]\nhead = ["魁"]'))


def test_what_a_word_means_is_told_by_section() -> None:
    assert ("functions", "finance") in what_it_means("财务", DEFAULT)
    assert ("questions.heads", "head") in what_it_means("老大", DEFAULT)
    assert ("titles", "chair") in what_it_means("董事长", DEFAULT)
    assert what_it_means("魑魅魍魉", DEFAULT) == []
