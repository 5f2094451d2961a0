"""The whole way, in one page: every source, then joining, then publishing. The command line's and the page's road."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from functools import partial
from threading import Event

from schemas.errors import SourceError
from schemas.records import Checkpoint, CheckStep, Connector, ReadOutcome, SourceEvent, SourceReport
from schemas.source_settings import SourceSettings
from zhaoren.catalog.catalog import Catalog
from zhaoren.foundation.errors import Busy, ExitCode, Stopped, gravest
from zhaoren.foundation.settings import Settings
from zhaoren.pipeline.identity_model import scorer_of
from zhaoren.pipeline.publish import PublishReport, publish
from zhaoren.pipeline.retrying import retry_rows
from zhaoren.pipeline.run_report import RunReport
from zhaoren.pipeline.side_processes import collecting_seldom
from zhaoren.pipeline.sync import SyncProgress, sync_source
from zhaoren.pipeline.sync_plan import guard_of, plan_of
from zhaoren.pipeline.unify import UnifyReport, unify
from zhaoren.search_index.port import SearchEngine

Progress = Callable[[str, int], None]
_LOOKS_EVERY_S = 0.5

OpenSource = Callable[[SourceSettings], Connector]


@dataclass(frozen=True, slots=True)
class RefreshReport:
    """What a refresh did. `unified` and `published` are None where the refresh ended before them."""

    runs: tuple[RunReport, ...]
    busy: tuple[str, ...] = ()
    unified: UnifyReport | None = None
    published: PublishReport | None = None

    @property
    def exit_code(self) -> ExitCode:
        """The gravest of all sources."""
        return gravest([run.exit_code for run in self.runs] + [ExitCode.BUSY for _ in self.busy])

    @property
    def wrote_nothing(self) -> bool:
        """Whether neither catalog nor index was touched."""
        return not any(run.written for run in self.runs) and (self.published is None or not self.published.changed)


@dataclass(slots=True)
class Refresh:
    """One refresh of some or all sources.

    One source's failure ends nothing: what the others said is joined and published, and what the failed one said
    last time still stands.

    Attributes:
        done: what was done until now; what there is to tell when an error ends it.
    """

    settings: Settings
    catalog: Catalog
    engine: SearchEngine
    open_source: OpenSource
    on_progress: Progress = field(default=lambda _step, _count: None)
    stop: Event | None = None
    done: RefreshReport = field(default_factory=lambda: RefreshReport(()))

    def run(self, sources: Iterable[SourceSettings], *, full: bool = False, dry_run: bool = False) -> RefreshReport:
        """Sync these sources side by side, then join and publish whatever is new.

        Raises:
            EngineUnavailable: everything was read and joined, but not published; running again publishes it.
            Busy: another joining is under way.
        """
        read = self.read(sources, full=full, dry_run=dry_run)
        return read if dry_run or (self.stop is not None and self.stop.is_set()) else self.join(read)

    def read(self, sources: Iterable[SourceSettings], *, full: bool = False, dry_run: bool = False) -> RefreshReport:
        """Sync these sources side by side; joins and publishes nothing."""
        runs: list[RunReport] = []
        busy: list[str] = []
        # In threads of their own even when there is one: a signal then reaches the main thread at any time.
        threads = ThreadPoolExecutor(self.settings.parallel_sources, thread_name_prefix="sync")
        with collecting_seldom(), threads as pool:
            begun: list[tuple[str, Future[RunReport]]] = []
            for source in sources:
                # Written in the order of the configuration: new records, and so new people, get their numbers in an
                # order that does not depend on which server was the fastest.
                turn = partial(self._wait_for, [running for _, running in begun])
                running = pool.submit(self._sync, source, full=full, dry_run=dry_run, turn=turn)
                begun.append((source.name, running))
            for name, running in begun:
                try:
                    runs.append(running.result())
                except Busy:
                    busy.append(name)
        self.done = RefreshReport(tuple(runs), tuple(busy))
        return self.done

    def read_quarantined(self, sources: Iterable[SourceSettings]) -> RefreshReport:
        """Read the quarantined rows of these sources alone, one source after the other.

        A source of which only a whole reading helps is in neither list of the report.
        """
        runs: list[RunReport] = []
        busy: list[str] = []
        for source in sources:
            connector = self._opened(source)
            try:
                report = retry_rows(
                    source.name,
                    catalog=self.catalog,
                    connector=connector,
                    guard=guard_of(self.settings.guard, source),
                    plan=plan_of(source, connector),
                    on_progress=self._progressed,
                    stop=self.stop,
                )
            except Busy:
                busy.append(source.name)
                continue
            if report is not None:
                runs.append(report)
        return RefreshReport(tuple(runs), tuple(busy))

    def join(self, read: RefreshReport | None = None) -> RefreshReport:
        """Join and publish what is in the catalog; `read` is what was read before it.

        Raises:
            EngineUnavailable: everything is joined, but not published; running again publishes it.
            Busy: another joining is under way.
        """
        self.done = read or RefreshReport(())
        unified = unify(
            self.catalog,
            self.settings.sources,
            scorer=scorer_of(self.settings),
            on_progress=self.on_progress,
            processes=self.settings.joining_processes,
        )
        self.done = replace(self.done, unified=unified)
        with collecting_seldom():
            published = publish(
                self.catalog,
                self.engine,
                on_progress=self.on_progress,
                processes=self.settings.joining_processes,
            )
        self.done = replace(self.done, published=published)
        return self.done

    def _wait_for(self, earlier: list[Future[RunReport]]) -> None:
        while wait(earlier, timeout=_LOOKS_EVERY_S).not_done:
            if self.stop is not None and self.stop.is_set():
                raise Stopped("", "this run was asked to end", "run it again to finish")

    def _sync(
        self, source: SourceSettings, *, full: bool, dry_run: bool, turn: Callable[[], None] | None = None
    ) -> RunReport:
        connector = self._opened(source)
        return sync_source(
            source.name,
            catalog=self.catalog,
            connector=connector,
            guard=guard_of(self.settings.guard, source),
            plan=plan_of(source, connector),
            full=full,
            dry_run=dry_run,
            on_progress=self._progressed,
            stop=self.stop,
            turn=turn,
        )

    def _progressed(self, progress: SyncProgress) -> None:
        self.on_progress(f"{progress.source} {progress.stage}", progress.rows)

    def _opened(self, source: SourceSettings) -> Connector:
        """The connector, or one that says why there is none: a missing secret of one source must not end the others."""
        try:
            return self.open_source(source)
        except SourceError as refused:
            return _Refused(source.name, refused)


@dataclass(slots=True)
class _Refused:
    """Stands for a source that could not be opened; reading it fails as the opening did."""

    name: str
    why: SourceError

    def check(self) -> SourceReport:
        """The one step that failed."""
        return SourceReport(self.name, (CheckStep("open", passed=False, message=str(self.why)),))

    def read(self, since: Checkpoint | None) -> Generator[SourceEvent, None, ReadOutcome]:  # noqa: ARG002
        """Nothing can be read."""
        yield from ()  # makes this a generator, as the contract asks
        raise self.why
