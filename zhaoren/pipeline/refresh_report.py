"""What an administrator must hear after a refresh: sources that nobody could read lately, an index that lags behind."""

from __future__ import annotations

from collections.abc import Iterable

from schemas.source_settings import SourceSettings
from zhaoren.catalog.catalog import Catalog
from zhaoren.pipeline.alarms import faults
from zhaoren.search_index.port import SearchEngine


def complaints(sources: Iterable[SourceSettings], catalog: Catalog, engine: SearchEngine) -> list[str]:
    """One sentence for each fault, none when the directory is as fresh as it was promised to be."""
    return list(faults(sources, catalog, engine).values())
