"""Brings the directory up to what was decided, in a process of its own.

Joining loads libraries and holds memory that whoever answers questions must not: the server starts the command that
does it. What was decided is kept before; if the process dies, the next refresh does the same work.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from zhaoren.foundation.errors import ExitCode
from zhaoren.foundation.logs import logger

AGAIN_S = 5.0  # after another joining or another writer was in the way
ENDING_S = 20.0  # for a process that is told to end; joining stops at the next line and loses nothing


class ApplyingProcess:
    """Runs one process at a time; what is decided while it runs is seen to by one more.

    Args:
        arguments: of `zhaoren`, that join and publish; when they end with BUSY they are tried again.
        again_s: how long to wait before that.
    """

    def __init__(self, arguments: Sequence[str], folder: Path, *, again_s: float = AGAIN_S) -> None:
        self._command = [sys.executable, "-m", "zhaoren.cli.main", *arguments]
        self._folder = folder
        self._lock = threading.Lock()
        self._again_s = again_s
        self._wanted = False
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """See to it that everything decided until now is applied; returns at once."""
        with self._lock:
            self._wanted = True
            if self._thread is None and not self._closed.is_set():
                self._thread = threading.Thread(target=self._run, name="applying", daemon=True)
                self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Wait for what is under way; whether it has ended."""
        with self._lock:
            thread = self._thread
        if thread is not None:
            thread.join(seconds)
        return thread is None or not thread.is_alive()

    def close(self) -> None:
        """End what is under way."""
        with self._lock:
            self._closed.set()
            process = self._process
        if process is not None:
            process.terminate()
        self.wait(ENDING_S)

    def _run(self) -> None:
        while True:
            with self._lock:
                if self._closed.is_set() or not self._wanted:
                    self._thread = None
                    return
                self._wanted = False
                # Nothing that this process says may stop it when nobody reads.
                self._process = subprocess.Popen(
                    self._command, cwd=self._folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
                )
            code = self._process.wait()
            if code == ExitCode.BUSY and not self._closed.wait(self._again_s):
                self.start()
            elif code != 0 and not self._closed.is_set():
                logger("stewardship").warning("decisions were not applied; the next refresh does it", exit_code=code)
