"""Which company records of all sources are one company: shared credit code, code, legal name, declared aliases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise

from schemas.directory import NameKind
from schemas.records import RecordRef
from zhaoren.language.companies import company_key, same_company
from zhaoren.unification.judged_units import NOTHING_JUDGED, JudgedUnits
from zhaoren.unification.read_records import ReadRecord, fold_key
from zhaoren.unification.unit_nodes import NAME_FIELDS, RecordSets, trusted_first

# Two kinds of name that make one company of two records of different sources when they read alike.
_MEETING = frozenset(
    {
        frozenset({NameKind.MAIN, NameKind.SHORT}),
        frozenset({NameKind.MAIN, NameKind.ALIAS}),
        frozenset({NameKind.SHORT, NameKind.ALIAS}),
        frozenset({NameKind.MAIN, NameKind.FORMER}),
        frozenset({NameKind.MAIN, NameKind.ENGLISH}),
        frozenset({NameKind.MAIN, NameKind.STOCK}),
        frozenset({NameKind.SHORT, NameKind.STOCK}),
        frozenset({NameKind.SHORT}),
        frozenset({NameKind.ENGLISH}),
        frozenset({NameKind.STOCK}),
    }
)


_JUDGED_APART = "a person judged them to be two"


def _keys(record: ReadRecord, *fields: str) -> frozenset[str]:
    return frozenset(key for text in record.all(*fields) if (key := company_key(text)))


def _refused(one: list[ReadRecord], other: list[ReadRecord]) -> str:
    credit = [{fold_key(code) for r in side for code in r.all("credit_code")} for side in (one, other)]
    if credit[0] and credit[1]:
        return "" if credit[0] & credit[1] else "their credit codes differ"
    for a in one:
        for b in other:
            if a.ref.source == b.ref.source and not _same_legal_name(a, b):
                return "one source lists them as two"
    return ""


def _same_legal_name(a: ReadRecord, b: ReadRecord) -> bool:
    return any(same_company(one, other) for one in a.all("name") for other in b.all("name"))


def _by(records: Iterable[ReadRecord], field: str) -> dict[str, list[RecordRef]]:
    found: dict[str, list[RecordRef]] = defaultdict(list)
    for record in records:
        for code in dict.fromkeys(fold_key(code) for code in record.all(field)):
            found[code].append(record.ref)
    return found


def _named(records: Iterable[ReadRecord]) -> dict[str, list[tuple[NameKind, RecordRef]]]:
    found: dict[str, list[tuple[NameKind, RecordRef]]] = defaultdict(list)
    for record in records:
        for name, kind in NAME_FIELDS:
            for key in sorted(_keys(record, name)):
                found[key].append((kind, record.ref))
    return found


def _declared(sets: RecordSets, bearers: list[tuple[NameKind, RecordRef]]) -> Iterator[tuple[RecordRef, RecordRef]]:
    """Pairs of records that a name ties together; none when one source gives this name to several companies."""
    by_source: dict[str, list[RecordRef]] = defaultdict(list)
    for _, ref in bearers:
        by_source[ref.source].append(ref)
    if any(not sets.together(refs[0], ref) for refs in by_source.values() for ref in refs[1:]):
        return
    for at, (kind, ref) in enumerate(bearers):
        for other_kind, other in bearers[at + 1 :]:
            if other.source != ref.source and frozenset({kind, other_kind}) in _MEETING:
                yield ref, other


def join_companies(records: Iterable[ReadRecord], judged: JudgedUnits = NOTHING_JUDGED) -> RecordSets:
    """Sets of company records that are one company each; what was refused is in `refusals`.

    Args:
        judged: what people decided, whatever names and codes say.
    """
    ordered = sorted(records, key=trusted_first)
    by_ref = {record.ref: record for record in ordered}
    sets = RecordSets(ordered, lambda one, other: _JUDGED_APART if judged.parts(one, other) else _refused(one, other))
    for a, b in (pair for pair in judged.joined_records() if pair[0] in sets and pair[1] in sets):
        sets.join(a, b, forced=True)
    for refs in _by(ordered, "credit_code").values():
        for a, b in pairwise(refs):
            sets.join(a, b)
    named = _named(ordered)
    for key in sorted(named):
        for a, b in combinations([ref for kind, ref in named[key] if kind is NameKind.MAIN], 2):
            if not sets.together(a, b) and _same_legal_name(by_ref[a], by_ref[b]):
                sets.join(a, b)
    for code, refs in sorted(_by(ordered, "code").items()):
        # One or two signs ("01") are numbered lists, not codes that sources share.
        if len(code) > 2:
            for a, b in pairwise(refs):
                sets.join(a, b)
    for key in sorted(named):
        for a, b in _declared(sets, named[key]):
            sets.join(a, b)
    return sets
