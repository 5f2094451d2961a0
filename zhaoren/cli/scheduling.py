"""`schedule`: one machine that keeps the directory fresh, until it is stopped."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from typing import Annotated

import typer
from rich.markup import escape

from zhaoren.cli.alarming import tell_alarms
from zhaoren.cli.asking import DEFAULT_CONFIG, Config
from zhaoren.cli.console import err, out, told, words
from zhaoren.cli.stopping import stoppable
from zhaoren.cli.syncing import show_refresh
from zhaoren.foundation.errors import BadInput
from zhaoren.foundation.logs import redact
from zhaoren.foundation.settings import Settings, load_settings
from zhaoren.wiring import open_catalog, open_engine, open_source


@told
def schedule(
    plan: Annotated[bool, typer.Option("--plan", help="只列出时间 / tell the times, run nothing")] = False,
    now: Annotated[bool, typer.Option("--now", help="先全部读取一次 / read everything once at the start")] = False,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """按时间表同步，直到被停止 / sync by the clock until stopped; a changed configuration counts after a restart."""
    from zhaoren.pipeline.refresh import Refresh
    from zhaoren.pipeline.scheduling import Schedule, triggers_of

    settings = load_settings(config)
    triggers = triggers_of(settings)
    if not triggers:
        raise BadInput("zhaoren.toml", "no source is switched on", "add one under [[sources]]")
    for name, trigger in triggers.items():
        following = trigger.get_next_fire_time(None, datetime.now().astimezone())
        out.print(escape(f"{name:24} {words('下次', 'next')} {following:%Y-%m-%d %H:%M}"))
    if plan:
        return
    with (
        closing(open_catalog(settings)) as catalog,
        closing(open_engine(settings, to_publish=True)) as engine,
        stoppable() as stop,
    ):
        unread = [name for name in triggers if catalog.journal.runs.times_of(name) is None]
        work = Refresh(settings, catalog, engine, lambda source: open_source(settings, source), stop=stop)

        def look() -> None:
            if _tells(settings):
                tell_alarms(settings, catalog, engine)

        def fault(sentence: str) -> None:
            err.print(redact(sentence), markup=False)

        Schedule(settings, work, stop, show_refresh, fault, look).run(list(triggers) if now else unread)
    out.print(words("已停止", "stopped"))


def _tells(settings: Settings) -> bool:
    return settings.alarm.mail is not None or settings.alarm.webhook is not None


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(schedule)
