"""Runs `zhaoren sync` in a process of its own that kills itself, as `kill -9` does, when it has come to a given point.

The processes are forked from one that has everything loaded: a kill then falls into the work, not into the imports.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from importlib import import_module
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any, Self

from sqlalchemy import event
from sqlalchemy.engine import Engine

from zhaoren.cli.main import app
from zhaoren.foundation import clock
from zhaoren.foundation.errors import ExitCode
from zhaoren.pipeline import unify, unify_people

# Three hundred people in one batch would leave nothing between two batches to be killed in.
_BATCHES = {"READ_AT_ONCE": 60, "SHAPED_AT_ONCE": 40}
_DONE = (ExitCode.DONE, ExitCode.QUARANTINED)

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(
    [
        "tests.end_to_end.killed_command",
        "alembic.script",
        "connectors.opening",
        "zhaoren.pipeline.refresh",
        "zhaoren.search_index.tantivy_engine",
        "zhaoren.search_index.elastic_engine",
    ]
)


@dataclass(frozen=True, slots=True)
class Point:
    """Where the process ends: at the call of a function, or before a commit of the catalog's or journal's database.

    Attributes:
        of: `module:function` or `module:Class.method` below `zhaoren`, as its caller knows it; "commit" for commits.
        passes: so many are let pass.
        delay_s: the end comes so much later, while the work goes on.
    """

    of: str
    passes: int = 0
    delay_s: float = 0.0

    def __str__(self) -> str:
        return f"{self.of.rpartition('.')[2]}-{self.passes}" + (f"+{self.delay_s * 1000:g}ms" if self.delay_s else "")

    def is_there(self) -> bool:
        """Whether the code still has such a function; a renamed one would never be killed at."""
        holder, name = self.holder()
        return hasattr(holder, name)

    def holder(self) -> tuple[Any, str]:
        """The module or class, and the function's name in it."""
        module, _, path = self.of.partition(":")
        holder: Any = import_module(f"zhaoren.{module}")
        *owners, name = path.split(".")
        for owner in owners:
            holder = getattr(holder, owner)
        return holder, name


def start_sync(folder: Path, point: Point | None = None, *, days_ago: int = 0) -> ForkServerProcess:
    """`zhaoren sync` in this folder; its exit code is that of the command. Its clock may be behind."""
    process = _processes.Process(target=_sync, args=(folder, point, days_ago))
    process.start()
    return process


def run_sync(folder: Path, point: Point | None = None, *, days_ago: int = 0) -> bool:
    """Whether it came to its end; otherwise it was killed."""
    process = start_sync(folder, point, days_ago=days_ago)
    process.join(300)
    assert process.exitcode in (*_DONE, -signal.SIGKILL), (folder / "told").read_text("utf-8")
    return process.exitcode in _DONE


def _sync(folder: Path, point: Point | None, days_ago: int) -> None:
    if days_ago:
        _set_back(timedelta(days=days_ago))
    for room in (unify, unify_people):
        for name, size in _BATCHES.items():
            if hasattr(room, name):
                setattr(room, name, size)
    if point is not None:
        _arm(point)
    # What it says is kept for whoever wants to know why it failed.
    with (folder / "told").open("w", encoding="utf-8") as told:
        sys.stdout = sys.stderr = told
        app(["sync", "--json", "--config", str(folder / "zhaoren.toml")])


def _set_back(by: timedelta) -> None:
    class Then(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return super().now(tz) - by

    vars(clock)["datetime"] = Then


def _arm(point: Point) -> None:
    left = point.passes

    def passed(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == -1:
            _end_after(point.delay_s)

    if point.of == "commit":
        event.listen(Engine, "commit", passed)
        return
    holder, name = point.holder()
    setattr(holder, name, _with_fuse(getattr(holder, name), passed))


def _with_fuse(function: Callable[..., Any], passed: Callable[[], None]) -> Callable[..., Any]:
    def wrapped(*args: Any, **options: Any) -> Any:
        passed()
        return function(*args, **options)

    return wrapped


def _end_after(delay_s: float) -> None:
    if not delay_s:
        os.kill(os.getpid(), signal.SIGKILL)

    def end() -> None:
        time.sleep(delay_s)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=end, daemon=True).start()
