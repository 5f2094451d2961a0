"""From directory entries to records: presets, values as text, people and units. Pure."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from itertools import chain

from connectors.directory_units import company_of, units_above
from connectors.distinguished_names import Rdn, canonical_dn, canonical_rdns, looks_like_dn, taken_apart
from connectors.ldap_presets import BINARY, LEAVERS, PRESETS, Preset
from connectors.mapping import RowMapper, clean_value, mapped_columns
from schemas.errors import SourceRefused
from schemas.fields import FIELDS
from schemas.records import Skipped, SourceRecord
from schemas.source_settings import LdapSearch
from schemas.vocabulary import RecordKind

_KEY = " key"  # no attribute is called so
CHANGED = ("modifyTimestamp", "whenChanged")
_NAMES_KEPT = 1 << 13
_DISABLED_ACCOUNT = 0x2
# OpenLDAP's password policy: locked by an administrator, and not for an hour after wrong passwords.
_LOCKED_FOR_GOOD = "000001010000Z"
_IDENTITIES = frozenset({"entryuuid", "nsuniqueid", "objectguid"})
_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)?(\d\d)?(?:[.,]\d+)?(Z|[+-]\d\d(?:\d\d)?)")


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """One entry as the wire or a file has it.

    Attributes:
        dn: in the source's spelling.
        attributes: name in lower case, options included (`cn;lang-zh`) -> values.
        identity: by which a live server knows the entry however it is called or moved; empty where it tells none.
    """

    dn: str
    attributes: Mapping[str, Sequence[bytes]]
    identity: str = ""

    def texts(self, name: str) -> tuple[str, ...]:
        """The values of an attribute as text; a value that is not UTF-8 is left out, binary attributes are empty.

        When the plain attribute is absent, those with a language option stand for it.
        """
        low = name.lower()
        if low.partition(";")[0] in BINARY:
            return ()
        values = self.attributes.get(low)
        if values is not None and len(values) == 1 and values[0].isascii() and low != "objectguid":
            return (values[0].decode(),)
        if values is None and ";" not in low:
            tagged = [other for other in self.attributes if other.startswith(f"{low};lang-")]
            values = [value for other in sorted(tagged) for value in self.attributes[other]]
        if low == "objectguid":
            return tuple(str(uuid.UUID(bytes_le=bytes(value))) for value in values or () if len(value) == 16)
        try:
            return tuple([value.decode() for value in values or ()])
        except UnicodeDecodeError:
            return tuple(text for value in values or () if (text := _text(value)))

    @property
    def is_tagged(self) -> bool:
        """Whether any attribute has an option."""
        return ";" in "".join(self.attributes)


def identified(dn: str, values: Mapping[str, Sequence[bytes]]) -> DirectoryEntry:
    """An entry as a live server gives it, with the identity that it tells, in the form of a UUID."""
    attributes = {name.lower(): texts for name, texts in values.items()}
    return DirectoryEntry(dn, attributes, _identity(attributes))


def _identity(attributes: Mapping[str, Sequence[bytes]]) -> str:
    try:
        # 389 keeps its own identity under its own name; the entryUUID that it may have beside it is not what it
        # names in changes.
        if own := attributes.get("nsuniqueid"):
            return str(uuid.UUID(own[0].decode().replace("-", "")))
        if told := attributes.get("entryuuid"):
            return str(uuid.UUID(told[0].decode()))
        if guid := attributes.get("objectguid"):
            return str(uuid.UUID(bytes_le=bytes(guid[0])))
    except (ValueError, UnicodeDecodeError):
        return ""
    return ""


class EntryMapper:
    """Makes records of one kind from the entries of one search.

    Args:
        where: the source's name for errors.
        kind: PERSON or UNIT.
        search: as the administrator wrote it; its empty members are filled by the preset.
        preset: name of the preset.
        company: of records that name none; empty when the directory says it.
        units_from_dn: whether units above a person come from its DN.

    Attributes:
        keyed_by_identity: whether the key of a record is what the server calls a deleted entry by.

    Raises:
        SourceRefused: a binary attribute is mapped.
    """

    def __init__(
        self, where: str, kind: RecordKind, search: LdapSearch, preset: str, company: str, *, units_from_dn: bool
    ) -> None:
        self.kind, self.preset = kind, PRESETS[preset]
        ready = self.preset.people if kind is RecordKind.PERSON else self.preset.units
        self.filter = search.filter or ready.filter
        self._given_key = search.key
        self._mapping = search.model_copy(update={"fields": search.fields or ready.fields, "key": (_KEY,)})
        self._columns = mapped_columns(search.model_copy(update={"fields": self._mapping.fields}))
        self._flags = [name.lower() for name in self.preset.flags]
        self._rows = RowMapper(kind, self._mapping, company)
        steps = self._rows.steps
        referring = (step.columns for step in steps if FIELDS[kind][step.field].refers_to is not None)
        self._referring = frozenset(chain.from_iterable(referring))
        # A GUID is no text, and references are brought to one spelling.
        apart = {column for step in steps for column in step.columns if column.lower() == "objectguid"}
        plain = [step for step in steps if step.column and step.column not in apart | self._referring]
        self._plain = [(step.field, step.column.lower()) for step in plain]
        self._other_steps = [step for step in steps if step not in plain]
        columns = dict.fromkeys(chain.from_iterable(step.columns for step in self._other_steps))
        self._others = [(name, name.lower()) for name in columns]
        self._units_from_dn, self._company = units_from_dn, company
        self.keyed_by_identity = not search.key or (len(search.key) == 1 and search.key[0].lower() in _IDENTITIES)
        # Thousands of entries lie below each unit.
        self._given_above = lru_cache(maxsize=_NAMES_KEPT)(self._given_by_name)
        binary = [name for name in self._columns if name.lower().partition(";")[0] in BINARY]
        if binary:
            raise SourceRefused(where, f"attribute '{binary[0]}' is binary or a password and never taken", "unmap it")

    @property
    def attributes(self) -> tuple[str, ...]:
        """The mapped attributes, as the administrator or the preset spells them."""
        return self._columns

    @property
    def asked_for(self) -> tuple[str, ...]:
        """The attributes to ask a server for: mapped ones, keys, change times, account flags."""
        names = (*self._columns, *self.preset.key, *self.preset.identity, *self.preset.flags, *CHANGED)
        return tuple({name.partition(";")[0].lower(): name.partition(";")[0] for name in names}.values())

    def to_record(self, entry: DirectoryEntry, position: str = "") -> SourceRecord | Skipped | None:
        """The record of an entry; its position is its DN unless another is given.

        Its key is the mapped one; else its identity; else the preset's (uid, entryUUID; objectGUID), else its DN.
        References that are DNs are brought to one spelling, which is also among `also_keys` of the entry that they
        mean.
        """
        try:
            rdns, canonical = taken_apart(entry.dn)
        except ValueError as error:
            return Skipped(self.kind, position or entry.dn, f"not a distinguished name: {error}")
        tagged = entry.is_tagged
        key = self._key(entry, rdns, canonical)
        if self._given_key and not key:
            named = " and ".join(f"'{name}'" for name in self._given_key)
            return Skipped(self.kind, position or entry.dn, f"no key: {named} is empty")
        return self._rows.finished(
            self._fields(entry, tagged=tagged),
            [clean_value(key)],
            position or entry.dn,
            given=self._given(entry, rdns, tagged=tagged),
            also_keys=self._also_keys(entry, rdns, canonical),
            changed_at=_changed_at(entry),
        )

    def _key(self, entry: DirectoryEntry, rdns: tuple[Rdn, ...], canonical: str) -> str:
        if entry.identity and self.keyed_by_identity:
            return entry.identity
        if self._given_key:
            parts = [_one_value(entry, name, rdns) for name in self._given_key]
            return ":".join(parts) if all(parts) else ""
        if self.kind is RecordKind.PERSON:
            for name in self.preset.key:
                value = _one_value(entry, name, rdns)
                if value:
                    return value
        return canonical

    def _fields(self, entry: DirectoryEntry, *, tagged: bool) -> dict[str, tuple[str, ...]]:
        """The mapped attributes; what nearly every value is goes the short way."""
        attributes = entry.attributes
        fields: dict[str, tuple[str, ...]] = {}
        for name, low in self._plain:
            values = attributes.get(low)
            if values is None and not tagged:
                continue
            if values is not None and len(values) == 1:
                try:
                    value = clean_value(values[0].decode())
                except UnicodeDecodeError:
                    continue
                if value:
                    fields[name] = (value,)
            elif several := dict.fromkeys(filter(None, map(clean_value, entry.texts(low)))):
                fields[name] = tuple(several)
        row: dict[str, Sequence[str]] = {}
        for name, low in self._others:
            if (low in attributes or tagged) and (texts := entry.texts(low)):
                means = name in self._referring
                row[name] = [canonical_dn(text) if looks_like_dn(text) else text for text in texts] if means else texts
        self._rows.fill(fields, row, self._other_steps)
        return fields

    def _also_keys(self, entry: DirectoryEntry, rdns: tuple[Rdn, ...], canonical: str) -> tuple[str, ...]:
        also = [entry.dn]
        if entry.identity and self.kind is RecordKind.PERSON:
            # What others may call the entry by, where its key is its identity.
            also += [value for name in self.preset.key if (value := _one_value(entry, name, rdns)) != entry.identity]
        also.append(canonical)
        return tuple(dict.fromkeys(filter(None, also) if "" in also else also))

    def _given(self, entry: DirectoryEntry, rdns: tuple[Rdn, ...], *, tagged: bool) -> Mapping[str, tuple[str, ...]]:
        given = self._given_above(rdns[1:])
        flagged = tagged or any(map(entry.attributes.__contains__, self._flags))
        if flagged and self.kind is RecordKind.PERSON:
            return {**_account_words(entry, self.preset), **given}
        return given

    def _given_by_name(self, rdns: tuple[Rdn, ...]) -> Mapping[str, tuple[str, ...]]:
        """What the names above an entry tell of it."""
        given: dict[str, tuple[str, ...]] = {}
        above = units_above(rdns, drop_organisations=bool(self._company))
        unit_key = canonical_rdns(above[-1]) if above else ""
        if self.kind is RecordKind.PERSON:
            left = [value for rdn in rdns for _, value in rdn if LEAVERS.search(value)]
            if left:
                given["status"] = (left[0],)
            company = company_of(rdns, above)
            if company:
                given["company"] = (company,)
            if self._units_from_dn and above:
                given["unit_key"] = (unit_key,)
        elif above:
            given["parent_key"] = (unit_key,)
        return given


def parsed_time(text: str) -> datetime | None:
    """A directory's time (`20261122083000Z`); None when it is none. Source: RFC 4517, 3.3.13."""
    if len(text) == 15 and text[14] == "Z" and text.isascii() and text[:14].isdigit():
        try:
            return datetime.fromisoformat(f"{text[:8]}T{text[8:]}")
        except ValueError:
            return None
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    zone = found.group(7)
    offset = UTC
    if zone != "Z":
        minutes = int(zone[1:3]) * 60 + int(zone[3:5] or 0)
        offset = timezone(timedelta(minutes=minutes if zone[0] == "+" else -minutes))
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=offset)
    except ValueError:
        return None


def _changed_at(entry: DirectoryEntry) -> datetime | None:
    told = entry.attributes.get("modifytimestamp")
    if told and told[0].isascii() and (moment := parsed_time(told[0].decode())) is not None:
        return moment
    return next((time for name in CHANGED for text in entry.texts(name) if (time := parsed_time(text))), None)


def _account_words(entry: DirectoryEntry, preset: Preset) -> dict[str, tuple[str, ...]]:
    for name in preset.flags:
        for text in entry.texts(name):
            if name == "userAccountControl" and text.lstrip("-").isdigit():
                disabled = bool(int(text) & _DISABLED_ACCOUNT)
                return {
                    "enabled": ("false" if disabled else "true",),
                    "status": ("disabled" if disabled else "active",),
                }
            if name == "nsAccountLock":
                return {"enabled": ("false" if text.casefold() == "true" else "true",)}
            if name == "pwdAccountLockedTime" and text == _LOCKED_FOR_GOOD:
                return {"enabled": ("false",), "status": ("disabled",)}
    return {}


def _one_value(entry: DirectoryEntry, name: str, rdns: tuple[Rdn, ...]) -> str:
    """One value of an attribute, the same in every reading: the one in the DN, else the first in order."""
    texts = entry.texts(name)
    if len(texts) == 1:
        return clean_value(texts[0])
    values = [value for value in map(clean_value, texts) if value]
    if len(values) > 1:
        naming = {value for attribute, value in rdns[0] if attribute == name.lower()}
        return min(naming.intersection(values) or values)
    return values[0] if values else ""


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return ""
