"""Numbered faults of directory syncs (`docs/faults.md`) that belong to the run as a whole and to no one step of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection

from schemas.records import Skipped, SourceDeletion, SourceEvent, SourceRecord
from schemas.source_settings import FilesSource
from tests.pipeline.changing_silo import ChangingSilo
from tests.pipeline.conftest import SyncInto
from tests.pipeline.listed_source import PERSON, ListedSource, changed, people, person
from tests.pipeline.said import SaidCatalog, files_source
from tests.pipeline.said import person as ref
from zhaoren.catalog.catalog import Catalog, Transaction
from zhaoren.catalog.records import RecordState
from zhaoren.catalog.runs import Run, RunState
from zhaoren.catalog.staging import StagingStore
from zhaoren.foundation.errors import ExitCode
from zhaoren.foundation.settings import GuardSettings
from zhaoren.pipeline.committing import WritePlan
from zhaoren.pipeline.run_report import report_schema
from zhaoren.pipeline.sync import sync_source
from zhaoren.pipeline.sync_plan import plan_of
from zhaoren.pipeline.unify import unify


def test_fault_04_the_second_run_of_all_is_guarded_by_the_first(light_catalog: Catalog, sync: SyncInto) -> None:
    assert sync(light_catalog, ListedSource(people(8))).state is RunState.DONE
    assert sync(light_catalog, ListedSource(people(2))).state is RunState.HELD


def test_fault_06_somebody_whom_another_source_knows_stays(tmp_path: Path) -> None:
    group = SaidCatalog(tmp_path)
    rules = [files_source("a"), files_source("b")]
    both = {"name": "王伟", "employee_number": "K001", "mobile": "13800000001"}
    group.say({ref("a", "1"): both, ref("b", "9"): both})
    unify(group.catalog, rules, mint=group.mint)
    (before,) = group.people().values()
    group.say({ref("b", "9"): both})
    unify(group.catalog, rules, mint=group.mint)
    (after,) = group.people().values()
    assert (after.id, after.status) == (before.id, before.status)


def test_fault_10_a_deleted_record_stays_for_auditors_returns_with_its_key_and_is_new_with_another(
    catalog: Catalog, sync: SyncInto
) -> None:
    rows = people(40)
    sync(catalog, ListedSource(rows, after="c1"))
    gone = [SourceDeletion(PERSON, f"p{n:05}") for n in range(5)]
    report = sync(catalog, ListedSource(rows, after="c1", changes=gone))
    assert (report.state, report.kinds[PERSON].deleted) == (RunState.DONE, 5)
    ended = {r.ref.key: r for r in catalog.records.all(ended=True) if r.state is RecordState.ENDED}
    assert {(r.ref.source, r.ended_at) for r in ended.values()} == {("hr", report.started_at)}
    assert set(ended) == {f"p{n:05}" for n in range(5)}
    again = SourceRecord(PERSON, "new-key", rows[1].fields)
    sync(catalog, ListedSource(rows, after="c1", changes=[rows[0], again]))
    by_key = {r.ref.key: r for r in catalog.records.all()}
    assert by_key["p00000"].id == ended["p00000"].id
    assert by_key["new-key"].id not in {r.id for r in ended.values()}


def test_fault_16_a_clock_that_is_ahead_behind_or_steps_back_changes_nothing(catalog: Catalog) -> None:
    silo = ChangingSilo()
    silo.put(*people(100))
    plan = plan_of(FilesSource(kind="legacy_files", name="hr"), silo)
    base = datetime(2026, 11, 22, 8, tzinfo=UTC)

    def clock_of(*hours: float) -> Iterator[datetime]:
        yield from (base + timedelta(hours=hour) for hour in hours)
        while True:
            yield base + timedelta(hours=hours[-1])

    for number, hours in enumerate([(1.0,), (0.0,), (2.0, 1.0, 0.5), (-1.0,), (0.5,)]):
        ticks = clock_of(*hours)
        silo.put(changed(people(1)[0], title=f"第{number}任"))
        silo.delete(f"p{50 + number:05}")
        guard = GuardSettings()
        report = sync_source("hr", catalog=catalog, connector=silo, guard=guard, plan=plan, clock=ticks.__next__)
        assert report.state is RunState.DONE
        present = {r.ref.key: r for r in catalog.records.all() if r.state is RecordState.PRESENT}
        assert set(present) == set(silo.people)
        assert present["p00000"].fields["title"] == (f"第{number}任",)
    # The source's own place counts, whatever our clock says.
    assert silo.read_from == [None, "102", "104", "106", "108"]


@pytest.mark.postgres
def test_fault_17_a_catalog_connection_that_is_lost_while_writing_leaves_nothing_half_done(
    fresh_postgres: str, sync: SyncInto, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog, other = Catalog(fresh_postgres), Catalog(fresh_postgres)
    sync(catalog, ListedSource(people(50)))
    write = WritePlan.write

    def cut(
        plan: WritePlan, work: Transaction, run: Run, staging: StagingStore, on_rows: Callable[[int], None]
    ) -> None:
        write(plan, work, run, staging, on_rows)
        with work.records._scope.reading() as connection:
            _cut(connection, other)

    monkeypatch.setattr(WritePlan, "write", cut)
    report = sync(catalog, ListedSource([*people(50), person("new", name="新人")]))
    monkeypatch.undo()
    assert (report.state, report.exit_code) == (RunState.FAILED, ExitCode.FAILED)
    assert other.revision == 1
    assert sync(catalog, ListedSource([*people(50), person("new", name="新人")])).written == 1
    for one in (catalog, other):
        one.close()


def _cut(connection: Connection, other: Catalog) -> None:
    number = connection.execute(text("SELECT pg_backend_pid()")).scalar()
    with other._database.writing() as killer:
        killer.execute(text("SELECT pg_terminate_backend(:number)"), {"number": number})


def test_fault_50_a_source_of_less_trust_renames_nobody_and_both_values_keep_their_origin(tmp_path: Path) -> None:
    group = SaidCatalog(tmp_path)
    rules = [files_source("hr", priority=80), files_source("list", priority=20)]
    shared = {"employee_number": "K001", "email": "wangwei@example.com"}
    group.say(
        {
            ref("hr", "1"): {**shared, "name": "王伟", "mobile": "13800000001"},
            ref("list", "9"): {**shared, "name": "王玮", "mobile": "13900000002"},
        }
    )
    unify(group.catalog, rules, mint=group.mint)
    (one,) = group.people().values()
    assert one.name.text == "王伟"
    assert {origin.record.source for origin in one.name.origins} == {"hr"}
    numbers = {c.value.text: {origin.record.source for origin in c.value.origins} for c in one.contacts}
    assert {"hr"} in numbers.values()
    assert {"list"} in numbers.values()


def test_fault_51_a_field_that_is_not_mapped_is_kept_out_of_everything(
    light_catalog: Catalog, sync: SyncInto, tmp_path: Path
) -> None:
    secret = "身份证460100199001011234"
    rows = [*people(3), SourceRecord(PERSON, "p9", {"name": ("王伟",), "identity_card": (secret,)}, position="line 5")]
    report = sync(light_catalog, ListedSource(rows))
    assert report.skipped == 1
    light_catalog.close()
    for file in tmp_path.iterdir():
        assert secret.encode() not in file.read_bytes()
    assert secret not in json.dumps(report.to_json(), ensure_ascii=False)


def test_fault_52_the_counts_add_up_and_the_json_fits_its_schema(light_catalog: Catalog, sync: SyncInto) -> None:
    rows = people(40)
    sync(light_catalog, ListedSource(rows, after="c1"))
    mixed: list[SourceEvent] = [
        changed(rows[0], city="海口"),
        rows[1],
        SourceDeletion(PERSON, "p00002"),
        SourceDeletion(PERSON, "ghost"),
        Skipped(PERSON, "line 9", "has no key"),
        person("new", name="新人"),
        person("new", name="新人"),
    ]
    reports = [
        sync(light_catalog, ListedSource(rows, after="c1", changes=mixed)),
        sync(light_catalog, ListedSource([]), full=True),
        sync(light_catalog, ListedSource(rows, breaks_at=3), full=True),
    ]
    assert [report.state for report in reports] == [RunState.DONE, RunState.HELD, RunState.FAILED]
    counts = reports[0].kinds[PERSON]
    told = counts.added + counts.changed + counts.returned + counts.same
    assert counts.read == len(mixed) == told + counts.deleted + counts.not_known + counts.repeated + counts.skipped
    for report in reports:
        jsonschema.validate(json.loads(json.dumps(report.to_json())), report_schema())


def test_fault_52_the_published_schema_of_reports_is_up_to_date() -> None:
    published = Path(__file__).parents[2] / "docs" / "run-report.schema.json"
    assert json.loads(published.read_text("utf-8")) == report_schema()
