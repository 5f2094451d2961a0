"""The small group's page and API, with a desk at which the runs of two other sources are looked at and decided."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from fastapi import FastAPI

from schemas.records import Connector, Skipped, SourceEvent
from schemas.source_settings import FilesSource, SourceSettings
from search_api.app import make_app
from tests.pipeline.listed_source import PERSON, ListedSource, changed, people
from tests.pipeline.said import SetClock
from tests.small_group import publish_small_group, small_directory
from zhaoren.catalog.catalog import Catalog
from zhaoren.foundation.settings import GuardSettings, Settings
from zhaoren.pipeline.run_desk import Applied, RunDesk
from zhaoren.pipeline.run_report import RunReport
from zhaoren.pipeline.sync import sync_source
from zhaoren.stewardship.review_desk import ReviewDesk

HR, SHEET = "hr-nj", "sheet"
NOW = timedelta(hours=60)  # since the first reading: longer than a source may be unread


@dataclass
class Synced:
    """An application, and the sources whose runs it shows.

    Attributes:
        now_says: what a source says when it is read again.
        applied: how often something approved was to be joined and published.
    """

    app: FastAPI
    catalog: Catalog
    clock: SetClock
    now_says: dict[str, list[SourceEvent]] = field(default_factory=dict)
    applied: int = 0

    def sync(self, name: str, events: list[SourceEvent]) -> RunReport:
        """One run of a source that says this."""
        self.now_says[name] = events
        return sync_source(name, catalog=self.catalog, connector=ListedSource(events, name=name), guard=GuardSettings())

    def held(self) -> RunReport:
        """A run that would lose 30 of 60 people, and change 2."""
        left = people(30)
        moved = [changed(one, department="新部门", mobile="13700000000") for one in left[:2]]
        report = self.sync(HR, [*moved, *left[2:]])
        assert report.state == "held"
        return report


@contextmanager
def synced(folder: Path) -> Iterator[Synced]:
    """One source that was read just now, and one that was read long ago, with two rows left out."""
    clock = SetClock()
    catalog = Catalog(f"sqlite:///{folder / 'catalog' / 'catalog.db'}", clock=clock)
    sources = [FilesSource(kind="legacy_files", name=name) for name in (HR, SHEET, "never-read")]
    settings = Settings(sources=tuple[SourceSettings, ...](sources))
    engine = publish_small_group(folder / "index")
    made = Synced(FastAPI(), catalog, clock)

    def reopened(source: SourceSettings) -> Connector:
        return ListedSource(made.now_says[source.name], name=source.name)

    def apply() -> Applied:
        made.applied += 1
        return "now"

    desk = RunDesk(settings, lambda: catalog, reopened, apply)
    reviews = ReviewDesk(lambda: catalog, apply)
    made.app = make_app(small_directory(engine), group_name="甲山集团", desk=reviews, run_desk=desk)
    left_out = [Skipped(PERSON, f"staff.csv line {line}", "has no key") for line in (4, 9)]
    made.sync(SHEET, [*people(8), *left_out])
    clock.now += NOW
    made.sync(HR, list[SourceEvent](people(60)))
    clock.now += timedelta(minutes=1)
    yield made
    engine.close()
    catalog.close()
