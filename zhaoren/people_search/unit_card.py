"""A unit with its heads, its children and how many people it has."""

from __future__ import annotations

from schemas.answers import Hit, Text, UnitCard, UnitLabel
from schemas.directory import Unit
from schemas.expressions import Term
from schemas.published import PUBLISHED_UNIT, PublishedPerson
from schemas.vocabulary import Function, Rank
from zhaoren.foundation.errors import NotFound
from zhaoren.language.text import fold
from zhaoren.people_search.cards import current_posts, person_card, read_person
from zhaoren.people_search.organisation_view import OrganisationView
from zhaoren.people_search.role_answer import reason, role_hit
from zhaoren.people_search.role_fit import Group, Level, RoleAsked
from zhaoren.people_search.role_holders import holders_of
from zhaoren.people_search.snapshot import Snapshot
from zhaoren.search_index.port import Collection

COUNTED = 100_000  # people of a unit are counted no further
HEADS = 6
_DECLARED = Text("由数据源声明为负责人", "declared as its head by a source")


def unit_label(view: OrganisationView, unit_id: str) -> tuple[UnitLabel, str, int]:
    """Label, type and number of direct children."""
    label = view.label(unit_id)
    if label is None:
        raise NotFound("unit", "there is no such unit, or none that you may see")
    return label, view.units[unit_id].type.value, len(view.children(unit_id))


def unit_card(snapshot: Snapshot, named: str) -> UnitCard:
    """The unit with this id, or the one that bears this name or code.

    Raises:
        NotFound: none that this viewer may find, or several of that name.
    """
    view = snapshot.organisation
    unit = _whole(snapshot, view.units.get(named) or _by_name(view, named))
    count = snapshot.reader.count(Collection.PEOPLE, Term("unit", unit.id), snapshot.audience.find, at_most=COUNTED)
    labels = (view.label(step) for step in unit.path)
    return UnitCard(
        unit=unit,
        path=tuple(label for label in labels if label is not None),
        heads=_heads(snapshot, unit),
        children=tuple(unit_label(view, child) for child in view.children(unit.id)),
        people=count,
        more_people=count >= COUNTED,
    )


def _whole(snapshot: Snapshot, unit: Unit) -> Unit:
    """The unit as published, with the records and origins that answering does without."""
    card = snapshot.reader.fetch(Collection.UNITS, [unit.id], snapshot.audience.find).get(unit.id)
    return PUBLISHED_UNIT.validate_json(card).unit if card is not None else unit


def _by_name(view: OrganisationView, named: str) -> Unit:
    folded = fold(named)
    spans = [s for s in view.companies.find(folded) if s.end - s.start == len(folded)]
    ids = [unit_id for span in spans for unit_id in span.ids]
    ids = ids or list(view.named(folded))
    if len(ids) == 1 and ids[0] in view.units:
        return view.units[ids[0]]
    if ids:
        shown = "、".join(
            " / ".join(view.units[step].name.text for step in view.units[i].path if step in view.units) for i in ids[:5]
        )
        raise NotFound(f"unit '{named}'", f"{len(ids)} units bear this name ({shown})", "name it by its id")
    raise NotFound(f"unit '{named}'", "there is no such unit, or none that you may see")


def _heads(snapshot: Snapshot, unit: Unit) -> tuple[Hit, ...]:
    declared = (
        snapshot.reader.fetch(Collection.PEOPLE, list(unit.head_ids), snapshot.audience.find) if unit.head_ids else {}
    )
    hits = [_declared(snapshot, unit, read_person(declared[i])) for i in unit.head_ids if i in declared]
    if unit.company_id == unit.id:
        asked = RoleAsked(companies=(unit.id,), functions=(Function.GENERAL, Function.BOARD), level=Level.HEAD)
    else:
        asked = RoleAsked(units=(unit.id,), level=Level.HEAD)
    # Leaders of a company sit in an office of their own right below it.
    near = 1 if unit.company_id == unit.id else 0
    holders = [h for h in holders_of(snapshot, asked).found if h.fit.depth <= near and h.fit.group <= Group.DEPUTY]
    if unit.company_id == unit.id:
        holders = [h for h in holders if h.role.rank in (Rank.CHAIR, Rank.PRESIDENT)] or holders
    seen = {hit.card.person.id for hit in hits}
    hits += [role_hit(snapshot, h) for h in holders if h.published.person.id not in seen]
    return tuple(hits[:HEADS])


def _declared(snapshot: Snapshot, unit: Unit, published: PublishedPerson) -> Hit:
    """A head that a source names; his post there says more where he has one."""
    posts = (p for p in current_posts(published.person, snapshot.today) if p.unit_id == unit.id and p.roles)
    post = next(posts, None)
    why = _DECLARED if post is None else reason(snapshot.organisation, post, post.roles[0])
    return Hit(person_card(published, snapshot), (why,))
