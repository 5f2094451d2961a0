"""SIGTERM and Ctrl-C: the work is asked to end where it can be gone on with; what does not hear is left behind.

A process that ends on its own terms tells what it did. One that hangs in a silent server is ended all the same: what
it had staged stays, its lease dies with it, and the next run goes on.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from zhaoren.cli.console import err, words
from zhaoren.foundation.errors import ExitCode

# Supervisors wait ten seconds or more before they kill.
PATIENCE_S = 8.0


@contextmanager
def stoppable(patience_s: float = PATIENCE_S) -> Iterator[threading.Event]:
    """An event that is set by SIGTERM or Ctrl-C; if the block does not end in time after that, the process does.

    Outside the main thread signals are somebody else's: the event is never set then.
    """
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    last_word = threading.Timer(patience_s, _end)
    last_word.daemon = True

    def asked(_number: int, _frame: FrameType | None) -> None:
        if not stop.is_set():
            stop.set()
            last_word.start()

    before = {number: signal.signal(number, asked) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        last_word.cancel()
        for number, handler in before.items():
            signal.signal(number, handler)


def _end() -> None:
    err.print(words("已停止；再次运行会接着完成", "stopped; run it again to finish"))
    os._exit(int(ExitCode.FAILED))
