"""`demo`: a fictional group from dirty silos to one answer and a page, with nothing but this program."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from schemas.viewer import LOCAL_ADMINISTRATOR
from zhaoren.cli.console import out, told, words
from zhaoren.cli.rendering import show_answer
from zhaoren.cli.serving import serve_until_stopped
from zhaoren.cli.syncing import refresh, show_refresh
from zhaoren.foundation.errors import ExitCode
from zhaoren.foundation.settings import load_settings
from zhaoren.wiring import open_directory

QUESTION = "琼州矿业 财务 负责人"


@told
def demo(
    folder: Annotated[Path, typer.Option(help="写到哪里 / where to write it")] = Path("demo-group"),
    once: Annotated[bool, typer.Option("--once", help="回答后结束，不开网页 / end after the answer")] = False,
    people: Annotated[int, typer.Option(min=200, max=100_000, help="人数 / how many people")] = 3000,
    seed: Annotated[int, typer.Option(help="另一个数就是另一个集团 / another number, another group")] = 1,
    host: Annotated[str, typer.Option(help="监听地址（仅本机）/ loopback address")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="端口，0 为任意 / 0 takes any")] = 8765,
) -> None:
    """用虚构集团走完全程 / the whole way with a made-up group."""
    started = time.perf_counter()
    config = _written(folder, people, seed)
    settings = load_settings(config)
    out.print(words("二、读取、清洗、合并、发布……", "2. reading, cleaning, joining, publishing …"))
    report = refresh(settings)
    show_refresh(report)
    if report.exit_code not in (ExitCode.DONE, ExitCode.QUARANTINED):
        raise typer.Exit(int(report.exit_code))
    out.print(words(f"三、提问：[bold]{QUESTION}[/bold]", f"3. the question: [bold]{QUESTION}[/bold]"))
    directory = open_directory(settings)
    asked = time.perf_counter()
    answer = directory.find(QUESTION, LOCAL_ADMINISTRATOR, limit=5)
    show_answer(answer, time.perf_counter() - asked)
    if answer.no_match:
        raise typer.Exit(int(ExitCode.NOTHING_FOUND))
    taken = time.perf_counter() - started
    out.print(words(f"从零到答案共 {taken:.0f} 秒。再试试：", f"{taken:.0f} s from nothing to the answer. Try also:"))
    out.print(f"  zhaoren find '琼矿财务老大' --config {config}")
    if not once:
        serve_until_stopped(settings, host, port)


def _written(folder: Path, people: int, seed: int) -> Path:
    """The group's silos, written once; a group that was written before is used again."""
    from zhaoren.demo.configuration import write_configuration
    from zhaoren.demo.group import make_group
    from zhaoren.demo.silos import write_silos, write_truth

    config = folder / "zhaoren.toml"
    if config.exists():
        out.print(words(f"一、使用已有的虚构集团：{folder}", f"1. using the group that is there: {folder}"))
        return config
    out.print(
        words(
            f"一、写一个虚构集团到 {folder}：{people} 人，各公司系统各不相同……",
            f"1. writing a made-up group of {people} people to {folder} …",
        )
    )
    group = make_group(seed, people=people)
    folder.mkdir(parents=True, exist_ok=True)
    log = write_silos(group, folder)
    write_truth(group, folder / "truth.jsonl", log)
    return write_configuration(group, folder)


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(demo)
