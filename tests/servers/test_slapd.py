"""The directory server that tests get is a real one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import ldap
import pytest
from ldap.controls import SimplePagedResultsControl

from tests.servers.authority import CertificateAuthority
from tests.servers.slapd import SlapdFactory

pytestmark = pytest.mark.slapd

_PERSON = """dn: uid=p{n:05d},ou=people,dc=example,dc=com
objectClass: inetOrgPerson
uid: p{n:05d}
cn: Person {n}
sn: Person
mail: p{n:05d}@example.com
employeeNumber: {n:05d}
"""


def _ldif(people: int) -> str:
    branch = "dn: ou=people,dc=example,dc=com\nobjectClass: organizationalUnit\nou: people\n"
    return "\n".join([branch, *(_PERSON.format(n=n) for n in range(people))])


def _bound(url: str, dn: str, password: str) -> ldap.ldapobject.LDAPObject:
    connection = ldap.initialize(url)
    connection.simple_bind_s(dn, password)
    return connection


def test_a_reader_finds_what_was_loaded_and_it_survives_a_restart(slapd_factory: SlapdFactory) -> None:
    server = slapd_factory(_ldif(20))
    for _ in range(2):
        connection = _bound(server.url, server.reader_dn, server.reader_password)
        found = connection.search_s(server.suffix, ldap.SCOPE_SUBTREE, "(uid=p0000*)", ["cn", "entryUUID"])
        assert len(found) == 10
        assert all(entry["entryUUID"] for _, entry in found)
        connection.unbind_s()
        server.restart()
    server.stop()
    with pytest.raises(ldap.SERVER_DOWN):
        _bound(server.url, server.reader_dn, server.reader_password)


def test_the_size_limit_holds_for_the_reader_even_when_paging(slapd_factory: SlapdFactory) -> None:
    server = slapd_factory(_ldif(60), size_limit=25)
    connection = _bound(server.url, server.reader_dn, server.reader_password)
    with pytest.raises(ldap.SIZELIMIT_EXCEEDED):
        connection.search_s(server.suffix, ldap.SCOPE_SUBTREE)
    pages = _pages(connection, server.suffix, size=10)
    read = len(next(pages))
    with pytest.raises((ldap.SIZELIMIT_EXCEEDED, ldap.ADMINLIMIT_EXCEEDED)):
        read += sum(len(page) for page in pages)
    assert 0 < read <= 25


def test_ldaps_and_starttls_are_trusted_with_the_authority(slapd_factory: SlapdFactory) -> None:
    server = slapd_factory(_ldif(1))
    for url, upgrade in ((server.ldaps_url, False), (server.url, True)):
        connection = _trusting(url, str(server.ca_file))
        if upgrade:
            connection.start_tls_s()
        connection.simple_bind_s(server.admin_dn, server.admin_password)
        assert connection.whoami_s() == f"dn:{server.admin_dn}"


@pytest.mark.parametrize("fault", ["expired", "wrong_host"])
def test_a_bad_certificate_is_refused(
    slapd_factory: SlapdFactory, certificate_authority: CertificateAuthority, fault: str
) -> None:
    server = slapd_factory(_ldif(1), tls=getattr(certificate_authority, fault)())
    connection = _trusting(server.ldaps_url, str(server.ca_file))
    with pytest.raises(ldap.SERVER_DOWN):
        connection.simple_bind_s(server.admin_dn, server.admin_password)


@pytest.mark.slow
def test_fifty_thousand_entries_are_ready_within_fifteen_seconds(slapd_factory: SlapdFactory) -> None:
    text = _ldif(50_000)
    began = time.monotonic()
    server = slapd_factory(text)
    assert time.monotonic() - began < 15
    connection = _bound(server.url, server.reader_dn, server.reader_password)
    assert sum(map(len, _pages(connection, f"ou=people,{server.suffix}", size=1000))) == 50_001
    server.stop()


def _trusting(url: str, ca_file: str) -> ldap.ldapobject.LDAPObject:
    connection = ldap.initialize(url)
    connection.set_option(ldap.OPT_X_TLS_CACERTFILE, ca_file)
    connection.set_option(ldap.OPT_X_TLS_REQUIRE_CERT, ldap.OPT_X_TLS_DEMAND)
    connection.set_option(ldap.OPT_X_TLS_NEWCTX, 0)
    return connection


def _pages(connection: ldap.ldapobject.LDAPObject, base: str, size: int) -> Iterator[list[Any]]:
    control = SimplePagedResultsControl(True, size=size, cookie="")
    while True:
        message = connection.search_ext(base, ldap.SCOPE_SUBTREE, attrlist=["uid"], serverctrls=[control])
        _, entries, _, controls = connection.result3(message)
        yield entries
        control.cookie = controls[0].cookie
        if not control.cookie:
            return
