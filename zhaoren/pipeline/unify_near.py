"""Records near a few others: whoever weighs enough with one of them, with one of those, and so on.

What two records weigh is found here from the catalog exactly as it is found when everybody is looked at: all who share
a value with one of the two are loaded, and how many bear a name is counted by the catalog.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from schemas.vocabulary import RecordKind
from zhaoren.catalog.catalog import Transaction
from zhaoren.pipeline.unify_reading import holds
from zhaoren.pipeline.unify_work import Work
from zhaoren.unification.account_kinds import AccountKind
from zhaoren.unification.clustering import Judgement
from zhaoren.unification.match_keys import LARGEST_BLOCK, match_keys
from zhaoren.unification.pair_columns import PeopleColumns
from zhaoren.unification.pair_features import COUNT_STEPS
from zhaoren.unification.preparation import PreparedPerson
from zhaoren.unification.resolution import Weighed
from zhaoren.unification.scoring import PairBatch


@dataclass(slots=True)
class Neighbourhood:
    """Gathers what must be clustered anew.

    Attributes:
        people: record id -> record, of all that were reached; nothing leads out of them that weighs enough.
    """

    work: Work
    writing: Transaction
    judgements: Sequence[Judgement]
    people: dict[int, PreparedPerson] = field(default_factory=dict)
    _loaded: dict[int, PreparedPerson] = field(default_factory=dict)
    _keys: dict[int, tuple[int, ...]] = field(default_factory=dict)
    _told: Mapping[int, set[int]] | None = None

    def reach(self, seeds: Iterable[int]) -> None:
        """Take in these records and everybody to whom they lead."""
        told = self._told_together()
        first = set(seeds)
        waiting = first | {other for one in first for other in told.get(one, ())}
        while waiting:
            persons = self.writing.clusters.person_ids_of(waiting)
            waiting |= {i for ids in self.writing.clusters.record_ids_of(persons.values()).values() for i in ids}
            new = self._load(waiting - self.people.keys())
            self.people.update(new)
            waiting = {other for one in new for other in told.get(one, ())}
            if new:
                ids, weighed = self._weigh(new)
                for a, b in weighed.links():
                    if ids[a] in new or ids[b] in new:
                        waiting |= {ids[a], ids[b]}
            waiting -= self.people.keys()

    def weighed(self) -> tuple[dict[int, PreparedPerson], Weighed]:
        """Row -> record of everybody reached, and what they weigh with one another."""
        ids, weighed = self._weigh(self.people)
        return {row: self.people[i] for row, i in enumerate(ids) if i in self.people}, weighed

    def _weigh(self, some: Mapping[int, PreparedPerson]) -> tuple[list[int], Weighed]:
        """Every pair of which one is among these; all who share a value with one of them stand in the rows."""
        own = {key for i in some for key in self._keys_of(i)}
        holders = self.writing.match_keys.records_with(own)
        ignored = {key for key, ids in holders.items() if len(ids) > LARGEST_BLOCK}
        self._load({i for key, ids in holders.items() if key not in ignored for i in ids} - self._loaded.keys())
        near = {i for key, ids in holders.items() if key not in ignored for i in ids} & self._loaded.keys()
        ids = sorted({*some, *near})
        columns = PeopleColumns.of(self._loaded[i] for i in ids)
        counted = columns.counted_keys()
        batch = PairBatch.of(
            columns,
            lambda row: self._loaded[ids[row]],
            ignored=ignored,
            bearers={key: max(by.values()) for key, by in self.writing.match_keys.by_source(counted).items()},
        )
        return ids, Weighed.of(batch, self.work.scorer)

    def _keys_of(self, record_id: int) -> tuple[int, ...]:
        if record_id not in self._keys:
            self._keys[record_id] = match_keys(self._loaded[record_id])
        return self._keys[record_id]

    def _load(self, ids: Collection[int]) -> dict[int, PreparedPerson]:
        """Those of these records that are people's and hold."""
        unknown = [i for i in ids if i not in self._loaded]
        for i, record in sorted(self.writing.records.by_ids(unknown).items()):
            if record.ref.kind is RecordKind.PERSON and holds(record):
                person = self.work.prepared(record)
                if person.kind is AccountKind.PERSON:
                    self._loaded[i] = person
        return {i: self._loaded[i] for i in sorted(ids) if i in self._loaded}

    def _told_together(self) -> Mapping[int, set[int]]:
        if self._told is None:
            found: dict[int, set[int]] = defaultdict(set)
            by_ref = self.writing.records.by_refs({ref for j in self.judgements for ref in (j.a, j.b)})
            for judgement in self.judgements:
                if judgement.a in by_ref and judgement.b in by_ref:
                    a, b = by_ref[judgement.a].id, by_ref[judgement.b].id
                    found[a].add(b)
                    found[b].add(a)
            self._told = found
        return self._told


@dataclass(slots=True)
class KeyChanges:
    """Match keys that changed records have gained and lost, by source."""

    changes: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def note(self, source: str, before: Collection[int], now: Collection[int]) -> None:
        """One changed record."""
        for key in set(now) - set(before):
            self.changes[key][source] += 1
        for key in set(before) - set(now):
            self.changes[key][source] -= 1

    def recounted(self, writing: Transaction) -> set[int]:
        """Records with a name of which it now counts otherwise how many bear it: their pairs weigh otherwise."""
        after = writing.match_keys.by_source(self.changes)
        moved = []
        for key, changed in self.changes.items():
            now = Counter(after.get(key, {}))
            before = Counter(now)
            before.subtract(changed)
            if _step(now) != _step(before):
                moved.append(key)
        return {i for ids in writing.match_keys.records_with(moved).values() for i in ids}


def _step(counts: Counter[str]) -> int:
    """Which of the steps of counting the greatest count reaches."""
    most = max(counts.values(), default=0)
    return sum(most > step for step in COUNT_STEPS)
