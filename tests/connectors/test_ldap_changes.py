"""What changed since the last reading, told by a real slapd: by content synchronisation and by change times."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import ldap
import pytest

from connectors.directory_checkpoint import DirectoryCheckpoint
from connectors.ldap_directory import LdapConnector
from connectors.ldap_reading import NO_TIMES, REMOVALS_UNSEEN
from schemas.records import Checkpoint
from schemas.vocabulary import RecordKind
from tests.connectors.ldap_making import administrator, by_login, people, source, unit
from tests.connectors.reading import Reading, read_all
from tests.servers.ldap_fault_proxy import LdapFaultProxy
from tests.servers.ldap_faults import EndEarly, Refuse, Withhold
from tests.servers.slapd import RunningSlapd, SlapdFactory

pytestmark = pytest.mark.slapd

SYNC = b"1.3.6.1.4.1.4203.1.9.1.1"
BUYERS, SELLERS = "ou=采购部,o=HN", "ou=销售部,o=HN"


@dataclass
class Silo:
    """A directory, its administrator, and what was read of it so far."""

    server: RunningSlapd
    admin: Any
    folder: Path
    since: Checkpoint | None = None

    def read(self, **settings: Any) -> Reading:
        connector: LdapConnector = source(self.server, self.folder, **settings)
        reading = read_all(connector, self.since)
        self.since = reading.outcome.checkpoint
        return reading

    def change(self, uid: str, attribute: str, value: str, above: str = BUYERS) -> None:
        self.admin.modify_s(f"uid={uid},{above}", [(ldap.MOD_REPLACE, attribute, [value.encode()])])

    def add(self, uid: str, above: str = BUYERS) -> None:
        values = {"objectClass": [b"inetOrgPerson"], "uid": [uid.encode()], "cn": [b"New"], "sn": [b"New"]}
        self.admin.add_s(f"uid={uid},{above}", list(values.items()))

    def tidy(self, uid: str, above: str = BUYERS) -> None:
        self.admin.delete_s(f"uid={uid},{above}")


@pytest.fixture
def silo(slapd_factory: SlapdFactory, tmp_path: Path) -> Iterator[Silo]:
    ldif = unit("采购部") + unit("销售部") + people(40) + people(5, "销售部", first=100)
    server = slapd_factory(ldif, suffix="o=HN")
    yield Silo(server, administrator(server), tmp_path)
    server.stop()


def way(checkpoint: Checkpoint | None) -> str:
    known = DirectoryCheckpoint.of(checkpoint)
    assert known is not None
    return known.way


def test_fault_22_a_first_reading_then_nothing_then_ten_changes_five_removals_and_a_move(silo: Silo) -> None:
    first = silo.read()
    assert len(by_login(first)) == 45
    assert first.outcome.complete
    assert way(first.outcome.checkpoint) == "sync"
    before = silo.since
    nothing = silo.read()
    assert (nothing.records, nothing.deletions, nothing.skipped) == ([], [], [])
    assert not nothing.outcome.complete
    assert silo.since == before
    for number in range(10):
        silo.change(f"{number:03}", "title", "经理")
    keys = by_login(first)
    for number in range(10, 15):
        silo.tidy(f"{number:03}")
    silo.admin.rename_s(f"uid=020,{BUYERS}", "uid=020", newsuperior=SELLERS)
    changed = silo.read()
    assert by_login(changed).keys() == {*(f"{n:03}" for n in range(10)), "020"}
    assert by_login(changed)["020"].key == keys["020"].key
    assert by_login(changed)["020"].fields["unit_key"] == keys["100"].fields["unit_key"]
    gone = {deletion.key for deletion in changed.deletions if deletion.kind is RecordKind.PERSON}
    assert gone == {keys[f"{n:03}"].key for n in range(10, 15)}
    assert read_nothing(silo)


def read_nothing(silo: Silo) -> bool:
    again = silo.read()
    assert (again.records, again.deletions, again.outcome.complete) == ([], [], False), again.outcome.notes
    return True


def test_fault_22_who_leaves_the_filter_is_gone_and_who_comes_back_is_the_same(silo: Silo) -> None:
    people = {"filter": "(&(objectClass=inetOrgPerson)(!(employeeType=external)))"}
    first = silo.read(people=people)
    silo.change("007", "employeeType", "external")
    left = silo.read(people=people)
    assert [deletion.key for deletion in left.deletions] == [by_login(first)["007"].key]
    silo.admin.modify_s(f"uid=007,{BUYERS}", [(ldap.MOD_DELETE, "employeeType", None)])
    back = silo.read(people=people)
    assert by_login(back)["007"].key == by_login(first)["007"].key


def test_who_moves_from_one_search_to_another_is_not_removed(silo: Silo) -> None:
    searches = ({"base": SELLERS}, {"base": BUYERS})
    first = silo.read(people=searches)
    silo.admin.rename_s(f"uid=100,{SELLERS}", "uid=100", newsuperior=BUYERS)
    silo.admin.rename_s(f"uid=001,{BUYERS}", "uid=001", newsuperior=SELLERS)
    moved = silo.read(people=searches)
    assert by_login(moved).keys() == {"100", "001"}
    assert not {deletion.key for deletion in moved.deletions} & {record.key for record in by_login(first).values()}


@pytest.mark.parametrize(
    "cookie",
    [
        "rid=001,csn=20201122083000.000000Z#000000#000#000000",  # before everything that the server remembers
        "rid=001,csn=20991122083000.000000Z#000000#000#000000",  # from the future
        "nonsense",
    ],
    ids=["stale", "future", "garbage"],
)
def test_fault_22_a_cookie_that_is_of_no_use_is_followed_by_everything(silo: Silo, cookie: str) -> None:
    silo.read()
    known = DirectoryCheckpoint.of(silo.since)
    assert known is not None
    broken = DirectoryCheckpoint(known.way, known.directory, (cookie,) * len(known.places), known.containers)
    silo.since = broken.written()
    again = silo.read()
    assert len(by_login(again)) == 45
    assert again.outcome.complete
    assert not again.deletions
    assert any("everything was read, because" in note for note in again.outcome.notes)
    assert read_nothing(silo)


def test_fault_22_after_a_restart_the_server_has_forgotten_what_was_removed_and_everything_is_read(
    silo: Silo,
) -> None:
    first = silo.read()
    silo.tidy("003")
    silo.server.restart()
    silo.admin = administrator(silo.server)
    again = silo.read()
    assert again.outcome.complete
    assert by_login(first).keys() - by_login(again).keys() == {"003"}
    assert not again.deletions


def test_fault_22_another_filter_account_or_server_is_read_whole(silo: Silo) -> None:
    for settings in (
        {},
        {"people": {"filter": "(uid=0*)"}},
        {"people": {"filter": "(uid=0*)", "fields": {"name": "cn", "login": "uid"}}},
        {"bind_dn": silo.server.admin_dn, "password": {"file": "admin-password"}},
    ):
        (silo.folder / "admin-password").write_text(silo.server.admin_password)
        assert silo.read(**settings).outcome.complete


def test_fault_22_a_directory_that_was_built_anew_is_read_whole(silo: Silo, slapd_factory: SlapdFactory) -> None:
    silo.read()
    other = slapd_factory(unit("采购部") + people(40), suffix="o=HN")
    with LdapFaultProxy(silo.server.url) as proxy, LdapFaultProxy(other.url) as elsewhere:
        here = source(silo.server, silo.folder, url=proxy.url)
        since = read_all(here).outcome.checkpoint
        assert not read_all(here, since).outcome.complete
        proxy._target = elsewhere._target  # the same address leads elsewhere, as after a restore
        other.reader_password = silo.server.reader_password
        admin = administrator(other)
        admin.modify_s(other.reader_dn, [(ldap.MOD_REPLACE, "userPassword", [silo.server.reader_password.encode()])])
        again = read_all(here, since)
        assert again.outcome.complete
        assert not again.deletions


@pytest.mark.parametrize("value", ["{}", "[]", "null", "no JSON", '{"version": 99, "way": "sync"}', '"text"'])
def test_fault_55_a_checkpoint_that_is_not_understood_is_followed_by_everything(silo: Silo, value: str) -> None:
    silo.since = Checkpoint(value)
    again = silo.read()
    assert again.outcome.complete
    assert len(by_login(again)) == 45


@pytest.mark.parametrize("changes", ["sync", "time"])
def test_fault_09_a_unit_that_is_renamed_or_moved_ends_nobody_and_everybody_keeps_the_key(
    silo: Silo, changes: str
) -> None:
    first = silo.read(changes=changes)
    units = {record.fields["name"][0]: record.key for record in first.of(RecordKind.UNIT).values()}
    silo.admin.rename_s(SELLERS, "ou=市场部")
    renamed = silo.read(changes=changes)
    assert not renamed.outcome.complete
    assert not renamed.deletions
    # By time, what changed in the last minutes is read again.
    sellers = {uid: record for uid, record in by_login(renamed).items() if uid.startswith("1")}
    assert {uid: record.key for uid, record in sellers.items()} == {
        uid: record.key for uid, record in by_login(first).items() if uid.startswith("1")
    }
    assert {record.fields["unit_key"][0] for record in sellers.values()} == {units["销售部"]}
    assert all("ou=市场部,o=hn" in record.also_keys[-1] for record in sellers.values())
    names = {record.fields["name"][0]: record.key for record in renamed.of(RecordKind.UNIT).values()}
    assert {name: names[name] for name in ("HN", "市场部")} == {"HN": units["HN"], "市场部": units["销售部"]}
    assert "销售部" not in names
    silo.admin.rename_s("ou=市场部,o=HN", "ou=市场部", newsuperior=BUYERS)
    moved = silo.read(changes=changes)
    assert not moved.deletions
    assert by_login(moved).keys() >= {f"{number}" for number in range(100, 105)}
    assert moved.of(RecordKind.UNIT)[units["销售部"]].fields["parent_key"] == (units["采购部"],)


def test_fault_09_a_unit_that_leaves_the_scope_with_everybody_in_it_is_noticed(silo: Silo) -> None:
    searches = {"base": BUYERS}
    silo.admin.rename_s(SELLERS, "ou=销售部", newsuperior=BUYERS)
    assert len(by_login(silo.read(base=BUYERS, people=searches))) == 45
    silo.admin.rename_s(f"ou=销售部,{BUYERS}", "ou=销售部", newsuperior="o=HN")
    left = silo.read(base=BUYERS, people=searches)
    assert left.outcome.complete
    assert len(by_login(left)) == 40


def test_a_unit_that_only_has_another_telephone_costs_nothing(silo: Silo) -> None:
    silo.read()
    silo.admin.modify_s(BUYERS, [(ldap.MOD_REPLACE, "telephoneNumber", [b"0898 1"])])
    assert read_nothing(silo)


def test_units_that_a_search_tells_are_not_told_poorer_by_the_names_above_people(silo: Silo) -> None:
    units = {"filter": "(objectClass=organizationalUnit)", "fields": {"name": "ou", "switchboard": "telephoneNumber"}}
    silo.admin.modify_s(BUYERS, [(ldap.MOD_REPLACE, "telephoneNumber", [b"0898 1"])])
    first = silo.read(units=units)
    silo.change("001", "title", "经理")
    changed = silo.read(units=units)
    assert by_login(changed).keys() == {"001"}
    assert len(first.of(RecordKind.UNIT)) == 2
    assert not changed.of(RecordKind.UNIT)


def test_under_a_key_of_ours_a_removal_is_found_by_reading_everything(silo: Silo) -> None:
    people = {"key": "uid"}
    silo.read(people=people)
    silo.change("001", "title", "经理")
    assert {record.key for record in silo.read(people=people).of(RecordKind.PERSON).values()} == {"001"}
    silo.tidy("002")
    after = silo.read(people=people)
    assert after.outcome.complete
    assert len(after.of(RecordKind.PERSON)) == 44
    assert not after.deletions


def test_the_account_that_may_see_nobody_any_more_is_no_proof_that_all_have_left(silo: Silo) -> None:
    people = {"filter": "(&(objectClass=inetOrgPerson)(title=职员))"}
    for number in range(40):
        silo.change(f"{number:03}", "title", "职员")
    assert len(by_login(silo.read(people=people))) == 40
    for number in range(40):
        silo.change(f"{number:03}", "title", "员工")
    hidden = silo.read(people=people)
    assert not hidden.outcome.complete
    assert not hidden.deletions
    assert "the search found nothing" in hidden.outcome.why_incomplete
    assert hidden.outcome.checkpoint is None


def test_a_stream_of_changes_that_ends_early_with_success_is_not_believed(silo: Silo) -> None:
    with LdapFaultProxy(silo.server.url, EndEarly(after=17, only=b"inetOrgPerson")) as proxy:
        with pytest.raises(Exception, match="without the mark of its end"):
            silo.read(url=proxy.url)
        proxy.faults = []
        first = silo.read(url=proxy.url)
        proxy.faults = [EndEarly(after=0, only=b"inetOrgPerson")]
        silo.change("001", "title", "经理")
        since = silo.since
        with pytest.raises(Exception, match="without the mark of its end"):
            silo.read(url=proxy.url)
        assert silo.since == since
        proxy.faults = []
        assert by_login(silo.read(url=proxy.url)).keys() == {"001"}
        assert len(by_login(first)) == 45


def test_an_account_that_may_not_synchronise_is_read_by_change_times(silo: Silo) -> None:
    with LdapFaultProxy(silo.server.url, Refuse("search", 50, only=SYNC)) as proxy:
        first = silo.read(url=proxy.url)
        assert len(by_login(first)) == 45
        assert first.outcome.complete
        assert any("not granted to this account" in note for note in first.outcome.notes)
        assert way(silo.since) == "time"


def test_changes_are_found_by_their_time_and_removals_are_said_to_be_unseen(silo: Silo) -> None:
    first = silo.read(changes="time")
    assert way(silo.since) == "time"
    assert REMOVALS_UNSEEN in first.outcome.notes
    later = DirectoryCheckpoint.of(silo.since)
    assert later is not None
    # As if an hour had passed: only what changed lately is read again.
    ahead = (datetime.now(UTC) + timedelta(minutes=16)).strftime("%Y%m%d%H%M%SZ")
    places = tuple(ahead for _ in later.places)
    silo.since = DirectoryCheckpoint(later.way, later.directory, places, later.containers).written()
    assert not silo.read(changes="time").records
    silo.change("001", "title", "经理")
    silo.since = first.outcome.checkpoint
    silo.tidy("002")
    changed = silo.read(changes="time")
    assert by_login(changed)["001"].fields["title"] == ("经理",)
    assert not changed.deletions
    assert not changed.outcome.complete
    assert REMOVALS_UNSEEN in changed.outcome.notes


def test_fault_16_a_change_time_that_lies_ahead_does_not_hide_later_changes(silo: Silo) -> None:
    def an_hour_behind() -> datetime:
        return datetime.now(UTC) - timedelta(hours=1)

    connector = source(silo.server, silo.folder, changes="time")
    connector._clock = an_hour_behind
    first = read_all(connector)
    # Every entry was written "in the future": nothing may be taken for the place to go on from.
    assert first.outcome.checkpoint is None
    assert len(by_login(first)) == 45


def test_fault_33_without_change_times_everything_is_read_each_time_and_that_is_said(silo: Silo) -> None:
    with LdapFaultProxy(silo.server.url, Withhold(), Refuse("search", 50, only=SYNC)) as proxy:
        for _ in range(2):
            reading = silo.read(url=proxy.url)
            assert len(by_login(reading)) == 45
            assert reading.outcome.complete
            assert reading.outcome.checkpoint is None
            assert NO_TIMES in reading.outcome.notes
        delta = next(
            step for step in source(silo.server, silo.folder, url=proxy.url).check().steps if step.name == "delta"
        )
        assert "modifyTimestamp may not be read, so each reading reads everything" in delta.message


def test_reading_changes_can_be_switched_off(silo: Silo) -> None:
    assert silo.read(changes="none").outcome.checkpoint is None
    assert silo.read(changes="none").outcome.complete
