"""The locks hold hashes and no address, and fit what pyproject.toml asks for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

_ROOT = Path(__file__).resolve().parents[2]
_PROJECT = tomllib.loads((_ROOT / "pyproject.toml").read_text("utf-8"))
_RUNTIME: list[str] = _PROJECT["project"]["dependencies"]
_GROUPS: dict[str, list[str]] = _PROJECT["dependency-groups"]


def test_locks_hold_hashes_and_no_address() -> None:
    locks = sorted(_ROOT.glob("requirements*.lock"))
    assert [lock.name for lock in locks] == [
        "requirements-airflow.lock",
        "requirements-build.lock",
        "requirements-dev.lock",
        "requirements-uv.lock",
        "requirements.lock",
    ]
    for lock in locks:
        text = lock.read_text("utf-8")
        assert "://" not in text
        blocks = re.split(r"\n(?=\S)", text.strip())
        assert all("--hash=sha256:" in block for block in blocks), lock.name


def test_the_tests_install_what_the_product_installs() -> None:
    runtime = _pins("requirements.lock")
    assert runtime.items() <= _pins("requirements-dev.lock").items()


@pytest.mark.parametrize(
    ("lock", "asked"),
    [
        ("requirements.lock", _RUNTIME),
        ("requirements-dev.lock", [*_RUNTIME, *_GROUPS["dev"]]),
        ("requirements-airflow.lock", [*_RUNTIME, *_GROUPS["airflow"]]),
        ("requirements-build.lock", [*_PROJECT["build-system"]["requires"], *_GROUPS["build"]]),
        ("requirements-uv.lock", _GROUPS["uv"]),
    ],
)
def test_a_lock_holds_what_is_asked_for(lock: str, asked: list[str]) -> None:
    pins = _pins(lock)
    missing = [
        wish
        for wish, requirement in ((wish, Requirement(wish)) for wish in asked)
        if not any(
            requirement.specifier.contains(version) for version in pins.get(canonicalize_name(requirement.name), ())
        )
    ]
    assert missing == [], "run 'make lock'"


def _pins(name: str) -> dict[str, tuple[Version, ...]]:
    """Package -> its versions; several where they differ by Python version."""
    pins: dict[str, tuple[Version, ...]] = {}
    for line in (_ROOT / name).read_text("utf-8").splitlines():
        if pin := re.match(r"([\w.-]+)(?:\[.*?\])?==([^ ;]+)", line):
            package = canonicalize_name(pin[1])
            pins[package] = (*pins.get(package, ()), Version(pin[2]))
    return pins
