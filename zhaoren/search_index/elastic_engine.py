"""The distributed engine: a stock Elasticsearch cluster, 8.19 or 9.x, for many reading processes and hosts."""

from __future__ import annotations

import threading
import time
import weakref
from collections import deque
from collections.abc import Iterable
from contextlib import closing, suppress

from zhaoren.search_index.elastic_bulk import BulkSender
from zhaoren.search_index.elastic_generations import ElasticGenerations, Generation, write_alias
from zhaoren.search_index.elastic_mapping import FORMAT, to_lines
from zhaoren.search_index.elastic_patience import Patience
from zhaoren.search_index.elastic_reader import ElasticReader, PointInTime
from zhaoren.search_index.elastic_wire import ElasticAddress, elastic_errors
from zhaoren.search_index.entry_rules import Uniqueness, check_change, check_entry
from zhaoren.search_index.port import (
    EngineBusy,
    EngineUnavailable,
    EntryChange,
    IndexEntry,
    IndexMissing,
    Later,
)

_KEEP_VIEW_S = 300


class ElasticEngine:
    """A SearchEngine over a cluster.

    A view outlives one rebuild but not two: the generation that it shows is removed by the second.

    Args:
        address: of the cluster, and how to sign in.
        prefix: begins the name of every index and alias, so that several directories can share a cluster.
        shards: of each generation.
        look_again_after_s: how long `reader` may hand out the last view without asking the cluster whether another
            process published since; what this engine itself published is seen at once.
        patience_s: how long a cluster that is busy or starts anew is waited for, request by request; whoever answers
            questions does not wait.
    """

    def __init__(
        self,
        address: ElasticAddress,
        prefix: str = "zhaoren",
        *,
        shards: int = 1,
        look_again_after_s: float = 0.5,
        patience_s: float = 0.0,
    ) -> None:
        self._client = address.connect()
        self._patience = Patience(patience_s)
        self._generations = ElasticGenerations(self._client, prefix, shards, self._patience)
        self._look_again_after_s = look_again_after_s
        self._lock = threading.Lock()
        self._open: _OpenView | None = None
        self._left_behind: deque[PointInTime] = deque()

    def rebuild(self, entries: Iterable[IndexEntry], revision: int, later: Later | None = None) -> None:
        """Build a generation beside the one that serves, then swap."""
        basis = self._generations.serving()
        index = self._generations.begin()
        swapping = False
        try:
            self._build(index, entries, revision)
            if later is not None:
                self._generations.fence()
                self._catch_up(index, revision, later)
            outdated = self._generations.all() - {index} - ({basis.index} if basis else set())
            swapping = True
            self._generations.swap(basis, index)
        except BaseException as error:
            # Without an answer nobody knows whether the swap was done; then the next rebuild clears up.
            if not swapping or isinstance(error, EngineBusy):
                with suppress(EngineUnavailable):
                    self._generations.remove({index})
            raise
        self._look_again()
        with suppress(EngineUnavailable):  # the next rebuild clears up what is left now
            self._generations.remove(outdated)

    def apply(self, changes: Iterable[EntryChange], revision: int) -> None:
        """Bring the serving generation to `revision`; nothing is shown before all of it is written."""
        serving = self._serving()
        if revision <= serving.revision:
            return
        claimed = self._generations.claim(serving)
        self._write(serving.index, changes, revision)
        self._generations.advance(claimed, revision)
        self._look_again()

    def applied_revision(self) -> int:
        """The revision that the serving generation knows; 0 when nothing was ever published."""
        try:
            return self._serving().revision
        except IndexMissing:
            return 0

    def reader(self) -> ElasticReader:
        """A view of what is published now; at most one small request when nothing changed since the last call."""
        with self._lock:
            if self._open is not None and self._open.is_fresh(self._look_again_after_s):
                return self._open.reader
            serving = self._serving()
            if self._open is None or not self._open.still_shows(serving):
                self._open = self._view_of(serving)
                self._close_left_behind()
            self._open.looked_at = time.monotonic()
            return self._open.reader

    def close(self) -> None:
        """Give back views and sockets."""
        with self._lock:
            if self._open is not None:
                self._left_behind.append(self._open.view)
                self._open = None
            self._close_left_behind()
            self._client.close()

    def _serving(self) -> Generation:
        serving = self._generations.serving()
        if serving is None or serving.format != FORMAT:
            raise IndexMissing("nothing was published yet")
        return serving

    def _view_of(self, serving: Generation) -> _OpenView:
        def still_current() -> bool:
            now = self._serving()
            return (now.index, now.revision) == (serving.index, serving.revision)

        # The revision was read before the view is opened, so the view knows at least as much.
        view = PointInTime(self._client, serving.index, _KEEP_VIEW_S, still_current)
        reader = ElasticReader(view, serving.revision)
        # Its last user may be any thread, in the middle of anything: the request to drop it is left for later.
        weakref.finalize(reader, self._left_behind.append, view).atexit = False
        return _OpenView(serving, view, reader)

    def _close_left_behind(self) -> None:
        while self._left_behind:
            # The server drops it by itself some minutes later.
            with suppress(EngineUnavailable), elastic_errors("closing a view"):
                self._client.close_point_in_time(id=self._left_behind.popleft().id)

    def _look_again(self) -> None:
        with self._lock:
            if self._open is not None:
                self._open.looked_at = None

    def _build(self, index: str, entries: Iterable[IndexEntry], revision: int) -> None:
        seen = Uniqueness()
        target = write_alias(index)
        with closing(BulkSender(self._client, in_order=False, patience=self._patience)) as sender:
            for entry in entries:
                check_entry(entry)
                seen.add(entry)
                sender.add(to_lines(target, entry.collection, entry.id, entry, revision))
            seen.check()
            sender.finish()
        self._generations.refresh(index)
        self._generations.mark(index, revision)

    def _catch_up(self, index: str, revision: int, later: Later) -> None:
        known = revision
        while True:
            changes, reached = later(known)
            if reached <= known:
                return
            self._write(index, changes, reached)
            self._generations.mark(index, reached)
            known = reached

    def _write(self, index: str, changes: Iterable[EntryChange], revision: int) -> None:
        target = write_alias(index)
        with closing(BulkSender(self._client, in_order=True, patience=self._patience)) as sender:
            for change in changes:
                check_change(change)
                sender.add(to_lines(target, change.collection, change.id, change.entry, revision))
            sender.finish()
        self._generations.refresh(index)


class _OpenView:
    """The view that this process hands out."""

    def __init__(self, of: Generation, view: PointInTime, reader: ElasticReader) -> None:
        self._of = of
        self.view = view
        self.reader = reader
        self.looked_at: float | None = None

    def is_fresh(self, for_s: float) -> bool:
        """Whether the cluster was asked a moment ago."""
        return self.looked_at is not None and time.monotonic() - self.looked_at < for_s and not self.view.may_be_gone

    def still_shows(self, serving: Generation) -> bool:
        """Whether this is a view of what serves now."""
        mine, now = (self._of.index, self._of.revision), (serving.index, serving.revision)
        return mine == now and not self.view.may_be_gone
