"""`quarantine`: rows that could not be used, with place and reason; reading their sources again."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from zhaoren.cli.asking import DEFAULT_CONFIG, Config, Json
from zhaoren.cli.console import out, print_json, progress, told, words
from zhaoren.cli.stopping import stoppable
from zhaoren.cli.syncing import show_refresh
from zhaoren.foundation.errors import ExitCode, NotFound
from zhaoren.foundation.settings import Settings, load_settings
from zhaoren.wiring import open_catalog, open_engine, open_source

if TYPE_CHECKING:
    from zhaoren.pipeline.refresh import RefreshReport

quarantine_app = typer.Typer(help="不可用的行：位置与原因 / rows that could not be used", no_args_is_help=True)
Source = Annotated[str | None, typer.Argument(help="数据源，默认全部 / source, all by default")]


@quarantine_app.command(name="list")
@told
def list_(
    source: Source = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="最多几行 / how many")] = 100,
    json_: Json = False,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """列出隔离的行 / rows with place and reason; what they say is kept nowhere."""
    settings = load_settings(config)
    if source is not None:
        settings.source(source)
    with closing(open_catalog(settings)) as catalog:
        rows = catalog.journal.quarantine.newest(source, limit=limit)
    if json_:
        print_json([asdict(row) for row in rows])
        return
    for row in rows:
        out.print(escape(f"{row.source:16} {row.kind:8} {row.position or '-'}: {row.reason}"))
    if not rows:
        out.print(words("没有被隔离的行", "no row is in quarantine"))


@quarantine_app.command()
@told
def show(run: Annotated[str, typer.Argument(help="运行编号 / id of a run")], config: Config = DEFAULT_CONFIG) -> None:
    """一次运行隔离了什么，按原因计数 / what one run left out, counted by reason."""
    with closing(open_catalog(load_settings(config))) as catalog:
        found = catalog.journal.runs.get(run)
        if found is None:
            raise NotFound(run, words("没有这次运行", "there is no such run"))
        rows = catalog.journal.quarantine.newest(run_id=run, limit=1_000_000)
    out.print(escape(f"{found.source}  {found.started_at}  {found.state.value}"))
    for (kind, reason), count in Counter((row.kind, row.reason) for row in rows).most_common():
        first = next(row.position for row in rows if (row.kind, row.reason) == (kind, reason))
        place = words(f"，例如 {first}", f", as at {first}") if first else ""
        out.print(escape(f"{count:7}  {kind:8} {reason}{place}"))


@quarantine_app.command()
@told
def retry(
    source: Source = None,
    full: Annotated[bool, typer.Option("--full", help="整体重读 / read their sources whole")] = False,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """重读被隔离的行；不能单独读时整体重读 / read these rows again; their source whole where it must be."""
    settings = load_settings(config)
    with closing(open_catalog(settings)) as catalog:
        before = catalog.journal.quarantine.by_source()
    configured = {one.name for one in settings.sources}
    names = [settings.source(source).name] if source is not None else sorted(before.keys() & configured)
    if not names:
        out.print(words("没有被隔离的行", "no row is in quarantine"))
        return
    report = _read_again(settings, names, full=full)
    show_refresh(report)
    with closing(open_catalog(settings)) as catalog:
        after = catalog.journal.quarantine.by_source()
    for run in report.runs:
        sentence = words("{s}：隔离 {b} → {a} 行", "{s}: {b} rows in quarantine before, {a} now")
        counts = {"b": before.get(run.source, 0), "a": after.get(run.source, 0)}
        out.print(escape(sentence.format(s=run.source, **counts)))
    if report.exit_code is not ExitCode.DONE:
        raise typer.Exit(int(report.exit_code))


def _read_again(settings: Settings, names: list[str], *, full: bool) -> RefreshReport:
    from zhaoren.pipeline.refresh import Refresh, RefreshReport

    with (
        closing(open_catalog(settings)) as catalog,
        closing(open_engine(settings, to_publish=True)) as engine,
        progress(quiet=False) as show,
        stoppable() as stop,
    ):
        work = Refresh(settings, catalog, engine, lambda source: open_source(settings, source), show, stop)
        chosen = [settings.source(name) for name in names]
        some = RefreshReport(()) if full else work.read_quarantined(chosen)
        done = {run.source for run in some.runs} | {*some.busy}
        whole = [source for source in chosen if source.name not in done]
        for one in whole if not full else ():
            out.print(escape(words(f"{one.name}：不能只读这些行，整体重读", f"{one.name}: is read whole")))
        read = work.read(whole, full=True) if whole else RefreshReport(())
        both = RefreshReport((*some.runs, *read.runs), (*some.busy, *read.busy))
        return both if stop.is_set() else work.join(both)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(quarantine_app, name="quarantine")
