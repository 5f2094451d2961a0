from __future__ import annotations

import pytest

from schemas.records import RecordRef
from schemas.vocabulary import RecordKind
from zhaoren.catalog.catalog import Catalog, Transaction
from zhaoren.catalog.record_writing import RecordContent, canonical
from zhaoren.catalog.records import RecordState

PERSON, UNIT = RecordKind.PERSON, RecordKind.UNIT
AT = "2026-11-22T08:00:00Z"


def _content(key: str, **fields: str) -> RecordContent:
    values = {name: [value] for name, value in fields.items()}
    dates = canonical(dict.fromkeys(fields, AT))
    return RecordContent(key, canonical(values).encode()[:16], canonical(values), dates, "[]", "", None)


def _add(work: Transaction, *keys: str, kind: RecordKind = PERSON, source: str = "hr") -> None:
    work.record_writer.add_many(source, kind, "r1", AT, [_content(key, name=key) for key in keys])


def test_records_are_found_by_number_and_by_reference(catalog: Catalog) -> None:
    with catalog.transaction() as work:
        _add(work, "a", "b")
        _add(work, "a", source="ad")
        _add(work, "a", kind=UNIT)
    refs = [RecordRef("hr", PERSON, "a"), RecordRef("ad", PERSON, "a"), RecordRef("hr", UNIT, "a")]
    found = catalog.records.by_refs([*refs, RecordRef("hr", UNIT, "none")])
    assert set(found) == set(refs)
    assert {r.ref for r in catalog.records.by_ids(record.id for record in found.values()).values()} == set(refs)
    assert catalog.records.counts("hr") == {
        ("hr", PERSON, RecordState.PRESENT): 2,
        ("hr", UNIT, RecordState.PRESENT): 1,
    }


def test_heads_come_in_code_point_order_on_every_server(catalog: Catalog) -> None:
    keys = ["b", "B", "a-b", "ab", "a b", "é", "z", "\uffee", "𬭎", "中"]
    with catalog.transaction() as work:
        _add(work, *keys)
    assert [head.key for head in catalog.records.heads("hr", PERSON)] == sorted(keys)
    assert set(catalog.records.heads_of("hr", PERSON, ["B", "中", "nobody"])) == {"B", "中"}


def test_every_standing_of_a_record_is_kept(catalog: Catalog) -> None:
    with catalog.transaction() as work:
        _add(work, "a")
    id_ = next(catalog.records.all()).id
    with catalog.transaction() as work:
        work.record_writer.change_many("r2", [(id_, _content("a", name="b"))])
    with catalog.transaction() as work:
        work.record_writer.miss_many("r3", [id_], AT)
    with catalog.transaction() as work:
        work.record_writer.end_many("r4", [id_], AT, unseen=True)
    assert list(catalog.records.all()) == []
    ended = next(catalog.records.all(ended=True))
    assert (ended.state, ended.missing_times, ended.ended_at, ended.revision) == (RecordState.ENDED, 2, AT, 4)
    versions = catalog.records.history(id_)
    assert [(v.run_id, v.state, v.fields["name"][0], v.revision, v.replaced_in) for v in versions] == [
        ("r1", "present", "a", 1, 2),
        ("r2", "present", "b", 2, 3),
        ("r3", "missing", "b", 3, 4),
    ]


def test_a_reader_in_mid_stream_is_not_disturbed_by_a_writer(catalog: Catalog) -> None:
    with catalog.transaction() as work:
        _add(work, *(f"p{n:05}" for n in range(2500)))
    reader = catalog.records.all()
    first = next(reader)
    with catalog.transaction() as work:
        work.record_writer.end_many("r2", [first.id + 2000], AT, unseen=False)
        _add(work, "later")
    assert sum(1 for _ in reader) == 2499
    assert [r.ref.key for r in catalog.records.changed_since(1)] == ["p02000", "later"]


def test_what_a_transaction_wrote_it_can_read(catalog: Catalog) -> None:
    with catalog.transaction() as work:
        _add(work, "a")
        assert [r.ref.key for r in work.records.changed_since(0, [PERSON])] == ["a"]
        assert list(catalog.records.all()) == []


def test_one_key_of_a_source_is_one_record(catalog: Catalog) -> None:
    def twice() -> None:
        with catalog.transaction() as work:
            _add(work, "a")
            _add(work, "a")

    with pytest.raises(Exception, match=r"(?i)unique") as told:
        twice()
    assert '"name"' not in str(told.value)
    assert catalog.revision == 0
