"""Departments that several sources list under different names and that are probably one: proposed, never joined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from rapidfuzz.fuzz import ratio

from schemas.directory import NameKind, Unit
from schemas.vocabulary import Function
from zhaoren.unification.judged_units import NOTHING_JUDGED, JudgedUnits
from zhaoren.unification.unit_nodes import folded_department
from zhaoren.unification.unit_proposals import LEAST, UnitProposal
from zhaoren.unification.unit_types import COMPANY_LIKE
from zhaoren.unification.weights import Weight, probability_of

_LARGEST_BLOCK = 12  # departments of one company that share a name before it says nothing (综合科)
_ALIKE = 75.0  # likeness of two names, 0 to 100, from which they may be slips
_FIRST_SIGNS = 2
# What a department may be called beside what it is about: 财务管理部, 财务中心, 财务处 and 财务部 are about one thing.
_KINDS: Final = (
    "部门",
    "中心",
    "办公室",
    "事业部",
    "部",
    "室",
    "处",
    "科",
    "办",
    "组",
    "department",
    "dept",
    "division",
)
_FILLERS: Final = ("管理", "事务", "工作")

# Bits as an administrator would weigh them; they order the queue and decide nothing, for nobody is joined by them.
_BITS: Final[Mapping[str, float]] = {
    "names_alike": 4.0, "name_slip": 2.5, "same_english_name": 5.0, "former_name": 6.0, "same_short_name": 5.0,
    "same_code": 4.0, "same_parent": 1.5, "same_function": 1.0,
}  # fmt: skip
_PRIOR = -4.0
_NAMING = frozenset({"names_alike", "name_slip", "same_english_name", "former_name", "same_short_name"})


@dataclass(frozen=True, slots=True)
class _Department:
    unit: Unit
    own: frozenset[str]
    short: frozenset[str]
    former: frozenset[str]
    english: frozenset[str]
    core: str

    @property
    def names(self) -> frozenset[str]:
        return self.own | self.short | self.former | self.english


def propose_departments(units: Sequence[Unit], judged: JudgedUnits = NOTHING_JUDGED) -> list[UnitProposal]:
    """Pairs of departments of one company that a person should look at, in a fixed order.

    Only those that sources list as units, each in a source of its own: a source lists every department once.
    """
    listed = sorted(
        (_read(unit) for unit in units if unit.type not in COMPANY_LIKE and unit.records and unit.company_id),
        key=lambda one: one.unit.id,
    )
    found = []
    for a, b in sorted(_pairs(listed)):
        one, other = listed[a], listed[b]
        pair = (one.unit.records[0], other.unit.records[0])
        known = (min(pair), max(pair))
        if known in judged.same or known in judged.apart or not _may_be_one(one.unit, other.unit):
            continue
        weights = _weights(one, other)
        probability = probability_of(_PRIOR + sum(weight.bits for weight in weights))
        if probability >= LEAST and _NAMING & {weight.feature for weight in weights}:
            found.append(UnitProposal(one.unit.id, other.unit.id, pair, probability, weights, "unsure"))
    return found


def _may_be_one(one: Unit, other: Unit) -> bool:
    """Neither stands above the other, and no source lists both."""
    if one.id in other.path or other.id in one.path:
        return False
    return {ref.source for ref in one.records}.isdisjoint(ref.source for ref in other.records)


def _read(unit: Unit) -> _Department:
    by_kind: dict[NameKind, set[str]] = defaultdict(set)
    for name in unit.names:
        if folded := folded_department(name.value.text):
            by_kind[name.kind].add(folded)
    own = folded_department(unit.name.text)
    return _Department(
        unit,
        own=frozenset({own} - {""}),
        short=frozenset(by_kind[NameKind.SHORT] | by_kind[NameKind.ALIAS]),
        former=frozenset(by_kind[NameKind.FORMER]),
        english=frozenset(by_kind[NameKind.ENGLISH]),
        core=_core(own),
    )


def _core(name: str) -> str:
    """What a department is about, without the words for being one."""
    for kind in _KINDS:
        if name.endswith(kind) and len(name) > len(kind) + 1:
            name = name.removesuffix(kind)
            break
    for filler in _FILLERS:
        if len(name) > len(filler) + 1:
            name = name.removesuffix(filler)
    return name


def _pairs(listed: Sequence[_Department]) -> set[tuple[int, int]]:
    """Positions of departments of one company that share a name, what they are about, or how their names begin."""
    blocks: dict[tuple[str | None, str], list[int]] = defaultdict(list)
    for at, one in enumerate(listed):
        begins = {f"begins {one.unit.parent_id} {name[:_FIRST_SIGNS]}" for name in one.own}
        for key in {*one.names, f"about {one.core}", *begins}:
            blocks[one.unit.company_id, key].append(at)
    return {pair for block in blocks.values() if len(block) <= _LARGEST_BLOCK for pair in combinations(block, 2)}


def _weights(one: _Department, other: _Department) -> tuple[Weight, ...]:
    words = [*_of_names(one, other)]
    mine, theirs = one.unit, other.unit
    if set(mine.codes) & set(theirs.codes):
        words.append("same_code")
    if mine.parent_id is not None and mine.parent_id == theirs.parent_id:
        words.append("same_parent")
    if mine.function is theirs.function not in (None, Function.OTHER):
        words.append("same_function")
    found = [Weight(word, _BITS[word]) for word in words]
    return tuple(sorted(found, key=lambda weight: (-abs(weight.bits), weight.feature)))


def _of_names(one: _Department, other: _Department) -> Iterator[str]:
    """The strongest thing that the names say, beside their English ones."""
    if one.english & other.english:
        yield "same_english_name"
    if one.former & (other.own | other.short) or other.former & (one.own | one.short):
        yield "former_name"
    elif (one.own | one.short) & (other.own | other.short):
        yield "same_short_name"
    elif one.core and one.core == other.core:
        yield "names_alike"
    elif any(ratio(mine, theirs) >= _ALIKE for mine in one.own for theirs in other.own):
        yield "name_slip"
