from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select, update

from zhaoren.catalog.catalog import Catalog
from zhaoren.catalog.entities import Entity, PutCounts
from zhaoren.catalog.tables import ENTITIES


def _put(catalog: Catalog, **bodies: str) -> PutCounts:
    with catalog.transaction() as work:
        numbers = work.entities.numbers("person", bodies)
        return work.entities.put_many("person", [Entity(i, numbers[i], b.encode()) for i, b in bodies.items()])


def test_numbers_are_given_once_and_never_again(catalog: Catalog) -> None:
    _put(catalog, a="1", b="2")
    catalog.entities.remove_many("person", ["b"])
    _put(catalog, c="3")
    assert catalog.entities.numbers("person", ["a", "b", "c"]) == {"a": 1, "b": 2, "c": 3}


def test_each_kind_counts_for_itself(catalog: Catalog) -> None:
    _put(catalog, a="1")
    assert catalog.entities.numbers("unit", ["u"]) == {"u": 1}


def test_only_changed_things_take_the_new_revision(catalog: Catalog) -> None:
    _put(catalog, a="1", b="2")
    assert _put(catalog, a="1", b="3") == PutCounts(changed=1, same=1)
    assert [(e.id, e.revision) for e in catalog.entities.changed_since("person", 1)] == [("b", 2)]


def test_putting_the_same_again_takes_no_revision(catalog: Catalog) -> None:
    _put(catalog, a="1")
    assert _put(catalog, a="1") == PutCounts(same=1)
    assert catalog.revision == 1


def test_a_removed_thing_is_told_to_those_who_ask_what_changed(catalog: Catalog) -> None:
    _put(catalog, a="1", b="2")
    assert catalog.entities.remove_many("person", ["b", "unknown"]) == PutCounts(removed=1, same=1)
    assert [(e.id, e.body) for e in catalog.entities.changed_since("person", 1)] == [("b", None)]
    assert [e.id for e in catalog.entities.all("person")] == ["a"]
    assert catalog.entities.count("person") == 1


def test_removing_again_takes_no_revision(catalog: Catalog) -> None:
    _put(catalog, a="1")
    catalog.entities.remove_many("person", ["a"])
    catalog.entities.remove_many("person", ["a"])
    assert catalog.revision == 2


def test_a_merged_person_is_found_through_every_step(catalog: Catalog) -> None:
    _put(catalog, a="1", b="2", c="3")
    catalog.entities.remove_many("person", {"a": "b"})
    catalog.entities.remove_many("person", {"b": "c"})
    found = catalog.entities.get("person", "a")
    assert found is not None
    assert (found.id, found.body) == ("c", b"3")
    kept = catalog.entities.get("person", "a", follow=False)
    assert kept is not None
    assert (kept.id, kept.redirect_to) == ("a", "b")


def _kept(catalog: Catalog) -> dict[str, bytes]:
    engine = create_engine(catalog.address)
    with engine.connect() as connection:
        found = {row.id: bytes(row.body) for row in connection.execute(select(ENTITIES.c.id, ENTITIES.c.body))}
    engine.dispose()
    return found


def test_what_is_said_many_times_takes_the_room_of_once(catalog: Catalog) -> None:
    body = json.dumps({"values": [{"text": str(n), "source": "人事系统", "key": "K-0017"} for n in range(60)]})
    _put(catalog, a=body)
    (stored,) = catalog.entities.all("person")
    assert stored.body == body.encode()
    assert len(_kept(catalog)["a"]) < len(body) / 5


def test_what_is_packed_beside_the_writer_is_the_same_as_what_it_packs_itself(catalog: Catalog) -> None:
    _put(catalog, a='{"name":"王伟"}')
    packed = Entity.packed("a", 1, '{"name":"王伟"}'.encode())
    assert catalog.entities.put_many("person", [packed]) == PutCounts(same=1)
    changed = Entity.packed("a", 1, '{"name":"王玮"}'.encode())
    assert catalog.entities.put_many("person", [changed]) == PutCounts(changed=1)
    (stored,) = catalog.entities.all("person")
    assert stored.body == '{"name":"王玮"}'.encode()


def test_what_an_earlier_version_kept_unpacked_is_read_and_not_written_again(catalog: Catalog) -> None:
    _put(catalog, a='{"name":"王伟"}')
    engine = create_engine(catalog.address)
    with engine.begin() as connection:
        connection.execute(update(ENTITIES).values(body='{"name":"王伟"}'.encode()))
    engine.dispose()
    (stored,) = catalog.entities.all("person")
    assert stored.body == '{"name":"王伟"}'.encode()
    assert _put(catalog, a='{"name":"王伟"}') == PutCounts(same=1)
    assert _kept(catalog)["a"] == '{"name":"王伟"}'.encode()


def test_redirects_in_a_ring_end(catalog: Catalog) -> None:
    _put(catalog, a="1", b="2")
    catalog.entities.remove_many("person", {"a": "b", "b": "a"})
    found = catalog.entities.get("person", "a")
    assert found is not None
    assert found.body is None


def test_a_removed_thing_can_come_back_with_its_number(catalog: Catalog) -> None:
    _put(catalog, a="1")
    catalog.entities.remove_many("person", {"a": None})
    assert _put(catalog, a="1") == PutCounts(changed=1)
    found = catalog.entities.get("person", "a")
    assert found is not None
    assert (found.number, found.body) == (1, b"1")


def test_a_snapshot_does_not_move(catalog: Catalog) -> None:
    _put(catalog, a="1")
    with catalog.snapshot() as seen:
        assert seen.revision == 1
        _put(catalog, b="2")
        assert seen.revision == 1
        assert [e.id for e in seen.entities.all("person")] == ["a"]
    assert catalog.revision == 2


def test_a_snapshot_cannot_be_written(catalog: Catalog) -> None:
    with catalog.snapshot() as seen, pytest.raises(TypeError, match="cannot be written"):
        seen.marks.set("x", 1)


def test_a_transaction_that_fails_writes_nothing(catalog: Catalog) -> None:
    def fail_halfway() -> None:
        with catalog.transaction() as work:
            work.entities.put_many("person", [Entity("a", 1, b"1")])
            work.marks.set("unified_revision", 7)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    assert (catalog.revision, catalog.marks.get("unified_revision")) == (0, 0)
    assert list(catalog.entities.all("person")) == []


def test_everything_written_in_one_transaction_has_one_revision(catalog: Catalog) -> None:
    with catalog.transaction() as work:
        work.entities.put_many("person", [Entity("a", 1, b"1")])
        work.entities.put_many("unit", [Entity("u", 1, b"1")])
        assert work.revision == 1
    assert [e.revision for e in catalog.entities.all("unit")] == [1]


def test_many_things_stream(catalog: Catalog) -> None:
    with catalog.transaction() as work:
        work.entities.put_many("person", (Entity(f"p{n}", n, b"%d" % n) for n in range(1, 3001)))
    assert [e.number for e in catalog.entities.all("person")] == list(range(1, 3001))
    assert len(catalog.entities.get_many("person", (f"p{n}" for n in range(4000)))) == 3000


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("123-")), min_size=1, max_size=6))
def test_a_follower_of_changes_ends_with_the_same_directory(
    tmp_path_factory: pytest.TempPathFactory, steps: list[dict[str, str]]
) -> None:
    catalog = Catalog(f"sqlite:///{tmp_path_factory.mktemp('c') / 'catalog.db'}")
    follower: dict[str, bytes] = {}
    reached = 0
    for step in steps:
        with catalog.transaction() as work:
            numbers = work.entities.numbers("person", step)
            put = [Entity(i, numbers[i], b.encode()) for i, b in step.items() if b != "-"]
            work.entities.put_many("person", put)
            work.entities.remove_many("person", [i for i, b in step.items() if b == "-"])
        with catalog.snapshot() as seen:
            for entity in seen.entities.changed_since("person", reached):
                if entity.body is None:
                    follower.pop(entity.id, None)
                else:
                    follower[entity.id] = entity.body
            reached = seen.revision
    assert follower == {e.id: e.body for e in catalog.entities.all("person")}
    catalog.close()
