"""What an administrator must hear after a refresh: sources that nobody could read lately, an index that lags behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from schemas.source_settings import SourceSettings
from zhaoren.catalog.catalog import Catalog
from zhaoren.catalog.runs import RunState
from zhaoren.search_index.port import SearchEngine


def complaints(sources: Iterable[SourceSettings], catalog: Catalog, engine: SearchEngine) -> list[str]:
    """One sentence for each fault, none when the directory is as fresh as it was promised to be.

    Args:
        sources: as configured; those switched off are not looked at.
    """
    now = catalog.clock()
    found = [fault for source in sources if source.enabled for fault in _of_source(source, catalog, now)]
    behind = catalog.revision - engine.applied_revision()
    if behind > 0:
        found.append(f"the index is {behind} revisions behind the catalog; publishing did not end")
    return found


def _of_source(source: SourceSettings, catalog: Catalog, now: datetime) -> Iterator[str]:
    times = catalog.journal.runs.times_of(source.name)
    if times is None:
        yield f"source '{source.name}' was never read well"
    else:
        age = now - datetime.fromisoformat(times.last_good)
        if age > timedelta(hours=source.stale_after_hours):
            hours = age.total_seconds() / 3600
            allowed = f"{source.stale_after_hours:g} are allowed"
            yield f"source '{source.name}' was last read well {hours:.0f} hours ago, {allowed}"
    for held in catalog.journal.runs.newest(source.name, state=RunState.HELD, limit=1):
        yield f"source '{source.name}' is held since {held.started_at}: look at run {held.id}, approve or mend it"
