"""People as joined -> their golden records in the catalog, everybody's or those of a few."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from zhaoren.catalog.catalog import Snapshot, Transaction
from zhaoren.catalog.entities import Entity, PutCounts
from zhaoren.pipeline.prepared_scratch import Place
from zhaoren.pipeline.side_processes import SideProcesses
from zhaoren.pipeline.unify_bodies import Shaper
from zhaoren.pipeline.unify_clusters import ClustersWritten, tell_absence
from zhaoren.pipeline.unify_index import PeopleIndex
from zhaoren.pipeline.unify_side import Side, ToShape, shape_part
from zhaoren.pipeline.unify_work import Work, batches, remove_people

Step = Callable[[Transaction], None]


@dataclass(frozen=True, slots=True)
class Members:
    """Every person with his records, those that are over included.

    Attributes:
        people: ids, in the order of their first records.
        records: rising ids; `owners`: for each, which of the people it belongs to.
    """

    people: list[str]
    records: NDArray[np.int64]
    owners: NDArray[np.int32]

    @classmethod
    def of(cls, clusters: Iterable[tuple[int, str]]) -> Members:
        """From (record id, person id), by record id."""
        numbers: dict[str, int] = {}
        records, owners = array("q"), array("i")
        for record_id, person in clusters:
            records.append(record_id)
            owners.append(numbers.setdefault(person, len(numbers)))
        return cls(list(numbers), np.array(records, dtype=np.int64), np.array(owners, dtype=np.int32))

    def owners_of(self, record_ids: Sequence[int]) -> NDArray[np.int32]:
        """Whose each of these records is, -1 for nobody's."""
        wanted = np.array(record_ids, dtype=np.int64)
        if not len(self.records):
            return np.full(len(wanted), -1, np.int32)
        at = np.minimum(np.searchsorted(self.records, wanted), len(self.records) - 1)
        return np.where(self.records[at] == wanted, self.owners[at], np.int32(-1))

    def __iter__(self) -> Iterator[tuple[str, list[int]]]:
        """(person, ids of his records in rising order), in the order of people."""
        order = np.argsort(self.owners, kind="stable")
        starts = np.searchsorted(self.owners[order], np.arange(len(self.people) + 1)).tolist()
        for at, person in enumerate(self.people):
            yield person, self.records[order[starts[at] : starts[at + 1]]].tolist()


@dataclass(frozen=True, slots=True)
class Everybody:
    """Whom there is to shape, when every record has its person.

    Attributes:
        numbers: of those of whom a record holds.
        shared: rising keys of telephone numbers that several people carry.
    """

    members: Members
    numbers: Mapping[str, int]
    shared: NDArray[np.int64]

    @classmethod
    def of(cls, seen: Snapshot, index: PeopleIndex) -> Everybody:
        """From all records that hold."""
        members = Members.of(seen.clusters.all())
        owners = members.owners_of(index.record_ids)
        alive = np.unique(owners[owners >= 0]).tolist()
        numbers = seen.entities.expected_numbers("person", [members.people[at] for at in alive])
        return cls(members, numbers, index.shared_numbers(owners))


def shape_everybody(
    work: Work,
    beside: SideProcesses[Side],
    everybody: Everybody,
    tree: Place,
    steps: Iterator[Step],
    at_once: int,
) -> PutCounts:
    """Golden records of everybody, so many in one transaction; a person without a record that holds is removed.

    Args:
        tree: where it lies in the scratch file.
        steps: what else is to be written, a step in each transaction.
    """
    scratch = work.beside.scratch
    counts = work.counts
    waiting: deque[dict[str, list[int]]] = deque()

    def parts() -> Iterator[ToShape]:
        for batch in batches(everybody.members, at_once):
            waiting.append(dict(batch))
            places = {person: list(scratch.places(ids)) for person, ids in batch}
            told = [(person, everybody.numbers[person], len(own)) for person, own in places.items() if own]
            yield ToShape(told, [place for own in places.values() for place in own], everybody.shared, tree)

    done = 0
    for shaped in beside.map(shape_part, parts()):
        people = waiting.popleft()
        with work.catalog.transaction(work.lease) as writing:
            _take_numbers(writing, shaped)
            counts += write_people(writing, shaped, people, work.clusters)
            for step in islice(steps, 1):
                step(writing)
        done += len(people)
        work.on_count("unify shape", done)
    for step in steps:
        with work.catalog.transaction(work.lease) as writing:
            step(writing)
    return counts


def _take_numbers(writing: Transaction, shaped: Sequence[Entity]) -> None:
    """Keep the numbers under which people were shaped; nobody else gives any while this run holds its lease."""
    if writing.entities.numbers("person", [one.id for one in shaped]) != {one.id: one.number for one in shaped}:
        raise RuntimeError("numbers of people were given by somebody else while people were shaped")


def shape_people(
    shaper: Shaper, writing: Transaction, people: Mapping[str, Sequence[int]], told: ClustersWritten
) -> PutCounts:
    """Write the golden records of some people, and remove those of whom no record is left."""
    return write_people(writing, shaper.shape(writing, people), people, told)


def write_people(
    writing: Transaction, shaped: Sequence[Entity], people: Mapping[str, Sequence[int]], told: ClustersWritten
) -> PutCounts:
    """Write people as shaped; those who were not are removed, since no record of theirs is left."""
    absent = writing.entities.redirects_of("person", people)
    counts = writing.entities.put_many("person", shaped)
    empty = people.keys() - {one.id for one in shaped}
    removed = remove_people(writing, empty)
    told.gone += removed.removed
    back = absent.keys() - empty - told.returned
    tell_absence(writing, told, {person: people[person] for person in sorted(back)}, gone=False)
    ended = empty - absent.keys() if removed.removed else set()
    tell_absence(writing, told, {person: people[person] for person in sorted(ended)}, gone=True)
    return counts + removed
