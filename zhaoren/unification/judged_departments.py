"""Departments that people judged to be one: their records stand together in the tree, if it allows that."""

from __future__ import annotations

from zhaoren.unification.judged_units import JudgedUnits
from zhaoren.unification.unit_nodes import UnitNode, trusted_first


def join_judged_departments(stays: dict[UnitNode, UnitNode], judged: JudgedUnits) -> None:
    """Let one node of each judged pair take the other's records; `stays` tells afterwards which node stands for which.

    Two of different companies, or of which one stands above the other, are left alone: the tree says otherwise now.
    """
    home = {record.ref: node for node in stays.values() for record in node.records}
    for a, b in judged.joined_records():
        one, other = home.get(a), home.get(b)
        if one is None or other is None or one is other or not _may_be_one(one, other):
            continue
        kept, gone = sorted((one, other), key=lambda node: trusted_first(node.records[0]))
        kept.records = sorted((*kept.records, *gone.records), key=trusted_first)
        if kept.why_unplaced and not gone.why_unplaced:
            kept.parent, kept.why_unplaced = gone.parent, ""
        home.update((record.ref, kept) for record in gone.records)
        for node, standing in stays.items():
            if standing is gone:
                stays[node] = kept
        for node in {*stays.values()}:
            if node.parent is gone:
                node.parent = kept


def _may_be_one(one: UnitNode, other: UnitNode) -> bool:
    same_company = one.company() is not None and one.company() is other.company()
    return same_company and not one.is_under(other) and not other.is_under(one)
