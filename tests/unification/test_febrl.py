"""Public sets with known duplicates, on the road that our own people take."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.identity.febrl import FOLDER, febrl3, febrl4
from benchmarks.identity.scores import Score
from tests.servers.requirement import missing


@pytest.mark.parametrize("linked", [pytest.param(febrl3, id="FEBRL3"), pytest.param(febrl4, id="FEBRL4")])
def test_public_sets_are_linked_nearly_whole(linked: Callable[[Path], Score]) -> None:
    folder = Path(__file__).resolve().parents[2] / FOLDER
    if not folder.is_dir():
        missing("FEBRL", "run 'make servers'")
    assert linked(folder).f1 >= 0.995
