"""What every connector promises, whatever it reads."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import ldap
import psycopg
import pytest
from openpyxl import Workbook
from pydantic import TypeAdapter

from connectors.opening import open_connector
from schemas.errors import SourceError
from schemas.fields import FIELDS
from schemas.records import Checkpoint, Connector, SourceRecord, SourceReport
from schemas.source_settings import SourceSettings
from schemas.vocabulary import RecordKind
from tests.connectors.reading import read_all
from tests.servers.postgres import plain_url
from tests.servers.slapd import SlapdFactory

PEOPLE = 30
Settings = Mapping[str, object]


class Case:
    """One real source: how to connect it, how to break the settings, and what it holds now."""

    def __init__(self, folder: Path, settings: Settings, broken: Settings, held: Callable[[], object]) -> None:
        self.folder, self.settings, self.broken, self.held = folder, settings, broken, held

    def open(self, **changed: object) -> Connector:
        written = {"name": "a-source", **self.settings, **changed}
        return open_connector(TypeAdapter[SourceSettings](SourceSettings).validate_python(written), self.folder)


def digests(folder: Path) -> dict[str, tuple[str, int]]:
    return {
        path.relative_to(folder).as_posix(): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def csv_case(folder: Path) -> Case:
    rows = "".join(f"{number:04},张三,13800138{number:03}\n" for number in range(PEOPLE))
    (folder / "staff.csv").write_bytes(f"工号,姓名,手机\n{rows}".encode("gb18030"))
    people = {"path": "staff.csv", "key": "工号", "fields": {"name": "姓名", "mobile": "手机"}}
    broken = {"people": {**people, "fields": {"name": "名"}}}
    return Case(folder, {"kind": "legacy_files", "people": people}, broken, lambda: digests(folder))


def workbook_case(folder: Path) -> Case:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["工号", "姓名"])
    for number in range(PEOPLE):
        sheet.append([f"{number:04}", "张三"])
    workbook.save(folder / "staff.xlsx")
    people = {"path": "*.xlsx", "key": "工号", "fields": {"name": "姓名"}}
    broken = {"people": {**people, "sheet": "none"}}
    return Case(folder, {"kind": "legacy_files", "people": people}, broken, lambda: digests(folder))


def json_case(folder: Path) -> Case:
    lines = [json.dumps({"id": number, "name": {"cn": "张三"}}) for number in range(PEOPLE)]
    (folder / "staff.jsonl").write_text("\n".join(lines))
    people = {"path": "staff.jsonl", "key": "id", "fields": {"name": "name.cn"}}
    broken = {"people": {**people, "key": "ids"}}
    return Case(folder, {"kind": "legacy_files", "people": people}, broken, lambda: digests(folder))


def ldif(suffix: str) -> str:
    unit = f"dn: ou=D1,{suffix}\nobjectClass: organizationalUnit\nou: D1\n\n"
    return unit + "".join(
        f"dn: uid=u{number},ou=D1,{suffix}\nobjectClass: inetOrgPerson\nuid: u{number}\ncn: 张三\nsn: 张\n\n"
        for number in range(PEOPLE)
    )


def ldif_case(folder: Path) -> Case:
    (folder / "people.ldif").write_text(ldif("o=HN"))
    settings = {"kind": "ldif_files", "path": "*.ldif"}
    return Case(folder, settings, {"people": {"filter": "(uid"}}, lambda: digests(folder))


def document_case(folder: Path) -> Case:
    (folder / "docs").mkdir()
    for number in range(PEOPLE):
        (folder / "docs" / f"{number}.md").write_text(f"# 文件 {number}\n\n正文\n")
    settings = {"kind": "document_folder", "folder": "docs"}
    return Case(folder, settings, {"folder": "none"}, lambda: digests(folder))


_TABLE = "CREATE TABLE t_emp (emp_no varchar(10), xm varchar(50))"
_DATABASE_PEOPLE = {"table": "t_emp", "key": "emp_no", "fields": {"name": "xm"}}


def sqlite_case(folder: Path) -> Case:
    with closing(sqlite3.connect(folder / "hr.db")) as database, database:
        database.execute(_TABLE)
        database.executemany("INSERT INTO t_emp VALUES (?, '张三')", [(f"{number:04}",) for number in range(PEOPLE)])
    settings = {"kind": "hr_database", "url": "sqlite:///hr.db", "people": _DATABASE_PEOPLE}
    return Case(folder, settings, {"people": {**_DATABASE_PEOPLE, "table": "none"}}, lambda: digests(folder))


def postgres_case(folder: Path, url: str) -> Case:
    with psycopg.connect(plain_url(url)) as connection:
        connection.execute(_TABLE)
        for number in range(PEOPLE):
            connection.execute("INSERT INTO t_emp VALUES (%s, '张三')", (f"{number:04}",))
    user, _, rest = url.partition("//")[2].partition("@")
    (folder / "secret").write_text(user.partition(":")[2])
    address = f"postgresql+psycopg://{user.partition(':')[0]}@{rest}"

    def held() -> object:
        with psycopg.connect(plain_url(url)) as connection:
            rows = connection.execute("SELECT * FROM t_emp ORDER BY emp_no").fetchall()
            tables = connection.execute("SELECT relname FROM pg_class ORDER BY 1").fetchall()
            return rows, tables

    settings = {"kind": "hr_database", "url": address, "people": _DATABASE_PEOPLE, "password": {"file": "secret"}}
    return Case(folder, settings, {"people": {**_DATABASE_PEOPLE, "key": "nr"}}, held)


def slapd_case(folder: Path, factory: SlapdFactory) -> Case:
    server = factory(ldif("o=HN"), suffix="o=HN")
    (folder / "secret").write_text(server.reader_password)

    def held() -> object:
        connection = ldap.initialize(server.url)
        connection.simple_bind_s(server.admin_dn, server.admin_password)
        entries = connection.search_s("o=HN", ldap.SCOPE_SUBTREE, "(objectClass=*)", ["*", "+"])
        connection.unbind_s()
        return sorted((dn, sorted(values)) for dn, values in entries), entries

    settings = {
        "kind": "ldap_directory", "url": server.url, "base": "o=HN", "bind_dn": server.reader_dn,
        "password": {"file": "secret"}, "page_size": 7,
    }  # fmt: skip
    return Case(folder, settings, {"base": "o=none"}, held)


_IN_FILES = {
    "csv": csv_case,
    "workbook": workbook_case,
    "json lines": json_case,
    "ldif": ldif_case,
    "documents": document_case,
    "sqlite": sqlite_case,
}


@pytest.fixture(
    params=[
        *_IN_FILES,
        pytest.param("postgresql", marks=pytest.mark.postgres),
        pytest.param("slapd", marks=pytest.mark.slapd),
    ]
)
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Case:
    if request.param == "postgresql":
        return postgres_case(tmp_path, request.getfixturevalue("fresh_postgres"))
    if request.param == "slapd":
        return slapd_case(tmp_path, request.getfixturevalue("slapd_factory"))
    return _IN_FILES[request.param](tmp_path)


def test_everything_is_read_with_proof(case: Case) -> None:
    reading = read_all(case.open())
    main = RecordKind.DOCUMENT if case.settings["kind"] == "document_folder" else RecordKind.PERSON
    assert len(reading.of(main)) == PEOPLE
    assert reading.outcome.complete
    assert not reading.outcome.why_incomplete
    assert reading.outcome.kinds == {record.kind for record in reading.records}
    assert not reading.skipped


def test_records_have_unique_keys_known_fields_positions_and_no_empty_values(case: Case) -> None:
    records = read_all(case.open()).records
    assert len({(record.kind, record.key) for record in records}) == len(records)
    for record in records:
        assert record.key
        assert record.position
        assert record.fields.keys() <= FIELDS[record.kind].keys()
        assert all(
            values and all(value == value.strip() != "" for value in values) for values in record.fields.values()
        )
        assert record.changed_at is None or record.changed_at.tzinfo is not None


def test_a_second_reading_gives_the_same_with_or_without_what_the_first_left(case: Case) -> None:
    connector = case.open()
    first = read_all(connector)
    assert read_all(connector).records == first.records
    since = first.outcome.checkpoint or Checkpoint('{"version": 99}')
    again = [event for event in connector.read(since) if isinstance(event, SourceRecord)]
    if first.outcome.checkpoint is None:
        assert again == first.records


def test_no_secret_is_told(case: Case) -> None:
    secret = case.folder / "secret"
    word = secret.read_text() if secret.exists() else "no secret at all"
    reading = read_all(case.open())
    told = [reading.outcome, reading.records, case.open().check(), case.open(**case.broken).check()]
    assert word not in repr(told)


def test_reading_is_lazy_and_can_be_given_up(case: Case) -> None:
    events = case.open().read(None)
    assert isinstance(next(events), SourceRecord)
    events.close()
    assert len(read_all(case.open()).records) >= PEOPLE


def test_check_tells_steps_and_ten_rows_in_time(case: Case) -> None:
    begun = time.monotonic()
    report = case.open().check()
    assert time.monotonic() - begun < 10
    assert report.passed, report.steps
    assert report.source == "a-source"
    assert len(report.sample) == 10
    assert report.steps[-1].name == "sample"
    assert all(step.message for step in report.steps)


def test_check_never_raises_and_read_refuses_before_it_yields(case: Case) -> None:
    connector = case.open(**case.broken)
    report = connector.check()
    assert isinstance(report, SourceReport)
    assert not report.passed
    with pytest.raises(SourceError) as refused:
        next(connector.read(None))
    assert str(refused.value).startswith("source 'a-source'")
    assert refused.value.what
    assert refused.value.what_to_do


def test_a_source_is_never_written(case: Case) -> None:
    before = case.held()
    connector = case.open()
    connector.check()
    read_all(connector)
    case.open(**case.broken).check()
    assert case.held() == before
