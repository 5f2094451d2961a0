"""Who we are to others on this machine: place, process and uptime, so that a dead holder is known as dead at once."""

from __future__ import annotations

import os
import platform
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class ProcessIdentity:
    """A process as others can check it.

    Attributes:
        place: the same for processes that see each other's numbers and share one uptime.
        number: the process id there.
        started: tells a process from a later one with the same number; empty where the system does not say.
    """

    place: str
    number: int
    started: str


def this_process() -> ProcessIdentity:
    """The process that asks."""
    return ProcessIdentity(_place(), os.getpid(), _started(os.getpid()))


def uptime_s() -> float:
    """Seconds since this machine started, sleep included where it can be told: never steps as a clock may."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


def is_dead(process: ProcessIdentity) -> bool:
    """Whether a process of this place is certainly over; False for other places, of which nothing is known."""
    if process.place != _place():
        return False
    try:
        os.kill(process.number, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return bool(process.started) and _started(process.number) not in ("", process.started)


@cache
def _place() -> str:
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()
        # Two containers on one machine share its start but not its process numbers.
        return f"{boot}:{(_PROC / 'self/ns/pid').readlink()}"
    except OSError:
        return platform.node()


def _started(number: int) -> str:
    try:
        after_name = (_PROC / str(number) / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return ""
    state, started = after_name[0], after_name[19]
    return "over" if state in ("Z", "X") else started
