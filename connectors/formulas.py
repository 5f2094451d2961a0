"""Cells with a formula that no program has calculated: they look empty, and are not."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from defusedxml.ElementTree import fromstring

_BLOCK = 1 << 20
_NO_VALUE = rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?"
_FORMULA = rb"<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)"
_CELL = re.compile(
    rb'<(?:\w+:)?c\s(?=[^>]*\br="([A-Z]{1,3})(\d{1,7})")[^>]*>\s*'
    + _FORMULA
    + rb"\s*"
    + _NO_VALUE
    + rb"\s*</(?:\w+:)?c>"
)
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def uncalculated_cells(path: Path, sheet: str) -> frozenset[tuple[int, int]]:
    """(row, column), both from 0, of the formulas of a sheet that have no result.

    Args:
        path: a workbook whose unpacked size was looked at.
        sheet: its name.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            member = _member(archive, sheet)
            if member is None:
                return frozenset()
            found: set[tuple[int, int]] = set()
            with archive.open(member) as xml:
                held = b""
                while block := xml.read(_BLOCK):
                    held += block
                    has_formula = b"<f" in held or b":f" in held
                    for cell in _CELL.finditer(held) if has_formula else ():
                        found.add((int(cell[2]) - 1, _column(cell[1])))
                    # A cell that goes on in the next block is looked at whole then.
                    held = held[held.rfind(b"<row") :] if b"<row" in held else held[-_BLOCK:]
            return frozenset(found)
    except (zipfile.BadZipFile, KeyError, SyntaxError, ValueError):
        return frozenset()  # no workbook of this kind; who reads it says what it is


def _member(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """Where the archive keeps a sheet."""
    book = fromstring(archive.read("xl/workbook.xml"))
    relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {str(each.get("Id")): str(each.get("Target")) for each in relations}
    for element in book.iter():
        if element.tag.endswith("}sheet") and element.get("name") == sheet:
            target = targets.get(str(element.get(_RELATION)), "")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return None


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
