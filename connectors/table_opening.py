"""From a file to its table, whatever its name says it is."""

from __future__ import annotations

from pathlib import Path

from connectors.delimited_text import DelimitedTable
from connectors.file_guard import steady
from connectors.json_lines import JsonLinesTable
from connectors.mapping import mapped_columns
from connectors.tables import OpenTable
from connectors.text_encoding import recognise_encoding
from connectors.workbooks import SheetTable
from schemas.errors import SourceRefused
from schemas.source_settings import FileTable

_JSON_ENDINGS = frozenset({".jsonl", ".ndjson", ".json"})
_WORKBOOK_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_WEB_PAGES = (b"<html", b"<!doc", b"<table", b"<?xml", b"<meta")


def open_table(path: Path, where: str, settings: FileTable, limit: int | None = None) -> OpenTable | None:
    """The file with its header read, whatever its form; None when it is empty.

    The form is told by the first bytes, so that an Excel file named .csv, or text named .xls, is read for what it is.

    Raises:
        SourceBusy: it changed meanwhile.
        SourceRefused: its form or encoding is unusable.
    """
    wanted = mapped_columns(settings)
    with steady(path, where):
        with path.open("rb") as file:
            first = file.read(512)
        if not first.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
            return None
        if first.startswith(_WORKBOOK_MARKS):
            sheet = SheetTable(
                path, where, settings.sheet, wanted, above=settings.skip_rows, height=settings.header_rows
            )
            return sheet if any(sheet.columns) else None
        if first.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_WEB_PAGES):
            raise SourceRefused(where, "a web page, not a table", "open it and save it as .xlsx or .csv")
        decoding = recognise_encoding(path, where, settings.encoding, limit)
        if path.suffix.lower() in _JSON_ENDINGS:
            return JsonLinesTable(path, where, decoding, wanted)
        return DelimitedTable(
            path,
            where,
            decoding,
            wanted,
            delimiter=settings.delimiter,
            above=settings.skip_rows,
            height=settings.header_rows,
            trailer=settings.trailer,
        )
