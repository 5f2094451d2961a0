"""kill -9 anywhere on the way from the silos to the index, then the same command: as if nothing had happened."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Literal

import pytest

from tests.contracts.places import Place
from tests.end_to_end.changing_group import QUESTIONS, write_configuration, write_state
from tests.end_to_end.contents import Content, content, differences
from tests.end_to_end.killed_command import Point, run_sync, start_sync
from zhaoren.catalog.records import RecordState
from zhaoren.foundation.clock import iso, system_clock
from zhaoren.foundation.settings import load_settings
from zhaoren.wiring import open_catalog

# The one silo from which rows vanish without a word: a second reading in which they are unseen ends them.
_LISTED = "phone-list"

# "first": an empty catalog; "few": few changes, joined in one transaction; "tree": the organisation changes, too.
Step = Literal["first", "few", "tree"]
_STATES: dict[Step, int] = {"first": 1, "few": 2, "tree": 3}

_WAY = [
    Point("pipeline.refresh:sync_source", 1),  # between two sources
    Point("pipeline.refresh:sync_source", 3),
    Point("pipeline.settling:commit"),  # compared, not written
    Point("pipeline.settling:SyncTask.tell", 2),
    Point("pipeline.refresh:unify"),
    Point("pipeline.unify:write_units"),
    Point("pipeline.unify:_set_marks"),
    Point("pipeline.refresh:publish"),
]
_MADE = Point("pipeline.making_entries:entry_of", 3)
_CHANGED = Point("pipeline.publish:entry_of", 3)
_EVERYBODY = [
    Point("catalog.record_links:RecordLinkStore.replace_many", 2),  # some keys are found anew, others are not
    Point("catalog.match_keys:MatchKeyStore.keep", 2),  # the keys of some records are kept, nobody is found by them
    Point("pipeline.unify_resolving:write_clusters", 0),
    Point("pipeline.unify_resolving:write_clusters", 3),
    Point("catalog.match_keys:MatchKeyStore.write", 0),
    Point("pipeline.unify_shaping:write_people", 4),
    Point("pipeline.unify:PersonKeys"),  # everybody is joined, documents and vacant posts are not
    Point("pipeline.unify:write_documents"),
    Point("pipeline.unify:write_heads"),
]
_A_FEW = [
    Point("pipeline.unify:join_touched"),
    Point("pipeline.unify_touched:write_clusters"),
    Point("pipeline.unify_touched:shape_people"),
    Point("pipeline.unify:write_posts"),
]
_TANTIVY_BUILT = [
    _MADE,
    Point("search_index.tantivy_engine:Generations.begin"),
    Point("search_index.tantivy_engine:revision_document", 0, 0.002),  # inside the commit
    Point("search_index.tantivy_engine:revision_document", 0, 0.02),
    Point("search_index.tantivy_engine:Generations.swap_to"),
    Point("search_index.tantivy_generations:_sync_folder", 0),  # the pointer is written, not in its place
    Point("search_index.tantivy_generations:_sync_folder", 1),  # in its place, the caller does not know
]
_TANTIVY_CHANGED = [
    _CHANGED,
    Point("search_index.tantivy_engine:_apply"),
    Point("search_index.tantivy_engine:_write_change", 5),
    Point("search_index.tantivy_engine:revision_document"),
    Point("search_index.tantivy_engine:revision_document", 0, 0.002),
    Point("search_index.tantivy_engine:revision_document", 0, 0.02),
]
_ELASTIC_BUILT = [
    _MADE,
    Point("search_index.elastic_engine:ElasticGenerations.begin"),
    Point("search_index.elastic_engine:to_lines", 50),
    Point("search_index.elastic_engine:ElasticGenerations.mark"),
    Point("search_index.elastic_engine:ElasticGenerations.swap"),
    Point("search_index.elastic_engine:ElasticGenerations.swap", 0, 0.01),
    Point("search_index.elastic_engine:ElasticEngine._look_again"),
]
_ELASTIC_CHANGED = [
    _CHANGED,
    Point("search_index.elastic_engine:ElasticGenerations.claim"),
    Point("search_index.elastic_engine:to_lines", 5),
    Point("search_index.elastic_engine:ElasticGenerations.refresh"),
    Point("search_index.elastic_engine:ElasticGenerations.advance"),
    Point("search_index.elastic_engine:ElasticEngine._look_again"),
]
_JOINED: dict[Step, list[Point]] = {
    "first": [*_WAY, *_EVERYBODY],
    "few": [one for one in _WAY if not one.of.endswith("write_units")] + _A_FEW,
    "tree": [*_WAY, *_EVERYBODY],
}
_EMBEDDED = {"first": _TANTIVY_BUILT, "few": _TANTIVY_CHANGED, "tree": _TANTIVY_CHANGED}
_SERVED = {"first": _ELASTIC_BUILT, "few": _ELASTIC_CHANGED, "tree": _ELASTIC_CHANGED}


class Group:
    """A folder with silos and configuration; state 1 is synced unless the step is the first."""

    def __init__(self, folder: Path, step: Step, more: str = "") -> None:
        self.folder = folder
        self.step = step
        self._more = more
        if step != "first":
            folder.mkdir(exist_ok=True)
            write_configuration(folder, more)
            write_state(folder, 1)
            # What is new by a day comes first: it must not depend on whether midnight falls between the two.
            assert run_sync(folder, days_ago=2)
        self._boundary = _next_second()
        self._to_the_step()

    def copy(self, folder: Path) -> Group:
        """The same as it is now, elsewhere; only with everything in the folder itself."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        copied = object.__new__(Group)
        copied.folder, copied.step, copied._more, copied._boundary = folder, self.step, self._more, self._boundary
        copied._to_the_step()
        return copied

    def _to_the_step(self) -> None:
        self.folder.mkdir(exist_ok=True)
        write_configuration(self.folder, self._more)
        write_state(self.folder, _STATES[self.step])

    def times(self) -> int:
        """In how many whole readings, the next one included, the vanished rows are unseen."""
        with closing(open_catalog(load_settings(self.folder / "zhaoren.toml"))) as catalog:
            return 2 if any(state is RecordState.MISSING for _, _, state in catalog.records.counts(_LISTED)) else 1

    def content(self) -> Content:
        """Everything, comparable."""
        return content(self.folder, self._boundary, QUESTIONS)


def _next_second() -> str:
    time.sleep(1.0 - time.time() % 1.0)
    return iso(system_clock())


class Uninterrupted:
    """What runs without kills make of each step, and how long one takes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._groups: dict[Step, Group] = {}
        self._contents: dict[tuple[Step, int], Content] = {}
        self._seconds: dict[Step, float] = {}

    def group(self, step: Step) -> Group:
        """Before the step; to be copied."""
        if step not in self._groups:
            self._groups[step] = Group(self._folder / step, step)
        return self._groups[step]

    def content(self, step: Step, times: int) -> Content:
        """After the step was synced so many times."""
        if (step, times) not in self._contents:
            self._sync(step)
        return self._contents[step, times]

    def seconds(self, step: Step) -> float:
        """From the start of the process to its end."""
        if step not in self._seconds:
            self._sync(step)
        return self._seconds[step]

    def _sync(self, step: Step) -> None:
        whole = self.group(step).copy(self._folder / f"{step} done")
        begun = time.monotonic()
        assert run_sync(whole.folder)
        self._seconds[step] = time.monotonic() - begun
        self._contents[step, 1] = whole.content()
        assert run_sync(whole.folder)
        self._contents[step, 2] = whole.content()


@pytest.fixture(scope="module")
def uninterrupted_by_day() -> dict[date, Uninterrupted]:
    return {}


@pytest.fixture
def uninterrupted(
    uninterrupted_by_day: dict[date, Uninterrupted], tmp_path_factory: pytest.TempPathFactory
) -> Uninterrupted:
    """Who leaves today has left tomorrow: after midnight there is something else to compare with."""
    today = system_clock().date()
    if today not in uninterrupted_by_day:
        uninterrupted_by_day[today] = Uninterrupted(tmp_path_factory.mktemp("uninterrupted"))
    return uninterrupted_by_day[today]


@pytest.fixture
def served(fresh_postgres: str, elastic_url: str) -> Iterator[str]:
    """Lines of configuration: a catalog in PostgreSQL, an index in Elasticsearch."""
    place = Place("elastic", elastic_url, fresh_postgres.rpartition("/")[2])
    yield (
        f'[catalog]\nurl = "{fresh_postgres}"\n'
        f'[index]\nengine = "elasticsearch"\nurl = "{elastic_url}"\nprefix = "{place.name}"\n'
    )
    place.clear()


def test_an_uninterrupted_second_run_differs_only_where_rows_have_vanished(uninterrupted: Uninterrupted) -> None:
    assert uninterrupted.content("first", 1) == uninterrupted.content("first", 2)
    assert uninterrupted.content("few", 1) != uninterrupted.content("few", 2)
    assert uninterrupted.content("few", 1) != uninterrupted.content("tree", 1)


def _points(index: dict[str, list[Point]]) -> list[object]:
    steps: list[Step] = ["first", "few", "tree"]
    return [
        pytest.param(step, point, id=f"{step}-{point}") for step in steps for point in (*_JOINED[step], *index[step])
    ]


def test_every_point_to_be_killed_at_is_there() -> None:
    indexes = (_EMBEDDED, _SERVED)
    points = [one for steps in (_JOINED, *indexes) for listed in steps.values() for one in listed]
    assert [str(one) for one in points if not one.is_there()] == []


@pytest.mark.slow
@pytest.mark.parametrize(("step", "point"), _points(_EMBEDDED))
def test_killed_at_a_point(uninterrupted: Uninterrupted, tmp_path: Path, step: Step, point: Point) -> None:
    group = uninterrupted.group(step).copy(tmp_path / "group")
    assert not run_sync(group.folder, point) or point.delay_s
    _comes_to_the_same(group, uninterrupted)


@pytest.mark.slow
@pytest.mark.parametrize("step", ["first", "few", "tree"])
@pytest.mark.parametrize("passes", range(1, 80, 6))
def test_killed_before_any_commit(uninterrupted: Uninterrupted, tmp_path: Path, step: Step, passes: int) -> None:
    group = uninterrupted.group(step).copy(tmp_path / "group")
    run_sync(group.folder, Point("commit", passes))
    _comes_to_the_same(group, uninterrupted)


@pytest.mark.parametrize("seed", range(6))
def test_killed_at_a_random_moment(uninterrupted: Uninterrupted, tmp_path: Path, seed: int) -> None:
    _killed_at_random_moments(uninterrupted.group(_step_of(seed)).copy(tmp_path / "group"), uninterrupted, seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6, 60))
def test_killed_at_many_random_moments(uninterrupted: Uninterrupted, tmp_path: Path, seed: int) -> None:
    _killed_at_random_moments(uninterrupted.group(_step_of(seed)).copy(tmp_path / "group"), uninterrupted, seed)


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.elastic
@pytest.mark.parametrize(("step", "point"), _points(_SERVED))
def test_killed_at_a_point_with_servers(
    uninterrupted: Uninterrupted, served: str, tmp_path: Path, step: Step, point: Point
) -> None:
    group = Group(tmp_path / "group", step, served)
    assert not run_sync(group.folder, point) or point.delay_s
    _comes_to_the_same(group, uninterrupted)


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.elastic
@pytest.mark.parametrize("seed", range(30))
def test_killed_at_a_random_moment_with_servers(
    uninterrupted: Uninterrupted, served: str, tmp_path: Path, seed: int
) -> None:
    _killed_at_random_moments(Group(tmp_path / "group", _step_of(seed), served), uninterrupted, seed)


def _step_of(seed: int) -> Step:
    steps: tuple[Step, ...] = ("first", "few", "tree")
    return steps[seed % 3]


def _killed_at_random_moments(group: Group, uninterrupted: Uninterrupted, seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(dice.randrange(1, 4)):
        process = start_sync(group.folder)
        time.sleep(dice.uniform(0.0, uninterrupted.seconds(group.step)))
        process.kill()
        process.join(60)
        if group.times() == 2:
            break  # a further run would end what has vanished, and the next could not tell
    _comes_to_the_same(group, uninterrupted)


def _comes_to_the_same(group: Group, uninterrupted: Uninterrupted) -> None:
    times = group.times()
    assert run_sync(group.folder)
    found = differences(group.content(), uninterrupted.content(group.step, times))
    assert not found, "\n".join(found)
