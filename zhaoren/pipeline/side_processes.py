"""Pure work beside the main process: the same function over many items, on as many cores as there are.

    with closing(SideProcesses(here, recipe, count)) as beside:
        for result in beside.map(function, items): ...          # in the order of the items

Each process makes a state of its own once (what it reads from, what stays the same for all items); with a count of 0
everything is done in this process, as it is asked for. Processes are started afresh rather than forked: this one has
threads, and a copy of a lock that one of them holds is never given back.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing.connection import wait
from threading import Thread
from typing import Any, Generic, TypeVar

from zhaoren.foundation.errors import ZhaorenError

State = TypeVar("State")
Item = TypeVar("Item")
Result = TypeVar("Result")

MOST = 8
_AHEAD = 2  # items that wait for each process, so that none has nothing to do while results are written

_state: Any = None  # of a process beside the main one


# Objects made before Python looks for cycles, and so on. Reading and shaping make thousands of small objects a record
# and no cycles; with the usual 700 a quarter of the time went into looking (29,325 records: 8.2 s and 6.8 s to read,
# 7.9 s and 5.7 s to shape).
_SELDOM = (50_000, 25, 25)


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Look for cycles of objects less often while this lasts."""
    usual = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def processes_for(items: int, least: int, wanted: int | None = None) -> int:
    """How many processes are worth starting.

    Args:
        least: items below which starting them costs more than they save.
        wanted: what the administrator says; one for each core when he says nothing.
    """
    if items < least or multiprocessing.current_process().daemon:
        return 0
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    count = min(cores, MOST) if wanted is None else wanted
    return count if count > 1 else 0


class SideProcesses(Generic[State]):
    """Processes that end with this object, or with the main process however that ends.

    Args:
        here: the state in this process.
        recipe: makes the state in another one; it is sent there.
        count: of processes.
    """

    def __init__(self, here: State, recipe: Callable[[], State], count: int) -> None:
        self._here = here
        self.count = count
        self._pool: ProcessPoolExecutor | None = None
        if count:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(count, context, initializer=_start, initargs=(recipe,))

    def close(self) -> None:
        """End them; what they were not yet given to do is left undone."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def map(self, function: Callable[[State, Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """The results in the order of the items; only a few are on their way at a time.

        Args:
            function: of a module, so that its name can be sent.

        Raises:
            ZhaorenError: a process was ended from outside.
        """
        if self._pool is None:
            yield from map(partial(function, self._here), items)
            return
        waiting: deque[Future[Result]] = deque()
        try:
            for item in items:
                waiting.append(self._pool.submit(_run, function, item))
                if len(waiting) > _AHEAD * self.count:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool:
            raise ZhaorenError(
                "joining or publishing",
                "a process that worked beside this one was ended from outside",
                "free some memory or set joining_processes = 1, and run it again",
            ) from None


def _start(recipe: Callable[[], Any]) -> None:
    global _state  # noqa: PLW0603 - what a process of a pool has of its own
    # Whoever stops the command stops the main process; this one ends with it.
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    gc.set_threshold(*_SELDOM)
    _state = recipe()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _run(function: Callable[[Any, Item], Result], item: Item) -> Result:
    return function(_state, item)
