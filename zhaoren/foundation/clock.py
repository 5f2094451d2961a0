"""The one clock. Rooms take it as a value, so that tests and replays can set it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def iso(moment: datetime) -> str:
    """`2026-11-22T08:30:00Z`, to the second; sorts as text.

    Raises:
        ValueError: the moment has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be compared")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
