"""Units keep their ids from one time to the next: by the records they share, else by their name under one parent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from schemas.records import RecordRef
from zhaoren.foundation.ids import MintId
from zhaoren.unification.unit_nodes import UnitNode, folded_department


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """What must be known of a unit of the last time."""

    id: str
    parent_id: str | None
    name: str
    records: tuple[RecordRef, ...]


def give_ids(nodes: list[UnitNode], known: Iterable[KnownUnit], mint: MintId) -> None:
    """Set the id of every unit. Parents stand before children in `nodes`; minting follows that order."""
    before = sorted(known, key=lambda unit: unit.id)
    taken = _by_records(nodes, before)
    by_place: dict[tuple[str | None, str], str] = {}
    for unit in before:
        if unit.id not in taken:
            by_place.setdefault((unit.parent_id, folded_department(unit.name)), unit.id)
    for node in nodes:
        if not node.id:
            above = node.parent.id if node.parent is not None else None
            node.id = by_place.pop((above, folded_department(node.name)), "") or mint()


def _by_records(nodes: list[UnitNode], before: list[KnownUnit]) -> set[str]:
    """Greatest overlap first; of equal ones the older id."""
    owner = {ref: unit.id for unit in before for ref in unit.records}
    shares: list[tuple[int, str, int]] = []
    for at, node in enumerate(nodes):
        overlap = Counter(owner[r.ref] for r in node.records if r.ref in owner)
        shares += [(-count, unit_id, at) for unit_id, count in overlap.items()]
    taken: set[str] = set()
    for _, unit_id, at in sorted(shares):
        if unit_id not in taken and not nodes[at].id:
            nodes[at].id = unit_id
            taken.add(unit_id)
    return taken
