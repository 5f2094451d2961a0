"""Odd values and odd names of a real directory are read as data, and never become part of what is asked."""

from __future__ import annotations

import base64
from pathlib import Path

import ldap
import pytest

from schemas.vocabulary import RecordKind
from tests.connectors.ldap_making import SUFFIX, UNITS, administrator, by_login, logins, people, person, source, unit
from tests.connectors.reading import read_all
from tests.servers import ldap_messages as wire
from tests.servers.ldap_fault_proxy import LdapFaultProxy
from tests.servers.slapd import SlapdFactory

pytestmark = pytest.mark.slapd

SCHEMA = (
    "attributetype ( 1.3.6.1.4.1.99999.1 NAME 'legacyTitle' EQUALITY octetStringMatch"
    " SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 )\n"
    "objectclass ( 1.3.6.1.4.1.99999.2 NAME 'legacyPerson' SUP top AUXILIARY MAY legacyTitle )"
)
ODD_NAMES = [
    'Smith, John + "Co"#1',
    "#number",
    "a\\b",
    "a;b<c>d=e",
    "*)(uid=*",
    "(&(a=b))",
    " 张 ，三 ",
    "R&D 研发",
    "𬭎",
    "O'Neil\\2c",
]


def encoded(name: str, value: bytes) -> str:
    return f"{name}:: {base64.b64encode(value).decode()}"


def escaped(value: str) -> str:
    """As RFC 4514 wants it, every sign by its bytes."""
    return "".join(f"\\{byte:02x}" for byte in value.encode())


def test_fault_28_values_of_every_kind_are_read_or_left_out_and_nobody_is_lost(
    slapd_factory: SlapdFactory, tmp_path: Path
) -> None:
    def legacy(uid: str, title: bytes) -> str:
        classes = "objectClass: inetOrgPerson\n"
        told = person(uid, encoded("legacyTitle", title))
        return told.replace(classes, f"{classes}objectClass: legacyPerson\n")

    entries = [
        legacy("gbk", "经理".encode("gb18030")),
        legacy("utf8", "经理".encode()),
        legacy("empty", b" "),
        person("tagged", "displayName;lang-zh: 张三丰", "displayName;lang-en: San Feng", "title;lang-zh: 经理"),
        person("blank", encoded("title", b"  \xe3\x80\x80 ")),
    ]
    server = slapd_factory(UNITS + "".join(entries), suffix=SUFFIX, schema=SCHEMA)
    fields = {
        "name": "CN",
        "login": "UID",
        "display_name": "DISPLAYNAME",
        "english_name": "displayName;LANG-EN",
        "title": ("legacytitle", "Title"),
    }
    reading = read_all(source(server, tmp_path, people={"fields": fields}))
    assert reading.outcome.complete
    assert not reading.skipped
    read = by_login(reading)
    assert read.keys() == {"gbk", "utf8", "empty", "tagged", "blank"}
    assert "title" not in read["gbk"].fields
    assert "title" not in read["empty"].fields
    assert "title" not in read["blank"].fields
    assert read["utf8"].fields["title"] == ("经理",)
    assert read["tagged"].fields["title"] == ("经理",)
    assert read["tagged"].fields["english_name"] == ("San Feng",)
    assert "张三丰" in read["tagged"].fields["display_name"]
    server.stop()


def test_fault_28_a_photo_of_ten_megabytes_is_not_even_asked_for(slapd_factory: SlapdFactory, tmp_path: Path) -> None:
    photo = encoded("jpegPhoto", b"\xff\xd8" + bytes(10_000_000))
    server = slapd_factory(UNITS + person("1", photo) + person("2"), suffix=SUFFIX)
    with LdapFaultProxy(server.url) as proxy:
        for changes in ("auto", "none"):
            assert len(by_login(read_all(source(server, tmp_path, url=proxy.url, changes=changes)))) == 2
        source(server, tmp_path, url=proxy.url).check()
        asked = [wire.asked_attributes(each) for each in proxy.requests if each.kind == wire.SEARCH_REQUEST]
    assert all(asked)
    names = {name.lower() for each in asked for name in each}
    assert not names & {b"*", b"+", b"jpegphoto", b"userpassword", b"description"}
    server.stop()


@pytest.mark.parametrize("changes", ["auto", "none"], ids=["synchronised", "paged"])
def test_fault_29_names_with_every_sign_are_read_and_point_at_each_other(
    slapd_factory: SlapdFactory, tmp_path: Path, changes: str
) -> None:
    entries = []
    for name in ODD_NAMES:
        above = f"ou={escaped(name.strip())},o=HN"
        entries.append(f"dn: {above}\nobjectClass: organizationalUnit\n{encoded('ou', name.strip().encode())}\n\n")
        own = f"cn={escaped(name.strip())},{above}"
        lines = [f"dn: {own}", "objectClass: inetOrgPerson", encoded("cn", name.strip().encode()), "sn: x"]
        entries.append("\n".join([*lines, encoded("manager", own.encode()), "title: *)(uid=*"]) + "\n\n")
    server = slapd_factory("".join(entries), suffix=SUFFIX)
    reading = read_all(source(server, tmp_path, changes=changes))
    assert reading.outcome.complete
    read = {record.fields["name"][0]: record for record in reading.of(RecordKind.PERSON).values()}
    assert read.keys() == {name.strip() for name in ODD_NAMES}
    units = reading.of(RecordKind.UNIT)
    for name, record in read.items():
        assert record.fields["title"] == ("*)(uid=*",)
        # Who is his own manager says so by the name under which he is found.
        assert record.fields["manager_key"][0] in record.also_keys
        assert units[record.fields["unit_key"][0]].fields["name"] == (name,)
    server.stop()


def test_fault_29_a_base_with_every_sign_is_searched_and_renaming_it_is_noticed(
    slapd_factory: SlapdFactory, tmp_path: Path
) -> None:
    name = '采购, "A" + *)(uid=*'
    above = f"ou={escaped(name)},o=HN"
    tree = f"dn: {above}\nobjectClass: organizationalUnit\n{encoded('ou', name.encode())}\n\n"
    below = f"dn: ou=x,{above}\nobjectClass: organizationalUnit\nou: x\n\n"
    one = f"dn: uid=1,ou=x,{above}\nobjectClass: inetOrgPerson\nuid: 1\ncn: 一\nsn: 一\n\n"
    server = slapd_factory(UNITS + people(3) + tree + below + one, suffix=SUFFIX)
    connector = source(server, tmp_path, people={"base": above})
    first = read_all(connector)
    assert logins(first) == {"1"}
    administrator(server).rename_s(f"ou=x,{above}", f"ou={escaped('y+*)(cn=*')}")
    renamed = read_all(connector, first.outcome.checkpoint)
    assert not renamed.outcome.complete
    assert not renamed.deletions
    assert by_login(renamed)["1"].key == by_login(first)["1"].key
    assert "y+*)(cn=*" in {unit.fields["name"][0] for unit in renamed.of(RecordKind.UNIT).values()}
    server.stop()


def test_fault_29_who_is_called_otherwise_is_the_same_person(slapd_factory: SlapdFactory, tmp_path: Path) -> None:
    server = slapd_factory(UNITS + people(3), suffix=SUFFIX)
    connector = source(server, tmp_path)
    first = read_all(connector)
    administrator(server).rename_s("uid=001,ou=采购部,o=HN", "uid=wang+cn=王五")
    renamed = read_all(connector, first.outcome.checkpoint)
    assert by_login(renamed)["wang"].key == by_login(first)["001"].key
    assert not renamed.deletions
    server.stop()


def test_fault_31_managers_in_a_ring_of_themselves_and_of_nobody_are_read_as_they_are_said(
    slapd_factory: SlapdFactory, tmp_path: Path
) -> None:
    def managed(uid: str, by: str) -> str:
        return person(uid, encoded("manager", f"uid={by},ou=采购部,o=HN".encode()))

    ring = managed("a", "b") + managed("b", "c") + managed("c", "a") + managed("self", "self") + managed("d", "gone")
    server = slapd_factory(UNITS + unit("x") + ring, suffix=SUFFIX)
    reading = read_all(source(server, tmp_path))
    assert reading.outcome.complete
    read = by_login(reading)
    said = {uid: record.fields["manager_key"][0] for uid, record in read.items()}
    assert said == {uid: f"uid={by},ou=采购部,o=hn" for uid, by in zip("abc", "bca", strict=True)} | {
        "self": "uid=self,ou=采购部,o=hn",
        "d": "uid=gone,ou=采购部,o=hn",
    }
    for uid in ("a", "b", "c", "self"):
        assert sum(said[uid] in record.also_keys for record in read.values()) == 1
    server.stop()


def test_fault_34_an_account_that_was_locked_for_good_is_disabled_and_one_that_cools_down_is_not(
    slapd_factory: SlapdFactory, tmp_path: Path
) -> None:
    entries = person("a", "pwdAccountLockedTime: 000001010000Z") + person("b", "pwdAccountLockedTime: 20261122080000Z")
    server = slapd_factory(UNITS + entries + person("c"), suffix=SUFFIX, limits="overlay ppolicy")
    first = read_all(source(server, tmp_path))
    told = {uid: record.fields.get("enabled") for uid, record in by_login(first).items()}
    assert told == {"a": ("false",), "b": None, "c": None}
    admin = administrator(server)
    admin.modify_s("uid=a,ou=采购部,o=HN", [(ldap.MOD_REPLACE, "title", [b"x"])])
    changed = read_all(source(server, tmp_path), first.outcome.checkpoint)
    assert by_login(changed)["a"].fields == {**by_login(first)["a"].fields, "title": ("x",)}
    server.stop()
