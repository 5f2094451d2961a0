"""A corner of the shared domain for one test file: its own organisational unit, people, groups and connectors."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import ldap
from ldap.controls import RequestControl

from connectors.active_directory import ActiveDirectoryConnector
from connectors.active_directory_controls import guid_filter
from connectors.opening import open_connector
from schemas.source_settings import LdapSource
from tests.servers.samba_domain import RunningDomain

NORMAL, DISABLED = 512 | 32, 514 | 32  # accounts without a password, switched on and off


@dataclass
class Corner:
    """An organisational unit of a domain.

    Args:
        domain: running.
        name: of the unit.
    """

    domain: RunningDomain
    name: str

    def __post_init__(self) -> None:
        self.wire = self.connection()
        self.base = f"OU={self.name},{self.domain.suffix}"
        self.add(self.base, objectClass="organizationalUnit")

    def connection(self) -> Any:
        connection = ldap.initialize(self.domain.url)
        connection.set_option(ldap.OPT_REFERRALS, 0)
        connection.simple_bind_s(self.domain.admin_dn, self.domain.password)
        return connection

    def connector(self, who: str = "", **settings: object) -> ActiveDirectoryConnector:
        """Reads this corner, as the replicator unless somebody else is named."""
        os.environ["CORP_PASSWORD"] = self.domain.password
        written = {
            "name": "corp",
            "kind": "ldap_directory",
            "preset": "active_directory",
            "url": self.domain.url,
            "base": self.base,
            "bind_dn": who or self.domain.replicator_dn,
            "password": {"env": "CORP_PASSWORD"},
            "page_size": 100,
            **settings,
        }
        connector = open_connector(LdapSource.model_validate(written), Path())
        assert isinstance(connector, ActiveDirectoryConnector)
        return connector

    def dn(self, name: str, *units: str) -> str:
        """CN=name in these units of the corner, the innermost first."""
        return ",".join((f"CN={name}", *(f"OU={unit}" for unit in units), self.base))

    def add(self, dn: str, **attributes: object) -> str:
        """Add an entry; returns its GUID."""
        values = {
            name: [each if isinstance(each, bytes) else str(each).encode() for each in _listed(value)]
            for name, value in attributes.items()
        }
        self.wire.add_s(dn, [(name, value) for name, value in values.items() if value])
        return self.guid(dn)

    def unit(self, name: str, *above: str) -> str:
        return self.add(
            ",".join((f"OU={name}", *(f"OU={each}" for each in above), self.base)), objectClass="organizationalUnit"
        )

    def person(self, name: str, *units: str, **more: object) -> str:
        """Add a person; returns his GUID."""
        account = {"sAMAccountName": f"{self.name}-{name}", "userAccountControl": NORMAL, **more}
        return self.add(self.dn(name, *units), objectClass="user", **account)

    def group(self, name: str, members: Iterable[str] = (), **more: object) -> str:
        """Add a group; members are names of this corner's own entries, or DNs. Returns its GUID."""
        dns = [member if "=" in member else self.dn(member) for member in members]
        return self.add(self.dn(name), objectClass="group", sAMAccountName=f"{self.name}-{name}", member=dns, **more)

    def set(self, dn: str, **attributes: object) -> None:
        changes = [
            (ldap.MOD_REPLACE, name, [str(each).encode() for each in _listed(value)] or None)
            for name, value in attributes.items()
        ]
        self.wire.modify_s(dn, changes)

    def move(self, dn: str, new_name: str, new_above: str | None = None) -> None:
        self.wire.rename_s(dn, new_name, new_above)

    def delete(self, dn: str) -> None:
        self.wire.delete_s(dn)

    def restore(self, guid: str, dn: str) -> None:
        """Bring a deleted entry back to its place."""
        control = RequestControl("1.2.840.113556.1.4.417", True)
        changes = [(ldap.MOD_DELETE, "isDeleted", None), (ldap.MOD_REPLACE, "distinguishedName", [dn.encode()])]
        # By its present name: Samba restores nothing that is named by GUID.
        deleted = f"CN=Deleted Objects,{self.domain.suffix}"
        wanted = guid_filter(guid)
        found = self.wire.search_ext_s(deleted, ldap.SCOPE_SUBTREE, wanted, ["cn"], serverctrls=[control])
        self.wire.modify_ext_s(next(name for name, _ in found if name), changes, serverctrls=[control])

    def guid(self, dn: str) -> str:
        ((_, values),) = self.wire.search_s(dn, ldap.SCOPE_BASE, "(objectClass=*)", ["objectGUID"])
        return str(UUID(bytes_le=values["objectGUID"][0]))

    def load_people(self, count: int, prefix: str = "p") -> list[str]:
        """Many people, straight into the database; returns their names."""
        names = [f"{prefix}{number:05}" for number in range(count)]
        self.domain.load(
            "".join(
                f"dn: {self.dn(name)}\nobjectClass: user\nsAMAccountName: {self.name}-{name}\n"
                f"userAccountControl: {NORMAL}\n\n"
                for name in names
            )
        )
        return names


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else [] if value is None else [value]
