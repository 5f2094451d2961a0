"""Answers follow the index from revision to revision, and read again only the units that changed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from schemas.directory import Unit, Value
from schemas.expressions import EVERYTHING, Term
from tests.small_group import MINE, PEOPLE, UNITS
from zhaoren.access.attributes import code_token
from zhaoren.people_search import organisations
from zhaoren.people_search.organisations import Organisations
from zhaoren.pipeline.entries import Tree, person_entry, unit_entry
from zhaoren.search_index.port import Collection, EntryChange
from zhaoren.search_index.tantivy_engine import TantivyEngine
from zhaoren.search_index.unit_log import MOST_LOGGED, UNIT_LOG, UnitLog

TREE = Tree.of(UNITS)
RENAMED = replace(
    MINE, name=Value("天马矿业有限公司"), names=(replace(MINE.names[0], value=Value("天马矿业有限公司")),)
)
RICHER = replace(UNITS[-1], id="u-new", number=99, name=Value("浮选研究所"), names=())


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[TantivyEngine]:
    with closing(TantivyEngine(tmp_path / "index")) as engine:
        entries = [unit_entry(unit, TREE) for unit in UNITS]
        engine.rebuild([*entries, UnitLog.begun(1).entry()], 1)
        yield engine


def publish(engine: TantivyEngine, revision: int, *units: Unit, gone: tuple[str, ...] = ()) -> None:
    changes = [EntryChange(Collection.UNITS, unit.id, unit_entry(unit, TREE)) for unit in units]
    changes += [EntryChange(Collection.UNITS, id_, None) for id_ in gone]
    log = UnitLog.read(engine.reader())
    assert log is not None
    told = log.and_more(revision, [change.id for change in changes])
    engine.apply([*changes, EntryChange(Collection.LOGS, UNIT_LOG, told.entry())], revision)


def publish_person(engine: TantivyEngine, revision: int) -> None:
    entry = person_entry(PEOPLE[0], TREE)
    engine.apply([EntryChange(Collection.PEOPLE, entry.id, entry)], revision)


def test_a_person_changes_nothing_in_the_tree(engine: TantivyEngine) -> None:
    following = Organisations(engine)
    _, before = following.take(EVERYTHING)
    publish_person(engine, 2)
    reader, after = following.take(EVERYTHING)
    assert (reader.revision, after) == (2, before)


def test_units_that_changed_came_and_went_are_seen_at_once(engine: TantivyEngine) -> None:
    following = Organisations(engine)
    _, before = following.take(EVERYTHING)
    publish(engine, 2, RENAMED, RICHER, gone=("u-ph-buy",))
    reader, after = following.take(EVERYTHING)
    assert reader.revision == 2
    assert [span.ids for span in after.companies.find("天马矿业 采购")] == [("u-mine",)]
    assert after.units["u-new"].name.text == "浮选研究所"
    assert "u-ph-buy" not in after.units
    assert before.units["u-mine"].name.text == MINE.name.text


def test_an_audience_gets_its_own_view_of_the_new_state(engine: TantivyEngine) -> None:
    following = Organisations(engine)
    audience = Term("unit", code_token("QZKY"))
    assert set(following.take(audience)[1].units) == {"u-mine", "u-mine-fin", "u-mine-plant"}
    publish(engine, 2, gone=("u-mine-plant",))
    assert set(following.take(audience)[1].units) == {"u-mine", "u-mine-fin"}


def test_an_index_without_a_log_is_read_again_with_every_revision(tmp_path: Path) -> None:
    with closing(TantivyEngine(tmp_path / "index")) as engine:
        engine.rebuild([unit_entry(unit, TREE) for unit in UNITS], 1)
        following = Organisations(engine)
        assert following.take(EVERYTHING)[1].units["u-mine"].name.text == MINE.name.text
        engine.apply([EntryChange(Collection.UNITS, "u-mine", unit_entry(RENAMED, TREE))], 2)
        assert following.take(EVERYTHING)[1].units["u-mine"].name.text == "天马矿业有限公司"


def test_too_many_changes_are_read_beside_while_the_moment_before_answers(
    engine: TantivyEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(organisations, "_CHANGED_AT_ONCE", 1)
    following = Organisations(engine)
    following.take(EVERYTHING)
    publish(engine, 2, RENAMED, RICHER)
    for _ in range(500):
        reader, view = following.take(EVERYTHING)
        assert (reader.revision, "u-new" in view.units) in {(1, False), (2, True)}
        if reader.revision == 2:
            break
        time.sleep(0.01)
    assert reader.revision == 2


def test_another_generation_of_another_catalog_is_read_anew(engine: TantivyEngine) -> None:
    following = Organisations(engine)
    following.take(EVERYTHING)
    publish_person(engine, 5)
    following.take(EVERYTHING)
    engine.rebuild([unit_entry(RENAMED, TREE), UnitLog.begun(1).entry()], 1)
    assert list(following.take(EVERYTHING)[1].units) == ["u-mine"]


def test_a_log_forgets_the_oldest_and_says_so() -> None:
    log = UnitLog.begun(3)
    assert log.after(3) == ()
    assert log.after(2) is None
    log = log.and_more(4, ["a", "b"]).and_more(5, ["b", "c"]).and_more(6, [])
    assert (log.after(3), log.after(4), log.after(6)) == (("a", "b", "c"), ("b", "c"), ())
    grown = log.and_more(7, [str(number) for number in range(MOST_LOGGED - 2)])
    assert grown.after(3) is None
    assert len(grown.after(4) or ()) == MOST_LOGGED
    assert log.and_more(7, [str(number) for number in range(MOST_LOGGED + 1)]).after(6) is None
