"""Ids that stay: clusters of today get the ids of the people of yesterday whose records they hold."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from schemas.records import RecordRef
from zhaoren.foundation.ids import MintId
from zhaoren.unification.lineage import NO_LINEAGE, Lineage, owners_by_lineage


class IdentityAct(StrEnum):
    """What may happen to a person's identity."""

    APPEARED = "appeared"
    MERGED = "merged"  # person_id became other_id
    SPLIT = "split"  # person_id is new and came out of other_id
    RETURNED = "returned"  # person_id had become other_id, and is a person of his own again
    MOVED = "moved"  # records of person_id went to other_id; both live on
    VANISHED = "vanished"  # no record is left


@dataclass(frozen=True, slots=True)
class IdentityEvent:
    """One change of identity, with the records that it is about."""

    act: IdentityAct
    person_id: str
    other_id: str | None
    records: tuple[RecordRef, ...]


@dataclass(frozen=True, slots=True)
class Identities:
    """What `give_ids` found.

    Attributes:
        ids: one for each cluster, in the order given.
        redirects: ids that are gone -> the id that holds their records now, None where no record is left.
    """

    ids: tuple[str, ...]
    redirects: Mapping[str, str | None]
    events: tuple[IdentityEvent, ...]


def give_ids(
    clusters: Sequence[Sequence[RecordRef]],
    before: Mapping[RecordRef, str],
    main_weight: Callable[[RecordRef], tuple[int, ...]],
    mint: MintId,
    lineage: Lineage = NO_LINEAGE,
) -> Identities:
    """Ids for clusters.

    Args:
        clusters: sets of records; every record of every person that they touch must be in one, unless it is gone.
        before: record -> id of the person that it belonged to, records that are gone included.
        main_weight: how much a record speaks for being the person's main one; the greatest of a person is his main
            record. A part that holds it keeps the id when a person is split.
        mint: for people who are new, in the order of the clusters' smallest records.
        lineage: earlier merges and splits of these people: what is parted again gets the ids it had before, and what
            was parted and comes together again has the id of the whole.

    Greatest overlap wins, of equal ones the older id (ids sort by the time they were minted). No id is given twice.
    """
    here = {ref: at for at, refs in enumerate(clusters) for ref in refs}
    owners = owners_by_lineage(before, here, lineage)
    ids: dict[int, str] = {}
    taken: set[str] = set()
    for _, _, person_id, _, at in sorted(_shares(clusters, owners.voting, here, main_weight)):
        if at not in ids and person_id not in taken:
            ids[at] = person_id
            taken.add(person_id)
    least = [min(refs) for refs in clusters]
    in_order = sorted(range(len(clusters)), key=least.__getitem__)
    for at in in_order:
        if at not in ids:
            ids[at] = mint()
    home = {ref: ids[at] for ref, at in here.items()}
    gone = _by_person(owners.before)
    redirects: dict[str, str | None] = {}
    events: list[IdentityEvent] = []
    for person_id in sorted(gone.keys() - taken):
        event = _ended(person_id, gone[person_id], home)
        redirects[person_id] = event.other_id
        events.append(event)
    for at in in_order:
        events += _told_of(ids[at], clusters[at], owners.before, owners.returned, taken)
    return Identities(tuple(ids[at] for at in range(len(clusters))), redirects, tuple(events))


def _by_person(before: Mapping[RecordRef, str]) -> dict[str, list[RecordRef]]:
    found: dict[str, list[RecordRef]] = defaultdict(list)
    for ref, person_id in before.items():
        found[person_id].append(ref)
    return found


def _shares(
    clusters: Sequence[Sequence[RecordRef]],
    before: Mapping[RecordRef, str],
    here: Mapping[RecordRef, int],
    main_weight: Callable[[RecordRef], tuple[int, ...]],
) -> Iterator[tuple[bool, int, str, tuple[RecordRef, ...], int]]:
    """Which cluster may take which id, the better claim sorting first."""
    for person_id, refs in _by_person(before).items():
        alive = [ref for ref in refs if ref in here]
        if not alive:
            continue
        main = max(alive, key=lambda ref: (main_weight(ref), tuple(-ord(sign) for sign in f"{ref.source}|{ref.key}")))
        for at, count in Counter(here[ref] for ref in alive).items():
            yield here[main] != at, -count, person_id, tuple(sorted(clusters[at])), at


def _ended(person_id: str, refs: Sequence[RecordRef], home: Mapping[RecordRef, str]) -> IdentityEvent:
    """Where the records of an id that nobody bears any more are now."""
    left = sorted(ref for ref in refs if ref in home)
    if not left:
        return IdentityEvent(IdentityAct.VANISHED, person_id, None, tuple(sorted(refs)))
    counts = Counter(home[ref] for ref in left)
    target = min(counts, key=lambda id_: (-counts[id_], id_))
    return IdentityEvent(IdentityAct.MERGED, person_id, target, tuple(left))


def _told_of(
    person_id: str,
    refs: Sequence[RecordRef],
    before: Mapping[RecordRef, str],
    returned: Mapping[str, str],
    taken: set[str],
) -> Iterator[IdentityEvent]:
    """How one person of today came to his records."""
    came = Counter(before[ref] for ref in refs if ref in before)
    source: str | None = None
    if person_id in returned:
        records = tuple(sorted(ref for ref in refs if before.get(ref) == person_id))
        yield IdentityEvent(IdentityAct.RETURNED, person_id, returned[person_id], records)
    elif person_id not in taken:
        source = min(came, key=lambda id_: (-came[id_], id_)) if came else None
        act = IdentityAct.APPEARED if source is None else IdentityAct.SPLIT
        yield IdentityEvent(act, person_id, source, tuple(sorted(refs)))
    for other in sorted(came):
        if other in taken and other not in (person_id, source):
            records = tuple(sorted(ref for ref in refs if before.get(ref) == other))
            yield IdentityEvent(IdentityAct.MOVED, other, person_id, records)
