"""Documents below one folder, here or far away. Links are never followed out of it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from pathlib import Path, PurePosixPath

from connectors.checking import StepList
from connectors.document_rights import SIDECAR, Rights, rights_of
from connectors.document_texts import UnreadableDocument, is_document, read_document
from connectors.file_check import reach
from connectors.file_guard import steady
from connectors.file_store import FileStore, LocalFolder, NotAllowed, StoredFile
from connectors.mapping import clean_value
from connectors.store_opening import open_store
from schemas.errors import SourceError
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
        self._base_folder = base_folder

    def check(self) -> SourceReport:
        """Try address, TLS, folder, patterns, rights and ten documents, each for itself."""
        steps = StepList(self.name)
        if not reach(steps, self.settings, self._base_folder):
            return steps.report()
        with closing(open_store(self.settings, self._base_folder)) as store:
            if steps.attempt("reach", lambda: f"{len(self._found(store))} files below {store.shown}"):
                steps.attempt("rights", lambda: self._told_rights(store))
                steps.take_sample(lambda: self.read(None))
        return steps.report()

    def read(self, since: Checkpoint | None) -> Generator[SourceEvent, None, ReadOutcome]:  # noqa: ARG002 - the port
        """Yield every document with its text; each reading starts anew, `since` is not needed.

        A broken or protected document is skipped; one that could not be read this time also leaves the outcome
        incomplete.

        Raises:
            SourceBusy: the store does not answer now.
            SourceRefused: the folder is not there, or a pattern is unusable.
        """
        documents, doubts = 0, 0
        with closing(open_store(self.settings, self._base_folder)) as store:
            found = self._found(store)
            beside = {each.name: each for each in found if each.name.endswith(SIDECAR)}
            for file in found:
                event: SourceRecord | Skipped | None = _link_event(file, store)
                if event is None and not _is_link(file, store):
                    try:
                        event = self._event(file, beside.get(f"{file.name}{SIDECAR}"), store)
                    except (SourceError, NotAllowed) as error:
                        doubts += 1
                        reason = error.what if isinstance(error, SourceError) else str(error)
                        event = Skipped(RecordKind.DOCUMENT, file.name, reason)
                    store.forget(file)
                if event is not None:
                    documents += isinstance(event, SourceRecord)
                    yield event
            shown = store.shown
        why = f"{doubts} documents could not be read this time" if doubts else ""
        why = why or ("" if documents else f"no document was found below {shown}")
        return ReadOutcome(
            complete=not why,
            kinds=frozenset() if why else frozenset((RecordKind.DOCUMENT,)),
            why_incomplete=why,
        )

    def _event(self, file: StoredFile, beside: StoredFile | None, store: FileStore) -> SourceRecord | Skipped | None:
        """The document's record, why it is kept out, or None when it is no document."""
        if not is_document(file.name):
            return None
        megabytes = file.size / (1 << 20)
        if megabytes > self.settings.max_megabytes:
            reason = f"{megabytes:.1f} MB, above the {self.settings.max_megabytes:g} MB that are read"
            return Skipped(RecordKind.DOCUMENT, file.name, reason)
        path = store.local(file)
        with steady(path, f"source '{self.name}': {file.name}"):
            try:
                found = read_document(path, self.settings.max_characters, PurePosixPath(file.name).stem)
            except UnreadableDocument as unreadable:
                return Skipped(RecordKind.DOCUMENT, file.name, str(unreadable))
        if found is None:
            return None
        rights = self._rights(file, beside, store)
        values = {
            "title": (found.title,),
            "text": (found.text,),
            "author": found.authors,
            "date": (found.date,),
            "company": (self.settings.company or "",),
            "path": (file.name,),
            "owner": (rights.owner,),
            "hidden": ("" if rights.is_open else "yes",),
        }
        cleaned = {
            name: tuple(text for value in several if (text := clean_value(value))) for name, several in values.items()
        }
        fields = {name: several for name, several in cleaned.items() if several}
        return SourceRecord(RecordKind.DOCUMENT, file.name, fields, position=file.name, changed_at=file.modified_at)

    def _rights(self, file: StoredFile, beside: StoredFile | None, store: FileStore) -> Rights:
        if self.settings.readers == "everyone":
            return Rights("", is_open=True)
        return rights_of(file, beside, store)

    def _told_rights(self, store: FileStore) -> str:
        if self.settings.readers == "everyone":
            return "every document counts as open to whoever may find documents"
        found = self._found(store)
        beside = {each.name: each for each in found if each.name.endswith(SIDECAR)}
        looked_at = [each for each in found if is_document(each.name)][:200]
        closed = sum(not rights_of(each, beside.get(f"{each.name}{SIDECAR}"), store).is_open for each in looked_at)
        return f"{closed} of the first {len(looked_at)} documents are closed, or nothing says that they are open"

    def _found(self, store: FileStore) -> list[StoredFile]:
        """Every file that a pattern fits, once, in the order of names."""
        store.check_there()
        found: dict[str, StoredFile] = {}
        for pattern in self.settings.patterns:
            for file in store.find(pattern):
                if not any(part.startswith((".", "~$")) for part in PurePosixPath(file.name).parts):
                    found[file.name] = file
        if self.settings.readers == "file_rights":
            for pattern in self.settings.patterns:
                found.update((file.name, file) for file in store.find(f"{pattern}{SIDECAR}") if file.name not in found)
        return [found[name] for name in sorted(found)]


def _is_link(file: StoredFile, store: FileStore) -> bool:
    if not isinstance(store, LocalFolder):
        return False
    path = store.folder / file.name
    return path.is_symlink() or not path.resolve().is_relative_to(store.folder.resolve())


def _link_event(file: StoredFile, store: FileStore) -> Skipped | None:
    """Why a link is left out. One within the folder leads to a file that is read under its own name."""
    if not _is_link(file, store):
        return None
    assert isinstance(store, LocalFolder)
    if (store.folder / file.name).resolve().is_relative_to(store.folder.resolve()):
        return None
    return Skipped(RecordKind.DOCUMENT, file.name, "a link that leads out of the folder is not followed")
