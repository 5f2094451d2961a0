from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest

from connectors.directory_units import UnitsAbove
from connectors.ldap_entries import DirectoryEntry, EntryMapper, parsed_time
from schemas.errors import SourceRefused
from schemas.records import Skipped, SourceRecord
from schemas.source_settings import LdapSearch
from schemas.vocabulary import RecordKind


def entry(dn: str, **attributes: str | bytes | list[str]) -> DirectoryEntry:
    values: dict[str, list[bytes]] = {}
    for name, value in attributes.items():
        several = value if isinstance(value, list) else [value]
        values[name.lower().replace("__", ";lang-")] = [v if isinstance(v, bytes) else v.encode() for v in several]
    return DirectoryEntry(dn, values)


def mapper(
    preset: str = "inetorgperson", kind: RecordKind = RecordKind.PERSON, company: str = "", **search: object
) -> EntryMapper:
    return EntryMapper("source 'x'", kind, LdapSearch.model_validate(search), preset, company, units_from_dn=True)


def record_of(made: SourceRecord | Skipped | None) -> SourceRecord:
    assert isinstance(made, SourceRecord)
    return made


def test_a_person_of_openldap_is_mapped_by_the_preset() -> None:
    made = record_of(
        mapper().to_record(
            entry(
                "uid=Zhangsan,ou=采购部,o=海南矿业,dc=x",
                uid="zhangsan",
                cn="张三",
                cn__en="Zhang San",
                sn="张",
                mobile=["138", "139"],
                manager="UID=li, OU=采购部,o=海南矿业,dc=x",
                modifyTimestamp="20260105083000Z",
            )
        )
    )
    assert made.key == "zhangsan"
    assert made.fields == {
        "name": ("张三",),
        "family_name": ("张",),
        "english_name": ("Zhang San",),
        "login": ("zhangsan",),
        "mobile": ("138", "139"),
        "manager_key": ("uid=li,ou=采购部,o=海南矿业,dc=x",),
        "company": ("海南矿业",),
        "unit_key": ("ou=采购部,o=海南矿业,dc=x",),
    }
    assert made.also_keys == ("uid=Zhangsan,ou=采购部,o=海南矿业,dc=x", "uid=zhangsan,ou=采购部,o=海南矿业,dc=x")
    assert made.changed_at == datetime(2026, 1, 5, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(("flags", "enabled", "status"), [("512", "true", "active"), ("514", "false", "disabled")])
def test_a_person_of_active_directory_has_its_guid_as_key_and_its_account_flags_as_words(
    flags: str, enabled: str, status: str
) -> None:
    guid = uuid.uuid4()
    made = record_of(
        mapper("active_directory").to_record(
            entry("CN=张三,CN=Users,DC=hnmining,DC=cn", objectGUID=guid.bytes_le, cn="张三", userAccountControl=flags)
        )
    )
    assert made.key == str(guid)
    assert made.fields == {"name": ("张三",), "enabled": (enabled,), "status": (status,), "company": ("hnmining",)}


def test_fault_28_values_that_are_not_text_are_left_out_and_binary_attributes_are_refused() -> None:
    made = record_of(mapper().to_record(entry("uid=a,o=x", uid="a", cn=b"\xff\xfe", sn="", title=" ")))
    assert made.fields == {"login": ("a",), "company": ("x",), "unit_key": ("o=x",)}
    with pytest.raises(SourceRefused, match="attribute 'jpegPhoto' is binary or a password and never taken"):
        mapper(fields={"name": "jpegPhoto"})


def test_attribute_names_have_no_case_and_a_language_stands_in_for_the_plain_name() -> None:
    search = mapper(key="EMPLOYEENUMBER", fields={"name": "CN", "english_name": "cn;lang-EN"})
    made = record_of(search.to_record(entry("uid=a,o=x", cn__zh="王", cn__en="Wang", employeeNumber="7")))
    assert (made.key, made.fields["name"], made.fields["english_name"]) == ("7", ("Wang", "王"), ("Wang",))


def test_of_several_logins_the_one_in_the_name_is_the_key() -> None:
    assert record_of(mapper().to_record(entry("uid=b,o=x", uid=["a", "b"]))).key == "b"


def test_without_a_login_the_entry_uuid_and_then_the_name_is_the_key() -> None:
    assert record_of(mapper().to_record(entry("cn=A,o=x", cn="A", entryUUID="12-34"))).key == "12-34"
    assert record_of(mapper().to_record(entry("cn=A,O=x", cn="A"))).key == "cn=a,o=x"


def test_a_mapped_key_that_is_absent_skips_the_entry() -> None:
    made = mapper(key="employeeNumber").to_record(entry("uid=a,o=x", uid="a"))
    assert isinstance(made, Skipped)
    assert made.position == "uid=a,o=x"
    assert "employeeNumber" in made.reason


def test_units_are_made_of_the_names_above_people_each_once() -> None:
    person = record_of(mapper().to_record(entry(dn := "uid=a,ou=People,ou=一科,ou=采购部,o=海南矿业,dc=x", uid="a")))
    above = UnitsAbove("")
    units = list(above.of(person, dn))
    assert [(unit.fields["name"][0], unit.fields.get("parent_key")) for unit in units] == [
        ("海南矿业", None),
        ("采购部", ("o=海南矿业,dc=x",)),
        ("一科", ("ou=采购部,o=海南矿业,dc=x",)),
    ]
    assert units[0].fields["type"] == ("company",)
    assert person.fields["unit_key"] == (units[2].key,)
    assert list(above.of(person, dn)) == []


def test_the_administrators_company_stands_for_the_organisation_in_the_name() -> None:
    person = record_of(mapper(company="南钢").to_record(entry(dn := "uid=a,ou=采购部,o=NG,dc=x", uid="a")))
    assert person.fields["company"] == ("南钢",)
    assert [unit.fields for unit in UnitsAbove("南钢").of(person, dn)] == [{"name": ("采购部",), "company": ("南钢",)}]


@pytest.mark.parametrize(
    ("dn", "company"),
    [
        ("uid=a,ou=海南矿业,dc=group,dc=com", "海南矿业"),
        ("uid=a,ou=一科,ou=采购部,ou=海南矿业,dc=group", "海南矿业"),
        ("uid=a,ou=财务部,dc=hnmining,dc=cn", "hnmining"),
        ("uid=a,ou=users,dc=hnmining,dc=cn", "hnmining"),
        ("uid=a,ou=财务部,o=海南矿业,o=集团", "集团"),
    ],
)
def test_the_company_is_the_top_organisation_unit_or_domain(dn: str, company: str) -> None:
    assert record_of(mapper().to_record(entry(dn, uid="a"))).fields["company"] == (company,)


def test_a_container_of_leavers_says_that_they_left() -> None:
    made = record_of(mapper().to_record(entry("uid=a,ou=离职人员,o=x", uid="a")))
    assert made.fields["status"] == ("离职人员",)
    assert made.fields["unit_key"] == ("o=x",)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("20261122083000Z", datetime(2026, 11, 22, 8, 30, tzinfo=UTC)),
        ("20261122083000.0Z", datetime(2026, 11, 22, 8, 30, tzinfo=UTC)),
        ("202611221630+0800", datetime(2026, 11, 22, 8, 30, tzinfo=UTC)),
        ("20261322083000Z", None),
        ("yesterday", None),
    ],
)
def test_times_of_directories_are_read(text: str, time: datetime | None) -> None:
    assert parsed_time(text) == time
