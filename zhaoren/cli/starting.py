"""`init`, `check`, `serve`, `demo`: from nothing to a working directory."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from schemas.records import SourceReport
from zhaoren.cli.asking import DEFAULT_CONFIG, Config, Json
from zhaoren.cli.console import out, print_json, told, words
from zhaoren.cli.first_configuration import GuessedSource, configuration_of, empty_configuration
from zhaoren.foundation.errors import BadInput, ExitCode
from zhaoren.foundation.settings import load_settings, settings_schema
from zhaoren.wiring import guess_sources, load_lexicon, open_source, read_policy

_TICK, _CROSS = "[green]✓[/green]", "[red]✗[/red]"


@told
def init(
    from_: Annotated[
        Path | None,
        typer.Option("--from", help="一张人员表，或一个放着各种表的目录 / a staff list, or a folder of lists"),
    ] = None,
    company: Annotated[str, typer.Option(help="公司名称 / name of the company")] = "",
    config: Config = DEFAULT_CONFIG,
) -> None:
    """写一份带注释的配置 / write a commented configuration."""
    if config.exists():
        raise BadInput(
            str(config),
            words("文件已存在，未改动", "it exists and was left alone"),
            words("换一个 --config，或先移走它", "name another --config, or move it away"),
        )
    config.parent.mkdir(parents=True, exist_ok=True)
    if from_ is None:
        config.write_text(empty_configuration(company), "utf-8")
        out.print(
            words(
                f"已写入 {config}；填好数据源后运行 `zhaoren check`",
                f"wrote {config}; fill in sources, then `zhaoren check`",
            )
        )
        return
    guess = guess_sources(from_, config.absolute().parent, company)
    config.write_text(configuration_of(company, guess.sources, guess.left_out), "utf-8")
    out.print(
        words(
            f"已写入 {config}，列的对应如下，可在文件中改正：",
            f"wrote {config}; columns were taken so, correct them there:",
        )
    )
    for guessed in guess.sources:
        _show_guess(guessed)
    for name, why in guess.left_out:
        out.print(f"  [dim]{words('未使用', 'left out')}：{escape(name)}：{escape(why)}[/dim]")
    out.print(words("接着运行 `zhaoren serve`", "now run `zhaoren serve`"))


def _show_guess(guessed: GuessedSource) -> None:
    for section in ("units", "people", "posts", "documents", "projects"):
        for number, table in enumerate(getattr(guessed.source, section)):
            out.print(f"[bold]{escape(table.path)}[/bold] → {section}")
            for field, columns in table.fields.items():
                why = guessed.remarks.get((section, number, field), "")
                out.print(f"  {field:16} ← {escape('、'.join(columns))}  [dim]{escape(why)}[/dim]")
            why = guessed.remarks.get((section, number, "key"), "")
            out.print(f"  {words('主键', 'key'):16} ← {escape('、'.join(table.key))}  [dim]{escape(why)}[/dim]")
            for column in guessed.unmapped.get((section, number), ()):
                out.print(f"  [dim]{words('未使用', 'unused')}：{escape(column)}[/dim]")


@told
def check(
    sources: Annotated[list[str] | None, typer.Argument(help="数据源名称，默认全部 / sources, all by default")] = None,
    json_: Json = False,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """逐个试连数据源 / try every source for real: reach, credentials, mapping, ten rows."""
    settings = load_settings(config)
    read_policy(settings)
    load_lexicon(settings)
    chosen = [settings.source(name) for name in sources] if sources else [s for s in settings.sources if s.enabled]
    if not chosen:
        raise BadInput(
            str(config),
            words("没有数据源", "there are no sources"),
            words("按示例加上 [[sources]]", "add [[sources]] as the examples show"),
        )
    reports = [open_source(settings, source).check() for source in chosen]
    if json_:
        print_json([_json(report) for report in reports])
    else:
        for report in reports:
            _show(report)
    if not all(report.passed for report in reports):
        raise typer.Exit(int(ExitCode.BAD_INPUT))


def _json(report: SourceReport) -> dict[str, object]:
    return {
        "source": report.source,
        "passed": report.passed,
        "steps": [{"name": s.name, "passed": s.passed, "message": s.message} for s in report.steps],
        "sample": [
            {"kind": r.kind.value, "key": r.key, "fields": {name: list(v) for name, v in r.fields.items()}}
            for r in report.sample
        ],
    }


def _show(report: SourceReport) -> None:
    out.print(f"{_TICK if report.passed else _CROSS} [bold]{report.source}[/bold]")
    for step in report.steps:
        out.print(f"   {_TICK if step.passed else _CROSS} {step.name}: ", end="")
        out.print(step.message, markup=False)
    for record in report.sample[:3]:
        shown = "  ".join(f"{name}={'、'.join(values)}" for name, values in list(record.fields.items())[:5])
        out.print(f"     {record.kind.value} {record.key}  {shown}", markup=False, style="dim")


@told
def serve(
    host: Annotated[str | None, typer.Option(help="监听地址（仅本机）/ loopback address")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="端口，0 为任意 / 0 takes any")] = None,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """打开网页和接口 / serve the page and the HTTP API until Ctrl-C."""
    from zhaoren.cli.serving import serve_until_stopped

    settings = load_settings(config)
    serve_until_stopped(settings, host or settings.serve.host, settings.serve.port if port is None else port)


def schema() -> None:
    """配置文件的 JSON Schema / the JSON Schema of zhaoren.toml."""
    print_json(settings_schema())


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (init, check, serve, schema):
        app.command()(command)
