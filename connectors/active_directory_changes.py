"""What changed in a domain since the last reading: by DirSync, else by the numbers of changes."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Set
from dataclasses import dataclass, field, replace
from datetime import timedelta

from connectors.active_directory_checkpoint import DomainCheckpoint, DomainController
from connectors.active_directory_controls import file_time
from connectors.active_directory_entries import ACCOUNT_ATTRIBUTES, guid_of, is_unit, lies_in, plain_dn
from connectors.active_directory_groups import both
from connectors.active_directory_reading import DomainReading
from connectors.active_directory_wire import ActiveDirectoryWire
from connectors.ldap_entries import DirectoryEntry
from schemas.records import ReadOutcome, SourceDeletion, SourceEvent
from schemas.source_settings import LdapSource
from schemas.vocabulary import RecordKind

# Tombstones keep their classes; an attribute that they lose would hide every deletion.
_KINDS = "(|(objectClass=person)(objectClass=organizationalUnit)(objectClass=organization)(objectClass=group))"
# Change numbers are given before a change is seen: one that took longer than its successors is read again.
_USN_OVERLAP = 100
# From an old mark the server looks through all changes since, sign-ins included, each time.
_RENEWED_AFTER = timedelta(hours=6)
_NOTHING = "nothing has changed"
_ATTRIBUTE = re.compile(r"(?:^|\()\s*([A-Za-z][A-Za-z0-9-]*)")
_BLIND = frozenset({"memberof", "tokengroups", "directreports", "msds-parentdistname", "distinguishedname"})


def filter_attributes(settings: LdapSource) -> tuple[str, ...]:
    """Attributes that the searches' own filters ask about."""
    searches = (*settings.people, *settings.units, *settings.projects)
    return tuple(dict.fromkeys(name for search in searches for name in _ATTRIBUTE.findall(search.filter)))


def why_no_changes(settings: LdapSource) -> str:
    """Why changes alone are never read of a source; empty where they are."""
    if settings.changes == "none":
        return "`changes` says so"
    keys = {search.key for search in (*settings.people, *settings.units, *settings.projects)}
    if any(tuple(name.lower() for name in key) not in ((), ("objectguid",)) for key in keys):
        return "people have a `key` of their own, and what is deleted is told by objectGUID"
    if any(name.lower() in _BLIND for name in filter_attributes(settings)):
        return "the filter asks for memberships or names, which change without the person changing"
    return ""


def may_read_changes(settings: LdapSource) -> bool:
    """False where a change of membership, or a key that deleted objects have lost, would go unnoticed."""
    return not why_no_changes(settings)


@dataclass(slots=True)
class Found:
    """Objects that changed, by GUID.

    Attributes:
        present: GUID -> plain name now.
        gone: GUID -> plain name as deleted.
        moved: units of which the name or place may be another one.
    """

    present: dict[str, str] = field(default_factory=dict)
    gone: dict[str, str] = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)

    def take(self, entry: DirectoryEntry, *, only_changes: bool) -> None:
        """Note one object. With `only_changes` an attribute that is not there has not changed."""
        guid, dn = guid_of(entry), plain_dn(entry.dn)
        if "TRUE" in entry.texts("isDeleted"):
            self.gone[guid] = dn
            self.present.pop(guid, None)
            return
        self.gone.pop(guid, None)
        self.present[guid] = dn
        if is_unit(dn) and (not only_changes or "name" in entry.attributes or "parentguid" in entry.attributes):
            self.moved.add(guid)


class DomainChanges:
    """The changes of one domain controller since a checkpoint of the same one.

    Args:
        wire: bound to the domain controller.
        settings: of the source.
        here: the domain controller now.
        before: what the last reading left.
    """

    def __init__(
        self, wire: ActiveDirectoryWire, settings: LdapSource, here: DomainController, before: DomainCheckpoint
    ) -> None:
        self._wire, self._settings, self._here, self._before = wire, settings, here, before
        self._reading = DomainReading(wire, settings, here)
        self._found = Found()
        self._cookie = b""
        self._news = 0
        self._unseen = 0

    def find(self) -> None:
        """Ask which objects changed. Nothing is told of them yet.

        Raises:
            CookieRefused: DirSync is not granted, or not with this cookie.
            SourceBusy: no answer any more.
        """
        if self._before.cookie:
            changes = self._wire.changes(
                self._here.domain, _KINDS, self._watched(), self._before.cookie, self._before.flags
            )
            while True:
                try:
                    self._found.take(next(changes), only_changes=True)
                    self._news += 1
                except StopIteration as stopped:
                    self._cookie = stopped.value
                    return
        usn = max(0, self._before.usn - _USN_OVERLAP)
        size = self._settings.page_size
        numbered = f"(&(uSNChanged>={usn + 1}){_KINDS})"
        asked = ["objectGUID", "uSNChanged"]
        for entry in self._wire.entries(self._here.domain, "subtree", numbered, asked, size):
            self._found.take(entry, only_changes=False)
            self._count(entry)
        if self._wire.sees_deleted(self._here.domain):
            for entry in self._wire.deleted_since(self._here.domain, usn, size):
                self._found.gone[guid_of(entry)] = plain_dn(entry.dn)
                self._count(entry)

    def _count(self, entry: DirectoryEntry) -> None:
        # What is read again for safety is no news.
        self._news += any(int(text) > self._before.usn for text in entry.texts("uSNChanged") if text.isdigit())

    def read(self) -> Generator[SourceEvent, None, ReadOutcome]:
        """Yield the records of what changed as they are now, and the deletions."""
        present, gone = self._found.present, self._found.gone
        found = yield from self._reading.these(present.keys() | set(self._expired()))
        for guid in sorted(self._found.moved):
            found[RecordKind.PERSON] |= yield from self._moved(guid)
        units = {guid for guid, dn in (*present.items(), *gone.items()) if is_unit(dn)}
        others = (present.keys() | gone.keys()) - units
        groups = yield from self._groups(others)
        missed = others - found[RecordKind.PERSON] - groups
        yield from _deleted(RecordKind.PERSON, (missed & gone.keys()) | self._elsewhere(missed & present.keys()))
        left = units - found[RecordKind.UNIT] if not self._settings.units_from_dn else set()
        yield from _deleted(RecordKind.UNIT, (units & gone.keys()) | left)
        return self._outcome()

    def _elsewhere(self, guids: Set[str]) -> set[str]:
        """Those that are there, and do not belong to this source any more.

        What may not be seen at all is left alone: DirSync also names what this account has no right to read.
        """
        found = set(self._reading.visible(guids))
        self._unseen = len(guids) - len(found)
        return found

    def _outcome(self) -> ReadOutcome:
        doubts = "; ".join(self._reading.doubts)
        aged = self._here.now - self._before.read_at > _RENEWED_AFTER
        if doubts or not (self._news or aged):
            # As it was, to the letter: a reading without news leaves nothing to write.
            kept, told = self._before, doubts or _NOTHING
        else:
            usn, now = self._here.usn, self._here.now
            kept = replace(self._before, host=self._here.host, usn=usn, read_at=now, cookie=self._cookie)
            told = f"only what changed was read ({self._news} objects)" if self._news else _NOTHING
        return ReadOutcome(
            complete=False,
            why_incomplete=told,
            checkpoint=kept.to_checkpoint(),
            as_of=None if doubts else self._here.now,
        )

    def _watched(self) -> tuple[str, ...]:
        names = ["name", "parentGUID", "isDeleted", *ACCOUNT_ATTRIBUTES, *filter_attributes(self._settings)]
        for _, mapper in self._reading.searches:
            names += mapper.asked_for
        if self._settings.projects:
            names += [
                "member",
                "managedBy",
                *(c for s in self._settings.projects for f in s.fields.values() for c in f),
            ]
        # Times and numbers of changes change with everything, also with each sign-in.
        noise = {"whenchanged", "modifytimestamp", "usnchanged"}
        return tuple({name.lower(): name for name in names if name.lower() not in noise}.values())

    def _expired(self) -> Iterator[str]:
        """People whose account ended between the two readings: that changes nothing in the directory."""
        since, now = file_time(self._before.read_at), file_time(self._here.now)
        for search, mapper in self._reading.searches:
            if mapper.kind is RecordKind.PERSON:
                ended = both(mapper.filter, f"(accountExpires>={since})(accountExpires<={now})")
                base = self._reading.base(search)
                for entry in self._wire.entries(base, search.scope, ended, ["objectGUID"], self._settings.page_size):
                    yield guid_of(entry)

    def _moved(self, guid: str) -> Generator[SourceEvent, None, set[str]]:
        """Yield everybody below a renamed or moved unit anew: their own entries are not told as changed."""
        unit = self._found.present[guid]
        found: set[str] = set()
        for search, mapper in self._reading.searches:
            base = self._reading.base(search)
            people = found if mapper.kind is RecordKind.PERSON else set()
            if lies_in(base, unit):
                yield from self._reading.below(search, mapper, base, found=people)
            elif lies_in(unit, base):
                yield from self._reading.below(search, mapper, unit, only_within=base, found=people)
            elif mapper.kind is RecordKind.PERSON:
                # Out of what is read: those below it have left with it.
                page = self._settings.page_size
                for entry in self._wire.entries(unit, "subtree", mapper.filter, ["objectGUID"], page):
                    yield SourceDeletion(RecordKind.PERSON, guid_of(entry))
        return found

    def _groups(self, others: set[str]) -> Generator[SourceEvent, None, set[str]]:
        """Yield the projects anew when any group changed: it may lie within one of them. Returns those that exist."""
        if not self._settings.projects:
            return set()
        groups = self._reading.group_guids
        if not others & groups and not self._found.gone:
            return set()
        found: set[str] = set()
        for event in self._reading.projects():
            found.add(getattr(event, "key", ""))
            yield event
        yield from _deleted(RecordKind.PROJECT, (others & (groups | self._found.gone.keys())) - found)
        return set(groups)


def _deleted(kind: RecordKind, guids: set[str]) -> Iterator[SourceDeletion]:
    return (SourceDeletion(kind, guid) for guid in sorted(guids))
