"""One reading of a live directory: everything, or what changed since the last one.

Changes come by content synchronisation where the directory offers it, else by change times. Whatever cannot be told
for sure from changes (a unit that was moved away, a server that has forgotten, a removal under a key of ours that the
server does not know) makes the same reading go on and read everything. A removal is only ever believed when the server
names it, or when everything was read.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from connectors.directory_checkpoint import Containers, DirectoryCheckpoint, fingerprint
from connectors.directory_groups import GROUPS, MEMBERS, GroupTree, group_mappers
from connectors.directory_reading import DirectoryReading
from connectors.directory_units import key_by_name
from connectors.distinguished_names import canonical_dn
from connectors.ldap_streams import IDENTITIES, PlannedSearch, SearchStreams, Stream, StreamEnd, searches_of
from connectors.ldap_sync import RefreshRequired, SyncingWire, SyncItem
from connectors.ldap_wire import LdapWire, elsewhere
from schemas.records import Checkpoint, ReadOutcome, SourceDeletion, SourceEvent, SourceRecord
from schemas.source_settings import LdapSource
from schemas.vocabulary import RecordKind

# Each renamed unit is one search; beyond so many, one search for everybody costs less.
_MOST_RENAMED = 50

CHANGES_ONLY = "only changes were read"
REMOVALS_UNSEEN = (
    "changes are found by their time: who was removed, or left the search, is noticed by the next whole reading"
)
NO_TIMES = "the change times of entries cannot be read, so each reading reads and compares everything"


@dataclass(slots=True)
class _Changed:
    """What a reading of changes has come upon.

    Attributes:
        gone: identities that a search has no more.
        losers: searches that lost somebody.
        seen: identities that a search has.
        renamed: containers with a new name.
    """

    gone: dict[RecordKind, dict[str, None]] = field(default_factory=dict)
    losers: dict[int, PlannedSearch] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    renamed: list[str] = field(default_factory=list)


class LdapReading:
    """Reads once.

    Args:
        settings: of the source.
        wire: bound; reads the searches.
        aside: opens a second connection, for look-ups while a search is under way.
        now: by this machine's clock.
    """

    def __init__(self, settings: LdapSource, wire: SyncingWire, aside: Callable[[], LdapWire], now: datetime) -> None:
        self._settings, self._wire, self._open_aside = settings, wire, aside
        self._searches = searches_of(settings)
        self._streams = SearchStreams(settings, wire, now)
        # Under a key that an administrator chose, units are only found by their names.
        mappers = [search.mapper for search in self._searches if search.mapper is not None]
        keyed = all(mapper.keyed_by_identity for mapper in mappers if mapper.kind is RecordKind.UNIT)
        self._reading = DirectoryReading(settings, self._key_of if keyed else key_by_name, self._is_told)
        self._containers = Containers()
        self._identities: dict[str, str] = {}
        self._only_changes = False
        self._beside: LdapWire | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """What an administrator should know of this reading."""
        return tuple(self._streams.notes)

    def read(self, since: Checkpoint | None, bases: tuple[str, ...]) -> Generator[SourceEvent, None, ReadOutcome]:
        """Yield what changed, or everything.

        Args:
            since: of an earlier reading; one of another directory, account or mapping is not used.
            bases: identities of the base entries, which are others in another directory of the same name.
        """
        told = [(each.base, each.scope, each.filter, sorted(each.attributes)) for each in self._searches]
        directory = fingerprint((self._settings.url, self._settings.bind_dn, *told, *bases))
        checkpoint = DirectoryCheckpoint.of(since)
        try:
            if checkpoint is not None and self._is_good(checkpoint, directory):
                try:
                    return (yield from self._changes(checkpoint))
                except RefreshRequired as why:
                    self._streams.notes[f"everything was read, because {why}"] = None
            return (yield from self._whole(directory))
        finally:
            if self._beside is not None:
                self._beside.close()

    def _is_good(self, checkpoint: DirectoryCheckpoint, directory: str) -> bool:
        if checkpoint.directory != directory or len(checkpoint.places) != len(self._searches):
            return False
        return self._streams.by_sync if checkpoint.way == "sync" else self._settings.changes in ("auto", "time")

    def _whole(self, directory: str) -> Generator[SourceEvent, None, ReadOutcome]:
        self._only_changes, self._containers = False, Containers()
        ends = []
        for search in self._searches:
            end = yield from self._take(search, self._streams.everything(search))
            ends.append(end)
            if end.references:
                self._reading.doubt(f"base '{search.base}': {elsewhere(end.references)}")
            if search.mapper is not None and not end.entries:
                self._reading.doubt(f"base '{search.base}': the search found nothing with filter {search.filter}")
        yield from self._groups()
        outcome, checkpoint = self._reading.outcome(), self._checkpoint(ends, directory)
        return replace(outcome, checkpoint=checkpoint, notes=self.notes)

    def _take(self, search: PlannedSearch, items: Stream) -> Generator[SourceEvent, None, StreamEnd]:
        while True:
            try:
                item = next(items)
            except StopIteration as stopped:
                end: StreamEnd = stopped.value
                return end
            if item.entry is None:
                continue
            if search.mapper is not None:
                yield from self._reading.events(search.mapper, item.entry)
            elif item.identity:
                canonical = _canonical(item.entry.dn)
                self._containers.learn(item.identity, canonical)
                self._identities[canonical] = item.identity

    def _checkpoint(self, ends: list[StreamEnd], directory: str) -> Checkpoint | None:
        changes = self._settings.changes
        if changes == "none" or not all(
            end.entries for end, each in zip(ends, self._searches, strict=True) if each.mapper
        ):
            return None
        if self._streams.by_sync and all(end.cookie for end in ends):
            places = tuple(end.cookie for end in ends)
            return DirectoryCheckpoint("sync", directory, places, self._containers).written()
        latest = [end.latest for end in ends if end.latest]
        if changes == "sync" or not latest or any(end.untimed for end in ends):
            self._streams.notes[NO_TIMES] = None
            return None
        self._streams.notes[REMOVALS_UNSEEN] = None
        places = tuple(end.latest or min(latest) for end in ends)
        return DirectoryCheckpoint("time", directory, places, self._containers).written()

    def _changes(self, checkpoint: DirectoryCheckpoint) -> Generator[SourceEvent, None, ReadOutcome]:
        self._only_changes, self._containers = True, checkpoint.containers
        changed, places = _Changed(), []
        for search, place in zip(self._searches, checkpoint.places, strict=True):
            end = yield from self._take_changes(search, self._streams.changes(search, place, checkpoint.way), changed)
            places.append(end.cookie if checkpoint.way == "sync" else max(end.latest, place))
        for event in self._below(changed.renamed):
            if isinstance(event, SourceRecord):
                changed.seen.add(event.key)
            yield event
        yield from self._deletions(changed)
        yield from self._groups()
        if checkpoint.way == "time":
            self._streams.notes[REMOVALS_UNSEEN] = None
        after = replace(checkpoint, containers=self._containers, places=tuple(places))
        return ReadOutcome(False, why_incomplete=CHANGES_ONLY, checkpoint=after.written(), notes=self.notes)

    def _take_changes(
        self, search: PlannedSearch, items: Stream, changed: _Changed
    ) -> Generator[SourceEvent, None, StreamEnd]:
        while True:
            try:
                item = next(items)
            except StopIteration as stopped:
                end: StreamEnd = stopped.value
                return end
            if search.mapper is None:
                self._watch(item, changed.renamed)
            elif item.entry is not None:
                changed.seen.add(item.identity)
                yield from self._reading.events(search.mapper, item.entry)
            elif search.mapper.keyed_by_identity:
                changed.gone.setdefault(search.mapper.kind, {})[item.identity] = None
                changed.losers[id(search)] = search
            else:
                raise RefreshRequired("something was removed, and the directory does not say by which key of ours")

    def _watch(self, item: SyncItem, renamed: list[str]) -> None:
        """Notice containers that are new, have another name, or are gone."""
        if item.entry is None:
            if self._containers.knows(item.identity):
                raise RefreshRequired("a part of the tree was removed or moved away")
            return
        canonical = _canonical(item.entry.dn)
        if not item.identity or self._containers.too_many:
            raise RefreshRequired("a part of the tree changed")
        if not self._containers.is_called(item.identity, canonical):
            renamed.append(item.entry.dn)
            if len(renamed) > _MOST_RENAMED:
                raise RefreshRequired("many parts of the tree have new names")
        self._containers.learn(item.identity, canonical)

    def _below(self, renamed: list[str]) -> Iterator[SourceEvent]:
        """Everything below what has a new name, because no directory counts that as a change of what lies below."""
        done: list[str] = []
        for canonical, dn in sorted({_canonical(dn): dn for dn in renamed}.items(), key=lambda pair: len(pair[0])):
            if any(_is_within(canonical, above) for above in done):
                continue
            done.append(canonical)
            for search in self._searches:
                within = _is_within(canonical, _canonical(search.base))
                if search.mapper is not None and search.scope == "subtree" and within:
                    below = replace(search, base=dn)
                    yield from self._take(below, self._streams.paged(below, search.filter))

    def _deletions(self, changed: _Changed) -> Iterator[SourceDeletion]:
        """What is gone, unless another search still has it."""
        for search in changed.losers.values():
            # An account that may see nobody any more is told that everybody is gone.
            if next(self._wire.search(search.base, search.scope, search.filter, ["1.1"], 1), None) is None:
                raise RefreshRequired("the search finds nobody any more")
        for kind, identities in changed.gone.items():
            for identity in identities:
                # OpenLDAP calls everything gone that changed and is not what was searched for: a unit, a group.
                a_unit = kind is RecordKind.PERSON and self._containers.is_there(identity)
                if identity not in changed.seen and not a_unit:
                    yield SourceDeletion(kind, identity)

    def _groups(self) -> Iterator[SourceEvent]:
        """All groups as projects: who is in one may have changed through any group within it."""
        tree, planned = GroupTree(), list(group_mappers(self._settings.projects, self._settings.company or ""))
        for base in dict.fromkeys(search.base or self._settings.base for search, _ in planned):
            every = PlannedSearch(base, "subtree", GROUPS.filter, MEMBERS, None)
            for item in self._streams.paged(every, every.filter):
                if item.entry is not None:
                    tree.learn(item.entry)
        for search, mapper in planned:
            base = search.base or self._settings.base
            mapped = PlannedSearch(base, search.scope, mapper.filter, (*mapper.asked_for, *IDENTITIES), None)
            found = 0
            for item in self._streams.paged(mapped, mapper.filter):
                if item.entry is not None:
                    found += 1
                    yield from self._reading.taken(mapper.to_record(item.entry, tree.everybody(item.entry.dn)))
            if not found:
                self._reading.doubt(f"base '{base}': the search found nothing with filter {mapper.filter}")

    def _key_of(self, canonical: str) -> str:
        """The key of a unit above people: its entry's identity, else its name."""
        if canonical not in self._identities:
            entry = self._aside.lookup(canonical, "(objectClass=*)", IDENTITIES)
            self._identities[canonical] = entry.identity if entry is not None else ""
        return self._identities[canonical] or canonical

    def _is_told(self, canonical: str) -> bool:
        """Whether a search for units has this one, with more than its name; a whole reading has told it before."""
        return self._only_changes and any(
            self._aside.lookup(canonical, search.filter, ["1.1"]) is not None
            for search in self._searches
            if _is_for_units(search) and _is_within(canonical, _canonical(search.base))
        )

    @property
    def _aside(self) -> LdapWire:
        if self._beside is None:
            self._beside = self._open_aside()
        return self._beside


def _is_for_units(search: PlannedSearch) -> bool:
    return search.mapper is not None and search.mapper.kind is RecordKind.UNIT


def _canonical(dn: str) -> str:
    try:
        return canonical_dn(dn)
    except ValueError:
        return dn


def _is_within(canonical: str, base: str) -> bool:
    return not base or canonical == base or canonical.endswith(f",{base}")
