"""The embedded engine: no server, one writer at a time, any number of reading processes on one disk."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from pathlib import Path

from tantivy import Index, IndexWriter

from zhaoren.search_index.entry_rules import Uniqueness, check_change, check_entry
from zhaoren.search_index.port import EngineUnavailable, EntryChange, IndexEntry, IndexMissing, Later
from zhaoren.search_index.tantivy_generations import Generations, file_mark
from zhaoren.search_index.tantivy_reader import TantivyReader
from zhaoren.search_index.tantivy_schema import (
    FORMAT,
    QueryWriter,
    entry_key,
    revision_document,
    schema,
    tantivy_errors,
    to_document,
)

# A file replaced twice within one tick of its clock can look unchanged, so a young mark is not trusted yet.
_YOUNG_NS = 100_000_000
_TRIES = 5
# One thread takes entries faster than Python hands them over. With two, a rebuild of 200,000 people was no faster and
# left so many small segments that merging them mapped 220 MB of files at once, instead of 99.
# 64 MB made a sync of 20,000 people take 349 to 360 MB at the most, 40 MB 322.
BUILD_MEMORY = 40_000_000


class TantivyEngine:
    """A SearchEngine over a folder.

    Readers need to be able to write into the folder too: Tantivy takes a lock file there while it opens a view.

    Args:
        path: the folder, on a disk that knows file locks; made by the first rebuild.
        build_memory: bytes that a rebuild may fill before it writes a segment.
        patience_s: how long a writer waits for another one before EngineBusy.
    """

    def __init__(self, path: Path, *, build_memory: int = BUILD_MEMORY, patience_s: float = 10.0) -> None:
        self._generations = Generations(path, FORMAT, patience_s)
        self._build_memory = build_memory
        self._lock = threading.Lock()
        self._open: _OpenGeneration | None = None

    def rebuild(self, entries: Iterable[IndexEntry], revision: int, later: Later | None = None) -> None:
        """Build a generation beside the one that serves, then swap."""
        with self._generations.build_lock():
            folder = self._generations.begin()
            try:
                with tantivy_errors("building"):
                    index = Index(schema(), path=str(folder), reuse=False)
                self._build(index, entries, revision)
                with self._generations.write_lock():
                    if later is not None:
                        _catch_up(index, revision, later)
                    self._generations.swap_to(folder)
            except BaseException:
                if self._generations.serving() != folder:
                    self._generations.discard(folder)
                raise

    def apply(self, changes: Iterable[EntryChange], revision: int) -> None:
        """Bring the serving generation to `revision` in one commit."""
        with self._generations.write_lock():
            folder = self._generations.serving()
            if folder is None:
                raise IndexMissing("nothing was published yet; publish once before applying changes")
            with tantivy_errors("opening the index"):
                index = Index.open(str(folder))
            if revision > TantivyReader(index, QueryWriter(index.schema)).revision:
                _apply(index, changes, revision)

    def applied_revision(self) -> int:
        """The revision that the serving generation knows; 0 when nothing was ever published."""
        try:
            return self.reader().revision
        except IndexMissing:
            return 0

    def reader(self) -> TantivyReader:
        """A view of what is published now; two looks at the disk when nothing changed since the last call."""
        with self._lock:
            for _ in range(_TRIES):
                mark = self._generations.pointer_mark()
                if self._open is None or self._open.pointer_mark != mark or _is_young(mark):
                    folder = self._generations.serving()
                    if folder is None:
                        self._open = None
                        raise IndexMissing("nothing was published yet")
                    if self._open is None or self._open.folder != folder:
                        try:
                            self._open = _OpenGeneration(folder, mark)
                        except EngineUnavailable:
                            if self._generations.serving() != folder:
                                continue  # it was cleared away between reading the pointer and opening it
                            raise
                    self._open.pointer_mark = mark
                try:
                    return self._open.reader()
                except EngineUnavailable:
                    if self._generations.serving() == self._open.folder:
                        raise
            raise EngineUnavailable("search index: generations are swapped faster than they can be opened; try later")

    def close(self) -> None:
        """Give back files; views that were handed out stay usable."""
        with self._lock:
            self._open = None

    def _build(self, index: Index, entries: Iterable[IndexEntry], revision: int) -> None:
        seen = Uniqueness()
        with tantivy_errors("building"):
            writer = index.writer(heap_size=self._build_memory, num_threads=1)
        for entry in entries:
            check_entry(entry)
            seen.add(entry)
            with tantivy_errors("building"):
                writer.add_document(to_document(entry))
        seen.check()
        with tantivy_errors("building"):
            writer.add_document(revision_document(revision))
            writer.commit()
            writer.wait_merging_threads()


class _OpenGeneration:
    """A generation that this process reads; hands out the same view until the generation is committed to."""

    def __init__(self, folder: Path, pointer_mark: tuple[int, ...] | None) -> None:
        self.folder = folder
        self.pointer_mark = pointer_mark
        self._meta = folder / "meta.json"
        self._mark = file_mark(self._meta)
        with tantivy_errors("opening the index"):
            self._index = Index.open(str(folder))
            # "commit" would poll the disk from a thread of its own and show changes up to half a second late.
            self._index.config_reader("manual")
            self._index.reload()
            self._writer = QueryWriter(self._index.schema)
        self._reader = TantivyReader(self._index, self._writer)

    def reader(self) -> TantivyReader:
        mark = file_mark(self._meta)
        if mark != self._mark or _is_young(mark):
            with tantivy_errors("opening a view"):
                self._index.reload()
            self._reader = TantivyReader(self._index, self._writer)
            self._mark = mark
        return self._reader


def _is_young(mark: tuple[int, ...] | None) -> bool:
    return mark is not None and abs(time.time_ns() - mark[1]) < _YOUNG_NS


def _catch_up(index: Index, revision: int, later: Later) -> None:
    """Apply what changed while the generation was built, until nothing more did."""
    known = revision
    while True:
        changes, reached = later(known)
        if reached <= known:
            return
        _apply(index, changes, reached)
        known = reached


def _apply(index: Index, changes: Iterable[EntryChange], revision: int) -> None:
    with tantivy_errors("opening the index for writing"):
        writer = index.writer(heap_size=64_000_000, num_threads=1)
    try:
        for change in changes:
            check_change(change)
            with tantivy_errors("applying changes"):
                _write_change(writer, change)
        with tantivy_errors("applying changes"):
            writer.delete_documents_by_term("meta", "revision")
            writer.add_document(revision_document(revision))
            writer.commit()
    except BaseException:
        with tantivy_errors("undoing changes"):
            writer.rollback()
        raise
    finally:
        # Merges go on in threads of the writer; without waiting, small segments would pile up.
        with tantivy_errors("merging"):
            writer.wait_merging_threads()


def _write_change(writer: IndexWriter, change: EntryChange) -> None:
    writer.delete_documents_by_term("key", entry_key(change.collection, change.id))
    if change.entry is not None:
        writer.add_document(to_document(change.entry))
