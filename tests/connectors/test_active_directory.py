"""Against a real domain controller: who is read, and what is said of him."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.active_directory_controls import DIRSYNC, file_time
from schemas.errors import SourceBusy, SourceError, SourceRefused
from schemas.records import SourceRecord
from schemas.vocabulary import RecordKind
from tests.connectors.active_directory import DISABLED, Corner
from tests.connectors.reading import read_all
from tests.servers.ldap_fault_proxy import LdapFaultProxy
from tests.servers.ldap_faults import UNAVAILABLE, Cut, EndEarly, Freeze, PageLimit, RangeLimit, Refuse, Withhold
from tests.servers.samba_domain import RunningDomain

pytestmark = pytest.mark.samba


@pytest.fixture(scope="module")
def corner(corp_domain: RunningDomain) -> Corner:
    return Corner(corp_domain, "远景集团")


@pytest.fixture(scope="module")
def crowd(corner: Corner) -> str:
    """The base of 25 people."""
    corner.unit("分页")
    for number in range(25):
        corner.person(f"页{number:02}", "分页")
    return f"OU=分页,{corner.base}"


def people(corner: Corner, **settings: Any) -> dict[str, SourceRecord]:
    """Name -> record."""
    found = read_all(corner.connector(**settings)).of(RecordKind.PERSON)
    return {record.fields["name"][0]: record for record in found.values()}


def test_people_and_the_units_above_them_are_known_by_their_guids(corner: Corner) -> None:
    unit = corner.unit("采购部")
    guid = corner.person("张三", "采购部", title="经理", mail="z3@corp.example", employeeID="00817")
    reading = read_all(corner.connector())
    assert reading.outcome.complete
    assert reading.outcome.kinds == {RecordKind.PERSON, RecordKind.UNIT}
    assert reading.outcome.as_of is not None
    record = reading.of(RecordKind.PERSON)[guid]
    assert record.fields["employee_number"] == ("00817",)
    assert record.fields["unit_key"] == (unit,)
    assert record.also_keys[0] == corner.dn("张三", "采购部")
    assert record.also_keys[-1].startswith("S-1-5-21-")
    units = reading.of(RecordKind.UNIT)
    assert units[unit].fields["name"] == ("采购部",)
    assert units[unit].fields["parent_key"] == (corner.guid(corner.base),)
    assert units[corner.guid(corner.base)].fields == {"name": ("远景集团",), "type": ("company",)}


def test_the_check_tells_how_changes_come_and_whether_deletions_are_told(corner: Corner) -> None:
    corner.person("赵查")
    steps = {step.name: step for step in corner.connector().check().steps}
    assert steps["delta"].message.endswith("changes by DirSync; deletions are told")
    assert steps["sample"].passed
    ordinary = {step.name: step.message for step in corner.connector(corner.domain.reader_dn).check().steps}
    assert "deletions show at whole readings only, every 24 hours" in ordinary["delta"]
    keyed = corner.connector(people={"key": "employeeID", "filter": "(employeeID=*)"}).check()
    assert "everything is read each time, because people have a `key` of their own" in keyed.steps[-2].message


def test_it_is_read_encrypted_and_says_when_it_is_not(corner: Corner) -> None:
    corner.person("加密")
    secured: dict[str, Any] = {"url": corner.domain.ldaps_url, "ca_file": corner.domain.ca_file}
    assert read_all(corner.connector(**secured)).outcome.notes == ()
    (note,) = read_all(corner.connector()).outcome.notes
    assert "the connection is not encrypted" in note
    (note,) = read_all(corner.connector(**secured, verify_certificate=False)).outcome.notes
    assert "certificate is not verified" in note
    notes = read_all(corner.connector(corner.domain.reader_dn, **secured)).outcome.notes
    assert notes == ("deletions show at whole readings only, every 24 hours",)


def test_fault_34_disabled_expired_locked_and_hidden_accounts_are_told_apart(corner: Corner) -> None:
    now = datetime.now(UTC)
    corner.person("停用", userAccountControl=DISABLED)
    corner.person("过期", accountExpires=file_time(now - timedelta(days=1)))
    corner.person("将过期", accountExpires=file_time(now + timedelta(days=30)))
    corner.person("永不过期", accountExpires=0x7FFFFFFFFFFFFFFF)
    corner.person("锁定")
    corner.domain.change(
        f"dn: {corner.dn('锁定')}\nchangetype: modify\nreplace: lockoutTime\nlockoutTime: {file_time(now)}\n\n"
    )
    corner.person("隐身", showInAdvancedViewOnly="TRUE")
    found = people(corner)
    states = {name: (record.fields["enabled"], record.fields.get("status")) for name, record in found.items()}
    assert states["停用"] == (("false",), ("disabled",))
    assert states["过期"] == (("false",), None)
    assert states["将过期"] == states["永不过期"] == states["锁定"] == (("true",), ("active",))
    assert found["隐身"].fields["hidden"] == ("TRUE",)
    assert "hidden" not in found["锁定"].fields


def test_fault_34_accounts_that_are_no_people_are_left_out(corner: Corner) -> None:
    corner.unit("设备")
    corner.add(corner.dn("PC1", "设备"), objectClass="computer", sAMAccountName="PC1$")
    corner.person("HealthMailbox7a", "设备", sAMAccountName="HealthMailbox7a")
    corner.person("郑工", "设备")
    every_account = {"people": {"filter": "(objectClass=user)"}, "base": f"OU=设备,{corner.base}"}
    assert [*people(corner, **every_account)] == ["郑工"]
    everybody = people(corner, base=corner.domain.suffix, people={"filter": "(objectClass=user)"})
    assert not {"Administrator", "Guest", "krbtgt", "DC1"} & everybody.keys()


def test_fault_31_managers_are_named_by_guid_whether_they_are_cycles_dangling_or_elsewhere(corner: Corner) -> None:
    corner.unit("链")
    first, second, third = (corner.person(name, "链") for name in ("甲", "乙", "丙"))
    outside = corner.add(f"CN=外人-{corner.name},CN=Users,{corner.domain.suffix}", objectClass="user")
    corner.set(corner.dn("甲", "链"), manager=corner.dn("乙", "链"))
    corner.set(corner.dn("乙", "链"), manager=corner.dn("甲", "链"))
    corner.set(corner.dn("丙", "链"), manager=corner.dn("丙", "链"))
    corner.person("丁", "链", manager=f"CN=外人-{corner.name},CN=Users,{corner.domain.suffix}")
    gone = corner.person("走人", "链")
    corner.person("戊", "链", manager=corner.dn("走人", "链"))
    corner.delete(corner.dn("走人", "链"))
    found = people(corner)
    named = {name: found[name].fields.get("manager_key") for name in "甲乙丙丁戊"}
    assert named == {"甲": (second,), "乙": (first,), "丙": (third,), "丁": (outside,), "戊": None}
    assert gone not in {record.key for record in found.values()}


def test_a_manager_keeps_his_key_when_he_is_renamed_and_moved(corner: Corner) -> None:
    corner.unit("上级")
    boss = corner.person("王旧", "上级")
    corner.person("下属", "上级", manager=corner.dn("王旧", "上级"))
    corner.move(corner.dn("王旧", "上级"), "CN=王新", corner.base)
    assert people(corner)["下属"].fields["manager_key"] == (boss,)


def test_fault_28_names_with_every_kind_of_sign_are_values(corner: Corner) -> None:
    corner.unit('部, "一"+\\#1'.replace(",", "\\,").replace('"', '\\"').replace("+", "\\+").replace("\\#", "\\\\#"))
    names = ["*)(uid=*", "李\\0A四", "O'Neil \\2a", "  首尾空白  ", "𬭎涛", "a" * 60]
    made = {}
    for number, name in enumerate(names):
        escaped = "".join(f"\\{byte:02x}" for byte in name.encode())
        made[corner.add(f"CN={escaped},{corner.base}", objectClass="user", sAMAccountName=f"odd{number}")] = name
    found = read_all(corner.connector()).of(RecordKind.PERSON)
    assert {guid: found[guid].fields["name"][0] for guid in made} == {guid: name.strip() for guid, name in made.items()}
    photo = bytes(range(256)) * 100
    guid = corner.person("照片", thumbnailPhoto=photo)
    record = read_all(corner.connector()).of(RecordKind.PERSON)[guid]
    assert all(len(value) < 200 for values in record.fields.values() for value in values)
    with pytest.raises(SourceRefused, match="binary or a password and never taken"):
        read_all(corner.connector(people={"fields": {"name": "cn", "office": "objectSid"}}))


def test_fault_21_pages_smaller_than_asked_for_give_everybody(corner: Corner, crowd: str) -> None:
    with LdapFaultProxy(corner.domain.url, PageLimit(at_most=7)) as proxy:
        reading = read_all(corner.connector(url=proxy.url, base=crowd, page_size=5000))
    assert len(reading.of(RecordKind.PERSON)) == 25
    assert reading.outcome.complete


@pytest.mark.parametrize("after", [0, 11, 24])
def test_fault_21_an_end_that_says_success_too_early_is_no_end(corner: Corner, crowd: str, after: int) -> None:
    said = f"ended after {after} entries without the mark of its last page"
    fault = EndEarly(after=after, only=b"objectCategory")
    with LdapFaultProxy(corner.domain.url, fault) as proxy, pytest.raises(SourceBusy, match=said):
        read_all(corner.connector(url=proxy.url, base=crowd))


@pytest.mark.parametrize("after", [1, 12])
def test_fault_12_a_connection_that_breaks_in_mid_page_is_no_end(corner: Corner, crowd: str, after: int) -> None:
    fault = Cut(after=after, only=b"objectCategory")
    with LdapFaultProxy(corner.domain.url, fault) as proxy, pytest.raises(SourceBusy, match="the connection broke off"):
        read_all(corner.connector(url=proxy.url, base=crowd, page_size=5))


@pytest.mark.parametrize(("code", "error"), [(3, SourceBusy), (4, SourceRefused), (11, SourceRefused)])
def test_fault_20_a_limit_in_the_middle_ends_the_reading(
    corner: Corner, crowd: str, code: int, error: type[SourceError]
) -> None:
    limit = Refuse("search", code=code, after=8, only=b"objectCategory")
    said = "limit ended the search after 8 entries, so not everybody could be read"
    with LdapFaultProxy(corner.domain.url, limit) as proxy, pytest.raises(error, match=said):
        read_all(corner.connector(url=proxy.url, base=crowd))


@pytest.mark.parametrize("at_most", [1, 7, 1499, 1500])
def test_fault_21_every_value_of_a_long_list_is_taken(corner: Corner, at_most: int) -> None:
    names = [f"{at_most}-{number}" for number in range(40)]
    corner.unit(f"列{at_most}")
    corner.person(f"多号{at_most}", f"列{at_most}", otherTelephone=names)
    mapping = {"fields": {"name": "cn", "phone": "otherTelephone"}}
    with LdapFaultProxy(corner.domain.url, RangeLimit("otherTelephone", at_most)) as proxy:
        found = people(corner, url=proxy.url, people=mapping, base=f"OU=列{at_most},{corner.base}")
    assert sorted(found[f"多号{at_most}"].fields["phone"]) == sorted(names)


def test_a_domain_controller_without_an_identity_is_read_whole_each_time(corner: Corner) -> None:
    with LdapFaultProxy(corner.domain.url, Withhold(("invocationId",))) as proxy:
        connector = corner.connector(url=proxy.url)
        outcome = read_all(connector).outcome
        assert outcome.complete
        assert read_all(connector, outcome.checkpoint).outcome.complete


def test_what_lies_in_two_domains_is_read_whole_each_time(corner: Corner, crowd: str) -> None:
    elsewhere = {"base": f"CN=Configuration,{corner.domain.suffix}", "filter": "(objectClass=contact)"}
    connector = corner.connector(people=[{"base": crowd}, elsewhere])
    reading = read_all(connector)
    assert len(reading.of(RecordKind.PERSON)) == 25
    assert reading.outcome.checkpoint is None
    steps = {step.name: step.message for step in corner.connector(people=[{"base": crowd}, elsewhere]).check().steps}
    assert "delta" not in steps or "more than one domain" in steps["delta"]


def test_what_is_no_active_directory_is_told_so(corner: Corner) -> None:
    said = "does not present itself as an Active Directory"
    fault = Withhold(("dsServiceName",))
    with LdapFaultProxy(corner.domain.url, fault) as proxy, pytest.raises(SourceRefused, match=said):
        read_all(corner.connector(url=proxy.url))
    with pytest.raises(SourceRefused, match="it is not there, or this account may not see it"):
        read_all(corner.connector(base="DC=other,DC=example"))


def test_fault_24_a_cookie_that_an_ended_conversation_never_gave_is_not_made_up(corner: Corner) -> None:
    connector = corner.connector()
    before = read_all(connector).outcome.checkpoint
    corner.person("半途")
    with LdapFaultProxy(corner.domain.url, EndEarly(only=DIRSYNC.encode())) as proxy:
        reading = read_all(corner.connector(url=proxy.url), before)
    assert reading.outcome.complete
    fault = Refuse("search", UNAVAILABLE, only=DIRSYNC.encode())
    with LdapFaultProxy(corner.domain.url, fault) as proxy, pytest.raises(SourceBusy, match="try again"):
        read_all(corner.connector(url=proxy.url), before)


@pytest.mark.parametrize("only", [b"objectCategory", DIRSYNC.encode()])
def test_a_controller_that_falls_silent_costs_no_more_than_its_time(corner: Corner, only: bytes) -> None:
    connector = corner.connector()
    before = read_all(connector).outcome.checkpoint
    with LdapFaultProxy(corner.domain.url, Freeze("search", only=only)) as proxy:
        begun = time.monotonic()
        with pytest.raises(SourceBusy):
            read_all(corner.connector(url=proxy.url, timeout_s=1), before if only != b"objectCategory" else None)
        assert time.monotonic() - begun < 20
        begun = time.monotonic()
        assert not corner.connector(url=proxy.url).check().passed
        assert time.monotonic() - begun < 20
