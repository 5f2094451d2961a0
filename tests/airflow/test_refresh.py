"""The way a company uses it: Airflow reads the silos, publishes into Elasticsearch, and the HTTP API answers."""

from __future__ import annotations

import json
import re
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy

from tests.airflow import silos
from tests.servers.daemon import Daemon, accepts, free_port
from tests.servers.postgres import new_database
from tests.servers.slapd import RunningSlapd, SlapdFactory

pytest.importorskip("airflow", reason="needs Airflow: 'make test' runs these in .venv-airflow")

pytestmark = [pytest.mark.airflow, pytest.mark.elastic, pytest.mark.slapd, pytest.mark.postgres]

_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Group:
    """The silos, and the product set up over them."""

    folder: Path
    configuration: Path
    directory: RunningSlapd
    secrets: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Refreshed:
    """One run of the DAG: its state, and each task's state and result by name and map index."""

    state: str
    states: Mapping[tuple[str, int], str]
    results: Mapping[tuple[str, int], Any]


@pytest.fixture(scope="module")
def group(
    tmp_path_factory: pytest.TempPathFactory, slapd_factory: SlapdFactory, postgres_url: str, elastic_url: str
) -> Iterator[Group]:
    folder = tmp_path_factory.mktemp("group")
    directory = slapd_factory(silos.DIRECTORY)
    silos.write_phone_list(folder / "lists")
    with new_database(postgres_url) as hr_url, new_database(postgres_url) as catalog_url:
        silos.fill_hr_database(hr_url)
        configuration = silos.write_configuration(
            folder,
            directory=directory,
            hr_url=hr_url,
            catalog_url=catalog_url,
            elastic_url=elastic_url,
            index_prefix="airflow-test",
        )
        password = sqlalchemy.make_url(postgres_url).password
        assert password is not None
        secrets = {"TEST_DATABASE_PASSWORD": password, "TEST_DIRECTORY_PASSWORD": directory.reader_password}
        yield Group(folder, configuration, directory, secrets)


@pytest.fixture(autouse=True)
def environment(group: Group, monkeypatch: pytest.MonkeyPatch, airflow_database: None) -> None:
    monkeypatch.setenv("ZHAOREN_CONFIG", str(group.configuration))
    for name, value in group.secrets.items():
        monkeypatch.setenv(name, value)


def test_the_refresh_leads_from_the_silos_to_an_answer_over_http(
    group: Group, capfd: pytest.CaptureFixture[str]
) -> None:
    done = _refresh()
    assert done.state == "success", done
    assert done.results["sources", -1] == ["directory", "hr", "phone-list"]
    assert {done.results["sync", index]["skipped"] for index in range(3)} == {0}
    assert done.results["publish", -1]["changed"] > 0
    with _served(group) as url:
        (head, *_) = _ask(url, silos.QUESTION)["hits"]
    assert head["name"] == silos.FINANCE_HEAD
    records = {(record["source"], record["key"]) for record in head["records"]}
    assert {source for source, _ in records} == {"directory", "hr", "phone-list"}
    assert records >= silos.RECORDS
    origins = {contact["kind"]: contact["origins"][0]["source"] for contact in head["contacts"]}
    assert origins["mobile"] == "phone-list"
    assert origins["email"] == "directory"
    (post,) = head["posts"]
    assert (post["title"]["text"], post["unit"]["name"]) == ("财务总监", "财务部")
    assert post["title"]["origins"][0]["source"] == "hr"
    _holds_no_secret(group, capfd.readouterr())


def test_a_second_refresh_with_no_news_writes_nothing(group: Group) -> None:
    _refresh()
    again = _refresh()
    assert again.state == "success", again
    assert {again.results["sync", index]["written"] for index in range(3)} == {0}
    assert again.results["publish", -1]["changed"] == 0


def test_a_changed_number_is_found_after_the_next_refresh(group: Group) -> None:
    _refresh()
    silos.change_mobile(group.folder / "lists", "王德水", "139 7600 4321")
    done = _refresh()
    assert done.state == "success", done
    assert done.results["publish", -1]["rebuilt"] == 0
    with _served(group) as url:
        assert [hit["name"] for hit in _ask(url, "13976004321")["hits"]] == ["王德水"]


def test_a_refused_source_fails_alone_without_a_second_try_and_the_others_are_published(
    group: Group, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    _refresh()
    monkeypatch.setenv("TEST_DIRECTORY_PASSWORD", "wrong-canary-7731")
    silos.change_mobile(group.folder / "lists", "符国强", "139 7600 8765")
    done = _refresh()
    assert done.states["sync", 0] == "failed"
    assert [done.states["sync", index] for index in (1, 2)] == ["success", "success"]
    assert done.results["publish", -1]["changed"] > 0
    # The source was read well a moment ago: it is not stale yet.
    assert done.state == "success", done
    shown = capfd.readouterr()
    assert "directory" in shown.out + shown.err
    _holds_no_secret(group, shown, "wrong-canary-7731")


def test_the_run_fails_when_a_source_has_never_been_read(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    text = group.configuration.read_text("utf-8").replace('name = "phone-list"', 'name = "second-list"')
    configuration = group.folder / "unreadable.toml"
    configuration.write_text(text.replace('path = "*.csv"', 'path = "absent-*.csv"'), encoding="utf-8")
    monkeypatch.setenv("ZHAOREN_CONFIG", str(configuration))
    done = _refresh()
    assert done.states["publish", -1] == "success"
    assert done.states["report", -1] == "failed"
    assert done.state == "failed"


def test_the_run_fails_when_nothing_could_be_published(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    text = re.sub(r'url = "http://[^"]*"', f'url = "http://127.0.0.1:{free_port()}"', group.configuration.read_text())
    configuration = group.folder / "no-engine.toml"
    configuration.write_text(text, encoding="utf-8")
    monkeypatch.setenv("ZHAOREN_CONFIG", str(configuration))
    done = _refresh(publish_tries=1)
    assert {done.states["sync", index] for index in range(3)} == {"success"}
    assert done.states["publish", -1] == "failed"
    assert done.state == "failed"


def test_a_mistake_in_the_configuration_is_one_sentence(
    group: Group, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    configuration = group.folder / "mistaken.toml"
    configuration.write_text('[[sources]]\nkind = "telepathy"\n', encoding="utf-8")
    monkeypatch.setenv("ZHAOREN_CONFIG", str(configuration))
    done = _refresh()
    assert done.states["sources", -1] == "failed"
    assert done.state == "failed"
    shown = capfd.readouterr()
    assert re.search(r"mistaken\.toml: .*telepathy|mistaken\.toml: .*kind", shown.out + shown.err)


def _refresh(publish_tries: int = 4) -> Refreshed:
    from airflow.dag_processing.dagbag import DagBag

    refresh = DagBag(_ROOT / "dags").dags["zhaoren_refresh"]
    refresh.task_dict["publish"].retries = publish_tries - 1
    run = refresh.test()
    instances = run.get_task_instances()
    return Refreshed(
        state=str(run.state),
        states={(task.task_id, task.map_index): str(task.state) for task in instances},
        results={(task.task_id, task.map_index): _result(task) for task in instances},
    )


def _result(task: Any) -> Any:
    return task.xcom_pull(task_ids=task.task_id, map_indexes=task.map_index)


@contextmanager
def _served(group: Group) -> Iterator[str]:
    port = free_port()
    zhaoren = Path(sys.executable).parent / "zhaoren"
    server = Daemon(
        [zhaoren, "serve", "--port", str(port), "--config", group.configuration],
        log=group.folder / "serve.log",
        ready=lambda: accepts(port),
    )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.stop()


def _ask(url: str, question: str) -> Any:
    with urllib.request.urlopen(f"{url}/v1/people?q={urllib.parse.quote(question)}", timeout=30) as answer:
        return json.load(answer)


def _holds_no_secret(group: Group, shown: Any, *others: str) -> None:
    home = Path(sys.modules["airflow.configuration"].AIRFLOW_HOME)
    logs = "".join(file.read_text("utf-8", errors="replace") for file in home.rglob("*.log"))
    for secret in (*group.secrets.values(), *others):
        assert secret not in shown.out + shown.err + logs
