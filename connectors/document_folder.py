"""Documents below one folder. Links are never followed out of it."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from connectors.checking import StepList
from connectors.document_texts import UnreadableDocument, read_document
from connectors.file_guard import modified_at, steady
from connectors.mapping import clean_value
from schemas.errors import SourceError, SourceRefused
from schemas.records import Checkpoint, ReadOutcome, Skipped, SourceEvent, SourceRecord, SourceReport
from schemas.source_settings import DocumentFolderSource
from schemas.vocabulary import RecordKind


class DocumentFolderConnector:
    """Reads one folder of documents.

    Args:
        settings: of the source.
        base_folder: the configuration file's folder; the source's folder is relative to it.
    """

    def __init__(self, settings: DocumentFolderSource, base_folder: Path) -> None:
        self.name = settings.name
        self.settings = settings
        self.folder = base_folder / settings.folder

    def check(self) -> SourceReport:
        """Try the folder, the patterns and ten documents, each for itself."""
        steps = StepList(self.name)
        if steps.attempt("reach", lambda: f"{len(self._paths())} files below {self.settings.folder}"):
            steps.take_sample(lambda: self.read(None))
        return steps.report()

    def read(self, since: Checkpoint | None) -> Generator[SourceEvent, None, ReadOutcome]:  # noqa: ARG002 - the port
        """Yield every document with its text; each reading starts anew, `since` is not needed.

        A broken or protected document is skipped; one that could not be read this time also leaves the outcome
        incomplete.

        Raises:
            SourceRefused: the folder is not there, or a pattern is unusable.
        """
        inside = self.folder.resolve()
        documents, doubts = 0, 0
        for path in self._paths():
            shown = path.relative_to(self.folder).as_posix()
            if path.is_symlink() or not path.resolve().is_relative_to(inside):
                # A link within the folder leads to a file that is read under its own name.
                if not path.resolve().is_relative_to(inside):
                    yield Skipped(RecordKind.DOCUMENT, shown, "a link that leads out of the folder is not followed")
                continue
            try:
                event = self._event(path, shown)
            except SourceError as error:
                doubts += 1
                event = Skipped(RecordKind.DOCUMENT, shown, error.what)
            if event is not None:
                documents += isinstance(event, SourceRecord)
                yield event
        why = f"{doubts} documents could not be read this time" if doubts else ""
        why = why or ("" if documents else f"no document was found below {self.settings.folder}")
        return ReadOutcome(
            complete=not why,
            kinds=frozenset() if why else frozenset((RecordKind.DOCUMENT,)),
            why_incomplete=why,
        )

    def _event(self, path: Path, shown: str) -> SourceRecord | Skipped | None:
        """The document's record, why it is kept out, or None when it is no document."""
        with steady(path, f"source '{self.name}': {shown}"):
            megabytes = path.stat().st_size / (1 << 20)
            if megabytes > self.settings.max_megabytes:
                reason = f"{megabytes:.1f} MB, above the {self.settings.max_megabytes:g} MB that are read"
                return Skipped(RecordKind.DOCUMENT, shown, reason)
            try:
                found = read_document(path, self.settings.max_characters)
            except UnreadableDocument as unreadable:
                return Skipped(RecordKind.DOCUMENT, shown, str(unreadable))
            changed_at = modified_at(path)
        if found is None:
            return None
        values = {
            "title": (found.title,),
            "text": (found.text,),
            "author": found.authors,
            "date": (found.date,),
            "company": (self.settings.company or "",),
            "path": (shown,),
        }
        cleaned = {
            name: tuple(text for value in several if (text := clean_value(value))) for name, several in values.items()
        }
        fields = {name: several for name, several in cleaned.items() if several}
        return SourceRecord(RecordKind.DOCUMENT, shown, fields, position=shown, changed_at=changed_at)

    def _paths(self) -> list[Path]:
        if not self.folder.is_dir():
            where = f"source '{self.name}': folder '{self.settings.folder}'"
            raise SourceRefused(where, "there is no such folder", "correct `folder`")
        found: set[Path] = set()
        for pattern in self.settings.patterns:
            try:
                found.update(path for path in self.folder.glob(pattern) if path.is_file() or path.is_symlink())
            except (ValueError, NotImplementedError) as error:
                where = f"source '{self.name}': pattern '{pattern}'"
                raise SourceRefused(where, f"not a usable pattern ({error})", "correct `patterns`") from None
        return sorted(
            path
            for path in found
            if path.is_relative_to(self.folder)
            and not any(part.startswith((".", "~$")) for part in path.relative_to(self.folder).parts)
        )
