"""Where files come from: a folder of this machine, or one far away that is fetched file by file. Never written to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from connectors.file_guard import no_right
from schemas.errors import SourceRefused

# What programs write beside a file while they write it, and what spreadsheets leave while they are open.
_UNFINISHED = (".part", ".partial", ".filepart", ".crdownload", ".tmp", ".swp")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file of a folder.

    Attributes:
        name: below the folder, with `/` between its parts.
        size: bytes.
        version: another one whenever the content may be another; empty when that cannot be told.
        modified_at: UTC.
        owner: account that the file belongs to; empty where the store does not tell.
    """

    name: str
    size: int
    version: str = ""
    modified_at: datetime | None = None
    owner: str = ""


class FileStore(Protocol):
    """A folder to read from."""

    @property
    def shown(self) -> str:
        """The folder in the administrator's words."""

    def check_there(self) -> None:
        """See that the folder can be reached and listed.

        Raises:
            SourceBusy: no answer now.
            SourceRefused: address, credentials or folder must be mended.
        """

    def find(self, pattern: str) -> list[StoredFile]:
        """The file of this name, or all that a pattern fits, in the order of their names; empty when there is none.

        Raises:
            SourceBusy, SourceRefused: as `check_there`; or the pattern is unusable.
        """

    def local(self, file: StoredFile, limit: int | None = None) -> Path:
        """The file on this machine, whole or its first bytes; good until the store is closed.

        Raises:
            NotAllowed: this file may not be read.
            SourceBusy: it changed or vanished meanwhile.
            SourceRefused: it is larger than the settings allow.
        """

    def forget(self, file: StoredFile) -> None:
        """Let go of one file that was fetched."""

    def close(self) -> None:
        """Let go of everything that was fetched."""


class NotAllowed(Exception):
    """One file may not be read, while others may."""


class LocalFolder:
    """A folder of this machine.

    Args:
        folder: it.
        shown: as the settings write it.
        source: the source's name for errors.
    """

    def __init__(self, folder: Path, shown: str, source: str) -> None:
        self.folder, self.shown, self._source = folder, shown, source

    def check_there(self) -> None:
        """See that the folder is there."""
        if not self.folder.is_dir():
            raise SourceRefused(f"{self._source}: folder '{self.shown}'", "there is no such folder", "correct `folder`")

    def find(self, pattern: str) -> list[StoredFile]:
        """As promised by `FileStore`."""
        try:
            return [_stored(path, self.folder) for path in matching_paths(self.folder, pattern, self._source)]
        except FileNotFoundError:
            return self.find(pattern)  # one vanished between listing and looking

    def local(self, file: StoredFile, limit: int | None = None) -> Path:  # noqa: ARG002 - nothing is fetched
        """The file itself."""
        path = self.folder / file.name
        try:
            with path.open("rb"):
                return path
        except PermissionError:
            raise NotAllowed(no_right(file.name).what) from None
        except OSError:
            return path  # gone meanwhile: who reads it says so

    def forget(self, file: StoredFile) -> None:
        """Nothing was fetched."""

    def close(self) -> None:
        """Nothing was fetched."""


def matching_paths(folder: Path, pattern: str, source: str) -> list[Path]:
    """The file of this path, or all that match a pattern, in the order of their paths.

    Hidden files, files being written, and the lock files that Excel leaves (`~$…`) are left out.
    """
    if (folder / pattern).is_file():
        return [folder / pattern]
    if not any(sign in pattern for sign in "*?["):
        return []
    try:
        found = sorted(folder.glob(pattern))
    except (ValueError, NotImplementedError) as error:
        raise SourceRefused(f"{source}: '{pattern}'", f"not a usable pattern ({error})", "correct `path`") from None
    return [path for path in found if is_finished(path.name) and path.is_file()]


def find_files(folder: Path, pattern: str, source: str) -> list[Path]:
    """The same, where something must be there.

    Raises:
        SourceRefused: nothing is.
    """
    found = matching_paths(folder, pattern, source)
    if not found:
        raise nothing_there(pattern, source)
    return found


def nothing_there(pattern: str, source: str) -> SourceRefused:
    """The error for a file, or for all files of a pattern, that nobody delivered."""
    several = any(sign in pattern for sign in "*?[")
    what, more = ("no file matches", "files") if several else ("there is no such file", "file")
    return SourceRefused(f"{source}: '{pattern}'", what, f"correct `path`, or deliver the {more}")


def is_finished(name: str) -> bool:
    """Whether a file of this name is one that somebody delivered."""
    return not name.startswith((".", "~$")) and not name.lower().endswith(_UNFINISHED)


def fits(name: str, pattern: str) -> bool:
    """Whether a name below a folder fits a pattern: `*` within one part, `**` over several."""
    return name == pattern or _compiled(pattern).fullmatch(name) is not None


def _compiled(pattern: str) -> re.Pattern[str]:
    parts: Sequence[str] = pattern.split("/")
    told = ""
    for place, part in enumerate(parts):
        last = place == len(parts) - 1
        if part == "**":
            told += r"(?:[^/]+/)*[^/]+" if last else r"(?:[^/]+/)*"
            continue
        told += "".join(_sign(sign) for sign in re.findall(r"\[!?[^\]]+\]|.", part, re.DOTALL)) + ("" if last else "/")
    return re.compile(told)


def _sign(sign: str) -> str:
    if sign == "*":
        return "[^/]*"
    if sign == "?":
        return "[^/]"
    if len(sign) > 1:
        inner = sign[1:-1].replace("\\", r"\\")
        return f"[^/{inner[1:]}]" if inner.startswith("!") else f"[{inner}]"
    return re.escape(sign)


def _stored(path: Path, folder: Path) -> StoredFile:
    stat = path.stat()
    try:
        name = path.relative_to(folder).as_posix()
    except ValueError:
        name = path.as_posix()
    # No version: whether the content is the same is found by reading it, which costs little here.
    return StoredFile(name, stat.st_size, "", datetime.fromtimestamp(stat.st_mtime, UTC))
