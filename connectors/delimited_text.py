"""CSV and TSV: the delimiter is recognised, a stray quotation mark or a broken byte costs one line and not the file."""

from __future__ import annotations

import csv
import re
from collections import Counter, deque
from collections.abc import Generator, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TextIO

from connectors.file_end import FileEnd, with_last
from connectors.tables import HEAD_ROWS, Header, NamedRow, TableRow, find_header
from connectors.text_encoding import Decoding
from schemas.errors import SourceRefused

_DELIMITERS = (",", "\t", ";", "|", "，", "\x1f", "^")
_BROKEN = re.compile("[\udc80-\udcff]")
_MAX_LINES_IN_A_CELL = 100


class DelimitedTable:
    """One delimited text file whose header is known.

    Args:
        path: the file.
        where: its name in the administrator's words.
        decoding: as recognised.
        wanted: columns that the mapping reads; they help to find the header and the delimiter.
        delimiter: recognised when None.
        above: rows above the header, found when None.
        height: rows of the header, found when None.
        trailer: what the last line must look like.

    Raises:
        SourceBusy: the last line is not the trailer: the file is not written whole yet.
        SourceRefused: the delimiter is not one character, or the trailer no regular expression.
    """

    row_word = "line"

    def __init__(
        self,
        path: Path,
        where: str,
        decoding: Decoding,
        wanted: Sequence[str] = (),
        *,
        delimiter: str | None = None,
        above: int | None = None,
        height: int | None = None,
        trailer: str | None = None,
    ) -> None:
        if delimiter is not None and len(delimiter) != 1:
            raise SourceRefused(where, f"the delimiter '{delimiter}' is not one character", "use one, for a tab '\\t'")
        self.path, self.where, self.decoding = path, where, decoding
        self._end = FileEnd.of(path, where, decoding, trailer)
        self.header, self.delimiter = self._open(wanted, delimiter, above, height)

    @property
    def columns(self) -> tuple[str, ...]:
        """The header's names, in their order."""
        return self.header.columns

    def missing(self, wanted: Sequence[str]) -> tuple[str, ...]:
        """The wanted columns that the header does not name."""
        return self.header.find(wanted)[1]

    def rows(self, wanted: Sequence[str]) -> Generator[NamedRow, None, None]:
        """The rows below the header, from the start, without the empty ones."""
        places = self.header.find(wanted)[0]
        width = len(self.columns)
        skipped_rows = self.header.above + self.header.height
        told = 0
        with self._text() as lines:
            below = islice(read_rows(lines, self.delimiter), skipped_rows, None)
            for row, is_last in with_last(row for row in below if any(row.cells) or row.unreadable):
                cells = row.cells
                if is_last and self._end.has_trailer:
                    if self._end.counted not in (None, told):
                        reason = f"the last line speaks of {self._end.counted} rows, and there are {told}"
                        yield NamedRow(row.number, {}, reason, lost=True)
                    return
                told += 1
                if is_last and self._end.is_cut and len(cells) < width:
                    yield NamedRow(row.number, {}, "the file ends in the middle of this row", lost=True)
                elif row.unreadable:
                    yield NamedRow(row.number, {}, row.unreadable, lost=True)
                elif len(cells) > width and any(cell.strip() for cell in cells[width:]):
                    reason = f"{len(cells)} cells, where the header has {width}: quote the delimiter"
                    yield NamedRow(row.number, {}, reason, lost=True)
                else:
                    have = len(cells)
                    yield NamedRow(row.number, {name: (cells[at],) for name, at in places.items() if at < have})

    def _open(
        self, wanted: Sequence[str], delimiter: str | None, above: int | None, height: int | None
    ) -> tuple[Header, str]:
        with self._text() as lines:
            head = list(islice(lines, HEAD_ROWS * 5 + (above or 0)))
        choices = (delimiter,) if delimiter else _DELIMITERS
        found: list[tuple[tuple[int, float], Header, str]] = []
        for choice in choices:
            rows = [row.cells for row in read_rows(iter(head), choice) if not row.unreadable]
            header = find_header(rows, wanted, above, height)
            named = len(header.find(wanted)[0])
            found.append(((named, _regularity(rows)), header, choice))
        _, header, chosen = max(found, key=lambda each: each[0])
        return header, chosen

    def _text(self) -> TextIO:
        return self.path.open(encoding=self.decoding.encoding, errors=self.decoding.errors, newline="")


def read_rows(lines: Iterator[str], delimiter: str) -> Generator[TableRow, None, None]:
    """Rows of delimited text, each with the number of its first line.

    A row goes on over line ends inside quotation marks, up to a hundred lines; a mark that never closes makes its own
    line unreadable, and reading goes on with the next. Bytes that did not decode make their row unreadable.
    """
    waiting: deque[str] = deque()
    number = 0
    while True:
        line = waiting.popleft() if waiting else next(lines, None)
        if line is None:
            return
        number += 1
        if '"' not in line:
            text = line.rstrip("\r\n")
            yield TableRow(number, text.split(delimiter) if text else (), _unreadable(text))
            continue
        block = [line]
        cells = _parse(block, delimiter)
        while cells is None and len(block) < _MAX_LINES_IN_A_CELL:
            more = waiting.popleft() if waiting else next(lines, None)
            if more is None:
                break
            block.append(more)
            cells = _parse(block, delimiter)
        if cells is None:
            waiting.extendleft(reversed(block[1:]))
            yield TableRow(number, (), "a quotation mark opens and never closes")
        else:
            yield TableRow(number, cells, _unreadable("".join(block)))
            number += len(block) - 1


def _parse(block: list[str], delimiter: str) -> list[str] | None:
    """The cells of one row; None when its text ends inside quotation marks."""
    try:
        rows = list(csv.reader(block, delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            return None
        try:
            rows = list(csv.reader(block, delimiter=delimiter))
        except csv.Error:
            return None
    return rows[0] if len(rows) == 1 else None


def _unreadable(text: str) -> str:
    broken = _BROKEN.search(text) if not text.isascii() else None
    return f"the byte 0x{ord(broken.group()) - 0xDC00:02X} does not fit the encoding of the file" if broken else ""


def _regularity(rows: Sequence[Sequence[str]]) -> float:
    """How well a delimiter explains the first rows: the share of them with the commonest width, if that is above 1."""
    widths = Counter(len(row) for row in rows if row)
    if not widths:
        return 0.0
    width, count = max(widths.items(), key=lambda each: (each[1], each[0]))
    return count / widths.total() + width / 1000 if width > 1 else 0.0
