"""The small group behind a real server, a client that asks it, and a browser that shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext

from search_api.app import make_app
from tests.search_api.browser import Tab, chromium
from tests.search_api.served import served
from tests.small_group import publish_small_group, small_directory
from zhaoren.search_index.tantivy_engine import TantivyEngine


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """The application over the small group."""
    engine = publish_small_group(Path(tmp_path_factory.mktemp("small") / "index"))
    yield make_app(small_directory(engine), group_name="东海集团")
    engine.close()


@pytest.fixture(scope="session")
def address(app: FastAPI) -> Iterator[str]:
    """Where it is served."""
    with served(app) as url:
        yield url


@pytest.fixture(scope="session")
def client(address: str) -> Iterator[httpx.Client]:
    """Asks it, by no proxy."""
    with httpx.Client(base_url=address, trust_env=False) as client:
        yield client


@pytest.fixture
def unpublished(tmp_path: Path) -> Iterator[FastAPI]:
    """The application over an index that was never filled."""
    engine = TantivyEngine(tmp_path / "empty")
    yield make_app(small_directory(engine))
    engine.close()


@pytest.fixture(scope="module")
def browser(chromium_path: Path) -> Iterator[Browser]:
    """One browser for a file of tests; while it runs, no other event loop can run in this thread."""
    with chromium(chromium_path) as browser:
        yield browser


OpenTab = Callable[..., Tab]


@pytest.fixture
def open_tab(browser: Browser, address: str) -> Iterator[OpenTab]:
    """Opens a fresh profile; options are those of a browser context (locale, viewport, color_scheme)."""
    contexts: list[BrowserContext] = []

    def open_(place: str = "#/", at: str = address, **options: Any) -> Tab:
        context = browser.new_context(**{"locale": "zh-CN", **options})
        contexts.append(context)
        tab = Tab(context.new_page(), at)
        tab.open(place)
        return tab

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture
def tab(open_tab: OpenTab) -> Tab:
    """The page, just opened, in Chinese."""
    return open_tab()
