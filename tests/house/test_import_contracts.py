"""Each import contract of pyproject.toml holds, and notices when it is broken on purpose."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
_PACKAGES = ("schemas", "connectors", "zhaoren", "search_api", "dags")

# (contract, module that breaks it, the line that does)
_BREACHES = [
    pytest.param("floors", "schemas", "import connectors", id="the vocabulary uses a connector"),
    pytest.param("floors", "connectors", "import zhaoren.foundation", id="a connector uses the product"),
    pytest.param("floors", "zhaoren/cli", "import search_api", id="the product uses the API"),
    pytest.param("floors", "search_api", "import dags", id="the API uses the scheduler"),
    pytest.param("floors", "dags", "import search_api", id="the scheduler uses the API"),
    pytest.param("rooms", "zhaoren/foundation", "import zhaoren.catalog", id="a floor uses the one above"),
    pytest.param("rooms", "zhaoren/pipeline", "import zhaoren.wiring", id="the pipeline uses the wiring"),
    pytest.param("rooms", "zhaoren/wiring", "import zhaoren.cli", id="the wiring uses the command line"),
    pytest.param("rooms", "zhaoren/catalog", "import zhaoren.search_index", id="two siblings meet"),
    pytest.param("rooms", "zhaoren/people_search", "import zhaoren.pipeline", id="asking uses syncing"),
    pytest.param("rooms", "zhaoren/attic", "", id="a room without a floor"),
    pytest.param(
        "wiring-alone-names-engines",
        "zhaoren/people_search",
        "import zhaoren.search_index.tantivy_engine",
        id="asking names an engine",
    ),
    pytest.param("wiring-alone-names-connectors", "zhaoren/pipeline", "import connectors", id="a sync names one"),
    pytest.param("wiring-alone-names-connectors", "zhaoren/cli", "import connectors", id="a command names one"),
    pytest.param("pure-rooms", "zhaoren/access", "import os", id="the policy reads the machine"),
    pytest.param("pure-rooms", "zhaoren/language", "from pathlib import Path", id="language reads files by itself"),
    pytest.param("pure-rooms", "zhaoren/unification", "import sqlalchemy", id="joining reads a database"),
    pytest.param("pure-rooms", "schemas", "import ldap", id="the vocabulary talks to a directory"),
    pytest.param("light-answering", "zhaoren/people_search", "import pandas", id="asking loads pandas"),
    pytest.param("light-answering", "search_api", "import splink", id="the API loads Splink"),
]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the packages and of pyproject.toml, in which walls may be broken."""
    copy = tmp_path_factory.mktemp("house")
    for package in _PACKAGES:
        shutil.copytree(_ROOT / package, copy / package, ignore=lambda _, names: {n for n in names if _unwanted(n)})
    shutil.copy(_ROOT / "pyproject.toml", copy)
    return copy


def test_the_house_keeps_its_contracts(house: Path) -> None:
    answer = _lint(house)
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize(("contract", "place", "line"), _BREACHES)
def test_a_breach_is_noticed(house: Path, contract: str, place: str, line: str) -> None:
    room = house / place
    module, new_room = room.with_suffix(".py"), not room.exists()
    if module.exists():
        breach, before = module, module.read_text("utf-8")
    else:
        room.mkdir(exist_ok=True)
        breach, before = room / ("__init__.py" if new_room else "breach.py"), None
    breach.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")
    try:
        answer = _lint(house, "--contract", contract)
    finally:
        if before is not None:
            breach.write_text(before, encoding="utf-8")
        elif new_room:
            shutil.rmtree(room)
        else:
            breach.unlink()
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert "Contracts: 0 kept, 1 broken" in answer.stdout


def _unwanted(name: str) -> bool:
    return "." in name and not name.endswith(".py")


def _lint(house: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # In a process of its own: the linter imports the packages to find them, and must find the copies.
    program = "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command as c; c()"
    command = [sys.executable, "-P", "-c", program, "--no-logo", "--no-cache", *arguments]
    return subprocess.run(command, cwd=house, capture_output=True, text=True, check=False)
