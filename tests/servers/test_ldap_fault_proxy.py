"""The proxy does to a conversation what its faults say, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ldap
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ldap.controls import SimplePagedResultsControl

from tests.servers import ldap_messages as wire
from tests.servers.ldap_fault_proxy import LdapFaultProxy
from tests.servers.ldap_faults import (
    ADMIN_LIMIT,
    BUSY,
    UNAVAILABLE,
    Cut,
    EndEarly,
    Fault,
    Freeze,
    PageLimit,
    RangeLimit,
    Refuse,
    Withhold,
)
from tests.servers.slapd import RunningSlapd, SlapdFactory

pytestmark = pytest.mark.slapd

MEMBERS = 40


@pytest.fixture(scope="module")
def directory(slapd_factory: SlapdFactory) -> RunningSlapd:
    people = "".join(
        f"dn: uid=p{n:02},dc=example,dc=com\nobjectClass: inetOrgPerson\nuid: p{n:02}\ncn: Person {n}\nsn: Person\n\n"
        for n in range(MEMBERS)
    )
    group = "dn: cn=all,dc=example,dc=com\nobjectClass: groupOfNames\ncn: all\n" + "".join(
        f"member: uid=p{n:02},dc=example,dc=com\n" for n in range(MEMBERS)
    )
    return slapd_factory(f"{people}{group}\n")


def connected(directory: RunningSlapd, proxy: LdapFaultProxy, *, bind: bool = True) -> Any:
    connection = ldap.initialize(proxy.url)
    connection.set_option(ldap.OPT_TIMEOUT, 1)
    connection.set_option(ldap.OPT_NETWORK_TIMEOUT, 1)
    connection.set_option(ldap.OPT_CONNECT_ASYNC, 1)
    connection.set_option(ldap.OPT_X_TLS_CACERTFILE, str(directory.ca_file))
    connection.set_option(ldap.OPT_X_TLS_NEWCTX, 0)
    if bind:
        connection.simple_bind_s(directory.reader_dn, directory.reader_password)
    return connection


def pages(connection: Any, size: int, filter_text: str = "(uid=*)") -> Iterator[int]:
    control = SimplePagedResultsControl(True, size, "")
    while True:
        base = "dc=example,dc=com"
        request = connection.search_ext(base, ldap.SCOPE_SUBTREE, filter_text, ["uid"], serverctrls=[control])
        _, entries, _, controls = connection.result3(request)
        yield len(entries)
        control.cookie = controls[0].cookie if controls else ""
        if not control.cookie:
            return


def test_without_faults_everything_passes(directory: RunningSlapd) -> None:
    with LdapFaultProxy(directory.url) as proxy:
        connection = connected(directory, proxy)
        assert list(pages(connection, 15)) == [15, 15, 10]
        connection.unbind_s()
        assert proxy.binds == 1
    with LdapFaultProxy(directory.url) as proxy:
        secured = connected(directory, proxy, bind=False)
        secured.start_tls_s()
        secured.simple_bind_s(directory.reader_dn, directory.reader_password)
        assert sum(pages(secured, 15)) == MEMBERS
    with LdapFaultProxy(directory.ldaps_url) as proxy:
        assert sum(pages(connected(directory, proxy), 15)) == MEMBERS


def test_a_search_ends_early_with_success(directory: RunningSlapd) -> None:
    with LdapFaultProxy(directory.url, EndEarly(after=17)) as proxy:
        assert list(pages(connected(directory, proxy), 15)) == [15, 2]


def test_a_connection_breaks(directory: RunningSlapd) -> None:
    with LdapFaultProxy(directory.url, Cut(after=17)) as proxy:
        reading = pages(connected(directory, proxy), 15)
        assert next(reading) == 15
        with pytest.raises(ldap.SERVER_DOWN):
            next(reading)


@pytest.mark.parametrize("at", ["connect", "bind", "search", "start_tls", "tls"])
def test_it_freezes_where_it_should(directory: RunningSlapd, at: Any) -> None:
    with LdapFaultProxy(directory.url, Freeze(at, after=17)) as proxy:
        connection = connected(directory, proxy, bind=False)
        if at in ("start_tls", "tls"):
            with pytest.raises((ldap.TIMEOUT, ldap.CONNECT_ERROR, ldap.SERVER_DOWN)):
                connection.start_tls_s()
            return
        if at in ("connect", "bind"):
            with pytest.raises(ldap.TIMEOUT):
                connection.simple_bind_s(directory.reader_dn, directory.reader_password)
            return
        connection.simple_bind_s(directory.reader_dn, directory.reader_password)
        reading = pages(connection, 15)
        assert next(reading) == 15
        with pytest.raises(ldap.TIMEOUT):
            next(reading)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Refuse("search", BUSY), ldap.BUSY),
        (Refuse("search", UNAVAILABLE, after=3), ldap.UNAVAILABLE),
        (Refuse("search", ADMIN_LIMIT, "too much"), ldap.ADMINLIMIT_EXCEEDED),
        (Refuse("bind", BUSY), ldap.BUSY),
        (PageLimit(10, only=b"inetOrgPerson"), None),
    ],
    ids=str,
)
def test_requests_are_refused(directory: RunningSlapd, fault: Fault, error: type[Exception] | None) -> None:
    with LdapFaultProxy(directory.url, fault) as proxy:
        if error is None:
            connection = connected(directory, proxy)
            assert list(pages(connection, 15, "(objectClass=inetOrgPerson)")) == [10, 10, 10, 10]
            assert sum(pages(connection, 15)) == MEMBERS
            with pytest.raises(ldap.SIZELIMIT_EXCEEDED):
                connection.search_s("dc=example,dc=com", ldap.SCOPE_SUBTREE, "(objectClass=inetOrgPerson)")
            return
        with pytest.raises(error):
            sum(pages(connected(directory, proxy), 15))


def test_a_refusal_may_be_over_after_some_times(directory: RunningSlapd) -> None:
    with LdapFaultProxy(directory.url, Refuse("search", BUSY, times=1)) as proxy:
        connection = connected(directory, proxy)
        with pytest.raises(ldap.BUSY):
            next(pages(connection, 15))
        assert sum(pages(connection, 15)) == MEMBERS


def test_long_lists_come_in_ranges(directory: RunningSlapd) -> None:
    with LdapFaultProxy(directory.url, RangeLimit("member", 15)) as proxy:
        connection = connected(directory, proxy)
        asked, told, names = "member", [], []
        while asked:
            ((_, found),) = connection.search_s("cn=all,dc=example,dc=com", ldap.SCOPE_BASE, "(cn=*)", [asked])
            (name,) = (each for each in found if ";range=" in each)
            names.append(name)
            told += found[name]
            end = name.rpartition("-")[2]
            asked = "" if end == "*" else f"member;range={int(end) + 1}-*"
        assert names == ["member;range=0-14", "member;range=15-29", "member;range=30-*"]
        assert len(set(told)) == MEMBERS


def test_attributes_are_withheld(directory: RunningSlapd) -> None:
    with LdapFaultProxy(directory.url, Withhold(("entryUUID",))) as proxy:
        connection = connected(directory, proxy)
        found = connection.search_s("dc=example,dc=com", ldap.SCOPE_SUBTREE, "(uid=p01)", ["entryUUID", "cn"])
        assert found == [("uid=p01,dc=example,dc=com", {"cn": [b"Person 1"]})]


@given(st.lists(st.tuples(st.integers(1, 2**31 - 1), st.binary(max_size=300)), max_size=5), st.integers(1, 50))
def test_messages_are_found_however_the_bytes_arrive(sent: list[tuple[int, bytes]], at_once: int) -> None:
    messages = [wire.LdapMessage(number, wire.SEARCH_ENTRY, body, body) for number, body in sent]
    data = b"".join(message.encoded() for message in messages)
    waiting = bytearray()
    found: list[wire.LdapMessage] = []
    for at in range(0, len(data), at_once):
        waiting += data[at : at + at_once]
        found += wire.taken_messages(waiting)
    assert found == messages
