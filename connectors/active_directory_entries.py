"""What Active Directory means by its entries: which accounts are people, which work, and who refers to whom. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from connectors.active_directory_controls import guid_text, moment_of, sid_text, split_extended_dn
from connectors.active_directory_presets import MACHINE_CLASSES, SHARED_MAILBOXES, SYSTEM_ACCOUNTS
from connectors.distinguished_names import canonical_dn, parse_dn
from connectors.ldap_entries import DirectoryEntry
from schemas.fields import FIELDS
from schemas.records import SourceRecord
from schemas.source_settings import RecordMapping
from schemas.vocabulary import RecordKind

ACCOUNT_ATTRIBUTES = (
    *("userAccountControl", "accountExpires", "objectClass", "sAMAccountName", "objectSid", "objectGUID"),
    *("isCriticalSystemObject", "showInAdvancedViewOnly", "msExchRecipientTypeDetails"),
)
"""What tells people from machines and working accounts from others; asked for beside the mapped attributes."""

# Trusts between domains, workstations, domain controllers.
_MACHINE_FLAGS = 0x800 | 0x1000 | 0x2000
_FOREIGN = re.compile(r"CN=(S-1-[0-9-]+),CN=ForeignSecurityPrincipals,", re.IGNORECASE)
_UNIT_KEYS = {RecordKind.PERSON: "unit_key", RecordKind.UNIT: "parent_key"}


def referring_columns(mapping: RecordMapping, kind: RecordKind) -> frozenset[str]:
    """Attributes (lower case) whose values mean other people or units."""
    known = FIELDS[kind]
    return frozenset(
        column.lower()
        for field, columns in mapping.fields.items()
        if field in known and known[field].refers_to is not None
        for column in columns
    )


def guid_of(entry: DirectoryEntry) -> str:
    """The GUID that stands before the entry's name, else its objectGUID; empty when it has none."""
    guid = split_extended_dn(entry.dn.encode())[0]
    return guid or next((guid_text(value) for value in entry.attributes.get("objectguid", ())), "")


def plain_entry(entry: DirectoryEntry, referring: frozenset[str]) -> DirectoryEntry:
    """The entry with plain names; a value that means somebody is his GUID, which outlives renames and moves."""
    attributes: dict[str, Sequence[bytes]] = {}
    for name, values in entry.attributes.items():
        if any(value.startswith(b"<GUID=") for value in values):
            means = name in referring
            attributes[name] = [member_key(value).encode() if means else _plain(value) for value in values]
        else:
            attributes[name] = values
    return DirectoryEntry(plain_dn(entry.dn), attributes, guid_of(entry))


def plain_dn(dn: str) -> str:
    """A name without the GUID and SID before it."""
    return _plain(dn.encode()).decode("utf-8", "replace")


def _plain(value: bytes) -> bytes:
    return split_extended_dn(value)[2]


def member_key(value: bytes) -> str:
    """The key that a reference means: a GUID; of somebody from another forest the SID; else the name as it is."""
    guid, _, plain = split_extended_dn(value)
    text = plain.decode("utf-8", "replace")
    foreign = _FOREIGN.match(text)
    return foreign.group(1) if foreign else guid or text


def is_person(entry: DirectoryEntry) -> bool:
    """False for computers, managed service accounts, accounts of the system itself, rooms and shared mailboxes."""
    classes = {text.lower() for text in entry.texts("objectClass")}
    if classes & MACHINE_CLASSES or _number(entry, "userAccountControl") & _MACHINE_FLAGS:
        return False
    if "TRUE" in entry.texts("isCriticalSystemObject"):
        return False
    if _number(entry, "msExchRecipientTypeDetails") & SHARED_MAILBOXES:
        return False
    return not any(name.endswith("$") or SYSTEM_ACCOUNTS.search(name) for name in entry.texts("sAMAccountName"))


def is_unit(entry_dn: str) -> bool:
    """Whether a name is one of an organisational unit, deleted ones included."""
    return entry_dn[:3].upper() == "OU=" or entry_dn[:2].upper() == "O="


def with_account(record: SourceRecord, entry: DirectoryEntry, mapped: RecordMapping, now: datetime) -> SourceRecord:
    """A person's record with what the account adds: other keys, an end that has passed, hidden in address lists.

    A locked account is a matter of minutes and says nothing about the person.
    """
    fields = dict(record.fields)
    ends = next((moment_of(text) for text in entry.texts("accountExpires")), None)
    if ends is not None and ends <= now:
        if "enabled" not in mapped.fields:
            fields["enabled"] = ("false",)
        if "status" not in mapped.fields and fields.get("status") == ("active",):
            del fields["status"]
    if "TRUE" in entry.texts("showInAdvancedViewOnly"):
        fields["hidden"] = ("TRUE",)
    keys = (guid_of(entry), *(sid_text(value) for value in entry.attributes.get("objectsid", ())))
    also = dict.fromkeys((*record.also_keys, *(key for key in keys if key and key != record.key)))
    return replace(record, fields=fields, also_keys=tuple(also))


def rekeyed(record: SourceRecord, units: Mapping[str, str]) -> SourceRecord:
    """A record whose units are named by GUID instead of by DN.

    Args:
        record: of a person or a unit, as an entry mapper makes it.
        units: canonical DN -> GUID of each organisational unit that this account may see.
    """
    key = units.get(record.key, record.key) if record.kind is RecordKind.UNIT else record.key
    field = _UNIT_KEYS.get(record.kind, "")
    named = record.fields.get(field)
    fields: Mapping[str, tuple[str, ...]] = record.fields
    if named and any(value in units for value in named):
        fields = {**record.fields, field: tuple(units.get(value, value) for value in named)}
    return replace(record, key=key, fields=fields)


def lies_in(dn: str, base: str, scope: str = "subtree") -> bool:
    """Whether a name is within a base."""
    try:
        name, above = canonical_dn(dn), canonical_dn(base)
        if scope == "base":
            return name == above
        if scope == "onelevel":
            return len(parse_dn(name)) == len(parse_dn(above)) + 1 and name.endswith(f",{above}")
    except ValueError:
        return False
    return name == above or name.endswith(f",{above}")


def _number(entry: DirectoryEntry, name: str) -> int:
    for text in entry.texts(name):
        if text.lstrip("-").isdigit():
            return int(text)
    return 0
