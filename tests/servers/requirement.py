"""What happens when a server that a test needs is not installed."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def servers_are_required() -> bool:
    """In CI, or when asked for, a missing server is an error; on a laptop it is a skip."""
    return os.environ.get("CI") == "true" or os.environ.get("ZHAOREN_REQUIRE_SERVERS") == "1"


def missing(server: str, how_to_install: str) -> NoReturn:
    """Fail or skip the test that asked for `server`, saying how to get it."""
    sentence = f"{server} is not installed; {how_to_install}"
    if servers_are_required():
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)
