"""The organisation tree of all sources together, with stable ids, and what finds a unit in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

from schemas.directory import NameKind, Origin, Unit
from schemas.vocabulary import Function
from zhaoren.foundation.ids import MintId
from zhaoren.unification.judged_units import NOTHING_JUDGED, JudgedUnits
from zhaoren.unification.place_settling import PlaceSettler
from zhaoren.unification.places import NOWHERE, Place, PlaceCounts, Placing, names_of_node
from zhaoren.unification.read_records import ReadRecord
from zhaoren.unification.tree_building import Forest, plant
from zhaoren.unification.unit_identity import KnownUnit, give_ids
from zhaoren.unification.unit_nodes import UnitNode
from zhaoren.unification.unit_shaping import shape_unit
from zhaoren.unification.unit_types import COMPANY_LIKE

FunctionOfUnit = Callable[[str], Function | None]


@dataclass(slots=True)
class Organisation:
    """The tree and its finders.

    Attributes:
        units: every unit, parents before children.
        unplaced: those of them whose place is not known.
        notes: sentences about loops that were cut, joins that were refused, companies that stay unknown.
        heads: unit id -> (the unit record, key of a person whom it names as head, where that is said).
        switchboards: numbers that many people share, as written.
        fingerprint: changes when records could be placed otherwise than before (56 bits).
    """

    units: tuple[Unit, ...]
    notes: tuple[str, ...]
    heads: Mapping[str, tuple[tuple[ReadRecord, str, Origin], ...]]
    switchboards: frozenset[str]
    fingerprint: int
    _forest: Forest
    _settler: PlaceSettler
    _placings: dict[Place, Placing] = field(default_factory=dict)
    _by_id: dict[str, Unit] = field(default_factory=dict)
    _companies: dict[str, str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_id = {unit.id: unit for unit in self.units}

    def unit(self, unit_id: str | None) -> Unit | None:
        """A unit by id."""
        return self._by_id.get(unit_id) if unit_id is not None else None

    def above(self, upper: str | None, lower: str | None) -> bool:
        """Whether one unit stands above another, both in the same company."""
        high, low = self.unit(upper), self.unit(lower)
        if high is None or low is None or high is low:
            return False
        return high.company_id == low.company_id and high.id in low.path

    @property
    def unplaced(self) -> tuple[Unit, ...]:
        """Units that are listed because their place is not known."""
        return tuple(unit for unit in self.units if not unit.placed)

    def place(self, place: Place) -> Placing:
        """Where a place lies in the tree."""
        found = self._placings.get(place)
        if found is None:
            unit, company = self._settler.settle(place)
            found = Placing(unit.id if unit else None, company.id if company else None) if company or unit else NOWHERE
            self._placings[place] = found
        return found

    def company(self, text: str) -> str | None:
        """Id of the company that a text names."""
        if text not in self._companies:
            node = self._settler.company(text)
            self._companies[text] = node.id if node is not None else None
        return self._companies[text]

    def company_of_domain(self, domain: str) -> str | None:
        """Id of the company whose people write from this mail domain."""
        node = self._forest.book.of_domain(domain)
        return node.id if node is not None else None

    def complete(self, place: Place) -> bool:
        """Whether this place is known to its last part, so that no unit would have to be made for it."""
        return self._settler.complete(place)


def organise(
    records: Iterable[ReadRecord],
    counts: PlaceCounts,
    known: Iterable[Unit],
    mint: MintId,
    function_of_unit: FunctionOfUnit,
    declared: Collection[str] = (),
    judged: JudgedUnits = NOTHING_JUDGED,
) -> Organisation:
    """Join unit records and the places that people's records name into one tree.

    Args:
        records: of kind unit, from all sources.
        counts: places on records of people and posts.
        known: units of the last time, so that ids stay.
        mint: for units that are new.
        declared: companies that the administrator names for whole sources.
        judged: what people decided about companies.

    Memory grows with units and places. The order of input changes nothing.
    """
    forest = plant(records, judged)
    settler = PlaceSettler(forest, judged)
    settler.learn_judged()
    unknown = settler.add_unknown_companies(counts, declared)
    for place in sorted(counts.counts):
        if place.department:
            settler.settle(place, create=True)
    ordered = _parents_first(forest.nodes)
    give_ids(ordered, map(_known, known), mint)
    notes = [*forest.notes, *(f"company '{text}' is named by one record only and is not a unit" for text in unknown)]
    return _finished(forest, settler, ordered, notes, function_of_unit)


def organise_again(
    records: Iterable[ReadRecord],
    known: Iterable[Unit],
    mint: MintId,
    function_of_unit: FunctionOfUnit,
    judged: JudgedUnits = NOTHING_JUDGED,
) -> Organisation:
    """The tree of the last time, without counting places: for when no unit record and no place has changed.

    Units that only people's records name, and spellings learned from them, are taken from `known`.
    """
    units = sorted(known, key=lambda unit: len(unit.path))
    forest = plant(records, judged)
    settler = PlaceSettler(forest, judged)
    settler.learn_judged()
    ordered = _parents_first(forest.nodes)
    give_ids(ordered, (_known(unit) for unit in units if unit.records), mint)
    by_id = {node.id: node for node in ordered}
    for unit in units:
        if unit.id not in by_id:
            node = UnitNode(unit.type, written=unit.name.text, why_unplaced=unit.why_unplaced, id=unit.id)
            node.parent = by_id.get(unit.parent_id or "")
            by_id[unit.id] = node
            if unit.type in COMPANY_LIKE:
                forest.company_nodes.append(node)
                forest.book.add(node)
            else:
                forest.other_nodes.append(node)
            if node.parent is not None:
                node.parent.children.append(node)
        elif unit.type in COMPANY_LIKE:
            for name in unit.names:
                if name.kind is NameKind.ALIAS and not name.value.origins:
                    settler.learn(name.value.text, by_id[unit.id])
    return _finished(forest, settler, _parents_first(forest.nodes), forest.notes, function_of_unit)


def _finished(
    forest: Forest,
    settler: PlaceSettler,
    ordered: list[UnitNode],
    notes: Iterable[str],
    function_of_unit: FunctionOfUnit,
) -> Organisation:
    return Organisation(
        units=tuple(shape_unit(node, settler.learned.get(node, ()), function_of_unit) for node in ordered),
        notes=tuple(notes),
        heads={node.id: heads for node in ordered if (heads := _heads(node))},
        switchboards=frozenset(n for node in ordered for r in node.records for n in r.all("switchboard")),
        fingerprint=_fingerprint(ordered, settler),
        _forest=forest,
        _settler=settler,
    )


def _known(unit: Unit) -> KnownUnit:
    return KnownUnit(unit.id, unit.parent_id, unit.name.text, unit.records)


def _fingerprint(nodes: list[UnitNode], settler: PlaceSettler) -> int:
    """Of all that decides where a record is placed.

    Departments that only people's records name are not in it: they change no other record's place.
    """
    digest = blake2b(digest_size=7)
    lines = []
    for node in nodes:
        if not node.records and node.type not in COMPANY_LIKE:
            continue
        fields = ("mail_domain", "old_mail_domain", "switchboard")
        lines.append(
            repr(
                (
                    (node.id, node.type, node.parent.id if node.parent else "", node.name, node.written),
                    sorted(names_of_node(node)),
                    sorted(node.codes),
                    sorted((r.ref, r.also_keys) for r in node.records),
                    sorted(text for r in node.records for text in r.all(*fields)),
                    sorted(settler.learned.get(node, ())),
                )
            )
        )
    for line in sorted(lines):
        digest.update(line.encode("utf-8", "surrogatepass"))
    return int.from_bytes(digest.digest(), "big")


def _heads(node: UnitNode) -> tuple[tuple[ReadRecord, str, Origin], ...]:
    return tuple((r, key, r.origin("head_key")) for r in node.records for key in r.all("head_key"))


def _parents_first(nodes: list[UnitNode]) -> list[UnitNode]:
    depth: dict[UnitNode, int] = {}
    for node in nodes:
        steps, above = 0, node.parent
        while above is not None:
            steps, above = steps + 1, above.parent
        depth[node] = steps
    return sorted(nodes, key=lambda node: (depth[node], node.mark, node.parent.mark if node.parent else ("", "")))
