"""From a question asked in vain to the word that answers it, on the command line."""

from __future__ import annotations

from pathlib import Path

from tests.cli.running import zhaoren


def test_a_question_asked_in_vain_is_answered_once_its_word_is_known(firm: Path) -> None:
    assert zhaoren(firm, "sync").code == 0
    asked = zhaoren(firm, "find", "--batch", stdin="海棠科技 银子部 负责人\n海棠科技 财务 负责人\n13700000000\n")
    assert asked.code == 0
    listed = zhaoren(firm, "questions", "--json")
    assert {(q["question"], q["asked"]) for q in listed.json} == {("海棠科技 银子部 负责人", 1), ("〈号码〉", 1)}

    made = zhaoren(firm, "lexicon", "new", "words.toml")
    assert made.code == 0, made.err
    assert zhaoren(firm, "lexicon", "new", "words.toml").code == 2
    configuration = firm / "zhaoren.toml"
    configuration.write_text('lexicon_file = "words.toml"\n' + configuration.read_text("utf-8"), "utf-8")
    text = (firm / "words.toml").read_text("utf-8")
    (firm / "words.toml").write_text(text.replace('# finance = ["财资"]', 'finance = ["银子部"]'), "utf-8")

    checked = zhaoren(firm, "lexicon", "check")
    assert (checked.code, checked.out.splitlines()[-1]) == (0, "the lexicon can be used")
    assert zhaoren(firm, "lexicon", "means", "银子部", "--json").json == [
        {"section": "functions", "meaning": "finance"}
    ]
    again = zhaoren(firm, "questions", "again", "--json").json
    assert (again["asked"], [q["question"] for q in again["answered"]]) == (1, ["海棠科技 银子部 负责人"])

    assert zhaoren(firm, "questions", "forget").code == 0
    assert zhaoren(firm, "questions", "--json").json == []


def test_a_mistake_in_the_lexicon_is_one_sentence(firm: Path) -> None:
    (firm / "words.toml").write_text('[functions]\nmoney = ["银子"]\n', "utf-8")
    configuration = firm / "zhaoren.toml"
    configuration.write_text('lexicon_file = "words.toml"\n' + configuration.read_text("utf-8"), "utf-8")
    checked = zhaoren(firm, "lexicon", "check")
    assert checked.code == 2
    assert "[functions] has no 'money'" in checked.err
    assert "Traceback" not in checked.err


def test_without_a_lexicon_the_command_says_how_to_begin(firm: Path) -> None:
    checked = zhaoren(firm, "lexicon", "check")
    assert checked.code == 2
    assert "zhaoren lexicon new" in checked.err
