from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from zhaoren.catalog.record_writing import canonical, dates_text
from zhaoren.catalog.records import dates_of

DATES = st.dictionaries(
    st.sampled_from(["name", "title", "email", "city", "company", "mobile"]),
    st.sampled_from(["2026-01-01", "2026-02-02"]),
)


@given(DATES)
def test_the_dates_of_a_record_are_read_as_they_were_written_in_the_short_form_and_in_the_long_one(
    since: dict[str, str],
) -> None:
    for text in (dates_text(since), canonical(since)):
        assert dates_of(text, tuple(since)) == since


def test_one_date_for_all_fields_is_written_once() -> None:
    assert json.loads(dates_text(dict.fromkeys(("name", "title"), "2026-01-01"))) == {"": "2026-01-01"}
    assert json.loads(dates_text({"city": "1", "name": "2", "title": "1"})) == {"": "1", "name": "2"}
