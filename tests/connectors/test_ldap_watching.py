"""A directory rings when something changes, and only then."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import ldap
import pytest

from connectors.ldap_directory import LdapConnector
from schemas.errors import SourceBusy, SourceRefused
from schemas.records import Checkpoint
from tests.connectors.ldap_making import administrator, people, source, unit
from tests.connectors.reading import read_all
from tests.servers.directory_389 import Running389, Start389
from tests.servers.slapd import RunningSlapd, SlapdFactory

pytestmark = pytest.mark.slapd

TREE = unit("采购部") + people(20)


@pytest.fixture(scope="module", params=["slapd", "389"])
def server(request: pytest.FixtureRequest) -> RunningSlapd | Running389:
    if request.param == "slapd":
        slapd: SlapdFactory = request.getfixturevalue("slapd_factory")
        return slapd(TREE, suffix="o=HN")
    start: Start389 = request.getfixturevalue("directory_389_factory")
    return start(TREE, suffix="o=HN")


def place(connector: LdapConnector) -> Checkpoint:
    checkpoint = read_all(connector).outcome.checkpoint
    assert checkpoint is not None
    return checkpoint


def test_it_is_silent_while_nothing_changes(server: RunningSlapd | Running389, tmp_path: Path) -> None:
    connector = source(server, tmp_path)
    since = place(connector)
    begun = time.monotonic()
    assert not connector.wait_for_change(since, 0.5)
    assert time.monotonic() - begun >= 0.5


@pytest.mark.parametrize("what", ["change", "removal", "rename of a unit"])
def test_it_rings_when_something_changes(server: RunningSlapd | Running389, tmp_path: Path, what: str) -> None:
    connector = source(server, tmp_path)
    since = place(connector)

    def act() -> None:
        time.sleep(0.3)
        admin = administrator(server)
        if what == "change":
            admin.modify_s("uid=001,ou=采购部,o=HN", [(ldap.MOD_REPLACE, "title", [b"x"])])
        elif what == "removal":
            admin.delete_s("uid=002,ou=采购部,o=HN")
        else:
            admin.rename_s("ou=采购部,o=HN", "ou=采购中心")
            admin.rename_s("ou=采购中心,o=HN", "ou=采购部")

    actor = threading.Thread(target=act)
    actor.start()
    try:
        assert connector.wait_for_change(since, 20)
    finally:
        actor.join()
    # What happened meanwhile rings at once.
    assert connector.wait_for_change(since, 20)


def test_a_directory_that_goes_away_ends_the_waiting(slapd_factory: SlapdFactory, tmp_path: Path) -> None:
    server = slapd_factory(TREE, suffix="o=HN")
    connector = source(server, tmp_path)
    since = place(connector)
    stopper = threading.Timer(0.5, server.stop)
    stopper.start()
    with pytest.raises(SourceBusy):
        connector.wait_for_change(since, 20)
    stopper.join()


def test_one_that_only_has_change_times_cannot_ring(server: RunningSlapd | Running389, tmp_path: Path) -> None:
    connector = source(server, tmp_path)
    with pytest.raises(SourceRefused, match="does not tell changes as they come"):
        connector.wait_for_change(Checkpoint("{}"), 1)


def test_a_cookie_of_elsewhere_rings_because_everything_must_be_read(
    slapd_factory: SlapdFactory, tmp_path: Path
) -> None:
    server = slapd_factory(TREE, suffix="o=HN")
    connector = source(server, tmp_path)
    since = place(connector)
    future = since.value.replace("csn=20", "csn=21")
    assert connector.wait_for_change(Checkpoint(future), 5)
    server.stop()
