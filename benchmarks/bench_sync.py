"""How long `zhaoren sync` of a whole directory takes, stage by stage, in how much memory, beside the raw libraries.

python -m benchmarks.bench_sync 20000 200000

A real slapd serves the entries. Each measurement is a process of its own, so that its peak memory is its own.

* raw read: python-ldap pages through the entries and keeps nothing; our connector makes records of the same pages.
* raw read and insert: the same pages, each entry as one JSON row into one SQLite table, in one transaction.
* sync: everything that `zhaoren sync` does: read, compare, write, join, publish into Tantivy. Then once more without
  any change, which must write nothing.
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
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.ldap_read import measured, pages_raw, peak_mb

_CONFIGURATION = """\
group_name = "大集团"
[[sources]]
kind = "ldap_directory"
name = "directory"
company = "大集团有限公司"
url = "{url}"
base = "{base}"
bind_dn = "{bind_dn}"
password = {{ file = "{secret}" }}
"""


@dataclass(frozen=True, slots=True)
class Directory:
    """A running directory and how to read it."""

    url: str
    base: str
    bind_dn: str
    secret: Path

    def write_configuration(self, folder: Path) -> None:
        """`zhaoren.toml` with this directory as its one source."""
        text = _CONFIGURATION.format(url=self.url, base=self.base, bind_dn=self.bind_dn, secret=self.secret)
        (folder / "zhaoren.toml").write_text(text, "utf-8")


@contextmanager
def directory_of(people: int, folder: Path) -> Iterator[Directory]:
    """A real slapd with so many people."""
    from tests.servers.authority import CertificateAuthority
    from tests.servers.slapd import serving
    from zhaoren.demo.large_ldif import write_large_ldif

    ldif, secret = folder / "people.ldif", folder / "secret"
    write_large_ldif(ldif, people)
    with serving(ldif, CertificateAuthority(folder).issue()) as server:
        secret.write_text(server.reader_password)
        (folder / "admin").write_text(f"{server.admin_dn}\n{server.admin_password}\n")
        yield Directory(server.url, f"ou=people,{server.suffix}", server.reader_dn, secret)


class Stages:
    """Seconds of each stage and the most memory until its end, from what the work tells of its progress."""

    def __init__(self) -> None:
        self._begun = self._last = time.perf_counter()
        self._stage = "opening"
        self.seconds: dict[str, float] = {}
        self.peak_mb: dict[str, float] = {}

    def tell(self, stage: str, _count: int) -> None:
        """The time since the last telling belongs to the stage that is telling now."""
        now = time.perf_counter()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - self._last
        self.peak_mb[stage] = peak_mb()
        self._last = now


def sync(folder: Path) -> dict[str, object]:
    """The refresh that `zhaoren sync` makes, with a clock on its progress."""
    stages = Stages()
    from zhaoren.foundation.memory import give_large_blocks_back
    from zhaoren.foundation.settings import load_settings
    from zhaoren.pipeline.refresh import Refresh
    from zhaoren.wiring import open_catalog, open_engine, open_source

    give_large_blocks_back()
    settings = load_settings(folder / "zhaoren.toml")
    begun = time.perf_counter()
    with closing(open_catalog(settings)) as catalog, closing(open_engine(settings)) as engine:
        work = Refresh(settings, catalog, engine, lambda source: open_source(settings, source), stages.tell)
        report = work.run(settings.sources)
    stages.tell("ending", 0)
    assert report.exit_code == 0, [run.to_text("en") for run in report.runs]
    return {
        "seconds": time.perf_counter() - begun,
        "peak_mb": peak_mb(),
        "stages": stages.seconds,
        "peaks": stages.peak_mb,
        "wrote_nothing": report.wrote_nothing,
    }


def raw_store(directory: Directory, file: Path) -> dict[str, object]:
    """Every entry as a row of JSON."""
    begun = time.perf_counter()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE entries (dn TEXT PRIMARY KEY, attributes TEXT)")
        with connection:
            for page in pages_raw(directory.url, directory.base, directory.bind_dn, directory.secret):
                rows = ((dn, _as_json(attributes)) for dn, attributes in page)
                connection.executemany("INSERT INTO entries VALUES (?, ?)", rows)
    return {"seconds": time.perf_counter() - begun, "peak_mb": peak_mb()}


def _as_json(attributes: dict[str, list[bytes]]) -> str:
    return json.dumps({name: [value.decode() for value in values] for name, values in attributes.items()})


def _in_process(way: str, folder: Path, directory: Directory) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.bench_sync", "--way", way, "--folder", str(folder)]
    command += ["--url", directory.url, "--base", directory.base, "--bind-dn", directory.bind_dn]
    command += ["--secret", str(directory.secret)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def compare(people: int) -> None:
    """Print the tables of one size."""
    print(f"\n{people:,} people, {os.cpu_count()} cores {platform.machine()}, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        with directory_of(people, folder) as directory:
            reading = [
                measured(way, directory.url, directory.base, directory.bind_dn, directory.secret)
                for way in ("raw", "ours")
            ]
            stored = _in_process("raw-store", folder, directory)
            directory.write_configuration(folder)
            whole = _in_process("sync", folder, directory)
            before = _files(folder / "data")
            again = _in_process("sync", folder, directory)
        untouched = bool(again["wrote_nothing"]) and _files(folder / "data") == before
    _print(reading[0], reading[1], stored, whole, again)
    print(f"the second sync {'wrote nothing' if untouched else 'WROTE SOMETHING'}")


def _print(
    raw: dict[str, float],
    ours: dict[str, float],
    stored: dict[str, float],
    whole: dict[str, float],
    again: dict[str, float],
) -> None:
    print(f"{'':28}{'seconds':>9}{'peak MB':>9}{'ratio':>8}")
    rows: list[tuple[str, dict[str, float], float | None]] = [
        ("raw read", raw, None),
        ("connector", ours, ours["seconds"] / raw["seconds"]),
        ("raw read and insert", stored, None),
        ("sync, everything new", whole, whole["seconds"] / stored["seconds"]),
        ("sync, nothing new", again, again["seconds"] / stored["seconds"]),
    ]
    for name, found, ratio in rows:
        print(f"{name:28}{found['seconds']:>9.1f}{found['peak_mb']:>9.0f}{f'{ratio:.1f}' if ratio else '':>8}")
    print("\nstages of the first sync")
    stages, peaks = dict(whole["stages"]), dict(whole["peaks"])  # type: ignore[call-overload]
    for stage, seconds in stages.items():
        print(f"  {stage:26}{seconds:>9.1f}{peaks[stage]:>9.0f}")


def _files(folder: Path) -> dict[str, bytes]:
    """Catalog and index; a run without news may still note in the journal that it was there."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and "journal" not in file.name and not file.name.endswith(".lock")
    }


def main() -> None:
    """Compare at the sizes given, or make the one measurement that a comparison asked for."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("sizes", nargs="*", type=int, default=[5_000], help="how many people (5000)")
    options.add_argument("--way", choices=["sync", "raw-store"])
    options.add_argument("--folder", type=Path, default=Path())
    options.add_argument("--url", default="")
    options.add_argument("--base", default="")
    options.add_argument("--bind-dn", default="")
    options.add_argument("--secret", type=Path, default=Path())
    given = options.parse_args()
    if given.way == "sync":
        print(json.dumps(sync(given.folder)))
    elif given.way == "raw-store":
        directory = Directory(given.url, given.base, given.bind_dn, given.secret)
        print(json.dumps(raw_store(directory, given.folder / "raw.db")))
    else:
        for size in given.sizes:
            compare(size)


if __name__ == "__main__":
    main()
