"""How often an answer asks the engine: with a server each call is a round trip."""

from __future__ import annotations

import time

import pytest

from benchmarks.bench_find import RecordingEngine
from schemas.viewer import LOCAL_ADMINISTRATOR
from tests.small_group import TODAY
from zhaoren.access.policy import NO_POLICY
from zhaoren.people_search.directory import PeopleDirectory
from zhaoren.search_index.tantivy_engine import TantivyEngine


@pytest.fixture
def recording(engine: TantivyEngine) -> RecordingEngine:
    """The small group's index; notes what it is asked."""
    return RecordingEngine(engine)


@pytest.fixture
def watched(recording: RecordingEngine) -> PeopleDirectory:
    """Answers from it; the tree was read already."""
    while recording.reader() is not recording.reader():
        time.sleep(0.01)  # an index that was written a moment ago is looked at anew
    directory = PeopleDirectory(recording, policy=lambda: NO_POLICY, today=lambda: TODAY)
    directory.roots(LOCAL_ADMINISTRATOR)
    recording.asked.clear()
    return directory


@pytest.mark.parametrize("typed", ["符", "符海燕", "fu", "fuhaiy", "fhy", "符hai", "琼州矿业", "琼州矿业 财", "wang"])
def test_suggestions_ask_the_engine_once(watched: PeopleDirectory, recording: RecordingEngine, typed: str) -> None:
    watched.suggest(typed, LOCAL_ADMINISTRATOR)
    assert len(recording.asked) <= 1


@pytest.mark.parametrize(("question", "calls"), [("符海燕", 2), ("琼州矿业 王建军", 2), ("fuhaiyan", 3)])
def test_names_accounts_and_the_managers_of_the_page_are_asked_for_once_each(
    watched: PeopleDirectory, recording: RecordingEngine, question: str, calls: int
) -> None:
    watched.find(question, LOCAL_ADMINISTRATOR)
    assert len(recording.asked) <= calls


def test_the_tree_is_not_read_again_for_every_question(watched: PeopleDirectory, recording: RecordingEngine) -> None:
    watched.roots(LOCAL_ADMINISTRATOR)
    watched.suggest("财", LOCAL_ADMINISTRATOR)
    assert len(recording.asked) <= 1
