"""Which records people have judged to be one, through others too; and where two of them were judged apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from schemas.records import RecordRef
from zhaoren.catalog.judgements import Judgement


def set_of(judgements: Iterable[Judgement], refs: Iterable[RecordRef]) -> set[RecordRef]:
    """These records and all that are judged to be the same as one of them.

    Args:
        judgements: of each pair the one that counts.
    """
    tied: dict[RecordRef, list[RecordRef]] = defaultdict(list)
    for judgement in judgements:
        if judgement.same:
            tied[judgement.left].append(judgement.right)
            tied[judgement.right].append(judgement.left)
    found = set(refs)
    waiting = list(found)
    while waiting:
        new = [ref for ref in tied.get(waiting.pop(), ()) if ref not in found]
        found.update(new)
        waiting += new
    return found


def apart_within(judgements: Iterable[Judgement], refs: Collection[RecordRef]) -> Judgement | None:
    """The first judgement that two of these records are not one."""
    return next((j for j in judgements if not j.same and j.left in refs and j.right in refs), None)
