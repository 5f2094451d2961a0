"""Quarantined rows alone are read again: they are taken up, nothing is concluded about all others."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field, replace

import pytest

from schemas.records import RowPlace, Skipped, SourceEvent
from tests.pipeline.listed_source import PERSON, ListedSource, changed, people, person
from zhaoren.catalog.catalog import Catalog
from zhaoren.catalog.runs import OF_SOME_ROWS, RunState
from zhaoren.foundation.errors import Busy, ExitCode
from zhaoren.foundation.settings import GuardSettings
from zhaoren.pipeline.retrying import retry_rows
from zhaoren.pipeline.run_report import RunReport
from zhaoren.pipeline.sync import approve_run, sync_source
from zhaoren.pipeline.sync_plan import SyncPlan

GUARD, PLAN = GuardSettings(), SyncPlan("as mapped")
BROKEN = Skipped(PERSON, "t_emp emp_id=77", "its name holds a zero byte")


@dataclass
class PlacedSource(ListedSource):
    """A listed source that can also be asked for single rows.

    Attributes:
        at: what stands at a position.
        alone: whether single rows can be had.
        asked: the positions that were asked for.
    """

    at: dict[str, SourceEvent] = field(default_factory=dict)
    alone: bool = True
    asked: list[str] = field(default_factory=list)

    def read_places(self, places: Sequence[RowPlace]) -> Generator[SourceEvent, None, frozenset[RowPlace]]:
        self.asked += [place.position for place in places]
        if not self.alone:
            return frozenset(places)
        yield from (self.at[place.position] for place in places if place.position in self.at)
        return frozenset()


def _sync(catalog: Catalog, source: ListedSource, *, full: bool = False) -> RunReport:
    return sync_source("hr", catalog=catalog, connector=source, guard=GUARD, plan=PLAN, full=full)


def _retry(catalog: Catalog, source: ListedSource, plan: SyncPlan = PLAN) -> RunReport | None:
    return retry_rows("hr", catalog=catalog, connector=source, guard=GUARD, plan=plan)


def _listed(catalog: Catalog) -> list[str]:
    return [row.position for row in catalog.journal.quarantine.newest("hr")]


@pytest.fixture
def source(catalog: Catalog) -> PlacedSource:
    """Thirty people and a row that could not be used, read once; then the row is mended."""
    source = PlacedSource([*people(30), BROKEN], after="place 1")
    assert _sync(catalog, source).skipped == 1
    source.at = {BROKEN.position: person("77", BROKEN.position, name="王伟", department="部门1")}
    return source


def test_a_mended_row_is_taken_up_and_leaves_the_quarantine(catalog: Catalog, source: PlacedSource) -> None:
    before, state = catalog.journal.runs.times_of("hr"), catalog.sources.get("hr")
    report = _retry(catalog, source)
    assert report is not None
    assert (report.state, report.exit_code, report.written, report.full) == (RunState.DONE, ExitCode.DONE, 1, False)
    assert (source.asked, _listed(catalog)) == ([BROKEN.position], [])
    assert sum(catalog.records.counts("hr").values()) == 31
    after = catalog.sources.get("hr")
    assert state is not None
    assert after is not None
    # It was not read any better than before, and goes on from where it was.
    assert (after.checkpoint, after.last_good, after.last_complete) == ("place 1", state.last_good, state.last_complete)
    assert catalog.journal.runs.times_of("hr") == before
    assert catalog.journal.runs.newest("hr")[0].is_part
    assert _retry(catalog, source) is None


def test_a_row_that_still_cannot_be_used_is_listed_once(catalog: Catalog, source: PlacedSource) -> None:
    source.at = {BROKEN.position: replace(BROKEN, reason="has no name")}
    report = _retry(catalog, source)
    assert report is not None
    assert (report.exit_code, report.written, report.revision) == (ExitCode.QUARANTINED, 0, None)
    assert [row.reason for row in catalog.journal.quarantine.newest("hr")] == ["has no name"]


def test_a_row_that_is_no_longer_there_ends_nobody(catalog: Catalog, source: PlacedSource) -> None:
    source.at = {}
    report = _retry(catalog, source)
    assert report is not None
    assert (report.written, _listed(catalog)) == (0, [BROKEN.position])
    assert _sync(catalog, PlacedSource(people(30)), full=True).state is RunState.DONE
    assert _listed(catalog) == []


@pytest.mark.parametrize("why", ["alone", "scope", "no place", "connector"])
def test_where_single_rows_do_not_help_nothing_is_done(catalog: Catalog, source: PlacedSource, why: str) -> None:
    runs = [run.id for run in catalog.journal.runs.newest("hr")]
    source.alone = why != "alone"
    if why == "no place":
        _sync(catalog, PlacedSource([*people(30), replace(BROKEN, position="")]), full=True)
        runs = [run.id for run in catalog.journal.runs.newest("hr")]
    plan = SyncPlan("mapped otherwise") if why == "scope" else PLAN
    asked = ListedSource(people(30)) if why == "connector" else source
    assert _retry(catalog, asked, plan) is None
    assert [run.id for run in catalog.journal.runs.newest("hr")] == runs
    assert len(_listed(catalog)) == 1
    assert catalog.journal.staging.runs_with_rows() == set()


def test_what_the_guard_holds_is_approved_like_any_other(catalog: Catalog) -> None:
    rows = [Skipped(PERSON, f"row {n}", "has no name") for n in range(30)]
    known = [person(f"k{n}", f"row {n}", name=f"人{n}", title="工程师") for n in range(30)]
    _sync(catalog, PlacedSource([*people(60), *known]))
    source = PlacedSource([*people(60), *rows], after="place 1")
    _sync(catalog, source)
    source.at = {one.position: changed(one, title="") for one in known}
    held = _retry(catalog, source)
    assert held is not None
    assert (held.state, len(_listed(catalog))) == (RunState.HELD, 30)
    done = approve_run(held.run_id, who="wang", catalog=catalog, guard=GUARD)
    assert (done.state, done.written, _listed(catalog)) == (RunState.DONE, 30, [])


def test_a_killed_retry_is_cleared_away_by_the_next_run(catalog: Catalog, source: PlacedSource) -> None:
    state = catalog.sources.get("hr")
    assert state is not None
    with catalog.journal.leases.hold("source:hr") as lease:
        with pytest.raises(Busy):
            _retry(catalog, source)
        left = replace(
            catalog.journal.runs.newest("hr")[0], id="killed", state=RunState.RUNNING, cursor_before=OF_SOME_ROWS,
            cursor_row=1, started_at="2099-01-01T00:00:00Z", base_run=state.run_id,
        )  # fmt: skip
        catalog.journal.runs.put(left, lease)
    report = _retry(catalog, source)
    assert report is not None
    assert (report.written, _listed(catalog)) == (1, [])
    assert _sync(catalog, source).state is RunState.DONE
    killed = catalog.journal.runs.get("killed")
    assert killed is not None
    assert killed.state is RunState.FAILED


def test_a_row_that_a_reading_of_changes_takes_up_leaves_the_quarantine(catalog: Catalog, source: PlacedSource) -> None:
    source.changes = [source.at[BROKEN.position]]
    report = _sync(catalog, source)
    assert (report.written, report.full, _listed(catalog)) == (1, False, [])
