"""What answering costs beyond the engine: understanding, scoring and cards, against the raw candidates calls.

    python -m benchmarks.bench_find --people 3000 [--seed 7] [--folder DIR]

Each question is asked several times; its best time counts. The raw time is that of the same calls to the same engine
(candidates, fetch), replayed. Caches of names and people are warm, as in a server that has answered for a while.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median, quantiles

from benchmarks.relevance.groups import Shape, prepared
from benchmarks.relevance.scores import questions_in
from schemas.expressions import Expression
from schemas.viewer import LOCAL_ADMINISTRATOR
from zhaoren.language.lexicon import DEFAULT
from zhaoren.people_search.directory import PeopleDirectory
from zhaoren.people_search.organisation_view import OrganisationView
from zhaoren.people_search.snapshot import Snapshots
from zhaoren.people_search.understanding import understand
from zhaoren.search_index.port import Candidate, Candidates, Collection, CompiledQuery, IndexReader, SearchEngine
from zhaoren.wiring import open_engine, read_policy

_TIMES = 3
_PAGE = 10


class RecordingReader:
    """An IndexReader that notes what is asked of it."""

    def __init__(self, reader: IndexReader, asked: list[Callable[[], object]]) -> None:
        self._reader = reader
        self._asked = asked

    @property
    def revision(self) -> int:
        """The catalog's revision."""
        return self._reader.revision

    def candidates(self, query: CompiledQuery) -> Candidates:
        """Noted and passed on."""
        self._asked.append(lambda: self._reader.candidates(query))
        return self._reader.candidates(query)

    def fetch(self, collection: Collection, ids: Sequence[str], audience: Expression) -> dict[str, bytes]:
        """Noted and passed on."""
        self._asked.append(lambda: self._reader.fetch(collection, ids, audience))
        return self._reader.fetch(collection, ids, audience)

    def count(self, collection: Collection, condition: Expression, audience: Expression, at_most: int) -> int:
        """Passed on."""
        return self._reader.count(collection, condition, audience, at_most)

    def scan(self, collection: Collection, condition: Expression, audience: Expression) -> Iterator[Candidate]:
        """Passed on."""
        return self._reader.scan(collection, condition, audience)


class RecordingEngine:
    """Opens recording readers of another engine; `asked` holds the calls since it was emptied."""

    def __init__(self, engine: SearchEngine) -> None:
        self._engine = engine
        self._last: tuple[IndexReader, RecordingReader] | None = None
        self.asked: list[Callable[[], object]] = []
        self.rebuild = engine.rebuild
        self.apply = engine.apply
        self.applied_revision = engine.applied_revision
        self.close = engine.close

    def reader(self) -> IndexReader:
        """A recording view of what is published now; the same one while nothing changed."""
        reader = self._engine.reader()
        if self._last is None or self._last[0] is not reader:
            self._last = reader, RecordingReader(reader, self.asked)
        return self._last[1]


def best_ms(work: Callable[[], object]) -> float:
    """The shortest of several runs."""
    times: list[float] = []
    for _ in range(_TIMES):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    return min(times)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--people", type=int, default=3000)
    parser.add_argument("--folder", type=Path, help="keep the group here; used again when it is there")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        settings, questions = prepared(folder, Shape.A_CSV, arguments.seed, arguments.people)
        policy = read_policy(settings)
        engine, recording = open_engine(settings), RecordingEngine(open_engine(settings))
        today = "2026-11-22"
        directory = PeopleDirectory(engine, policy=lambda: policy, today=lambda: today)
        recorded = PeopleDirectory(recording, policy=lambda: policy, today=lambda: today)
        view = Snapshots(engine, lambda: policy, lambda: today, dict).take(LOCAL_ADMINISTRATOR).organisation
        _measure(directory, recorded, recording, view, [str(asked["q"]) for asked in questions_in(questions)])


def _measure(
    directory: PeopleDirectory,
    recorded: PeopleDirectory,
    recording: RecordingEngine,
    view: OrganisationView,
    questions: list[str],
) -> None:
    understanding, finding, raw, suggesting = [], [], [], []
    for question in questions:
        understanding.append(best_ms(lambda q=question: understand(q, view, DEFAULT)))  # type: ignore[misc]
        finding.append(best_ms(lambda q=question: directory.find(q, LOCAL_ADMINISTRATOR, limit=_PAGE)))  # type: ignore[misc]
        suggesting.append(best_ms(lambda q=question: directory.suggest(q[:6], LOCAL_ADMINISTRATOR)))  # type: ignore[misc]
        recording.asked.clear()
        recorded.find(question, LOCAL_ADMINISTRATOR, limit=_PAGE)
        calls = list(recording.asked)
        raw.append(best_ms(lambda c=calls: [call() for call in c]))  # type: ignore[misc]
    print(f"{len(questions)} questions, times in ms\n{'':24}{'p50':>8}{'p95':>8}")
    beyond = [whole - engine for whole, engine in zip(finding, raw, strict=True)]
    rows = {
        "understanding": understanding,
        "find": finding,
        "raw calls": raw,
        "find - raw": beyond,
        "suggest": suggesting,
    }
    for name, times in rows.items():
        print(f"{name:24}{median(times):>8.3f}{quantiles(times, n=20)[18]:>8.3f}")
    print(f"{'find / raw':24}{median(finding) / median(raw):>8.2f}")


if __name__ == "__main__":
    main()
