"""Syncs a made source of a given version in a process of its own, which kills itself at a given point."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine

from schemas.records import Skipped, SourceEvent
from tests.pipeline.listed_source import PERSON, ListedSource, changed, people, person
from zhaoren.catalog.catalog import Catalog
from zhaoren.foundation.settings import GuardSettings
from zhaoren.pipeline.run_report import RunReport
from zhaoren.pipeline.sync import sync_source

ROWS = 800
EVENTS_IN_VERSION_2 = ROWS - 40 + 60 + 2

# "closing": the rows are committed, the journal does not know it yet.
Point = Literal["event", "statement", "commit", "closing"]


class Fuse:
    """Kills this process, as `kill -9` does, when it was passed so many times; never when negative."""

    def __init__(self, passes: int) -> None:
        self.left = passes

    def passed(self, *_: object) -> None:
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= 1


class SourceWithFuse(ListedSource):
    """A source in whose reading the fuse burns."""

    fuse = Fuse(-1)

    def before(self, place: int) -> None:
        self.fuse.passed()


def source_of(version: int, page: int | None) -> SourceWithFuse:
    """Version 1 is new; version 2 has changed, new, lost, broken and repeated rows."""
    bad = Skipped(PERSON, "line 1", "has no key")
    rows: list[SourceEvent] = [*people(ROWS), bad]
    if version == 2:
        some = [changed(row, title="经理") if n % 7 == 0 else row for n, row in enumerate(people(ROWS))]
        rows = [*some[40:], *(person(f"n{n}", name=f"新人{n}") for n in range(60)), bad]
        rows.append(person("n1", "line 9", name="重复"))
    return SourceWithFuse(rows, page=page, after=f"version {version}")


def sync_version(url: str, version: int, page: int | None = 100) -> tuple[RunReport, list[str | None]]:
    """Sync without a kill; each version has a time of its own."""
    return _sync(url, version, source_of(version, page))


def sync_and_die(url: str, page: int | None, point: Point, passes: int, told: Path) -> None:
    """Sync version 2 until the fuse has burnt; what was read from where is written into `told` at the end."""
    fuse = Fuse(passes)
    source = source_of(2, page)
    if point == "event":
        source.fuse = fuse
    elif point == "commit":
        event.listen(Engine, "commit", fuse.passed)
    else:

        def before_statement(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
            if point == "statement" or statement.startswith("INSERT INTO source_times"):
                fuse.passed()

        event.listen(Engine, "before_cursor_execute", before_statement)
    report, read_from = _sync(url, 2, source)
    told.write_text(f"{report.kinds[PERSON].read} {read_from}", encoding="utf-8")


def _sync(url: str, version: int, source: SourceWithFuse) -> tuple[RunReport, list[str | None]]:
    moment = datetime(2026, 11, 22, 8 + version, tzinfo=UTC)
    catalog = Catalog(url, clock=lambda: moment)
    try:
        report = sync_source("hr", catalog=catalog, connector=source, guard=GuardSettings(), full=True)
        return report, source.read_from
    finally:
        catalog.close()
