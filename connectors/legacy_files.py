"""CSV, TSV, Excel and JSON Lines below one folder, here or far away. Every header is read before the first row."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path, PurePosixPath

from connectors.checking import StepList
from connectors.file_check import FilesCheck
from connectors.file_guard import steady
from connectors.file_news import Doubt, FileNews, FoundFile
from connectors.file_store import FileStore, nothing_there
from connectors.mapping import RowMapper, SeenKeys, mapped_columns, refuse_unknown
from connectors.store_opening import open_store
from connectors.table_opening import open_table
from connectors.tables import OpenTable
from schemas.records import Checkpoint, ReadOutcome, Skipped, SourceEvent, SourceReport
from schemas.source_settings import FilesSource, FileTable
from schemas.vocabulary import RecordKind


@dataclass(frozen=True, slots=True)
class OpenFile:
    """One file of one table.

    Attributes:
        path: on this machine.
        where: its name for errors, the source's name before it.
        place: its name for positions, ready for a row's number.
        table: None when the file is empty.
    """

    found: FoundFile
    path: Path
    where: str
    place: str
    table: OpenTable | None

    @property
    def kind(self) -> RecordKind:
        return self.found.kind

    def refuse_missing(self) -> None:
        """Raises SourceRefused when a mapped column is not there."""
        if self.table is not None:
            missing = self.table.missing(mapped_columns(self.found.settings))
            if missing:
                raise refuse_unknown(self.table.where, "column", missing, self.table.columns)


class FilesConnector:
    """Reads the tables of one folder.

    Args:
        settings: of the source.
        base_folder: the configuration file's folder; the source's folder is relative to it.
    """

    version = 2
    # A checkpoint tells every file's content: no whole reading is needed to find what it never told.
    tells_every_change = True

    def __init__(self, settings: FilesSource, base_folder: Path) -> None:
        self.name = settings.name
        self.settings = settings
        self._base_folder = base_folder

    def check(self) -> SourceReport:
        """Try address, TLS, files, their form, the mapping and ten rows, each for itself."""
        return FilesCheck(self, self._base_folder, StepList(self.name)).report()

    def read(self, since: Checkpoint | None) -> Generator[SourceEvent, None, ReadOutcome]:
        """Yield every row of every table as a record; nothing when no content has changed since.

        Raises:
            SourceBusy: a file changed while it was read, or is not written whole yet.
            SourceRefused: a file or a column is not there, or a file's form is unusable; nothing was yielded then.
        """
        with closing(open_store(self.settings, self._base_folder)) as store:
            news = FileNews(self.found(store), store, since, self._fingerprint(), f"source '{self.name}'")
            news.refuse_unfinished(self.settings.quiet_s)
            if news.nothing_new:
                return news.unchanged()
            opened = [self.opened(each, store) for each in news.to_read]
            for file in opened:
                file.refuse_missing()
            doubts: dict[str, Doubt] = {}
            yield from self.rows_of(opened, doubts)
            return news.outcome(doubts)

    def found(self, store: FileStore) -> list[FoundFile]:
        """The files of every table, in the order of the settings.

        Raises:
            SourceRefused: the folder or a file is not there.
        """
        store.check_there()
        return [each for kind, table in self._tables() for each in self._of_table(kind, table, store)]

    def opened(self, found: FoundFile, store: FileStore, limit: int | None = None) -> OpenFile:
        """One file with its header read."""
        where = f"source '{self.name}': {found.file.name}"
        path = store.local(found.file, limit)
        table = open_table(path, where, found.settings, limit)
        place = f"{found.file.name}{table.where.removeprefix(where)} {table.row_word}" if table else found.file.name
        return OpenFile(found, path, where, place, table)

    def rows_of(self, opened: Sequence[OpenFile], doubts: dict[str, Doubt]) -> Generator[SourceEvent, None, None]:
        """Yield the records of every file; notes by name why one does not count as whole."""
        seen = SeenKeys()
        for file in opened:
            why = yield from self._rows(file, seen)
            if why:
                doubts.setdefault(file.found.file.name, Doubt(file.kind, why))

    def _of_table(self, kind: RecordKind, table: FileTable, store: FileStore) -> Iterator[FoundFile]:
        found = store.find(table.path)
        if not found:
            raise nothing_there(table.path, f"source '{self.name}'")
        for file in found[-1:] if table.take == "newest" else found:
            yield FoundFile(kind, table, file)

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

    def _rows(self, file: OpenFile, seen: SeenKeys) -> Generator[SourceEvent, None, str]:
        """Yield one file's records; returns why it does not count as whole, empty when it does."""
        if file.table is None:
            return f"{file.place} is empty"
        table, kind, settings = file.table, file.kind, file.found.settings
        mapper = RowMapper(kind, _with_path_values(settings, file.found.file.name), self.settings.company or "")
        told = lost = usable = 0
        with steady(file.path, file.where):
            for row in table.rows(mapped_columns(settings)):
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

    def _fingerprint(self) -> str:
        told = "\n".join(f"{kind} {table.model_dump_json()}" for kind, table in self._tables())
        return blake2b(f"{self.settings.company}\n{told}".encode(), digest_size=12).hexdigest()


def _with_path_values(settings: FileTable, name: str) -> FileTable:
    """What the path says stands where the row is silent, before the constants."""
    path = PurePosixPath(name)
    named = {field: path.parent.name if part == "folder" else path.stem for field, part in settings.from_path.items()}
    return settings.model_copy(update={"constants": {**settings.constants, **named}}) if named else settings
