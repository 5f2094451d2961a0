"""The place from which the next reading of a service starts: its own times of change, or a page in mid reading."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from schemas.records import Checkpoint
from schemas.source_settings import RestSource

_VERSION = 1
_MILLISECONDS_FROM = 100_000_000_000  # an epoch in seconds reaches this in the year 5138


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reading stands.

    Attributes:
        changed: table -> the newest time of change seen, in the service's own spelling.
        since: the same as this reading began with; empty for a whole one.
        table, page: in mid reading the table that is being read and its next page; None at the end.
        rows: rows of that table so far.
        whole: this reading asks for everything.
    """

    changed: Mapping[str, str] = field(default_factory=dict)
    since: Mapping[str, str] = field(default_factory=dict)
    table: int | None = None
    page: str = ""
    rows: int = 0
    whole: bool = True

    def to_checkpoint(self, settings: RestSource) -> Checkpoint:
        """As kept."""
        told = {"v": _VERSION, "of": _fingerprint(settings), "changed": dict(self.changed), "since": dict(self.since),
                "table": self.table, "page": self.page, "rows": self.rows, "whole": self.whole}  # fmt: skip
        return Checkpoint(json.dumps(told, ensure_ascii=False, sort_keys=True))


def place_of(checkpoint: Checkpoint | None, settings: RestSource) -> Place:
    """Where to start; a checkpoint of another version, of other settings or not of ours at all means: everything."""
    try:
        told = json.loads(checkpoint.value) if checkpoint is not None else {}
        if told.get("v") != _VERSION or told.get("of") != _fingerprint(settings):
            return Place()
        if told["table"] is not None:
            return Place(told["changed"], told["since"], int(told["table"]), str(told["page"]), int(told["rows"]),
                         bool(told["whole"]))  # fmt: skip
        return Place(told["changed"], told["changed"], whole=not told["changed"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return Place()


def _fingerprint(settings: RestSource) -> str:
    """Of all that decides which rows come and what becomes of them."""
    parts = settings.model_dump_json(include={"url", "people", "units", "posts", "documents", "projects", "company"})
    return blake2b(parts.encode(), digest_size=8).hexdigest()


def later(one: str, other: str) -> str:
    """The later of two times in the service's spelling; what is no time loses."""
    first, second = _number(one), _number(other)
    if first is None or second is None:
        return other if first is None else one
    return one if first >= second else other


def overlapped(time: str, minutes: float) -> str:
    """The time some minutes before, in the same spelling."""
    if time.isdecimal():
        scale = 60_000 if int(time) >= _MILLISECONDS_FROM else 60
        return str(max(0, int(time) - int(minutes * scale)))
    moment = _moment(time)
    if moment is None:
        return time
    before = moment - timedelta(minutes=minutes)
    text = before.isoformat("T" if "T" in time else " ", "milliseconds" if "." in time else "seconds")
    return text.replace("+00:00", "Z") if time.endswith("Z") else text


def moment_of(time: str) -> datetime | None:
    """As a moment with its zone; None where the service names none."""
    if time.isdecimal():
        seconds = int(time) / 1000 if int(time) >= _MILLISECONDS_FROM else int(time)
        return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < 32_503_680_000 else None
    moment = _moment(time)
    return moment if moment is not None and moment.tzinfo is not None else None


def _moment(time: str) -> datetime | None:
    try:
        return datetime.fromisoformat(time)
    except ValueError:
        return None


def _number(time: str) -> float | None:
    if time.isdecimal():
        return int(time) / 1000 if int(time) >= _MILLISECONDS_FROM else float(time)
    moment = _moment(time)
    return None if moment is None else (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
