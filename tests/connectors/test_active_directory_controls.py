"""The bytes of Active Directory, made and read without a server."""

from __future__ import annotations

import struct
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyasn1.codec.ber import decoder, encoder  # type: ignore[import-untyped]  # the library has no types
from pyasn1.type import namedtype, univ  # type: ignore[import-untyped]  # the library has no types

from connectors.active_directory_controls import (
    dirsync_answer,
    dirsync_value,
    file_time,
    guid_filter,
    guid_text,
    moment_of,
    replicated_up_to,
    sid_text,
    split_extended_dn,
    value_range,
)
from connectors.active_directory_entries import guid_of, is_person, lies_in, member_key, plain_entry
from connectors.ldap_entries import DirectoryEntry
from connectors.ldap_filters import parse_filter


class _Value(univ.Sequence):  # type: ignore[misc]  # the library has no types
    componentType = namedtype.NamedTypes(  # noqa: N815 - the library's own name
        namedtype.NamedType("flags", univ.Integer()),
        namedtype.NamedType("bytes", univ.Integer()),
        namedtype.NamedType("cookie", univ.OctetString()),
    )


@given(st.integers(-(2**31), 2**31 - 1), st.binary(max_size=70_000), st.integers(0, 2**31 - 1))
def test_a_dirsync_value_is_what_another_encoder_makes_of_it(flags: int, cookie: bytes, most: int) -> None:
    made = dirsync_value(flags, cookie, most)
    read, rest = decoder.decode(made, asn1Spec=_Value())
    assert (int(read["flags"]), int(read["bytes"]), bytes(read["cookie"]), rest) == (flags, most, cookie, b"")
    assert dirsync_answer(encoder.encode(read)) == (flags != 0, cookie)


@given(st.binary(max_size=200))
def test_no_answer_is_taken_for_a_cookie_by_chance(noise: bytes) -> None:
    try:
        _, cookie = dirsync_answer(noise)
    except ValueError:
        return
    assert cookie in noise


@given(st.binary(min_size=16, max_size=16))
def test_fault_28_every_guid_is_read_in_its_own_byte_order_and_found_by_its_filter(stored: bytes) -> None:
    text = guid_text(stored)
    assert uuid.UUID(text).bytes_le == stored
    assert split_extended_dn(f"<GUID={text}>;CN=x".encode())[0] == text
    assert split_extended_dn(f"<GUID={stored.hex()}>;CN=x".encode())[0] == text
    escaped = guid_filter(text).removeprefix("(objectGUID=").removesuffix(")")
    assert bytes.fromhex(escaped.replace("\\", "")) == stored
    parse_filter(guid_filter(text))


def test_fault_28_what_is_no_guid_or_sid_is_none() -> None:
    for wrong in (b"", b"short", bytes(17)):
        assert guid_text(wrong) == ""
    sid = bytes.fromhex("010500000000000515000000010000000200000003000000f4010000")
    assert sid_text(sid) == "S-1-5-21-1-2-3-500"
    assert sid_text(bytes.fromhex("01010000000000050b000000")) == "S-1-5-11"
    for wrong in (b"", sid[:-1], sid + b"\0", b"\x01\x05"):
        assert sid_text(wrong) == ""


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_a_name_keeps_every_sign_behind_its_guid_and_sid(name: str) -> None:
    guid = "d417f3bd-e135-4e55-9917-52b0d5abfd2f"
    value = f"<GUID={guid}>;<SID=S-1-5-21-1-2-3-4>;CN={name},DC=x".encode()
    assert split_extended_dn(value) == (guid, "S-1-5-21-1-2-3-4", f"CN={name},DC=x".encode())
    assert split_extended_dn(f"CN={name}".encode()) == ("", "", f"CN={name}".encode())


def test_references_mean_guids_and_everything_else_stays_a_name() -> None:
    guid = "d417f3bd-e135-4e55-9917-52b0d5abfd2f"
    dn = f"<GUID={guid}>;<SID=S-1-5-21-1-2-3-4>;CN=王,DC=x".encode()
    entry = DirectoryEntry(f"<GUID={guid}>;CN=我,DC=x", {"manager": [dn], "memberof": [dn], "cn": [b"\xff\xfe"]})
    plain = plain_entry(entry, frozenset({"manager"}))
    assert (plain.dn, plain.identity) == ("CN=我,DC=x", guid)
    assert plain.texts("manager") == (guid,)
    assert plain.texts("memberOf") == ("CN=王,DC=x",)
    foreign = b"<GUID=00000000-0000-0000-0000-000000000001>;CN=S-1-5-21-9-9-9-5,CN=ForeignSecurityPrincipals,DC=x"
    assert member_key(foreign) == "S-1-5-21-9-9-9-5"
    assert guid_of(DirectoryEntry("CN=x", {"objectguid": [uuid.UUID(guid).bytes_le]})) == guid


@pytest.mark.parametrize(
    ("attributes", "person"),
    [
        ({"objectclass": [b"top", b"person", b"user"]}, True),
        ({"objectclass": [b"user", b"Computer"]}, False),
        ({"objectclass": [b"user", b"msDS-GroupManagedServiceAccount"]}, False),
        ({"useraccountcontrol": [b"4096"]}, False),
        ({"useraccountcontrol": [b"532480"]}, False),
        ({"useraccountcontrol": [b"-2147483136"]}, True),
        ({"samaccountname": [b"PC-17$"]}, False),
        ({"samaccountname": ["王工".encode()]}, True),
        ({"iscriticalsystemobject": [b"TRUE"]}, False),
        ({"msexchrecipienttypedetails": [b"1"]}, True),
        ({"msexchrecipienttypedetails": [b"2147483648"]}, True),
        ({"msexchrecipienttypedetails": [b"4"]}, False),
        ({"msexchrecipienttypedetails": [b"16"]}, False),
        ({"msexchrecipienttypedetails": [b"34359738368"]}, False),
        ({"msexchrecipienttypedetails": [b"soon"]}, True),
    ],
)
def test_fault_34_what_is_a_person_and_what_is_not(attributes: dict[str, list[bytes]], person: bool) -> None:
    assert is_person(DirectoryEntry("CN=x,DC=y", attributes)) is person


@given(st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - given a zone
def test_a_file_time_reads_back_as_the_moment_it_was_made_of(moment: datetime) -> None:
    assert moment_of(str(file_time(moment))) == moment


@pytest.mark.parametrize("text", ["0", "9223372036854775807", "", "never", "-1", "²"])
def test_an_account_that_never_ends_has_no_moment(text: str) -> None:
    assert moment_of(text) is None


def test_file_times_count_from_1601() -> None:
    assert moment_of("116444736000000000") == datetime(1970, 1, 1, tzinfo=UTC)
    assert file_time(datetime(1601, 1, 1, tzinfo=UTC) + timedelta(seconds=1)) == 10_000_000


@given(st.dictionaries(st.uuids().map(str), st.integers(0, 2**63 - 1), max_size=9), st.sampled_from([1, 2]))
def test_an_up_to_dateness_vector_tells_each_controller(cursors: dict[str, int], version: int) -> None:
    vector = struct.pack("<4I", version, 0, len(cursors), 0)
    for guid, usn in cursors.items():
        vector += uuid.UUID(guid).bytes_le + struct.pack("<Q", usn) + bytes(8 if version == 2 else 0)
    assert replicated_up_to(vector) == cursors
    for wrong in (vector[:10], vector[:-1] if cursors else b"", b"\x07" + vector[1:]):
        with pytest.raises(ValueError):  # noqa: PT011 - each says something else
            replicated_up_to(wrong)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("member;range=0-1499", ("member", 0, 1499)),
        ("member;Range=1500-*", ("member", 1500, None)),
        ("member", None),
        ("cn;lang-zh", None),
        ("member;range=x-2", None),
    ],
)
def test_ranges_are_told_from_other_options(name: str, told: tuple[str, int, int | None] | None) -> None:
    assert value_range(name) == told


def test_places_are_compared_as_names_and_not_as_text() -> None:
    assert lies_in("CN=a,OU=B,DC=x", "ou=b, dc=X")
    assert not lies_in("CN=a,OU=AB,DC=x", "OU=B,DC=x")
    assert not lies_in("CN=a\\,OU=B,DC=x", "OU=B,DC=x")
    assert lies_in("CN=a,OU=B,DC=x", "OU=B,DC=x", "onelevel")
    assert not lies_in("CN=a,OU=C,OU=B,DC=x", "OU=B,DC=x", "onelevel")
    assert lies_in("OU=B,DC=x", "OU=B,DC=x", "base")
    assert not lies_in("no name", "OU=B,DC=x")
