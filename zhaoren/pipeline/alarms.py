"""Faults that somebody must hear of, told once and again every day while they last, and once more when they are over.

What is told are names of sources, times and counts; never a person, never a secret.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from schemas.source_settings import SourceSettings
from zhaoren.catalog.alarms import Alarm
from zhaoren.catalog.catalog import Catalog
from zhaoren.catalog.runs import RunState
from zhaoren.foundation.clock import iso
from zhaoren.foundation.logs import redact
from zhaoren.foundation.staleness import is_stale
from zhaoren.search_index.port import EngineUnavailable, SearchEngine


class NotTold(Exception):
    """A way of telling that did not work; says why, without secrets."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told at once: faults that last, and faults that are over."""

    group: str
    lasting: tuple[Alarm, ...]
    over: tuple[Alarm, ...]

    @property
    def subject(self) -> str:
        """One line."""
        if self.lasting:
            return f"zhaoren: {len(self.lasting)} 项需要处理 / needs attention: {self.lasting[0].name}"
        return f"zhaoren: 已恢复 / over: {self.over[0].name}"

    @property
    def text(self) -> str:
        """A line for each."""
        lines = [self.group] if self.group else []
        lines += [f"- {alarm.sentence} ({alarm.raised_at} 起 / since)" for alarm in self.lasting]
        lines += [f"- 已恢复 / over: {alarm.name} ({alarm.raised_at} 起 / since)" for alarm in self.over]
        return "\n".join(redact(line) for line in lines) + "\n"

    def to_json(self) -> dict[str, object]:
        """Plain values, for services."""
        return {
            "group": self.group,
            "lasting": [_plain(alarm) for alarm in self.lasting],
            "over": [_plain(alarm) for alarm in self.over],
        }


Teller = Callable[[Notice], None]


@dataclass(frozen=True, slots=True)
class Told:
    """What `raise_alarms` did: the faults that last, whether anybody was told now, and the ways that did not work."""

    lasting: tuple[Alarm, ...]
    told: bool
    failures: tuple[str, ...]


def raise_alarms(
    group: str,
    sources: Iterable[SourceSettings],
    catalog: Catalog,
    engine: SearchEngine | None,
    tellers: Sequence[Teller],
    again_every: timedelta = timedelta(hours=24),
) -> Told:
    """Look for faults and tell those that were not told yet, or not for long.

    A way of telling that fails ends nothing: what nobody could be told is told the next time.
    """
    now = catalog.clock()
    store = catalog.journal.alarms
    over = store.replace(faults(sources, catalog, engine), iso(now))
    lasting = tuple(store.all())
    due = tuple(one for one in lasting if one.told_at is None or _age(one.told_at, now) >= again_every)
    ended = tuple(one for one in over if one.told_at is not None)
    if not tellers or not (due or ended):
        return Told(lasting, False, ())
    notice, failures = Notice(group, due, ended), []
    for tell in tellers:
        try:
            tell(notice)
        except NotTold as why:
            failures.append(redact(str(why)))
    told = len(failures) < len(tellers)
    if told:
        store.told([one.name for one in due], iso(now))
    return Told(lasting, told, tuple(failures))


def faults(sources: Iterable[SourceSettings], catalog: Catalog, engine: SearchEngine | None) -> dict[str, str]:
    """Name -> sentence of each fault; none when the directory is as fresh as it was promised to be.

    Args:
        sources: as configured; those switched off are not looked at.
        engine: the index is not looked at without it.
    """
    now = catalog.clock()
    found: dict[str, str] = {}
    for source in sources:
        if source.enabled:
            found.update(_of_source(source, catalog, now))
    if engine is not None:
        found.update(_of_index(engine, catalog))
    return found


def _of_index(engine: SearchEngine, catalog: Catalog) -> Iterator[tuple[str, str]]:
    try:
        behind = catalog.revision - engine.applied_revision()
    except EngineUnavailable as wrong:
        yield "index", _both(f"搜索引擎没有应答：{wrong}", f"the search engine does not answer: {wrong}")
        return
    if behind > 0:
        zh = f"索引比目录落后 {behind} 个版本，发布未完成"
        yield "index", _both(zh, f"the index is {behind} revisions behind the catalog; publishing did not end")


def _of_source(source: SourceSettings, catalog: Catalog, now: datetime) -> Iterator[tuple[str, str]]:
    name = source.name
    times = catalog.journal.runs.times_of(name)
    if times is None:
        yield f"stale:{name}", _both(f"来源“{name}”从未成功读取", f"source '{name}' was never read well")
    elif is_stale(source, times.last_good, now):
        hours, allowed = f"{_age(times.last_good, now).total_seconds() / 3600:.0f}", f"{source.stale_after_hours:g}"
        zh = f"来源“{name}”已有 {hours} 小时未成功读取，最多允许 {allowed} 小时"
        yield f"stale:{name}", _both(zh, f"source '{name}' was last read well {hours} hours ago, {allowed} are allowed")
    for held in catalog.journal.runs.newest(name, state=RunState.HELD, limit=1):
        zh = f"来源“{name}”自 {held.started_at} 起被护栏暂停：请查看运行 {held.id}，批准或修正"
        en = f"source '{name}' is held since {held.started_at}: look at run {held.id}, approve or mend it"
        yield f"held:{name}", _both(zh, en)
    if not getattr(source, "verify_certificate", True):
        en = f"source '{name}' is read without checking the server's certificate"
        yield f"tls:{name}", _both(f"读取来源“{name}”时未校验服务器证书", en)


def _both(zh: str, en: str) -> str:
    """Whoever is told by mail or webhook has chosen no language."""
    return f"{zh} / {en}"


def _age(moment: str, now: datetime) -> timedelta:
    return now - datetime.fromisoformat(moment)


def _plain(alarm: Alarm) -> Mapping[str, str]:
    return {"name": alarm.name, "sentence": redact(alarm.sentence), "since": alarm.raised_at}
