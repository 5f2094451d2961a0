"""What earlier merges and splits say about ids, so that undoing one gives back the very ids that were there before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from schemas.records import RecordRef


@dataclass(frozen=True, slots=True)
class Lineage:
    """What happened to some people before.

    Attributes:
        joined: person -> (person who was joined into him and still leads to him, the records that one had then), the
            newest first.
        parted: person -> the person out of whom he was taken when his id was minted.
    """

    joined: Mapping[str, Sequence[tuple[str, Collection[RecordRef]]]] = field(default_factory=dict)
    parted: Mapping[str, str] = field(default_factory=dict)


NO_LINEAGE: Final = Lineage()


@dataclass(frozen=True, slots=True)
class Owners:
    """Whose the records were.

    Attributes:
        before: record -> the person it counts for when events are told.
        voting: the same for giving ids: those who were taken out of a person and meet him again count for him.
        returned: person who had been joined with another -> that other, where the two are parted again.
    """

    before: Mapping[RecordRef, str]
    voting: Mapping[RecordRef, str]
    returned: Mapping[str, str]


def owners_by_lineage(before: Mapping[RecordRef, str], here: Mapping[RecordRef, int], lineage: Lineage) -> Owners:
    """Look back as far as it explains how people are parted now.

    Args:
        before: record -> id of the person that it belonged to.
        here: record -> number of the cluster that holds it now.
    """
    if not lineage.joined and not lineage.parted:
        return Owners(before, before, {})
    parted, returned = _before_merges(before, here, lineage)
    return Owners(parted, _whole_again(parted, here, lineage), returned)


def _grouped(before: Mapping[RecordRef, str]) -> dict[str, list[RecordRef]]:
    own: dict[str, list[RecordRef]] = defaultdict(list)
    for ref, person in before.items():
        own[person].append(ref)
    return own


def _before_merges(
    before: Mapping[RecordRef, str], here: Mapping[RecordRef, int], lineage: Lineage
) -> tuple[dict[RecordRef, str], dict[str, str]]:
    """Undo merges, the newest first, as long as they explain why a person's records are in several clusters."""
    owner = dict(before)
    own = _grouped(before)
    returned: dict[str, str] = {}
    waiting = sorted(own)
    while waiting:
        person = waiting.pop()
        for gone, records in lineage.joined.get(person, ()):
            if len({here[ref] for ref in own[person] if ref in here}) < 2:
                break
            theirs = [ref for ref in own[person] if ref in records]
            rest = [ref for ref in own[person] if ref not in records]
            homes = {here[ref] for ref in theirs if ref in here}
            staying = {here[ref] for ref in rest if ref in here}
            if not homes or not staying or homes & staying:
                continue
            owner.update(dict.fromkeys(theirs, gone))
            own[person], own[gone] = rest, [*own.get(gone, ()), *theirs]
            returned[gone] = person
            waiting.append(gone)
    return owner, returned


def _whole_again(
    before: Mapping[RecordRef, str], here: Mapping[RecordRef, int], lineage: Lineage
) -> dict[RecordRef, str]:
    """Let the part of a person count for him where all records of both are in one cluster again."""
    owner = dict(before)
    own = _grouped(before)
    homes = {person: {here[ref] for ref in refs if ref in here} for person, refs in own.items()}
    # The newest parts first: what was parted from a part goes back to it, and with it to the whole.
    for part in sorted(lineage.parted, reverse=True):
        whole = lineage.parted[part]
        if part in own and whole in own and len(homes[part]) == 1 and homes[part] == homes[whole]:
            owner.update(dict.fromkeys(own[part], whole))
            own[whole] += own.pop(part)
    return owner
