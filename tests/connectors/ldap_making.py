"""Small directories, and connectors to them, for tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ldap
import pytest

from connectors.ldap_directory import LdapConnector
from schemas.errors import SourceRefused
from schemas.records import SourceRecord
from schemas.source_settings import LdapSource
from schemas.vocabulary import RecordKind
from tests.connectors.reading import Reading, read_all
from tests.servers.directory_389 import Running389
from tests.servers.slapd import RunningSlapd

SUFFIX = "o=HN"
UNITS = "dn: ou=采购部,o=HN\nobjectClass: organizationalUnit\nou: 采购部\n\n"


def unit(name: str, above: str = SUFFIX) -> str:
    """An organisational unit as LDIF."""
    return f"dn: ou={name},{above}\nobjectClass: organizationalUnit\nou: {name}\n\n"


def person(uid: str, *more: str, ou: str = "采购部") -> str:
    """Somebody as LDIF."""
    lines = [
        f"dn: uid={uid},ou={ou},o=HN",
        "objectClass: inetOrgPerson",
        f"uid: {uid}",
        f"cn: 张三{uid}",
        "sn: 张",
        *more,
    ]
    return "\n".join(lines) + "\n\n"


def account(name: str, *more: str) -> str:
    """An account that is no person; its password is hunter2."""
    lines = [f"dn: cn={name},o=HN", "objectClass: organizationalRole", "objectClass: simpleSecurityObject"]
    return "\n".join([*lines, f"cn: {name}", "userPassword: hunter2", *more]) + "\n\n"


def people(count: int, ou: str = "采购部", first: int = 0) -> str:
    """So many people."""
    return "".join(person(f"{number:03}", ou=ou) for number in range(first, first + count))


def source(server: RunningSlapd | Running389, folder: Path, **settings: Any) -> LdapConnector:
    """A connector that reads as the server's reader; its password is in a file of this folder."""
    secret = folder / "reader-password"
    secret.write_text(server.reader_password)
    written = {
        "name": "dir",
        "kind": "ldap_directory",
        "url": server.url,
        "base": server.suffix,
        "bind_dn": server.reader_dn,
        "password": {"file": secret},
        "ca_file": server.ca_file,
        "timeout_s": 2,
        **settings,
    }
    return LdapConnector(LdapSource.model_validate(written), folder)


def administrator(server: RunningSlapd | Running389) -> Any:
    """A connection that may change everything."""
    connection = ldap.initialize(server.url)
    connection.simple_bind_s(server.admin_dn, server.admin_password)
    return connection


def logins(reading: Reading) -> set[str]:
    """Who was read."""
    return {login(record) for record in reading.records if record.kind is RecordKind.PERSON}


def login(record: SourceRecord) -> str:
    """Of one person."""
    return record.fields["login"][0]


def by_login(reading: Reading) -> dict[str, SourceRecord]:
    """Everybody that was read."""
    return {login(record): record for record in reading.records if record.kind is RecordKind.PERSON}


def refusal(connector: LdapConnector) -> str:
    """The sentence with which a reading is refused."""
    with pytest.raises(SourceRefused) as refused:
        read_all(connector)
    return str(refused.value)
