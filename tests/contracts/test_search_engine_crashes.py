"""A writer that is killed at any point leaves the old revision or the new one, and doing it again mends everything."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from schemas.expressions import EVERYTHING, Term
from tests.contracts.places import Place
from tests.contracts.publish_and_die import entries
from zhaoren.search_index.port import Collection, EntryChange, SearchEngine

PEOPLE = Collection.PEOPLE
HOW_MANY = 3_000


def publish(place: Place, what: str, how_many: int, die_at: int, revision: int) -> subprocess.Popen[str]:
    numbers = [str(number) for number in (how_many, die_at, revision)]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.contracts.publish_and_die", *place.words(), what, *numbers],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


def revisions(engine: SearchEngine) -> dict[int, int]:
    """Revision -> how many entries carry it; refuses entries that carry two."""
    reader = engine.reader()
    cards = [candidate.card for candidate in reader.scan(PEOPLE, Term("name", "ada"), EVERYTHING)]
    counted = {revision: cards.count(str(revision).encode() * 50) for revision in range(1, 4)}
    found = {revision: reader.count(PEOPLE, Term("name", f"r{revision}"), EVERYTHING, 10**6) for revision in counted}
    assert counted == found, "cards and tokens of an entry must be of one revision"
    assert sum(counted.values()) == len(cards)
    return {revision: times for revision, times in counted.items() if times}


@pytest.mark.parametrize("die_at", [0, HOW_MANY // 2, HOW_MANY - 1])
@pytest.mark.parametrize("what", ["rebuild", "apply"])
def test_a_writer_that_is_killed_leaves_the_old_revision(place: Place, what: str, die_at: int) -> None:
    with closing(place.open()) as engine:
        engine.rebuild(entries(HOW_MANY, -1, 1), 1)
        writer = publish(place, what, HOW_MANY, die_at, 2)
        writer.communicate(timeout=60)
        assert writer.returncode == -signal.SIGKILL
        assert (engine.applied_revision(), revisions(engine)) == (1, {1: HOW_MANY})
        _again(engine, what)


@pytest.mark.slow
@pytest.mark.parametrize("wait_s", [0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8])
@pytest.mark.parametrize("what", ["rebuild", "apply"])
def test_a_writer_that_is_killed_at_any_moment_leaves_one_revision(place: Place, what: str, wait_s: float) -> None:
    with closing(place.open()) as engine:
        engine.rebuild(entries(HOW_MANY, -1, 1), 1)
        writer = publish(place, what, HOW_MANY, -1, 2)
        assert writer.stdout is not None
        assert writer.stdout.readline() == "started\n"
        time.sleep(wait_s)
        writer.kill()
        said, _ = writer.communicate(timeout=60)
        known = engine.applied_revision()
        assert known in (1, 2)
        assert known == 2 or "published" not in said
        if known == 2 or place.kind == "tantivy" or what == "rebuild":
            assert revisions(engine) == {known: HOW_MANY}
        else:
            # Atomic for each entry: some may be ahead of what the view promises, none is in between.
            assert sum(revisions(engine).values()) == HOW_MANY
        _again(engine, what)


def _again(engine: SearchEngine, what: str) -> None:
    if what == "rebuild":
        engine.rebuild(entries(HOW_MANY, -1, 2), 2)
    else:
        engine.apply((EntryChange(one.collection, one.id, one) for one in entries(HOW_MANY, -1, 2)), 2)
    assert (engine.applied_revision(), revisions(engine)) == (2, {2: HOW_MANY})
