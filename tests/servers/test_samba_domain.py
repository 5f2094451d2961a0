"""The Active Directory that tests get is a real domain controller."""

from __future__ import annotations

from typing import Any

import ldap
import pytest

from tests.servers.samba_domain import DomainFactory, RunningDomain

pytestmark = pytest.mark.samba


@pytest.fixture(scope="module")
def domain(domain_factory: DomainFactory) -> RunningDomain:
    return domain_factory("try.example")


def _bound(url: str, dn: str, password: str, ca_file: str = "") -> Any:
    connection = ldap.initialize(url)
    connection.set_option(ldap.OPT_REFERRALS, 0)
    if ca_file:
        connection.set_option(ldap.OPT_X_TLS_CACERTFILE, ca_file)
        connection.set_option(ldap.OPT_X_TLS_NEWCTX, 0)
    connection.simple_bind_s(dn, password)
    return connection


def test_accounts_of_every_rank_sign_in_and_the_domain_survives_a_restart(domain: RunningDomain) -> None:
    for dn in (domain.admin_dn, domain.reader_dn, domain.replicator_dn):
        assert _bound(domain.url, dn, domain.password).whoami_s is not None
    domain.load(f"dn: OU=Staff,{domain.suffix}\nobjectClass: organizationalUnit\n\n")
    domain.stop()
    domain.start()
    connection = _bound(domain.ldaps_url, domain.reader_dn, domain.password, str(domain.ca_file))
    found = connection.search_s(domain.suffix, ldap.SCOPE_SUBTREE, "(ou=Staff)", ["objectGUID"])
    assert [len(values["objectGUID"][0]) for dn, values in found if dn] == [16]


def test_only_the_replicator_sees_what_was_deleted(domain: RunningDomain) -> None:
    deleted = f"CN=Deleted Objects,{domain.suffix}"
    seen = []
    for dn in (domain.reader_dn, domain.replicator_dn):
        control = ldap.controls.RequestControl("1.2.840.113556.1.4.417", True)
        connection = _bound(domain.url, dn, domain.password)
        found = connection.search_ext_s(deleted, ldap.SCOPE_BASE, attrlist=["objectGUID"], serverctrls=[control])
        seen.append(bool(found[0][1]))
    assert seen == [False, True]
