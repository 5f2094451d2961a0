"""Catalog to index: what changed since the revision that is published, or everything into a new generation.

Killed anywhere and run again it ends the same: engines advance their revision last, and applying again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

from schemas.directory_json import UNIT
from schemas.expressions import EVERYTHING, AnyOf, Term
from zhaoren.catalog.catalog import Catalog, Snapshot
from zhaoren.catalog.entities import EntityKind
from zhaoren.pipeline.entries import Tree
from zhaoren.pipeline.making_entries import entry_of, made_entries, makers
from zhaoren.search_index.port import Collection, EntryChange, IndexMissing, Later, SearchEngine
from zhaoren.search_index.unit_log import UNIT_LOG, UnitLog

COLLECTIONS: dict[EntityKind, Collection] = {
    "unit": Collection.UNITS,
    "person": Collection.PEOPLE,
    "post": Collection.POSTS,
    "document": Collection.DOCUMENTS,
}
_MOVED_AT_ONCE = 500  # units in one condition when looking for the people below them

Item = TypeVar("Item")
Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class PublishReport:
    """What publishing did. `changed` counts entries written or removed; 0 means the index was not touched."""

    revision: int
    changed: int
    rebuilt: bool

    def sentence(self, language: str = "zh") -> str:
        """One line for people."""
        if not self.changed and not self.rebuilt:
            return "索引已是最新，未写入" if language == "zh" else "index is up to date, nothing written"
        if self.rebuilt:
            zh, en = f"重建索引：{self.changed} 条", f"index rebuilt: {self.changed} entries"
        else:
            zh, en = f"更新索引：{self.changed} 条", f"index updated: {self.changed} entries"
        return zh if language == "zh" else en


def publish(
    catalog: Catalog,
    engine: SearchEngine,
    *,
    full: bool = False,
    on_progress: Progress | None = None,
    processes: int | None = None,
) -> PublishReport:
    """Bring the index to the catalog's revision.

    Args:
        full: build a new generation beside the one that serves, and swap.
        on_progress: called with a step's name and how many entries it has made.
        processes: how many make entries beside this one when many are made; as many as are worth it when not given.

    Raises:
        EngineUnavailable: the engine does not answer; nothing is half applied.
    """
    with catalog.snapshot() as seen:
        revision = seen.revision
        applied = engine.applied_revision()
        if revision == 0 or (applied == revision and not full):
            return PublishReport(revision, 0, rebuilt=False)
        counted = _Counted(on_progress or _silent)
        tree = _tree(seen)
        # An index ahead of its catalog was made from another one: nothing in it can be trusted.
        if full or applied == 0 or applied > revision:
            log = _log(engine, seen, applied)
            with closing(makers(seen, tuple(COLLECTIONS), tree, processes)) as made_by:
                made = counted.through("rebuild", made_entries(seen, tuple(COLLECTIONS), made_by))
                engine.rebuild(chain(made, (log.entry(),)), revision, _later(catalog, engine, log))
            return PublishReport(revision, counted.count, rebuilt=True)
        changes = counted.through("apply", _changes(seen, engine, tree, applied))
        engine.apply(_logged(changes, UnitLog.read(engine.reader()), revision), revision)
        return PublishReport(revision, counted.count, rebuilt=False)


def _tree(seen: Snapshot) -> Tree:
    return Tree.of(UNIT.validate_json(body) for stored in seen.entities.all("unit") if (body := stored.body))


def _later(catalog: Catalog, engine: SearchEngine, log: UnitLog) -> Later:
    """What the catalog got while a new generation was being built."""

    def later(known: int) -> tuple[list[EntryChange], int]:
        nonlocal log
        with catalog.snapshot() as seen:
            if seen.revision == known:
                return [], known
            tree = _tree(seen)
            changes = list(_changes(seen, engine, tree, known))
            log = log.and_more(
                seen.revision, [change.id for change in changes if change.collection is Collection.UNITS]
            )
            return [*changes, EntryChange(Collection.LOGS, UNIT_LOG, log.entry())], seen.revision

    return later


def _log(engine: SearchEngine, seen: Snapshot, applied: int) -> UnitLog:
    """The log of a new generation: it continues the one before, where that was made from this catalog."""
    before = UnitLog.read(engine.reader()) if 0 < applied <= seen.revision else None
    if before is None:
        return UnitLog.begun(seen.revision)
    return before.and_more(seen.revision, [stored.id for stored in seen.entities.changed_since("unit", applied)])


def _logged(changes: Iterator[EntryChange], log: UnitLog | None, revision: int) -> Iterator[EntryChange]:
    """The changes, and the log of those that are units."""
    units: list[str] = []
    for change in changes:
        if change.collection is Collection.UNITS:
            units.append(change.id)
        yield change
    if units or log is None:
        told = UnitLog.begun(revision) if log is None else log.and_more(revision, units)
        yield EntryChange(Collection.LOGS, UNIT_LOG, told.entry())


def _silent(_step: str, _count: int) -> None:
    return


class _Counted:
    """Counts what passes, and tells the progress every thousand."""

    def __init__(self, progress: Progress) -> None:
        self.count = 0
        self._progress = progress

    def through(self, step: str, items: Iterator[Item]) -> Iterator[Item]:
        for item in items:
            self.count += 1
            if self.count % 1000 == 0:
                self._progress(step, self.count)
            yield item
        self._progress(step, self.count)


def _changes(seen: Snapshot, engine: SearchEngine, tree: Tree, applied: int) -> Iterator[EntryChange]:
    """Everything with a later revision, and whoever belongs to a unit that changed: his path is part of his entry."""
    done: set[tuple[EntityKind, str]] = set()
    units: list[str] = []
    for kind, collection in COLLECTIONS.items():
        for stored in seen.entities.changed_since(kind, applied):
            done.add((kind, stored.id))
            if kind == "unit":
                units.append(stored.id)
            entry = entry_of(stored, body, tree) if (body := stored.body) is not None else None
            yield EntryChange(collection, stored.id, entry)
    for kind, id_ in _below(engine, units):
        if (kind, id_) in done:
            continue
        done.add((kind, id_))
        kept = seen.entities.get(kind, id_, follow=False)
        if kept is not None and (body := kept.body) is not None:
            yield EntryChange(COLLECTIONS[kind], id_, entry_of(kept, body, tree))


def _below(engine: SearchEngine, units: list[str]) -> Iterator[tuple[EntityKind, str]]:
    if not units:
        return
    try:
        reader = engine.reader()
    except IndexMissing:
        return  # the first generation is being built: everybody is in it with his present path
    for start in range(0, len(units), _MOVED_AT_ONCE):
        condition = AnyOf(tuple(Term("unit", unit) for unit in units[start : start + _MOVED_AT_ONCE]))
        for kind, collection in COLLECTIONS.items():
            for candidate in reader.scan(collection, condition, EVERYTHING):
                yield kind, candidate.id
