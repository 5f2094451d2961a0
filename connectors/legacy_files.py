"""CSV, TSV, Excel and JSON Lines below one folder. Every header is read before the first row is yielded."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from connectors.checking import StepList
from connectors.delimited_text import DelimitedTable
from connectors.file_guard import modified_at, steady
from connectors.json_lines import JsonLinesTable
from connectors.mapping import RowMapper, SeenKeys, mapped_columns, refuse_unknown
from connectors.tables import OpenTable
from connectors.text_encoding import recognise_encoding
from connectors.workbooks import SheetTable
from schemas.errors import SourceRefused
from schemas.records import Checkpoint, ReadOutcome, Skipped, SourceEvent, SourceReport
from schemas.source_settings import FilesSource, FileTable
from schemas.vocabulary import RecordKind

_CHECKED_BYTES = 4 << 20
_JSON_ENDINGS = frozenset({".jsonl", ".ndjson", ".json"})
_WORKBOOK_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_WEB_PAGES = (b"<html", b"<!doc", b"<table", b"<?xml", b"<meta")


@dataclass(frozen=True, slots=True)
class _File:
    """One file of one table.

    Attributes:
        where: its name for errors, the source's name before it.
        place: its name for positions, ready for a row's number.
        table: None when the file is empty.
    """

    kind: RecordKind
    settings: FileTable
    path: Path
    where: str
    place: str
    table: OpenTable | None


class FilesConnector:
    """Reads the tables of one folder.

    Args:
        settings: of the source.
        base_folder: the configuration file's folder; the source's folder is relative to it.
    """

    def __init__(self, settings: FilesSource, base_folder: Path) -> None:
        self.name = settings.name
        self.settings = settings
        self.folder = base_folder / settings.folder

    def check(self) -> SourceReport:
        """Try the files, their form, the mapping and ten rows, each for itself."""
        steps = StepList(self.name)
        found: list[tuple[RecordKind, FileTable, Path, str]] = []
        opened: list[_File] = []

        def reach() -> str:
            found.extend(self._found())
            return f"{len({path for _, _, path, _ in found})} files below {self.settings.folder}"

        def form() -> str:
            for kind, table, path, where in found:
                if steps.seconds_left < 2:
                    return f"{_told(opened)} (the first {len(opened)} of {len(found)} files)"
                opened.append(self._opened(kind, table, path, where, _CHECKED_BYTES))
            return _told(opened)

        def mapping() -> str:
            for file in opened:
                _refuse_missing(file)
            return "every mapped column is there"

        if steps.attempt("reach", reach) and steps.attempt("form", form) and steps.attempt("mapping", mapping):
            steps.take_sample(lambda: self._read(opened))
        return steps.report()

    def read(self, since: Checkpoint | None) -> Generator[SourceEvent, None, ReadOutcome]:  # noqa: ARG002 - the port
        """Yield every row of every table as a record; each reading starts anew, `since` is not needed.

        Raises:
            SourceBusy: a file changed while it was read.
            SourceRefused: a file or a column is not there, or a file's form is unusable; nothing was yielded then.
        """
        opened = [self._opened(*each) for each in self._found()]
        for file in opened:
            _refuse_missing(file)
        return (yield from self._read(opened))

    def _found(self) -> Iterator[tuple[RecordKind, FileTable, Path, str]]:
        if not self.folder.is_dir():
            raise SourceRefused(
                f"source '{self.name}': folder '{self.settings.folder}'", "there is no such folder", "correct `folder`"
            )
        for kind, table in self._tables():
            for path in find_files(self.folder, table.path, f"source '{self.name}'"):
                yield kind, table, path, _shown(path, self.folder)

    def _tables(self) -> Iterator[tuple[RecordKind, FileTable]]:
        settings = self.settings
        for kind, tables in (
            (RecordKind.UNIT, settings.units),
            (RecordKind.PERSON, settings.people),
            (RecordKind.POST, settings.posts),
            (RecordKind.PROJECT, settings.projects),
            (RecordKind.DOCUMENT, settings.documents),
        ):
            for table in tables:
                yield kind, table

    def _opened(self, kind: RecordKind, settings: FileTable, path: Path, shown: str, limit: int | None = None) -> _File:
        where = f"source '{self.name}': {shown}"
        table = open_table(path, where, settings, limit)
        place = f"{shown}{table.where.removeprefix(where)} {table.row_word}" if table else shown
        return _File(kind, settings, path, where, place, table)

    def _read(self, opened: Sequence[_File]) -> Generator[SourceEvent, None, ReadOutcome]:
        seen = SeenKeys()
        incomplete: dict[RecordKind, str] = {}
        for file in opened:
            why = yield from self._rows(file, seen)
            if why:
                incomplete.setdefault(file.kind, why)
        kinds = frozenset(file.kind for file in opened) - incomplete.keys()
        return ReadOutcome(
            complete=bool(opened) and not incomplete,
            kinds=kinds,
            why_incomplete="; ".join(incomplete.values()) if opened else "no table is configured",
            as_of=max((modified_at(file.path) for file in opened if file.path.exists()), default=None),
        )

    def _rows(self, file: _File, seen: SeenKeys) -> Generator[SourceEvent, None, str]:
        """Yield one file's records; returns why it does not count as whole, empty when it does."""
        if file.table is None:
            return f"{file.place} is empty"
        table, kind = file.table, file.kind
        mapper = RowMapper(kind, _with_path_values(file.settings, file.path), self.settings.company or "")
        told = lost = usable = 0
        with steady(file.path, file.where):
            for row in table.rows(mapped_columns(file.settings)):
                position = f"{file.place} {row.number}"
                told += 1
                lost += row.lost
                if row.unreadable:
                    yield Skipped(kind, position, row.unreadable)
                    continue
                record = mapper.to_record(row.values, position)
                if record is None:
                    told -= 1
                elif isinstance(record, Skipped):
                    yield record
                else:
                    usable += 1
                    yield seen.second(record, (file.place, row.number)) or record
        named = file.place.rsplit(" ", 1)[0]
        if not told:
            return f"{named} has a header and no rows"
        if not usable:
            return f"{named} has {told} rows and none of them is usable"
        return f"{named}: {lost} of {told} rows could not be read" if lost else ""


def find_files(folder: Path, pattern: str, source: str) -> list[Path]:
    """The file of this path, or all that match a pattern, in the order of their paths.

    Hidden files and the lock files that Excel leaves (`~$…`) are left out.

    Raises:
        SourceRefused: nothing is there.
    """
    if (folder / pattern).is_file():
        return [folder / pattern]
    if not any(sign in pattern for sign in "*?["):
        raise SourceRefused(f"{source}: '{pattern}'", "there is no such file", "correct `path`, or deliver the file")
    try:
        matching = sorted(folder.glob(pattern))
    except (ValueError, NotImplementedError) as error:
        raise SourceRefused(f"{source}: '{pattern}'", f"not a usable pattern ({error})", "correct `path`") from None
    found = [path for path in matching if not path.name.startswith((".", "~$")) and path.is_file()]
    if not found:
        raise SourceRefused(f"{source}: '{pattern}'", "no file matches", "correct `path`, or deliver the files")
    return found


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
        )


def _refuse_missing(file: _File) -> None:
    if file.table is None:
        return
    missing = file.table.missing(mapped_columns(file.settings))
    if missing:
        raise refuse_unknown(file.table.where, "column", missing, file.table.columns)


def _with_path_values(settings: FileTable, path: Path) -> FileTable:
    """What the path says stands where the row is silent, before the constants."""
    named = {field: path.parent.name if part == "folder" else path.stem for field, part in settings.from_path.items()}
    return settings.model_copy(update={"constants": {**settings.constants, **named}}) if named else settings


def _told(opened: Sequence[_File]) -> str:
    parts = []
    for file in opened[:5]:
        table = file.table
        if table is None:
            parts.append(f"{file.place}: empty")
        elif isinstance(table, DelimitedTable):
            parts.append(f"{file.place}s: {table.decoding.encoding}, delimiter {table.delimiter!r}")
        else:
            parts.append(f"{file.place}s: {len(table.columns)} columns")
    return "; ".join(parts) + (f"; and {len(opened) - 5} more" if len(opened) > 5 else "")


def _shown(path: Path, folder: Path) -> str:
    try:
        return path.relative_to(folder).as_posix()
    except ValueError:
        return path.name
