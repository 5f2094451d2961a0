"""When a source counts as stale: read by the alarm and by every answer, so that both say the same."""

from __future__ import annotations

from datetime import datetime, timedelta

from schemas.source_settings import SourceSettings


def is_stale(source: SourceSettings, last_good: str, now: datetime) -> bool:
    """Whether the last good reading (ISO) is longer ago than the source's settings allow."""
    return now - datetime.fromisoformat(last_good) > timedelta(hours=source.stale_after_hours)
