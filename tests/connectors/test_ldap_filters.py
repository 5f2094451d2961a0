from __future__ import annotations

import pytest

from connectors.ldap_entries import DirectoryEntry
from connectors.ldap_filters import parse_filter

ENTRY = DirectoryEntry(
    "uid=wang,ou=people,o=HN",
    {
        "objectclass": [b"top", b"person", b"inetOrgPerson"],
        "objectcategory": [b"CN=Person,CN=Schema,CN=Configuration,DC=x"],
        "uid": [b"wang"],
        "cn;lang-zh": ["王小明".encode()],
        "employeenumber": [b"42"],
        "title": [b"Manager (finance)"],
        "jpegphoto": [b"\xff\xd8"],
    },
)


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("(objectClass=inetorgperson)", True),
        ("objectClass=person", True),
        ("(&(uid=wang)(!(uid=li)))", True),
        ("(|(uid=li)(uid=WANG))", True),
        ("(&)", True),
        ("(|)", False),
        ("(cn=王*明)", True),
        ("(cn=\\E7\\8E\\8B*)", True),
        ("(uid=w*n*g)", True),
        ("(uid=*x*)", False),
        ("(jpegPhoto=*)", True),
        ("(mail=*)", False),
        ("(employeeNumber>=9)", True),
        ("(employeeNumber<=9)", False),
        ("(title=manager \\28finance\\29)", True),
        ("(objectCategory=person)", True),
        ("( & (objectCategory=person) (objectClass=person) (!(objectClass=computer)) )", True),
    ],
)
def test_a_filter_selects_as_a_server_would(text: str, matches: bool) -> None:
    assert parse_filter(text)(ENTRY) is matches


@pytest.mark.parametrize("broken", ["(uid=a", "(uid)", "(!(a=b)(c=d))", "(uid=a))", "(&(uid=a)", "()", ""])
def test_a_broken_filter_is_refused_with_the_place(broken: str) -> None:
    with pytest.raises(ValueError, match=r"at character|before character"):
        parse_filter(broken)
