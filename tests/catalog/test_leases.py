from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from zhaoren.catalog.catalog import Catalog
from zhaoren.catalog.leases import Lease, LeaseLost, LeaseStore
from zhaoren.foundation.errors import Busy

HOLD_UNTIL_KILLED = """
import sys, time
from zhaoren.catalog.catalog import Catalog
with Catalog(sys.argv[1]).journal.leases.hold("source:hr", expiry_s=600):
    print("held", flush=True)
    time.sleep(600)
"""


def test_a_second_holder_is_told_that_somebody_is_at_work(catalog: Catalog) -> None:
    with (
        catalog.journal.leases.hold("source:hr"),
        pytest.raises(Busy, match="another run holds it since"),
        catalog.journal.leases.hold("source:hr"),
    ):
        pass


def test_other_names_are_free(catalog: Catalog) -> None:
    with catalog.journal.leases.hold("source:hr"), catalog.journal.leases.hold("source:ad") as other:
        other.check()


def test_the_fencing_number_rises(catalog: Catalog) -> None:
    numbers = []
    for _ in range(3):
        with catalog.journal.leases.hold("source:hr") as lease:
            numbers.append(lease.fence)
    assert numbers == [1, 2, 3]


def test_fault_14_a_holder_killed_on_this_machine_is_passed_over_at_once(catalog: Catalog, catalog_url: str) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLD_UNTIL_KILLED, catalog_url], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(Busy), catalog.journal.leases.hold("source:hr", expiry_s=600):
        pass
    holder.kill()
    holder.wait()
    holder.stdout.close()
    with catalog.journal.leases.hold("source:hr", expiry_s=600) as lease:
        assert lease.fence == 2


def _write(catalog: Catalog, lease: Lease, meanwhile: Callable[[], None] = lambda: None) -> None:
    with catalog.transaction(lease) as work:
        work.marks.set("x", 1)
        meanwhile()


def test_fault_14_a_holder_that_wakes_up_late_cannot_write(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LeaseStore, "_beat", lambda *_: None)
    with catalog.journal.leases.hold("source:hr", expiry_s=0.05) as sleeper:
        time.sleep(0.1)
        with (
            catalog.journal.leases.hold("source:hr", expiry_s=0.05),
            pytest.raises(LeaseLost, match="another run has taken over"),
        ):
            _write(catalog, sleeper)
    assert catalog.marks.get("x") == 0


def test_a_lease_lost_while_writing_undoes_what_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # With PostgreSQL the transaction itself keeps others from taking the lease.
    catalog = Catalog(f"sqlite:///{tmp_path / 'catalog.db'}")
    monkeypatch.setattr(LeaseStore, "_beat", lambda *_: None)

    def another_takes_it() -> None:
        time.sleep(0.1)
        with catalog.journal.leases.hold("source:hr", expiry_s=0.05):
            pass

    with catalog.journal.leases.hold("source:hr", expiry_s=0.05) as sleeper, pytest.raises(LeaseLost):
        _write(catalog, sleeper, another_takes_it)
    assert catalog.marks.get("x") == 0
    catalog.close()


def test_a_long_reading_keeps_its_lease(catalog: Catalog) -> None:
    with catalog.journal.leases.hold("source:hr", expiry_s=0.6):
        time.sleep(1.0)
        with pytest.raises(Busy), catalog.journal.leases.hold("source:hr", expiry_s=0.6):
            pass


def test_of_many_who_start_at_once_one_holds(catalog: Catalog) -> None:
    held: list[int] = []
    refused: list[Busy] = []
    start = threading.Barrier(6)

    def try_it() -> None:
        start.wait()
        try:
            with catalog.journal.leases.hold("source:hr") as lease:
                held.append(lease.fence)
                time.sleep(0.5)
        except Busy as busy:
            refused.append(busy)

    threads = [threading.Thread(target=try_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (held, len(refused)) == ([1], 5)
