"""`sync`: bringing the directory up to date."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.markup import escape

from zhaoren.cli.alarming import tell_alarms
from zhaoren.cli.asking import DEFAULT_CONFIG, Config, Json
from zhaoren.cli.console import TELLABLE, language, out, print_json, progress, sentence_of, told, words
from zhaoren.cli.stopping import stoppable
from zhaoren.foundation.errors import BadInput, ExitCode
from zhaoren.foundation.logs import redact
from zhaoren.foundation.settings import Settings, load_settings
from zhaoren.wiring import open_catalog, open_engine, open_source

if TYPE_CHECKING:
    from zhaoren.pipeline.refresh import RefreshReport


def refresh(
    settings: Settings,
    names: list[str] | None = None,
    *,
    full: bool = False,
    dry_run: bool = False,
    quiet: bool = False,
    on_error: Callable[[RefreshReport, Exception], None] | None = None,
) -> RefreshReport:
    """Read sources, join, publish, with progress on the terminal.

    Args:
        on_error: given what was done until an error, before that goes on.

    Raises:
        BadInput: no source, or none of that name.
    """
    from zhaoren.pipeline.refresh import Refresh  # half a second that questions do not owe

    chosen = [settings.source(name) for name in names] if names else [s for s in settings.sources if s.enabled]
    if not chosen:
        raise BadInput(
            "zhaoren.toml",
            words("没有数据源", "there are no sources"),
            words("按示例加上 [[sources]]", "add [[sources]] as the examples show"),
        )
    with (
        closing(open_catalog(settings)) as catalog,
        closing(open_engine(settings, to_publish=True)) as engine,
        progress(quiet=quiet) as show,
        stoppable() as stop,
    ):
        work = Refresh(settings, catalog, engine, lambda source: open_source(settings, source), show, stop)
        tells = not dry_run and (settings.alarm.mail is not None or settings.alarm.webhook is not None)
        try:
            report = work.run(chosen, full=full, dry_run=dry_run)
        except TELLABLE as wrong:
            if on_error is not None:
                on_error(work.done, wrong)
            if tells:
                tell_alarms(settings, catalog, engine)
            raise
        if tells:
            tell_alarms(settings, catalog, engine)
        return report


@told
def sync(
    sources: Annotated[list[str] | None, typer.Argument(help="数据源名称，默认全部 / sources, all by default")] = None,
    full: Annotated[bool, typer.Option(help="全部重读 / read everything again")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看会改什么 / write nothing")] = False,
    json_: Json = False,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """读取数据源并更新目录 / read the sources and bring the directory up to date."""

    def show_done(done: RefreshReport, wrong: Exception) -> None:
        if json_:
            sentence, code = sentence_of(wrong)
            print_json({**_as_json(done), "error": redact(sentence), "exit_code": int(code)})
        else:
            show_refresh(done, ended=False)

    settings = load_settings(config)
    report = refresh(settings, sources, full=full, dry_run=dry_run, quiet=json_, on_error=show_done)
    if json_:
        print_json({**_as_json(report), "exit_code": int(report.exit_code)})
    else:
        show_refresh(report, ended=not dry_run)
    if report.exit_code is not ExitCode.DONE:
        raise typer.Exit(int(report.exit_code))


def _as_json(report: RefreshReport) -> dict[str, object]:
    published = report.published
    return {
        "runs": [run.to_json() for run in report.runs],
        "busy": list(report.busy),
        "unified": report.unified.to_json() if report.unified is not None else None,
        "published": {"revision": published.revision, "changed": published.changed} if published is not None else None,
        "wrote_nothing": report.wrote_nothing,
    }


def show_refresh(report: RefreshReport, *, ended: bool = True) -> None:
    """A few lines for each source, then one for joining and one for publishing.

    Args:
        ended: nothing was left out, so that it can be said that nothing was new.
    """
    lang: Literal["zh", "en"] = "zh" if language() == "zh" else "en"
    for run in report.runs:
        out.print(escape(run.to_text(lang)))
    for name in report.busy:
        out.print(escape(words(f"{name}：另一次同步正在进行", f"{name}: another sync is under way")))
    if report.unified is not None:
        out.print(escape(report.unified.to_text(lang)))
    if report.published is not None:
        out.print(escape(report.published.sentence(lang)))
    if report.wrote_nothing and ended:
        out.print(words("没有变化，未写入任何内容", "nothing changed, nothing was written"))


def refresh_joined(settings: Settings) -> RefreshReport:
    """Join and publish what is in the catalog, reading no source."""
    from zhaoren.pipeline.refresh import Refresh

    with closing(open_catalog(settings)) as catalog, closing(open_engine(settings, to_publish=True)) as engine:
        return Refresh(settings, catalog, engine, lambda source: open_source(settings, source)).run(())


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(sync)
