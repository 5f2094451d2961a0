"""Against a real 389 Directory Server: what it tells of changes, and what must not be believed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ldap
import pytest

from connectors.directory_checkpoint import DirectoryCheckpoint
from schemas.records import Checkpoint
from schemas.vocabulary import RecordKind
from tests.connectors.ldap_making import account, administrator, by_login, people, refusal, source, unit
from tests.connectors.reading import Reading, read_all
from tests.servers.directory_389 import Running389, Start389

pytestmark = pytest.mark.slapd

FILTER = "(&(objectClass=inetOrgPerson)(!(employeeType=external)))"


@pytest.fixture(scope="module")
def server(directory_389_factory: Start389) -> Running389:
    tree = unit("采购部") + unit("销售部") + account("robot")
    return directory_389_factory(tree + people(60) + people(5, "销售部", first=100), suffix="o=HN")


class Reader:
    """Reads again and again from where it was."""

    def __init__(self, server: Running389, folder: Path) -> None:
        self.server, self.folder, self.since = server, folder, None
        self.admin = administrator(server)

    since: Checkpoint | None

    def read(self, **settings: Any) -> Reading:
        reading = read_all(source(self.server, self.folder, people={"filter": FILTER}, **settings), self.since)
        self.since = reading.outcome.checkpoint
        return reading

    def change(self, uid: str, attribute: str, value: str | None) -> None:
        values = None if value is None else [value.encode()]
        kind = ldap.MOD_DELETE if value is None else ldap.MOD_REPLACE
        self.admin.modify_s(f"uid={uid},ou=采购部,o=HN", [(kind, attribute, values)])


@pytest.fixture
def reader(server: Running389, tmp_path: Path) -> Reader:
    return Reader(server, tmp_path)


def nothing(reading: Reading) -> bool:
    return not reading.records and not reading.deletions and not reading.outcome.complete


def test_fault_23_a_delta_without_changes_ends_nobody_although_the_server_says_all_others_are_gone(
    reader: Reader,
) -> None:
    first = reader.read()
    assert first.outcome.complete
    assert len(by_login(first)) >= 50
    known = DirectoryCheckpoint.of(reader.since)
    assert known is not None
    assert known.way == "sync"
    for _ in range(3):
        assert nothing(reader.read())


def test_fault_23_changes_removals_and_a_move_are_told(reader: Reader) -> None:
    first = by_login(reader.read())
    for number in range(10):
        reader.change(f"{number:03}", "title", "经理")
    for number in range(10, 15):
        reader.admin.delete_s(f"uid={number:03},ou=采购部,o=HN")
    reader.admin.rename_s("uid=020,ou=采购部,o=HN", "uid=020", newsuperior="ou=销售部,o=HN")
    changed = reader.read()
    assert by_login(changed).keys() == {*(f"{n:03}" for n in range(10)), "020"}
    assert by_login(changed)["020"].key == first["020"].key
    gone = {deletion.key for deletion in changed.deletions if deletion.kind is RecordKind.PERSON}
    assert gone == {first[f"{n:03}"].key for n in range(10, 15)}
    assert nothing(reader.read())
    assert by_login(
        read_all(source(reader.server, reader.folder, people={"filter": FILTER}))
    ).keys() == first.keys() - {f"{n:03}" for n in range(10, 15)}


def test_fault_23_who_leaves_the_filter_is_gone_and_comes_back_as_the_same(reader: Reader) -> None:
    first = by_login(reader.read())
    reader.change("030", "employeeType", "external")
    assert [deletion.key for deletion in reader.read().deletions] == [first["030"].key]
    reader.change("030", "employeeType", None)
    assert {uid: record.key for uid, record in by_login(reader.read()).items()} == {"030": first["030"].key}


def test_fault_23_a_locked_account_is_told_the_same_by_changes_as_by_everything(reader: Reader) -> None:
    reader.read()
    reader.change("031", "nsAccountLock", "true")
    changed = by_login(reader.read())["031"]
    assert changed.fields["enabled"] == ("false",)
    reader.since = None
    assert by_login(reader.read())["031"].fields == changed.fields


@pytest.mark.parametrize("number", ["99999999", "nonsense"])
def test_fault_23_a_cookie_of_elsewhere_or_of_the_future_is_followed_by_everything(reader: Reader, number: str) -> None:
    reader.read()
    known = DirectoryCheckpoint.of(reader.since)
    assert known is not None
    places = tuple(f"{place.rpartition('#')[0]}#{number}" for place in known.places)
    reader.since = DirectoryCheckpoint("sync", known.directory, places, known.containers).written()
    again = reader.read()
    assert again.outcome.complete
    assert not again.deletions
    assert any("everything was read, because" in note for note in again.outcome.notes)


def test_fault_23_the_server_remembers_over_a_restart(reader: Reader) -> None:
    first = by_login(reader.read())
    reader.server.restart()
    reader.admin = administrator(reader.server)
    reader.admin.delete_s("uid=040,ou=采购部,o=HN")
    assert [deletion.key for deletion in reader.read().deletions] == [first["040"].key]


def test_fault_09_on_389_a_unit_that_is_renamed_ends_nobody(reader: Reader) -> None:
    first = by_login(reader.read())
    reader.admin.rename_s("ou=销售部,o=HN", "ou=市场部")
    renamed = reader.read()
    reader.admin.rename_s("ou=市场部,o=HN", "ou=销售部")
    sellers = {uid: record.key for uid, record in by_login(renamed).items()}
    assert sellers == {uid: first[uid].key for uid in first if "ou=销售部" in first[uid].position}
    assert not renamed.deletions
    assert "市场部" in {record.fields["name"][0] for record in renamed.of(RecordKind.UNIT).values()}


def test_the_check_tells_what_the_account_may_do(reader: Reader) -> None:
    report = source(reader.server, reader.folder, people={"filter": FILTER}).check()
    assert report.passed, report.steps
    steps = {step.name: step.message for step in report.steps}
    assert steps["delta"] == "changes and removals are told by content synchronisation"
    assert steps["count"].startswith("person: ")


def test_fault_27_on_389_a_disabled_account_and_an_expired_password_are_told(
    server: Running389, tmp_path: Path
) -> None:
    (tmp_path / "robot").write_text("hunter2")
    robot = source(server, tmp_path, bind_dn="cn=robot,o=HN", password={"file": "robot"})
    assert by_login(read_all(robot))
    admin = administrator(server)
    for attribute, value, said in (
        ("nsAccountLock", b"true", "bind as 'cn=robot,o=HN': the account is disabled"),
        ("passwordExpirationTime", b"20200101000000Z", "bind as 'cn=robot,o=HN': the password has expired"),
    ):
        admin.modify_s("cn=config", [(ldap.MOD_REPLACE, "passwordExp", [b"on"])])
        admin.modify_s("cn=robot,o=HN", [(ldap.MOD_REPLACE, attribute, [value])])
        assert said in refusal(robot)
        admin.modify_s("cn=robot,o=HN", [(ldap.MOD_DELETE, attribute, None)])
    admin.modify_s("cn=config", [(ldap.MOD_REPLACE, "passwordExp", [b"off"])])
