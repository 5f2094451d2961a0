"""Excel and OpenDocument sheets as text: dates of both epochs, whole numbers, merged cells, hidden sheets."""

from __future__ import annotations

import datetime as dt
import struct
import zipfile
import zlib
from collections.abc import Generator, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from connectors.formulas import uncalculated_cells
from connectors.mapping import refuse_unknown
from connectors.padded_numbers import padded_cells
from connectors.tables import HEAD_ROWS, Header, NamedRow, find_header, make_header
from schemas.errors import SourceRefused

# A real sheet of 1,048,576 rows by 12 columns unpacks to about 0.9 GB and 10-15 times its packed size.
_MAX_UNPACKED = 2 << 30
_MAX_RATIO = 200
_FREE_OF_RATIO = 64 << 20

Span = tuple[tuple[int, int], tuple[int, int]]


class SheetTable:
    """One sheet of a workbook whose header is known. The sheet is held in memory while it is read.

    Args:
        path: the file.
        where: its name in the administrator's words, without the sheet.
        sheet: its name; the first visible one with cells when None.
        wanted: columns that the mapping reads; they help to find the header.
        above: rows above the header, found when None.
        height: rows of the header, found when None.

    Raises:
        SourceRefused: not a workbook, protected by a password, no such sheet, or unpacks to far too much.
    """

    row_word = "row"

    def __init__(
        self,
        path: Path,
        where: str,
        sheet: str | None = None,
        wanted: Sequence[str] = (),
        *,
        above: int | None = None,
        height: int | None = None,
    ) -> None:
        self.path = path
        self._sheet_name = choose_sheet(path, where, sheet)
        self.where = f"{where} sheet '{self._sheet_name}'" if self._sheet_name else where
        loaded = self._load()
        spans = _spans(loaded)
        head = _filled(list(islice(_text_rows(loaded), HEAD_ROWS + 3 + (above or 0))), spans)
        header = find_header(head, wanted, above, height)
        self.header = header if height else _stretched(header, head, spans)

    @property
    def columns(self) -> tuple[str, ...]:
        """The header's names, in their order."""
        return self.header.columns

    def missing(self, wanted: Sequence[str]) -> tuple[str, ...]:
        """The wanted columns that the header does not name."""
        return self.header.find(wanted)[1]

    def rows(self, wanted: Sequence[str]) -> Generator[NamedRow, None, None]:
        """The rows below the header, from the start, without the empty ones.

        A cell merged downwards counts for each of its rows; a row of cells merged sideways is a heading.
        """
        places = self.header.find(wanted)[0]
        first = self.header.above + self.header.height
        loaded = self._load()
        spans = _spans(loaded)
        down = {span[0]: span for span in spans if span[1][0] > span[0][0] and span[0][0] >= first}
        headings = {
            row
            for (row, left), (last, right) in spans
            if row == last and sum(left <= at <= right for at in places.values()) > 1
        }
        open_spans: dict[int, tuple[int, str]] = {}
        empty = self._uncalculated(places)
        for at, cells in enumerate(_text_rows(loaded, padded_cells(self.path, self._sheet_name))):
            if at < first:
                continue
            for column, (last, text) in list(open_spans.items()):
                if at > last:
                    del open_spans[column]
                else:
                    cells[column] = text
            for column, cell in enumerate(cells):
                if (at, column) in down:
                    open_spans[column] = (down[at, column][1][0], cell)
            if at in empty:
                reason = f"'{empty[at]}' holds a formula that was never calculated: open the workbook and save it"
                yield NamedRow(at + 1, {}, reason, lost=True)
            elif at in headings:
                yield NamedRow(at + 1, {}, "a heading over merged cells, not a row")
            elif any(cells):
                yield NamedRow(at + 1, {name: (cells[place],) for name, place in places.items() if place < len(cells)})

    def _uncalculated(self, places: Mapping[str, int]) -> dict[int, str]:
        """Row -> the wanted column in which its formula has no result."""
        wanted = {place: name for name, place in places.items()}
        cells = uncalculated_cells(self.path, self._sheet_name)
        return {row: wanted[column] for row, column in cells if column in wanted}

    def _load(self) -> CalamineSheet | None:
        if not self._sheet_name:
            return None
        with open_workbook(self.path, self.where) as workbook:
            return workbook.get_sheet_by_name(self._sheet_name)


def open_workbook(path: Path, where: str) -> CalamineWorkbook:
    """The workbook, after it was seen that it does not unpack to far too much.

    Raises:
        SourceRefused: not a workbook, protected by a password, or unpacks to far too much.
    """
    refuse_bomb(path, where)
    try:
        return load_workbook(path)
    except PasswordError:
        raise SourceRefused(where, "the workbook is protected by a password", "save it without one") from None
    except CalamineError as error:
        with path.open("rb") as file:
            encrypted = file.read(4) == b"\xd0\xcf\x11\xe0" and path.suffix.lower() == ".xlsx"
        if encrypted:
            raise SourceRefused(where, "the workbook is protected by a password", "save it without one") from None
        raise SourceRefused(where, f"not a readable workbook ({error})", "save it again as .xlsx or .csv") from None


def choose_sheet(path: Path, where: str, name: str | None) -> str:
    """The sheet to read: the named one, else the first visible one with cells; empty when the workbook has none.

    Raises:
        SourceRefused: as `open_workbook`; or there is no sheet of that name.
    """
    with open_workbook(path, where) as workbook:
        if name is not None:
            if name not in workbook.sheet_names:
                raise refuse_unknown(where, "sheet", [name], workbook.sheet_names)
            return name
        visible = visible_sheets(workbook)
        for candidate in visible if len(visible) > 1 else ():
            if workbook.get_sheet_by_name(candidate).start is not None:
                return candidate
        return visible[0] if visible else ""


def visible_sheets(workbook: CalamineWorkbook) -> list[str]:
    """Names of the sheets with cells that a reader of the workbook sees."""
    return [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
    ]


def refuse_bomb(path: Path, where: str) -> None:
    """Refuse a zipped document whose members unpack to far more than a real one's.

    Members are really unpacked and counted, since the archive's own list of sizes may lie.

    Raises:
        SourceRefused: above 2 GB, or above 64 MB and 200 times the packed size.
    """
    if not zipfile.is_zipfile(path):
        return
    packed = max(1, path.stat().st_size)
    allowed = min(_MAX_UNPACKED, max(_FREE_OF_RATIO, _MAX_RATIO * packed))
    try:
        unpacked = _unpacked_bytes(path, allowed)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, struct.error):
        return  # not whole; the reader that comes next says so
    if unpacked > allowed:
        raise SourceRefused(
            where,
            f"{packed >> 10} KB that unpack to more than {allowed >> 20} MB: no real document does; it is not opened",
            "export it again, as .csv if it is really so large",
        )


def _unpacked_bytes(path: Path, stop_above: int) -> int:
    """How many bytes the members unpack to; stops counting above the given number."""
    total = 0
    with zipfile.ZipFile(path) as archive, path.open("rb") as raw:
        for member in archive.infolist():
            if member.compress_type != zipfile.ZIP_DEFLATED:
                total += max(member.file_size, member.compress_size)
                continue
            raw.seek(member.header_offset + 26)
            name_size, extra_size = struct.unpack("<HH", raw.read(4))
            raw.seek(name_size + extra_size, 1)
            left, inflate = member.compress_size, zlib.decompressobj(-zlib.MAX_WBITS)
            while left > 0 and not inflate.eof and total <= stop_above:
                packed = inflate.unconsumed_tail or raw.read(min(left, 1 << 16))
                if not packed:
                    break
                total += len(inflate.decompress(packed, 1 << 22))
                left -= len(packed) - len(inflate.unconsumed_tail)
            if total > stop_above:
                break
    return total


def cell_text(value: object) -> str:
    """A cell as text: whole numbers without `.0`, dates as 2026-11-22, midnight left out."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "seconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def _text_rows(
    sheet: CalamineSheet | None, padded: Mapping[tuple[int, int], int] = MappingProxyType({})
) -> Iterator[list[str]]:
    """Rows from the sheet's first, columns from its first; numbers with as many digits as they are shown with."""
    if sheet is None or sheet.start is None:
        return
    left = [""] * sheet.start[1]
    for at, row in enumerate(sheet.iter_rows()):
        cells = left + [cell_text(value) for value in row]
        if padded:
            cells = [text.zfill(padded.get((at, column), 0)) for column, text in enumerate(cells)]
        yield cells


def _spans(sheet: CalamineSheet | None) -> list[Span]:
    return list(sheet.merged_cell_ranges or ()) if sheet is not None else []


def _filled(rows: list[list[str]], spans: Sequence[Span]) -> list[list[str]]:
    """The first rows with each merged cell's text in all its places."""
    for (top, left), (bottom, right) in spans:
        if top < len(rows) and left < len(rows[top]):
            for row in rows[top : bottom + 1]:
                row[left : right + 1] = [rows[top][left]] * (min(right + 1, len(row)) - left)
    return rows


def _stretched(header: Header, head: Sequence[Sequence[str]], spans: Sequence[Span]) -> Header:
    """The header down to the end of cells that are merged downwards from it."""
    last = header.above + header.height - 1
    end = max((bottom for (top, _), (bottom, _) in spans if header.above <= top <= last), default=last)
    if not last < end < min(len(head), header.above + 4):
        return header
    return make_header(head, header.above, end - header.above + 1)
