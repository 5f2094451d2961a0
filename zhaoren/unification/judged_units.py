"""What people decided about two units: the same, or not. Joining obeys it, whatever names and codes say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from schemas.records import RecordRef
from schemas.vocabulary import RecordKind
from zhaoren.unification.clustering import Judgement
from zhaoren.unification.read_records import ReadRecord

Pair = tuple[RecordRef, RecordRef]


def named_ref(text: str) -> RecordRef:
    """Stands in a judgement for a company that no source lists: for its name as people's records write it."""
    return RecordRef("", RecordKind.UNIT, text)


@dataclass(frozen=True, slots=True)
class JudgedUnits:
    """Pairs of unit records, or of one and a name that people's records write; each pair sorted."""

    same: frozenset[Pair] = frozenset()
    apart: frozenset[Pair] = frozenset()

    @classmethod
    def of(cls, judgements: Iterable[Judgement]) -> JudgedUnits:
        """The newest about each pair counts; judgements about people are left out."""
        newest: dict[Pair, Judgement] = {}
        for judgement in sorted(judgements, key=lambda one: (one.made_at, one.id)):
            if judgement.a.kind is RecordKind.UNIT:
                newest[min(judgement.a, judgement.b), max(judgement.a, judgement.b)] = judgement
        same = frozenset(pair for pair, one in newest.items() if one.same)
        return cls(same, frozenset(newest) - same)

    def joined_records(self) -> Iterator[Pair]:
        """Pairs of records that are one company, in a fixed order."""
        return (pair for pair in sorted(self.same) if all(ref.source for ref in pair))

    def names_of(self) -> Iterator[tuple[str, RecordRef]]:
        """Names that are judged to mean the company of a record, in a fixed order."""
        return ((name.key, ref) for name, ref in sorted(self.same) if not name.source and ref.source)

    def parts(self, one: Iterable[ReadRecord], other: Iterable[ReadRecord]) -> bool:
        """Whether somebody judged a record of one side to be another company than one of the other."""
        if not self.apart:
            return False
        theirs = [record.ref for record in other]
        return any((min(a.ref, b), max(a.ref, b)) in self.apart for a in one for b in theirs)

    def parts_name(self, text: str, records: Iterable[ReadRecord]) -> bool:
        """Whether a name is judged not to mean the company of these records."""
        return any((named_ref(text), record.ref) in self.apart for record in records)


NOTHING_JUDGED: Final = JudgedUnits()
