"""One catalog, on SQLite and on PostgreSQL, and the guard as it is by default."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from schemas.records import Connector
from zhaoren.catalog.catalog import Catalog
from zhaoren.foundation.settings import GuardSettings
from zhaoren.pipeline.run_report import RunReport
from zhaoren.pipeline.sync import sync_source


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def catalog_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgres":
        return str(request.getfixturevalue("fresh_postgres"))
    return f"sqlite:///{tmp_path / 'catalog.db'}"


@pytest.fixture
def catalog(catalog_url: str) -> Iterator[Catalog]:
    opened = Catalog(catalog_url)
    yield opened
    opened.close()


@pytest.fixture
def light_catalog(tmp_path: Path) -> Iterator[Catalog]:
    """SQLite alone, for what does not depend on the server."""
    opened = Catalog(f"sqlite:///{tmp_path / 'catalog.db'}")
    yield opened
    opened.close()


SyncInto = Callable[..., RunReport]


@pytest.fixture
def sync() -> SyncInto:
    def run(
        catalog: Catalog,
        connector: Connector,
        guard: GuardSettings | None = None,
        *,
        full: bool = False,
        dry_run: bool = False,
    ) -> RunReport:
        allowed = guard or GuardSettings()
        return sync_source(
            connector.name, catalog=catalog, connector=connector, guard=allowed, full=full, dry_run=dry_run
        )

    return run
