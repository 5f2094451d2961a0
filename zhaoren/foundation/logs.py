"""Structured logs on standard error. Queries, names and secrets never go in; what looks like one is cut out."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_SECRET_NAMES = re.compile(r"pass(word|wd)?|secret|token|api_?key|authorization|cookie|credential", re.IGNORECASE)
_IN_ADDRESS = re.compile(r"(?<=://)([^/\s:@]*):([^/\s@]+)@")
_IN_TEXT = re.compile(
    r"(?i)\b(password|passwd|pwd|secret|token|api[_-]?key)(\s*[=:]\s*)(?!the )(\"[^\"]*\"|'[^']*'|\S+)"
)


def redact(text: str) -> str:
    """The text without passwords in addresses and `password=…` pairs, on one line, without control characters."""
    text = _IN_ADDRESS.sub(r"\1:***@", text)
    text = _IN_TEXT.sub(r"\1\2***", text)
    return "".join(c if c.isprintable() else " " for c in text)


def _redacted(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if _SECRET_NAMES.search(key):
            event[key] = "***"
        elif isinstance(value, str):
            event[key] = redact(value)
    return event


def configure_logs(*, verbose: bool = False) -> None:
    """JSON lines on standard error; `verbose` adds debug lines. Called once, by the program's entry point."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _redacted,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG if verbose else logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def logger(room: str) -> Any:
    """A logger whose lines carry the room they come from."""
    return structlog.get_logger(room=room)
