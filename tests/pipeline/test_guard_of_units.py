"""What the whole does not show: one unit that loses its people, values in each other's places, hopeless readings."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice, pairwise

import pytest

from schemas.records import SourceRecord
from tests.pipeline.conftest import SyncInto
from tests.pipeline.listed_source import PERSON, UNIT, ListedSource, changed, people, person
from zhaoren.catalog.catalog import Catalog
from zhaoren.catalog.runs import RunState
from zhaoren.foundation.errors import BadInput, ExitCode
from zhaoren.foundation.settings import GuardSettings
from zhaoren.pipeline.difference import Act
from zhaoren.pipeline.guard import Rule
from zhaoren.pipeline.held_runs import discard_run, held_changes


def test_fault_08_a_unit_that_loses_most_of_its_people_is_held_and_named(catalog: Catalog, sync: SyncInto) -> None:
    units = [SourceRecord(UNIT, f"u{n}", {"name": (f"第{n}分公司",)}) for n in range(10)]
    members = [person(f"p{n:05}", name=f"人{n}", unit_key=f"u{0 if n < 50 else n % 9 + 1}") for n in range(1000)]
    kinds = frozenset({PERSON, UNIT})
    sync(catalog, ListedSource([*members, *units], kinds=kinds))
    revision = catalog.revision
    report = sync(catalog, ListedSource([*members[35:], *units], kinds=kinds))
    assert [(t.rule, t.count, t.of, t.units) for t in report.held] == [(Rule.UNIT, 35, 50, {"第0分公司": 35})]
    assert catalog.revision == revision
    changes = list(held_changes(report.run_id, catalog))
    assert {(c.act, c.name, c.unit) for c in changes} == {(Act.MISS, f"人{n}", "第0分公司") for n in range(35)}


def test_people_who_move_to_another_unit_are_not_lost(light_catalog: Catalog, sync: SyncInto) -> None:
    rows = [*people(1000), *(person(f"q{n}", name=f"甲{n}", department="采购部") for n in range(30))]
    sync(light_catalog, ListedSource(rows))
    moved = [changed(row, department="采购中心") if row.key.startswith("q") else row for row in rows]
    assert sync(light_catalog, ListedSource(moved)).state is RunState.DONE


@pytest.mark.parametrize(("lost", "held"), [(20, False), (21, True)])
def test_units_are_weighed_by_percentage_and_number(
    light_catalog: Catalog, sync: SyncInto, lost: int, held: bool
) -> None:
    rows = [*people(1000), *(person(f"q{n:02}", name=f"甲{n}", department="采购部") for n in range(30))]
    sync(light_catalog, ListedSource(rows))
    report = sync(light_catalog, ListedSource(rows[:1000] + rows[1000 + lost :]))
    assert (report.state is RunState.HELD) is held


@pytest.mark.parametrize("size", [8, 30, 400])
def test_fault_07_a_column_that_slipped_by_one_row_is_held_at_any_size(
    light_catalog: Catalog, sync: SyncInto, size: int
) -> None:
    rows = people(size)
    sync(light_catalog, ListedSource(rows))
    slipped = [changed(row, mobile=other.fields["mobile"][0]) for row, other in islice(pairwise(rows), size // 3 + 5)]
    report = sync(light_catalog, ListedSource([*slipped, *rows[len(slipped) :]]))
    assert {(t.rule, t.field) for t in report.held} <= {(Rule.SHIFTED, "mobile"), (Rule.CHANGED, "mobile")}
    assert report.state is RunState.HELD


def test_two_who_swap_their_desks_are_let_pass(light_catalog: Catalog, sync: SyncInto) -> None:
    rows = people(40)
    sync(light_catalog, ListedSource(rows))
    rows[3], rows[4] = (
        changed(rows[3], mobile=rows[4].fields["mobile"][0]),
        changed(rows[4], mobile=rows[3].fields["mobile"][0]),
    )
    assert sync(light_catalog, ListedSource(rows)).kinds[PERSON].changed == 2


def test_a_first_reading_of_which_most_is_unusable_is_held(light_catalog: Catalog, sync: SyncInto) -> None:
    broken = [replace(row, fields={"name": ("x\x00",)}) for row in people(60)]
    report = sync(light_catalog, ListedSource([*broken, *people(90)[60:]]))
    assert [(t.rule, t.count, t.of) for t in report.held] == [(Rule.UNUSABLE, 60, 90)]
    assert light_catalog.revision == 0


def test_a_hopeless_reading_is_stopped_before_it_fills_the_quarantine(light_catalog: Catalog, sync: SyncInto) -> None:
    broken = [replace(row, fields={"name": ("x\x00",)}) for row in people(5001)]
    report = sync(light_catalog, ListedSource([*people(3000), *broken, *people(2)]))
    assert (report.state, report.exit_code) == (RunState.FAILED, ExitCode.HELD)
    assert "5000 of 8000 rows cannot be used" in report.error
    assert light_catalog.journal.staging.runs_with_rows() == set()


def test_a_discarded_run_is_over_and_told_in_the_audit(catalog: Catalog, sync: SyncInto) -> None:
    sync(catalog, ListedSource(people(100)))
    held = sync(catalog, ListedSource(people(50)))
    discard_run(held.run_id, who="wang", catalog=catalog)
    assert catalog.journal.staging.runs_with_rows() == set()
    assert [entry.act for entry in catalog.journal.audit.newest(1)] == ["discard run"]
    with pytest.raises(BadInput, match="discarded, not held"):
        discard_run(held.run_id, who="wang", catalog=catalog)
    assert sync(catalog, ListedSource(people(100))).written == 0


def test_a_held_change_tells_both_values(light_catalog: Catalog, sync: SyncInto) -> None:
    rows = people(40)
    sync(light_catalog, ListedSource(rows))
    report = sync(light_catalog, ListedSource([changed(row, title="经理", city="海口") for row in rows]))
    change = next(held_changes(report.run_id, light_catalog))
    assert (change.act, change.key, change.unit) == (Act.CHANGE, "p00000", "部门0")
    assert change.fields == {"title": (["工程师"], ["经理"]), "city": ([], ["海口"])}


def test_a_guard_of_a_hundred_percent_weighs_no_units(light_catalog: Catalog, sync: SyncInto) -> None:
    rows = people(300)
    sync(light_catalog, ListedSource(rows))
    off = GuardSettings(removals_percent=100, unit_percent=100)
    assert sync(light_catalog, ListedSource(rows[100:]), off).state is RunState.DONE
