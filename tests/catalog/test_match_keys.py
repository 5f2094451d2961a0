from __future__ import annotations

from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.vocabulary import RecordKind
from tests.catalog.test_records import UNIT, _add
from zhaoren.catalog.catalog import Catalog

Keys = dict[int, set[int]]
some_keys: st.SearchStrategy[Keys] = st.dictionaries(st.integers(1, 6), st.sets(st.integers(-3, 3), max_size=4))


@settings(max_examples=30, deadline=None)
@given(some_keys, some_keys, st.sets(st.integers(1, 6)))
def test_all_at_once_gives_what_one_by_one_gives(before: Keys, after: Keys, others: set[int]) -> None:
    """Records in `others` are not meant: they keep what they have."""
    meant = sorted({*before, *after} - others)
    rows = [(key, record) for record in meant for key in after.get(record, ())]
    with TemporaryDirectory() as folder:
        catalog = Catalog(f"sqlite:///{folder}/catalog.db")
        with catalog.transaction() as work:
            work.match_keys.replace_many(before)
            work.match_keys.replace_all({record: after.get(record, ()) for record in meant})
        found = sorted(catalog.match_keys.all())
        of_records = catalog.match_keys.of_records(range(8))
        with catalog.transaction() as work:
            assert work.match_keys.replace_all({record: after.get(record, ()) for record in meant}) == 0
        catalog.close()
    kept = [(key, record) for record, keys in before.items() if record not in meant for key in keys]
    assert found == sorted({*rows, *kept})
    assert sorted((key, record) for record, keys in of_records.items() for key in keys) == found


def test_keys_are_counted_by_source_and_sources_told_by_kind(catalog: Catalog) -> None:
    with catalog.transaction() as work:
        _add(work, "a", "b")
        _add(work, "a", source="ad")
        _add(work, "x", source="md", kind=UNIT)
        ids = {record.ref: record.id for record in work.records.all()}
        work.match_keys.replace_many(dict.fromkeys(ids.values(), (7,)))
    assert catalog.match_keys.by_source([7, 8]) == {7: {"hr": 2, "ad": 1, "md": 1}}
    assert catalog.records.sources_with(RecordKind.PERSON) == ["ad", "hr"]
    assert catalog.records.sources_with(RecordKind.UNIT) == ["md"]
    assert catalog.records.sources_with(RecordKind.POST) == []
