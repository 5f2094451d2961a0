"""Days as sources write them, to ISO days."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache

_PARTS = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?:\D.*)?", re.DOTALL)
_JOINED = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{6}(?:\.\d+)?Z?)?")
_YEAR = re.compile(r"(\d{4})\s*年?(?:\s*[-/.]?\s*(\d{1,2})\s*月?)?")
# What systems write where they know nothing.
_PLACEHOLDERS = frozenset({"1900-01-01", "1970-01-01", "1901-01-01", "0001-01-01"})


@lru_cache(maxsize=20_000)
def read_day(text: str) -> str:
    """`2019-07-01` from `2019/7/1`, `20190701`, `2019年7月1日`, `2019-07-01 00:00:00`; else empty."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if len(plain) > 40:
        return ""
    found = _PARTS.fullmatch(plain) or _JOINED.fullmatch(plain)
    if found is None:
        return ""
    try:
        day = date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return ""
    return "" if day in _PLACEHOLDERS else day


def read_birth_day(text: str) -> str:
    """As `read_day`; nothing for 1 January, on which lists put everybody whose day of birth they do not know.

    It would make one person of namesakes, and two of one whose true day another list knows.
    """
    day = read_day(text)
    return "" if day.endswith("-01-01") else day


def read_date(text: str) -> str:
    """As `read_day`; where only a month or a year is said, that: `2019-07`, `2019`. Empty when it is no date."""
    day = read_day(text)
    if day:
        return day
    found = _YEAR.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None or not 1000 <= int(found[1]) <= 2999:
        return ""
    month = int(found[2]) if found[2] else 0
    return f"{found[1]}-{month:02d}" if 1 <= month <= 12 else found[1]
