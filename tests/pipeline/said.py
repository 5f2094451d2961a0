"""A catalog in a file whose records a test sets as it likes, without connectors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from random import Random

from schemas.directory import Person, Unit
from schemas.directory_json import PERSON, UNIT
from schemas.records import RecordRef
from schemas.source_settings import FilesSource
from schemas.vocabulary import RecordKind
from zhaoren.catalog.catalog import Catalog
from zhaoren.catalog.record_writing import RecordContent, canonical
from zhaoren.foundation.clock import iso
from zhaoren.foundation.ids import id_mint

Fields = Mapping[str, str]
Said = Mapping[RecordRef, Fields]


class SetClock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def person(source: str, key: str) -> RecordRef:
    """A reference to a record of a person."""
    return RecordRef(source, RecordKind.PERSON, key)


def files_source(name: str, priority: int = 50, company: str | None = None) -> FilesSource:
    """Settings of a source; it is never opened."""
    return FilesSource(kind="legacy_files", name=name, priority=priority, company=company)


class SaidCatalog:
    """A catalog and what its sources say in it; a file in the folder unless `url` names another database."""

    def __init__(self, folder: Path, seed: int = 1, url: str = "") -> None:
        self.clock = SetClock()
        self.mint = id_mint(self.clock, Random(seed).getrandbits)
        folder.mkdir(parents=True, exist_ok=True)
        self.catalog = Catalog(url or f"sqlite:///{folder / 'catalog.db'}", clock=self.clock, mint=self.mint)

    def say(self, said: Said) -> None:
        """Let the sources say exactly this: new records are added, changed ones changed, others ended."""
        with self.catalog.transaction() as work:
            known = {record.ref: record for record in work.records.all(ended=True)}
            for ref, fields in said.items():
                content = _content(ref, fields, iso(self.clock()))
                before = known.get(ref)
                if before is None:
                    work.record_writer.add_many(ref.source, ref.kind, "run", iso(self.clock()), [content])
                elif dict(before.fields) != _values(fields) or before.ended_at:
                    work.record_writer.change_many("run", [(before.id, content)])
            over = [record.id for ref, record in known.items() if ref not in said and not record.ended_at]
            work.record_writer.end_many("run", over, iso(self.clock()), unseen=False)

    def people(self) -> dict[str, Person]:
        """Everybody by id."""
        return {one.id: PERSON.validate_json(one.body) for one in self.catalog.entities.all("person") if one.body}

    def units(self) -> dict[str, Unit]:
        """Units by name."""
        units = (UNIT.validate_json(one.body) for one in self.catalog.entities.all("unit") if one.body)
        return {unit.name.text: unit for unit in units}

    def units_by_id(self) -> dict[str, Unit]:
        """Units by id."""
        units = (UNIT.validate_json(one.body) for one in self.catalog.entities.all("unit") if one.body)
        return {unit.id: unit for unit in units}

    def clusters(self) -> set[frozenset[RecordRef]]:
        """The records of each person."""
        return {frozenset(one.records) for one in self.people().values()}

    def person_of(self, ref: RecordRef) -> Person:
        """The person whose record this is."""
        found = [one for one in self.people().values() if ref in one.records]
        assert len(found) == 1
        return found[0]


def _values(fields: Fields) -> dict[str, tuple[str, ...]]:
    return {name: tuple(text.split("|")) for name, text in fields.items() if text}


def _content(ref: RecordRef, fields: Fields, now: str) -> RecordContent:
    text = canonical({name: list(values) for name, values in _values(fields).items()})
    since = canonical(dict.fromkeys(_values(fields), "2026-01-01T00:00:00Z"))
    return RecordContent(ref.key, blake2b(text.encode()).digest()[:16], text, since, "[]", "", now)
