"""Where a command writes, in which language, and how an error becomes one sentence and an exit code."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import typer
from pydantic import BaseModel
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from schemas.answers import Text
from schemas.errors import SourceBusy, SourceError
from zhaoren.foundation.errors import ExitCode, ZhaorenError
from zhaoren.foundation.logs import redact
from zhaoren.search_index.port import EngineBusy, EngineUnavailable, IndexMissing

P = ParamSpec("P")
R = TypeVar("R")

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def language() -> str:
    """ "zh" unless ZHAOREN_LANG asks for English."""
    return "en" if os.environ.get("ZHAOREN_LANG", "zh").lower().startswith("en") else "zh"


def say(text: Text) -> str:
    """The sentence in the chosen language."""
    return text.zh if language() == "zh" else text.en


def words(zh: str, en: str) -> str:
    """One of two wordings, by the chosen language."""
    return zh if language() == "zh" else en


def print_json(form: BaseModel | dict[str, Any] | list[Any]) -> None:
    """One JSON value on one line of standard output."""
    text = form.model_dump_json() if isinstance(form, BaseModel) else json.dumps(form, ensure_ascii=False)
    sys.stdout.write(text + "\n")


def fail(message: str, code: ExitCode) -> typer.Exit:
    """Write one sentence to standard error and end with this code."""
    err.print(redact(message), markup=False)
    return typer.Exit(int(code))


TELLABLE = (ZhaorenError, SourceError, IndexMissing, EngineUnavailable, EngineBusy)
"""Errors that a user can cause, or that pass."""


def sentence_of(wrong: Exception) -> tuple[str, ExitCode]:
    """What to say of one of these errors, and the code to end with."""
    if isinstance(wrong, ZhaorenError):
        return str(wrong), wrong.exit_code
    if isinstance(wrong, SourceError):
        return str(wrong), ExitCode.BUSY if isinstance(wrong, SourceBusy) else ExitCode.BAD_INPUT
    if isinstance(wrong, IndexMissing):
        zh = "还没有可以查询的目录；请先运行 `zhaoren sync`"
        return words(zh, "there is no directory to ask yet; run `zhaoren sync` first"), ExitCode.BAD_INPUT
    if isinstance(wrong, EngineBusy):
        zh = f"索引正在被另一个进程写入：{wrong}"
        return words(zh, f"another process writes the index: {wrong}"), ExitCode.BUSY
    return words(f"搜索引擎没有应答：{wrong}", f"the search engine does not answer: {wrong}"), ExitCode.BUSY


def told(command: Callable[P, R]) -> Callable[P, R]:
    """Turns every error that a user can cause into one sentence and its exit code; no traceback."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except TELLABLE as wrong:
            raise fail(*sentence_of(wrong)) from None
        except KeyboardInterrupt:
            raise fail(
                words("已中断；再次运行会接着完成", "interrupted; run it again to finish"), ExitCode.FAILED
            ) from None
        except BrokenPipeError:
            sys.stderr.close()  # whoever read us has gone; there is nobody left to tell
            raise typer.Exit(int(ExitCode.DONE)) from None

    return run


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[str, int], None]]:
    """A function that shows a step's name and its count while long work goes on; silent for machines."""
    if quiet or not err.is_terminal:
        yield _silent
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,}"))
    with Progress(*columns, TimeElapsedColumn(), console=err, transient=True) as bars:
        tasks: dict[str, Any] = {}

        def show(step: str, count: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=None)
            bars.update(tasks[step], completed=count)

        yield show


def _silent(_step: str, _count: int) -> None:
    return
