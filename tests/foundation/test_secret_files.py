"""A secret file of our own settings counts from the folder of the configuration, wherever a command is run."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhaoren.foundation.settings import load_settings
from zhaoren.wiring import read_secret


def test_a_secret_file_counts_from_the_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "group").mkdir()
    (tmp_path / "group" / "key").write_text("s3cret\n", "utf-8")
    file = tmp_path / "group" / "zhaoren.toml"
    file.write_text('[catalog]\npassword = { file = "key" }\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    settings = load_settings(file)
    assert settings.catalog.password is not None
    assert read_secret(settings, settings.catalog.password, "catalog: password") == "s3cret"
