"""Rows of a file as every format yields them, and what the top of a file may look like: titles, merged headers."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from connectors.mapping import Row, find_columns

HEAD_ROWS = 20
_MAX_HEADER_ROWS = 3
_JOINERS = re.compile(r"\s*[/\\>|·・—_.:-]+\s*")
_DATA_LIKE = re.compile(r"[+-]?[\d\s./:,%-]*\d[\d\s./:,%-]*|.*@.*\..*")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its number in the file, from 1, and its cells as text.

    Attributes:
        unreadable: why the row cannot be used; empty when it can.
        lost: it may stand for a record that this reading therefore did not see.
    """

    number: int
    cells: Sequence[str]
    unreadable: str = ""
    lost: bool = False


@dataclass(frozen=True, slots=True)
class NamedRow:
    """The same after the header is known: only the wanted columns, by the names that the mapping uses."""

    number: int
    values: Row
    unreadable: str = ""
    lost: bool = False


class OpenTable(Protocol):
    """A file whose header is known."""

    @property
    def where(self) -> str:
        """Its name in the administrator's words: `HN/people.csv`, `staff.xlsx sheet '2024'`."""

    @property
    def row_word(self) -> str:
        """What its rows are called: `line` or `row`."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Its columns, in their order."""

    def missing(self, wanted: Sequence[str]) -> tuple[str, ...]:
        """The wanted columns that it does not have."""

    def rows(self, wanted: Sequence[str]) -> Generator[NamedRow, None, None]:
        """The rows below the header, from the start, without the empty ones."""


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands and what it names.

    Attributes:
        above: rows above it.
        height: its own rows.
        columns: one name for each column: the lowest label where it is unique, else the labels joined by `/`.
        paths: all labels of each column, joined by `/`.
    """

    above: int
    height: int
    columns: tuple[str, ...]
    paths: tuple[str, ...]

    def find(self, wanted: Iterable[str]) -> tuple[dict[str, int], tuple[str, ...]]:
        """Places of the wanted columns by name or by path, and those that are not there."""
        places, missing = find_columns(wanted, self.columns)
        if missing and self.height > 1:
            paths = [_JOINERS.sub("/", path) for path in self.paths]
            by_path, _ = find_columns([_JOINERS.sub("/", name) for name in missing], paths)
            for name in missing:
                place = by_path.get(_JOINERS.sub("/", name))
                if place is not None:
                    places[name] = place
        return places, tuple(name for name in missing if name not in places)


def find_header(
    rows: Sequence[Sequence[str]], wanted: Sequence[str], above: int | None = None, height: int | None = None
) -> Header:
    """Find the header among the first rows of a file.

    The rows that name most of the wanted columns are the header; with a tie the flattest, then the uppermost. When
    nothing wanted is named anywhere, the first row that looks like labels is taken.

    Args:
        rows: the first rows as text, merged cells filled.
        wanted: columns that the mapping reads; may be empty.
        above: rows above the header, found when None.
        height: rows of the header, found when None.
    """
    starts = range(min(HEAD_ROWS, len(rows)) or 1) if above is None else (above,)
    heights = range(1, _MAX_HEADER_ROWS + 1) if height is None else (height,)
    first = _first_label_row(rows) if above is None else above
    best = make_header(rows, first, height or 1)
    best_found = len(best.find(wanted)[0])
    for tried_height in heights:
        for start in starts:
            if start + tried_height <= len(rows):
                header = make_header(rows, start, tried_height)
                found = len(header.find(wanted)[0])
                if found > best_found:
                    best, best_found = header, found
    return best if best_found else make_header(rows, first, height or _label_rows(rows, first))


def make_header(rows: Sequence[Sequence[str]], above: int, height: int) -> Header:
    """The header made of the given rows."""
    used = rows[above : above + height]
    width = max((len(row) for row in used), default=0)
    parts = [[*row, *[""] * (width - len(row))] for row in used]
    for upper, lower in pairwise(parts):
        # A merged label that lost its merge (CSV) stands over its first column only.
        for column in range(1, width):
            if not upper[column].strip() and lower[column].strip():
                upper[column] = upper[column - 1]
    paths: list[str] = []
    leaves: list[str] = []
    for column in range(width):
        labels = list(dict.fromkeys(label for row in parts if (label := " ".join(row[column].split()))))
        paths.append("/".join(labels))
        leaves.append(labels[-1] if labels else "")
    names = tuple(leaf if leaves.count(leaf) == 1 else path for leaf, path in zip(leaves, paths, strict=True))
    return Header(above, height, names, tuple(paths))


def _label_rows(rows: Sequence[Sequence[str]], first: int) -> int:
    """How many rows of labels begin there: one more while a label stands over several columns that have their own."""
    height = 1
    while height < _MAX_HEADER_ROWS and first + height < len(rows):
        upper, lower = rows[first + height - 1], rows[first + height]
        below = [cell.strip() for cell in lower]
        under_shared = [
            below[column]
            for column in range(min(len(upper), len(below)))
            if below[column] and (not upper[column].strip() or list(upper).count(upper[column]) > 1)
        ]
        labels = [cell for cell in below if cell]
        if len(set(under_shared)) < 2 or any(map(_DATA_LIKE.fullmatch, labels)):
            break
        height += 1
    return height


def _first_label_row(rows: Sequence[Sequence[str]]) -> int:
    widths = [sum(bool(cell.strip()) for cell in row) for row in rows[:HEAD_ROWS]]
    widest = max(widths, default=0)
    for number, row in enumerate(rows[:HEAD_ROWS]):
        labels = [cell.strip() for cell in row if cell.strip()]
        distinct = len(set(labels)) > 1 or len(labels) == 1 == widest
        if len(labels) >= 0.6 * widest and distinct and not any(map(_DATA_LIKE.fullmatch, labels)):
            return number
    return 0
