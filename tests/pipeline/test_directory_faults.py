"""A directory that fails in the middle of a sync: nothing of it is written, and the next good run is the truth."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ldap
import pytest

from schemas.source_settings import LdapSource
from tests.connectors.ldap_making import administrator, people, source, unit
from tests.servers.ldap_fault_proxy import LdapFaultProxy
from tests.servers.ldap_faults import (
    ADMIN_LIMIT,
    BUSY,
    SIZE_LIMIT,
    TIME_LIMIT,
    UNAVAILABLE,
    Cut,
    EndEarly,
    Fault,
    Freeze,
    Refuse,
    Withhold,
)
from tests.servers.slapd import RunningSlapd, SlapdFactory
from zhaoren.catalog.catalog import Catalog
from zhaoren.catalog.runs import RunState
from zhaoren.foundation.errors import ExitCode
from zhaoren.foundation.settings import GuardSettings
from zhaoren.pipeline.run_report import RunReport
from zhaoren.pipeline.sync import sync_source
from zhaoren.pipeline.sync_plan import plan_of

pytestmark = pytest.mark.slapd

BUYERS = "ou=采购部,o=HN"
WAYS = pytest.mark.parametrize("changes", ["auto", "none"], ids=["synchronised", "paged"])


@dataclass
class Rig:
    """A directory behind a proxy, and the catalog that is kept equal to it."""

    server: RunningSlapd
    proxy: LdapFaultProxy
    catalog: Catalog
    folder: Path

    def sync(self, *, full: bool = False, **settings: Any) -> RunReport:
        written = {"url": self.proxy.url, "page_size": 7, "timeout_s": 1, **settings}
        connector = source(self.server, self.folder, **written)
        plan = plan_of(LdapSource.model_validate(connector.settings), connector)
        return sync_source(
            "dir", catalog=self.catalog, connector=connector, guard=GuardSettings(), plan=plan, full=full
        )

    def present(self) -> set[str]:
        records = self.catalog.records.all()
        return {r.fields["login"][0] for r in records if r.state == "present" and "login" in r.fields}

    def state(self) -> tuple[object, ...]:
        """What a failed run must not touch: the records, the cursor, the revision."""
        return self.catalog.revision, self.catalog.sources.get("dir"), sorted(self.catalog.records.all(), key=repr)

    @contextmanager
    def failing(self, *faults: Fault) -> Iterator[None]:
        before, self.proxy.faults = self.state(), list(faults)
        yield
        self.proxy.faults = []
        assert self.state() == before


@pytest.fixture
def rig(slapd_factory: SlapdFactory, light_catalog: Catalog, tmp_path: Path) -> Iterator[Rig]:
    server = slapd_factory(unit("采购部") + people(40), suffix="o=HN")
    with LdapFaultProxy(server.url) as proxy:
        yield Rig(server, proxy, light_catalog, tmp_path)
    server.stop()


def hire(rig: Rig, uid: str) -> None:
    values = {"objectClass": [b"inetOrgPerson"], "uid": [uid.encode()], "cn": [b"New"], "sn": [b"New"]}
    administrator(rig.server).add_s(f"uid={uid},{BUYERS}", list(values.items()))


@WAYS
def test_fault_12_a_connection_that_breaks_in_mid_page_writes_nothing_and_is_read_anew(rig: Rig, changes: str) -> None:
    rig.sync(changes=changes)
    hire(rig, "new")
    with rig.failing(Cut(after=17, only=b"inetOrgPerson")):
        report = rig.sync(full=True, changes=changes)
        assert (report.state, report.exit_code) == (RunState.FAILED, ExitCode.BUSY)
        assert "the connection broke off" in report.error
    assert rig.sync(changes=changes).exit_code is ExitCode.DONE
    assert len(rig.present()) == 41


def test_fault_12_a_server_killed_in_mid_page_and_started_again_is_read_from_the_beginning(rig: Rig) -> None:
    events = source(rig.server, rig.folder, page_size=3, changes="none").read(None)
    for _ in range(5):
        next(events)
    os.kill(int((rig.server.folder / "slapd.pid").read_text()), signal.SIGKILL)
    with pytest.raises(Exception, match="the connection broke off"):
        list(events)
    rig.server.restart()
    assert rig.sync(changes="none").kinds
    assert len(rig.present()) == 40


@pytest.mark.parametrize(
    "frozen",
    [Freeze("connect"), Freeze("bind"), Freeze("search", after=0), Freeze("search", after=17, only=b"inetOrgPerson")],
    ids=["connecting", "binding", "searching", "in mid page"],
)
@WAYS
@pytest.mark.slow
def test_fault_13_a_server_that_freezes_costs_its_time_and_no_more(rig: Rig, frozen: Freeze, changes: str) -> None:
    rig.sync(changes=changes)
    with rig.failing(frozen):
        begun = time.monotonic()
        report = rig.sync(full=True, changes=changes)
        took = time.monotonic() - begun
        assert report.exit_code is ExitCode.BUSY
        assert "no answer" in report.error or "the connection broke off" in report.error
        # A second for each step that waits; without a limit it would be for ever.
        assert took < 20
    assert rig.sync(full=True, changes=changes).exit_code is ExitCode.DONE


@pytest.mark.parametrize(
    ("way", "at"),
    [("ldaps", "tls"), ("StartTLS", "connect"), ("StartTLS", "start_tls"), ("ldaps", "connect"), ("StartTLS", "tls")],
)
@pytest.mark.slow
def test_fault_13_a_server_that_freezes_before_or_in_the_tls_handshake_costs_its_time(
    rig: Rig, way: str, at: Any
) -> None:
    target = rig.server.ldaps_url if way == "ldaps" else rig.server.url
    with LdapFaultProxy(target, Freeze(at)) as proxy, rig.failing():
        begun = time.monotonic()
        report = rig.sync(url=proxy.url, start_tls=way == "StartTLS")
        assert report.exit_code is ExitCode.BUSY
        assert "no answer" in report.error
        assert time.monotonic() - begun < 20


@pytest.mark.parametrize(
    ("fault", "code", "said"),
    [
        (Refuse("search", SIZE_LIMIT, after=17), ExitCode.BAD_INPUT, "the server's size limit ended the search after"),
        (Refuse("search", TIME_LIMIT, after=17), ExitCode.BUSY, "the server's time limit ended the search after"),
        (Refuse("search", ADMIN_LIMIT, after=17), ExitCode.BAD_INPUT, "the server's administrative limit ended"),
        (Refuse("search", BUSY, after=17), ExitCode.BUSY, "the directory says that it is busy; try again"),
        (Refuse("search", UNAVAILABLE, after=17), ExitCode.BUSY, "says that it is not available now; try again"),
        (EndEarly(after=17), ExitCode.BUSY, "without the mark of its"),
    ],
    ids=["size limit", "time limit", "administrative limit", "busy", "unavailable", "early end"],
)
@WAYS
@pytest.mark.slow
def test_fault_20_whatever_ends_a_search_early_writes_nothing_and_says_what_it_was(
    rig: Rig, fault: Fault, code: ExitCode, said: str, changes: str
) -> None:
    rig.sync(changes=changes)
    hire(rig, "new")
    with rig.failing(fault):
        report = rig.sync(full=True, changes=changes)
        assert report.exit_code is code
        assert said in report.error
        assert "base 'o=HN'" in report.error
    assert rig.sync(changes=changes).exit_code is ExitCode.DONE
    assert len(rig.present()) == 41


@WAYS
def test_fault_20_an_account_with_a_size_limit_below_the_number_writes_nothing_and_is_told_by_the_check(
    slapd_factory: SlapdFactory, light_catalog: Catalog, tmp_path: Path, changes: str
) -> None:
    server = slapd_factory(unit("采购部") + people(40), suffix="o=HN", size_limit=15)
    with LdapFaultProxy(server.url) as proxy:
        rig = Rig(server, proxy, light_catalog, tmp_path)
        report = rig.sync(changes=changes)
        assert report.exit_code is ExitCode.BAD_INPUT
        assert "the server's size limit ended the search after" in report.error
        assert "let the directory lift this account's size limit" in report.error
        assert rig.present() == set()
        steps = {step.name: step for step in source(server, tmp_path, changes=changes).check().steps}
        assert not steps["count"].passed
        assert "size limit" in steps["count"].message
    server.stop()


def test_fault_20_pages_larger_than_the_server_allows_are_made_smaller(
    slapd_factory: SlapdFactory, light_catalog: Catalog, tmp_path: Path
) -> None:
    limits = 'limits dn.exact="cn=reader,o=HN" size.pr=12 size.prtotal=unlimited size.soft=20 size.hard=20'
    server = slapd_factory(unit("采购部") + people(40), suffix="o=HN", limits=limits)
    with LdapFaultProxy(server.url) as proxy:
        rig = Rig(server, proxy, light_catalog, tmp_path)
        report = rig.sync(page_size=500)
        assert report.exit_code is ExitCode.DONE
        assert len(rig.present()) == 40
        assert "the server allows pages of 10 entries, not of 500" in report.notes
    server.stop()


def test_fault_02_an_early_end_that_says_it_is_the_last_page_is_caught_by_the_guard(rig: Rig) -> None:
    rig.sync(changes="none")
    with rig.failing(EndEarly(after=17, only=b"inetOrgPerson", marked=True)):
        report = rig.sync(changes="none")
        assert (report.state, report.exit_code) == (RunState.HELD, ExitCode.HELD)
    assert len(rig.present()) == 40


def test_fault_01_rights_that_were_lost_end_nobody(rig: Rig) -> None:
    rig.sync()
    with rig.failing(EndEarly(after=0, marked=True)):
        assert rig.sync(changes="none").exit_code is not ExitCode.DONE
    everything = Withhold(("cn", "sn", "uid", "displayName", "title", "mail", "entryUUID", "objectClass"))
    with rig.failing(everything):
        assert rig.sync(changes="none").exit_code is ExitCode.HELD
    assert len(rig.present()) == 40


def test_fault_10_a_true_removal_is_ended_by_the_next_run_and_who_is_created_again_is_somebody_new(rig: Rig) -> None:
    rig.sync()
    admin = administrator(rig.server)
    for number in range(5):
        admin.delete_s(f"uid={number:03},{BUYERS}")
    report = rig.sync()
    assert (report.full, report.exit_code) == (False, ExitCode.DONE)
    assert sum(counts.deleted for counts in report.kinds.values()) == 5
    assert len(rig.present()) == 35
    hire(rig, "000")
    assert sum(counts.added for counts in rig.sync().kinds.values()) == 1
    ended = [r for r in rig.catalog.records.all(ended=True) if r.fields.get("login") == ("000",)]
    assert sorted(record.state for record in ended) == ["ended", "present"]


@pytest.mark.parametrize("changes", ["auto", "time", "none"], ids=["synchronised", "by time", "whole"])
def test_fault_09_a_unit_that_is_renamed_ends_nobody_and_makes_nobody_new(rig: Rig, changes: str) -> None:
    rig.sync(changes=changes)
    ids = {record.ref for record in rig.catalog.records.all()}
    administrator(rig.server).rename_s(BUYERS, "ou=采购中心")
    for _ in range(3):
        report = rig.sync(changes=changes)
        assert report.exit_code is ExitCode.DONE
        for counts in report.kinds.values():
            assert (counts.added, counts.deleted, counts.missing, counts.ended) == (0, 0, 0, 0)
    assert {record.ref for record in rig.catalog.records.all()} == ids
    names = {r.fields["name"][0] for r in rig.catalog.records.all() if "login" not in r.fields}
    assert names == {"HN", "采购中心"}


@pytest.mark.parametrize("changes", ["auto", "time"], ids=["synchronised", "by time"])
def test_fault_15_a_second_run_with_nothing_new_writes_nothing(rig: Rig, changes: str) -> None:
    rig.sync(changes=changes)
    revision = rig.catalog.revision
    report = rig.sync(changes=changes)
    assert (report.written, rig.catalog.revision, report.full) == (0, revision, False)


def test_fault_27_a_wrong_password_is_tried_once_and_no_more(rig: Rig) -> None:
    (rig.folder / "wrong").write_text("hunter2")
    with rig.failing():
        rig.proxy.requests.clear()
        report = rig.sync(password={"file": "wrong"})
        assert report.exit_code is ExitCode.BAD_INPUT
        assert "the directory refuses name or password" in report.error
        assert "hunter2" not in repr(report)
        assert rig.proxy.binds == 1


def modified(rig: Rig, uid: str, title: str) -> None:
    administrator(rig.server).modify_s(f"uid={uid},{BUYERS}", [(ldap.MOD_REPLACE, "title", [title.encode()])])


Change = Callable[[Rig], None]


@pytest.mark.parametrize("changes", ["auto", "time", "none"], ids=["synchronised", "by time", "whole"])
def test_whatever_way_changes_are_found_the_catalog_is_the_directory(rig: Rig, changes: str) -> None:
    rig.sync(changes=changes)
    for number in range(10):
        modified(rig, f"{number:03}", "经理")
    hire(rig, "new")
    assert rig.sync(changes=changes).exit_code is ExitCode.DONE
    titles = {r.fields["login"][0]: r.fields.get("title") for r in rig.catalog.records.all() if "login" in r.fields}
    assert titles == {f"{n:03}": ("经理",) if n < 10 else None for n in range(40)} | {"new": None}
