from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from hashlib import blake2b

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.records import SourceRecord
from schemas.vocabulary import RecordKind
from zhaoren.catalog.record_writing import canonical
from zhaoren.pipeline.validation import LONGEST_KEY_BYTES, Unusable, staged, usable_key

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1)
FIELDS = st.dictionaries(
    st.sampled_from(["name", "title", "email", "city", "company"]), st.lists(TEXT, min_size=1).map(tuple)
)


@given(FIELDS, st.lists(TEXT).map(tuple))
def test_whatever_the_way_the_text_of_a_record_is_canonical(
    fields: dict[str, tuple[str, ...]], also_keys: tuple[str, ...]
) -> None:
    record = SourceRecord(RecordKind.PERSON, "1", fields, also_keys)
    listed = SourceRecord(RecordKind.PERSON, "1", {name: list(each) for name, each in fields.items()}, also_keys)  # type: ignore[misc]
    row, content = staged(record, 1, 1)
    assert (content.fields, content.also_keys) == (canonical(fields), canonical(also_keys))
    assert row.hash == blake2b(f"{content.fields}\n{content.also_keys}".encode(), digest_size=16).digest()
    assert staged(listed, 1, 1) == (row, content)


def test_empty_values_are_left_out() -> None:
    record = SourceRecord(RecordKind.PERSON, "1", {"title": ("",), "name": ("王", "")}, ("",))
    row, content = staged(record, 1, 1)
    assert (content.fields, content.also_keys) == ('{"name":["王"]}', "[]")
    assert staged(SourceRecord(RecordKind.PERSON, "1", {"title": (), "name": ("王",)}), 1, 1)[0].shape == row.shape


@pytest.mark.parametrize("value", ["a\x00b", "\ud800", 7])
def test_what_cannot_be_stored_is_refused(value: str) -> None:
    with pytest.raises(Unusable):
        staged(SourceRecord(RecordKind.PERSON, "1", {"name": (value,)}), 1, 1)
    with pytest.raises(Unusable):
        staged(SourceRecord(RecordKind.PERSON, "1", {"name": ("王",)}, (value,)), 1, 1)
    with pytest.raises(Unusable):
        usable_key(value)


def test_a_key_is_as_long_as_its_bytes() -> None:
    assert usable_key("a" * LONGEST_KEY_BYTES) == "a" * LONGEST_KEY_BYTES
    for long in ("a" * (LONGEST_KEY_BYTES + 1), "王" * (LONGEST_KEY_BYTES // 3 + 1)):
        with pytest.raises(Unusable):
            usable_key(long)


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=8)), timezone.utc])  # noqa: UP017 - by both names
def test_a_change_time_is_told_in_utc(zone: timezone) -> None:
    told = datetime(2026, 11, 22, 8, 30, tzinfo=UTC).astimezone(zone)
    row, _ = staged(SourceRecord(RecordKind.PERSON, "1", {}, changed_at=told), 1, 1)
    assert row.changed_at == "2026-11-22T08:30:00+00:00"
