"""`zhaoren schedule`: sources are read at their times, joined and published; SIGTERM ends it cleanly."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.running import Ended, started, zhaoren
from zhaoren.catalog.catalog import Catalog

_CONFIGURATION = """
schedule = "* * * * *"
[[sources]]
name = "staff"
kind = "legacy_files"
company = "海棠科技有限公司"
{more}
[sources.people]
path = "staff.csv"
key = "工号"
fields = {{ name = "姓名", mobile = "手机", employee_number = "工号" }}

[[sources]]
name = "absent"
kind = "legacy_files"
folder = "nowhere"
[sources.people]
path = "*.csv"
key = "工号"
fields = {{ name = "姓名" }}
"""


def _write(folder: Path, mobile: str, more: str = "") -> None:
    (folder / "zhaoren.toml").write_text(_CONFIGURATION.format(more=more), encoding="utf-8")
    (folder / "staff.csv").write_text(f"工号,姓名,手机\nK001,王伟,{mobile}\nK002,李四,13800000002\n", encoding="utf-8")


def test_sources_are_read_at_their_times_and_what_is_new_is_published(tmp_path: Path) -> None:
    _write(tmp_path, "13800000001")
    running = started(tmp_path, "schedule")
    try:
        _until(lambda: _found(tmp_path, "13800000001").code == 0)
        _write(tmp_path, "13911112222")
        # The next full minute.
        _until(lambda: _found(tmp_path, "13911112222").code == 0, 90)
    finally:
        running.send_signal(signal.SIGTERM)
        out, err = running.communicate(timeout=30)
    assert running.returncode == 0, err
    assert "stopped" in out
    assert "source 'absent'" in out
    with Catalog(f"sqlite:///{tmp_path / 'data' / 'catalog.db'}").journal.leases.hold("source:staff"):
        pass


@pytest.mark.parametrize("line", ["soon", "99 * * * *"])
def test_a_schedule_that_is_no_cron_line_is_one_sentence(tmp_path: Path, line: str) -> None:
    _write(tmp_path, "1", f'schedule = "{line}"')
    ended = zhaoren(tmp_path, "schedule", "--plan")
    assert ended.code == 2
    assert ended.err.startswith(f"source 'staff': schedule: '{line}' is no cron line")


def test_the_plan_is_told_without_running_anything(tmp_path: Path) -> None:
    _write(tmp_path, "1")
    ended = zhaoren(tmp_path, "schedule", "--plan")
    assert (ended.code, [line.split()[0] for line in ended.out.splitlines()]) == (0, ["staff", "absent"])
    assert not (tmp_path / "data").exists()


def _found(folder: Path, number: str) -> Ended:
    return zhaoren(folder, "find", number)


def _until(condition: Callable[[], bool], patience_s: float = 60) -> None:
    deadline = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.5)
