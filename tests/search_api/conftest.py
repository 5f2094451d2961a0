"""The small group behind a real server, and a client that asks it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from search_api.app import make_app
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
