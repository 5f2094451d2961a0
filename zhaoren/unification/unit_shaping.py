"""From a unit in the making to the directory's unit: names, codes and places with all who say them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from schemas.directory import Name, NameKind, Unit, Value
from schemas.vocabulary import Function
from zhaoren.unification.survivorship import Said, said_of, values_of
from zhaoren.unification.unit_nodes import NAME_FIELDS, UnitNode
from zhaoren.unification.unit_types import COMPANY_LIKE


def shape_unit(node: UnitNode, spellings: Sequence[str], function_of_unit: Callable[[str], Function | None]) -> Unit:
    """The unit with the ids that were given to it and those above it; `head_ids` and `number` are set later.

    Args:
        spellings: of a company, that only people's records use; they become aliases without origin.
    """
    names = _names(node, spellings)
    company = node.company()
    main = names[0].value
    return Unit(
        id=node.id,
        number=0,
        type=node.type,
        name=main,
        names=names,
        parent_id=node.parent.id if node.parent is not None else None,
        path=_path(node),
        company_id=company.id if company is not None else None,
        function=None if node.type in COMPANY_LIKE else function_of_unit(main.text),
        codes=node.codes,
        city=_first(node, "city"),
        industry=_first(node, "industry"),
        records=tuple(sorted(record.ref for record in node.records)),
        placed=not node.why_unplaced,
        why_unplaced=node.why_unplaced,
    )


def _path(node: UnitNode) -> tuple[str, ...]:
    path: list[str] = []
    above: UnitNode | None = node
    while above is not None:
        path.append(above.id)
        above = above.parent
    return tuple(reversed(path))


def _said(node: UnitNode, field: str) -> list[Said]:
    return said_of(node.records, field)


def _first(node: UnitNode, field: str) -> Value | None:
    return next(iter(values_of(_said(node, field))), None)


def _names(node: UnitNode, spellings: Sequence[str]) -> tuple[Name, ...]:
    """The main name first; other records' main names are aliases, unless they stand as another kind already."""
    mains = values_of(_said(node, "name"))
    names = [Name(NameKind.MAIN, mains[0] if mains else Value(node.name))]
    for field, kind in NAME_FIELDS[1:]:
        names += [Name(kind, value) for value in values_of(_said(node, field))]
    names += [Name(NameKind.ALIAS, value) for value in mains[1:]]
    names += [Name(NameKind.ALIAS, Value(text)) for text in sorted(spellings)]
    seen: set[str] = set()
    kept: list[Name] = []
    for name in names:
        if name.value.text not in seen:
            seen.add(name.value.text)
            kept.append(name)
    return tuple(kept)
