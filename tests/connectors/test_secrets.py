from __future__ import annotations

from pathlib import Path

import pytest

from connectors.secrets import read_secret
from schemas.errors import SourceRefused
from schemas.source_settings import SecretReference


def test_a_secret_comes_from_the_environment_or_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HR_PASSWORD", "hunter2")
    (tmp_path / "secret").write_text(" hunter 3\n")
    assert read_secret(SecretReference(env="HR_PASSWORD"), "x") == "hunter2"
    assert read_secret(SecretReference(file=Path("secret")), "x", tmp_path) == " hunter 3"
    assert read_secret(SecretReference(file=tmp_path / "secret"), "x") == " hunter 3"


def test_a_secret_that_is_not_there_is_refused_with_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GONE", raising=False)
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "binary").write_bytes(b"\xff")
    for reference, said in (
        (SecretReference(env="GONE"), "source 'hr': password: the environment variable 'GONE' is not set"),
        (SecretReference(file=Path("gone")), "the secret's file 'gone' cannot be read: No such file or directory"),
        (SecretReference(file=Path("empty")), "the secret's file 'empty' is empty"),
        (SecretReference(file=Path("binary")), "the secret's file 'binary' cannot be read: not text"),
    ):
        with pytest.raises(SourceRefused) as refused:
            read_secret(reference, "source 'hr': password", tmp_path)
        assert said in str(refused.value)
