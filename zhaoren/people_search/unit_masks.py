"""Which units satisfy an audience's condition, for all units at once."""

from __future__ import annotations

import numpy as np

from schemas.expressions import AllOf, AnyOf, Everything, Expression, Term
from zhaoren.access.attributes import AUDIENCE_FIELD, UNIT_FIELD
from zhaoren.language.packed_rows import Mask
from zhaoren.people_search.unit_table import UnitTable


class NotKept(Exception):
    """The condition speaks of something that the table does not keep; only the index can tell."""


def satisfying(table: UnitTable, condition: Expression) -> Mask:
    """The units that satisfy a condition on the fields `aud` and `unit`, as the engines would find them.

    Shape (numbers,).

    Raises:
        NotKept: the condition has other fields.
    """
    return _holding(table, condition) & table.columns.alive


def _holding(table: UnitTable, condition: Expression) -> Mask:
    count = len(table.ids)
    match condition:
        case Everything():
            return np.ones(count, dtype=np.bool_)
        case Term():
            return _any_term(table, condition.field, [condition.token])
        case AnyOf(parts):
            held = np.zeros(count, dtype=np.bool_)
            by_field: dict[str, list[str]] = {}
            for part in parts:
                if isinstance(part, Term):
                    by_field.setdefault(part.field, []).append(part.token)
                else:
                    held |= _holding(table, part)
            for field, tokens in by_field.items():
                held |= _any_term(table, field, tokens)
            return held
        case AllOf(parts):
            held = np.full(count, bool(parts), dtype=np.bool_)
            for part in parts:
                held &= _holding(table, part)
            return held


def _any_term(table: UnitTable, field: str, tokens: list[str]) -> Mask:
    if field == AUDIENCE_FIELD:
        wanted = [place for place, aud in enumerate(table.auds) if not set(aud).isdisjoint(tokens)]
        return np.isin(table.columns.aud, wanted)
    if field == UNIT_FIELD:
        numbers = [number for token in tokens for number in (table.number(token), *table.having_code(token))]
        return _at_or_below(table, [number for number in numbers if number >= 0])
    raise NotKept(field)


def _at_or_below(table: UnitTable, numbers: list[int]) -> Mask:
    """These units and all below them: one step down the tree at a time."""
    held = np.zeros(len(table.ids), dtype=np.bool_)
    if not numbers:
        return held
    held[numbers] = True
    parent = table.columns.parent
    has_parent = parent >= 0
    known = 0
    while True:
        held |= held[parent] & has_parent
        count = int(np.count_nonzero(held))
        if count == known:
            return held
        known = count
