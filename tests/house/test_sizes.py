"""The size check counts what a reader has to read."""

from __future__ import annotations

from pathlib import Path

from scripts.check_sizes import FILE_LINES, FUNCTION_LINES, too_long


def _function(lines: int) -> str:
    return "def long() -> None:\n" + "    pass\n" * (lines - 1)


def test_a_function_at_the_limit_passes_and_one_above_is_named() -> None:
    assert list(too_long(Path("a.py"), _function(FUNCTION_LINES))) == []
    (fault,) = too_long(Path("a.py"), _function(FUNCTION_LINES + 1))
    assert fault == "a.py:1: long has 51 lines, at most 50 are allowed"


def test_a_docstring_is_not_counted() -> None:
    text = _function(FUNCTION_LINES).replace(":\n", ':\n    """One.\n\n    Two.\n    """\n', 1)
    assert list(too_long(Path("a.py"), text)) == []


def test_a_migration_may_list_its_tables_at_length() -> None:
    assert list(too_long(Path("zhaoren/catalog/migrations/first.py"), _function(FUNCTION_LINES + 1))) == []


def test_a_file_above_the_limit_is_named_in_any_language() -> None:
    (fault,) = too_long(Path("page.js"), "\n" * (FILE_LINES + 1))
    assert "page.js: 401 lines" in fault


def test_a_file_that_is_no_python_is_named() -> None:
    (fault,) = too_long(Path("a.py"), "def broken(:\n")
    assert fault.startswith("a.py:1: this is not Python")
