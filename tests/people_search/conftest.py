"""The small group, published once for this room."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from schemas.answers import Answer
from schemas.viewer import LOCAL_ADMINISTRATOR
from tests.small_group import publish_small_group, small_directory
from zhaoren.people_search.directory import PeopleDirectory
from zhaoren.search_index.tantivy_engine import TantivyEngine

Ask = Callable[[str], Answer]


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TantivyEngine]:
    """The small group's index."""
    engine = publish_small_group(Path(tmp_path_factory.mktemp("small") / "index"))
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def directory(engine: TantivyEngine) -> PeopleDirectory:
    """Answers from it."""
    return small_directory(engine)


@pytest.fixture(scope="session")
def ask(directory: PeopleDirectory) -> Ask:
    """Asks as the local administrator."""
    return lambda question: directory.find(question, LOCAL_ADMINISTRATOR)
