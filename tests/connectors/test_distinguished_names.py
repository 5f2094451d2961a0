from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.distinguished_names import canonical_dn, looks_like_dn, parse_dn, taken_apart, write_dn


@pytest.mark.parametrize(
    ("spelled", "other"),
    [
        ("uid=Wang,OU=People,DC=hn", "UID = wang , ou=people,dc=HN"),
        ("cn=Smith\\, John,o=x", 'cn="Smith, John",o=x'),
        ("cn=\\E5\\BC\\A0\\E4\\B8\\89,o=x", "cn=张三,o=x"),
        ("cn=a+uid=1,o=x", "uid=1+cn=A,o=x"),
        ("cn=a\\2Bb,o=x", "cn=a\\+b,o=x"),
        ("cn=王  小明,o=x", "cn=王 小明,o=x"),
    ],
)
def test_one_name_in_two_spellings_is_one_name(spelled: str, other: str) -> None:
    assert canonical_dn(spelled) == canonical_dn(other)
    for name in (spelled, other):
        assert taken_apart(name) == (parse_dn(name), canonical_dn(name))


@pytest.mark.parametrize("broken", ["uid", "=x", "uid=a,,dc=x", "uid=a,dc", "cn=a\\", 'cn="a', "1.2=", "a b=c,"])
def test_what_is_no_name_is_refused(broken: str) -> None:
    if broken == "1.2=":
        assert parse_dn(broken) == ((("1.2", ""),),)
        return
    with pytest.raises(ValueError, match=r"character|backslash|quotation"):
        parse_dn(broken)
    with pytest.raises(ValueError, match=r"character|backslash|quotation"):
        taken_apart(broken)


@pytest.mark.parametrize(
    ("value", "is_name"), [("uid=a,dc=x", True), ("D001", False), ("", False), ("集团/采购部", False)]
)
def test_a_reference_is_told_from_a_plain_key(value: str, is_name: bool) -> None:
    assert looks_like_dn(value) is is_name


@given(
    st.lists(
        st.tuples(st.sampled_from(["cn", "ou", "dc"]), st.text(st.characters(exclude_categories=["Cs"]))), min_size=1
    )
)
def test_what_is_written_is_read_back(pairs: list[tuple[str, str]]) -> None:
    rdns = tuple(((name, value),) for name, value in pairs)
    assert parse_dn(write_dn(rdns)) == rdns
