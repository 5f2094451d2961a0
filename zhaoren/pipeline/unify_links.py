"""What records point at, kept as links in the catalog, and found again in both directions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from schemas.records import RecordRef
from schemas.vocabulary import RecordKind
from zhaoren.catalog.catalog import Stores
from zhaoren.catalog.record_links import RecordLink
from zhaoren.catalog.records import StoredRecord
from zhaoren.pipeline.unify_reading import holds
from zhaoren.unification.read_records import ReadRecord, fold_key, key_variants

SELF = "self"
MANAGER, ASSISTANT, HOLDER, AUTHOR, PROJECT = "manager", "assistant", "holder", "author", "project"
_ROLES: Mapping[RecordKind, tuple[tuple[str, str], ...]] = {
    RecordKind.PERSON: (("manager_key", MANAGER), ("assistant_key", ASSISTANT)),
    RecordKind.POST: (("holder_key", HOLDER),),
    RecordKind.DOCUMENT: (("author_key", AUTHOR),),
    RecordKind.PROJECT: (("lead_key", AUTHOR), ("member_key", AUTHOR)),
}
_LONGEST_KEY = 2000
_SHORTEST_ELSEWHERE = 4  # a shorter key ("17") agrees with one of another source by chance
_CACHED = 100_000

Asked = tuple[str, str, str]
"""(source of the record that says it, that record's own key, the key that it says)."""


def links_of(record: ReadRecord) -> list[RecordLink]:
    """The keys under which a record is found, where they differ from its key as stored, and those that it points at."""
    found = [
        RecordLink(record.record_id, SELF, record.ref.kind, folded)
        for folded in own_keys(record)
        if folded != record.ref.key
    ]
    for field, role in _ROLES.get(record.ref.kind, ()):
        for key in record.all(field):
            variants = key_variants(key[:_LONGEST_KEY], record.ref.key)
            found += [RecordLink(record.record_id, role, RecordKind.PERSON, variant) for variant in variants]
    for key in record.all("project_key"):
        variants = key_variants(key[:_LONGEST_KEY], record.ref.key)
        found += [RecordLink(record.record_id, PROJECT, RecordKind.PROJECT, variant) for variant in variants]
    return list(dict.fromkeys(found))


def keys_of(stored: StoredRecord) -> tuple[str, ...]:
    """Folded forms of the keys of a record as stored."""
    keys = (fold_key(key[:_LONGEST_KEY]) for key in (stored.ref.key, *stored.also_keys))
    return tuple(dict.fromkeys(key for key in keys if key))


def own_keys(record: ReadRecord) -> tuple[str, ...]:
    """Folded forms of the keys of a record."""
    keys = [fold_key(key[:_LONGEST_KEY]) for key in (record.ref.key, *record.also_keys)]
    return tuple(dict.fromkeys(key for key in keys if key))


class PersonKeys:
    """Finds the people whom records mean by a key: in the source itself, else in one other that knows such a key."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores
        self._sources = stores.records.sources_with(RecordKind.PERSON)
        self._found: dict[Asked, str | None] = {}

    def find(self, source: str, beside: str, key: str) -> str | None:
        """One look-up; `learn` makes many cheap."""
        asked = (source, beside, key)
        if asked not in self._found:
            self.learn([asked])
        return self._found[asked]

    def of_record(self, record: ReadRecord, key: str) -> str | None:
        """The person whom this record means by a key."""
        return self.find(record.ref.source, record.ref.key, key)

    def learn(self, asked: Iterable[Asked]) -> None:
        """Look many up at once."""
        if len(self._found) > _CACHED:
            self._found.clear()
        new = {one: key_variants(one[2][:_LONGEST_KEY], one[1]) for one in asked if one not in self._found}
        bearers = self._bearers({variant for variants in new.values() for variant in variants})
        for one, variants in new.items():
            self._found[one] = self._meant(one[0], variants, bearers)

    def _meant(
        self, source: str, variants: tuple[str, ...], bearers: Mapping[str, list[tuple[str, str]]]
    ) -> str | None:
        for variant in variants:
            own = {person for bearer, person in bearers.get(variant, ()) if bearer == source}
            if len(own) == 1:
                return own.pop()
        for variant in variants:
            others = {person for bearer, person in bearers.get(variant, ()) if bearer != source}
            if len(others) == 1 and (len(variant) >= _SHORTEST_ELSEWHERE or source not in self._sources):
                return others.pop()
        return None

    def _bearers(self, variants: set[str]) -> dict[str, list[tuple[str, str]]]:
        """Folded key -> (source, person id) of the records that bear it."""
        records = self.records_with(variants)
        people = self._stores.clusters.person_ids_of({i for found in records.values() for _, i in found})
        return {
            key: [(source, people[record_id]) for source, record_id in found if record_id in people]
            for key, found in records.items()
        }

    def people_with(self, keys: Iterable[str]) -> set[str]:
        """Everybody who bears one of these folded keys, in whatever source."""
        return {person for found in self._bearers(set(keys)).values() for _, person in found}

    def records_with(self, keys: Iterable[str]) -> dict[str, list[tuple[str, int]]]:
        """Folded key -> (source, record id) of the records of people that bear it."""
        wanted = set(keys)
        found: dict[str, list[tuple[str, int]]] = defaultdict(list)
        linked = self._stores.record_links.pointing_at(RecordKind.PERSON, wanted, role=SELF)
        by_id = self._stores.records.by_ids({link.record_id for links in linked.values() for link in links})
        for key, links in linked.items():
            for link in links:
                record = by_id.get(link.record_id)
                if record is not None and holds(record):
                    found[key].append((record.ref.source, record.id))
        refs = (RecordRef(source, RecordKind.PERSON, key) for source in self._sources for key in wanted)
        for ref, record in self._stores.records.by_refs(refs).items():
            if holds(record) and fold_key(ref.key) == ref.key:
                found[ref.key].append((ref.source, record.id))
        return found
