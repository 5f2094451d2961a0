"""Unit records and the places that people's records name -> the organisation tree, kept in the catalog."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from schemas.directory import Unit
from schemas.directory_json import UNIT
from schemas.vocabulary import RecordKind
from zhaoren.catalog.catalog import Catalog, Stores, Transaction
from zhaoren.catalog.entities import Entity, PutCounts
from zhaoren.catalog.leases import Lease
from zhaoren.foundation.ids import MintId
from zhaoren.language.functions import function_of_unit
from zhaoren.pipeline.unify_clusters import judgements_since
from zhaoren.pipeline.unify_links import PersonKeys
from zhaoren.pipeline.unify_reading import SourceRules
from zhaoren.pipeline.unit_reviews import ask_about_units, returning_units
from zhaoren.unification.judged_units import JudgedUnits
from zhaoren.unification.match_keys import place_key
from zhaoren.unification.organisation import Organisation, organise, organise_again
from zhaoren.unification.places import PlaceCounts, place_of
from zhaoren.unification.read_records import ReadRecord


def known_units(stores: Stores) -> list[Unit]:
    """The tree as kept."""
    return [UNIT.validate_json(body) for stored in stores.entities.all("unit") if (body := stored.body) is not None]


def _unit_records(stores: Stores, rules: SourceRules) -> list[ReadRecord]:
    return [rules.read(stored) for stored in stores.records.all([RecordKind.UNIT])]


def tree_from_everything(seen: Stores, rules: SourceRules, mint: MintId, people: Iterable[PlaceCounts]) -> Organisation:
    """The tree, every record's place counted.

    Args:
        people: the places of all records of people that hold.
    """
    counts = PlaceCounts()
    for part in people:
        counts.add_all(part)
    for stored in seen.records.all([RecordKind.POST]):
        counts.add(rules.read(stored))
    declared = tuple(rules.companies.values())
    known = returning_units(seen, known_units(seen))
    judged = judged_units(seen)
    return organise(_unit_records(seen, rules), counts, known, mint, function_of_unit, declared, judged)


def judged_units(seen: Stores) -> JudgedUnits:
    """What counts of all that people decided about units."""
    return JudgedUnits.of(judgements_since(seen, 0))


def tree_as_it_was(seen: Stores, rules: SourceRules, mint: MintId) -> Organisation:
    """The tree of the last time, from what is kept."""
    return organise_again(_unit_records(seen, rules), known_units(seen), mint, function_of_unit, judged_units(seen))


def places_hold(seen: Stores, organisation: Organisation, changed: Sequence[tuple[ReadRecord, bool]]) -> bool:
    """Whether changed records leave the tree as it is: no place is new to it, none has lost its last record.

    False also where that would be costly to tell: everything is counted again then.

    Args:
        changed: records of people and posts, each with whether it still holds.
    """
    old_keys = seen.match_keys.of_records(record.record_id for record, _ in changed)
    ids = {record.record_id for record, _ in changed}
    for record, alive in changed:
        place = place_of(record)
        before = old_keys.get(record.record_id, frozenset())
        if alive and place_key(place) in before:
            continue
        if alive and not organisation.complete(place):
            return False
        if before and not _does_without(seen, organisation, record, before, ids):
            return False
    return True


def _does_without(
    seen: Stores, organisation: Organisation, record: ReadRecord, before: frozenset[int], changed: set[int]
) -> bool:
    """Whether the tree has the place that a record named until now even without it."""
    said = [record.fields, *(version.fields for version in seen.records.history(record.record_id))]
    place = next((p for f in said if place_key(p := place_of(record._replace(fields=f))) in before), None)
    if place is None or not organisation.complete(place):
        return False
    unit = organisation.unit(organisation.place(place).unit_id)
    if unit is None or unit.records:
        return True
    others = seen.match_keys.records_with([place_key(place)]).get(place_key(place), ())
    return not set(others) <= changed


def write_units(catalog: Catalog, lease: Lease | None, organisation: Organisation) -> PutCounts:
    """Keep the tree; who heads its units is set when people are known."""
    with catalog.transaction(lease) as work:
        heads = {unit.id: unit.head_ids for unit in known_units(work)}
        counts = put_units(work, (replace(unit, head_ids=heads.get(unit.id, ())) for unit in organisation.units))
        kept = {unit.id for unit in organisation.units}
        gone = [unit for unit in known_units(work) if unit.id not in kept]
        removed = work.entities.remove_many("unit", {unit.id: _became(unit, organisation) for unit in gone})
        ask_about_units(work, organisation, judged_units(work))
        return counts + removed


def _became(gone: Unit, organisation: Organisation) -> str | None:
    """The unit that holds a record of one that is gone, or that its name means now."""
    home = {ref: unit.id for unit in organisation.units for ref in unit.records}
    found = next((home[ref] for ref in gone.records if ref in home), None)
    return found if found is not None or gone.records else organisation.company(gone.name.text)


def put_units(work: Transaction, units: Iterable[Unit]) -> PutCounts:
    """Store units under their numbers."""
    listed = list(units)
    numbers = work.entities.numbers("unit", [unit.id for unit in listed])
    return work.entities.put_many(
        "unit",
        [Entity(unit.id, numbers[unit.id], UNIT.dump_json(replace(unit, number=numbers[unit.id]))) for unit in listed],
    )


def write_heads(work: Transaction, organisation: Organisation, keys: PersonKeys) -> PutCounts:
    """Set who heads which unit, now that people are known."""
    keys.learn((r.ref.source, r.ref.key, key) for said in organisation.heads.values() for r, key, _ in said)
    changed = []
    for unit in known_units(work):
        said = organisation.heads.get(unit.id, ())
        heads = tuple(dict.fromkeys(p for r, key, _ in said if (p := keys.of_record(r, key)) is not None))
        if heads != unit.head_ids:
            changed.append(replace(unit, head_ids=heads))
    return put_units(work, changed) if changed else PutCounts()
