"""Groups of OpenLDAP and its kind as teams: everybody in a group, directly or through groups within groups. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from connectors.distinguished_names import canonical_dn, looks_like_dn
from connectors.ldap_entries import DirectoryEntry
from connectors.mapping import RowMapper, mapped_columns
from schemas.fields import FIELDS
from schemas.records import Skipped, SourceRecord
from schemas.source_settings import LdapSearch
from schemas.vocabulary import RecordKind

GROUPS = LdapSearch(
    filter="(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)(objectClass=posixGroup))",
    fields={"name": ("cn",), "lead_key": ("owner",), "member_key": ("member", "uniqueMember", "memberUid")},
)
"""What groups say where they are read as projects."""

MEMBERS = ("member", "uniqueMember", "memberUid")
_MEMBERS = frozenset(name.lower() for name in MEMBERS)
_KEY = " key"  # no attribute is called so


class GroupTree:
    """Who is in which group directly, by the groups' names in one spelling."""

    def __init__(self) -> None:
        self._members: dict[str, tuple[str, ...]] = {}

    def learn(self, entry: DirectoryEntry) -> None:
        """Take a group's direct members."""
        told = [_member(text) for name in MEMBERS for text in entry.texts(name)]
        self._members[_spelled(entry.dn)] = tuple(dict.fromkeys(filter(None, told)))

    def everybody(self, dn: str) -> tuple[str, ...]:
        """Names and logins of all people in a group, sorted. Rings end; who is no group is taken for a person."""
        waiting, seen, people = [_spelled(dn)], {_spelled(dn)}, set[str]()
        while waiting:
            for member in self._members.get(waiting.pop(), ()):
                if member not in self._members:
                    people.add(member)
                elif member not in seen:
                    seen.add(member)
                    waiting.append(member)
        return tuple(sorted(people))


class GroupMapper:
    """Makes a project of a group.

    Args:
        search: as the administrator wrote it; its empty members are filled by what is usual.
        company: of projects that name none.
    """

    def __init__(self, search: LdapSearch, company: str) -> None:
        mapping = search.model_copy(update={"fields": search.fields or GROUPS.fields, "key": (_KEY,)})
        self.filter = search.filter or GROUPS.filter
        self._given_key = search.key
        self._columns = mapped_columns(mapping.model_copy(update={"key": search.key}))
        self._referring = frozenset(
            column
            for name, columns in mapping.fields.items()
            if name in FIELDS[RecordKind.PROJECT] and FIELDS[RecordKind.PROJECT][name].refers_to is not None
            for column in columns
        )
        self._rows = RowMapper(RecordKind.PROJECT, mapping, company)

    @property
    def asked_for(self) -> tuple[str, ...]:
        """Attributes to ask for; members are asked for once, for all groups."""
        return tuple(name for name in self._columns if name.lower() not in _MEMBERS)

    def to_record(self, entry: DirectoryEntry, everybody: tuple[str, ...]) -> SourceRecord | Skipped | None:
        """The project that a group stands for; `everybody` takes the place of its direct members."""
        row: dict[str, Sequence[str]] = {}
        for name in self._columns:
            texts = everybody if name.lower() in _MEMBERS else entry.texts(name)
            row[name] = tuple(map(_spelled, texts)) if name in self._referring else texts
        own = [next(iter(entry.texts(name)), "") for name in self._given_key]
        canonical = _spelled(entry.dn)
        key = ":".join(own) if all(own) else ""
        row[_KEY] = (key if own else entry.identity or canonical,)
        return self._rows.to_record(row, entry.dn, also_keys=tuple(dict.fromkeys((entry.dn, canonical))))


def group_mappers(searches: Sequence[LdapSearch], company: str) -> Iterator[tuple[LdapSearch, GroupMapper]]:
    """What maps the groups of each search."""
    for search in searches:
        yield search, GroupMapper(search, company)


def _member(text: str) -> str:
    # A unique member may end in a bit string that tells it from an earlier bearer of its name.
    name, mark, bits = text.rpartition("#'")
    return _spelled(name if mark and bits.endswith("'B") else text)


def _spelled(text: str) -> str:
    return canonical_dn(text) if looks_like_dn(text) else text
