"""What joining everybody does beside its main process: reading records, comparing names, shaping golden records.

Nothing here writes; what is returned is written by the main process in its transactions.
"""

from __future__ import annotations

import pickle
from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.engine import URL

from schemas.vocabulary import RecordKind
from zhaoren.catalog.catalog import Catalog
from zhaoren.catalog.entities import Entity
from zhaoren.catalog.match_keys import packed_keys
from zhaoren.catalog.record_links import RecordLink
from zhaoren.pipeline.prepared_scratch import Place, PreparedScratch, ScratchFile, packed
from zhaoren.pipeline.side_processes import SideProcesses, processes_for
from zhaoren.pipeline.unify_bodies import Shaper
from zhaoren.pipeline.unify_index import PeopleIndex
from zhaoren.pipeline.unify_kept import kept_of
from zhaoren.pipeline.unify_links import ASSISTANT, HOLDER, PersonKeys
from zhaoren.pipeline.unify_reading import SourceRules, holds
from zhaoren.unification.account_kinds import AccountKind
from zhaoren.unification.name_comparison import NamePair, agreements
from zhaoren.unification.organisation import Organisation
from zhaoren.unification.places import PlaceCounts
from zhaoren.unification.preparation import prepare
from zhaoren.unification.scoring import PairScorer

WORTH_PROCESSES = 20_000
"""Records of people from which processes beside this one save more than the two seconds that starting them costs."""


@dataclass(slots=True)
class Side:
    """What the work takes in whichever process it is done.

    Attributes:
        today: ISO day.
    """

    catalog: Catalog
    rules: SourceRules
    scratch: ScratchFile
    scorer: PairScorer
    today: str
    _organisation: tuple[Place, Organisation] | None = None
    _shaper: Shaper | None = None

    def tell(self, place: Place, organisation: Organisation) -> None:
        """The tree that lies there in the scratch file."""
        self._organisation = place, organisation

    def organisation(self, place: Place) -> Organisation:
        """The tree that lies there; read once."""
        if self._organisation is None or self._organisation[0] != place:
            # Only this program's processes write to the file.
            self._organisation = place, pickle.loads(self.scratch.bytes_at(place))  # noqa: S301
        return self._organisation[1]

    def shaper(self, tree: Place) -> Shaper:
        """Made when the first person is shaped: then every record has its person."""
        if self._shaper is None:
            keys = PersonKeys(self.catalog)
            pointed_at = self.catalog.record_links.has_role(RecordKind.PERSON, (HOLDER, ASSISTANT))
            organisation = self.organisation(tree)
            self._shaper = Shaper.of(self.rules, organisation, keys, self.today, pointed_at=pointed_at)
        return self._shaper


@dataclass(frozen=True, slots=True)
class SideRecipe:
    """Makes the same in another process, with a connection of its own to the catalog."""

    address: URL
    rules: SourceRules
    scratch: ScratchFile
    scorer: PairScorer
    today: str

    def __call__(self) -> Side:
        """There."""
        return Side(Catalog(self.address), self.rules, self.scratch, self.scorer, self.today)


class Beside:
    """The processes and the scratch file of one run; begun when everybody is looked at, and ended with it.

    Args:
        wanted: how many processes the administrator wants; as many as are worth it when he does not say.
    """

    def __init__(
        self, catalog: Catalog, rules: SourceRules, scorer: PairScorer, today: str, wanted: int | None
    ) -> None:
        self.scratch = PreparedScratch()
        self._here = Side(catalog, rules, self.scratch.file, scorer, today)
        self._recipe = SideRecipe(catalog.address, rules, self.scratch.file, scorer, today)
        self._wanted = wanted
        self._processes: SideProcesses[Side] | None = None

    def processes(self, records: int) -> SideProcesses[Side]:
        """They; what is worth starting depends on how many records there are."""
        if self._processes is None:
            count = processes_for(records, WORTH_PROCESSES, self._wanted)
            self._processes = SideProcesses(self._here, self._recipe, count)
        return self._processes

    def tell(self, organisation: Organisation) -> Place:
        """Let every process know the tree; where it lies."""
        if self._processes is None or not self._processes.count:
            self._here.tell((0, 0), organisation)
            return 0, 0
        place = self.scratch.keep(pickle.dumps(organisation, pickle.HIGHEST_PROTOCOL))
        self._here.tell(place, organisation)
        return place

    def close(self) -> None:
        """End them."""
        if self._processes is not None:
            self._processes.close()
        self.scratch.close()


def count_part(side: Side, span: tuple[int, int]) -> PlaceCounts:
    """The places that records of people with ids from the first to the last name."""
    counts = PlaceCounts()
    with side.catalog.snapshot() as seen:
        for stored in seen.records.between(RecordKind.PERSON, *span):
            if holds(stored):
                counts.add(side.rules.read(stored))
    return counts


@dataclass(frozen=True, slots=True)
class ToRead:
    """Some records to be read: from the first id to the last, by the tree that lies there."""

    first: int
    last: int
    tree: Place


@dataclass(slots=True)
class PartRead:
    """Some records as read.

    Attributes:
        wholes: records of people as the scratch file takes them, in the order of the index.
        of_records, keys: all records, and the packed match keys of each.
        links: of every record, those that have none included.
        aside: accounts that are nobody's, with how many there are of each kind.
    """

    index: PeopleIndex = field(default_factory=PeopleIndex)
    wholes: list[bytes] = field(default_factory=list)
    of_records: array[int] = field(default_factory=lambda: array("q"))
    keys: list[bytes] = field(default_factory=list)
    links: dict[int, list[RecordLink]] = field(default_factory=dict)
    aside: array[int] = field(default_factory=lambda: array("q"))
    kinds_aside: Counter[AccountKind] = field(default_factory=Counter)


def read_part(side: Side, asked: ToRead) -> PartRead:
    """The records of people."""
    part, organisation = PartRead(), side.organisation(asked.tree)
    with side.catalog.snapshot() as seen:
        for stored in seen.records.between(RecordKind.PERSON, asked.first, asked.last):
            part.of_records.append(stored.id)
            part.links[stored.id] = []
            part.keys.append(b"")
            if not holds(stored):
                continue
            record = side.rules.read(stored)
            person = prepare(record, organisation)
            keys: tuple[int, ...] = ()
            if person.kind is AccountKind.PERSON:
                keys = part.index.add(stored.id, person)
                part.wholes.append(packed(record, person))
            else:
                part.kinds_aside[person.kind] += 1
                part.aside.append(stored.id)
            kept = kept_of(record, person, keys)
            part.links[stored.id] = kept.links
            part.keys[-1] = packed_keys(kept.keys)
    return part


def compare_part(_side: Side, pairs: Sequence[NamePair]) -> NDArray[np.int8]:
    """How far the names of each pair agree."""
    return agreements(pairs)


@dataclass(frozen=True, slots=True)
class ToShape:
    """Some people to be shaped.

    Attributes:
        people: (id, number, how many of the places are his).
        places: of their records that hold, in the scratch file.
        shared: rising keys of numbers that several people carry.
        tree: where it lies.
    """

    people: Sequence[tuple[str, int, int]]
    places: Sequence[Place]
    shared: NDArray[np.int64]
    tree: Place


def shape_part(side: Side, part: ToShape) -> list[Entity]:
    """Their golden records."""
    records = iter([side.scratch.at(place) for place in part.places])
    people = [(person, number, [next(records) for _ in range(count)]) for person, number, count in part.people]
    bodies = side.shaper(part.tree).bodies(side.catalog, people, _shared_with(part.shared))
    return [Entity.packed(one.id, one.number, one.body) for one in bodies]


def _shared_with(keys: NDArray[np.int64]) -> Callable[[int], bool]:
    known = frozenset(keys.tolist())
    return known.__contains__
