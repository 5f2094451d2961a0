from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from schemas.expressions import EVERYTHING, Term
from tests.search_index.read_and_check import found
from zhaoren.search_index.port import (
    Collection,
    EngineBusy,
    EngineUnavailable,
    EntryChange,
    IndexEntry,
    IndexMissing,
)
from zhaoren.search_index.tantivy_engine import TantivyEngine
from zhaoren.search_index.tantivy_generations import Generations

PEOPLE = Collection.PEOPLE


def person(entry_id: str, order: int, revision: int = 1) -> IndexEntry:
    return IndexEntry(PEOPLE, entry_id, order, {"name": ["ada", f"r{revision}"]}, str(revision).encode())


def changed(entry: IndexEntry) -> EntryChange:
    return EntryChange(PEOPLE, entry.id, entry)


def generations(path: Path) -> list[str]:
    return sorted(folder.name for folder in (path / "generations").iterdir())


def test_many_processes_read_whole_revisions_while_one_writes(tmp_path: Path) -> None:
    path = tmp_path / "index"
    with closing(TantivyEngine(path)) as engine:
        engine.rebuild([person(f"p{n}", n) for n in range(50)], 1)
        stop = tmp_path / "stop"
        readers = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.search_index.read_and_check", str(path), str(stop)],
                stdout=subprocess.PIPE,
                text=True,
                cwd=Path(__file__).parents[2],
            )
            for _ in range(3)
        ]
        for reader in readers:
            assert reader.stdout is not None
            assert reader.stdout.readline() == "reading\n"
        for revision in range(2, 24):
            people = [person(f"p{n}", n, revision) for n in range(50)]
            if revision % 4:
                engine.apply(map(changed, people), revision)
            else:
                engine.rebuild(people, revision)
        stop.touch()
        for reader in readers:
            said, _ = reader.communicate(timeout=30)
            assert reader.returncode == 0
            told = json.loads(said)
            assert told["last"] == 23
            assert told["different"] > 3, "the readers were meant to see revisions come and go"


def test_a_change_is_seen_by_a_reader_that_was_open_before(tmp_path: Path) -> None:
    with closing(TantivyEngine(tmp_path)) as engine, closing(TantivyEngine(tmp_path)) as other:
        engine.rebuild([person("p1", 1)], 1)
        assert found(other) == {"p1": b"1"}
        time.sleep(0.15)  # until the files are no longer young
        same = other.reader()
        assert other.reader() is same
        for revision in range(2, 30):
            engine.apply([changed(person("p1", 1, revision))], revision)
            assert found(other) == {"p1": str(revision).encode()}


def test_the_generation_before_is_kept_and_older_ones_go(tmp_path: Path) -> None:
    with closing(TantivyEngine(tmp_path)) as engine:
        names = []
        for revision in range(1, 5):
            engine.rebuild([person("p1", 1, revision)], revision)
            names.append(json.loads((tmp_path / "serving.json").read_text("utf-8"))["serving"])
        assert len(set(names)) == 4
        assert generations(tmp_path) == sorted(names[-2:])


def test_what_a_killed_build_left_is_cleared_away_and_foreign_files_are_not(tmp_path: Path) -> None:
    with closing(TantivyEngine(tmp_path)) as engine:
        engine.rebuild([person("p1", 1)], 1)
        (tmp_path / "generations" / "00000009-cut0ff").mkdir()
        (tmp_path / "generations" / "readme").mkdir()
        engine.rebuild([person("p1", 1)], 2)
        names = generations(tmp_path)
        assert "00000009-cut0ff" not in names
        assert "readme" in names


def test_a_view_goes_on_when_its_generation_is_removed(tmp_path: Path) -> None:
    with closing(TantivyEngine(tmp_path)) as engine:
        engine.rebuild([person(f"p{n}", n) for n in range(100)], 1)
        before = engine.reader()
        for revision in range(2, 5):
            engine.rebuild([person("p1", 1, revision)], revision)
        assert before.count(PEOPLE, EVERYTHING, EVERYTHING, 1_000) == 100
        assert len(list(before.scan(PEOPLE, Term("name", "r1"), EVERYTHING))) == 100
        assert found(engine) == {"p1": b"4"}


def test_a_writer_waits_for_another_and_then_says_that_it_is_busy(tmp_path: Path) -> None:
    with closing(TantivyEngine(tmp_path, patience_s=0.1)) as engine:
        engine.rebuild([person("p1", 1)], 1)
        with Generations(tmp_path, 1, 1).write_lock():
            with pytest.raises(EngineBusy, match=r"another writer did not end within 0.1 s"):
                engine.apply([], 2)
            assert found(engine) == {"p1": b"1"}
        with Generations(tmp_path, 1, 1).build_lock(), pytest.raises(EngineBusy, match="another rebuild"):
            engine.rebuild([], 2)
        engine.apply([], 2)
        assert engine.applied_revision() == 2


def test_a_writer_that_comes_later_has_its_turn(tmp_path: Path) -> None:
    with closing(TantivyEngine(tmp_path)) as engine, closing(TantivyEngine(tmp_path)) as other:
        engine.rebuild([], 1)
        threads = [
            threading.Thread(target=one.apply, args=([changed(person(f"p{n}", n))], 2 + n))
            for n, one in enumerate([engine, other])
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert engine.applied_revision() == 3


def test_a_generation_of_another_format_counts_as_missing(tmp_path: Path) -> None:
    with closing(TantivyEngine(tmp_path)) as engine:
        engine.rebuild([person("p1", 1)], 1)
        pointer = tmp_path / "serving.json"
        pointer.write_text(json.dumps(json.loads(pointer.read_text("utf-8")) | {"format": 0}), encoding="utf-8")
        assert engine.applied_revision() == 0
        with pytest.raises(IndexMissing):
            engine.reader()
        engine.rebuild([person("p1", 1)], 2)
        assert found(engine) == {"p1": b"1"}


@pytest.mark.parametrize("pointer", ["", "{", "[]", '{"serving": 7}', "\udcff"], ids=ascii)
def test_a_damaged_pointer_is_told_in_words(tmp_path: Path, pointer: str) -> None:
    with closing(TantivyEngine(tmp_path)) as engine:
        engine.rebuild([person("p1", 1)], 1)
        (tmp_path / "serving.json").write_bytes(os.fsencode(pointer))
        with pytest.raises(EngineUnavailable, match=r"serving\.json"):
            engine.reader()


def test_a_damaged_or_lost_generation_is_told_in_words(tmp_path: Path) -> None:
    with closing(TantivyEngine(tmp_path)) as engine:
        engine.rebuild([person("p1", 1)], 1)
        folder = tmp_path / "generations" / generations(tmp_path)[0]
        (folder / "meta.json").write_text("{", encoding="utf-8")
        with closing(TantivyEngine(tmp_path)) as other, pytest.raises(EngineUnavailable, match="opening the index"):
            other.reader()
        shutil.rmtree(folder)
        with closing(TantivyEngine(tmp_path)) as other, pytest.raises(EngineUnavailable, match="opening the index"):
            other.reader()
        engine.rebuild([person("p1", 1)], 2)
        assert found(engine) == {"p1": b"1"}


def test_a_folder_that_cannot_be_made_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with closing(TantivyEngine(tmp_path / "file" / "index")) as engine, pytest.raises(EngineUnavailable, match="file"):
        engine.rebuild([person("p1", 1)], 1)


def test_views_stay_usable_after_closing(tmp_path: Path) -> None:
    engine = TantivyEngine(tmp_path)
    engine.rebuild([person("p1", 1)], 1)
    reader = engine.reader()
    engine.close()
    assert reader.fetch(PEOPLE, ["p1"], EVERYTHING) == {"p1": b"1"}
