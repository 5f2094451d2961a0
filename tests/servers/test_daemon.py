"""Servers end with the tests that started them, whatever happens to the tests."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.servers.daemon import Daemon, ServerDidNotStart
from tests.servers.requirement import missing

_ROOT = Path(__file__).resolve().parents[2]


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def _ends(pid: int) -> bool:
    """Whether it is gone within five seconds; a kill takes a moment to arrive."""
    deadline = time.monotonic() + 5
    while _is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not _is_alive(pid)


def test_stopping_takes_along_what_the_server_started(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    script = f"sleep 600 & echo $! >{note}; wait"
    daemon = Daemon(["sh", "-c", script], log=tmp_path / "log", ready=lambda: note.exists() and bool(note.read_text()))
    child = int(note.read_text())
    assert _is_alive(child)
    daemon.stop()
    daemon.stop()
    assert not _is_alive(daemon.pid)
    assert _ends(child)


def test_a_server_that_ends_at_once_is_quoted(tmp_path: Path) -> None:
    with pytest.raises(ServerDidNotStart, match=r"ended with code 3: no such database"):
        Daemon(["sh", "-c", "echo no such database; exit 3"], log=tmp_path / "log", ready=lambda: False)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent was killed")
def test_killing_the_tests_ends_the_server(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from tests.servers.daemon import Daemon\n"
        "d = Daemon(['sleep', '600'], log=Path(sys.argv[1]), ready=lambda: True)\n"
        "print(d.pid, flush=True); time.sleep(600)"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "log")]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as tests:
        assert tests.stdout is not None
        server = int(tests.stdout.readline())
        assert _is_alive(server)
        os.kill(tests.pid, signal.SIGKILL)
    assert _ends(server)


@pytest.mark.parametrize("variable", ["CI", "ZHAOREN_REQUIRE_SERVERS"])
def test_a_missing_server_is_an_error_where_servers_are_required(
    variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "true" if variable == "CI" else "1")
    with pytest.raises(pytest.fail.Exception, match="Sphinx is not installed; run 'make servers'"):
        missing("Sphinx", "run 'make servers'")


def test_a_missing_server_is_a_named_skip_on_a_laptop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("ZHAOREN_REQUIRE_SERVERS", raising=False)
    with pytest.raises(pytest.skip.Exception, match="Sphinx is not installed; run 'make servers'"):
        missing("Sphinx", "run 'make servers'")
