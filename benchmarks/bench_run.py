"""What one run of one directory takes, joining and publishing left out, beside python-ldap and SQLite alone.

python -m benchmarks.bench_run 50000

A real slapd serves the entries; each measurement is a process of its own. "raw" pages through the entries and inserts
each as one JSON row in one transaction: once asking for the attributes that we map, once for all of them, which is what
paging without a list of attributes gives. Then our run: read, check, stage, compare, guard, write; the same without any
change; and after ten changes and five removals once with joining and publishing, until the last of them is searchable.
"cpu s" is the process's own time, without the directory server's and without waiting: on a machine with other work its
ratio says more than the clock's.
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
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import ldap
from ldap.controls.libldap import SimplePagedResultsControl

from benchmarks.bench_sync import Directory, directory_of
from benchmarks.ldap_read import change_a_few, pages_raw, peak_mb

_PAGE = 500


def raw(directory: Directory, file: Path, *, whole: bool) -> dict[str, float]:
    """Read and insert with the libraries alone."""
    begun, cpu = time.perf_counter(), time.process_time()
    pages = (
        _everything(directory)
        if whole
        else pages_raw(directory.url, directory.base, directory.bind_dn, directory.secret)
    )
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE entries (dn TEXT PRIMARY KEY, attributes TEXT)")
        with connection:
            for page in pages:
                connection.executemany("INSERT INTO entries VALUES (?, ?)", [(dn, _json(found)) for dn, found in page])
    return {"seconds": time.perf_counter() - begun, "cpu": time.process_time() - cpu}


def _everything(directory: Directory) -> Iterator[list[tuple[str, dict[str, list[bytes]]]]]:
    connection = ldap.initialize(directory.url)
    connection.simple_bind_s(directory.bind_dn, directory.secret.read_text())
    control = SimplePagedResultsControl(True, _PAGE, "")
    while True:
        request = connection.search_ext(
            directory.base, ldap.SCOPE_SUBTREE, "(objectClass=inetOrgPerson)", ["*", "+"], serverctrls=[control]
        )
        _, entries, _, controls = connection.result3(request)
        yield entries
        control.cookie = controls[0].cookie
        if not control.cookie:
            connection.unbind_s()
            return


def _json(attributes: dict[str, list[bytes]]) -> str:
    return json.dumps({name: [value.decode() for value in values] for name, values in attributes.items()})


def run(folder: Path, *, joined: bool) -> dict[str, float]:
    """One run as `zhaoren sync` makes it; without joining and publishing unless asked."""
    from zhaoren.foundation.settings import load_settings
    from zhaoren.pipeline.refresh import Refresh
    from zhaoren.wiring import open_catalog, open_engine, open_source

    settings = load_settings(folder / "zhaoren.toml")
    with closing(open_catalog(settings)) as catalog, closing(open_engine(settings)) as engine:
        at_rest, begun, cpu = peak_mb(), time.perf_counter(), time.process_time()
        work = Refresh(settings, catalog, engine, lambda source: open_source(settings, source))
        report = work.run(settings.sources) if joined else work.read(settings.sources)
        seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
    assert report.exit_code == 0, [one.to_text("en") for one in report.runs]
    (one,) = report.runs
    above_rest_mb = peak_mb() - at_rest
    return {"seconds": seconds, "cpu": cpu, "above_rest_mb": above_rest_mb, "full": one.full, "written": one.written}


def _in_process(way: str, folder: Path, directory: Directory) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.bench_run", "--way", way, "--folder", str(folder)]
    command += ["--url", directory.url, "--base", directory.base, "--bind-dn", directory.bind_dn]
    command += ["--secret", str(directory.secret)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def compare(people: int, *, joined: bool) -> None:
    """Print the table of one size."""
    print(f"{people:,} people, {os.cpu_count()} cores {platform.machine()}, Python {platform.python_version()}")
    rows: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        with directory_of(people, folder) as directory:
            directory.write_configuration(folder)
            rows["raw, mapped attributes"] = _in_process("raw", folder, directory)
            rows["raw, all attributes"] = _in_process("raw-whole", folder, directory)
            rows["run, everything new"] = _in_process("run", folder, directory)
            rows["run, nothing new"] = _in_process("run", folder, directory)
            if joined:
                rows["first joining and publishing"] = _in_process("joined", folder, directory)
                _change(directory)
                rows["10 changes, 5 removals, searchable"] = _in_process("joined", folder, directory)
    mapped, whole = rows["raw, mapped attributes"]["seconds"], rows["raw, all attributes"]["seconds"]
    print(f"{'':36}{'s':>8}{'x mapped':>10}{'x all':>8}{'cpu s':>8}{'x mapped':>10}{'MB':>6}{'whole':>7}{'written':>9}")
    for name, row in rows.items():
        line = f"{name:36}{row['seconds']:>8.2f}{row['seconds'] / mapped:>10.1f}{row['seconds'] / whole:>8.1f}"
        line += f"{row['cpu']:>8.2f}{row['cpu'] / rows['raw, mapped attributes']['cpu']:>10.1f}"
        if "above_rest_mb" in row:
            line += f"{row['above_rest_mb']:>6.0f}{bool(row['full'])!s:>7}{row['written']:>9,}"
        print(line)


def _change(directory: Directory) -> None:
    admin = (directory.secret.parent / "admin").read_text().splitlines()
    change_a_few(directory.url, admin[0], admin[1], directory.base)


def main() -> None:
    """Compare at one size, or make the one measurement that a comparison asked for."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("people", nargs="?", type=int, default=50_000)
    options.add_argument("--joined", action="store_true", help="also join, publish, and change a few")
    options.add_argument("--way", choices=["raw", "raw-whole", "run", "joined"])
    options.add_argument("--folder", type=Path, default=Path())
    for name in ("--url", "--base", "--bind-dn"):
        options.add_argument(name, default="")
    options.add_argument("--secret", type=Path, default=Path())
    given = options.parse_args()
    directory = Directory(given.url, given.base, given.bind_dn, given.secret)
    if given.way in ("raw", "raw-whole"):
        whole = given.way == "raw-whole"
        print(json.dumps(raw(directory, given.folder / f"{given.way}.db", whole=whole)))
    elif given.way:
        print(json.dumps(run(given.folder, joined=given.way == "joined")))
    else:
        compare(given.people, joined=given.joined)


if __name__ == "__main__":
    main()
