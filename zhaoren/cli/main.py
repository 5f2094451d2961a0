"""The program's entry point."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import typer

from zhaoren.cli import (
    alarming,
    asking,
    demonstration,
    identifying,
    learning,
    quarantined,
    reviewing,
    runs,
    scheduling,
    starting,
    syncing,
)
from zhaoren.cli.console import out
from zhaoren.foundation.logs import configure_logs
from zhaoren.foundation.memory import give_large_blocks_back

app = typer.Typer(
    name="zhaoren",
    help="找人：一个集团，一份人员名录，一句话找到人。 One directory of a group's people, asked in one sentence.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        out.print(f"zhaoren {version('zhaoren')}")
        raise typer.Exit


@app.callback()
def options(
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="更多日志 / more log lines")] = False,
    _shown: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="版本 / version")] = False,
) -> None:
    """Options of every command."""
    configure_logs(verbose=verbose)


for _room in (
    asking, starting, syncing, runs, quarantined, alarming, scheduling, learning, identifying, reviewing, demonstration,
):  # fmt: skip
    _room.register(app)


def main() -> None:
    """Run the command line."""
    give_large_blocks_back()
    app()


if __name__ == "__main__":
    main()
