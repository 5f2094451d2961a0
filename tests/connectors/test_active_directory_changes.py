"""Against a real domain controller: what is told of changes, by DirSync and by change numbers."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.active_directory_checkpoint import DomainCheckpoint
from connectors.active_directory_controls import file_time
from schemas.records import Checkpoint
from schemas.vocabulary import RecordKind
from tests.connectors.active_directory import DISABLED, Corner
from tests.connectors.reading import Reading, read_all
from tests.servers.ldap_fault_proxy import LdapFaultProxy
from tests.servers.ldap_faults import Withhold
from tests.servers.samba_domain import RunningDomain

pytestmark = pytest.mark.samba


@dataclass
class Follower:
    """Reads a corner again and again, each time from where it ended."""

    corner: Corner
    settings: dict[str, Any]
    since: Checkpoint | None = None

    def read(self) -> Reading:
        reading = read_all(self.corner.connector(**self.settings), self.since)
        self.since = reading.outcome.checkpoint
        return reading

    def changes(self) -> Reading:
        """The same, and it must have been changes alone."""
        assert self.since is not None
        reading = self.read()
        assert not reading.outcome.complete, "everything was read"
        return reading

    def people(self, reading: Reading) -> dict[str, str]:
        return {key: record.fields["name"][0] for key, record in reading.of(RecordKind.PERSON).items()}


Follow = Callable[..., Follower]


@pytest.fixture(scope="module", params=["dirsync", "numbers"])
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def corner(corp_domain: RunningDomain, way: str) -> Corner:
    return Corner(corp_domain, f"变动{way}")


@pytest.fixture
def follow(corner: Corner, way: str, request: pytest.FixtureRequest) -> Follow:
    """Makes a follower who has read everything once; without DirSync, the server does not name it."""

    def made(**settings: Any) -> Follower:
        if way == "numbers":
            proxy = LdapFaultProxy(corner.domain.url, Withhold(("supportedControl",)))
            request.addfinalizer(proxy.stop)
            settings = {"url": proxy.url, **settings}
        follower = Follower(corner, settings)
        assert follower.read().outcome.complete
        assert follower.since is not None
        assert bool(json.loads(follower.since.value)["cookie"]) == (way == "dirsync")
        return follower

    return made


def test_fault_24_nothing_new_is_told_as_nothing_and_leaves_the_checkpoint_as_it_was(
    corner: Corner, follow: Follow, way: str
) -> None:
    guid = corner.person("静")
    follower = follow()
    before = follower.since
    reading = follower.changes()
    # Numbers are read with some overlap: the same records again change nothing.
    assert way == "numbers" or not (reading.records or reading.deletions)
    assert guid not in {deletion.key for deletion in reading.deletions}
    assert follower.since == before
    assert reading.outcome.why_incomplete == "nothing has changed"


def test_fault_24_adding_changing_renaming_and_moving_are_told(corner: Corner, follow: Follow) -> None:
    corner.unit("旧部")
    new_unit = corner.unit("新部")
    changed = corner.person("改衔", "旧部", title="经理")
    renamed = corner.person("改名", "旧部")
    moved = corner.person("调动", "旧部")
    follower = follow()
    corner.set(corner.dn("改衔", "旧部"), title="总监")
    corner.move(corner.dn("改名", "旧部"), "CN=新名")
    corner.move(corner.dn("调动", "旧部"), "CN=调动", f"OU=新部,{corner.base}")
    added = corner.person("新人", "新部")
    reading = follower.changes()
    found = reading.of(RecordKind.PERSON)
    assert {changed, renamed, moved, added} <= found.keys()
    assert found[changed].fields["title"] == ("总监",)
    assert found[renamed].fields["name"] == ("新名",)
    assert found[moved].fields["unit_key"] == (new_unit,)
    assert not {changed, renamed, moved, added} & {deletion.key for deletion in reading.deletions}


def test_fault_24_who_is_deleted_is_told_gone_and_comes_back_restored(corner: Corner, follow: Follow) -> None:
    guid = corner.person("离去", employeeID="900")
    follower = follow()
    corner.delete(corner.dn("离去"))
    assert guid in {deletion.key for deletion in follower.changes().deletions}
    corner.restore(guid, corner.dn("离去"))
    back = follower.changes()
    assert back.of(RecordKind.PERSON)[guid].fields["name"] == ("离去",)
    assert guid not in {deletion.key for deletion in back.deletions}
    corner.delete(corner.dn("离去"))
    again = corner.person("离去")
    assert again != guid
    reading = follower.changes()
    assert again in reading.of(RecordKind.PERSON)
    assert guid in {deletion.key for deletion in reading.deletions}


def test_fault_24_who_may_not_be_seen_any_more_is_left_alone(corner: Corner, follow: Follow) -> None:
    guid = corner.person("遮住", title="甲")
    follower = follow()
    corner.domain.change(
        f"dn: {corner.dn('遮住')}\nchangetype: modify\nreplace: title\ntitle: 乙\n-\n"
        "replace: nTSecurityDescriptor\nnTSecurityDescriptor: O:DAG:DAD:P(A;;GA;;;DA)(A;;GA;;;SY)\n\n"
    )
    reading = follower.changes()
    assert guid not in reading.of(RecordKind.PERSON)
    assert guid not in {deletion.key for deletion in reading.deletions}


def test_fault_24_who_leaves_the_filter_or_the_base_is_gone(corner: Corner, follow: Follow) -> None:
    corner.unit("内")
    corner.unit("外")
    base = f"OU=内,{corner.base}"
    left, out = corner.person("改属性", "内", department="甲"), corner.person("调出", "内", department="甲")
    stays = corner.person("留下", "内", department="甲")
    follower = follow(base=base, people={"filter": "(&(objectCategory=person)(department=甲))"})
    corner.set(corner.dn("改属性", "内"), department="乙")
    corner.move(corner.dn("调出", "内"), "CN=调出", f"OU=外,{corner.base}")
    corner.set(corner.dn("留下", "内"), title="留任")
    reading = follower.changes()
    assert {left, out} <= {deletion.key for deletion in reading.deletions}
    assert [*reading.of(RecordKind.PERSON)] == [stays]


def test_fault_24_a_renamed_or_moved_unit_changes_everybody_below_it_and_ends_nobody(
    corner: Corner, follow: Follow
) -> None:
    unit = corner.unit("老名字")
    inner = corner.unit("里层", "老名字")
    guids = {corner.person(f"员{number}", "里层", "老名字") for number in range(5)}
    follower = follow()
    corner.move(f"OU=老名字,{corner.base}", "OU=新名字")
    reading = follower.changes()
    found = reading.of(RecordKind.PERSON)
    assert guids <= found.keys()
    assert {found[guid].fields["unit_key"] for guid in guids} == {(inner,)}
    assert all(f"OU=新名字,{corner.base}" in found[guid].also_keys[0] for guid in guids)
    assert reading.of(RecordKind.UNIT)[unit].fields["name"] == ("新名字",)
    assert not {deletion.key for deletion in reading.deletions} & (guids | {unit, inner})
    corner.unit("别处")
    corner.move(f"OU=里层,OU=新名字,{corner.base}", "OU=离职人员", f"OU=别处,{corner.base}")
    moved = follower.changes().of(RecordKind.PERSON)
    assert {moved[guid].fields["status"] for guid in guids} == {("离职人员",)}


def test_fault_24_a_unit_that_moves_out_of_the_base_takes_its_people_along(corner: Corner, follow: Follow) -> None:
    corner.unit("本公司")
    corner.unit("他公司")
    corner.unit("分部", "本公司")
    guid = corner.person("随迁", "分部", "本公司")
    corner.person("不随迁", "本公司")
    follower = follow(base=f"OU=本公司,{corner.base}")
    corner.move(f"OU=分部,OU=本公司,{corner.base}", "OU=分部", f"OU=他公司,{corner.base}")
    assert guid in {deletion.key for deletion in follower.changes().deletions}


def test_fault_24_a_deleted_unit_is_gone(corner: Corner, follow: Follow) -> None:
    unit = corner.unit("撤销")
    corner.person("末人", "撤销")
    follower = follow()
    corner.delete(corner.dn("末人", "撤销"))
    corner.delete(f"OU=撤销,{corner.base}")
    gone = {(deletion.kind, deletion.key) for deletion in follower.changes().deletions}
    assert (RecordKind.UNIT, unit) in gone


def test_fault_24_members_that_come_and_go_change_the_project(corner: Corner, follow: Follow) -> None:
    one, two, three = (corner.person(f"组员{number}") for number in range(3))
    inner = corner.group("内组", ["组员0"])
    outer = corner.group("外组", ["组员1", "内组"])
    follower = follow(projects={})
    corner.set(corner.dn("内组"), member=[corner.dn("组员2")])
    reading = follower.changes()
    projects = reading.of(RecordKind.PROJECT)
    assert projects[inner].fields["member_key"] == (three,)
    assert set(projects[outer].fields["member_key"]) == {two, three}
    assert one not in projects[outer].fields["member_key"]
    corner.delete(corner.dn("内组"))
    later = follower.changes()
    assert (RecordKind.PROJECT, inner) in {(deletion.kind, deletion.key) for deletion in later.deletions}
    assert later.of(RecordKind.PROJECT)[outer].fields["member_key"] == (two,)


def test_fault_34_an_account_that_ends_by_time_alone_is_told(corner: Corner, follow: Follow) -> None:
    guid = corner.person("到期", accountExpires=file_time(datetime.now(UTC) + timedelta(days=1)))
    switched_off = corner.person("停用")
    follower = follow()
    # As if the last reading had been before the end, and this one after it.
    assert follower.since is not None
    corner.set(corner.dn("到期"), accountExpires=file_time(datetime.now(UTC) - timedelta(minutes=2)))
    told = json.loads(follower.read().outcome.checkpoint.value)  # type: ignore[union-attr]  # checked by follow
    told["read_at"] = (datetime.now(UTC) - timedelta(minutes=10)).isoformat()
    follower.since = Checkpoint(json.dumps(told))
    assert follower.changes().of(RecordKind.PERSON)[guid].fields["enabled"] == ("false",)
    corner.set(corner.dn("停用"), userAccountControl=DISABLED)
    assert follower.changes().of(RecordKind.PERSON)[switched_off].fields["status"] == ("disabled",)


def test_fault_24_an_ordinary_account_is_told_of_changes_and_not_of_deletions(corner: Corner, follow: Follow) -> None:
    guid, other = corner.person("普通"), corner.person("普通去")
    follower = follow(who=corner.domain.reader_dn)
    corner.set(corner.dn("普通"), title="新衔")
    corner.delete(corner.dn("普通去"))
    reading = follower.changes()
    assert reading.of(RecordKind.PERSON)[guid].fields["title"] == ("新衔",)
    assert other not in {deletion.key for deletion in reading.deletions}
    follower.since = None
    assert other not in follower.read().of(RecordKind.PERSON)


def test_a_filter_without_brackets_is_a_filter(corner: Corner, follow: Follow) -> None:
    guid = corner.person("无括号")
    follower = follow(people={"filter": "objectCategory=person"})
    corner.set(corner.dn("无括号"), title="改")
    assert follower.changes().of(RecordKind.PERSON)[guid].fields["title"] == ("改",)


def test_an_old_checkpoint_is_renewed_although_nothing_changed(corner: Corner, follow: Follow) -> None:
    follower = follow()
    assert follower.since is not None
    told = json.loads(follower.since.value)
    told["read_at"] = (datetime.now(UTC) - timedelta(hours=7)).isoformat()
    follower.since = Checkpoint(json.dumps(told))
    follower.changes()
    assert follower.since is not None
    assert json.loads(follower.since.value)["read_at"] > told["read_at"]


@pytest.mark.parametrize("spoilt", ["garbage", "cut", "empty json", "other version", "no time zone", "not json"])
def test_fault_24_a_checkpoint_of_no_use_makes_everything_be_compared(
    corner: Corner, follow: Follow, way: str, spoilt: str
) -> None:
    guid = corner.person(f"饼{spoilt}")
    follower = follow()
    assert follower.since is not None
    told = json.loads(follower.since.value)
    match spoilt:
        case "garbage" | "cut" if way == "numbers":
            told["usn" if spoilt == "garbage" else "flags"] = "many"
        case "garbage":
            told["cookie"] = "AAECAw=="
        case "cut":
            told["cookie"] = told["cookie"][:24]
        case "other version":
            told["version"] = 99
        case "no time zone":
            told["read_at"] = "2026-11-22T08:00:00"
    text = {"empty json": "{}", "not json": "cookie"}.get(spoilt, json.dumps(told))
    reading = read_all(corner.connector(**follower.settings), Checkpoint(text))
    assert reading.outcome.complete
    assert guid in reading.of(RecordKind.PERSON)
    assert not reading.deletions


def test_a_filter_about_memberships_is_read_whole_each_time(corner: Corner) -> None:
    member = corner.person("入组")
    corner.group("名单", ["入组"])
    by_group = f"(memberOf:1.2.840.113556.1.4.1941:={corner.dn('名单')})"
    connector = corner.connector(people={"filter": f"(&(objectCategory=person){by_group})"})
    reading = read_all(connector)
    assert [*reading.of(RecordKind.PERSON)] == [member]
    assert reading.outcome.complete
    assert reading.outcome.checkpoint is None


def test_a_checkpoint_reads_back_as_it_was_written() -> None:
    now = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    checkpoint = DomainCheckpoint("guid", "dc1", 7, now, now, b"\x00cookie", -2147483648)
    assert DomainCheckpoint.of(checkpoint.to_checkpoint()) == checkpoint
