"""Fault 38: what old MariaDB and MySQL databases hold, and how they go away."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from connectors.hr_database import DatabaseConnector
from schemas.errors import SourceBusy, SourceRefused
from schemas.records import Checkpoint, SourceRecord
from schemas.source_settings import DatabaseSource
from schemas.vocabulary import RecordKind
from tests.connectors.reading import read_all
from tests.servers.mariadb import closing_session
from tests.servers.postgres import without_password

PEOPLE = {"table": "t_emp", "key": "no", "fields": {"name": "xm", "hire_date": "hired"}}

Connect = Callable[..., DatabaseConnector]
Cursor = Any  # PyMySQL tells no types


@pytest.fixture
def cursor(fresh_mariadb: str) -> Iterator[Cursor]:
    with closing_session(fresh_mariadb) as session, session.cursor() as opened:
        opened.execute("SET sql_mode = ''")
        yield opened


@pytest.fixture
def connect(fresh_mariadb: str, tmp_path: Path) -> Connect:
    (tmp_path / "secret").write_text(str(sa.make_url(fresh_mariadb).password))

    def with_settings(**settings: object) -> DatabaseConnector:
        written = {"url": without_password(fresh_mariadb), "password": {"file": "secret"}, "people": PEOPLE}
        whole = {"name": "hr", "kind": "hr_database", "timeout_s": 3, **written, **settings}
        return DatabaseConnector(DatabaseSource.model_validate(whole), tmp_path)

    return with_settings


def names(connector: DatabaseConnector) -> dict[str, tuple[str, ...]]:
    return {key: record.fields.get("name", ()) for key, record in read_all(connector).of(RecordKind.PERSON).items()}


def test_fault_38_a_gbk_table_is_read_and_resumed_by_its_chinese_key(cursor: Cursor, connect: Connect) -> None:
    cursor.execute("CREATE TABLE t_emp (no varchar(20), xm varchar(50), hired date) CHARACTER SET gbk")
    keys = ["张三", "李四", "王五", "赵六", "钱七"]
    cursor.executemany("INSERT INTO t_emp VALUES (%s, %s, NULL)", [(key, key) for key in keys])
    connector = connect(chunk_rows=1)
    assert names(connector) == {key: (key,) for key in keys}
    checkpoints = read_all(connector).checkpoints
    assert [len(read_all(connector, since).records) for since in checkpoints] == [5, 4, 3, 2, 1]


def test_fault_38_utf8_in_a_latin1_column_is_noticed_and_read(cursor: Cursor, connect: Connect) -> None:
    cursor.execute("CREATE TABLE t_emp (no varchar(20), xm varchar(50), hired date) CHARACTER SET latin1")
    for key, name, encoding in (("1", "欧阳娜娜", "utf-8"), ("2", "Zoë Müller", "cp1252"), ("3", "张三", "utf-8")):
        cursor.execute(f"INSERT INTO t_emp VALUES ('{key}', _latin1 0x{name.encode(encoding).hex()}, NULL)")
    told = {step.name: step.message for step in connect().check().steps}
    assert told["text"] == 't_emp keeps UTF-8 in latin1: set stored_as = { xm = "utf-8" }'
    mended = connect(people={**PEOPLE, "stored_as": {"xm": "utf-8"}})
    assert names(mended) == {"1": ("欧阳娜娜",), "2": ("Zoë Müller",), "3": ("张三",)}
    cursor.execute(f"UPDATE t_emp SET xm = _latin1 0x{'张三'.encode('gbk').hex()} WHERE no = '3'")
    assert names(connect(people={**PEOPLE, "stored_as": {"xm": "gbk"}}))["3"] == ("张三",)
    with pytest.raises(SourceRefused, match="no character set is called 'utf-88'"):
        read_all(connect(people={**PEOPLE, "stored_as": {"xm": "utf-88"}}))


def test_fault_38_what_utf8mb3_cannot_hold_is_told_by_the_check(cursor: Cursor, connect: Connect) -> None:
    cursor.execute("CREATE TABLE t_emp (no varchar(20), xm varchar(50) CHARACTER SET utf8mb3, hired date)")
    cursor.execute("INSERT INTO t_emp VALUES ('1', '王𬭎', NULL)")
    assert names(connect()) == {"1": ("王?",)}
    told = {step.name: step.message for step in connect().check().steps}
    assert "xm cannot hold rare characters such as 𬭎 (utf8mb3)" in told["text"]
    cursor.execute("ALTER TABLE t_emp MODIFY xm varchar(50) CHARACTER SET utf8mb4")
    cursor.execute("UPDATE t_emp SET xm = '王𬭎'")
    assert names(connect()) == {"1": ("王𬭎",)}


def test_fault_38_zero_dates_say_nothing(cursor: Cursor, connect: Connect) -> None:
    cursor.execute("CREATE TABLE t_emp (no varchar(20), xm varchar(50), hired datetime, updated datetime)")
    zero = "0000-00-00 00:00:00"
    cursor.execute(f"INSERT INTO t_emp VALUES ('1', '张三', '{zero}', '{zero}'), ('2', '李四', '2020-01-05', '{zero}')")
    connector = connect(people={**PEOPLE, "changed_column": "updated"})
    first = read_all(connector)
    assert {key: record.fields.get("hire_date") for key, record in first.of(RecordKind.PERSON).items()} == {
        "1": None, "2": ("2020-01-05",),
    }  # fmt: skip
    cursor.execute("UPDATE t_emp SET updated = '2026-11-22 10:00:00', xm = '李四四' WHERE no = '2'")
    changed = read_all(connector, first.outcome.checkpoint)
    assert changed.of(RecordKind.PERSON)["2"].fields["name"] == ("李四四",)
    cursor.execute("INSERT INTO t_emp VALUES ('3', '王五', NULL, '2026-11-22 10:05:00')")
    assert [*read_all(connector, changed.outcome.checkpoint).of(RecordKind.PERSON)] == ["2", "3"]


def _fill(cursor: Cursor, rows: int) -> None:
    cursor.execute("CREATE TABLE t_emp (no varchar(20) PRIMARY KEY, xm varchar(2000), hired date)")
    cursor.execute(f"INSERT INTO t_emp SELECT lpad(seq, 6, '0'), repeat('张', 1000), NULL FROM seq_1_to_{rows}")


def test_fault_38_a_server_that_goes_away_is_busy_and_reading_goes_on(cursor: Cursor, connect: Connect) -> None:
    _fill(cursor, 20_000)
    connector = connect()
    events = connector.read(None)
    seen = {event.key for _, event in zip(range(9000), events, strict=False) if isinstance(event, SourceRecord)}
    cursor.execute("SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()")
    for (number,) in cursor.fetchall():
        cursor.execute(f"KILL {number}")
    last = None
    busy = ""
    try:
        for event in events:
            if isinstance(event, SourceRecord):
                seen.add(event.key)
            elif isinstance(event, Checkpoint):
                last = event
    except SourceBusy as why:
        busy = str(why)
    assert "no answer in time" in busy
    assert len(seen) < 20_000
    seen |= read_all(connector, last).of(RecordKind.PERSON).keys()
    assert len(seen) == 20_000


def test_fault_38_a_locked_table_is_busy_within_the_time_limit(
    cursor: Cursor, connect: Connect, fresh_mariadb: str
) -> None:
    _fill(cursor, 10)
    with closing_session(fresh_mariadb) as locking, locking.cursor() as other:
        other.execute("LOCK TABLES t_emp WRITE")
        begun = time.monotonic()
        with pytest.raises(SourceBusy, match="no answer in time"):
            read_all(connect(timeout_s=1))
        assert time.monotonic() - begun < 8
        assert not connect().check().passed
    assert len(read_all(connect()).records) == 10


def test_fault_38_a_view_whose_maker_is_gone_and_a_missing_right_are_told(
    cursor: Cursor, connect: Connect, fresh_mariadb: str
) -> None:
    _fill(cursor, 10)
    address = sa.make_url(fresh_mariadb)
    cursor.execute(f"CREATE OR REPLACE USER clerk@'127.0.0.1' IDENTIFIED BY '{address.password}'")
    try:
        cursor.execute(f"GRANT CREATE VIEW ON {address.database}.* TO clerk@'127.0.0.1'")
        clerk = address.set(username="clerk").render_as_string().replace(":***", "")
        with pytest.raises(SourceRefused, match="this account may not read it"):
            read_all(connect(url=clerk, people={**PEOPLE, "table": None, "query": "SELECT no, xm, hired FROM t_emp"}))
        cursor.execute("CREATE DEFINER = nobody@nowhere SQL SECURITY DEFINER VIEW v_emp AS SELECT * FROM t_emp")
        with pytest.raises(SourceRefused):
            read_all(connect(people={**PEOPLE, "table": "v_emp"}))
    finally:
        cursor.execute("DROP USER clerk@'127.0.0.1'")


def test_a_reading_that_is_given_up_is_left_at_once_and_leaves_no_session(cursor: Cursor, connect: Connect) -> None:
    _fill(cursor, 50_000)
    cursor.execute("SHOW GLOBAL STATUS LIKE 'Bytes_sent'")
    before = int(cursor.fetchone()[1])
    with closing(connect().read(None)) as events:
        next(events)
    cursor.execute("SHOW GLOBAL STATUS LIKE 'Bytes_sent'")
    # All of it is 150 MB; what lies in the buffers of the way may be lost.
    assert int(cursor.fetchone()[1]) - before < 75 << 20
    assert connect().check().passed
