"""Start a server in a session of its own and end it surely, also when the tests are killed."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PR_SET_PDEATHSIG = 1
# slapd allocates a table as long as the limit of open files; containers set that to a million and more.
_OPEN_FILES = 4096


class ServerDidNotStart(RuntimeError):
    """The server ended, or was silent, before it was ready. The message ends with its last lines."""


@dataclass(frozen=True, slots=True)
class Account:
    """An operating system account that a server runs as."""

    name: str
    uid: int
    gid: int


def unprivileged_account(*wanted: str) -> Account | None:
    """Whom to become for a server that refuses to run as root; None when the tests do not run as root."""
    if os.geteuid() != 0:
        return None
    for name in (*wanted, "zhaoren-test", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(name, entry.pw_uid, entry.pw_gid)
    raise ServerDidNotStart("running as root, and there is no account named 'nobody' to run a server as")


def free_port() -> int:
    """A loopback TCP port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def scratch_folder(name: str, owner: Account | None = None) -> Path:
    """A new temporary folder that `owner` can reach. pytest's own are closed to every other account."""
    folder = Path(tempfile.mkdtemp(prefix=f"zhaoren-{name}-"))
    if owner is not None:
        os.chown(folder, owner.uid, owner.gid)
    return folder


def accepts(port: int) -> bool:
    """Whether something listens on this loopback port."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


class Daemon:
    """One running server process with its log.

    Args:
        command: program and arguments; it must stay in the foreground.
        log: file that receives both its outputs.
        ready: asked again and again until it is true.
        account: whom to run as, None for the one that runs the tests.
        environment: variables added to ours.
        stop_signal: what the server takes for a fast, clean end.
        patience_s: how long to wait for `ready`.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        log: Path,
        ready: Callable[[], bool],
        account: Account | None = None,
        environment: Mapping[str, str] | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        patience_s: float = 60.0,
    ) -> None:
        self._stop_signal = stop_signal
        self._log = log
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(environment or {})},
                cwd="/",
                user=None if account is None else account.uid,
                group=None if account is None else account.gid,
                extra_groups=None if account is None else [],
                start_new_session=True,
                preexec_fn=_follow_our_end(stop_signal),
            )
        try:
            self._wait_until(ready, patience_s)
        except BaseException:
            self.stop()
            raise

    @property
    def pid(self) -> int:
        """Process id of the server, also of its process group."""
        return self._process.pid

    def stop(self) -> None:
        """End the server and all that it started. Doing it twice is harmless."""
        if self._process.poll() is None:
            self._process.send_signal(self._stop_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=15)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _wait_until(self, ready: Callable[[], bool], patience_s: float) -> None:
        deadline = time.monotonic() + patience_s
        while not ready():
            if self._process.poll() is not None:
                raise ServerDidNotStart(f"it ended with code {self._process.returncode}: {self._last_lines()}")
            if time.monotonic() > deadline:
                raise ServerDidNotStart(f"it was not ready after {patience_s:.0f} s: {self._last_lines()}")
            time.sleep(0.05)

    def _last_lines(self) -> str:
        return "\n".join(self._log.read_text("utf-8", errors="replace").splitlines()[-15:])


def remove_folder(folder: Path) -> None:
    """Remove a server's folder; a file that vanishes meanwhile is no error."""
    shutil.rmtree(folder, ignore_errors=True)


def _follow_our_end(stop_signal: signal.Signals) -> Callable[[], None]:
    """What the child does before it becomes the server: it ends when these tests are killed."""
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

    def in_the_child() -> None:
        if libc is not None:
            libc.prctl(_PR_SET_PDEATHSIG, int(stop_signal))
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if hard == resource.RLIM_INFINITY or hard > _OPEN_FILES:
            resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, hard))

    return in_the_child
