from __future__ import annotations

import datetime as dt
import sqlite3
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.database_values import to_texts
from connectors.hr_database import DatabaseConnector
from schemas.errors import SourceBusy, SourceRefused
from schemas.records import SourceRecord
from schemas.source_settings import DatabaseSource
from schemas.vocabulary import RecordKind
from tests.connectors.reading import read_all
from tests.servers.postgres import plain_url

PEOPLE = {
    "table": "t_emp",
    "key": "emp_no",
    "fields": {"name": "xm", "status": "zt"},
    "values": {"status": {"1": "在职"}},
}


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        (None, ()),
        ("0007", ("0007",)),
        (7, ("7",)),
        (7.0, ("7",)),
        (1.5, ("1.5",)),
        (Decimal("138.00"), ("138",)),
        (Decimal("1E+3"), ("1000",)),
        (Decimal("1.50"), ("1.50",)),
        (float("nan"), ("",)),
        (True, ("true",)),
        (dt.date(2020, 1, 5), ("2020-01-05",)),
        (dt.datetime.fromisoformat("2020-01-05"), ("2020-01-05",)),
        (dt.datetime.fromisoformat("2020-01-05T08:30:00"), ("2020-01-05 08:30:00",)),
        (["a", None, 2], ("a", "2")),
        (b"\xe7\x8e\x8b", ("王",)),
        (b"\xff", ()),
    ],
)
def test_values_become_plain_text(value: object, texts: tuple[str, ...]) -> None:
    assert to_texts(value) == texts


@given(st.integers() | st.floats() | st.decimals() | st.text() | st.datetimes() | st.booleans() | st.binary())
def test_no_number_ends_in_point_nought_or_has_an_exponent(value: object) -> None:
    for text in to_texts(value):
        if isinstance(value, int | float | Decimal):
            assert not text.endswith(".0") or isinstance(value, Decimal)
            assert "E" not in text.upper() or isinstance(value, bool)


Connect = Callable[..., DatabaseConnector]


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Path:
    path = tmp_path / "hr.db"
    with sqlite3.connect(path) as database:
        database.executescript(
            "CREATE TABLE t_emp (emp_no TEXT, xm TEXT, zt INTEGER, salary INTEGER);"
            "INSERT INTO t_emp VALUES ('0007', '张三', 1, 9), ('0008', '李四', 2, 9), "
            "(NULL, '王五', 1, 9), ('0007', '赵六', 1, 9);"
            "CREATE VIEW v_post AS SELECT emp_no, '采购经理' AS title, 'D1' AS org FROM t_emp WHERE zt = 1;"
            "CREATE TABLE empty_units (id TEXT, name TEXT);"
        )
    database.close()
    return path


@pytest.fixture
def connect(tmp_path: Path) -> Connect:
    def with_settings(**settings: object) -> DatabaseConnector:
        written = {"name": "hr", "kind": "hr_database", "url": "sqlite:///hr.db", "people": PEOPLE, **settings}
        return DatabaseConnector(DatabaseSource.model_validate(written), tmp_path)

    return with_settings


def refusal(connector: DatabaseConnector) -> str:
    with pytest.raises(SourceRefused) as refused:
        next(connector.read(None))
    return str(refused.value)


@pytest.mark.usefixtures("sqlite_file")
def test_tables_and_queries_are_read_and_bad_rows_skipped(connect: Connect) -> None:
    posts = {
        "query": "SELECT *, '10:30' AS note FROM v_post -- all of them",
        "key": ["emp_no", "org"],
        "fields": {"title": "title", "unit_key": "org", "holder_key": "emp_no"},
    }
    reading = read_all(connect(posts=posts))
    people = reading.of(RecordKind.PERSON)
    assert {key: dict(record.fields) for key, record in people.items()} == {
        "0007": {"name": ("张三",), "status": ("在职",)},
        "0008": {"name": ("李四",), "status": ("2",)},
    }
    assert people["0008"].position == "t_emp emp_no=0008"
    assert [f"{skipped.position}: {skipped.reason}" for skipped in reading.skipped if skipped.kind == "person"] == [
        "t_emp row 1: no key: 'emp_no' is empty",
        "t_emp emp_no=0007: the same key as another row, which was taken",
    ]
    assert "0007:D1" in reading.of(RecordKind.POST)
    assert reading.outcome.complete


@pytest.mark.usefixtures("sqlite_file")
@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            {"people": {**PEOPLE, "fields": {"name": "xing_ming", "status": "zt_"}}},
            "source 'hr': table 't_emp': columns 'xing_ming', 'zt_' not found; did you mean 'zt'? "
            "there are: 'emp_no', 'xm', 'zt', 'salary'",
        ),
        (
            {"people": {**PEOPLE, "table": "t_emps"}},
            "source 'hr': table 't_emps' not found; did you mean 't_emp'? there are: 'empty_units', 't_emp', 'v_post'",
        ),
        ({"people": {**PEOPLE, "table": None, "query": "DELETE FROM t_emp"}}, "it does not begin with SELECT or WITH"),
        ({"people": {**PEOPLE, "table": None, "query": "SELECT FROM"}}, "the database refuses the query"),
        ({"url": "sqlite:///gone.db"}, "there is no SQLite file 'gone.db'"),
        ({"url": "nonsense"}, "not a database address; write it like postgresql://user@host/database"),
        ({"url": "firebird://u@h/d"}, "no driver for 'firebird' is installed"),
        ({"url": "postgresql://u:secret@h/d"}, "the address holds a password; take it out"),
        ({"url": "postgresql+psycopg://u@127.0.0.1:1/d"}, "nothing answers there"),
        ({"url": "postgresql+psycopg://u@no-such-host.invalid/d"}, "no host is called so"),
    ],
)
def test_wrong_settings_are_refused_in_words(connect: Connect, settings: dict[str, object], said: str) -> None:
    message = refusal(connect(**settings))
    assert message.startswith("source 'hr'")
    assert said in message
    assert "secret" not in message or "password" in message
    assert not connect(**settings).check().passed


def test_a_file_that_is_no_database_is_refused(connect: Connect, tmp_path: Path) -> None:
    (tmp_path / "hr.db").write_text("emp_no,xm\n" * 200)
    assert "the file is no SQLite database" in refusal(connect())


@pytest.mark.usefixtures("sqlite_file")
def test_a_query_that_hides_a_write_is_refused_and_writes_nothing(connect: Connect, sqlite_file: Path) -> None:
    before = sqlite_file.read_bytes()
    query = "WITH x AS (SELECT 1) INSERT INTO t_emp (emp_no) SELECT '9' FROM x"
    assert refusal(connect(people={**PEOPLE, "table": None, "query": query}))
    assert sqlite_file.read_bytes() == before


@pytest.mark.usefixtures("sqlite_file")
def test_an_empty_table_is_never_complete(connect: Connect) -> None:
    outcome = read_all(connect(units={"table": "empty_units", "key": "id", "fields": {"name": "name"}})).outcome
    assert not outcome.complete
    assert outcome.why_incomplete == "empty_units gave no usable unit"
    assert outcome.kinds == {RecordKind.PERSON}


@pytest.mark.usefixtures("sqlite_file")
def test_check_tells_each_step_and_a_sample(connect: Connect) -> None:
    report = connect().check()
    assert [(step.name, step.passed) for step in report.steps] == [
        ("reach", True), ("bind", True), ("tls", True), ("mapping", True), ("rights", True), ("count", True),
        ("paging", True), ("changes", True), ("sample", True),
    ]  # fmt: skip
    assert [record.key for record in report.sample] == ["0007", "0008"]


@pytest.fixture
def hr(fresh_postgres: str, connect: Connect, monkeypatch: pytest.MonkeyPatch) -> Connect:
    with psycopg.connect(plain_url(fresh_postgres)) as connection:
        connection.execute(
            "CREATE TABLE t_emp (emp_no char(8), xm text, zt numeric(5,2), hired date, tags text[], photo bytea)"
        )
        connection.execute(
            "INSERT INTO t_emp SELECT lpad(n::text, 5, '0'), '张三', 1, '2020-01-05', '{a,b}', '\\xff'"
            " FROM generate_series(1, 5000) n"
        )
        connection.execute("CREATE SCHEMA arch; CREATE VIEW arch.v AS SELECT * FROM t_emp WHERE emp_no < '00011'")
        connection.execute("DROP ROLE IF EXISTS clerk; CREATE ROLE clerk LOGIN PASSWORD 'hunter2'")
    monkeypatch.setenv("HR_PASSWORD", fresh_postgres.partition("zhaoren:")[2].partition("@")[0])
    bare = fresh_postgres.replace(f":{fresh_postgres.partition('zhaoren:')[2].partition('@')[0]}@", "@")

    def with_settings(**settings: object) -> DatabaseConnector:
        return connect(**{"url": bare, "password": {"env": "HR_PASSWORD"}, "timeout_s": 2, **settings})

    return with_settings


@pytest.mark.postgres
def test_a_table_of_postgresql_is_streamed_with_its_types_as_text(hr: Connect) -> None:
    fields = {"name": "xm", "status": "zt", "hire_date": "hired", "nickname": "tags", "office": "photo"}
    reading = read_all(hr(people={**PEOPLE, "fields": fields}, chunk_rows=100))
    assert len(reading.records) == 5000
    assert reading.of(RecordKind.PERSON)["00001"].fields == {
        "name": ("张三",), "status": ("在职",), "hire_date": ("2020-01-05",), "nickname": ("a", "b"),
    }  # fmt: skip
    assert reading.outcome.complete
    assert reading.outcome.as_of is not None
    assert len(read_all(hr(people={**PEOPLE, "table": "arch.v"})).records) == 10
    assert hr().check().passed


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"people": {**PEOPLE, "table": "arch.vv"}}, "table 'vv' not found; did you mean 'v'?|table 'vv' not found"),
        ({"people": {**PEOPLE, "table": "archiv.v"}}, "schema 'archiv' not found; did you mean 'arch'"),
        ({"people": {**PEOPLE, "table": None, "query": "SELECT nope FROM t_emp"}}, 'column "nope" does not exist'),
    ],
)
def test_unknown_names_in_postgresql_are_named(hr: Connect, settings: dict[str, object], said: str) -> None:
    message = refusal(hr(**settings))
    assert any(part in message for part in said.split("|"))


@pytest.mark.postgres
def test_credentials_and_rights_are_told_apart_and_no_password_is_said(
    hr: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = hr().settings.url
    clerk = url.replace("zhaoren@", "clerk@")
    monkeypatch.setenv("HR_PASSWORD", "hunter3")
    wrong = refusal(hr(url=clerk))
    assert "the database refuses name or password" in wrong
    assert "hunter3" not in wrong
    monkeypatch.setenv("HR_PASSWORD", "hunter2")
    assert "this account may not read it" in refusal(hr(url=clerk))
    report = hr(url=clerk).check()
    assert [(step.name, step.passed) for step in report.steps] == [
        ("reach", True), ("bind", True), ("tls", True), ("mapping", False),
    ]  # fmt: skip
    assert "there is no such database" in refusal(hr(url=clerk.rpartition("/")[0] + "/gone"))


@pytest.mark.postgres
def test_a_query_that_hides_a_write_is_refused_by_postgresql(hr: Connect, fresh_postgres: str) -> None:
    with psycopg.connect(plain_url(fresh_postgres)) as connection:
        connection.execute("CREATE FUNCTION fire() RETURNS SETOF t_emp LANGUAGE sql AS 'DELETE FROM t_emp RETURNING *'")
    hidden = "WITH gone AS (DELETE FROM t_emp RETURNING *) SELECT * FROM gone"
    assert "the database refuses the query" in refusal(hr(people={**PEOPLE, "table": None, "query": hidden}))
    called = refusal(hr(people={**PEOPLE, "table": None, "query": "SELECT * FROM fire()"}))
    assert "the query writes, which a source is never asked to" in called
    assert len(read_all(hr()).records) == 5000


@pytest.mark.postgres
def test_a_query_that_takes_too_long_is_busy(hr: Connect) -> None:
    query = "SELECT emp_no, xm, zt, pg_sleep(10) FROM t_emp"
    begun = time.monotonic()
    with pytest.raises(SourceBusy, match="no answer in time"):
        read_all(hr(people={**PEOPLE, "table": None, "query": query}, timeout_s=1))
    assert time.monotonic() - begun < 6


@pytest.mark.postgres
def test_all_tables_are_read_at_one_moment(hr: Connect, fresh_postgres: str) -> None:
    events = hr(units={"table": "arch.v", "key": "emp_no", "fields": {"name": "xm"}}).read(None)
    next(events)
    with psycopg.connect(plain_url(fresh_postgres)) as connection:
        connection.execute("DELETE FROM t_emp WHERE emp_no > '00100'")
    assert sum(isinstance(event, SourceRecord) for event in events) == 9 + 5000
