"""Companies that are probably one although no rule joins them: proposed to a person, never joined by a guess."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from rapidfuzz.fuzz import ratio

from schemas.directory import NameKind, Unit
from schemas.records import RecordRef
from zhaoren.language.companies import UnitNames, company_forms, company_key, same_company
from zhaoren.unification.judged_units import NOTHING_JUDGED, JudgedUnits, named_ref
from zhaoren.unification.unit_types import COMPANY_LIKE
from zhaoren.unification.weights import Weight, probability_of

_CREDIT_SIGNS = 18  # of a unified social credit code (GB 32100)
_LARGEST_BLOCK = 12  # companies that share a form before it says nothing: 物业, CO
_FORM_WEIGHT = 0.6  # of made-up forms that are looked at; below are two letters
_ALIKE = 75.0  # likeness of two names, 0 to 100, from which they may be slips: one sign in four
_FIRST_SIGNS = 2  # that alike names share, so that not every two are compared
LEAST: Final = 0.2  # probability from which two are proposed

# Bits as an administrator would weigh them; they order the queue and decide nothing, for nobody is joined by them.
_BITS: Final[Mapping[str, float]] = {
    "same_credit_code": 20.0, "credit_codes_differ": -10.0, "same_english_name": 6.0, "former_name": 8.0,
    "same_short_name": 7.0, "names_alike": 4.0, "name_slip": 2.5, "legal_forms_differ": -4.0, "same_parent": 1.0,
    "same_city": 1.0, "one_source_lists_two": -5.0,
}  # fmt: skip
_PRIOR = -4.0
_NAMING = frozenset(
    {"same_credit_code", "same_english_name", "former_name", "same_short_name", "names_alike", "name_slip"}
)


@dataclass(frozen=True, slots=True)
class UnitProposal:
    """Two units that are probably one, the smaller id first.

    Attributes:
        pair: a record of each, or its name where no source lists it.
    """

    left_id: str
    right_id: str
    pair: tuple[RecordRef, RecordRef]
    probability: float
    weights: tuple[Weight, ...]
    why_not: str


@dataclass(frozen=True, slots=True)
class _Company:
    unit: Unit
    mains: frozenset[str]
    shorts: frozenset[str]
    formers: frozenset[str]
    english: frozenset[str]
    credit: frozenset[str]
    forms: frozenset[str]


def propose_units(units: Sequence[Unit], judged: JudgedUnits = NOTHING_JUDGED) -> list[UnitProposal]:
    """Pairs of companies that a person should look at, in a fixed order; those that somebody judged are left out."""
    companies = sorted((_read(unit) for unit in units if unit.type in COMPANY_LIKE), key=lambda one: one.unit.id)
    found = []
    for a, b in sorted(_pairs(companies)):
        one, other = companies[a], companies[b]
        if not one.unit.records and not other.unit.records:
            continue
        pair = (_ref(one.unit), _ref(other.unit))
        if (min(pair), max(pair)) in judged.apart or (min(pair), max(pair)) in judged.same:
            continue
        weights = _weights(one, other)
        probability = probability_of(_PRIOR + sum(weight.bits for weight in weights))
        words = {weight.feature for weight in weights}
        if probability >= LEAST and words & _NAMING:
            why = next(
                (w for w in ("credit_codes_differ", "one_source_lists_two", "legal_forms_differ") if w in words),
                "unsure",
            )
            found.append(UnitProposal(one.unit.id, other.unit.id, pair, probability, weights, why))
    return found


def _ref(unit: Unit) -> RecordRef:
    return unit.records[0] if unit.records else named_ref(unit.name.text)


def _read(unit: Unit) -> _Company:
    by_kind: dict[NameKind, list[str]] = defaultdict(list)
    for name in unit.names:
        by_kind[name.kind].append(name.value.text)
    short = [*by_kind[NameKind.SHORT], *by_kind[NameKind.STOCK], *by_kind[NameKind.ALIAS]]
    forms = company_forms(UnitNames(unit.name.text, aliases=tuple(short), english=tuple(by_kind[NameKind.ENGLISH])))
    return _Company(
        unit,
        mains=_keys([unit.name.text]),
        shorts=_keys(short),
        formers=_keys(by_kind[NameKind.FORMER]),
        english=_keys(by_kind[NameKind.ENGLISH]),
        credit=frozenset(code.upper() for code in unit.codes if len(code) == _CREDIT_SIGNS and code.isalnum()),
        forms=frozenset(form.text for form in forms if form.weight >= _FORM_WEIGHT),
    )


def _keys(names: Collection[str]) -> frozenset[str]:
    return frozenset(key for name in names if (key := company_key(name)))


def _pairs(companies: Sequence[_Company]) -> set[tuple[int, int]]:
    """Positions of companies that share a code or a form of their names, or whose names begin alike."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(companies):
        names = one.mains | one.shorts | one.formers | one.english
        begins = {f"begins {key[:_FIRST_SIGNS]}" for key in one.mains}
        for key in names | one.forms | one.credit | begins:
            blocks[key].append(at)
    return {pair for block in blocks.values() if len(block) <= _LARGEST_BLOCK for pair in combinations(block, 2)}


def _weights(one: _Company, other: _Company) -> tuple[Weight, ...]:
    words = [*_of_codes(one, other), *_of_names(one, other)]
    if one.unit.parent_id is not None and one.unit.parent_id == other.unit.parent_id:
        words.append("same_parent")
    cities = [unit.city.text if unit.city is not None else "" for unit in (one.unit, other.unit)]
    if cities[0] and cities[0] == cities[1]:
        words.append("same_city")
    if {ref.source for ref in one.unit.records} & {ref.source for ref in other.unit.records}:
        words.append("one_source_lists_two")
    found = [Weight(word, _BITS[word]) for word in words]
    return tuple(sorted(found, key=lambda weight: (-abs(weight.bits), weight.feature)))


def _of_codes(one: _Company, other: _Company) -> Iterator[str]:
    if one.credit and other.credit:
        yield "same_credit_code" if one.credit & other.credit else "credit_codes_differ"


def _of_names(one: _Company, other: _Company) -> Iterator[str]:
    """The strongest thing that the names say, beside their English ones."""
    if one.english & other.english:
        yield "same_english_name"
    if one.formers & (other.mains | other.shorts) or other.formers & (one.mains | one.shorts):
        yield "former_name"
    elif (one.mains | one.shorts) & (other.mains | other.shorts):
        yield "same_short_name"
        if one.mains & other.mains and not same_company(one.unit.name.text, other.unit.name.text):
            yield "legal_forms_differ"
    elif one.forms & (other.mains | other.shorts | other.forms) or other.forms & (one.mains | one.shorts):
        yield "names_alike"
    elif any(ratio(mine, theirs) >= _ALIKE for mine in one.mains for theirs in other.mains):
        yield "name_slip"
