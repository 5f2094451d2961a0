"""The folder of an embedded index: generations side by side, a pointer to the one that serves, locks for writers.

* `serving.json`: which generation serves; replaced in one step.
* `generations/00000007-3f…/`: one generation; a name is never used twice.
* `write.lock`, `build.lock`: held by whoever applies or swaps, and by whoever builds.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from zhaoren.search_index.port import EngineBusy, EngineUnavailable

_LOOK_AGAIN_AFTER_S = 0.02


class Generations:
    """Knows which generation serves; makes new ones, swaps them in, clears old ones away.

    Args:
        path: the folder; made when the first generation is.
        format_number: generations of another format count as absent.
        patience_s: how long a writer waits for another one.
    """

    def __init__(self, path: Path, format_number: int, patience_s: float) -> None:
        self._path = path
        self._pointer = path / "serving.json"
        self._generations = path / "generations"
        self._format = format_number
        self._patience_s = patience_s

    def serving(self) -> Path | None:
        """The generation that serves; None when there is none of this format.

        Raises:
            EngineUnavailable: the pointer cannot be read.
        """
        pointer = self._read_pointer()
        if pointer is None or pointer["format"] != self._format:
            return None
        return self._generations / str(pointer["serving"])

    def pointer_mark(self) -> tuple[int, ...] | None:
        """Changes whenever another generation is swapped in; costs one look at the file's entry."""
        return file_mark(self._pointer)

    def begin(self) -> Path:
        """A new empty folder to build in; leftovers of builds that were cut off are removed. Needs `build_lock`."""
        with _disk_errors():
            self._generations.mkdir(parents=True, exist_ok=True)
            self._remove_all_but(self._kept())
            newest = max((_number(one) for one in self._generations.iterdir()), default=0)
            folder = self._generations / f"{newest + 1:08d}-{uuid4().hex[:12]}"
            folder.mkdir()
        return folder

    def swap_to(self, folder: Path) -> None:
        """Let this generation serve; the one before it is kept, older ones go. Needs both locks."""
        before = self._read_pointer()
        pointer = {"format": self._format, "serving": folder.name, "before": before["serving"] if before else None}
        written = self._pointer.with_suffix(".new")
        with _disk_errors():
            with written.open("w", encoding="utf-8") as file:
                json.dump(pointer, file)
                file.flush()
                os.fsync(file.fileno())
            _sync_folder(self._generations)
            written.replace(self._pointer)
            _sync_folder(self._path)
            self._remove_all_but(self._kept())

    def discard(self, folder: Path) -> None:
        """Remove what was built and will not serve."""
        shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def build_lock(self) -> Iterator[None]:
        """Nobody else builds meanwhile.

        Raises:
            EngineBusy: another rebuild is still at work.
        """
        with self._lock("build.lock", "another rebuild"):
            yield

    @contextmanager
    def write_lock(self) -> Iterator[None]:
        """Nobody else applies or swaps meanwhile.

        Raises:
            EngineBusy: another writer is still at work.
        """
        with self._lock("write.lock", "another writer"):
            yield

    @contextmanager
    def _lock(self, name: str, holder: str) -> Iterator[None]:
        # The kernel gives a lock of this kind back when its process ends in whatever way.
        with _disk_errors():
            self._path.mkdir(parents=True, exist_ok=True)
            opened = (self._path / name).open("a")
        give_up_at = time.monotonic() + self._patience_s
        with opened as file:
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= give_up_at:
                        raise EngineBusy(
                            f"search index {self._path}: {holder} did not end within {self._patience_s:g} s; try later"
                        ) from None
                    time.sleep(_LOOK_AGAIN_AFTER_S)
            yield

    def _read_pointer(self) -> dict[str, object] | None:
        try:
            pointer = json.loads(self._pointer.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise EngineUnavailable(f"search index: {self._pointer} cannot be read: {error}") from error
        if not isinstance(pointer, dict) or not isinstance(pointer.get("serving"), str) or "format" not in pointer:
            raise EngineUnavailable(f"search index: {self._pointer} is damaged; remove it and publish again")
        return pointer

    def _kept(self) -> set[str]:
        pointer = self._read_pointer()
        return {str(pointer[which]) for which in ("serving", "before") if pointer.get(which)} if pointer else set()

    def _remove_all_but(self, kept: set[str]) -> None:
        # Whoever still reads a removed generation goes on reading it: its files stay mapped.
        for folder in self._generations.iterdir():
            if folder.name not in kept and _number(folder):
                shutil.rmtree(folder, ignore_errors=True)


def file_mark(path: Path) -> tuple[int, ...] | None:
    """Tells two contents of a file apart that is only ever replaced; None when it is absent.

    Raises:
        EngineUnavailable: it cannot be looked at.
    """
    try:
        entry = path.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise EngineUnavailable(f"search index: {error.strerror}: {error.filename}") from error
    return entry.st_ino, entry.st_mtime_ns, entry.st_ctime_ns, entry.st_size


@contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise EngineUnavailable(f"search index: {error.strerror}: {error.filename}") from error


def _number(folder: Path) -> int:
    """Which generation it was; 0 for what is none of ours."""
    number = folder.name.partition("-")[0]
    return int(number) if number.isdecimal() else 0


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
