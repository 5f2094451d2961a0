"""Single rows of a table are read again by the keys that their positions name, on every kind of database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from connectors.hr_database import DatabaseConnector
from schemas.records import RowPlace, SourceEvent, SourceRecord
from schemas.source_settings import DatabaseSource
from schemas.vocabulary import RecordKind
from tests.connectors.reading import read_all
from tests.servers.postgres import without_password

PERSON, UNIT = RecordKind.PERSON, RecordKind.UNIT
PEOPLE = {"table": "t_emp", "key": "emp_no", "fields": {"name": "xm", "company": "co"}}


@pytest.fixture(params=["sqlite", "postgres", "mariadb"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with people under numbers, and units under two columns of text."""
    kind = request.param
    address = f"sqlite:///{tmp_path / 'hr.db'}" if kind == "sqlite" else request.getfixturevalue(f"fresh_{kind}")
    engine = sa.create_engine(address)
    with engine.begin() as connection:
        for statement in (
            "CREATE TABLE t_emp (emp_no INTEGER, xm TEXT, co TEXT)",
            "INSERT INTO t_emp VALUES (7, '张三', 'A'), (8, '李四', 'A'), (9, '王五', 'B')",
            "INSERT INTO t_emp VALUES (8, '赵六', 'B'), (NULL, '无', 'B')",
            "CREATE TABLE t_org (co TEXT, dept TEXT, nm TEXT)",
            "INSERT INTO t_org VALUES ('A', 'x y', '财务'), ('A', 'o''z', '采购'), ('B', 'x y', '生产')",
        ):
            connection.execute(sa.text(statement))
    engine.dispose()
    (tmp_path / "secret").write_text(engine.url.password or "none", encoding="utf-8")
    return without_password(address)


def connector_of(url: str, tmp_path: Path, **more: Any) -> DatabaseConnector:
    secret = {} if url.startswith("sqlite") else {"password": {"file": "secret"}}
    settings = DatabaseSource.model_validate({"kind": "hr_database", "name": "hr", "url": url, **secret, **more})
    return DatabaseConnector(settings, tmp_path)


def read(connector: DatabaseConnector, *places: RowPlace) -> tuple[list[SourceEvent], frozenset[RowPlace]]:
    events, reading = [], connector.read_places(places)
    while True:
        try:
            events.append(next(reading))
        except StopIteration as end:
            return events, end.value


def test_rows_come_as_in_a_whole_reading_and_only_those_asked_for(url: str, tmp_path: Path) -> None:
    connector = connector_of(url, tmp_path, people=PEOPLE)
    whole = {record.position: record for record in read_all(connector).records}
    events, left = read(connector, RowPlace(PERSON, "t_emp emp_no=9"), RowPlace(PERSON, "t_emp emp_no=7"))
    assert (sorted(one.key for one in events if isinstance(one, SourceRecord)), left) == (["7", "9"], frozenset())
    assert all(one == whole[one.position] for one in events if isinstance(one, SourceRecord))


def test_of_two_rows_with_one_key_the_second_is_left_out_again(url: str, tmp_path: Path) -> None:
    events, left = read(connector_of(url, tmp_path, people=PEOPLE), RowPlace(PERSON, "t_emp emp_no=8"))
    assert ([type(one).__name__ for one in events], left) == (["SourceRecord", "Skipped"], frozenset())


def test_a_key_of_several_columns_is_found_whatever_signs_are_in_it(url: str, tmp_path: Path) -> None:
    units = {"table": "t_org", "key": ["co", "dept"], "fields": {"name": "nm"}}
    connector = connector_of(url, tmp_path, people=PEOPLE, units=units)
    places = [RowPlace(UNIT, "t_org co=A dept=x y"), RowPlace(UNIT, "t_org co=A dept=o'z")]
    events, left = read(connector, *places)
    assert left == frozenset()
    assert sorted(one.fields["name"] for one in events if isinstance(one, SourceRecord)) == [("财务",), ("采购",)]


def test_a_row_that_is_gone_gives_nothing(url: str, tmp_path: Path) -> None:
    assert read(connector_of(url, tmp_path, people=PEOPLE), RowPlace(PERSON, "t_emp emp_no=12")) == ([], frozenset())


@pytest.mark.parametrize("position", ["t_emp row 5", "t_emp", "other emp_no=7", "t_emp emp_no", ""])
def test_a_place_that_names_no_key_is_left_and_then_nothing_is_read(url: str, tmp_path: Path, position: str) -> None:
    place = RowPlace(PERSON, position)
    events, left = read(connector_of(url, tmp_path, people=PEOPLE), RowPlace(PERSON, "t_emp emp_no=7"), place)
    assert (events, left) == ([], frozenset({place}))
