"""The catalog's things -> index entries, beside the main process where there are many of them.

Making entries takes seven eighths of what publishing takes of Python. What is sent is the thing as the main process
read it: the other processes need no catalog, and everything comes from one snapshot.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.directory_json import DOCUMENT, PERSON, POST, UNIT
from zhaoren.catalog.catalog import Snapshot
from zhaoren.catalog.entities import EntityKind, StoredEntity
from zhaoren.catalog.scope import in_batches
from zhaoren.pipeline.entries import Tree, document_entry, person_entry, post_entry, unit_entry
from zhaoren.pipeline.side_processes import SideProcesses, processes_for
from zhaoren.search_index.port import IndexEntry

WORTH_PROCESSES = 20_000
"""Things from which processes beside this one save more than the two seconds that starting them costs."""

MADE_AT_ONCE = 500
"""A megabyte each way."""


@dataclass(frozen=True, slots=True)
class _Same:
    """Gives every process the tree."""

    tree: Tree

    def __call__(self) -> Tree:
        return self.tree


def makers(seen: Snapshot, kinds: Sequence[EntityKind], tree: Tree, wanted: int | None) -> SideProcesses[Tree]:
    """Who makes the entries of everything; to be closed.

    Args:
        wanted: how many processes the administrator wants; as many as are worth it when he does not say.
    """
    count = processes_for(sum(map(seen.entities.count, kinds)), WORTH_PROCESSES, wanted)
    return SideProcesses(tree, _Same(tree), count)


def made_entries(seen: Snapshot, kinds: Sequence[EntityKind], made_by: SideProcesses[Tree]) -> Iterator[IndexEntry]:
    """The entries of everything of these kinds, in the order of kinds and numbers."""
    kept = (stored for kind in kinds for stored in seen.entities.all(kind))
    for part in made_by.map(entries_of, in_batches(kept, MADE_AT_ONCE)):
        yield from part


def entries_of(tree: Tree, kept: Sequence[StoredEntity]) -> list[IndexEntry]:
    """The entries of those that are not removed."""
    return [entry_of(stored, body, tree) for stored in kept if (body := stored.body) is not None]


def entry_of(stored: StoredEntity, body: bytes, tree: Tree) -> IndexEntry:
    """The index entry of one stored thing."""
    match stored.kind:
        case "person":
            return person_entry(PERSON.validate_json(body), tree)
        case "unit":
            return unit_entry(UNIT.validate_json(body), tree)
        case "document":
            return document_entry(DOCUMENT.validate_json(body), tree)
        case "post":
            return post_entry(POST.validate_json(body), stored.number, tree)
