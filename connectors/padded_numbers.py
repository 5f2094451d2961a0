"""Numbers that a workbook shows with leading zeros: `00123` is how people know the cell that holds 123."""

from __future__ import annotations

import re
import warnings
import zipfile
from pathlib import Path

import openpyxl

_STYLES = "xl/styles.xml"
_PADDED = re.compile(r"0{2,}")
_ANY_PADDED = re.compile(rb'formatCode="0{2,}"')


def padded_cells(path: Path, sheet: str) -> dict[tuple[int, int], int]:
    """How many digits each number of a sheet is shown with, where its format pads it with zeros.

    Args:
        path: a workbook whose unpacked size was looked at.
        sheet: its name.

    Returns:
        (row, column), both from 0 -> digits. Empty, and found out fast, when no format of the workbook pads.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if _ANY_PADDED.search(archive.read(_STYLES)) is None:
                return {}
    except (zipfile.BadZipFile, KeyError):
        return {}
    with warnings.catch_warnings():
        # It warns of validations, drawings and styles that it leaves out; only formats are wanted.
        warnings.simplefilter("ignore")
        return _padded(path, sheet)


def _padded(path: Path, sheet: str) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = {}
    workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        for row in workbook[sheet].iter_rows():
            for cell in row:
                shown = cell.number_format if isinstance(cell.value, int | float) else ""
                if shown and _PADDED.fullmatch(shown) and cell.row and cell.column:
                    found[cell.row - 1, int(cell.column) - 1] = len(shown)
    finally:
        workbook.close()
    return found
