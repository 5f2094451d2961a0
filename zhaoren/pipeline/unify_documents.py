"""Records of documents, projects and vacant posts -> the catalog, their people looked up as they are joined now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from schemas.directory_json import DOCUMENT, PERSON, POST
from schemas.records import RecordRef
from schemas.vocabulary import RecordKind
from zhaoren.catalog.catalog import Transaction
from zhaoren.catalog.entities import Entity, PutCounts
from zhaoren.catalog.records import StoredRecord
from zhaoren.pipeline.unify_links import SELF, PersonKeys
from zhaoren.pipeline.unify_reading import holds
from zhaoren.pipeline.unify_work import Work
from zhaoren.unification.coded_words import read_yes
from zhaoren.unification.documents import Finders, document_id, document_of
from zhaoren.unification.golden_posts import post_of_record
from zhaoren.unification.match_keys import name_keys
from zhaoren.unification.read_records import ReadRecord, key_variants

DOCUMENT_KINDS = (RecordKind.DOCUMENT, RecordKind.PROJECT)


@dataclass(slots=True)
class PaperFinder:
    """Finds the people and projects that documents name, within one transaction."""

    work: Work
    writing: Transaction
    keys: PersonKeys
    _names: dict[str, str] = field(default_factory=dict)

    def finders(self) -> Finders:
        """For `document_of`."""
        return Finders(self.keys.of_record, self.people_of_name, self.project_of_key, self.name_of_person)

    def people_of_name(self, name: str, company: str | None) -> set[str]:
        """People who bear this very name, in this company where one is known."""
        hashes = name_keys((name,))
        ids = {i for found in self.writing.match_keys.records_with(hashes).values() for i in found}
        people = self.writing.clusters.person_ids_of(ids)
        stored = self.writing.records.by_ids(people)
        found = set()
        for record_id, record in stored.items():
            if not holds(record) or record.ref.kind is not RecordKind.PERSON:
                continue
            if company is None or self.work.prepared(record).placing.company_id == company:
                found.add(people[record_id])
        return found

    def project_of_key(self, record: ReadRecord, key: str) -> str | None:
        """The project that a document names: of its own source, else the only one with this key."""
        variants = key_variants(key, record.ref.key)
        linked = self.writing.record_links.pointing_at(RecordKind.PROJECT, variants, role=SELF)
        ids = {link.record_id for links in linked.values() for link in links}
        stored = list(self.writing.records.by_ids(ids).values())
        refs = [
            RecordRef(source, RecordKind.PROJECT, v) for source in self._project_sources() for v in (key, *variants)
        ]
        stored += self.writing.records.by_refs(refs).values()
        alive = {found.id: found for found in stored if holds(found)}
        own = [found for found in alive.values() if found.ref.source == record.ref.source]
        chosen = own or list(alive.values())
        return document_id(self.work.rules.read(chosen[0])) if len(chosen) == 1 else None

    def _project_sources(self) -> list[str]:
        counted = self.writing.records.counts()
        return sorted({source for source, kind, _ in counted if kind is RecordKind.PROJECT})

    def name_of_person(self, person_id: str) -> str:
        """The name that he goes by."""
        if person_id not in self._names:
            stored = self.writing.entities.get("person", person_id)
            body = stored.body if stored is not None else None
            self._names[person_id] = PERSON.validate_json(body).name.text if body else ""
        return self._names[person_id]


def write_documents(work: Work, writing: Transaction, keys: PersonKeys, records: Iterable[StoredRecord]) -> PutCounts:
    """Keep these documents and projects; those whose record is over are removed."""
    listed = list(records)
    read = [work.rules.read(record) for record in listed if holds(record)]
    gone = [document_id(work.rules.read(record)) for record in listed if not holds(record)]
    finders = PaperFinder(work, writing, keys).finders()
    numbers = writing.entities.numbers("document", [document_id(record) for record in read])
    entities = []
    for record in read:
        document = document_of(record, numbers[document_id(record)], work.organisation, finders)
        entities.append(Entity(document.id, document.number, DOCUMENT.dump_json(document)))
    return writing.entities.put_many("document", entities) + writing.entities.remove_many("document", gone)


@dataclass(slots=True)
class PostsTold:
    """Posts without a person: `vacant` are seats that a source calls empty, `unknown_holder` name nobody we know."""

    vacant: int = 0
    unknown_holder: int = 0


def write_posts(
    work: Work, writing: Transaction, keys: PersonKeys, records: Iterable[StoredRecord], told: PostsTold
) -> PutCounts:
    """Keep vacant posts. Held ones are part of their holder; one whose holder is not known is no vacancy."""
    vacant: list[Entity] = []
    others: list[str] = []
    listed = list(records)
    read = {record.id: work.rules.read(record) for record in listed}
    numbers = writing.entities.numbers("post", [f"post-{r.id}" for r in listed if _is_vacant(r, read[r.id])])
    for stored in listed:
        record = read[stored.id]
        post_id = f"post-{stored.id}"
        if _is_vacant(stored, record):
            post = post_of_record(record, work.organisation, None)
            vacant.append(Entity(post_id, numbers[post_id], POST.dump_json(post)))
        else:
            others.append(post_id)
            known = not holds(stored) or any(keys.of_record(record, key) for key in record.all("holder_key"))
            told.unknown_holder += not known
    told.vacant += len(vacant)
    return writing.entities.put_many("post", vacant) + writing.entities.remove_many("post", others)


def _is_vacant(stored: StoredRecord, record: ReadRecord) -> bool:
    return holds(stored) and (not record.first("holder_key") or read_yes(record.first("vacant")) is True)
