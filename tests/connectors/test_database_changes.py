"""Faults 35, 36 and 37: changes by a column, deletions, and columns that are not what they were."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from connectors.hr_database import DatabaseConnector
from schemas.errors import SourceRefused
from schemas.records import Checkpoint, SourceRecord
from schemas.source_settings import DatabaseSource
from schemas.vocabulary import RecordKind
from tests.connectors.reading import read_all
from tests.servers.mariadb import closing_session
from tests.servers.postgres import plain_url, without_password

PEOPLE = {"table": "t_emp", "key": "no", "fields": {"name": "xm", "title": "zw"}, "changed_column": "updated"}
START = dt.datetime.fromisoformat("2026-11-22T10:00:00.123456")


class Database:
    """One of three real databases with a table of people."""

    def __init__(self, kind: str, url: str, run: Callable[[str], object], folder: Path) -> None:
        self.kind, self.run = kind, run
        self._url, self._folder = url, folder

    def connector(self, **settings: object) -> DatabaseConnector:
        written = {"name": "hr", "kind": "hr_database", "url": self._url, "people": PEOPLE, "chunk_rows": 500}
        if self.kind != "sqlite":
            written["password"] = {"file": "secret"}
        return DatabaseConnector(DatabaseSource.model_validate({**written, **settings}), self._folder)

    def add(self, first: int, last: int, at: dt.datetime, title: str = "经理") -> None:
        rows = ",".join(f"('{n:06}', '张三', '{title}', '{at.isoformat(' ')}', 0)" for n in range(first, last))
        self.run(f"INSERT INTO t_emp VALUES {rows}")


@pytest.fixture(params=["sqlite", "postgres", "mariadb"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    columns = "no varchar(20), xm varchar(50), zw varchar(50), updated {time}, gone int"
    if request.param == "sqlite":
        with closing(sqlite3.connect(tmp_path / "hr.db", isolation_level=None)) as session:
            session.execute(f"CREATE TABLE t_emp ({columns.format(time='text')})")
            yield Database("sqlite", "sqlite:///hr.db", session.execute, tmp_path)
        return
    url = request.getfixturevalue("fresh_postgres" if request.param == "postgres" else "fresh_mariadb")
    (tmp_path / "secret").write_text(url.partition("zhaoren:")[2].partition("@")[0])
    if request.param == "postgres":
        with psycopg.connect(plain_url(url), autocommit=True) as connection:
            connection.execute(f"CREATE TABLE t_emp ({columns.format(time='timestamp')})")
            yield Database("postgres", without_password(url), lambda text: connection.execute(text.encode()), tmp_path)
        return
    with closing_session(url) as maria, maria.cursor() as cursor:
        cursor.execute(f"CREATE TABLE t_emp ({columns.format(time='datetime(6)')})")
        yield Database("mariadb", without_password(url), cursor.execute, tmp_path)


def test_fault_35_rows_with_one_change_time_are_all_read_and_a_cut_reading_repeats_one_page(
    database: Database,
) -> None:
    database.add(0, 5000, START)
    connector = database.connector()
    first = read_all(connector)
    assert len(first.records) == 5000
    assert first.outcome.complete
    since = first.outcome.checkpoint
    assert since is not None
    assert read_all(connector, since).outcome.checkpoint == since
    database.add(5000, 10000, START + dt.timedelta(hours=1))
    seen: list[str] = []
    last: list[Checkpoint] = []
    events = connector.read(since)
    for event in events:
        if isinstance(event, Checkpoint):
            last.append(event)
        elif isinstance(event, SourceRecord):
            seen.append(event.key)
        if len(seen) == 7900:
            break
    events.close()
    rest = read_all(connector, last[-1])
    keys = [record.key for record in rest.records]
    # The newest moment is read again: some of its rows may have been committed since.
    assert {*seen, *keys} == {f"{n:06}" for n in range(10000)}
    assert len(seen) + len(keys) <= 10000 + 500
    assert rest.outcome.checkpoint == read_all(connector, since).outcome.checkpoint


def test_fault_35_a_whole_reading_that_was_cut_goes_on_behind_its_last_page(database: Database) -> None:
    database.add(0, 3000, START)
    database.run(f"INSERT INTO t_emp VALUES (NULL, '赵六', '', '{START.isoformat(' ')}', 0)")
    connector = database.connector()
    events = connector.read(None)
    seen, last = set(), None
    for event in events:
        if isinstance(event, Checkpoint):
            last = event
        elif isinstance(event, SourceRecord):
            seen.add(event.key)
        if len(seen) == 1700:
            break
    events.close()
    assert last is not None
    # Behind the place that is passed already: the next reading must tell it, although this one ends later.
    database.add(900_000, 900_001, START + dt.timedelta(days=1))
    database.run(f"UPDATE t_emp SET updated = '{(START + dt.timedelta(days=1)).isoformat(' ')}' WHERE no = '000001'")
    rest = read_all(connector, last)
    assert len(seen | rest.of(RecordKind.PERSON).keys()) == 3001
    assert len(rest.records) <= 1301 + 500
    assert rest.outcome.complete
    assert "000001" in read_all(connector, rest.outcome.checkpoint).of(RecordKind.PERSON)


@pytest.mark.parametrize("before_s", [0, 0.000001, 0.000999, 30, 599])
def test_fault_35_a_row_that_commits_late_with_an_older_time_is_read(database: Database, before_s: float) -> None:
    database.add(0, 3, START)
    connector = database.connector()
    since = read_all(connector).outcome.checkpoint
    database.add(7, 8, START - dt.timedelta(seconds=before_s))
    assert "000007" in read_all(connector, since).of(RecordKind.PERSON)


def test_fault_35_rows_without_a_change_time_are_read_each_time(database: Database) -> None:
    database.add(0, 3, START)
    connector = database.connector(people={**PEOPLE, "changed_overlap": 0})
    since = read_all(connector).outcome.checkpoint
    database.run("INSERT INTO t_emp VALUES ('n', '李四', '', NULL, 0)")
    assert "n" in read_all(connector, since).of(RecordKind.PERSON)


def test_fault_35_a_row_of_the_future_does_not_hide_later_changes(database: Database) -> None:
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    database.add(0, 3, START)
    database.add(3, 4, now + dt.timedelta(days=20_000))
    connector = database.connector()
    since = read_all(connector).outcome.checkpoint
    database.add(4, 5, START + dt.timedelta(seconds=1))
    assert {"000003", "000004"} <= read_all(connector, since).of(RecordKind.PERSON).keys()


@pytest.mark.postgres
def test_fault_35_another_time_zone_of_the_server_makes_everything_be_read(fresh_postgres: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(fresh_postgres.partition("zhaoren:")[2].partition("@")[0])
    name = fresh_postgres.rpartition("/")[2]
    with psycopg.connect(plain_url(fresh_postgres), autocommit=True) as connection:
        connection.execute("CREATE TABLE t_emp (no text, xm text, zw text, updated timestamp, at timestamptz)")
        connection.execute("INSERT INTO t_emp SELECT n, '张三', '', now(), now() FROM generate_series(1, 9) n")
        database = Database("postgres", without_password(fresh_postgres), connection.execute, tmp_path)
        wall = database.connector(people={**PEOPLE, "changed_overlap": 0})
        zoned = database.connector(people={**PEOPLE, "changed_overlap": 0, "changed_column": "at"})
        since, since_zoned = read_all(wall).outcome.checkpoint, read_all(zoned).outcome.checkpoint
        connection.execute("INSERT INTO t_emp SELECT 'x', '李四', '', now() - interval '7 h', now()")
        connection.execute(f"ALTER DATABASE {name} SET timezone = 'America/Los_Angeles'".encode())
        assert len(read_all(wall, since).records) == 10
        assert read_all(zoned, since_zoned).of(RecordKind.PERSON).keys() >= {"x"}
        assert not read_all(zoned, since_zoned).outcome.complete


def test_fault_36_a_soft_deletion_is_told_and_undone(database: Database) -> None:
    people = {**PEOPLE, "gone_column": "gone"}
    database.add(0, 3, START)
    connector = database.connector(people=people)
    since = read_all(connector).outcome.checkpoint
    later = (START + dt.timedelta(minutes=30)).isoformat(" ")
    database.run(f"UPDATE t_emp SET gone = 1, updated = '{later}' WHERE no = '000001'")
    told = read_all(connector, since)
    assert [deletion.key for deletion in told.deletions] == ["000001"]
    assert "000001" not in told.of(RecordKind.PERSON)
    assert [deletion.key for deletion in read_all(connector).deletions] == ["000001"]
    database.run("UPDATE t_emp SET gone = 0 WHERE no = '000001'")
    assert "000001" in read_all(connector, told.outcome.checkpoint).of(RecordKind.PERSON)
    chosen = database.connector(people={**PEOPLE, "gone_column": "zw", "gone_values": ["离职"]})
    database.run("UPDATE t_emp SET zw = '离职' WHERE no = '000002'")
    assert [deletion.key for deletion in read_all(chosen).deletions] == ["000002"]


def test_fault_36_a_hard_deletion_is_proved_by_a_whole_reading_alone(database: Database) -> None:
    database.add(0, 3, START)
    connector = database.connector()
    since = read_all(connector).outcome.checkpoint
    database.run("DELETE FROM t_emp WHERE no = '000002'")
    changes = read_all(connector, since)
    assert not changes.outcome.complete
    assert changes.outcome.kinds == frozenset()
    assert changes.outcome.checkpoint == since, "the newest row is gone, and the mark does not fall"
    whole = read_all(connector)
    assert whole.outcome.kinds == {RecordKind.PERSON}
    assert len(whole.records) == 2


def test_fault_36_a_hard_deletion_shows_when_the_keys_are_listed(database: Database) -> None:
    database.add(0, 1300, START - dt.timedelta(days=1))
    database.add(1300, 1301, START)
    database.run(f"INSERT INTO t_emp VALUES (NULL, '王五', '', '{START}', 0)")
    connector = database.connector(people={**PEOPLE, "keys_every_hours": 24})
    since = read_all(connector).outcome.checkpoint
    database.run("DELETE FROM t_emp WHERE no = '000002'")
    assert read_all(connector, since).still_there == [], "not yet due: a whole reading listed them"
    each_time = database.connector(people={**PEOPLE, "keys_every_hours": 0})
    reading = read_all(each_time, read_all(each_time).outcome.checkpoint)
    assert {there.key for there in reading.still_there} == {f"{n:06}" for n in range(1301) if n != 2}
    assert [*reading.of(RecordKind.PERSON)] == ["001300"], "no content but that of changes"
    assert not reading.outcome.complete
    assert reading.outcome.listed == {RecordKind.PERSON}
    assert {skipped.reason for skipped in reading.skipped} == {"no key: 'no' is empty"}
    in_mid_list = reading.checkpoints[-1]
    rest = read_all(each_time, in_mid_list)
    assert rest.records == []
    assert 0 < len(rest.still_there) <= 301 + 1
    assert rest.outcome.listed == {RecordKind.PERSON}
    database.run("DELETE FROM t_emp")
    assert read_all(each_time, reading.outcome.checkpoint).outcome.listed == frozenset(), (
        "an empty table proves nothing"
    )


def test_fault_36_a_key_that_is_used_again_stays_apart_where_the_key_says_since_when(database: Database) -> None:
    people = {**PEOPLE, "key": ["no", "zw"]}
    database.add(1, 2, START, "2020-01-05")
    connector = database.connector(people=people)
    since = read_all(connector).outcome.checkpoint
    database.run("DELETE FROM t_emp")
    database.add(1, 2, START + dt.timedelta(hours=1), "2026-11-01")
    assert [*read_all(connector, since).of(RecordKind.PERSON)] == ["000001:2026-11-01"]
    same = database.connector()
    assert [*read_all(same).of(RecordKind.PERSON)] == ["000001"], "a re-inserted row with the same key comes back"


@pytest.mark.parametrize("dropped", ["xm", "no", "updated"])
def test_fault_37_a_dropped_or_renamed_column_stops_with_a_sentence(database: Database, dropped: str) -> None:
    database.add(0, 3, START)
    connector = database.connector()
    since = read_all(connector).outcome.checkpoint
    database.run(f"ALTER TABLE t_emp RENAME COLUMN {dropped} TO {dropped}_2")
    with pytest.raises(SourceRefused, match=rf"column '{dropped}' not found; did you mean '{dropped}_2'") as refused:
        next(connector.read(since))
    assert str(refused.value).startswith("source 'hr': table 't_emp'")


def test_fault_37_a_retyped_change_column_makes_everything_be_read_and_an_added_one_nothing(
    database: Database,
) -> None:
    database.add(0, 3, START)
    connector = database.connector()
    since = read_all(connector).outcome.checkpoint
    database.run("ALTER TABLE t_emp ADD COLUMN salary int")
    assert read_all(connector, since).outcome.checkpoint == since
    if database.kind == "sqlite":
        return  # it has no types
    kind = "ALTER COLUMN updated TYPE text" if database.kind == "postgres" else "MODIFY updated varchar(40)"
    database.run(f"ALTER TABLE t_emp {kind}")
    again = read_all(connector, since)
    assert len(again.records) == 3
    assert again.outcome.complete


@pytest.mark.parametrize("changes", [False, True], ids=["whole", "changes"])
def test_fault_37_a_view_that_fails_for_some_rows_gives_all_the_others(database: Database, changes: bool) -> None:
    database.add(0, 1200, START)
    fails = {
        "sqlite": "CASE WHEN {bad} THEN abs(-9223372036854775807 - 1) ELSE 1 END",
        "postgres": "CASE WHEN {bad} THEN (1 / (length(no) - 6))::text ELSE zw END",
        "mariadb": "CASE WHEN {bad} THEN (SELECT t.no FROM t_emp t WHERE t.no <= e.no) ELSE zw END",
    }[database.kind].format(bad="no IN ('000003', '000777', '001199')")
    database.run(f"CREATE VIEW v_emp AS SELECT no, xm, {fails} AS zw, updated FROM t_emp e")
    connector = database.connector(people={**PEOPLE, "table": "v_emp"})
    since = None
    if changes:
        since = read_all(connector).outcome.checkpoint
    reading = read_all(connector, since)
    assert len(reading.of(RecordKind.PERSON)) == 1197
    assert [skipped.position for skipped in reading.skipped] == [
        f"v_emp no={n}" for n in ("000003", "000777", "001199")
    ]
    assert all("cannot compute this row" in skipped.reason for skipped in reading.skipped)


def test_fault_37_empty_and_repeated_keys_are_skipped_and_the_first_row_taken(database: Database) -> None:
    database.add(0, 3, START)
    database.add(1, 2, START)
    database.run(f"INSERT INTO t_emp VALUES (NULL, '王五', '', '{START}', 0), ('', '赵六', '', '{START}', 0)")
    reading = read_all(database.connector())
    assert len(reading.records) == 3
    assert sorted(skipped.reason for skipped in reading.skipped) == [
        "no key: 'no' is empty", "no key: 'no' is empty", "the same key as another row, which was taken",
    ]  # fmt: skip


@pytest.mark.parametrize("broken", ["", "garbage", "[]", '{"v":99}', '{"v":1}', "other mapping", "wrong types"])
def test_fault_55_a_checkpoint_that_says_nothing_makes_everything_be_read(database: Database, broken: str) -> None:
    database.add(0, 3, START)
    connector = database.connector()
    since = read_all(connector).outcome.checkpoint
    assert since is not None
    value = broken
    if broken == "other mapping":
        value = since.value
        connector = database.connector(people={**PEOPLE, "fields": {"name": "xm"}})
    elif broken == "wrong types":
        value = json.dumps({**json.loads(since.value), "marks": {"0": ["decimal", "x"]}})
    reading = read_all(connector, Checkpoint(value))
    assert len(reading.records) == 3
    assert reading.outcome.complete
