"""Runs for the doors of the house: each call is for a viewer, and only an administrator gets anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from schemas.errors import SourceError
from schemas.records import Connector
from schemas.run_json import ApprovedOut, ChangeAct, HeldChangesOut, QuarantineOut, RunCardOut, RunsOut, SourcesOut
from schemas.source_settings import SourceSettings
from schemas.viewer import Viewer
from zhaoren.access.administration import may_administer
from zhaoren.catalog.catalog import Catalog
from zhaoren.catalog.runs import RunState
from zhaoren.foundation.errors import Conflict, NotAllowed, NotFound
from zhaoren.foundation.logs import redact
from zhaoren.foundation.settings import Settings
from zhaoren.pipeline.held_runs import discard_run
from zhaoren.pipeline.run_listing import list_changes, list_quarantine, list_runs, list_sources, run_card
from zhaoren.pipeline.run_metrics import run_metrics
from zhaoren.pipeline.sync import SourceMoved, approve_run
from zhaoren.pipeline.sync_plan import NO_PLAN, guard_of, plan_of

Applied = Literal["now", "soon", "next_refresh"]


@dataclass(frozen=True, slots=True)
class RunDesk:
    """One catalog's runs.

    Every method raises NotAllowed for a viewer who is no administrator, before anything is read.

    Attributes:
        catalog: opened when first asked for.
        open_source: the connector of a source, for an approval that reads it again first.
        apply: brings the directory and the index up to what was approved, or sees to it; tells which.
    """

    settings: Settings
    catalog: Callable[[], Catalog]
    open_source: Callable[[SourceSettings], Connector]
    apply: Callable[[], Applied]

    def sources(self, viewer: Viewer) -> SourcesOut:
        """How fresh each source is."""
        _check(viewer)
        return list_sources(self.settings.sources, self.catalog())

    def runs(
        self,
        viewer: Viewer,
        *,
        source: str | None = None,
        state: str | None = None,
        before: str | None = None,
        limit: int = 50,
    ) -> RunsOut:
        """A page of runs, the newest first."""
        _check(viewer)
        wanted = RunState(state) if state is not None else None
        return list_runs(self.catalog(), source=source, state=wanted, before=before, limit=limit)

    def run(self, viewer: Viewer, run_id: str) -> RunCardOut:
        """One run whole."""
        _check(viewer)
        return run_card(run_id, self.catalog())

    def changes(
        self, viewer: Viewer, run_id: str, act: ChangeAct, *, after: int = 0, limit: int = 50
    ) -> HeldChangesOut:
        """A page of what a held run would change.

        Raises:
            NotFound: there is no such run.
            Conflict: it is not held, or no longer.
        """
        _check(viewer)
        self._held(run_id)
        return list_changes(run_id, self.catalog(), act, after=after, limit=limit)

    def approve(self, viewer: Viewer, run_id: str, *, reread: bool = False) -> ApprovedOut:
        """Write the very difference that a run was held with, as `zhaoren runs approve` does.

        Args:
            reread: read the source first; where it says something else now, nothing is written.

        Raises:
            NotFound: there is no such run.
            Conflict: it is not held any more, or the catalog has changed since.
            BadInput: its source is not configured any more.
            Busy: another run of this source is under way.
        """
        _check(viewer)
        catalog = self.catalog()
        source = self.settings.source(self._held(run_id))
        try:
            connector = self.open_source(source) if reread else None
            report = approve_run(
                run_id,
                who=viewer.id,
                catalog=catalog,
                guard=guard_of(self.settings.guard, source),
                connector=connector,
                plan=NO_PLAN if connector is None else plan_of(source, connector),
            )
        except SourceMoved as moved:
            raise Conflict(moved.where, moved.what, moved.what_to_do) from None
        except SourceError as refused:
            raise Conflict(f"source '{source.name}'", redact(str(refused)), "nothing was written") from None
        approved = report.state is RunState.DONE
        return ApprovedOut(
            approved=approved, applied=self.apply() if approved else "now", run=run_card(report.run_id, catalog)
        )

    def discard(self, viewer: Viewer, run_id: str) -> RunCardOut:
        """Throw a held difference away, as `zhaoren runs discard` does.

        Raises:
            NotFound: there is no such run.
            Conflict: it is not held any more.
            Busy: a run of its source is under way.
        """
        _check(viewer)
        self._held(run_id)
        discard_run(run_id, who=viewer.id, catalog=self.catalog())
        return run_card(run_id, self.catalog())

    def quarantine(
        self,
        viewer: Viewer,
        *,
        source: str | None = None,
        run_id: str | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> QuarantineOut:
        """A page of rows that could not be used."""
        _check(viewer)
        return list_quarantine(self.catalog(), source=source, run_id=run_id, after=after, limit=limit)

    def metrics(self, viewer: Viewer) -> str:
        """The newest run of every source in numbers, for Prometheus."""
        _check(viewer)
        return run_metrics(self.settings.sources, self.catalog())

    def _held(self, run_id: str) -> str:
        """The source of a run that is held."""
        run = self.catalog().journal.runs.get(run_id)
        if run is None:
            raise NotFound("run", f"there is none with the id '{run_id}'")
        if run.state is not RunState.HELD:
            raise Conflict(f"run {run_id}", f"it is {run.state}, not held", "look at it again")
        return run.source


def _check(viewer: Viewer) -> None:
    if not may_administer(viewer):
        raise NotAllowed("runs", "only an administrator may")
