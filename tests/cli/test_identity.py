"""The model of identity on the command line."""

from __future__ import annotations

from pathlib import Path

from tests.cli.running import zhaoren


def test_the_model_in_use_is_shown_and_a_small_firm_keeps_the_shipped_one(firm: Path) -> None:
    assert zhaoren(firm, "sync").code == 0
    shown = zhaoren(firm, "identity", "show", "--json")
    assert shown.code == 0, shown.err
    assert shown.json["file"] is None
    assert shown.json["weights"]["mobile"]["own"] > 0
    assert "comes with the product" in zhaoren(firm, "identity", "show").out

    trained = zhaoren(firm, "identity", "train")
    assert trained.code == 1
    assert "too few to learn from" in trained.out
    assert not list(firm.rglob("identity-model.json"))


def test_a_broken_model_file_is_refused_in_one_sentence_and_nothing_is_joined(firm: Path) -> None:
    assert zhaoren(firm, "sync").code == 0
    model = next(firm.rglob("catalog.db")).parent / "identity-model.json"
    model.write_text("{}", "utf-8")
    refused = zhaoren(firm, "identity", "show")
    assert refused.code == 2
    assert "identity-model.json" in refused.err
    assert "Traceback" not in refused.err
    assert zhaoren(firm, "sync").code == 2
