"""A large SQL source: reading it beside the raw driver, and a sync of it into the records of a catalog.

python -m benchmarks.sql_read 100000 1000000

A SQLite file holds the people, with a key and a change time. Each measurement is a process of its own, so that its peak
memory is its own. Joining and publishing are measured by `benchmarks.bench_sync`; here it is what the source costs.

* raw read: sqlite3 fetches the same columns in the order of the key, chunk by chunk, and keeps nothing.
* connector: makes records, with a checkpoint behind each chunk.
* sync: read into staging, compare, write, in one run; then once more with 10 rows changed since.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.ldap_read import peak_mb

_COLUMNS = ("emp_no", "xm", "zw", "bm", "sj", "yx")
_BEGIN = datetime.fromisoformat("2026-09-01")
_CONFIGURATION = {
    "name": "hr",
    "kind": "hr_database",
    "url": "sqlite:///people.db",
    "people": {
        "table": "t_emp",
        "key": "emp_no",
        "fields": {"name": "xm", "title": "zw", "department": "bm", "mobile": "sj", "email": "yx"},
        "changed_column": "updated",
        "changed_overlap": 0,
    },
}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("people", nargs="*", type=int, default=[100_000])
    arguments.add_argument("--only", choices=["raw", "connector", "sync"], help="internal: one measurement")
    arguments.add_argument("--folder", type=Path)
    given = arguments.parse_args()
    if given.only:
        print(json.dumps({"raw": _raw, "connector": _connector, "sync": _sync}[given.only](given.folder)))
        return
    versions = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    print(f"{platform.machine()}, {os.cpu_count()} cores, {versions}")
    for people in given.people:
        with tempfile.TemporaryDirectory() as name:
            _fill(Path(name), people)
            raw, connector, sync = (_measured(way, Path(name)) for way in ("raw", "connector", "sync"))
        print(f"\n{people:,} people")
        print(f"  raw read      {raw['seconds']:8.1f} s   {raw['peak_mb']:6.0f} MB")
        ratio = connector["seconds"] / raw["seconds"]
        print(f"  connector     {connector['seconds']:8.1f} s   {connector['peak_mb']:6.0f} MB   {ratio:.1f} times raw")
        told = f"told of its progress {sync['told']:.0f} times"
        print(f"  whole sync    {sync['seconds']:8.1f} s   {sync['peak_mb']:6.0f} MB   {told}")
        print(f"  10 changes    {sync['changes_s']:8.2f} s")


def _measured(way: str, folder: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.sql_read", "--only", way, "--folder", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _fill(folder: Path, people: int) -> None:
    with closing(sqlite3.connect(folder / "people.db")) as database, database:
        database.execute(
            "CREATE TABLE t_emp (emp_no TEXT PRIMARY KEY, xm TEXT, zw TEXT, bm TEXT, sj TEXT, yx TEXT,"
            " salary INT, updated TEXT)"
        )
        database.executemany("INSERT INTO t_emp VALUES (?, ?, ?, ?, ?, ?, 1, ?)", map(_row, range(people)))
        database.execute("CREATE INDEX at ON t_emp (updated)")


def _row(n: int) -> tuple[str, ...]:
    name, changed = f"王小{chr(0x4E00 + n % 5000)}", (_BEGIN + timedelta(seconds=n)).isoformat(" ")
    return f"E{n:07}", name, "采购经理", f"第{n % 900}部", f"138{n:08}", f"u{n}@example.com", changed


def _raw(folder: Path) -> dict[str, float]:
    begun, count = time.perf_counter(), 0
    with closing(sqlite3.connect(folder / "people.db")) as database:
        cursor = database.execute(f"SELECT {', '.join(_COLUMNS)} FROM t_emp ORDER BY emp_no")
        while rows := cursor.fetchmany(2000):
            count += len(rows)
    return {"seconds": time.perf_counter() - begun, "peak_mb": peak_mb(), "rows": count}


def _connector(folder: Path) -> dict[str, float]:
    from connectors.hr_database import DatabaseConnector
    from schemas.source_settings import DatabaseSource

    begun = time.perf_counter()
    connector = DatabaseConnector(DatabaseSource.model_validate(_CONFIGURATION), folder)
    count = sum(1 for _ in connector.read(None))
    return {"seconds": time.perf_counter() - begun, "peak_mb": peak_mb(), "rows": count}


def _sync(folder: Path) -> dict[str, float]:
    from connectors.hr_database import DatabaseConnector
    from schemas.source_settings import DatabaseSource
    from zhaoren.catalog.catalog import Catalog
    from zhaoren.foundation.settings import GuardSettings
    from zhaoren.pipeline.sync import SyncProgress, sync_source

    told: list[SyncProgress] = []
    connector = DatabaseConnector(DatabaseSource.model_validate(_CONFIGURATION), folder)
    with closing(Catalog(f"sqlite:///{folder / 'catalog.db'}")) as catalog:
        begun = time.perf_counter()
        first = sync_source("hr", catalog=catalog, connector=connector, guard=GuardSettings(), on_progress=told.append)
        seconds = time.perf_counter() - begun
        assert first.error == "", first.error
        with closing(sqlite3.connect(folder / "people.db")) as database, database:
            database.execute(
                "UPDATE t_emp SET zw = '采购总监', updated = '2026-12-02 00:00:00' WHERE emp_no < 'E0000010'"
            )
        begun = time.perf_counter()
        second = sync_source("hr", catalog=catalog, connector=connector, guard=GuardSettings())
        changes_s = time.perf_counter() - begun
        assert second.written == 10, second
    return {"seconds": seconds, "changes_s": changes_s, "peak_mb": peak_mb(), "told": len(told)}


if __name__ == "__main__":
    main()
