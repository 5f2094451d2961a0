"""What joining has made of a catalog, told without ids, so that two catalogs can be compared."""

from __future__ import annotations

from schemas.directory import Person
from tests.pipeline.said import SaidCatalog
from zhaoren.catalog.reviews import ReviewKind, ReviewState


def asked(said: SaidCatalog) -> set[tuple[object, ...]]:
    """The queue of reviews, by records instead of ids of people."""
    reviews = said.catalog.reviews.newest([ReviewKind.PEOPLE], [ReviewState.OPEN], limit=100)
    refs = {i: r.ref for i, r in said.catalog.records.by_ids(i for r in reviews for s in r.sides for i in s).items()}
    return {
        (frozenset(frozenset(refs[i] for i in side) for side in one.sides), one.why_not, one.reasons, one.value)
        for one in reviews
    }


def shapes(said: SaidCatalog) -> set[tuple[object, ...]]:
    """Everything about people that is no id."""
    units = {unit.id: "/".join(_names(said, unit.path)) for unit in said.units_by_id().values()}
    people = said.people()
    return {_shape(one, people, units) for one in people.values()}


def _shape(one: Person, people: dict[str, Person], units: dict[str, str]) -> tuple[object, ...]:
    posts = (
        (p.title.text, units.get(p.unit_id or ""), p.roles, p.primary, p.former, p.engagement, p.starts_on, p.ends_on)
        for p in one.posts
    )
    targets = ((r.kind, people.get(r.target_id), units.get(r.target_id, "")) for r in one.relations)
    return (
        one.records,
        one.name.text,
        one.status,
        tuple(posts),
        tuple((c.normal, c.value.text, c.shared) for c in one.contacts),
        tuple((fact.field, fact.value.text, tuple(o.record for o in fact.value.origins)) for fact in one.facts),
        tuple(sorted((kind, target.records if target else (), unit) for kind, target, unit in targets)),
    )


def _names(said: SaidCatalog, path: tuple[str, ...]) -> list[str]:
    known = said.units_by_id()
    return [known[unit_id].name.text for unit_id in path]
