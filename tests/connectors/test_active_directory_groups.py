"""Groups within groups, on a real domain controller and made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.active_directory_groups import GroupTree
from connectors.ldap_entries import DirectoryEntry
from schemas.errors import SourceBusy, SourceRefused
from schemas.records import SourceRecord
from schemas.vocabulary import RecordKind
from tests.connectors.active_directory import Corner
from tests.connectors.reading import read_all
from tests.servers.ldap_fault_proxy import LdapFaultProxy
from tests.servers.ldap_faults import RangeLimit, Withhold
from tests.servers.samba_domain import RunningDomain

pytestmark = pytest.mark.samba

TEAMS = {"filter": "(&(objectClass=group)(description=team))"}


@pytest.fixture(scope="module")
def corner(corp_domain: RunningDomain) -> Corner:
    return Corner(corp_domain, "组群")


def projects(corner: Corner, url: str = "") -> dict[str, SourceRecord]:
    """Name of the group -> its project."""
    found = read_all(corner.connector(projects=TEAMS, url=url or corner.domain.url)).of(RecordKind.PROJECT)
    return {record.fields["name"][0]: record for record in found.values()}


def members(project: SourceRecord) -> set[str]:
    return set(project.fields.get("member_key", ()))


def test_fault_30_three_deep_rings_and_groups_in_themselves_give_each_person_once(corner: Corner) -> None:
    one, two, three, four = (corner.person(f"人{number}") for number in range(4))
    corner.group("丙", ["人2"])
    corner.group("乙", ["人1", "丙"])
    corner.group("甲", ["人0", "乙"], description="team", managedBy=corner.dn("人3"))
    corner.group("环一", ["人0"], description="team")
    corner.group("环二", ["人1", "环一"], description="team")
    corner.group("环三", ["人2", "环二"], description="team")
    corner.set(corner.dn("环一"), member=[corner.dn("人0"), corner.dn("环三")])
    corner.group("自己", ["人3"], description="team")
    corner.domain.change(f"dn: {corner.dn('自己')}\nchangetype: modify\nadd: member\nmember: {corner.dn('自己')}\n\n")
    found = projects(corner)
    assert members(found["甲"]) == {one, two, three}
    assert found["甲"].fields["lead_key"] == (four,)
    assert all(members(found[ring]) == {one, two, three} for ring in ("环一", "环二", "环三"))
    assert members(found["自己"]) == {four}


def test_fault_30_members_that_are_gone_or_elsewhere_are_named_and_hurt_nobody(corner: Corner) -> None:
    elsewhere = corner.add(f"CN=组外,CN=Users,{corner.domain.suffix}", objectClass="user")
    here = corner.person("在内")
    corner.person("将走")
    corner.group(
        "混合",
        [
            *("在内", "将走", f"CN=组外,CN=Users,{corner.domain.suffix}"),
            "<SID=S-1-5-21-1-2-3-1117>",
        ],
        description="team",
    )
    corner.delete(corner.dn("将走"))
    assert members(projects(corner)["混合"]) == {elsewhere, here, "S-1-5-21-1-2-3-1117"}


def test_fault_30_groups_that_every_domain_has_are_no_teams(corner: Corner) -> None:
    read = read_all(corner.connector(base=corner.domain.suffix, projects={}))
    named = {record.fields["name"][0] for record in read.of(RecordKind.PROJECT).values()}
    assert not {"Domain Admins", "Schema Admins", "Administrators"} & named


def test_an_attribute_of_groups_that_does_not_exist_is_named(corner: Corner) -> None:
    connector = corner.connector(projects={"fields": {"name": "cn", "lead_key": "managdBy"}})
    with pytest.raises(
        SourceRefused, match=r"attribute 'managdBy': not in the server's schema; did you mean managedby"
    ):
        read_all(connector)


@pytest.mark.parametrize("at_most", [7, 100, 149, 150])
def test_fault_21_a_group_beyond_the_largest_range_is_complete(corner: Corner, at_most: int) -> None:
    names = corner.load_people(150, prefix=f"r{at_most}-")
    corner.group(f"大组{at_most}", names, description="team")
    corner.group(f"外组{at_most}", [f"大组{at_most}"], description="team")
    with LdapFaultProxy(corner.domain.url, RangeLimit("member", at_most)) as proxy:
        found = projects(corner, proxy.url)
    assert len(members(found[f"大组{at_most}"])) == len(members(found[f"外组{at_most}"])) == 150


def test_fault_08_a_range_that_breaks_off_ends_the_reading_and_gives_no_shorter_list(corner: Corner) -> None:
    names = corner.load_people(60, prefix="b-")
    corner.group("断组", names, description="team")
    faults = (RangeLimit("member", 25), Withhold(("member",), only=b"member;range=25-"))
    said = "the list of values of 'member' breaks off after 25"
    with LdapFaultProxy(corner.domain.url, *faults) as proxy, pytest.raises(SourceBusy, match=said):
        projects(corner, proxy.url)


Graph = dict[str, list[str]]


@given(
    st.dictionaries(
        st.integers(0, 12).map(lambda n: f"g{n}"),
        st.lists(st.one_of(st.integers(0, 12).map(lambda n: f"g{n}"), st.integers(0, 20).map(lambda n: f"p{n}"))),
        min_size=1,
    )
)
def test_fault_30_any_graph_of_groups_ends_and_gives_whoever_can_be_reached(graph: Graph) -> None:
    def reach(name: str, seen: set[str]) -> set[str]:
        people = {each for each in graph.get(name, ()) if each not in graph}
        for inner in graph.get(name, ()):
            if inner in graph and inner not in seen:
                people |= reach(inner, seen | {inner})
        return people

    def entry(name: str) -> DirectoryEntry:
        values = [f"<GUID={_guid(each)}>;CN={each},DC=x".encode() for each in graph[name]]
        return DirectoryEntry(f"<GUID={_guid(name)}>;CN={name},DC=x", {"member": values})

    names = {_guid(name): name for name in [*graph, *(each for inner in graph.values() for each in inner)]}
    tree = GroupTree(
        frozenset(_guid(name) for name in graph),
        lambda guids: [entry(names[guid]) for guid in guids],
    )
    for name in graph:
        assert {names[guid] for guid in tree.everybody(_guid(name))} == reach(name, {name})


def _guid(name: str) -> str:
    return f"{'0' if name.startswith('g') else '1'}0000000-0000-0000-0000-{int(name[1:]):012}"
