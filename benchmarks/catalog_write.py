"""How long a sync takes beside the raw insert of the same rows into the same kind of database, and in how much memory.

python -m benchmarks.catalog_write 200000
python -m benchmarks.catalog_write 200000 --url postgresql+psycopg://user:password@127.0.0.1/empty

Three syncs: everything new, nothing new, one row in a hundred changed. The raw insert is one `executemany` of the
finished rows in one transaction: no reading, no checking, no difference, no history.
"""

from __future__ import annotations

import argparse
import resource
import sqlite3
import tempfile
import time
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from schemas.records import Checkpoint, ReadOutcome, SourceEvent, SourceRecord, SourceReport
from schemas.vocabulary import RecordKind
from zhaoren.catalog.catalog import Catalog
from zhaoren.foundation.settings import GuardSettings
from zhaoren.pipeline.sync import sync_source


@dataclass
class MadeSource:
    """People numbered 0, 1, 2 …; every hundredth has another title in a later version."""

    rows: int
    version: int = 1
    name: str = "made"

    def check(self) -> SourceReport:
        return SourceReport(self.name, ())

    def read(self, since: Checkpoint | None) -> Generator[SourceEvent, None, ReadOutcome]:  # noqa: ARG002 - the port's
        for number in range(self.rows):
            yield made_person(number, "经理" if self.version > 1 and number % 100 == 0 else "高级工程师")
        return ReadOutcome(True, frozenset({RecordKind.PERSON}))


def made_person(number: int, title: str) -> SourceRecord:
    """A record as large as real ones."""
    values = {
        "name": f"王小{number}",
        "login": f"wangx{number}",
        "employee_number": f"E{number:07}",
        "company": "琼州矿业有限公司",
        "department": f"选矿部/部门{number // 50}",
        "title": title,
        "mobile": f"138{number:08}",
        "email": f"wangx{number}@example.com",
        "city": "海口",
        "hire_date": "2011-03-04",
    }
    fields = {name: (value,) for name, value in values.items()}
    dn = f"uid=wangx{number},ou=people,dc=example,dc=com"
    return SourceRecord(RecordKind.PERSON, f"{number:07}", fields, (dn,), dn)


def raw_insert_s(rows: int, file: Path) -> float:
    """Seconds of one transaction that inserts as many rows of the same size."""
    texts = [(n, f"{n:07}", str(dict(made_person(n, "高级工程师").fields)), b"x" * 16) for n in range(rows)]
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, key TEXT UNIQUE, fields TEXT, hash BLOB)")
        start = time.perf_counter()
        with connection:
            connection.executemany("INSERT INTO rows VALUES (?, ?, ?, ?)", texts)
        return time.perf_counter() - start


def peak_mb() -> float:
    """The most memory that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", type=int)
    parser.add_argument("--url", help="an empty database; SQLite in a temporary folder when left out")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _measure(arguments.rows, arguments.url or f"sqlite:///{folder}/catalog.db", Path(folder))


def _measure(rows: int, url: str, folder: Path) -> None:
    catalog = Catalog(url)
    source = MadeSource(rows)
    at_rest = peak_mb()
    seconds: dict[str, float] = {}
    for what, version in (("all new", 1), ("no news", 1), ("1 % changed", 2)):
        source.version = version
        start = time.perf_counter()
        report = sync_source(source.name, catalog=catalog, connector=source, guard=GuardSettings())
        seconds[what] = time.perf_counter() - start
        print(report.to_text("en"))
    print(f"memory: {peak_mb():.0f} MB at the most, {at_rest:.0f} MB at rest")
    catalog.close()
    raw_s = raw_insert_s(rows, folder / "raw.db")
    print(f"{'':14}{'seconds':>9}{'rows/s':>10}{'x raw insert':>14}")
    for what, taken_s in [("raw insert", raw_s), *seconds.items()]:
        print(f"{what:14}{taken_s:>9.1f}{rows / taken_s:>10,.0f}{taken_s / raw_s:>14.1f}")


if __name__ == "__main__":
    main()
