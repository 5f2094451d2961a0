"""What answering takes as a group grows: memory and time of what understanding needs, questions, suggestions, changes.

    python -m benchmarks.bench_scale 3000 100000 1000000 [--folder DIR]

The group is made by `benchmarks.made_group`, straight as entries. With --folder the indexes stay there and are used
again. Every question and every typed beginning is asked for the first time (cold) and then again (warm: the best of
three). `beyond` is a whole find less the same calls to the same engine, replayed. Two viewers ask: one who may find
everybody who is not hidden, and one who may look into a twentieth of the companies. Times in ms.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles

from benchmarks.bench_find import RecordingEngine, best_ms
from benchmarks.made_group import MadeGroup
from schemas.directory import Name, NameKind, Value
from schemas.expressions import EVERYTHING
from schemas.published import PUBLISHED_PERSON
from schemas.viewer import Viewer
from zhaoren.access.policy import Policy, parse_policy
from zhaoren.demo.truth import Company
from zhaoren.language.lexicon import DEFAULT
from zhaoren.people_search.directory import PeopleDirectory
from zhaoren.people_search.organisation_view import read_table
from zhaoren.people_search.snapshot import Snapshots
from zhaoren.people_search.understanding import understand
from zhaoren.pipeline.entries import person_entry, unit_entry
from zhaoren.search_index.port import Collection, EntryChange
from zhaoren.search_index.tantivy_engine import TantivyEngine
from zhaoren.search_index.unit_log import UNIT_LOG, UnitLog

TODAY = "2026-11-22"
_QUESTIONS = 300
_BEGINNINGS = 40  # people whose names are typed, sign by sign
_PAGE = 10
_PART = 0.05
_WORDINGS = (
    "{short} 财务 负责人", "{short}谁管采购", "{short} 总经理", "{english} CFO", "{said} 人事负责人", "{short}报销找谁",
    "{name}", "{name} {short}", "{pinyin}", "{surname}总 {short}", "{name}的上级", "{number}", "{short}信息部部长",
    "谁负责{short}的安全环保", "天马矿业 财务负责人",
)  # fmt: skip


def main() -> None:
    """Print a table for each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("people", type=int, nargs="+")
    parser.add_argument("--folder", type=Path, help="keep the indexes here; used again when they are there")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        for people in arguments.people:
            measure(people, (arguments.folder or Path(temporary)) / str(people))


def measure(people: int, folder: Path) -> None:
    """One size."""
    group = MadeGroup(people)
    print(f"\n{people:,} people, {len(group.companies):,} companies, {len(group.units):,} units")
    with closing(TantivyEngine(folder)) as engine:
        if engine.applied_revision() == 0:
            started = time.perf_counter()
            engine.rebuild(group.entries(), 1)
            print(f"{'index made, s':34}{time.perf_counter() - started:>10.1f}")
        _memory(engine)
        policy = _policy(group)
        for viewer in (Viewer("all"), Viewer("part")):
            _answering(engine, policy, viewer, group)
        _changes(engine, policy, group)


def _policy(group: MadeGroup) -> Policy:
    codes = ", ".join(f'"{code}"' for code in group.codes_of_some_companies(_PART))
    layers = 'layers = ["open", "internal", "confidential"]'
    return parse_policy(
        f'[[viewers]]\nid = "all"\nunits = ["*"]\n{layers}\n[[viewers]]\nid = "part"\nunits = [{codes}]\n{layers}\n',
        "policy.toml",
    )


def _memory(engine: TantivyEngine) -> None:
    """What the names, short names and the tree take, as Python counts it, and by how much the process grows."""
    reader = engine.reader()
    for _ in reader.scan(Collection.UNITS, EVERYTHING, EVERYTHING):
        pass  # the index's own pages count as resident once they were read
    gc.collect()
    before = _resident_mb()
    started = time.perf_counter()
    table = read_table(reader)
    seconds = time.perf_counter() - started
    gc.collect()
    grown = _resident_mb() - before
    print(f"{'reading the tree, s':34}{seconds:>10.2f}\n{'  process grows by, MB':34}{grown:>10.1f}")
    del table
    gc.collect()
    tracemalloc.start()
    table = read_table(reader)
    gc.collect()
    assert len(table.ids)
    print(f"{'  arrays and all else, MB':34}{tracemalloc.get_traced_memory()[0] / 1e6:>10.1f}")
    tracemalloc.stop()


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


def _answering(engine: TantivyEngine, policy: Policy, viewer: Viewer, group: MadeGroup) -> None:
    recording = RecordingEngine(engine)
    directory = PeopleDirectory(engine, policy=lambda: policy, today=lambda: TODAY)
    recorded = PeopleDirectory(recording, policy=lambda: policy, today=lambda: TODAY)
    view = Snapshots(engine, lambda: policy, lambda: TODAY, dict).take(viewer).organisation
    recorded.revision(viewer)
    print(f"viewer '{viewer.id}': {len(view.units):,} units{'':14}{'p50':>10}{'p95':>10}")
    questions = _questions(group)
    _row("understanding", [best_ms(lambda q=q: understand(q, view, DEFAULT)) for q in questions])  # type: ignore[misc]
    rows = ("find, cold", "find", "  its raw calls", "  beyond, cold", "  beyond")
    finding: dict[str, list[float]] = {row: [] for row in rows}
    for question in questions:
        recording.asked.clear()
        recorded.find(question, viewer, limit=_PAGE)
        calls = list(recording.asked)
        raw = best_ms(lambda c=calls: [call() for call in c])  # type: ignore[misc]
        _forget()
        cold = _once_ms(lambda q=question: directory.find(q, viewer, limit=_PAGE))  # type: ignore[misc]
        warm = best_ms(lambda q=question: directory.find(q, viewer, limit=_PAGE))  # type: ignore[misc]
        for name, figure in zip(finding, (cold, warm, raw, cold - raw, warm - raw), strict=True):
            finding[name].append(figure)
    for name, times in finding.items():
        _row(name, times)
    _suggesting(directory, viewer, group)


def _suggesting(directory: PeopleDirectory, viewer: Viewer, group: MadeGroup) -> None:
    chance = random.Random(3)
    everything: list[float] = []
    ways: dict[str, list[str]] = {"characters": [], "pinyin": [], "initials": [], "mixed": []}
    for name in chance.sample(group.names, min(_BEGINNINGS, len(group.names))):
        ways["characters"].append(name.characters)
        ways["pinyin"].append(name.pinyin)
        ways["initials"].append(name.initials)
        ways["mixed"].append(name.surname + "".join(name.given_pinyin))
    for way, whole in ways.items():
        typed = dict.fromkeys(text[:end] for text in whole for end in range(1, min(len(text), 8) + 1))
        cold, warm = [], []
        for text in typed:
            _forget()
            cold.append(_once_ms(lambda t=text: directory.suggest(t, viewer)))  # type: ignore[misc]
            warm.append(best_ms(lambda t=text: directory.suggest(t, viewer)))  # type: ignore[misc]
        _row(f"suggest, {way}, cold", cold)
        _row(f"suggest, {way}", warm)
        everything += warm
    _row("suggest, everything typed", everything)


def _changes(engine: TantivyEngine, policy: Policy, group: MadeGroup) -> None:
    """One person, one unit's heads, one company's name: applied, and seen by a process that answers."""
    directory = PeopleDirectory(engine, policy=lambda: policy, today=lambda: TODAY)
    viewer = Viewer("all")
    started = time.perf_counter()
    directory.find("财务", viewer)
    print(f"{'first question of a process, s':34}{time.perf_counter() - started:>10.2f}")
    card = next(iter(engine.reader().scan(Collection.PEOPLE, EVERYTHING, EVERYTHING))).card
    person, unit = PUBLISHED_PERSON.validate_json(card).person, group.units[len(group.units) // 2]
    company = next(one for one in group.units if one.id == unit.company_id)
    renamed = replace(company, names=(*company.names, Name(NameKind.ALIAS, Value("天马实业"))))
    log = UnitLog.read(engine.reader()) or UnitLog.begun(engine.applied_revision())
    for what, changed in {
        "a person": [EntryChange(Collection.PEOPLE, person.id, person_entry(person, group.tree))],
        "heads of a unit": [
            EntryChange(Collection.UNITS, unit.id, unit_entry(replace(unit, head_ids=("x",)), group.tree))
        ],
        "names of a company": [EntryChange(Collection.UNITS, renamed.id, unit_entry(renamed, group.tree))],
    }.items():
        revision = engine.applied_revision() + 1
        log = log.and_more(revision, [c.id for c in changed if c.collection is Collection.UNITS])
        started = time.perf_counter()
        engine.apply([*changed, EntryChange(Collection.LOGS, UNIT_LOG, log.entry())], revision)
        applied = time.perf_counter()
        while directory.revision(viewer) != revision:
            time.sleep(0.001)
        seen = time.perf_counter()
        print(f"{f'{what}: applied, ms':34}{(applied - started) * 1000:>10.1f}")
        print(f"{'  seen after, ms':34}{(seen - applied) * 1000:>10.1f}")


def _questions(group: MadeGroup) -> list[str]:
    chance = random.Random(2)

    def asked() -> str:
        company: Company = chance.choice(group.companies)
        name = chance.choice(group.names)
        return chance.choice(_WORDINGS).format(
            short=company.short_name, said=company.colloquial_name, english=company.english_short,
            name=name.characters, pinyin=name.pinyin, surname=name.surname, number=f"1{chance.randrange(10**10):010}",
        )  # fmt: skip

    return [asked() for _ in range(_QUESTIONS)]


def _forget() -> None:
    """Drop what the process remembers of people and names, as if these had never been asked for."""
    rooms = ("zhaoren.people_search", "zhaoren.language.name")
    for module in [module for name, module in sys.modules.items() if name.startswith(rooms)]:
        for thing in vars(module).values():
            # Caches without a bound hold the product's own tables, which are read once in the life of a process.
            if hasattr(thing, "cache_clear") and thing.cache_parameters()["maxsize"] is not None:
                thing.cache_clear()


def _once_ms(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _row(name: str, times: Sequence[float]) -> None:
    print(f"{name:34}{median(times):>10.3f}{quantiles(times, n=20)[18]:>10.3f}")


if __name__ == "__main__":
    main()
