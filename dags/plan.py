"""What the scheduler needs of the configuration while it reads DAG files: names and times, and nothing of the product.

Environment:
    ZHAOREN_CONFIG: path of zhaoren.toml, the same that the command line reads.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

# As `zhaoren.foundation.settings` has it; a test compares the two.
DEFAULT_SCHEDULE = "7 * * * *"


@dataclass(frozen=True, slots=True)
class PlannedSource:
    """A source that is switched on, and the cron line by which it is read; None: by hand only."""

    name: str
    schedule: str | None


def config_path() -> Path:
    """Where the configuration is."""
    return Path(os.environ.get("ZHAOREN_CONFIG", "zhaoren.toml"))


def planned_sources() -> list[PlannedSource]:
    """The sources of the configuration; none while there is no file. A file that is no TOML is an import error that
    Airflow shows; what else is wrong with it, the first task says."""
    try:
        data = tomllib.loads(config_path().read_text("utf-8-sig"))
    except FileNotFoundError:
        return []
    general = data.get("schedule", DEFAULT_SCHEDULE)
    sources = [source for source in data.get("sources", ()) if isinstance(source, dict)]
    return [
        PlannedSource(str(source["name"]), source.get("schedule", general) or None)
        for source in sources
        if source.get("enabled", True) and "name" in source
    ]
