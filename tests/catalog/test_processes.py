from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

from zhaoren.catalog.processes import is_dead, this_process, uptime_s


def test_a_process_that_runs_is_not_dead() -> None:
    assert not is_dead(this_process())


def test_a_process_that_ended_is_dead() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert is_dead(replace(this_process(), number=ended.pid, started="1"))


def test_another_process_with_the_same_number_is_not_the_one_meant() -> None:
    if this_process().started:
        assert is_dead(replace(this_process(), started="1"))


def test_nothing_is_known_of_other_machines() -> None:
    assert not is_dead(replace(this_process(), place="elsewhere", number=1))


def test_uptime_never_goes_back() -> None:
    assert 0 < uptime_s() <= uptime_s()
