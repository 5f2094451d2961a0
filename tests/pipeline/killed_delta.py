"""Syncs the changes of a silo in a process of its own, which kills itself at a given statement or event."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine

from schemas.records import SourceEvent
from schemas.source_settings import FilesSource
from tests.pipeline.changing_silo import ChangingSilo
from tests.pipeline.killed_sync import Fuse
from tests.pipeline.listed_source import changed, people, person
from zhaoren.catalog.catalog import Catalog
from zhaoren.foundation.settings import GuardSettings
from zhaoren.pipeline.run_report import RunReport
from zhaoren.pipeline.sync import sync_source
from zhaoren.pipeline.sync_plan import plan_of

CHANGES = 60 + 30 + 20
_SETTINGS = FilesSource(kind="legacy_files", name="hr", full_every_hours=1000)
_FIRST = datetime(2026, 11, 22, 8, tzinfo=UTC)


class SiloWithFuse(ChangingSilo):
    """Burns with every event."""

    fuse = Fuse(-1)

    def _event(self, event: SourceEvent) -> SourceEvent:
        self.fuse.passed()
        return super()._event(event)


def silo(version: int) -> SiloWithFuse:
    """600 people; in version 2 some changed, some came, some were deleted."""
    made = SiloWithFuse(page=25)
    made.put(*people(600))
    if version == 2:
        made.put(*(changed(row, title="经理") for row in people(600)[:60]))
        made.put(*(person(f"n{n:02}", name=f"新人{n}") for n in range(30)))
        made.delete(*(f"p{n:05}" for n in range(580, 600)))
    return made


def sync_changes(url: str, version: int, source: SiloWithFuse | None = None) -> tuple[RunReport, SiloWithFuse]:
    """Sync without a kill; each version has a time of its own."""
    source = source or silo(version)
    catalog = Catalog(url, clock=lambda: _FIRST.replace(hour=8 + version))
    try:
        plan = plan_of(_SETTINGS, source)
        return sync_source("hr", catalog=catalog, connector=source, guard=GuardSettings(), plan=plan), source
    finally:
        catalog.close()


def sync_changes_and_die(url: str, point: str, passes: int, told: Path) -> None:
    """Sync version 2 until the fuse has burnt; tells at the end how many events were handed out, and from where."""
    fuse, source = Fuse(passes), silo(2)
    if point == "event":
        source.fuse = fuse
    else:
        event.listen(Engine, "before_cursor_execute", fuse.passed)
    sync_changes(url, 2, source)
    told.write_text(f"{source.served} {source.read_from}", encoding="utf-8")
