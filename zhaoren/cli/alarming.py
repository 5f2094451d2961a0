"""`alarms`: what somebody must look at, and telling it to those who are named in `[alarm]`."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from zhaoren.cli.asking import DEFAULT_CONFIG, Config, Json
from zhaoren.cli.console import err, out, print_json, told, words
from zhaoren.foundation.errors import ExitCode
from zhaoren.foundation.settings import Settings, load_settings
from zhaoren.wiring import open_catalog, open_engine, open_tellers

if TYPE_CHECKING:
    from zhaoren.catalog.catalog import Catalog
    from zhaoren.pipeline.alarms import Told
    from zhaoren.search_index.port import SearchEngine


@told
def alarms(
    test: Annotated[bool, typer.Option("--test", help="发一条试验通知 / tell a trial alarm")] = False,
    json_: Json = False,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """需要处理的事；新的会按配置通知 / what needs attention; what is new is told as configured."""
    settings = load_settings(config)
    if test:
        _test(settings)
        return
    with closing(open_catalog(settings)) as catalog, closing(open_engine(settings)) as engine:
        found = tell_alarms(settings, catalog, engine)
    if json_:
        print_json({**asdict(found), "exit_code": int(ExitCode.FAILED if found.lasting else ExitCode.DONE)})
    else:
        for alarm in found.lasting:
            out.print(escape(f"{alarm.raised_at}  {alarm.sentence}"))
        if not found.lasting:
            out.print(words("没有需要处理的事", "nothing needs attention"))
    if found.lasting or found.failures:
        raise typer.Exit(int(ExitCode.FAILED))


def tell_alarms(settings: Settings, catalog: Catalog, engine: SearchEngine) -> Told:
    """Look for faults and tell the new ones; a way of telling that fails is said on standard error."""
    from zhaoren.pipeline.alarms import raise_alarms

    tellers, again = open_tellers(settings), timedelta(hours=settings.alarm.again_every_hours)
    found = raise_alarms(settings.group_name, settings.sources, catalog, engine, tellers, again)
    for failure in found.failures:
        err.print(words("通知未送达：", "an alarm was not told: ") + failure, markup=False)
    return found


def _test(settings: Settings) -> None:
    from zhaoren.catalog.alarms import Alarm
    from zhaoren.foundation.clock import iso, system_clock
    from zhaoren.pipeline.alarms import Notice, NotTold

    trial = Alarm("test", words("试验通知，无需处理", "a trial; nothing needs to be done"), iso(system_clock()))
    tellers = open_tellers(settings)
    failed = not tellers
    if not tellers:
        err.print(words("[alarm] 里没有配置通知方式", "nobody is named in [alarm]"), markup=False)
    for tell in tellers:
        try:
            tell(Notice(settings.group_name, (trial,), ()))
        except NotTold as why:
            failed = True
            err.print(str(why), markup=False)
    if failed:
        raise typer.Exit(int(ExitCode.BAD_INPUT))
    out.print(words("已通知", "told"))


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(alarms)
