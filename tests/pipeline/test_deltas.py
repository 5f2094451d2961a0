"""Readings of changes: from the checkpoint, whole again from time to time, resumed with one page read again at most."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from schemas.records import SourceRecord
from schemas.source_settings import FilesSource, FileTable
from tests.pipeline.changing_silo import ChangingSilo, TwoKinds
from tests.pipeline.listed_source import PERSON, UNIT, changed, people
from zhaoren.catalog.catalog import Catalog
from zhaoren.catalog.runs import RunState
from zhaoren.foundation.errors import ExitCode
from zhaoren.foundation.settings import GuardSettings
from zhaoren.pipeline.run_report import KindCounts, RunReport
from zhaoren.pipeline.sync import sync_source
from zhaoren.pipeline.sync_plan import SyncPlan, guard_of, plan_of

SETTINGS = FilesSource(kind="legacy_files", name="hr")
_BEGIN = datetime(2026, 11, 22, 8, tzinfo=UTC)

SyncAt = Callable[..., RunReport]


def _sync(
    catalog: Catalog, silo: ChangingSilo, hours: float = 0, plan: SyncPlan | None = None, *, dry_run: bool = False
) -> RunReport:
    plan = plan or plan_of(SETTINGS, silo)
    moment = _BEGIN + timedelta(hours=hours)
    return sync_source(
        "hr",
        catalog=catalog,
        connector=silo,
        guard=GuardSettings(),
        plan=plan,
        clock=lambda: moment,
        dry_run=dry_run,
    )


def _silo(count: int = 100) -> ChangingSilo:
    silo = ChangingSilo()
    silo.put(*people(count))
    return silo


def _present(catalog: Catalog) -> set[str]:
    return {record.ref.key for record in catalog.records.all() if record.state == "present"}


def test_only_what_changed_is_read_and_only_what_the_source_says_ends(catalog: Catalog) -> None:
    silo = _silo()
    _sync(catalog, silo)
    silo.put(changed(people(3)[2], title="经理"), replace(people(1)[0], key="new"))
    silo.delete("p00005")
    report = _sync(catalog, silo, hours=1)
    assert silo.read_from == [None, "100"]
    assert report.kinds[PERSON] == KindCounts(read=3, added=1, changed=1, deleted=1, changed_fields={"title": 1})
    assert (report.full, report.cursor_before, report.cursor_after) == (False, "100", "103")
    assert report.exit_code is ExitCode.DONE
    assert _present(catalog) == set(silo.people)
    revision = catalog.revision
    assert _sync(catalog, silo, hours=2).written == 0
    assert catalog.revision == revision


def test_everything_is_read_again_once_a_day_and_finds_who_left_without_a_word(catalog: Catalog) -> None:
    silo = _silo()
    _sync(catalog, silo)
    silo.lose("p00007")
    assert _sync(catalog, silo, hours=23).full is False
    assert "p00007" in _present(catalog)
    report = _sync(catalog, silo, hours=25)
    assert (report.full, report.kinds[PERSON].missing) == (True, 1)
    assert _sync(catalog, silo, hours=26).full is False


def test_a_whole_reading_that_cannot_be_completed_gives_way_to_changes_meanwhile(light_catalog: Catalog) -> None:
    class Limited(ChangingSilo):
        limited = False

        def read(self, since):  # type: ignore[no-untyped-def] # as the base class has it
            outcome = yield from super().read(since)
            if outcome.complete and self.limited:
                return replace(outcome, complete=False, why_incomplete="size limit", checkpoint=None)
            return outcome

    silo = Limited()
    silo.put(*people(50))
    _sync(light_catalog, silo)
    silo.limited = True
    report = _sync(light_catalog, silo, hours=30)
    assert (report.full, report.exit_code) == (True, ExitCode.QUARANTINED)
    silo.delete("p00003")
    assert _sync(light_catalog, silo, hours=31).kinds[PERSON].deleted == 1
    assert silo.read_from == [None, None, "50"]
    assert _sync(light_catalog, silo, hours=37).full


def test_a_killed_reading_goes_on_with_one_page_read_again_at_most(catalog: Catalog) -> None:
    silo = _silo(100)
    silo.breaks_after = 57
    assert _sync(catalog, silo).exit_code is ExitCode.BUSY
    silo.breaks_after = None
    report = _sync(catalog, silo, hours=1)
    assert report.kinds[PERSON] == KindCounts(read=100, added=100)
    assert (report.attempts, report.full) == (2, True)
    assert silo.served <= 100 + silo.page


def test_what_changes_while_a_reading_is_interrupted_is_not_lost(catalog: Catalog) -> None:
    silo = _silo(100)
    silo.breaks_after = 57
    _sync(catalog, silo)
    silo.breaks_after = None
    silo.put(changed(people(1)[0], title="总经理"))
    silo.delete("p00002")
    _sync(catalog, silo, hours=1)
    report = _sync(catalog, silo, hours=2)
    assert (report.kinds[PERSON].changed, report.kinds[PERSON].deleted) == (1, 1)
    assert _present(catalog) == set(silo.people)


def test_fault_55_a_cursor_that_is_of_no_use_any_more_is_followed_by_a_whole_reading(catalog: Catalog) -> None:
    silo = _silo(60)
    _sync(catalog, silo)
    silo.put(changed(people(1)[0], title="总经理"))
    silo.lose("p00009")
    silo.oldest = 61
    report = _sync(catalog, silo, hours=1)
    assert silo.read_from == [None, "60"]
    assert (report.full, report.kinds[PERSON].missing, report.kinds[PERSON].changed) == (True, 1, 1)
    assert report.cursor_after == "61"


@pytest.mark.parametrize("what", ["connector", "scope"])
def test_fault_55_a_new_version_or_scope_is_followed_by_a_whole_reading(catalog: Catalog, what: str) -> None:
    silo = _silo(60)
    _sync(catalog, silo)
    plan = None
    if what == "connector":
        silo.version = 2
    else:
        plan = plan_of(SETTINGS.model_copy(update={"people": (FileTable(path="x.csv"),)}), silo)
    report = _sync(catalog, silo, 1, plan)
    assert (report.full, report.kinds[PERSON]) == (True, KindCounts(read=60, same=60))
    assert _sync(catalog, silo, 2, plan).full is False
    assert silo.read_from == [None, None, "60"]


def test_fault_55_a_catalog_that_does_not_know_the_scope_ends_nobody(catalog: Catalog) -> None:
    silo = _silo(60)
    _sync(catalog, silo, plan=SyncPlan())
    state = catalog.sources.get("hr")
    assert state is not None
    assert (state.scope, state.checkpoint) == (None, "60")
    silo.put(*people(61)[60:])
    report = _sync(catalog, silo, hours=1)
    assert (report.full, report.kinds[PERSON].added, report.kinds[PERSON].missing) == (True, 1, 0)


def test_settings_that_change_nothing_of_what_is_read_keep_the_cursor() -> None:
    silo = _silo(1)
    same = SETTINGS.model_copy(update={"priority": 80, "enabled": False, "full_every_hours": 2.0})
    assert plan_of(same, silo).scope == plan_of(SETTINGS, silo).scope
    assert plan_of(SETTINGS.model_copy(update={"company": "x"}), silo).scope != plan_of(SETTINGS, silo).scope


def test_a_kind_without_changes_is_judged_whole_beside_one_with_changes(catalog: Catalog) -> None:
    units = [SourceRecord(UNIT, f"u{n}", {"name": (f"部门{n}",)}) for n in range(30)]
    silo = TwoKinds(units=units)
    silo.put(*people(300))
    _sync(catalog, silo)
    silo.put(*(changed(row, title="经理") for row in people(30)))
    silo.delete("p00290")
    silo.units = units[1:]
    report = _sync(catalog, silo, hours=1)
    assert report.state is RunState.DONE
    assert (report.kinds[PERSON].changed, report.kinds[PERSON].deleted, report.kinds[PERSON].missing) == (30, 1, 0)
    assert report.kinds[UNIT].missing == 1
    assert report.full is False
    # Units alone were read whole: the day of the whole reading of everybody still comes.
    assert _sync(catalog, silo, hours=25).full


def test_a_dry_run_of_changes_leaves_the_cursor_where_it_was(catalog: Catalog) -> None:
    silo = _silo(40)
    _sync(catalog, silo)
    silo.delete("p00001")
    state, runs = catalog.sources.get("hr"), catalog.journal.runs.newest("hr")
    assert _sync(catalog, silo, hours=1, dry_run=True).kinds[PERSON].deleted == 1
    assert (catalog.sources.get("hr"), catalog.journal.runs.newest("hr")) == (state, runs)
    assert _sync(catalog, silo, hours=1).kinds[PERSON].deleted == 1


def test_a_source_may_have_a_guard_of_its_own() -> None:
    group = GuardSettings(removals_percent=10, removals_count=5)
    assert guard_of(group, SETTINGS) is group
    own = FilesSource.model_validate({"kind": "legacy_files", "name": "hr", "guard": {"removals_count": 500}})
    assert guard_of(group, own) == group.model_copy(update={"removals_count": 500})
