"""LDIF exports of a directory, by the same mapping as the live one. Streamed; searches are answered from the file."""

from __future__ import annotations

import io
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from connectors.checking import StepList
from connectors.directory_reading import DirectoryReading
from connectors.distinguished_names import canonical_dn, parse_dn, write_dn
from connectors.file_guard import modified_at, steady
from connectors.file_store import find_files
from connectors.ldap_entries import DirectoryEntry, EntryMapper
from connectors.ldap_filters import EntryFilter, parse_filter
from connectors.ldif_text import BrokenEntry, read_entries
from schemas.errors import SourceRefused
from schemas.records import Checkpoint, ReadOutcome, Skipped, SourceEvent, SourceReport
from schemas.source_settings import LdapSearch, LdifSource
from schemas.vocabulary import RecordKind

_CHECKED_ENTRIES = 2000

Selection = Callable[[DirectoryEntry], bool]


class LdifConnector:
    """Reads LDIF files.

    Args:
        settings: of the source.
        base_folder: the configuration file's folder; the path is relative to it.
    """

    def __init__(self, settings: LdifSource, base_folder: Path) -> None:
        self.name = settings.name
        self.settings = settings
        self.folder = base_folder

    def check(self) -> SourceReport:
        """Try files, form, mapping and ten rows, each for itself."""
        steps = StepList(self.name)
        files: list[Path] = []

        def reach() -> str:
            files.extend(self._files())
            return f"{len(files)} files"

        def form() -> str:
            for path in files:
                with self._opened(path) as lines:
                    first = next((entry for _, entry in read_entries(lines) if isinstance(entry, DirectoryEntry)), None)
                if first is None:
                    raise SourceRefused(self._where(path), "no LDIF entry in it", "export it again, with `dn:` lines")
            return "each file has LDIF entries"

        if steps.attempt("reach", reach) and steps.attempt("form", form):
            steps.attempt("mapping", lambda: self._mapped(files[0]))
            steps.take_sample(lambda: self.read(None))
        return steps.report()

    def read(self, since: Checkpoint | None) -> Generator[SourceEvent, None, ReadOutcome]:  # noqa: ARG002 - the port
        """Yield every entry that a search selects; each reading starts anew, `since` is not needed.

        Raises:
            SourceBusy: a file changed while it was read.
            SourceRefused: no file, a broken filter or base; nothing was yielded then.
        """
        reading = DirectoryReading(self.settings)
        files = self._files()
        for kind in (RecordKind.UNIT, RecordKind.PERSON):
            chosen = [(self._selection(search, mapper), mapper) for search, mapper in reading.searches(kind)]
            for path in files if chosen else ():
                yield from self._file(path, kind, chosen, reading)
        times = [modified_at(path) for path in files if path.exists()]
        return replace(reading.outcome(), as_of=max(times, default=None))

    def _file(
        self, path: Path, kind: RecordKind, chosen: list[tuple[Selection, EntryMapper]], reading: DirectoryReading
    ) -> Generator[SourceEvent, None, None]:
        shown = self._shown(path)
        entries = broken = 0
        last_pass = kind is RecordKind.PERSON or not self.settings.people
        with self._opened(path) as lines:
            for number, entry in read_entries(lines):
                if isinstance(entry, BrokenEntry):
                    broken += 1
                    if last_pass:
                        yield Skipped(kind, f"{shown} line {entry.line}", entry.reason)
                    continue
                entries += 1
                for selects, mapper in chosen:
                    if selects(entry):
                        yield from reading.events(mapper, entry, f"{shown} line {number}")
        if not entries:
            reading.doubt(f"{shown} has no entry")
        if broken:
            reading.doubt(f"{shown}: {broken} of {entries + broken} entries could not be read")

    def _mapped(self, path: Path) -> str:
        """Which mapped attributes the first entries have; a search that selects none of them fails."""
        told = []
        for search, mapper in DirectoryReading(self.settings).searches():
            selects, seen, selected = self._selection(search, mapper), set[str](), 0
            with self._opened(path) as lines:
                for count, (_, entry) in enumerate(read_entries(lines)):
                    if count >= _CHECKED_ENTRIES:
                        break
                    if isinstance(entry, DirectoryEntry) and selects(entry):
                        selected += 1
                        seen.update(name for name in mapper.attributes if entry.texts(name))
            never = [name for name in mapper.attributes if name not in seen]
            told.append(f"{mapper.kind}: {selected} entries" + (f", none with {', '.join(never)}" if never else ""))
        return f"{self._shown(path)}: {'; '.join(told)}"

    def _selection(self, search: LdapSearch, mapper: EntryMapper) -> Selection:
        where = f"source '{self.name}'"
        try:
            matches: EntryFilter = parse_filter(mapper.filter)
        except ValueError as error:
            raise SourceRefused(f"{where}: filter '{mapper.filter}'", str(error), "correct `filter`") from None
        try:
            base = canonical_dn(search.base)
        except ValueError as error:
            raise SourceRefused(f"{where}: base '{search.base}'", str(error), "correct `base`") from None
        if not base:
            return matches
        return lambda entry: _in_scope(entry.dn, base, search.scope) and matches(entry)

    def _files(self) -> list[Path]:
        return find_files(self.folder, self.settings.path, f"source '{self.name}'")

    @contextmanager
    def _opened(self, path: Path) -> Iterator[Iterator[bytes]]:
        with steady(path, self._where(path)), path.open("rb") as file:
            yield _utf8_lines(file)

    def _shown(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix() if path.is_relative_to(self.folder) else path.name

    def _where(self, path: Path) -> str:
        return f"source '{self.name}': {self._shown(path)}"


def _utf8_lines(file: BinaryIO) -> Iterator[bytes]:
    """The file's lines; UTF-16, which Windows' export tool writes on demand, is turned into UTF-8."""
    mark = file.read(2)
    file.seek(0)
    if mark not in (b"\xff\xfe", b"\xfe\xff"):
        yield from file
        return
    text = io.TextIOWrapper(file, encoding="utf-16")
    try:
        for line in text:
            yield line.encode()
    finally:
        text.detach()


def _in_scope(dn: str, base: str, scope: str) -> bool:
    try:
        name = canonical_dn(dn)
        parent = canonical_dn(write_dn(parse_dn(dn)[1:]))
    except ValueError:
        return False
    if scope == "subtree":
        return name == base or name.endswith(f",{base}")
    return (parent if scope == "onelevel" else name) == base
