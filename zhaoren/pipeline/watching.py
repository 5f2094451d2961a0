"""A source that tells when something changes is read at once, and not only at its times.

The bell decides nothing: what is read, guarded and written is what a reading at its time would have been.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from typing import Protocol, runtime_checkable

from schemas.errors import SourceError
from schemas.records import Checkpoint, Connector
from schemas.source_settings import SourceSettings
from zhaoren.catalog.catalog import Catalog
from zhaoren.foundation.errors import ZhaorenError

# A connection that has died without a word is noticed then.
_WAITS_FOR_S = 300.0
# Changes seldom come alone; one reading takes them all.
_GATHERS_FOR_S = 1.0
# After a run that was held or failed, and while a source has not been read whole yet.
_AGAIN_AFTER_S = 60.0


@runtime_checkable
class Watchful(Protocol):
    """A connector whose source tells that something changed."""

    def wait_for_change(self, since: Checkpoint, patience_s: float) -> bool:
        """True as soon as there is something to read, False when time is up.

        Raises:
            SourceBusy: no answer now.
            SourceRefused: the source does not tell.
        """


def start_watching(
    source: SourceSettings,
    *,
    catalog: Catalog,
    open_source: Callable[[SourceSettings], Connector],
    read: Callable[[SourceSettings], None],
    fault: Callable[[str], None],
    stop: Event,
) -> Thread:
    """Watch a source in a thread of its own until `stop` is set; the thread does not keep the process alive.

    Args:
        source: one with `watch`.
        catalog: knows up to where the source is read.
        open_source: makes its connector.
        read: reads it as at its times.
        fault: given the sentence when it cannot be watched, once until it can again.
        stop: ends it.
    """
    told = _Told(fault)

    def watch() -> None:
        pause_s = 0.0
        while not stop.wait(pause_s):
            pause_s = _AGAIN_AFTER_S
            before = _place(catalog, source.name)
            if before is None:
                continue
            try:
                connector = open_source(source)
                if not isinstance(connector, Watchful):
                    told(f"source '{source.name}': it cannot be watched")
                    return
                rings = connector.wait_for_change(Checkpoint(before), _WAITS_FOR_S)
            except (SourceError, ZhaorenError) as wrong:
                told(str(wrong))
                continue
            told("")
            if rings:
                if stop.wait(_GATHERS_FOR_S):
                    return
                read(source)
            if not rings or _place(catalog, source.name) != before:
                pause_s = 0.0

    thread = Thread(target=watch, name=f"watch {source.name}", daemon=True)
    thread.start()
    return thread


def _place(catalog: Catalog, name: str) -> str | None:
    state = catalog.sources.get(name)
    return None if state is None else state.checkpoint


class _Told:
    """Says a sentence once, however often it comes."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell, self._last = tell, ""

    def __call__(self, sentence: str) -> None:
        if sentence and sentence != self._last:
            self._tell(sentence)
        self._last = sentence
