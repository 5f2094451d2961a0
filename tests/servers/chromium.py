"""Where the browser is that the page's tests drive."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.servers.requirement import missing

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """The installed Chromium, for Playwright's `executable_path`; give it `--no-sandbox` when running as root."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        missing("Chromium", "run 'apt-get install chromium fonts-wqy-microhei', or 'make test' which does it")
    return Path(found)
