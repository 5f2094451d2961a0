"""A folder far away (S3, WebDAV, SFTP): listed to its end, its files fetched to this machine one by one, never written.

What is fetched lies in a folder that only this account may open, bounded in size, and is removed when reading ends;
what a killed reading left is removed by the next one.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any

from connectors.file_store import NotAllowed, StoredFile, fits, is_finished
from connectors.remote_words import told_as
from schemas.errors import SourceBusy, SourceRefused

_BLOCK = 4 << 20
_SPOOL = re.compile(r"zhaoren-spool-(\d+)-")
# A change within the grain of the store's clock may keep time and size: such a version proves nothing.
_GRAIN = timedelta(seconds=5)


class RemoteFolder:
    """One address, opened for one reading.

    Args:
        connect: opens the file system (an fsspec one).
        root: the folder in it.
        shown: the address in the administrator's words.
        source: the source's name for errors.
        most_bytes: of one file.
    """

    def __init__(self, connect: Callable[[], Any], root: str, shown: str, source: str, most_bytes: int) -> None:
        self._connect, self._root, self.shown, self._source = connect, root.rstrip("/"), shown, source
        self._most_bytes = most_bytes
        self._system: Any = None
        self._listed: list[StoredFile] | None = None
        self._paths: dict[str, str] = {}
        self._fetched: dict[tuple[str, int | None], Path] = {}
        self._spool: Path | None = None
        self._count = 0

    def check_there(self) -> None:
        """List the folder."""
        self._list()

    def find(self, pattern: str) -> list[StoredFile]:
        """As promised by `FileStore`."""
        return [file for file in self._list() if fits(file.name, pattern)]

    def local(self, file: StoredFile, limit: int | None = None) -> Path:
        """Fetch the file, or its first bytes."""
        if limit is not None and file.size <= limit:
            limit = None
        known = self._fetched.get((file.name, limit))
        if known is not None:
            return known
        where = f"{self._source}: {file.name}"
        if limit is None and file.size > self._most_bytes:
            what = f"{file.size >> 20} MB, above the {self._most_bytes >> 20} MB that are fetched"
            raise SourceRefused(where, what, "raise `max_megabytes`, or deliver less")
        self._count += 1
        target = self._folder() / f"{self._count:06}{PurePosixPath(file.name).suffix.lower()[:12]}"
        with self._in_words(where):
            self._fetch(file, target, limit, where)
        if file.modified_at is not None:
            stamp = file.modified_at.timestamp()
            os.utime(target, (stamp, stamp))
        self._fetched[file.name, limit] = target
        return target

    def forget(self, file: StoredFile) -> None:
        """Remove one file that was fetched."""
        for fetched in [key for key in self._fetched if key[0] == file.name]:
            self._fetched.pop(fetched).unlink(missing_ok=True)

    def close(self) -> None:
        """Remove what was fetched, and end the connection."""
        if self._spool is not None:
            shutil.rmtree(self._spool, ignore_errors=True)
        closing = getattr(self._system, "close_connection", None)
        if closing is not None:
            with contextlib.suppress(Exception):
                closing()
        self._system = self._spool = None

    def _fetch(self, file: StoredFile, target: Path, limit: int | None, where: str) -> None:
        done = 0
        with self._opened().open(self._paths[file.name], "rb") as remote, target.open("wb") as local:
            while block := remote.read(min(_BLOCK, limit - done) if limit is not None else _BLOCK):
                done += len(block)
                if done > self._most_bytes:
                    raise SourceRefused(where, f"more than {self._most_bytes >> 20} MB", "raise `max_megabytes`")
                local.write(block)
                if limit is not None and done >= limit:
                    return
        if done != file.size:
            what = f"{done} bytes came where {file.size} were announced"
            raise SourceBusy(where, what, "try again when it is written whole")

    def _list(self) -> list[StoredFile]:
        if self._listed is None:
            with self._in_words(f"{self._source}: url"):
                found = self._opened().find(self._root, detail=True)
                if not found and not self._opened().exists(self._root):
                    raise FileNotFoundError(self._root)
            self._listed = sorted(self._files(found), key=lambda file: file.name)
        return self._listed

    def _files(self, found: dict[str, dict[str, Any]]) -> Iterator[StoredFile]:
        for path, about in found.items():
            name = path.strip("/").removeprefix(self._root.strip("/")).lstrip("/")
            if (
                about.get("type") != "file"
                or not name
                or name.endswith("/")
                or not is_finished(PurePosixPath(name).name)
            ):
                continue
            self._paths[name] = path
            modified = _moment(about.get("LastModified") or about.get("modified") or about.get("mtime"))
            version = str(about.get("ETag") or about.get("etag") or "").strip('"') or _by_time(modified, about)
            owner = str(about.get("uid", ""))
            yield StoredFile(name, int(about.get("size") or 0), version, modified, owner)

    def _opened(self) -> Any:
        if self._system is None:
            self._system = self._connect()
        return self._system

    def _folder(self) -> Path:
        if self._spool is None:
            _sweep(Path(tempfile.gettempdir()))
            self._spool = Path(tempfile.mkdtemp(prefix=f"zhaoren-spool-{os.getpid()}-"))
        return self._spool

    @contextmanager
    def _in_words(self, where: str) -> Iterator[None]:
        try:
            yield
        except (SourceBusy, SourceRefused, TypeError, AttributeError, NameError):
            raise
        except PermissionError as error:
            if where.endswith(": url"):
                raise told_as(error, where) from None
            raise NotAllowed("the store does not allow this account to read it") from None
        except Exception as error:  # each store's library has errors of its own
            raise told_as(error, where) from None


def _moment(told: object) -> datetime | None:
    if isinstance(told, datetime):
        return told.astimezone(UTC) if told.tzinfo else told.replace(tzinfo=UTC)
    return None


def _by_time(modified: datetime | None, about: dict[str, Any]) -> str:
    if modified is None or datetime.now(UTC) - modified < _GRAIN:
        return ""
    return f"{modified.isoformat()} {about.get('size')}"


def _sweep(folder: Path) -> None:
    """Remove what readings left whose process is gone."""
    for left in folder.glob("zhaoren-spool-*"):
        told = _SPOOL.match(left.name)
        if told is None:
            continue
        try:
            os.kill(int(told[1]), 0)
        except ProcessLookupError:
            shutil.rmtree(left, ignore_errors=True)
        except OSError:
            continue
