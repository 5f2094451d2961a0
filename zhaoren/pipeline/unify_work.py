"""What every step of joining takes beside the records, and what all steps count together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from zhaoren.catalog.catalog import Catalog, Transaction
from zhaoren.catalog.entities import PutCounts
from zhaoren.catalog.leases import Lease
from zhaoren.catalog.records import StoredRecord
from zhaoren.foundation.ids import MintId
from zhaoren.pipeline.unify_clusters import ClustersWritten
from zhaoren.pipeline.unify_reading import SourceRules
from zhaoren.pipeline.unify_side import Beside
from zhaoren.unification.account_kinds import AccountKind
from zhaoren.unification.match_keys import KeyKind
from zhaoren.unification.organisation import Organisation
from zhaoren.unification.preparation import PreparedPerson, prepare
from zhaoren.unification.scoring import PairScorer

Item = TypeVar("Item")
OnCount = Callable[[str, int], None]


@dataclass(slots=True)
class Work:
    """Everything that joining takes beside the records.

    Attributes:
        today: ISO day.
    """

    catalog: Catalog
    lease: Lease | None
    rules: SourceRules
    organisation: Organisation
    scorer: PairScorer
    mint: MintId
    today: str
    on_count: OnCount
    beside: Beside
    counts: PutCounts = field(default_factory=PutCounts)
    clusters: ClustersWritten = field(default_factory=ClustersWritten)
    crowds: tuple[tuple[KeyKind, int], ...] = ()
    set_aside: dict[AccountKind, int] = field(default_factory=lambda: defaultdict(int))

    def prepared(self, stored: StoredRecord) -> PreparedPerson:
        """A record of a person in comparable form."""
        return prepare(self.rules.read(stored), self.organisation)


def set_aside(writing: Transaction, record_ids: Iterable[int]) -> PutCounts:
    """Take records that turned out to be nobody's out of their people; who has no other record is removed."""
    ids = list(record_ids)
    people = set(writing.clusters.person_ids_of(ids).values())
    writing.clusters.remove_many(ids)
    gone = people - writing.clusters.record_ids_of(people).keys()
    return remove_people(writing, gone)


def remove_people(writing: Transaction, people: Iterable[str]) -> PutCounts:
    """Remove people without a successor; who was merged before keeps leading to his."""
    kept = writing.entities.get_many("person", sorted(people))
    return writing.entities.remove_many("person", [person for person, one in kept.items() if one.kept is not None])


def batches(items: Iterable[Item], size: int, weight: Callable[[Item], int] = lambda _item: 1) -> Iterator[list[Item]]:
    """The items in lists of about this weight."""
    batch: list[Item] = []
    total = 0
    for item in items:
        batch.append(item)
        total += weight(item)
        if total >= size:
            yield batch
            batch, total = [], 0
    if batch:
        yield batch
