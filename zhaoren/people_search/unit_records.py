"""One unit as a short run of bytes, and back: what answering needs of it, without records and origins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic_core import from_json, to_json

from schemas.directory import Name, NameKind, Unit, Value
from schemas.vocabulary import Function, UnitType
from zhaoren.language.companies import UnitNames

COMPANIES = (UnitType.GROUP, UnitType.COMPANY)
_KINDS = {kind.value: kind for kind in NameKind}
_TYPES = {kind.value: kind for kind in UnitType}
_FUNCTIONS = {function.value: function for function in Function}


def packed(unit: Unit, number_of: Callable[[str], int]) -> bytes:
    """The unit in about 100 bytes; other units are numbers, for an id has 36 signs."""
    return to_json(
        (
            unit.number,
            unit.type.value,
            unit.name.text,
            [(name.kind.value, name.value.text) for name in unit.names],
            [number_of(step) for step in unit.path],
            number_of(unit.parent_id) if unit.parent_id is not None else None,
            number_of(unit.company_id) if unit.company_id is not None else None,
            unit.function.value if unit.function is not None else None,
            unit.head_ids,
            unit.codes,
            unit.city.text if unit.city is not None else None,
            unit.industry.text if unit.industry is not None else None,
            unit.placed,
            unit.why_unplaced,
        )
    )


def unpacked(unit_id: str, record: bytes, id_of: Callable[[int], str]) -> Unit:
    """The unit again; its values have no origins and it has no records."""
    number, type_, name, names, path, parent, company, function, heads, codes, city, industry, *rest = from_json(record)
    return Unit(
        id=unit_id,
        number=number,
        type=_TYPES[type_],
        name=Value(name),
        names=tuple(Name(_KINDS[kind], Value(text)) for kind, text in names),
        parent_id=_id(parent, id_of),
        path=tuple(map(id_of, path)),
        company_id=_id(company, id_of),
        function=_FUNCTIONS[function] if function is not None else None,
        head_ids=tuple(heads),
        codes=tuple(codes),
        city=Value(city) if city is not None else None,
        industry=Value(industry) if industry is not None else None,
        placed=rest[0],
        why_unplaced=rest[1],
    )


def only_name(record: bytes) -> str | None:
    """The name of a unit that has no other name and no code, as most departments; None for others."""
    _, _, name, names, _, _, _, _, _, codes, *_ = from_json(record)
    alone = not codes and [kind for kind, _ in names] in ([], [NameKind.MAIN.value])
    return str(name) if alone else None


def _id(number: Any, id_of: Callable[[int], str]) -> str | None:
    return id_of(number) if number is not None else None


def names_of(unit: Unit) -> UnitNames:
    """A unit's names by kind, as the lexicons take them."""

    def of(kind: NameKind) -> tuple[str, ...]:
        return tuple(name.value.text for name in unit.names if name.kind is kind)

    short = of(NameKind.SHORT)
    return UnitNames(
        legal=unit.name.text,
        short=short[0] if short else "",
        former=of(NameKind.FORMER),
        aliases=(*short[1:], *of(NameKind.ALIAS), *_telling_codes(unit)),
        english=of(NameKind.ENGLISH),
        stock=of(NameKind.STOCK),
    )


def _telling_codes(unit: Unit) -> tuple[str, ...]:
    """Codes that people type (HNKY); mere numbers are left to numbers of people."""
    return tuple(code for code in unit.codes if len(code) > 1 and not code.isdigit())


def short_name(unit: Unit) -> str:
    """What people call it: its short name, else the full one."""
    return next((name.value.text for name in unit.names if name.kind is NameKind.SHORT), unit.name.text)
