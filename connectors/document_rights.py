"""Whose a document is, and whether everybody may read it. What is not known to be open counts as closed."""

from __future__ import annotations

import json
import pwd
from dataclasses import dataclass
from pathlib import Path

from connectors.file_store import FileStore, LocalFolder, NotAllowed, StoredFile
from schemas.errors import SourceError

SIDECAR = ".rights.json"
_OTHERS_READ, _OTHERS_ENTER = 0o004, 0o001


@dataclass(frozen=True, slots=True)
class Rights:
    """What is known of one document.

    Attributes:
        owner: account or name; empty when nobody tells.
        is_open: everybody may read it.
    """

    owner: str = ""
    is_open: bool = False


def rights_of(file: StoredFile, beside: StoredFile | None, store: FileStore) -> Rights:
    """The rights that a file beside the document tells, else those of the file itself.

    Args:
        file: the document.
        beside: `NAME.rights.json`, such as {"owner": "zhangsan", "readers": "everyone"}.
        store: where both lie.
    """
    if beside is not None:
        return _told_beside(beside, store)
    if isinstance(store, LocalFolder):
        return _of_posix(store.folder, store.folder / file.name)
    return Rights(file.owner)


def _told_beside(beside: StoredFile, store: FileStore) -> Rights:
    try:
        told = json.loads(store.local(beside).read_text("utf-8"))
    except (NotAllowed, SourceError, OSError, ValueError):
        return Rights()
    if not isinstance(told, dict):
        return Rights()
    owner = told.get("owner")
    return Rights(owner if isinstance(owner, str) else "", told.get("readers") == "everyone")


def _of_posix(folder: Path, path: Path) -> Rights:
    try:
        stat = path.stat()
        inside = [parent for parent in path.parents if parent == folder or folder in parent.parents]
        is_open = bool(stat.st_mode & _OTHERS_READ) and all(each.stat().st_mode & _OTHERS_ENTER for each in inside)
    except OSError:
        return Rights()
    try:
        owner = pwd.getpwuid(stat.st_uid).pw_name
    except KeyError:
        owner = str(stat.st_uid)
    return Rights(owner, is_open)
