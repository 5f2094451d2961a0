"""SIGTERM ends a sync within ten seconds, with a report, where the next one goes on."""

from __future__ import annotations

import signal
import socket
import time
from pathlib import Path

from tests.cli.running import started, zhaoren

_FILES = """
[[sources]]
name = "staff"
kind = "legacy_files"
company = "海棠科技有限公司"
[sources.people]
path = "staff.csv"
key = "工号"
fields = { name = "姓名", employee_number = "工号" }
"""
_DIRECTORY = """
[[sources]]
name = "directory"
kind = "ldap_directory"
url = "ldap://127.0.0.1:{port}"
base = "dc=example,dc=com"
timeout_s = {timeout_s}
"""


def test_fault_18_a_sync_that_is_asked_to_end_tells_so_and_goes_on_the_next_time(tmp_path: Path) -> None:
    (tmp_path / "zhaoren.toml").write_text(_FILES, encoding="utf-8")
    lines = [f"K{n:06},王{chr(0x4E00 + n % 5000)}" for n in range(60_000)]
    (tmp_path / "staff.csv").write_text("工号,姓名\n" + "\n".join(lines) + "\n", encoding="utf-8")
    running = started(tmp_path, "sync", "--json")
    _wait_for(tmp_path / "data" / "journal.db-wal", 2_000_000)
    asked = time.monotonic()
    running.send_signal(signal.SIGTERM)
    out, err = running.communicate(timeout=60)
    assert running.returncode == 1, err
    assert time.monotonic() - asked < 10
    assert '"state": "failed"' in out
    assert "this run was asked to end; run it again to finish" in out
    (tmp_path / "staff.csv").write_text("工号,姓名\n" + "\n".join(lines[:200]) + "\n", encoding="utf-8")
    assert zhaoren(tmp_path, "sync").code == 0


def test_fault_18_a_silent_server_does_not_keep_a_sync_from_ending(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        (tmp_path / "zhaoren.toml").write_text(_DIRECTORY.format(port=port, timeout_s=120), encoding="utf-8")
        running = started(tmp_path, "sync")
        heard, _ = silent.accept()
        asked = time.monotonic()
        running.send_signal(signal.SIGTERM)
        with heard:
            _, err = running.communicate(timeout=60)
        assert (running.returncode, "stopped; run it again to finish" in err) == (1, True)
        assert time.monotonic() - asked < 10
        # The lease of a process that is gone keeps nobody waiting.
        (tmp_path / "zhaoren.toml").write_text(_DIRECTORY.format(port=port, timeout_s=1), encoding="utf-8")
        again = zhaoren(tmp_path, "sync")
        assert (again.code, "another" in again.out + again.err) == (5, False)


def _wait_for(file: Path, size: int) -> None:
    deadline = time.monotonic() + 60
    while not file.exists() or file.stat().st_size < size:
        assert time.monotonic() < deadline
        time.sleep(0.02)
