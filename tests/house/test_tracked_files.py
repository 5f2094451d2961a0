"""No tracked file names a package registry's host or a place on one person's machine."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
# Written in pieces, or this file would be the first to be found.
_REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("repo", "maven", "apache", "org"),
        ("repo1", "maven", "org"),
        ("deb", "debian", "org"),
        ("security", "debian", "org"),
        ("proxy", "golang", "org"),
        ("crates", "io"),
        ("unpkg", "com"),
        ("jsdelivr", "net"),
    )
]
_REGISTRY = re.compile("|".join(map(re.escape, _REGISTRIES)), re.IGNORECASE)
_MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|root|Users|home/[a-z][\w-]*|tmp)/[\w.]")


def _tracked() -> list[Path]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=_ROOT, capture_output=True, text=True, check=True)
    return [_ROOT / name for name in listing.stdout.split("\0") if name]


def _texts() -> dict[str, str]:
    texts = {}
    for path in filter(Path.is_file, _tracked()):
        data = path.read_bytes()
        if b"\0" not in data:
            texts[str(path.relative_to(_ROOT))] = data.decode("utf-8", errors="replace")
    return texts


@pytest.mark.parametrize("forbidden", [_REGISTRY, _MACHINE_PATH], ids=["registry hosts", "machine paths"])
def test_no_tracked_file_holds(forbidden: re.Pattern[str]) -> None:
    found = [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in _texts().items()
        for number, line in enumerate(text.splitlines(), 1)
        if forbidden.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("line", ["see /" + "root/.config", "cd /" + "tmp/x", "/" + "home/ada/src", "/" + "work/a"])
def test_machine_paths_are_recognised(line: str) -> None:
    assert _MACHINE_PATH.search(line)


@pytest.mark.parametrize("line", ["docs/root/x", "https://example.com/work/x", "/usr/lib/jvm", "a temporary /tmp"])
def test_other_paths_are_not(line: str) -> None:
    assert not _MACHINE_PATH.search(line)
