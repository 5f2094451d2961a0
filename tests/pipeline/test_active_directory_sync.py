"""Whole syncs of a real domain: what the catalog holds after each."""

from __future__ import annotations

import pytest

from schemas.vocabulary import RecordKind
from tests.connectors.active_directory import DISABLED, Corner
from tests.pipeline.conftest import SyncInto
from tests.servers.ldap_fault_proxy import LdapFaultProxy
from tests.servers.ldap_faults import EndEarly, RangeLimit
from tests.servers.samba_domain import RunningDomain
from zhaoren.catalog.catalog import Catalog
from zhaoren.catalog.records import RecordState, StoredRecord
from zhaoren.catalog.runs import RunState
from zhaoren.foundation.errors import ExitCode
from zhaoren.foundation.settings import GuardSettings
from zhaoren.pipeline.guard import Rule
from zhaoren.pipeline.sync import approve_run

pytestmark = pytest.mark.samba

PERSON, UNIT, PROJECT = RecordKind.PERSON, RecordKind.UNIT, RecordKind.PROJECT


@pytest.fixture
def corner(corp_domain: RunningDomain, request: pytest.FixtureRequest) -> Corner:
    return Corner(corp_domain, f"同步{abs(hash(request.node.name)) % 10**8}")


def _records(catalog: Catalog, kind: RecordKind) -> dict[str, StoredRecord]:
    return {record.ref.key: record for record in catalog.records.all(ended=True) if record.ref.kind is kind}


def test_a_second_sync_without_news_writes_nothing(corner: Corner, light_catalog: Catalog, sync: SyncInto) -> None:
    for number in range(5):
        corner.person(f"人{number}")
    assert sync(light_catalog, corner.connector()).written == 6
    before = list(light_catalog.sources.all())
    report = sync(light_catalog, corner.connector())
    assert (report.written, report.revision, report.exit_code) == (0, None, ExitCode.DONE)
    assert list(light_catalog.sources.all()) == before


def test_fault_09_a_renamed_unit_moves_everybody_and_ends_nobody(
    corner: Corner, light_catalog: Catalog, sync: SyncInto
) -> None:
    unit = corner.unit("旧名")
    guids = {corner.person(f"人{number}", "旧名") for number in range(8)}
    sync(light_catalog, corner.connector())
    corner.move(f"OU=旧名,{corner.base}", "OU=新名")
    report = sync(light_catalog, corner.connector())
    assert report.state is RunState.DONE
    counts = report.kinds[PERSON]
    assert (counts.added, counts.deleted, counts.missing, counts.ended, counts.changed) == (0, 0, 0, 0, 8)
    people = _records(light_catalog, PERSON)
    assert {people[guid].fields["unit_key"] for guid in guids} == {(unit,)}
    assert all("OU=新名" in people[guid].position for guid in guids)
    assert _records(light_catalog, UNIT)[unit].fields["name"] == ("新名",)
    # A whole reading sees the same.
    assert sync(light_catalog, corner.connector(), full=True).written == 0


def test_fault_10_who_is_deleted_ends_at_once_and_returns_restored(
    corner: Corner, light_catalog: Catalog, sync: SyncInto
) -> None:
    guids = [corner.person(f"人{number}") for number in range(5)]
    sync(light_catalog, corner.connector())
    corner.delete(corner.dn("人0"))
    corner.set(corner.dn("人1"), userAccountControl=DISABLED)
    report = sync(light_catalog, corner.connector())
    assert report.kinds[PERSON].deleted == 1
    people = _records(light_catalog, PERSON)
    assert people[guids[0]].state is RecordState.ENDED
    assert people[guids[1]].fields["status"] == ("disabled",)
    corner.restore(guids[0], corner.dn("人0"))
    sync(light_catalog, corner.connector())
    assert _records(light_catalog, PERSON)[guids[0]].state is RecordState.PRESENT


def test_fault_03_many_deletions_told_at_once_are_held(corner: Corner, light_catalog: Catalog, sync: SyncInto) -> None:
    for number in range(20):
        corner.person(f"人{number}")
    sync(light_catalog, corner.connector())
    for number in range(8):
        corner.delete(corner.dn(f"人{number}"))
    report = sync(light_catalog, corner.connector())
    assert (report.state, report.exit_code, report.written) == (RunState.HELD, ExitCode.HELD, 0)
    assert [(trip.rule, trip.count) for trip in report.held] == [(Rule.REMOVALS, 8)]
    # Asked again, the domain tells the same.
    approved = approve_run(
        report.run_id, who="admin", catalog=light_catalog, guard=GuardSettings(), connector=corner.connector()
    )
    assert (approved.state, approved.kinds[PERSON].deleted) == (RunState.DONE, 8)
    people = _records(light_catalog, PERSON).values()
    assert sum(record.state is RecordState.ENDED for record in people) == 8


def test_fault_08_a_group_that_shrinks_is_held_with_its_name(
    corner: Corner, light_catalog: Catalog, sync: SyncInto
) -> None:
    names = corner.load_people(60)
    corner.group("大组", names)
    connector = corner.connector(projects={})
    sync(light_catalog, connector)
    (project,) = _records(light_catalog, PROJECT).values()
    assert len(project.fields["member_key"]) == 60
    with LdapFaultProxy(corner.domain.url, RangeLimit("member", 15)) as proxy:
        ranged = sync(light_catalog, corner.connector(projects={}, url=proxy.url), full=True)
    assert (ranged.state, ranged.written) == (RunState.DONE, 0)
    corner.set(corner.dn("大组"), member=[corner.dn(name) for name in names[:15]])
    report = sync(light_catalog, connector)
    assert (report.state, report.written) == (RunState.HELD, 0)
    assert [(trip.rule, trip.count, trip.of, trip.position) for trip in report.held] == [
        (Rule.SHRUNK, 45, 60, corner.dn("大组"))
    ]


def test_fault_02_an_end_too_early_ends_nobody(corner: Corner, light_catalog: Catalog, sync: SyncInto) -> None:
    for number in range(12):
        corner.person(f"人{number}")
    sync(light_catalog, corner.connector())
    before = list(light_catalog.sources.all())
    with LdapFaultProxy(corner.domain.url, EndEarly(after=5, only=b"objectCategory")) as proxy:
        report = sync(light_catalog, corner.connector(url=proxy.url), full=True)
    assert (report.state, report.exit_code) == (RunState.FAILED, ExitCode.BUSY)
    assert list(light_catalog.sources.all()) == before
    assert all(record.state is RecordState.PRESENT for record in _records(light_catalog, PERSON).values())
