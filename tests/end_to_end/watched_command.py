"""Runs the command line in a process of its own and watches how much memory it takes."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.cli.running import command_environment

_LOOK_EVERY_S = 0.02


@dataclass(frozen=True, slots=True)
class Watched:
    """How a command ended, and the most resident memory that it ever had."""

    code: int
    out: str
    err: str
    peak_mb: float


def watched(folder: Path, *arguments: str) -> Watched:
    """`zhaoren …` in a folder."""
    out, err = folder / "out", folder / "err"
    with out.open("w") as to_out, err.open("w") as to_err:
        process = subprocess.Popen(
            [sys.executable, "-m", "zhaoren.cli.main", *arguments],
            cwd=folder,
            env=command_environment({}),
            stdout=to_out,
            stderr=to_err,
        )
        peak_mb = 0.0
        while process.poll() is None:
            peak_mb = max(peak_mb, _peak_mb(process.pid))
            time.sleep(_LOOK_EVERY_S)
    return Watched(process.returncode, out.read_text("utf-8"), err.read_text("utf-8"), peak_mb)


def _peak_mb(process: int) -> float:
    # Not the ru_maxrss of a child, which begins with that of the process that started it.
    try:
        told = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    _, found, rest = told.partition("VmHWM:")
    return int(rest.split()[0]) / 1024 if found else 0.0
