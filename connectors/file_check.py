"""`zhaoren check` for files: address, TLS, listing, form, columns, what a reading would do, and ten rows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from connectors.checking import StepList
from connectors.delimited_text import DelimitedTable
from connectors.file_news import FoundFile
from connectors.file_store import FileStore, NotAllowed
from connectors.store_opening import address_of, open_store
from connectors.tls_diagnosis import try_connection, try_tls
from schemas.errors import SourceRefused
from schemas.records import ReadOutcome, SourceReport
from schemas.source_settings import DocumentFolderSource, FilesSource

if TYPE_CHECKING:
    from collections.abc import Generator

    from connectors.legacy_files import FilesConnector, OpenFile
    from schemas.records import SourceEvent

_CHECKED_BYTES = 4 << 20
_TIMEOUT_S = 4.0
# A workbook cannot be looked at by its first bytes alone.
_WHOLE_UP_TO = 64 << 20


def reach(steps: StepList, settings: FilesSource | DocumentFolderSource, base_folder: Path) -> bool:
    """Try host and certificate of a store that has an address; a folder of this machine has none."""
    address = address_of(settings)
    if address is None:
        return True
    host, port, secure = address
    place = f"source '{settings.name}': {'endpoint' if settings.endpoint else 'url'}"

    def reached() -> str:
        finding = try_connection(host, port, _TIMEOUT_S)
        if not finding.reached:
            raise SourceRefused(place, finding.what, finding.what_to_do)
        return finding.what

    def trusted() -> str:
        ca_file = base_folder / settings.ca_file if settings.ca_file else None
        finding = try_tls(host, port, _TIMEOUT_S, start_tls=False, ca_file=ca_file)
        if not finding.trusted:
            raise SourceRefused(place, finding.what, finding.what_to_do)
        return finding.what

    return steps.attempt("host", reached) and (not secure or steps.attempt("tls", trusted))


class FilesCheck:
    """One check.

    Args:
        connector: whose files are looked at.
        base_folder: the configuration file's folder.
        steps: to be filled.
    """

    def __init__(self, connector: FilesConnector, base_folder: Path, steps: StepList) -> None:
        self._connector, self._base_folder, self._steps = connector, base_folder, steps
        self._found: list[FoundFile] = []
        self._opened: list[OpenFile] = []

    def report(self) -> SourceReport:
        """All steps, up to the first that makes the next ones impossible."""
        steps, settings = self._steps, self._connector.settings
        if not reach(steps, settings, self._base_folder):
            return steps.report()
        stores: list[FileStore] = []
        try:
            if (
                steps.attempt("reach", lambda: self._reached(stores))
                and steps.attempt("form", lambda: self._form(stores[0]))
                and steps.attempt("mapping", self._mapping)
            ):
                steps.attempt("changes", self._changes)
                steps.take_sample(self._sample)
        finally:
            for store in stores:
                store.close()
        return steps.report()

    def _reached(self, stores: list[FileStore]) -> str:
        store = open_store(self._connector.settings, self._base_folder)
        stores.append(store)
        self._found = self._connector.found(store)
        return f"{len({each.file.name for each in self._found})} files below {store.shown}"

    def _form(self, store: FileStore) -> str:
        for each in self._found:
            if self._steps.seconds_left < 2:
                return f"{told(self._opened)} (the first {len(self._opened)} of {len(self._found)} files)"
            limit = _CHECKED_BYTES
            if each.file.size <= _WHOLE_UP_TO and each.file.name.lower().endswith((".xlsx", ".xlsm", ".xls", ".ods")):
                limit = _WHOLE_UP_TO
            try:
                self._opened.append(self._connector.opened(each, store, limit))
            except NotAllowed as denied:
                raise SourceRefused(f"source '{self._connector.name}': {each.file.name}", str(denied), "") from None
        return told(self._opened)

    def _mapping(self) -> str:
        for file in self._opened:
            file.refuse_missing()
        return "every mapped column is there"

    def _changes(self) -> str:
        return "a file is read again when its content has changed; all files are read then"

    def _sample(self) -> Generator[SourceEvent, None, ReadOutcome]:
        yield from self._connector.rows_of(self._opened, {})
        return ReadOutcome(complete=False)


def told(opened: list[OpenFile]) -> str:
    """The forms of the first files."""
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
