"""Starts the HTTP server. It stands above this room, so it is found by its entry point, not imported."""

from __future__ import annotations

from contextlib import suppress
from importlib.metadata import entry_points

from zhaoren.cli.console import out, words
from zhaoren.cli.syncing import refresh, show_refresh
from zhaoren.foundation.errors import BadInput
from zhaoren.foundation.settings import Settings
from zhaoren.wiring import open_engine


def serve_until_stopped(settings: Settings, host: str, port: int) -> None:
    """Read the sources first if nothing was ever published, then answer until Ctrl-C.

    Raises:
        BadInput: the address cannot be served, or there is nothing to read.
    """
    if not is_published(settings):
        out.print(words("第一次使用：先读取数据源……", "first use: reading the sources …"))
        show_refresh(refresh(settings))
    run = next(iter(entry_points(group="zhaoren.servers", name="http")), None)
    if run is None:
        raise BadInput("serve", "the HTTP server is not installed", "install the whole package again")
    with suppress(KeyboardInterrupt):  # Ctrl-C is how a server is ended, not a fault
        run.load()(settings, host, port, _ready)


def is_published(settings: Settings) -> bool:
    """Whether the index has ever been filled."""
    engine = open_engine(settings)
    try:
        return engine.applied_revision() > 0
    finally:
        engine.close()


def _ready(address: str) -> None:
    out.print(words(f"打开 {address} （Ctrl-C 结束）", f"open {address} (Ctrl-C ends)"))
