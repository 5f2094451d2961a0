"""Every engine, each with an index of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from tests.contracts.places import Place
from zhaoren.search_index.port import SearchEngine


@pytest.fixture(scope="module", params=["tantivy", pytest.param("elastic", marks=pytest.mark.elastic)])
def engine_home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Kind of engine, and the folder or address where its indexes are."""
    if request.param == "elastic":
        return "elastic", str(request.getfixturevalue("elastic_url"))
    folder: Path = tmp_path_factory.mktemp("tantivy")
    return "tantivy", str(folder)


@pytest.fixture
def place(engine_home: tuple[str, str]) -> Iterator[Place]:
    """Where nothing was ever published."""
    place = Place(*engine_home, name=f"test-{uuid4().hex[:12]}")
    yield place
    place.clear()


@pytest.fixture
def engine(place: Place) -> Iterator[SearchEngine]:
    """An engine without anything published."""
    with closing(place.open()) as opened:
        yield opened


@pytest.fixture(scope="module")
def shared_engine(engine_home: tuple[str, str]) -> Iterator[SearchEngine]:
    """One engine for all examples of a property; each example publishes anew."""
    place = Place(*engine_home, name=f"test-{uuid4().hex[:12]}")
    with closing(place.open()) as opened:
        yield opened
    place.clear()
