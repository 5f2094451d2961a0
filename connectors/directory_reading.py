"""What a live directory and an LDIF file have in common: searches in order, people, and the units above them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from connectors.directory_units import KeyOf, UnitsAbove, key_by_name, told_by_nobody
from connectors.distinguished_names import looks_like_dn
from connectors.ldap_entries import DirectoryEntry, EntryMapper
from connectors.mapping import SeenKeys
from schemas.records import ReadOutcome, Skipped, SourceEvent, SourceRecord
from schemas.source_settings import LdapSearch, LdapSource, LdifSource
from schemas.vocabulary import RecordKind


class DirectoryReading:
    """One reading of a directory: turns entries into events, and counts what makes it whole.

    Args:
        settings: of the source.
        key_of: keys of units, made of their names.
        is_told: whether another reading tells of a unit.
    """

    def __init__(
        self,
        settings: LdapSource | LdifSource,
        key_of: KeyOf = key_by_name,
        is_told: Callable[[str], bool] = told_by_nobody,
    ) -> None:
        self._settings = settings
        self._seen = SeenKeys()
        self._key_of = key_of
        self._above = UnitsAbove(settings.company or "", key_of, is_told)
        self._counts: dict[RecordKind, int] = {}
        self._doubts: list[str] = []

    def searches(self, kind: RecordKind | None = None) -> Iterator[tuple[LdapSearch, EntryMapper]]:
        """The searches and what maps their entries, units before people.

        Raises:
            SourceRefused: a mapping names what is never taken.
        """
        settings = self._settings
        for each, searches in ((RecordKind.UNIT, settings.units), (RecordKind.PERSON, settings.people)):
            for search in searches if kind in (None, each) else ():
                yield (
                    search,
                    EntryMapper(
                        f"source '{settings.name}'",
                        each,
                        search,
                        settings.preset,
                        settings.company or "",
                        units_from_dn=settings.units_from_dn,
                    ),
                )

    def events(self, mapper: EntryMapper, entry: DirectoryEntry, position: str = "") -> Iterator[SourceEvent]:
        """What an entry gives: its record or why it is kept out, and the units above it that are new."""
        record = mapper.to_record(entry, position)
        if record is None:
            return
        if isinstance(record, Skipped):
            yield record
            return
        second = self._seen.second(record)
        if second is not None:
            # Two searches that overlap find an entry twice; only another entry with the same key is worth a word.
            if not second.reason.startswith(f"the same key as {record.position},"):
                yield second
            return
        if record.kind is RecordKind.UNIT:
            self._above.already_told(record.also_keys[-1])
        elif self._settings.units_from_dn:
            for unit in self._above.of(record, entry.dn):
                if self._seen.second(unit) is None:
                    self._counts[RecordKind.UNIT] = self._counts.get(RecordKind.UNIT, 0) + 1
                    yield replace(unit, position=position or unit.position)
        self._counts[record.kind] = self._counts.get(record.kind, 0) + 1
        yield self._referring(record)

    def _referring(self, record: SourceRecord) -> SourceRecord:
        """The record with the key of its unit in place of the unit's name, which may change."""
        field = "parent_key" if record.kind is RecordKind.UNIT else "unit_key"
        names = record.fields.get(field)
        if self._key_of is key_by_name or not names:
            return record
        keys = tuple([self._key_of(name) if looks_like_dn(name) else name for name in names])
        fields = {**record.fields, field: keys}
        # As `replace` would, in a third of its time: there is one for nearly every entry.
        return SourceRecord(record.kind, record.key, fields, record.also_keys, record.position, record.changed_at)

    def taken(self, record: SourceRecord | Skipped | None) -> Iterator[SourceEvent]:
        """A record that stands for itself, such as a group."""
        if record is None:
            return
        again = None if isinstance(record, Skipped) else self._seen.second(record)
        if again is None:
            if isinstance(record, SourceRecord):
                self._counts[record.kind] = self._counts.get(record.kind, 0) + 1
            yield record
        elif not again.reason.startswith(f"the same key as {record.position},"):
            yield again

    def doubt(self, sentence: str) -> None:
        """Something was not seen: the reading is no proof that an unseen record is gone."""
        if sentence not in self._doubts:
            self._doubts.append(sentence)

    def outcome(self) -> ReadOutcome:
        """How far the reading got."""
        for _, mapper in self.searches():
            if not self._counts.get(mapper.kind):
                self.doubt(f"no {'person' if mapper.kind is RecordKind.PERSON else 'unit'} was found")
        return ReadOutcome(
            complete=not self._doubts,
            kinds=frozenset() if self._doubts else frozenset(self._counts),
            why_incomplete="; ".join(self._doubts),
        )
