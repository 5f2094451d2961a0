"""Groups as teams: everybody who is in a group, directly or through groups within groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field

from connectors.active_directory_controls import guid_filter
from connectors.active_directory_entries import guid_of, member_key, plain_entry, referring_columns
from connectors.active_directory_presets import GROUPS
from connectors.distinguished_names import canonical_dn
from connectors.ldap_entries import DirectoryEntry
from connectors.mapping import RowMapper, mapped_columns
from schemas.records import Skipped, SourceRecord
from schemas.source_settings import LdapSearch
from schemas.vocabulary import RecordKind

GUIDS_AT_ONCE = 100
_KEY = " key"  # no attribute is called so

ReadMembers = Callable[[Sequence[str]], Iterable[DirectoryEntry]]
"""Entries of the groups with these GUIDs, with all their members."""


@dataclass(frozen=True, slots=True)
class Members:
    """Who is in a group directly: keys of others, and GUIDs of groups."""

    others: tuple[str, ...]
    groups: tuple[str, ...]


@dataclass(slots=True)
class GroupTree:
    """All groups that are reached from those that are mapped; each is read once, whoever it lies in.

    Args:
        groups: GUIDs of every group that the account may see; a member that is none of them is taken for a person.
        read_members: asks the server.
    """

    groups: Set[str]
    read_members: ReadMembers
    _known: dict[str, Members] = field(default_factory=dict)

    def learn(self, entry: DirectoryEntry) -> None:
        """Take the direct members of a group that was read."""
        keys = [member_key(value) for value in entry.attributes.get("member", ())]
        inner = tuple(key for key in keys if key in self.groups)
        self._known[guid_of(entry)] = Members(tuple(key for key in keys if key not in self.groups), inner)

    def everybody(self, guid: str) -> tuple[str, ...]:
        """Keys of all people in a group, in a fixed order. Rings end; a group that may not be read has nobody.

        Raises:
            SourceBusy: no answer any more.
        """
        waiting, seen = [guid], {guid}
        people: set[str] = set()
        while waiting:
            self._read(each for each in waiting if each not in self._known)
            found = [self._known.get(each, Members((), ())) for each in waiting]
            people.update(key for members in found for key in members.others)
            inner = dict.fromkeys(group for members in found for group in members.groups)
            waiting = [group for group in inner if group not in seen]
            seen.update(waiting)
        return tuple(sorted(people))

    def _read(self, guids: Iterable[str]) -> None:
        for batch in in_batches(guids):
            for entry in self.read_members(batch):
                self.learn(entry)


class GroupMapper:
    """Makes a project of a group.

    Args:
        search: as the administrator wrote it; its empty members are filled by the preset.
        company: of projects that name none.
    """

    def __init__(self, search: LdapSearch, company: str) -> None:
        mapping = search.model_copy(update={"fields": search.fields or GROUPS.fields})
        self.filter = search.filter or GROUPS.filter
        self._given_key = search.key
        self._referring = referring_columns(mapping, RecordKind.PROJECT)
        self._columns = mapped_columns(mapping)
        self._rows = RowMapper(RecordKind.PROJECT, mapping.model_copy(update={"key": (_KEY,)}), company)

    @property
    def asked_for(self) -> tuple[str, ...]:
        """Attributes to ask for."""
        return tuple(dict.fromkeys((*self._columns, "member", "objectGUID")))

    def to_record(self, entry: DirectoryEntry, everybody: tuple[str, ...]) -> SourceRecord | Skipped | None:
        """The project that a group stands for; `everybody` takes the place of its direct members."""
        guid = guid_of(entry)
        plain = plain_entry(entry, self._referring)
        row: dict[str, Sequence[str]] = {
            name: everybody if name.lower() == "member" else plain.texts(name) for name in self._columns
        }
        own = [next(iter(plain.texts(name)), "") for name in self._given_key]
        row[_KEY] = (":".join(own) if own and all(own) else "" if own else guid,)
        also = [plain.dn, canonical_dn(plain.dn), *([guid] if own else [])]
        return self._rows.to_record(row, plain.dn, also_keys=tuple(dict.fromkeys(also)))


def both(filter_text: str, other: str) -> str:
    """A filter for what passes two of them; the outermost brackets of the first may be left out, as servers allow."""
    whole = filter_text if filter_text.lstrip().startswith("(") else f"({filter_text})"
    return f"(&{whole}{other})"


def any_of(filter_text: str, guids: Sequence[str]) -> str:
    """A filter for those of these objects that also pass another one."""
    return both(filter_text, f"(|{''.join(map(guid_filter, guids))})")


def in_batches(guids: Iterable[str]) -> Iterator[list[str]]:
    """As many at once as a filter takes without trouble."""
    wanted = sorted(guids)
    for at in range(0, len(wanted), GUIDS_AT_ONCE):
        yield wanted[at : at + GUIDS_AT_ONCE]
