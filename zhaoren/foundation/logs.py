"""Structured logs on standard error. Queries, names and secrets never go in; what looks like one is cut out."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable, Iterable, MutableMapping
from typing import Any, TextIO, cast
from urllib.parse import quote, quote_plus

import structlog

_SECRET_NAMES = re.compile(r"pass(word|wd)?|secret|token|api_?key|authorization|cookie|credential", re.IGNORECASE)
_IN_ADDRESS = re.compile(r"(?<=://)([^/\s:@]*):([^/\s@]+)@")
_IN_TEXT = re.compile(
    r"(?i)\b(password|passwd|pwd|secret|token|api[_-]?key)(\s*[=:]\s*)(?!the )(\"[^\"]*\"|'[^']*'|\S+)"
)


_KNOWN: set[str] = set()
# Shorter ones would blank out half of every sentence, and guard nothing.
_SHORTEST_HIDDEN = 4


def hide_secrets(values: Iterable[str]) -> None:
    """From now on `redact` cuts these values out wherever they stand, also as they look inside an address."""
    for value in values:
        if len(value) >= _SHORTEST_HIDDEN:
            _KNOWN.update((value, quote(value, safe=""), quote_plus(value)))


def redact(text: str) -> str:
    """The text without known secrets, passwords in addresses and `password=…` pairs, on one line, without control
    characters."""
    for secret in _KNOWN:
        text = text.replace(secret, "***")
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
    redact_libraries()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _redacted,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG if verbose else logging.WARNING),
        logger_factory=lambda *_: structlog.PrintLogger(cast("TextIO", _StandardError())),
        cache_logger_on_first_use=False,
    )


class _StandardError:
    """Standard error as it is when a line is written: whoever has replaced it since gets the line."""

    def write(self, text: str) -> int:
        """Write to it."""
        return sys.stderr.write(text)

    def flush(self) -> None:
        """Flush it."""
        sys.stderr.flush()


def redact_libraries() -> None:
    """What libraries log (addresses, as a rule) goes through `redact`, too, whoever writes it out."""
    make = logging.getLogRecordFactory()
    if isinstance(make, _RedactingFactory):
        return
    logging.setLogRecordFactory(_RedactingFactory(make))


class _RedactingFactory:
    def __init__(self, make: Callable[..., logging.LogRecord]) -> None:
        self._make = make

    def __call__(self, *args: Any, **kwargs: Any) -> logging.LogRecord:
        record = self._make(*args, **kwargs)
        try:
            message = record.getMessage()
        except (TypeError, ValueError):  # a library's own mistake; its handler says so
            return record
        clean = redact(message)
        if clean != message:
            record.msg, record.args = clean, ()
        return record


class _RedactedLogger:
    """Redacts by itself: where somebody else has configured structlog (Airflow), nobody else would."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __getattr__(self, level: str) -> Callable[..., Any]:
        def write(event: str, **values: Any) -> Any:
            return getattr(self._inner, level)(redact(event), **_redacted(None, level, dict(values)))

        return write


def logger(room: str) -> Any:
    """A logger whose lines carry the room they come from, and no secret."""
    return _RedactedLogger(structlog.get_logger(room=room))
