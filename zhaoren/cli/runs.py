"""`runs`: what happened, and the word over held runs: show, approve, discard."""

from __future__ import annotations

import getpass
import json
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.markup import escape

from zhaoren.cli.asking import DEFAULT_CONFIG, Config, Json
from zhaoren.cli.console import language, out, print_json, told, words
from zhaoren.cli.syncing import refresh_joined, show_refresh
from zhaoren.foundation.errors import ExitCode, NotFound
from zhaoren.foundation.settings import load_settings
from zhaoren.wiring import open_catalog, open_source

if TYPE_CHECKING:
    from zhaoren.pipeline.held_runs import HeldChange

runs_app = typer.Typer(
    help="运行记录；查看、批准或放弃被拦下的运行 / runs; look at, approve or discard a held one",
    invoke_without_command=True,
)
RunId = Annotated[str, typer.Argument(help="运行编号 / id of the run")]


@runs_app.callback()
@told
def runs(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="最多几条 / how many")] = 20,
    json_: Json = False,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """最近的运行 / the newest runs."""
    context.obj = config
    if context.invoked_subcommand is not None:
        return
    with closing(open_catalog(load_settings(config))) as catalog:
        found = catalog.journal.runs.newest(limit=limit)
    if json_:
        print_json(
            [
                {
                    "id": r.id,
                    "source": r.source,
                    "state": r.state.value,
                    "started_at": r.started_at,
                    "attempts": len(r.attempts),
                }
                for r in found
            ]
        )
        return
    for run in found:
        out.print(escape(f"{run.started_at}  {run.source:20} {run.state.value:10} {run.id}"))
    if not found:
        out.print(words("还没有运行过", "nothing was run yet"))


@runs_app.command()
@told
def show(
    context: typer.Context,
    run: RunId,
    limit: Annotated[int, typer.Option(min=0, help="最多列出几处改动 / how many changes are listed")] = 50,
    json_: Json = False,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """一次运行的报告；被拦下的还列出每处改动 / a run's report; of a held one also each change it would make."""
    from zhaoren.catalog.runs import RunState
    from zhaoren.pipeline.held_runs import held_changes
    from zhaoren.pipeline.run_report import report_of_json

    with closing(open_catalog(load_settings(context.obj or config))) as catalog:
        found = catalog.journal.runs.get(run)
        if found is None:
            raise NotFound(run, words("没有这次运行", "there is no such run"))
        held = found.state is RunState.HELD
        changes = list(islice(held_changes(run, catalog), limit)) if held else []
    if json_:
        report = None if found.report is None else json.loads(found.report)
        attempts = [
            {"started_at": a.started_at, "ended_at": a.ended_at, "error": a.error, "process": a.process}
            for a in found.attempts
        ]
        print_json(
            {
                "id": found.id,
                "source": found.source,
                "state": found.state.value,
                "attempts": attempts,
                "report": report,
                "changes": [_json(change) for change in changes],
            }
        )
        return
    lang = _language()
    out.print(escape(f"{found.started_at}  {found.source}  {found.state.value}"))
    if found.report is not None:
        out.print(escape(report_of_json(found.report).to_text(lang)))
    for attempt in found.attempts:
        ended = attempt.ended_at or words("被中断", "cut off")
        out.print(escape(f"  {attempt.started_at} - {ended}  {attempt.error}"), style="dim")
    for change in changes:
        out.print(escape(f"  {_line(change)}"))


def _json(change: HeldChange) -> dict[str, Any]:
    fields = {name: {"before": list(before), "after": list(after)} for name, (before, after) in change.fields.items()}
    plain = {"act": change.act.value, "kind": change.kind.value, "key": change.key}
    return {**plain, "name": change.name, "unit": change.unit, "fields": fields}


def _line(change: HeldChange) -> str:
    line = f"{change.act.value:14} {change.kind.value:8} {change.key}  {change.name}"
    line += f"  ({change.unit})" if change.unit else ""
    for name, (before, after) in change.fields.items():
        line += f"  {name}: {'；'.join(before) or '-'} → {'；'.join(after) or '-'}"
    return line


@runs_app.command()
@told
def approve(
    context: typer.Context,
    run: RunId,
    reread: Annotated[
        bool, typer.Option("--reread", help="先重读数据源，差异不变才写入 / read the source again first")
    ] = False,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """批准被拦下的改动 / apply the very difference that a run was held with."""
    from zhaoren.pipeline.held_runs import held_run
    from zhaoren.pipeline.sync import approve_run
    from zhaoren.pipeline.sync_plan import NO_PLAN, guard_of, plan_of

    settings = load_settings(context.obj or config)
    with closing(open_catalog(settings)) as catalog:
        source = settings.source(held_run(run, catalog).source)
        connector = open_source(settings, source) if reread else None
        report = approve_run(
            run,
            who=getpass.getuser(),
            catalog=catalog,
            guard=guard_of(settings.guard, source),
            connector=connector,
            plan=NO_PLAN if connector is None else plan_of(source, connector),
        )
    out.print(escape(report.to_text(_language())))
    if report.exit_code is not ExitCode.DONE:
        raise typer.Exit(int(report.exit_code))
    show_refresh(refresh_joined(settings))


@runs_app.command()
@told
def discard(context: typer.Context, run: RunId, config: Config = DEFAULT_CONFIG) -> None:
    """放弃被拦下的改动 / throw the difference of a held run away."""
    from zhaoren.pipeline.held_runs import discard_run

    with closing(open_catalog(load_settings(context.obj or config))) as catalog:
        discard_run(run, who=getpass.getuser(), catalog=catalog)
    out.print(words("已放弃；下次同步会重新读取", "discarded; the next sync reads anew"))


@runs_app.command()
@told
def metrics(context: typer.Context, config: Config = DEFAULT_CONFIG) -> None:
    """各数据源最近一次运行的指标（Prometheus）/ the newest run of every source in numbers, for Prometheus."""
    from zhaoren.pipeline.run_metrics import run_metrics

    settings = load_settings(context.obj or config)
    with closing(open_catalog(settings)) as catalog:
        out.print(run_metrics(settings.sources, catalog), end="", markup=False)


def _language() -> Literal["zh", "en"]:
    return "zh" if language() == "zh" else "en"


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(runs_app, name="runs")
