"""Entries of a domain made events: people with the units above them, units, groups as projects."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from connectors.active_directory_checkpoint import DomainController
from connectors.active_directory_entries import (
    ACCOUNT_ATTRIBUTES,
    guid_of,
    is_person,
    lies_in,
    plain_dn,
    plain_entry,
    referring_columns,
    rekeyed,
    with_account,
)
from connectors.active_directory_groups import GroupMapper, GroupTree, any_of, in_batches
from connectors.active_directory_wire import ActiveDirectoryWire
from connectors.directory_reading import DirectoryReading
from connectors.distinguished_names import canonical_dn
from connectors.ldap_entries import DirectoryEntry, EntryMapper
from connectors.mapping import SeenKeys
from schemas.records import ReadOutcome, SourceEvent, SourceRecord
from schemas.source_settings import LdapSearch, LdapSource, RecordMapping
from schemas.vocabulary import RecordKind

_UNIT_FILTER = "(|(objectClass=organizationalUnit)(objectClass=organization))"

Entries = Generator[DirectoryEntry, None, str]


class DomainReading:
    """One reading of a domain.

    Args:
        wire: bound to a domain controller.
        settings: of the source.
        here: the domain controller.
    """

    def __init__(self, wire: ActiveDirectoryWire, settings: LdapSource, here: DomainController) -> None:
        self._wire, self._settings, self._here = wire, settings, here
        self._directory = DirectoryReading(settings)
        self._searches = [(search, mapper) for search, mapper in self._directory.searches()]
        self._doubts: list[str] = []
        self._projects = SeenKeys()

    @property
    def searches(self) -> Sequence[tuple[LdapSearch, EntryMapper]]:
        """Units before people."""
        return self._searches

    def everything(self) -> Generator[SourceEvent, None, ReadOutcome]:
        """Yield all units, people and projects; the outcome says whether that is proved to be everything."""
        for search, mapper in self._searches:
            if not (yield from self.below(search, mapper, self.base(search))):
                self._doubt(f"base '{self.base(search)}': the search found nothing with filter {mapper.filter}")
        projects = 0
        for event in self.projects():
            projects += isinstance(event, SourceRecord)
            yield event
        for doubt in self._doubts:
            self._directory.doubt(doubt)
        outcome = self._directory.outcome()
        if outcome.complete and self._settings.projects:
            outcome = replace(outcome, kinds=outcome.kinds | {RecordKind.PROJECT})
        return outcome

    def base(self, search: LdapSearch) -> str:
        """Where a search begins."""
        return search.base or self._settings.base

    def below(
        self,
        search: LdapSearch,
        mapper: EntryMapper,
        base: str,
        *,
        narrowed: str = "",
        only_within: str = "",
        found: set[str] | None = None,
    ) -> Generator[SourceEvent, None, int]:
        """Yield what a search finds below a base.

        Args:
            narrowed: another filter than the search's own.
            only_within: what lies outside of this base, or deeper than the search goes, is left out.
            found: takes the GUID of each entry that is what the search is for (a computer is no person).

        Returns:
            How many entries there were.
        """
        count = 0
        entries = self._wire.entries(
            base, search.scope, narrowed or mapper.filter, self._asked_for(mapper), self._settings.page_size
        )
        while True:
            try:
                entry = next(entries)
            except StopIteration as stopped:
                if stopped.value:
                    self._doubt(f"base '{base}': {stopped.value}")
                return count
            if only_within and not lies_in(plain_dn(entry.dn), only_within, search.scope):
                continue
            count += 1
            if mapper.kind is not RecordKind.PERSON or is_person(entry):
                if found is not None:
                    found.add(guid_of(entry))
                yield from self._events(search, mapper, entry)

    def these(self, guids: Iterable[str]) -> Generator[SourceEvent, None, dict[RecordKind, set[str]]]:
        """Yield the people and units among some objects as they are now; returns who was found, of each kind."""
        found: dict[RecordKind, set[str]] = {RecordKind.PERSON: set(), RecordKind.UNIT: set()}
        wanted = set(guids)
        for search, mapper in self._searches:
            for batch in in_batches(wanted):
                narrowed = any_of(mapper.filter, batch)
                yield from self.below(search, mapper, self.base(search), narrowed=narrowed, found=found[mapper.kind])
        return found

    def visible(self, guids: Iterable[str]) -> Iterator[str]:
        """Those of these objects that this account may see, wherever in the domain they lie."""
        for batch in in_batches(guids):
            narrowed = any_of("(objectClass=*)", batch)
            found = self._search(self._here.domain, None, narrowed, ["objectGUID"])
            yield from (guid_of(entry) for entry in self._doubted(self._here.domain, found))

    def projects(self) -> Iterator[SourceEvent]:
        """Yield a project for each mapped group, with everybody in it."""
        if not self._settings.projects:
            return
        tree = GroupTree(self.group_guids, self._groups_with)
        for search in self._settings.projects:
            mapper = GroupMapper(search, self._settings.company or "")
            for entry in self._doubted(
                self.base(search), self._search(self.base(search), search, mapper.filter, mapper.asked_for)
            ):
                tree.learn(entry)
                record = mapper.to_record(entry, tree.everybody(guid_of(entry)))
                if isinstance(record, SourceRecord) and (second := self._projects.second(record)) is not None:
                    if not second.reason.startswith(f"the same key as {record.position},"):
                        yield second
                elif record is not None:
                    yield record

    @cached_property
    def group_guids(self) -> frozenset[str]:
        """Of every group of the domain that the account may see."""
        found = self._doubted(
            self._here.domain, self._search(self._here.domain, None, "(objectClass=group)", ["objectGUID"])
        )
        return frozenset(guid_of(entry) for entry in found)

    @cached_property
    def unit_guids(self) -> dict[str, str]:
        """Canonical DN -> GUID of each organisational unit, also of those above the base."""
        found = self._doubted(self._here.domain, self._search(self._here.domain, None, _UNIT_FILTER, ["objectGUID"]))
        return {canonical_dn(plain_dn(entry.dn)): guid_of(entry) for entry in found}

    @property
    def doubts(self) -> Sequence[str]:
        """What was not seen."""
        return self._doubts

    def _events(self, search: LdapSearch, mapper: EntryMapper, entry: DirectoryEntry) -> Iterator[SourceEvent]:
        mapping = _filled(search, mapper)
        plain = plain_entry(entry, referring_columns(mapping, mapper.kind))
        if mapper.kind is RecordKind.UNIT:
            self.unit_guids.setdefault(canonical_dn(plain.dn), guid_of(entry))
        for event in self._directory.events(mapper, plain):
            if not isinstance(event, SourceRecord):
                yield event
            elif event.kind is RecordKind.PERSON:
                yield rekeyed(with_account(event, entry, mapping, self._here.now), self.unit_guids)
            else:
                yield rekeyed(event, self.unit_guids)

    def _asked_for(self, mapper: EntryMapper) -> tuple[str, ...]:
        more = ACCOUNT_ATTRIBUTES if mapper.kind is RecordKind.PERSON else ("objectGUID",)
        return tuple({name.lower(): name for name in (*mapper.asked_for, *more)}.values())

    def _search(self, base: str, search: LdapSearch | None, filter_text: str, attributes: Sequence[str]) -> Entries:
        scope = search.scope if search else "subtree"
        return self._wire.entries(base, scope, filter_text, attributes, self._settings.page_size)

    def _groups_with(self, guids: Sequence[str]) -> Iterator[DirectoryEntry]:
        narrowed = any_of("(objectClass=group)", guids)
        return self._doubted(
            self._here.domain, self._search(self._here.domain, None, narrowed, ["objectGUID", "member"])
        )

    def _doubted(self, base: str, entries: Entries) -> Iterator[DirectoryEntry]:
        """The entries; if there may be more, that is kept in mind."""
        why = yield from entries
        if why:
            self._doubt(f"base '{base}': {why}")

    def _doubt(self, sentence: str) -> None:
        if sentence not in self._doubts:
            self._doubts.append(sentence)


def _filled(search: LdapSearch, mapper: EntryMapper) -> RecordMapping:
    """The search's mapping, by the preset where it says nothing."""
    ready = mapper.preset.people if mapper.kind is RecordKind.PERSON else mapper.preset.units
    return search if search.fields else search.model_copy(update={"fields": ready.fields})
