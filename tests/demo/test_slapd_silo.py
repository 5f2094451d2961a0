"""What is written for slapd loads into a real one, entry for entry."""

from __future__ import annotations

from pathlib import Path

import ldap
import pytest

from tests.servers.slapd import RunningSlapd, SlapdFactory
from zhaoren.demo.large_ldif import write_large_ldif
from zhaoren.demo.openldap_silo import write_slapd_ldif
from zhaoren.demo.truth import DemoGroup

pytestmark = pytest.mark.slapd


def uids(server: RunningSlapd) -> set[str]:
    connection = ldap.initialize(server.url)
    try:
        connection.simple_bind_s(server.admin_dn, server.admin_password)
        found = connection.search_s(server.suffix, ldap.SCOPE_SUBTREE, "(objectClass=inetOrgPerson)", ["uid"])
        return {attributes["uid"][0].decode() for _, attributes in found}
    finally:
        connection.unbind_s()


def test_the_groups_directories_load_side_by_side(
    group: DemoGroup, slapd_factory: SlapdFactory, tmp_path: Path
) -> None:
    path = tmp_path / "group.ldif"
    log = write_slapd_ldif(group, path)
    assert {record.key for record in log.records} <= uids(slapd_factory(path))


def test_a_large_directory_loads(slapd_factory: SlapdFactory, tmp_path: Path) -> None:
    path = tmp_path / "large.ldif"
    write_large_ldif(path, people=2000)
    assert len(uids(slapd_factory(path))) == 2000
