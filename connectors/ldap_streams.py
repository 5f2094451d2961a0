"""What each search of a live directory gives: everything by pages or as a stream of changes, or changes alone."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from connectors.directory_checkpoint import Way
from connectors.directory_reading import DirectoryReading
from connectors.ldap_entries import EntryMapper, parsed_time
from connectors.ldap_presets import CONTAINER_FILTER, PRESETS
from connectors.ldap_sync import NotOffered, RefreshRequired, SyncEnd, SyncingWire, SyncItem
from schemas.errors import SourceBusy
from schemas.source_settings import LdapSource

# Clocks of replicas differ by seconds, replication may lag by minutes; reading a quarter of an hour again costs
# nothing, because writing a record twice changes nothing.
_OVERLAP = timedelta(minutes=15)
_TIME_FORM = "%Y%m%d%H%M%SZ"
IDENTITIES = ("nsUniqueId", "entryUUID", "objectGUID")
ANYTHING = "(objectClass=*)"
# So many entries are asked for at once, and beyond so many everything is read instead: 20,000 of 389 Directory
# Server take as long one way as the other.
_LOOKED_UP_AT_ONCE = 50
_MOST_LOOKED_UP = 20_000


@dataclass(frozen=True, slots=True)
class PlannedSearch:
    """One search of a reading; one without a mapper is for containers or groups, not for units or people."""

    base: str
    scope: str
    filter: str
    attributes: tuple[str, ...]
    mapper: EntryMapper | None


@dataclass(slots=True)
class StreamEnd:
    """What one search gave.

    Attributes:
        cookie: of content synchronisation; empty when there is none.
        latest: the latest change time of an entry, as the directory writes it.
        untimed: entries without one.
        entries: how many came.
        references: addresses of parts that lie on other servers.
    """

    cookie: str = ""
    latest: str = ""
    untimed: int = 0
    entries: int = 0
    references: tuple[str, ...] = ()


Stream = Generator[SyncItem, None, StreamEnd]


def searches_of(settings: LdapSource) -> list[PlannedSearch]:
    """The searches of a source: containers first, then units, then people.

    Raises:
        SourceRefused: a mapping names what is never taken.
    """
    planned = [
        PlannedSearch(search.base or settings.base, search.scope, mapper.filter, mapper.asked_for, mapper)
        for search, mapper in DirectoryReading(settings).searches()
    ]
    asked = (*IDENTITIES, time_attribute(settings))
    bases = dict.fromkeys(search.base for search in planned)
    return [PlannedSearch(base, "subtree", CONTAINER_FILTER, asked, None) for base in bases] + planned


def may_synchronise(settings: LdapSource, wire: SyncingWire) -> bool:
    """Whether content synchronisation is wanted and offered, and calls entries by what our keys are made of."""
    same_identity = "entryUUID" in PRESETS[settings.preset].identity
    return settings.changes in ("auto", "sync") and wire.offers_sync and same_identity


def time_attribute(settings: LdapSource) -> str:
    """By which this kind of directory tells when an entry changed."""
    return "whenChanged" if settings.preset == "active_directory" else "modifyTimestamp"


class SearchStreams:
    """Runs searches.

    Args:
        settings: of the source.
        wire: bound.
        now: by this machine's clock.

    Attributes:
        by_sync: whether content synchronisation is still worth a try.
        notes: what an administrator should know of this reading.
    """

    def __init__(self, settings: LdapSource, wire: SyncingWire, now: datetime) -> None:
        self._settings, self._wire, self._now = settings, wire, now
        self.by_sync = may_synchronise(settings, wire)
        self.notes: dict[str, None] = {}

    def everything(self, search: PlannedSearch) -> Stream:
        """All entries; by a stream of changes where there is one, because its end is where the next begins.

        Raises:
            SourceBusy: no answer, or an end that proves nothing.
            SourceRefused: address, rights, base or filter must be mended, or a limit lifted.
        """
        if self.by_sync:
            try:
                if self._wire.facts.is_389:
                    return (yield from self._paged_from_now(search))
                return (yield from self._synchronised(search, ""))
            except NotOffered as why:
                # An entry that came already comes again, and is dropped as one already seen.
                self.by_sync = False
                self.notes[f"content synchronisation is not granted to this account ({why})"] = None
        return (yield from self.paged(search, search.filter))

    def changes(self, search: PlannedSearch, place: str, way: Way) -> Stream:
        """What changed since a place.

        Raises:
            RefreshRequired: that cannot be told for sure; everything must be read.
            SourceBusy, SourceRefused: as above.
        """
        if way == "sync":
            by = self._looked_up if self._wire.facts.is_389 else self._synchronised
            return (yield from by(search, place))
        since = parsed_time(place)
        if since is None:
            raise RefreshRequired("the last change time cannot be read")
        moment = (since - _OVERLAP).astimezone(UTC).strftime(_TIME_FORM)
        inner = search.filter if search.filter.startswith("(") else f"({search.filter})"
        return (yield from self.paged(search, f"(&{inner}({time_attribute(self._settings)}>={moment}))"))

    def paged(self, search: PlannedSearch, filter_text: str) -> Stream:
        """What matches a filter, page by page."""
        asked = self._settings.page_size
        stream = StreamEnd()
        entries = self._wire.search(search.base, search.scope, filter_text, search.attributes, asked)
        while True:
            try:
                entry = next(entries)
            except StopIteration as stopped:
                end = stopped.value
                break
            item = SyncItem(entry.identity, entry)
            self._count(stream, item)
            yield item
        if end.page_size < asked:
            self.notes[f"the server allows pages of {end.page_size} entries, not of {asked}"] = None
        stream.references = end.references
        return stream

    def _paged_from_now(self, search: PlannedSearch) -> Stream:
        """Everything, and the place in 389's log of changes at which that begins.

        Its streams leave out what the server keeps itself (whether an account is locked), and do not tell who has left
        the search. So they only say who changed, whatever it is, and the search says the rest.
        """
        here = self._wire.synchronise(search.base, "base", ANYTHING, ["1.1"], "")
        while True:
            try:
                next(here)
            except StopIteration as stopped:
                cookie = stopped.value.cookie
                break
        stream = yield from self.paged(search, search.filter)
        stream.cookie = cookie
        return stream

    def _looked_up(self, search: PlannedSearch, place: str) -> Stream:
        changed: dict[str, None] = {}
        stream = StreamEnd()
        items = self._wire.synchronise(search.base, search.scope, ANYTHING, ["1.1"], place)
        while True:
            try:
                item = next(items)
            except StopIteration as stopped:
                end = stopped.value
                break
            changed[item.identity] = None
            if len(changed) > _MOST_LOOKED_UP:
                raise RefreshRequired("much has changed")
        # At the end of every answer 389 says that what it did not list is gone, also when nothing has changed: that
        # would be everybody. What is gone it has named.
        stream.cookie = self._after(search, end, place)
        inner = search.filter if search.filter.startswith("(") else f"({search.filter})"
        waiting = list(changed)
        for at in range(0, len(waiting), _LOOKED_UP_AT_ONCE):
            asked = dict.fromkeys(waiting[at : at + _LOOKED_UP_AT_ONCE])
            either = "".join(f"(nsUniqueId={_as_389_writes(identity)})" for identity in asked)
            for item in self.paged(search, f"(&{inner}(|{either}))"):
                stream.entries += 1
                asked.pop(item.identity, None)
                yield item
            yield from (SyncItem(identity, None) for identity in asked)
        return stream

    def _after(self, search: PlannedSearch, end: SyncEnd, place: str) -> str:
        """Where the next stream begins, if this one is proof of what it says."""
        if not end.marked:
            raise SourceBusy(
                f"source '{self._settings.name}': base '{search.base}'",
                f"the stream of changes ended after {end.items} entries without the mark of its end",
                "try again; what came is not taken for the whole",
            )
        if place and end.items and not end.cookie:
            raise RefreshRequired("the directory does not know our cookie")
        return end.cookie or place

    def _synchronised(self, search: PlannedSearch, place: str) -> Stream:
        stream = StreamEnd()
        items = self._wire.synchronise(search.base, search.scope, search.filter, search.attributes, place)
        while True:
            try:
                item = next(items)
            except StopIteration as stopped:
                end = stopped.value
                break
            self._count(stream, item)
            yield item
        stream.cookie, stream.references = self._after(search, end, place), end.references
        # Said to be there unchanged, or "what was not listed is gone": the server has forgotten what was removed.
        if place and (end.present or (stream.cookie != place and not end.deletes_told)):
            raise RefreshRequired("the directory no longer knows what was removed since the last time")
        return stream

    def _count(self, stream: StreamEnd, item: SyncItem) -> None:
        if item.entry is None:
            return
        stream.entries += 1
        told = item.entry.attributes.get("modifytimestamp") or item.entry.attributes.get("whenchanged")
        text = told[0].decode("ascii", "replace") if told else ""
        if not text:
            stream.untimed += 1
        # A time that lies ahead would hide every change until it has come.
        elif text > stream.latest and (moment := parsed_time(text)) is not None and moment <= self._now:
            stream.latest = text


def _as_389_writes(identity: str) -> str:
    digits = identity.replace("-", "")
    return "-".join(digits[at : at + 8] for at in range(0, 32, 8))
