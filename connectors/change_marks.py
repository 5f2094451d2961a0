"""How far a column of change times (or a counter) was read, and from where to read it again. Pure.

A mark is the source's own value, as its driver gives it. Reading starts below it, because a transaction that began
earlier may have committed later with an older value.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

# Text that sorts as time does: 2026-11-22 10:00:00, with T, fractions or a zone behind it.
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)(?:([ T])(\d\d:\d\d:\d\d))?(.*)", re.DOTALL)
_EPOCH_UNITS = ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3), (1e8, 1.0))
_TOLERANCE = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SourceClock:
    """What time it is for a database.

    Attributes:
        utc: aware.
        local: naive, as its own clock shows it.
    """

    utc: dt.datetime
    local: dt.datetime

    @property
    def zone_minutes(self) -> int:
        """How far its clock is ahead of UTC, in whole quarters of an hour."""
        ahead = self.local - self.utc.astimezone(dt.UTC).replace(tzinfo=None)
        return round(ahead.total_seconds() / 900) * 15

    def latest(self, mark: object) -> object | None:
        """The last value of this type that is not in the future; None where nothing is known of that.

        A clock a little ahead is tolerated, and a column without zone may be in UTC or in local time.
        """
        if isinstance(mark, dt.datetime):
            if mark.tzinfo is not None:
                return self.utc + _TOLERANCE
            return self._naive()
        if isinstance(mark, dt.date):
            return self._naive().date()
        if isinstance(mark, str):
            told = _ISO.fullmatch(mark)
            return None if told is None else self._naive().isoformat(told[2] or " ", "seconds")
        return None

    def _naive(self) -> dt.datetime:
        return max(self.local, self.utc.astimezone(dt.UTC).replace(tzinfo=None)) + _TOLERANCE


def is_ahead(mark: object, clock: SourceClock) -> bool:
    """Whether a mark lies in the future: one wrong row must not make every later change look old."""
    latest = clock.latest(mark)
    return latest is not None and bool(mark > latest)  # type: ignore[operator]  # both of one type, see `latest`


def start_below(mark: object, overlap: float) -> object:
    """From where to read again: `overlap` seconds below a time, as many numbers below a counter.

    Numbers that look like seconds, milli-, micro- or nanoseconds since 1970 are times.
    """
    if isinstance(mark, dt.datetime):
        return mark - dt.timedelta(seconds=overlap) if mark.year > 1 else mark
    if isinstance(mark, dt.date):
        return mark - dt.timedelta(days=int(overlap // 86400)) if mark.year > 1 else mark
    if isinstance(mark, int | float | Decimal) and not isinstance(mark, bool):
        unit = next((unit for least, unit in _EPOCH_UNITS if mark >= least), 1.0)
        return mark - int(overlap * unit)
    if isinstance(mark, str):
        return _text_below(mark, overlap)
    return mark


def _text_below(mark: str, overlap: float) -> str:
    told = _ISO.fullmatch(mark)
    if told is None:
        return mark
    day, joint, time, _ = told.groups()
    try:
        moment = dt.datetime.fromisoformat(f"{day} {time or '00:00:00'}")
    except ValueError:
        return mark
    lower = moment - dt.timedelta(seconds=overlap) if moment.year > 1 else moment
    # Without fractions and zone: whatever stands behind sorts after it.
    return lower.isoformat(joint, "seconds") if joint else lower.date().isoformat()


def aware(value: object, zone_minutes: int) -> dt.datetime | None:
    """A change time for a record; one without zone is in the source's own."""
    if isinstance(value, str) and _ISO.fullmatch(value):
        try:
            value = dt.datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, dt.datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=_zone(zone_minutes))


@cache
def _zone(minutes: int) -> dt.timezone:
    return dt.timezone(dt.timedelta(minutes=minutes))
