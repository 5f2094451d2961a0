"""What an earlier reading knew of a set of files, so that the same content is not read again and none goes unnoticed.

The checkpoint of files: versioned JSON of names, digests of contents and times. It makes "no news" cheap, and it is
what a file that is no longer there, or is an old one delivered again, is noticed by.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from pathlib import Path

from connectors.file_store import StoredFile
from schemas.records import Checkpoint

_VERSION = 1
_EARLIER_KEPT = 7
_BLOCK = 1 << 20


class Standing(StrEnum):
    """A file beside what was known of it."""

    NEW = "new"
    SAME = "same"
    CHANGED = "changed"
    OLDER = "older"  # written before the one that was read: not read
    REPEATED = "repeated"  # what was delivered once before: read, and nothing concluded from what it lacks
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class KnownFile:
    """One file as it was read.

    Attributes:
        digest: of its content.
        version: the store's own, by which the content need not be fetched to be known.
        at: when it was written.
        tables: which tables of the settings read it.
        earlier: digests of the contents that it had before, the newest first.
    """

    digest: str
    version: str = ""
    at: str = ""
    tables: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileSet:
    """All files of one reading.

    Attributes:
        of: fingerprint of the settings.
        files: name -> file.
        again: how many times the same content is still to be read whole: a record must be unseen twice to be over.
    """

    of: str
    files: Mapping[str, KnownFile] = field(default_factory=dict)
    again: int = 1

    def checkpoint(self) -> Checkpoint:
        """As the pipeline keeps it."""
        files = {
            name: [known.digest, known.version, known.at, list(known.tables), list(known.earlier)]
            for name, known in self.files.items()
        }
        told = {"v": _VERSION, "of": self.of, "files": files, "again": self.again}
        return Checkpoint(json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def read_file_set(since: Checkpoint | None, of: str) -> FileSet | None:
    """What a checkpoint says; None when it says nothing that is good for these settings."""
    if since is None:
        return None
    try:
        told = json.loads(since.value)
        if (told["v"], told["of"]) != (_VERSION, of):
            return None
        files = {
            str(name): KnownFile(str(digest), str(version), str(at), tuple(tables), tuple(earlier))
            for name, (digest, version, at, tables, earlier) in told["files"].items()
        }
        return FileSet(of, files, int(told["again"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def standing_of(file: StoredFile, digest: str, known: KnownFile | None) -> Standing:
    """How a file compares with what was known of it."""
    if known is None:
        return Standing.NEW
    if digest == known.digest:
        return Standing.SAME
    if known.at and file.modified_at is not None and file.modified_at < datetime.fromisoformat(known.at):
        return Standing.OLDER
    return Standing.REPEATED if digest in known.earlier else Standing.CHANGED


def known_after(file: StoredFile, digest: str, tables: Iterable[str], known: KnownFile | None) -> KnownFile:
    """What is known of a file that was read now."""
    at = file.modified_at.isoformat() if file.modified_at is not None else ""
    earlier: tuple[str, ...] = ()
    if known is not None:
        same = digest == known.digest
        earlier = known.earlier if same else (known.digest, *known.earlier)[:_EARLIER_KEPT]
        # The same content with another date is no news, whichever way the date went.
        at = max(at, known.at) if same else at
    return KnownFile(digest, file.version, at, tuple(tables), tuple(each for each in earlier if each != digest))


def digest_of(path: Path) -> str:
    """Digest of a file's content, read in blocks."""
    state = blake2b(digest_size=16)
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            state.update(block)
    return state.hexdigest()
