"""People as joined -> their golden records in the catalog, some hundred at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from schemas.directory import Origin
from schemas.directory_json import PERSON
from schemas.vocabulary import RecordKind
from zhaoren.catalog.catalog import Stores, Transaction
from zhaoren.catalog.entities import Entity
from zhaoren.catalog.records import StoredRecord
from zhaoren.pipeline.unify_links import ASSISTANT, HOLDER, PersonKeys, own_keys
from zhaoren.pipeline.unify_reading import SourceRules, holds
from zhaoren.unification.contact_reading import read_numbers
from zhaoren.unification.golden_record import Gathered, golden_record
from zhaoren.unification.match_keys import LARGEST_BLOCK, key_number, number_keys
from zhaoren.unification.organisation import Organisation
from zhaoren.unification.preparation import PreparedPerson, prepare
from zhaoren.unification.read_records import ReadRecord

_SAID = {RecordKind.POST: "holder_key", RecordKind.PERSON: "assistant_key"}


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
    _pointed_at: bool

    @classmethod
    def of(
        cls, rules: SourceRules, organisation: Organisation, keys: PersonKeys, today: str, *, pointed_at: bool = True
    ) -> Shaper:
        """Once for each run, when every record has its person.

        Args:
            pointed_at: whether any record names the holder of a post or an assistant.
        """
        keys.learn((r.ref.source, r.ref.key, key) for said in organisation.heads.values() for r, key, _ in said)
        heads: dict[str, list[tuple[str, Origin]]] = defaultdict(list)
        for unit_id, said in organisation.heads.items():
            for record, key, origin in said:
                if (person := keys.of_record(record, key)) is not None:
                    heads[person].append((unit_id, origin))
        boards = frozenset(n.normal for text in organisation.switchboards for n in read_numbers(text) if n.normal)
        return cls(rules, organisation, keys, today, heads, boards, pointed_at)

    def shape(self, work: Transaction, people: Mapping[str, Sequence[int]]) -> list[Entity]:
        """The golden records of these people.

        Args:
            people: id -> ids of all records of that person.

        Returns:
            Those of them of whom a record holds; new ones have taken their numbers.
        """
        stored = work.records.by_ids({record_id for ids in people.values() for record_id in ids})
        both = {i: self._read(record) for i, record in stored.items() if holds(record)}
        alive = {person: own for person, ids in people.items() if (own := [both[i] for i in ids if i in both])}
        shared = self._shared(work, [person for _, person in both.values()])
        numbers = work.entities.numbers("person", alive)
        return self.bodies(work, [(one, numbers[one], own) for one, own in alive.items()], shared.__contains__)

    def bodies(
        self,
        stores: Stores,
        people: Sequence[tuple[str, int, Sequence[tuple[ReadRecord, PreparedPerson]]]],
        is_shared: Callable[[int], bool],
    ) -> list[Entity]:
        """The golden records of people.

        Args:
            people: (id, number, his records that hold).
            is_shared: whether several people carry the number of this key.
        """
        read = [record for _, _, own in people for record, _ in own]
        posts, assisted = self._pointing(stores, read) if self._pointed_at else ({}, {})
        self.keys.learn(
            (record.ref.source, record.ref.key, key) for record in read for key in record.all("manager_key")
        )
        return [self._entity(person, posts, assisted, is_shared) for person in people]

    def _read(self, stored: StoredRecord) -> tuple[ReadRecord, PreparedPerson]:
        record = self.rules.read(stored)
        return record, prepare(record, self.organisation)

    def _entity(
        self,
        told: tuple[str, int, Sequence[tuple[ReadRecord, PreparedPerson]]],
        posts: Mapping[str, list[ReadRecord]],
        assisted: Mapping[str, list[tuple[ReadRecord, str]]],
        is_shared: Callable[[int], bool],
    ) -> Entity:
        person_id, number, own = told
        gathered = Gathered(
            person_id=person_id,
            number=number,
            records=[record for record, _ in own],
            prepared={record.ref: person for record, person in own},
            posts=posts.get(person_id, ()),
            assisted=assisted.get(person_id, ()),
            heads=self._heads.get(person_id, ()),
        )
        numbers = {one.normal for _, person in own for one in person.numbers if one.normal}
        shared = {n for n in numbers if n in self._switchboards or is_shared(key_number("number", n))}
        person = golden_record(gathered, self.organisation, self.keys.of_record, shared, self.today)
        return Entity(person.id, person.number, PERSON.dump_json(person))

    def _pointing(
        self, work: Stores, read: Sequence[ReadRecord]
    ) -> tuple[dict[str, list[ReadRecord]], dict[str, list[tuple[ReadRecord, str]]]]:
        """Records of posts, and of people with an assistant, by the person whom they mean."""
        own = {key for record in read for key in own_keys(record)}
        links = work.record_links.pointing_at(RecordKind.PERSON, own)
        ids = {link.record_id for found in links.values() for link in found if link.role in (HOLDER, ASSISTANT)}
        pointing = {i: self.rules.read(r) for i, r in work.records.by_ids(ids).items() if holds(r)}
        self.keys.learn((r.ref.source, r.ref.key, key) for r in pointing.values() for key in r.all(_SAID[r.ref.kind]))
        bosses = work.clusters.person_ids_of(i for i, r in pointing.items() if r.ref.kind is RecordKind.PERSON)
        posts: dict[str, list[ReadRecord]] = defaultdict(list)
        assisted: dict[str, list[tuple[ReadRecord, str]]] = defaultdict(list)
        for record_id in sorted(pointing):
            record = pointing[record_id]
            for person in _people(self.keys, record, _SAID[record.ref.kind]):
                if record.ref.kind is RecordKind.POST:
                    posts[person].append(record)
                elif record_id in bosses:
                    assisted[person].append((record, bosses[record_id]))
        return posts, assisted

    def _shared(self, work: Transaction, prepared: Iterable[PreparedPerson]) -> frozenset[int]:
        """Keys of numbers of these people that two who work here carry, or so many records that nobody's it can be."""
        holders = work.match_keys.records_with({key for person in prepared for key in number_keys(person)})
        suspects = {key: ids for key, ids in holders.items() if 1 < len(ids) <= LARGEST_BLOCK}
        people = work.clusters.person_ids_of({i for ids in suspects.values() for i in ids})
        several = {key: ids for key, ids in suspects.items() if len({people.get(i) for i in ids} - {None}) > 1}
        active = self._active(work, {i for ids in several.values() for i in ids})
        shared = {key for key, ids in holders.items() if len(ids) > LARGEST_BLOCK}
        for key, ids in several.items():
            if len({people[i] for i in ids if i in people and i in active}) > 1:
                shared.add(key)
        return frozenset(shared)

    def _active(self, work: Transaction, record_ids: set[int]) -> set[int]:
        stored = work.records.by_ids(record_ids)
        return {i for i, r in stored.items() if holds(r) and prepare(self.rules.read(r), self.organisation).active}


def _people(keys: PersonKeys, record: ReadRecord, field: str) -> Iterator[str]:
    found = (keys.of_record(record, key) for key in record.all(field))
    yield from dict.fromkeys(person for person in found if person is not None)
