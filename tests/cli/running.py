"""Runs the command line as a user does, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as one JSON value."""
        return json.loads(self.out)


def command_environment(more: Mapping[str, str]) -> dict[str, str]:
    """English words, so that assertions can be read; compiled modules are kept, as they are on a user's machine."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "ZHAOREN_LANG": "en", **more}


def zhaoren(
    folder: Path, *arguments: str, stdin: str = "", timeout_s: float = 300, environment: Mapping[str, str] | None = None
) -> Ended:
    """`zhaoren …` in a folder."""
    process = subprocess.run(
        [sys.executable, "-m", "zhaoren.cli.main", *arguments],
        cwd=folder,
        input=stdin,
        env=command_environment(environment or {}),
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )
    return Ended(process.returncode, process.stdout, process.stderr)


def started(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """`zhaoren …` running, in a session of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "zhaoren.cli.main", *arguments],
        cwd=folder,
        env=command_environment({}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
