"""Secrets are cut out of whatever is written."""

from __future__ import annotations

import json

import pytest

from zhaoren.foundation.logs import configure_logs, logger, redact


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://reader:hunter2@db/x",
        "password=hunter2 host=db",
        "password: hunter2",
        'Authorization failed, api_key="hunter2"',
        "token = 'hunter2'",
        "PWD=hunter2;SERVER=x",
    ],
)
def test_a_secret_is_cut_out(text: str) -> None:
    assert "hunter2" not in redact(text)


def test_a_sentence_about_a_password_stays_whole() -> None:
    sentence = "source 'hr': password: the environment variable 'HR_PASSWORD' is not set; set it, then try again"
    assert redact(sentence) == sentence


def test_a_line_of_a_log_is_one_line_without_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(verbose=True)
    logger("sync").info("read\nforged line \x1b[31m", url="ldap://a:hunter2@x", password="hunter2")
    written = capsys.readouterr().err
    assert len(written.splitlines()) == 1
    assert "hunter2" not in written
    assert json.loads(written)["room"] == "sync"
