"""Faults 39 and 40: a source is only read, nothing of a reading stays behind, and memory does not grow with it."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from connectors.hr_database import DatabaseConnector
from schemas.errors import SourceBusy, SourceRefused
from schemas.source_settings import DatabaseSource
from tests.connectors.reading import read_all
from tests.servers.mariadb import closing_session
from tests.servers.postgres import plain_url, without_password

PEOPLE = {"table": "t_emp", "key": "no", "fields": {"name": "xm"}}
SQLS = ["postgres", "mariadb"]

Run = Callable[[str], list[tuple[object, ...]]]


class Server:
    """A database with 20,000 people."""

    def __init__(self, kind: str, url: str, run: Run, folder: Path) -> None:
        self.kind, self.url, self.run, self.folder = kind, url, run, folder

    def connector(self, **settings: object) -> DatabaseConnector:
        written = {"url": without_password(self.url), "password": {"file": "secret"}, "people": PEOPLE, **settings}
        settled = DatabaseSource.model_validate({"name": "hr", "kind": "hr_database", **written})
        return DatabaseConnector(settled, self.folder)

    def sessions(self) -> list[tuple[object, ...]]:
        asked = {
            "postgres": "SELECT state, query FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()",
            "mariadb": "SELECT command, info FROM information_schema.processlist"
            " WHERE db = DATABASE() AND id <> CONNECTION_ID()",
        }
        return self.run(asked[self.kind])


@pytest.fixture(params=SQLS)
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    url = request.getfixturevalue(f"fresh_{request.param}")
    (tmp_path / "secret").write_text(str(sa.make_url(url).password))
    if request.param == "postgres":
        with psycopg.connect(plain_url(url), autocommit=True) as connection:
            connection.execute(
                "CREATE TABLE t_emp AS SELECT n AS no, repeat('张', 200) AS xm FROM generate_series(1, 20000) n"
            )

            def run_there(text: str) -> list[tuple[object, ...]]:
                done = connection.execute(text.encode())
                return done.fetchall() if done.description else []

            yield Server("postgres", url, run_there, tmp_path)
        return
    with closing_session(url) as session, session.cursor() as cursor:
        cursor.execute("CREATE TABLE t_emp AS SELECT seq AS no, repeat('张', 200) AS xm FROM seq_1_to_20000")

        def run(text: str) -> list[tuple[object, ...]]:
            cursor.execute(text)
            return list(cursor.fetchall())

        yield Server("mariadb", url, run, tmp_path)


def test_fault_39_a_query_cannot_write_although_its_account_may(server: Server) -> None:
    writing = {
        "postgres": "SELECT nextval('s') AS no, '' AS xm",
        "mariadb": "SELECT nextval(s) AS no, '' AS xm",
    }[server.kind]
    server.run("CREATE SEQUENCE s")
    with pytest.raises(SourceRefused, match="which a source is never asked to"):
        read_all(server.connector(people={**PEOPLE, "table": None, "query": writing}))
    told = {step.name: step.message for step in server.connector().check().steps}
    assert told["bind"] == "signed in, in a read-only transaction"
    assert told["rights"] == "may select, and could write: an account that may only select is safer"


def test_fault_39_an_account_that_may_only_select_suffices(server: Server) -> None:
    password = (server.folder / "secret").read_text()
    database = sa.make_url(server.url).database
    who = "reader" if server.kind == "postgres" else "reader@'127.0.0.1'"
    if server.kind == "postgres":
        server.run(
            f"DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN PASSWORD '{password}';"
            "GRANT SELECT ON t_emp TO reader"
        )
    else:
        server.run(f"CREATE OR REPLACE USER {who} IDENTIFIED BY '{password}'")
        server.run(f"GRANT SELECT ON {database}.t_emp TO {who}")
    url = sa.make_url(server.url).set(username="reader").render_as_string().replace(":***", "")
    connector = server.connector(url=url)
    assert len(read_all(connector).records) == 20_000
    told = {step.name: step.message for step in connector.check().steps}
    assert told["rights"] == "may only select"
    assert told["count"] == "t_emp: 20,000 rows"
    assert told["tls"].startswith("NOT encrypted") or told["tls"].startswith("encrypted by TLS")


def test_fault_39_the_statement_timeout_holds_and_leaves_no_query_behind(server: Server) -> None:
    sleeping = {"postgres": "pg_sleep(20)", "mariadb": "sleep(20)"}[server.kind]
    query = f"SELECT no, xm, {sleeping} AS z FROM t_emp"
    mapped = {**PEOPLE, "table": None, "query": query, "fields": {"name": "xm", "title": "z"}}
    begun = time.monotonic()
    with pytest.raises(SourceBusy, match="no answer in time"):
        read_all(server.connector(people=mapped, timeout_s=1))
    assert time.monotonic() - begun < 10
    assert _gone(server)


def test_fault_39_a_killed_reader_leaves_no_transaction_and_no_lock(server: Server) -> None:
    program = f"""
        import sys, time
        from pathlib import Path
        from connectors.hr_database import DatabaseConnector
        from schemas.source_settings import DatabaseSource
        settings = {{"name": "hr", "kind": "hr_database", "url": {without_password(server.url)!r},
                    "password": {{"file": "secret"}}, "people": {PEOPLE!r}, "chunk_rows": 100}}
        events = DatabaseConnector(DatabaseSource.model_validate(settings), Path({str(server.folder)!r})).read(None)
        next(events)
        print("reading", flush=True)
        time.sleep(60)
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE, text=True
    ) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "reading\n"
        assert server.sessions(), "it holds a transaction"
        reader.send_signal(signal.SIGKILL)
        reader.wait()
    assert _gone(server)
    server.run("ALTER TABLE t_emp ADD COLUMN x int")


def _gone(server: Server) -> bool:
    deadline = time.monotonic() + 10
    while server.sessions() and time.monotonic() < deadline:
        time.sleep(0.05)
    return not server.sessions()


def test_fault_40_memory_is_bounded_by_the_chunk_and_not_by_the_table(server: Server) -> None:
    connector = server.connector(chunk_rows=500)
    for _ in zip(range(1000), connector.read(None), strict=False):
        pass
    tracemalloc.start()
    try:
        count = sum(1 for _ in connector.read(None))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count >= 20_000
    # 20,000 rows of 600 bytes are 12 MB as text alone; a chunk of 500 is 0.3.
    assert peak < 4 << 20


def test_fault_40_a_replica_says_up_to_when_it_knows(server: Server) -> None:
    server.run("CREATE TABLE beat AS SELECT '2026-11-22 03:04:05' AS at")
    outcome = read_all(server.connector(as_of_query="SELECT at FROM beat")).outcome
    assert outcome.as_of == datetime(2026, 11, 22, 3, 4, 5, tzinfo=UTC)
    plain = read_all(server.connector()).outcome.as_of
    assert plain is not None
    assert abs(datetime.now(UTC) - plain) < timedelta(minutes=1)
