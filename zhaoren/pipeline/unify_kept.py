"""What the catalog keeps of a record so that it is found again: its match keys and its links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.vocabulary import RecordKind
from zhaoren.catalog.catalog import Transaction
from zhaoren.catalog.record_links import RecordLink
from zhaoren.catalog.records import StoredRecord
from zhaoren.pipeline.unify_links import links_of
from zhaoren.pipeline.unify_reading import SourceRules, holds
from zhaoren.unification.account_kinds import AccountKind
from zhaoren.unification.documents import author_names
from zhaoren.unification.match_keys import leaving_key, name_keys, place_key
from zhaoren.unification.places import place_of
from zhaoren.unification.preparation import PreparedPerson
from zhaoren.unification.read_records import ReadRecord


@dataclass(frozen=True, slots=True)
class Kept:
    """Keys and links of one record."""

    keys: tuple[int, ...]
    links: list[RecordLink]


def kept_of(record: ReadRecord, person: PreparedPerson | None, keys: tuple[int, ...] = ()) -> Kept:
    """Keys and links of a record; those of a person need him in comparable form, and his match keys."""
    if person is not None:
        leaving = (leaving_key(person.left_on),) if person.left_on else ()
        found = (*keys, *name_keys(person.names), place_key(place_of(record)), *leaving)
        return Kept(found, links_of(record) if person.kind is AccountKind.PERSON else [])
    if record.ref.kind is RecordKind.POST:
        return Kept((place_key(place_of(record)),), links_of(record))
    return Kept(name_keys(author_names(record)), links_of(record))


def keep_pointing(rules: SourceRules, writing: Transaction, records: Sequence[StoredRecord]) -> None:
    """Store links and keys of posts, documents and projects."""
    kept = {r.id: kept_of(rules.read(r), None) if holds(r) else Kept((), []) for r in records}
    writing.match_keys.replace_many({i: one.keys for i, one in kept.items()})
    writing.record_links.replace_many({i: one.links for i, one in kept.items()})
