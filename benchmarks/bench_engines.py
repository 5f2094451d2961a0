"""How much slower our engines are than the raw libraries that do the same work, on this machine, in this run.

python -m benchmarks.bench_engines 20000 200000
python -m benchmarks.bench_engines 20000 --elastic http://127.0.0.1:9200
"""

from __future__ import annotations

import argparse
import gc
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Protocol

from benchmarks.made_entries import entries, entry, questions
from benchmarks.raw_elastic import RawElastic
from benchmarks.raw_tantivy import RawTantivy
from zhaoren.search_index.elastic_engine import ElasticEngine
from zhaoren.search_index.elastic_wire import ElasticAddress
from zhaoren.search_index.port import Candidates, CompiledQuery, EntryChange, IndexEntry, SearchEngine
from zhaoren.search_index.tantivy_engine import TantivyEngine

_QUESTIONS = 200
_CHANGES = 12


class Raw(Protocol):
    """What a raw library is asked to do."""

    def build(self, entries: Sequence[IndexEntry]) -> None:
        """Index everything and show it."""

    def change(self, entry: IndexEntry) -> None:
        """Replace one document and show it."""

    def ask(self, asked: CompiledQuery) -> Sequence[object]:
        """Cards of the best."""


def compare(name: str, size: int, engine: SearchEngine, raw: Raw) -> None:
    """Print one table."""
    print(f"\n{name}, {size:,} people, times in ms\n{'':22}{'ours':>10}{'raw':>10}{'ratio':>8}")
    ours_s, raw_s = _built(engine, raw, size)
    print(f"{'rebuild, people/s':22}{size / ours_s:>10,.0f}{size / raw_s:>10,.0f}{raw_s / ours_s:>8.2f}")
    # Millions of live objects would make the collector, not the engines, what is measured from here on.
    gc.collect()
    gc.freeze()
    for kind, asked in questions(_QUESTIONS, size).items():
        ours, theirs = _asked(engine, raw, asked)
        for what, ours_ms, raw_ms in zip(("p50", "p95"), ours, theirs, strict=True):
            print(f"{f'{kind} {what}':22}{ours_ms:>10.3f}{raw_ms:>10.3f}{ours_ms / raw_ms:>8.2f}")
    ours_ms, raw_ms = _one_change(engine, raw, size)
    print(f"{'one change visible':22}{ours_ms:>10.1f}{raw_ms:>10.1f}{ours_ms / raw_ms:>8.2f}")


def _built(engine: SearchEngine, raw: Raw, size: int) -> tuple[float, float]:
    everybody = list(entries(size))
    # Ours first: what disk and allocator still have to warm up is to our disadvantage.
    ours_s = _seconds(lambda: engine.rebuild(everybody, 1))
    return ours_s, _seconds(lambda: raw.build(everybody))


def _asked(
    engine: SearchEngine, raw: Raw, asked: Sequence[CompiledQuery]
) -> tuple[tuple[float, float], tuple[float, float]]:
    ours: list[float] = []
    theirs: list[float] = []
    for warm in (False, True):
        for query in asked:
            our_s = _seconds(partial(_answered, engine, query))
            raw_s = _seconds(partial(raw.ask, query))
            if warm:
                ours.append(our_s * 1000)
                theirs.append(raw_s * 1000)
    return _p50_p95(ours), _p50_p95(theirs)


def _one_change(engine: SearchEngine, raw: Raw, size: int) -> tuple[float, float]:
    ours, theirs = [], []
    for place in range(_CHANGES):
        person = entry(place * 17 % size)
        change = EntryChange(person.collection, person.id, person)
        revision = engine.applied_revision() + 1

        ours.append(_seconds(partial(_published, engine, change, revision)) * 1000)
        theirs.append(_seconds(partial(raw.change, person)) * 1000)
    return median(ours), median(theirs)


def _answered(engine: SearchEngine, query: CompiledQuery) -> Candidates:
    return engine.reader().candidates(query)


def _published(engine: SearchEngine, change: EntryChange, revision: int) -> None:
    engine.apply([change], revision)
    if engine.reader().revision != revision:
        raise RuntimeError("the change is not visible")


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _p50_p95(times: list[float]) -> tuple[float, float]:
    return median(times), quantiles(times, n=20)[-1]


def main() -> None:
    """Compare at the sizes given on the command line."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("sizes", nargs="*", type=int, default=[20_000], help="how many people (20000)")
    options.add_argument("--elastic", metavar="URL", help="compare on this Elasticsearch, instead of Tantivy")
    given = options.parse_args()
    for size in given.sizes:
        if given.elastic:
            address = ElasticAddress((given.elastic,), timeout_s=60)
            with (
                closing(ElasticEngine(address, "zhaoren-benchmark")) as elastic,
                closing(RawElastic(given.elastic)) as raw,
            ):
                compare("Elasticsearch", size, elastic, raw)
        else:
            with tempfile.TemporaryDirectory() as folder, closing(TantivyEngine(Path(folder) / "ours")) as tantivy:
                compare("Tantivy", size, tantivy, RawTantivy(Path(folder) / "raw"))


if __name__ == "__main__":
    main()
