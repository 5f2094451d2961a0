"""Ids that stay: clusters of today get the ids of the people of yesterday whose records they hold."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from schemas.records import RecordRef
from zhaoren.foundation.ids import MintId


class IdentityAct(StrEnum):
    """What may happen to a person's identity."""

    APPEARED = "appeared"
    MERGED = "merged"  # person_id became other_id
    SPLIT = "split"  # person_id is new and came out of other_id
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
) -> Identities:
    """Ids for clusters.

    Args:
        clusters: sets of records; every record of every person that they touch must be in one, unless it is gone.
        before: record -> id of the person that it belonged to, records that are gone included.
        main_weight: how much a record speaks for being the person's main one; the greatest of a person is his main
            record. A part that holds it keeps the id when a person is split.
        mint: for people who are new, in the order of the clusters' smallest records.

    Greatest overlap wins, of equal ones the older id (ids sort by the time they were minted). No id is given twice.
    """
    here = {ref: at for at, refs in enumerate(clusters) for ref in refs}
    old: dict[str, list[RecordRef]] = defaultdict(list)
    for ref, person_id in before.items():
        old[person_id].append(ref)
    shares: list[tuple[bool, int, str, tuple[RecordRef, ...], int]] = []
    for person_id, refs in old.items():
        alive = [ref for ref in refs if ref in here]
        if not alive:
            continue
        main = max(alive, key=lambda ref: (main_weight(ref), tuple(-ord(sign) for sign in f"{ref.source}|{ref.key}")))
        for at, count in Counter(here[ref] for ref in alive).items():
            shares.append((here[main] != at, -count, person_id, tuple(sorted(clusters[at])), at))
    ids: dict[int, str] = {}
    taken: set[str] = set()
    for _, _, person_id, _, at in sorted(shares):
        if at not in ids and person_id not in taken:
            ids[at] = person_id
            taken.add(person_id)
    for at in sorted(range(len(clusters)), key=lambda at: min(clusters[at])):
        if at not in ids:
            ids[at] = mint()
    return _told(clusters, before, old, ids, taken)


def _told(
    clusters: Sequence[Sequence[RecordRef]],
    before: Mapping[RecordRef, str],
    old: Mapping[str, list[RecordRef]],
    ids: Mapping[int, str],
    taken: set[str],
) -> Identities:
    """The changes in words, and where the ids that are gone lead."""
    home = {ref: ids[at] for at, refs in enumerate(clusters) for ref in refs}
    redirects: dict[str, str | None] = {}
    events: list[IdentityEvent] = []
    for person_id in sorted(old.keys() - taken):
        left = sorted(ref for ref in old[person_id] if ref in home)
        if not left:
            redirects[person_id] = None
            events.append(IdentityEvent(IdentityAct.VANISHED, person_id, None, tuple(sorted(old[person_id]))))
            continue
        counts = Counter(home[ref] for ref in left)
        target = min(counts, key=lambda id_: (-counts[id_], id_))
        redirects[person_id] = target
        events.append(IdentityEvent(IdentityAct.MERGED, person_id, target, tuple(left)))
    for at in sorted(ids, key=lambda at: min(clusters[at])):
        if ids[at] in taken:
            continue
        came = Counter(before[ref] for ref in clusters[at] if ref in before)
        source = min(came, key=lambda id_: (-came[id_], id_)) if came else None
        act = IdentityAct.APPEARED if source is None else IdentityAct.SPLIT
        events.append(IdentityEvent(act, ids[at], source, tuple(sorted(clusters[at]))))
    return Identities(tuple(ids[at] for at in range(len(clusters))), redirects, tuple(events))
