"""Runs that must be held: nothing is written, the report names what is strange, and just that can be approved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from schemas.records import SourceDeletion, SourceRecord
from schemas.vocabulary import RecordKind
from tests.pipeline.conftest import SyncInto
from tests.pipeline.listed_source import PERSON, UNIT, ListedSource, changed, people, person
from zhaoren.catalog.catalog import Catalog
from zhaoren.catalog.records import StoredRecord
from zhaoren.catalog.runs import RunState
from zhaoren.foundation.errors import BadInput, ExitCode, NotFound
from zhaoren.foundation.settings import GuardSettings
from zhaoren.pipeline.guard import Rule
from zhaoren.pipeline.run_report import RunReport
from zhaoren.pipeline.sync import SourceMoved, approve_run

GUARD = GuardSettings()


def _whole(catalog: Catalog) -> tuple[int, list[StoredRecord]]:
    return catalog.revision, list(catalog.records.all(ended=True))


def _approve(catalog: Catalog, report: RunReport, connector: ListedSource | None = None) -> RunReport:
    return approve_run(report.run_id, who="wang", catalog=catalog, guard=GUARD, connector=connector)


def test_fault_01_success_without_entries_is_held(catalog: Catalog, sync: SyncInto) -> None:
    sync(catalog, ListedSource(people(3)))
    before = _whole(catalog)
    report = sync(catalog, ListedSource([]))
    assert (report.state, report.exit_code, report.written) == (RunState.HELD, ExitCode.HELD, 0)
    assert [(t.rule, t.count, t.of) for t in report.held] == [(Rule.EMPTY, 3, 3)]
    assert _whole(catalog) == before
    assert "来源称成功，却一条人员也没有返回" in report.to_text("zh")


def test_fault_01_nothing_at_all_is_held_even_when_the_connector_doubts_it(
    light_catalog: Catalog, sync: SyncInto
) -> None:
    sync(light_catalog, ListedSource(people(3)))
    report = sync(light_catalog, ListedSource([], complete=False, why_incomplete="no person was found"))
    assert [(t.rule, t.of) for t in report.held] == [(Rule.EMPTY, 3)]
    assert "no person was found" in report.to_text("en")


def test_a_first_reading_of_nothing_is_not_held(light_catalog: Catalog, sync: SyncInto) -> None:
    assert sync(light_catalog, ListedSource([])).state is RunState.DONE


def test_fault_02_an_early_end_that_calls_itself_complete_is_held(light_catalog: Catalog, sync: SyncInto) -> None:
    sync(light_catalog, ListedSource(people(500)))
    report = sync(light_catalog, ListedSource(people(170)))
    assert [(t.rule, t.count, t.of) for t in report.held] == [(Rule.REMOVALS, 330, 500)]


def test_fault_03_a_lost_part_of_the_scope_names_its_units(light_catalog: Catalog, sync: SyncInto) -> None:
    sync(light_catalog, ListedSource(people(100)))
    report = sync(light_catalog, ListedSource(people(60)))
    assert report.held[0].units == {"部门6": 10, "部门7": 10, "部门8": 10, "部门9": 10}
    assert "部门7 10" in report.to_text("en")


@pytest.mark.parametrize(
    ("before", "after", "held"),
    [
        (100, 90, False),  # 10 percent is not past 10 percent
        (100, 89, True),
        (8, 3, False),  # past the percentage, not past the count
        (8, 2, True),
        (1000, 994, False),  # past the count, not past the percentage
        (1, 0, True),  # emptiness at any size
    ],
)
def test_fault_04_removals_count_by_percentage_and_number(
    light_catalog: Catalog, sync: SyncInto, before: int, after: int, held: bool
) -> None:
    sync(light_catalog, ListedSource(people(before)))
    assert (sync(light_catalog, ListedSource(people(after))).state is RunState.HELD) is held


def test_fault_04_deletions_that_the_source_says_count_too(light_catalog: Catalog, sync: SyncInto) -> None:
    sync(light_catalog, ListedSource(people(40), after="c1"))
    gone = [SourceDeletion(PERSON, f"p{n:05}") for n in range(6)]
    report = sync(light_catalog, ListedSource([], after="c1", changes=gone))
    assert [(t.rule, t.count, t.of) for t in report.held] == [(Rule.REMOVALS, 6, 40)]


def test_each_kind_is_judged_for_itself(light_catalog: Catalog, sync: SyncInto) -> None:
    units = [SourceRecord(UNIT, f"u{n}", {"name": (f"部门{n}",)}) for n in range(10)]
    kinds = frozenset({PERSON, UNIT})
    sync(light_catalog, ListedSource([*people(1000), *units], kinds=kinds))
    report = sync(light_catalog, ListedSource([*people(1000), *units[:4]], kinds=kinds))
    assert [(t.rule, t.kind, t.count) for t in report.held] == [(Rule.REMOVALS, UNIT, 6)]


def test_fault_06_a_held_source_does_not_stop_another(light_catalog: Catalog, sync: SyncInto) -> None:
    sync(light_catalog, ListedSource(people(3)))
    assert sync(light_catalog, ListedSource([])).state is RunState.HELD
    assert sync(light_catalog, ListedSource(people(3), name="ad")).state is RunState.DONE


def test_fault_37_a_vanished_column_empties_nothing(catalog: Catalog, sync: SyncInto) -> None:
    rows = people(4)
    sync(catalog, ListedSource(rows))
    before = _whole(catalog)
    report = sync(catalog, ListedSource([changed(row, mobile="") for row in rows]))
    assert [(t.rule, t.field, t.count) for t in report.held] == [(Rule.VANISHED, "mobile", 4)]
    assert _whole(catalog) == before


def test_a_vanished_column_is_seen_in_a_reading_of_changes_too(light_catalog: Catalog, sync: SyncInto) -> None:
    rows = people(500)
    sync(light_catalog, ListedSource(rows, after="c1"))
    without = [changed(row, mobile="") for row in rows[:12]]
    assert sync(light_catalog, ListedSource(rows, after="c1", changes=without)).held[0].rule is Rule.VANISHED


def test_one_person_may_lose_a_number(light_catalog: Catalog, sync: SyncInto) -> None:
    rows = people(30)
    sync(light_catalog, ListedSource(rows))
    rows[3] = changed(rows[3], mobile="")
    assert sync(light_catalog, ListedSource(rows)).state is RunState.DONE


def test_fault_07_a_field_that_most_lose_is_held(light_catalog: Catalog, sync: SyncInto) -> None:
    rows = people(40)
    sync(light_catalog, ListedSource(rows))
    report = sync(light_catalog, ListedSource([changed(row, title="") for row in rows[:30]] + rows[30:]))
    assert [(t.rule, t.field, t.count, t.of) for t in report.held] == [(Rule.EMPTIED, "title", 30, 40)]


def test_fault_07_a_column_shifted_by_one_row_is_held(light_catalog: Catalog, sync: SyncInto) -> None:
    rows = people(40)
    sync(light_catalog, ListedSource(rows))
    shifted = [
        changed(row, mobile=other.fields["mobile"][0]) for row, other in zip(rows, rows[1:] + rows[:1], strict=True)
    ]
    report = sync(light_catalog, ListedSource(shifted))
    assert [(t.rule, t.field, t.count) for t in report.held] == [(Rule.CHANGED, "mobile", 40)]


def test_a_new_column_is_no_mass_change(light_catalog: Catalog, sync: SyncInto) -> None:
    rows = people(60)
    sync(light_catalog, ListedSource(rows))
    assert sync(light_catalog, ListedSource([changed(row, city="海口") for row in rows])).kinds[PERSON].changed == 60


def test_a_reading_of_changes_may_consist_of_changes(light_catalog: Catalog, sync: SyncInto) -> None:
    rows = people(200)
    sync(light_catalog, ListedSource(rows, after="c1"))
    new_titles = [changed(row, title="经理") for row in rows[:30]]
    assert sync(light_catalog, ListedSource(rows, after="c1", changes=new_titles)).kinds[PERSON].changed == 30


def test_fault_09_a_moved_department_keeps_its_people(light_catalog: Catalog, sync: SyncInto) -> None:
    rows = [replace(row, also_keys=(f"uid={row.key},ou=采购",)) for row in people(30)]
    sync(light_catalog, ListedSource(rows))
    moved = [replace(row, also_keys=(f"uid={row.key},ou=采购中心",)) for row in rows]
    counts = sync(light_catalog, ListedSource(moved)).kinds[PERSON]
    assert (counts.changed, counts.added, counts.missing) == (30, 0, 0)


def test_fault_08_a_list_that_lost_most_of_its_values_is_held(light_catalog: Catalog, sync: SyncInto) -> None:
    kinds = frozenset({RecordKind.PROJECT})
    members = tuple(f"p{n}" for n in range(5000))
    project = SourceRecord(RecordKind.PROJECT, "x", {"name": ("研发",), "member_key": members}, position="cn=研发")
    sync(light_catalog, ListedSource([project], kinds=kinds))
    cut = replace(project, fields={"name": ("研发",), "member_key": members[:1500]})
    report = sync(light_catalog, ListedSource([cut], kinds=kinds))
    assert [(t.rule, t.field, t.position, t.count, t.of) for t in report.held] == [
        (Rule.SHRUNK, "member_key", "cn=研发", 3500, 5000)
    ]


def test_too_many_rows_that_cannot_be_used_are_held(light_catalog: Catalog, sync: SyncInto) -> None:
    rows = people(60)
    sync(light_catalog, ListedSource(rows))
    broken = [replace(row, fields={"name": ("x\x00",)}) for row in rows]
    report = sync(light_catalog, ListedSource(broken))
    assert [(t.rule, t.count, t.of) for t in report.held] == [(Rule.UNUSABLE, 60, 60)]


def test_a_guard_of_a_hundred_percent_is_off(light_catalog: Catalog, sync: SyncInto) -> None:
    off = GuardSettings(removals_percent=100, changes_percent=100)
    sync(light_catalog, ListedSource(people(100)))
    assert sync(light_catalog, ListedSource(people(10)), off).state is RunState.DONE


def test_a_dry_run_tells_that_it_would_be_held(light_catalog: Catalog, sync: SyncInto) -> None:
    sync(light_catalog, ListedSource(people(100)))
    report = sync(light_catalog, ListedSource(people(10)), dry_run=True)
    assert report.exit_code is ExitCode.HELD
    assert light_catalog.journal.runs.newest(state=RunState.HELD) == []
    assert light_catalog.journal.staging.runs_with_rows() == set()


def test_fault_05_approval_writes_the_very_difference_that_was_held(catalog: Catalog, sync: SyncInto) -> None:
    sync(catalog, ListedSource(people(100), after="c1"))
    held = sync(catalog, ListedSource(people(50), after="c2"), full=True)
    report = _approve(catalog, held)
    assert (report.state, report.kinds[PERSON].missing, report.written) == (RunState.DONE, 50, 50)
    state = catalog.sources.get("hr")
    assert state is not None
    assert state.checkpoint == "c2"
    assert catalog.journal.audit.newest()[0].subject == held.run_id
    assert catalog.journal.staging.runs_with_rows() == set()
    with pytest.raises(BadInput, match="not held"):
        _approve(catalog, held)


def test_fault_05_approval_is_refused_when_the_catalog_has_moved(catalog: Catalog, sync: SyncInto) -> None:
    sync(catalog, ListedSource(people(100)))
    held = sync(catalog, ListedSource(people(50)))
    run = catalog.journal.runs.get(held.run_id)
    assert run is not None
    with catalog.journal.leases.hold("source:hr") as lease:
        state = catalog.sources.get("hr")
        assert state is not None
        catalog.sources.put(replace(state, run_id="another"))
        catalog.journal.runs.put(run, lease)
    before = _whole(catalog)
    with pytest.raises(SourceMoved, match="has changed since"):
        _approve(catalog, held)
    assert _whole(catalog) == before


def test_fault_05_approval_with_another_look_at_the_source_writes_only_the_same(
    catalog: Catalog, sync: SyncInto
) -> None:
    sync(catalog, ListedSource(people(100)))
    held = sync(catalog, ListedSource(people(50)))
    other = _approve(catalog, held, ListedSource(people(49)))
    assert (other.state, other.held[0].count) == (RunState.HELD, 51)
    assert other.run_id != held.run_id
    first = catalog.journal.runs.get(held.run_id)
    assert first is not None
    assert first.state is RunState.SUPERSEDED
    assert _approve(catalog, other, ListedSource(people(49))).kinds[PERSON].missing == 51


def test_an_unknown_run_cannot_be_approved(light_catalog: Catalog) -> None:
    with pytest.raises(NotFound, match="no such run"):
        approve_run("x", who="wang", catalog=light_catalog, guard=GUARD)


def test_the_same_difference_again_keeps_the_number_of_the_held_run(light_catalog: Catalog, sync: SyncInto) -> None:
    sync(light_catalog, ListedSource(people(100)))
    first, second = (sync(light_catalog, ListedSource(people(50))) for _ in range(2))
    assert first.run_id == second.run_id
    assert light_catalog.journal.staging.runs_with_rows() == {first.run_id}


def test_a_source_that_recovers_ends_the_waiting(light_catalog: Catalog, sync: SyncInto) -> None:
    sync(light_catalog, ListedSource(people(100)))
    held = sync(light_catalog, ListedSource(people(50)))
    report = sync(light_catalog, ListedSource(people(100)))
    assert (report.state, report.written) == (RunState.DONE, 0)
    run = light_catalog.journal.runs.get(held.run_id)
    assert run is not None
    assert run.state is RunState.SUPERSEDED
    assert light_catalog.journal.staging.runs_with_rows() == set()


def test_an_approved_emptiness_is_not_held_again(light_catalog: Catalog, sync: SyncInto) -> None:
    sync(light_catalog, ListedSource(people(5)))
    _approve(light_catalog, sync(light_catalog, ListedSource([])))
    assert sync(light_catalog, ListedSource([])).kinds[PERSON].ended == 5
    assert sync(light_catalog, ListedSource([])).written == 0


def test_what_was_approved_is_not_held_again(light_catalog: Catalog, sync: SyncInto) -> None:
    sync(light_catalog, ListedSource(people(100)))
    _approve(light_catalog, sync(light_catalog, ListedSource(people(50))))
    report = sync(light_catalog, ListedSource([*people(50), person("new", name="新人")]))
    assert (report.state, report.kinds[PERSON].ended, report.kinds[PERSON].added) == (RunState.DONE, 50, 1)
