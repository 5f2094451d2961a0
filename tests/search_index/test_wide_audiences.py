"""A viewer of many units is answered by one search for all bands; he finds what band after band would find."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.made_entries import AUDIENCE, entries, questions
from schemas.expressions import EVERYTHING
from zhaoren.search_index import tantivy_reader
from zhaoren.search_index.port import Candidates, CompiledQuery
from zhaoren.search_index.tantivy_engine import TantivyEngine

SIZE = 3_000


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TantivyEngine]:
    """Three thousand made-up people."""
    with closing(TantivyEngine(Path(tmp_path_factory.mktemp("wide") / "index"))) as engine:
        engine.rebuild(entries(SIZE), 1)
        yield engine


def found(engine: TantivyEngine, query: CompiledQuery, wide: int, monkeypatch: pytest.MonkeyPatch) -> Candidates:
    monkeypatch.setattr(tantivy_reader, "_WIDE", wide)
    engine.close()  # the next view judges audiences anew
    return engine.reader().candidates(query)


@pytest.mark.parametrize("enough", [1, 7, 200])
@pytest.mark.parametrize("kind", ["prefix", "name", "role", "digits", "broad"])
def test_one_search_for_all_bands_finds_what_one_for_each_would(
    engine: TantivyEngine, kind: str, enough: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for query in questions(15, SIZE)[kind]:
        asked = replace(query, enough=enough)
        band_by_band = found(engine, asked, 10**9, monkeypatch)
        assert found(engine, asked, 0, monkeypatch) == band_by_band
        more = replace(query, bands=(*query.bands, EVERYTHING), audience=AUDIENCE, enough=enough)
        assert found(engine, more, 0, monkeypatch) == found(engine, more, 10**9, monkeypatch)
