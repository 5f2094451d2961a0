"""Of a slow matrix `make test` runs the first, a middle and the last case; `--whole` runs every one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
_TESTS = """
import pytest

@pytest.mark.slow
@pytest.mark.parametrize("case", range(9))
def test_matrix(case): ...

@pytest.mark.slow
def test_single(): ...

@pytest.mark.parametrize("case", range(9))
def test_quick(case): ...
"""


@pytest.mark.parametrize(
    ("arguments", "cases"), [([], [0, 4, 8]), (["--whole"], list(range(9)))], ids=["sampled", "whole"]
)
def test_slow_matrices_are_sampled(tmp_path: Path, arguments: list[str], cases: list[int]) -> None:
    file = tmp_path / "test_matrix.py"
    file.write_text(_TESTS, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-c", str(_ROOT / "pyproject.toml")]
    command += ["--rootdir", str(_ROOT), "--collect-only", "-q", "-p", "no:cacheprovider", *arguments, str(file)]
    listed = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=True).stdout
    assert [n for n in range(9) if f"test_matrix[{n}]" in listed] == cases
    assert "test_single" in listed
    assert listed.count("test_quick[") == 9
