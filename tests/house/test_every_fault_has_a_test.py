"""`docs/faults.md` names a test, or a reason, for each of the 55 faults of a directory sync; the tests are there."""

from __future__ import annotations

import re
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.+?) \|$", re.MULTILINE)
_FAULTS = 55


def _rows() -> dict[int, tuple[str, str]]:
    text = (_ROOT / "docs" / "faults.md").read_text("utf-8")
    return {int(number): (what, proof) for number, what, proof in _ROW.findall(text)}


def _tests() -> dict[str, set[str]]:
    """Name of a test -> files below `tests/` that have it."""
    found: dict[str, set[str]] = {}
    for file in sorted((_ROOT / "tests").rglob("test_*.py")):
        for name in re.findall(r"^def (test_\w+)\(", file.read_text("utf-8"), re.MULTILINE):
            found.setdefault(name, set()).add(file.relative_to(_ROOT / "tests").as_posix())
    return found


def test_every_fault_is_in_the_table_once() -> None:
    assert list(_rows()) == list(range(1, _FAULTS + 1))


def test_every_test_that_the_table_names_is_there() -> None:
    tests = _tests()
    named = {
        (number, file, test)
        for number, (_, proof) in _rows().items()
        for file, test in re.findall(r"`([\w/]+\.py)::(\w+)`", proof)
    }
    assert [one for one in sorted(named) if one[1] not in tests.get(one[2], set())] == []


def test_every_fault_has_a_test_with_its_number_or_a_reason_why_not() -> None:
    without = {
        number: proof
        for number, (_, proof) in _rows().items()
        if f"::test_fault_{number:02}_" not in proof and not proof.startswith("does not apply: ")
    }
    assert without == {}


def test_every_numbered_test_has_a_number_of_the_table() -> None:
    numbers = {int(found[1]) for name in _tests() if (found := re.match(r"test_fault_(\d+)_", name))}
    assert numbers <= set(range(1, _FAULTS + 1))
