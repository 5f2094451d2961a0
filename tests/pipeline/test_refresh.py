"""Reading, joining and publishing as one: what could not be published is published by the next refresh."""

from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from zhaoren.catalog.runs import RunState
from zhaoren.foundation.errors import ExitCode
from zhaoren.foundation.settings import Settings, load_settings
from zhaoren.pipeline.refresh import Refresh
from zhaoren.search_index.port import EngineUnavailable
from zhaoren.wiring import open_catalog, open_engine, open_source

_SOURCE = """
[[sources]]
name = "{name}"
kind = "legacy_files"
folder = "{name}"
company = "海棠科技有限公司"
[sources.people]
path = "staff.csv"
key = "工号"
fields = {{ name = "姓名", employee_number = "工号" }}
"""


def _settings(folder: Path, *names: str, index: str = "") -> Settings:
    (folder / "zhaoren.toml").write_text(index + "".join(_SOURCE.format(name=n) for n in names), encoding="utf-8")
    for number, name in enumerate(names):
        (folder / name).mkdir(exist_ok=True)
        _staff(folder, name, number, 5)
    return load_settings(folder / "zhaoren.toml")


def _staff(folder: Path, name: str, number: int, people: int) -> None:
    lines = [f"{number}K{n:03},王{chr(0x4E00 + 100 * number + n)}" for n in range(people)]
    (folder / name / "staff.csv").write_text("工号,姓名\n" + "\n".join(lines) + "\n", encoding="utf-8")


@pytest.mark.elastic
def test_fault_17_a_read_only_index_is_told_and_published_when_it_can_be_written_again(
    tmp_path: Path, elastic_url: str
) -> None:
    index = f'[index]\nengine = "elasticsearch"\nurl = "{elastic_url}"\nprefix = "read-only"\n'
    settings = _settings(tmp_path, "staff", index=index)
    with (
        closing(open_catalog(settings)) as catalog,
        closing(open_engine(settings)) as engine,
        closing(Elasticsearch(elastic_url)) as client,
    ):
        work = Refresh(settings, catalog, engine, lambda source: open_source(settings, source))
        work.run(settings.sources)
        published = engine.applied_revision()
        _staff(tmp_path, "staff", 0, 7)
        client.indices.put_settings(index="read-only-*", settings={"index.blocks.read_only_allow_delete": True})
        try:
            with pytest.raises(EngineUnavailable):
                work.run(settings.sources)
        finally:
            client.indices.put_settings(index="read-only-*", settings={"index.blocks.read_only_allow_delete": None})
        assert engine.applied_revision() == published < catalog.revision
        report = work.run(settings.sources)
        assert [run.written for run in report.runs] == [0]
        assert engine.applied_revision() == catalog.revision


def test_sources_side_by_side_fail_each_for_itself(tmp_path: Path) -> None:
    settings = _settings(tmp_path, "one", "two", "three")
    (tmp_path / "two" / "staff.csv").unlink()
    with closing(open_catalog(settings)) as catalog, closing(open_engine(settings)) as engine:
        work = Refresh(settings, catalog, engine, lambda source: open_source(settings, source))
        report = work.run(settings.sources)
    assert [(run.source, run.written) for run in report.runs] == [("one", 5), ("two", 0), ("three", 5)]
    assert report.published is not None
    assert report.exit_code is not ExitCode.DONE


def test_a_refresh_that_is_asked_to_end_joins_nothing_and_goes_on_the_next_time(tmp_path: Path) -> None:
    settings = _settings(tmp_path, "one")
    stop = threading.Event()
    with closing(open_catalog(settings)) as catalog, closing(open_engine(settings)) as engine:
        work = Refresh(settings, catalog, engine, lambda source: open_source(settings, source), stop=stop)
        stop.set()
        report = work.run(settings.sources)
        assert (report.runs[0].state, report.unified) == (RunState.FAILED, None)
        stop.clear()
        assert work.run(settings.sources).runs[0].written == 5


def test_what_is_read_side_by_side_is_written_in_the_order_of_the_configuration(tmp_path: Path) -> None:
    settings = _settings(tmp_path, "slow", "quick", "other")
    _staff(tmp_path, "slow", 0, 90)
    with closing(open_catalog(settings)) as catalog, closing(open_engine(settings)) as engine:
        Refresh(settings, catalog, engine, lambda source: open_source(settings, source)).read(settings.sources)
        sources = [record.ref.source for record in catalog.records.all()]
    assert list(dict.fromkeys(sources)) == ["slow", "quick", "other"]
