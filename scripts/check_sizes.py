"""Refuse files above 400 lines and functions above 50, docstrings not counted. Lists every one that is too long.

A database migration is a list of tables and is never edited again: its functions may be as long as the list.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

FILE_LINES = 400
FUNCTION_LINES = 50
_CODE = (".py", ".sh", ".js", ".ts", ".css", ".html")


def too_long(path: Path, text: str) -> Iterator[str]:
    """One sentence for the file and for each of its functions that is too long."""
    lines = text.count("\n")
    if lines > FILE_LINES:
        yield f"{path}: {lines} lines, at most {FILE_LINES} are allowed"
    if path.suffix == ".py" and "migrations" not in path.parts:
        yield from _long_functions(path, text)


def _long_functions(path: Path, text: str) -> Iterator[str]:
    try:
        tree = ast.parse(text, filename=str(path))
    except SyntaxError as broken:
        yield f"{path}:{broken.lineno}: this is not Python: {broken.msg}"
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1 - _docstring_lines(node)
            if lines > FUNCTION_LINES:
                yield f"{path}:{node.lineno}: {node.name} has {lines} lines, at most {FUNCTION_LINES} are allowed"


def _docstring_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is None:
        return 0
    return (first.end_lineno or first.lineno) - first.lineno + 1


def tracked_files() -> list[Path]:
    """The project's own code, as git knows it, with what is new and not ignored."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, capture_output=True, text=True, check=True).stdout.split("\0")
    return [Path(name) for name in sorted(set(names)) if name.endswith(_CODE) and Path(name).is_file()]


def main() -> int:
    """Exit code 1 when anything is too long."""
    faults = [fault for path in tracked_files() for fault in too_long(path, path.read_text("utf-8"))]
    sys.stdout.write("".join(f"{fault}\n" for fault in faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
