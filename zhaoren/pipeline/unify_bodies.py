"""People as joined -> their golden records in the catalog, some hundred at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from schemas.directory import Origin
from schemas.directory_json import PERSON
from schemas.records import RecordRef
from schemas.vocabulary import RecordKind
from zhaoren.catalog.catalog import Transaction
from zhaoren.catalog.entities import Entity, PutCounts
from zhaoren.pipeline.prepared_scratch import PreparedScratch
from zhaoren.pipeline.unify_links import ASSISTANT, HOLDER, PersonKeys, own_keys
from zhaoren.pipeline.unify_reading import SourceRules, holds
from zhaoren.unification.contact_reading import read_numbers
from zhaoren.unification.golden_record import Gathered, golden_record
from zhaoren.unification.match_keys import LARGEST_BLOCK, key_number
from zhaoren.unification.organisation import Organisation
from zhaoren.unification.preparation import PreparedPerson, prepare
from zhaoren.unification.read_records import ReadRecord


@dataclass(slots=True)
class Shaper:
    """Shapes people from what the catalog knows of their records.

    Attributes:
        today: ISO day.
    """

    rules: SourceRules
    organisation: Organisation
    keys: PersonKeys
    today: str
    _heads: dict[str, list[tuple[str, Origin]]]
    _switchboards: frozenset[str]
    _scratch: PreparedScratch | None = None

    @classmethod
    def of(
        cls,
        rules: SourceRules,
        organisation: Organisation,
        keys: PersonKeys,
        today: str,
        scratch: PreparedScratch | None = None,
    ) -> Shaper:
        """Once for each run, when every record has its person."""
        keys.learn((r.ref.source, r.ref.key, key) for said in organisation.heads.values() for r, key, _ in said)
        heads: dict[str, list[tuple[str, Origin]]] = defaultdict(list)
        for unit_id, said in organisation.heads.items():
            for record, key, origin in said:
                if (person := keys.of_record(record, key)) is not None:
                    heads[person].append((unit_id, origin))
        boards = frozenset(n.normal for text in organisation.switchboards for n in read_numbers(text) if n.normal)
        return cls(rules, organisation, keys, today, heads, boards, scratch)

    def shape(self, work: Transaction, people: Mapping[str, Sequence[int]]) -> tuple[PutCounts, list[str]]:
        """Write these people.

        Args:
            people: id -> ids of all records of that person.

        Returns:
            What was written, and ids of people of whom no record holds any more; they are left as they are.
        """
        stored = work.records.by_ids({record_id for ids in people.values() for record_id in ids})
        read = {i: self.rules.read(record) for i, record in stored.items() if holds(record)}
        prepared = self._prepared(read)
        alive = {person: own for person, ids in people.items() if (own := [read[i] for i in ids if i in read])}
        posts, assisted = self._pointing(work, read)
        shared = self._shared(work, prepared.values())
        numbers = work.entities.numbers("person", alive)
        self.keys.learn(
            (record.ref.source, record.ref.key, key) for record in read.values() for key in record.all("manager_key")
        )
        entities = [
            self._entity(
                Gathered(
                    person_id=person,
                    number=numbers[person],
                    records=own,
                    prepared=prepared,
                    posts=posts.get(person, ()),
                    assisted=assisted.get(person, ()),
                    heads=self._heads.get(person, ()),
                ),
                shared,
            )
            for person, own in alive.items()
        ]
        return work.entities.put_many("person", entities), [person for person in people if person not in alive]

    def _prepared(self, read: Mapping[int, ReadRecord]) -> dict[RecordRef, PreparedPerson]:
        laid_aside = self._scratch.get_many(read) if self._scratch is not None else {}
        return {
            record.ref: laid_aside[i] if i in laid_aside else prepare(record, self.organisation)
            for i, record in read.items()
        }

    def _entity(self, gathered: Gathered, shared: frozenset[str]) -> Entity:
        person = golden_record(gathered, self.organisation, self.keys.of_record, shared, self.today)
        return Entity(person.id, person.number, PERSON.dump_json(person))

    def _pointing(
        self, work: Transaction, read: Mapping[int, ReadRecord]
    ) -> tuple[dict[str, list[ReadRecord]], dict[str, list[tuple[ReadRecord, str]]]]:
        """Records of posts, and of people with an assistant, by the person whom they mean."""
        own = {key for record in read.values() for key in own_keys(record)}
        links = work.record_links.pointing_at(RecordKind.PERSON, own)
        ids = {link.record_id for found in links.values() for link in found if link.role in (HOLDER, ASSISTANT)}
        pointing = {i: self.rules.read(r) for i, r in work.records.by_ids(ids).items() if holds(r)}
        fields = {RecordKind.POST: "holder_key", RecordKind.PERSON: "assistant_key"}
        self.keys.learn((r.ref.source, r.ref.key, key) for r in pointing.values() for key in r.all(fields[r.ref.kind]))
        bosses = work.clusters.person_ids_of(i for i, r in pointing.items() if r.ref.kind is RecordKind.PERSON)
        posts: dict[str, list[ReadRecord]] = defaultdict(list)
        assisted: dict[str, list[tuple[ReadRecord, str]]] = defaultdict(list)
        for record_id in sorted(pointing):
            record = pointing[record_id]
            for person in _people(self.keys, record, fields[record.ref.kind]):
                if record.ref.kind is RecordKind.POST:
                    posts[person].append(record)
                elif record_id in bosses:
                    assisted[person].append((record, bosses[record_id]))
        return posts, assisted

    def _shared(self, work: Transaction, prepared: Iterable[PreparedPerson]) -> frozenset[str]:
        """Numbers of these people that two who work here carry, or so many records that nobody's it can be."""
        numbers = {key_number("number", n.normal): n.normal for person in prepared for n in person.numbers if n.normal}
        holders = work.match_keys.records_with(numbers)
        suspects = {key: ids for key, ids in holders.items() if 1 < len(ids) <= LARGEST_BLOCK}
        people = work.clusters.person_ids_of({i for ids in suspects.values() for i in ids})
        several = {key: ids for key, ids in suspects.items() if len({people.get(i) for i in ids} - {None}) > 1}
        active = self._active(work, {i for ids in several.values() for i in ids})
        shared = {numbers[key] for key, ids in holders.items() if len(ids) > LARGEST_BLOCK}
        for key, ids in several.items():
            if len({people[i] for i in ids if i in people and i in active}) > 1:
                shared.add(numbers[key])
        return self._switchboards | shared

    def _active(self, work: Transaction, record_ids: set[int]) -> set[int]:
        stored = work.records.by_ids(record_ids)
        return {i for i, r in stored.items() if holds(r) and prepare(self.rules.read(r), self.organisation).active}


def _people(keys: PersonKeys, record: ReadRecord, field: str) -> Iterator[str]:
    found = (keys.of_record(record, key) for key in record.all(field))
    yield from dict.fromkeys(person for person in found if person is not None)
