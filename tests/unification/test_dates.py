from __future__ import annotations

import pytest

from zhaoren.unification.dates import read_birth_day, read_date, read_day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2019/7/1", "2019-07-01"),
        ("20190701", "2019-07-01"),
        ("２０１９年７月１日", "2019-07-01"),
        ("20190701080000.0Z", "2019-07-01"),
        ("2019-07-01T08:00:00Z", "2019-07-01"),
        ("2019-02-30", ""),
        ("1900-01-01", ""),
        ("2019年7月", ""),
    ],
)
def test_a_day_is_read_in_any_spelling(text: str, day: str) -> None:
    assert read_day(text) == day


def test_of_a_month_or_a_year_that_is_read() -> None:
    assert (read_date("2019年7月"), read_date("2019")) == ("2019-07", "2019")


@pytest.mark.parametrize("text", ["1990-01-01", "1985年1月1日", "20000101"])
def test_the_first_of_january_is_no_birth_date(text: str) -> None:
    assert (read_day(text) != "", read_birth_day(text)) == (True, "")
    assert read_birth_day("1990-01-02") == "1990-01-02"
