"""What is kept of a directory between readings."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.directory_checkpoint import VERSION, Containers, DirectoryCheckpoint
from schemas.records import Checkpoint

trees = st.dictionaries(st.uuids().map(str), st.text(min_size=1, max_size=20), max_size=30)


def learnt(tree: dict[str, str]) -> Containers:
    containers = Containers()
    for identity, name in tree.items():
        containers.learn(identity, name)
    return containers


@given(st.sampled_from(["sync", "time"]), st.text(), st.lists(st.text(), max_size=4), trees)
def test_what_is_written_is_read(way: str, directory: str, places: list[str], tree: dict[str, str]) -> None:
    checkpoint = DirectoryCheckpoint("sync" if way == "sync" else "time", directory, tuple(places), learnt(tree))
    again = DirectoryCheckpoint.of(checkpoint.written())
    assert again == checkpoint
    assert again.written() == checkpoint.written()


@given(trees, st.uuids().map(str))
def test_a_renamed_and_an_unknown_container_are_told_from_the_others(tree: dict[str, str], other: str) -> None:
    containers = Containers.of(learnt(tree).written())
    for identity, name in tree.items():
        assert containers.knows(identity)
        assert containers.is_called(identity, name)
        assert not containers.is_called(identity, name + "x")
    assert containers.knows(other) == (other in tree)


def test_beyond_a_number_nothing_is_known_for_sure_and_everything_may_be_there() -> None:
    containers = learnt({str(number): "x" for number in range(20_001)})
    again = Containers.of(containers.written())
    assert len(containers.written()) == 1
    assert again.knows("never seen")
    assert not again.is_there("1")
    assert not again.is_called("1", "x")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_what_is_not_ours_is_not_read(value: object) -> None:
    assert DirectoryCheckpoint.of(Checkpoint(json.dumps(value))) is None


@pytest.mark.parametrize(
    "change",
    [
        {"version": VERSION + 1},
        {"way": "other"},
        {"places": None},
        {"places": [1]},
        {"containers": "no base64!"},
        {"containers": "AAAA"},
        {"containers": None},
        {"directory": ...},
    ],
    ids=str,
)
def test_a_broken_checkpoint_is_none_at_all(change: dict[str, object]) -> None:
    told = json.loads(DirectoryCheckpoint("sync", "d", ("a",), learnt({"i": "n"})).written().value)
    told |= change
    if told["directory"] is ...:
        del told["directory"]
    assert DirectoryCheckpoint.of(Checkpoint(json.dumps(told))) is None
