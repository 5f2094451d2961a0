"""One machine that keeps the directory fresh: every source at its own times, then joining and publishing what is new.

The plan is the one that Airflow runs at scale. Leases keep it from colliding with a command, a DAG or another schedule;
a source that somebody else reads at its time is left to him.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from schemas.source_settings import LdapSource, SourceSettings
from zhaoren.foundation.errors import BadInput, Busy, ZhaorenError
from zhaoren.foundation.settings import Settings
from zhaoren.pipeline.refresh import Refresh, RefreshReport
from zhaoren.pipeline.watching import start_watching
from zhaoren.search_index.port import EngineBusy, EngineUnavailable

# A machine that slept through a time still reads once when it wakes up, not once for each time.
_LATE_FOR_S = 24 * 3600
_LOOKS_EVERY_S = 0.5
# What could not be joined or published is tried again after so long; alarms are looked at as often.
_AGAIN_AFTER_S = 60.0
_NAMED = {"@hourly": "0 * * * *", "@daily": "0 0 * * *", "@weekly": "0 0 * * 0"}


def triggers_of(settings: Settings) -> dict[str, CronTrigger]:
    """Source -> when it is read; those switched off are left out.

    Raises:
        BadInput: a schedule is no cron line.
    """
    return {source.name: _trigger(source, settings) for source in settings.sources if source.enabled}


def _trigger(source: SourceSettings, settings: Settings) -> CronTrigger:
    line = source.schedule or settings.schedule
    try:
        return CronTrigger.from_crontab(_NAMED.get(line.strip(), line))
    except (ValueError, TypeError) as wrong:
        where = f"source '{source.name}'" if source.schedule else "zhaoren.toml"
        raise BadInput(f"{where}: schedule", f"'{line}' is no cron line ({wrong})", "write e.g. 7 * * * *") from None


@dataclass(slots=True)
class Schedule:
    """Runs until `stop` is set.

    Attributes:
        tell: given every report, of a reading or of a joining.
        fault: given the one sentence of what could not be done now.
        look: called every minute, and after each joining: the alarms.
    """

    settings: Settings
    work: Refresh
    stop: Event
    tell: Callable[[RefreshReport], None]
    fault: Callable[[str], None]
    look: Callable[[], None]
    _news: Event = field(default_factory=Event)

    def run(self, at_once: Sequence[str] = ()) -> None:
        """Read each source at its times, and those named at once; returns when the last reading has ended.

        Raises:
            BadInput: a schedule is no cron line.
        """
        scheduler = self._scheduler(triggers_of(self.settings), at_once)
        scheduler.start()
        for source in self.settings.sources:
            if source.enabled and isinstance(source, LdapSource) and source.watch:
                start_watching(
                    source,
                    catalog=self.work.catalog,
                    open_source=self.work.open_source,
                    read=self._read,
                    fault=self.fault,
                    stop=self.stop,
                )
        quiet_s = 0.0
        try:
            self._news.set()  # what an earlier process has read and not published
            while not self.stop.wait(_LOOKS_EVERY_S):
                quiet_s += _LOOKS_EVERY_S
                if self._news.is_set():
                    self._join()
                    quiet_s = 0.0
                elif quiet_s >= _AGAIN_AFTER_S:
                    self.look()
                    quiet_s = 0.0
        finally:
            scheduler.shutdown(wait=True)

    def _scheduler(self, triggers: Mapping[str, CronTrigger], at_once: Sequence[str]) -> BackgroundScheduler:
        scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(self.settings.parallel_sources)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": _LATE_FOR_S},
        )
        for source in self.settings.sources:
            if source.name in triggers:
                first = {"next_run_time": datetime.now().astimezone()} if source.name in at_once else {}
                scheduler.add_job(self._read, triggers[source.name], args=[source], id=source.name, **first)
        return scheduler

    def _read(self, source: SourceSettings) -> None:
        try:
            report = self.work.read([source])
        except ZhaorenError as wrong:
            self.fault(str(wrong))
            return
        self.tell(report)
        if any(run.written for run in report.runs):
            self._news.set()

    def _join(self) -> None:
        self._news.clear()
        try:
            report = self.work.join()
        except (Busy, EngineBusy, EngineUnavailable) as later:
            self.fault(str(later))
            self._news.set()
            self.stop.wait(_AGAIN_AFTER_S)
            return
        except ZhaorenError as wrong:
            self.fault(str(wrong))
            return
        if not report.wrote_nothing:
            self.tell(report)
        self.look()
