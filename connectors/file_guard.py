"""What may go wrong with any file while it is read, in one sentence each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from schemas.errors import SourceBusy, SourceRefused


@contextmanager
def steady(path: Path, where: str) -> Iterator[None]:
    """Read a file inside this; what was read counts only when it ends well.

    Raises:
        SourceBusy: the file changed, was replaced or vanished meanwhile, or its disk did not answer.
        SourceRefused: it is not there from the start, or may not be read.
    """
    before = _mark(path, where)
    try:
        yield
    except PermissionError:
        raise no_right(where) from None
    except UnicodeDecodeError as error:
        _refuse_changed(path, where, before)
        what = f"byte {error.start} of a block is not {error.encoding}"
        raise SourceRefused(where, what, "save the file again as UTF-8, or name its `encoding`") from None
    except OSError as error:
        raise SourceBusy(where, f"reading stopped: {error.strerror or error}", "try again") from None
    _refuse_changed(path, where, before)


def modified_at(path: Path) -> datetime:
    """When the file was last written, UTC."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _mark(path: Path, where: str) -> tuple[int, int, int]:
    try:
        stat = path.stat()
    except FileNotFoundError:
        raise SourceRefused(where, "there is no such file", "correct `path`, or deliver the file") from None
    except PermissionError:
        raise no_right(where) from None
    return stat.st_size, stat.st_mtime_ns, stat.st_ino


def _refuse_changed(path: Path, where: str, before: tuple[int, int, int]) -> None:
    try:
        stat = path.stat()
    except OSError:
        raise SourceBusy(where, "the file vanished while it was read", "try again when it is back") from None
    if (stat.st_size, stat.st_mtime_ns, stat.st_ino) != before:
        raise SourceBusy(
            where, "the file changed while it was read", "try again when it is written; better, write beside and rename"
        )


def no_right(where: str) -> SourceRefused:
    """The error for a file that this account may not read."""
    return SourceRefused(where, "the file may not be read", "give the account that runs zhaoren the right to read it")
