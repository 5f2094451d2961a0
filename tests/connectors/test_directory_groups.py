"""Groups within groups, in rings, without members, with members that are nobody."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import ldap
import pytest

from connectors.directory_groups import GroupTree
from connectors.ldap_entries import DirectoryEntry
from schemas.records import SourceRecord
from schemas.vocabulary import RecordKind
from tests.connectors.ldap_making import SUFFIX, UNITS, administrator, by_login, people, source
from tests.connectors.reading import Reading, read_all
from tests.servers.slapd import SlapdFactory

PEOPLE = [f"uid={number:03},ou=采购部,o=HN" for number in range(6)]


def group(name: str, *members: str) -> str:
    lines = [f"dn: cn={name},o=HN", "objectClass: groupOfNames", f"cn: {name}", *(f"member: {dn}" for dn in members)]
    return "\n".join(lines) + "\n\n"


def teams(reading: Reading) -> dict[str, SourceRecord]:
    return {record.fields["name"][0]: record for record in reading.of(RecordKind.PROJECT).values()}


def members(reading: Reading, name: str) -> set[str]:
    found: Any = teams(reading)[name].fields.get("member_key", ())
    known = {key: login for login, record in by_login(reading).items() for key in record.also_keys}
    return {known.get(key, key) for key in found}


@pytest.mark.slapd
def test_fault_30_nested_groups_rings_and_dangling_members_are_followed_to_their_people(
    slapd_factory: SlapdFactory, tmp_path: Path
) -> None:
    entries = [
        group("one", PEOPLE[0], "cn=two,o=HN"),
        group("two", PEOPLE[1], "CN=Three, o=hn"),
        group("three", PEOPLE[2]),
        group("ring-a", PEOPLE[0], "cn=ring-b,o=HN"),
        group("ring-b", PEOPLE[1], "cn=ring-c,o=HN"),
        group("ring-c", PEOPLE[2], "cn=ring-a,o=HN"),
        group("pair-a", "cn=pair-b,o=HN"),
        group("pair-b", "cn=pair-a,o=HN", PEOPLE[3]),
        group("self", "cn=self,o=HN", PEOPLE[4]),
        group("dangling", "uid=gone,ou=采购部,o=HN", "cn=gone,o=HN"),
        "dn: cn=posix,o=HN\nobjectClass: posixGroup\ncn: posix\ngidNumber: 1\nmemberUid: 005\n\n",
    ]
    server = slapd_factory(UNITS + people(6) + "".join(entries), suffix=SUFFIX)
    reading = read_all(source(server, tmp_path, projects={}))
    assert reading.outcome.complete
    assert RecordKind.PROJECT in reading.outcome.kinds
    assert members(reading, "one") == {"000", "001", "002"}
    assert members(reading, "two") == {"001", "002"}
    for ring in ("ring-a", "ring-b", "ring-c"):
        assert members(reading, ring) == {"000", "001", "002"}
    assert members(reading, "pair-a") == members(reading, "pair-b") == {"003"}
    assert members(reading, "self") == {"004"}
    assert members(reading, "dangling") == {"uid=gone,ou=采购部,o=hn", "cn=gone,o=hn"}
    assert members(reading, "posix") == {"005"}
    server.stop()


@pytest.mark.slapd
def test_who_joins_an_inner_group_is_in_the_outer_one_after_the_next_reading_of_changes(
    slapd_factory: SlapdFactory, tmp_path: Path
) -> None:
    entries = group("outer", "cn=inner,o=HN") + group("inner", PEOPLE[0])
    server = slapd_factory(UNITS + people(6) + entries, suffix=SUFFIX)
    connector = source(server, tmp_path, projects={"filter": "(cn=outer)"})
    first = read_all(connector)
    assert teams(first).keys() == {"outer"}
    assert members(first, "outer") == {"000"}
    administrator(server).modify_s("cn=inner,o=HN", [(ldap.MOD_ADD, "member", [PEOPLE[1].encode()])])
    changed = read_all(connector, first.outcome.checkpoint)
    assert not changed.outcome.complete
    assert teams(changed)["outer"].key == teams(first)["outer"].key
    assert len(teams(changed)["outer"].fields["member_key"]) == 2
    server.stop()


def test_fault_30_twenty_thousand_members_three_levels_deep_take_seconds() -> None:
    tree = GroupTree()
    everybody = [f"uid=u{number},ou=people,o=HN" for number in range(20_000)]
    for level, inner in enumerate(("cn=l1,o=HN", "cn=l2,o=HN", "")):
        values = [name.encode() for name in (*everybody, inner) if name]
        tree.learn(DirectoryEntry(f"cn=l{level},o=HN", {"member": values}))
    begun = time.monotonic()
    assert len(tree.everybody("cn=l0,o=HN")) == 20_000
    assert time.monotonic() - begun < 10
