"""A directory that rings is read at once; one that was held or cannot ring is left in peace."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import ldap
import pytest

from connectors.ldap_directory import LdapConnector
from schemas.source_settings import SourceSettings
from tests.connectors.ldap_making import administrator, people, source, unit
from tests.servers.slapd import RunningSlapd, SlapdFactory
from zhaoren.catalog.catalog import Catalog
from zhaoren.foundation.settings import GuardSettings
from zhaoren.pipeline.sync import sync_source
from zhaoren.pipeline.watching import start_watching

pytestmark = pytest.mark.slapd


@pytest.fixture
def server(slapd_factory: SlapdFactory) -> Iterator[RunningSlapd]:
    running = slapd_factory(unit("采购部") + people(40), suffix="o=HN")
    yield running
    running.stop()


class Watched:
    """A source under watch, and what became of it."""

    def __init__(self, connector: LdapConnector, catalog: Catalog) -> None:
        self.connector, self.catalog = connector, catalog
        self.readings = 0
        self.faults: list[str] = []
        self.stop = threading.Event()

    def read(self, _source: SourceSettings) -> None:
        sync_source("dir", catalog=self.catalog, connector=self.connector, guard=GuardSettings())
        self.readings += 1

    def start(self) -> threading.Thread:
        return start_watching(
            self.connector.settings,
            catalog=self.catalog,
            open_source=lambda _: self.connector,
            read=self.read,
            fault=self.faults.append,
            stop=self.stop,
        )


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def titles(catalog: Catalog) -> set[str]:
    return {record.fields["title"][0] for record in catalog.records.all() if "title" in record.fields}


def test_what_changes_is_in_the_catalog_without_anybody_asking(
    server: RunningSlapd, light_catalog: Catalog, tmp_path: Path
) -> None:
    watched = Watched(source(server, tmp_path), light_catalog)
    watched.read(watched.connector.settings)
    thread = watched.start()
    admin = administrator(server)
    for title in ("经理", "总监"):
        admin.modify_s("uid=001,ou=采购部,o=HN", [(ldap.MOD_REPLACE, "title", [title.encode()])])
        until(lambda expected=title: titles(light_catalog) == {expected})  # type: ignore[misc] # a lambda's default
    assert watched.faults == []
    # Whoever waits for a bell is freed by one; after that nothing is read any more.
    until(lambda: watched.readings == 3)
    watched.stop.set()
    admin.modify_s("uid=001,ou=采购部,o=HN", [(ldap.MOD_REPLACE, "title", [b"x"])])
    thread.join(30)
    assert not thread.is_alive()
    assert watched.readings == 3


def test_a_held_run_is_not_repeated_at_every_moment(
    server: RunningSlapd, light_catalog: Catalog, tmp_path: Path
) -> None:
    watched = Watched(source(server, tmp_path), light_catalog)
    watched.read(watched.connector.settings)
    admin = administrator(server)
    for number in range(30):
        admin.delete_s(f"uid={number:03},ou=采购部,o=HN")
    watched.start()
    until(lambda: watched.readings == 2)
    time.sleep(3)
    assert watched.readings == 2
    assert sum(1 for _ in light_catalog.records.all()) >= 40
    watched.stop.set()


def test_a_source_that_cannot_ring_says_so_once(server: RunningSlapd, light_catalog: Catalog, tmp_path: Path) -> None:
    watched = Watched(source(server, tmp_path, changes="time"), light_catalog)
    watched.read(watched.connector.settings)
    watched.start()
    until(lambda: len(watched.faults) == 1)
    assert "does not tell changes as they come" in watched.faults[0]
    watched.stop.set()
