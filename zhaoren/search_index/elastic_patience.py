"""Waiting for a cluster that is busy or starts anew: longer each time, as long as it asks for, up to an end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, repeat
from typing import TypeVar

from elasticsearch import ApiError, TransportError
from elasticsearch import ConnectionError as NotConnected
from elasticsearch import ConnectionTimeout as NoAnswer
from elasticsearch import SSLError as NotTrusted

from zhaoren.search_index.elastic_wire import elastic_errors
from zhaoren.search_index.port import EngineUnavailable

Answer = TypeVar("Answer")

# Too many requests; and what a node says that is starting, or a proxy before it.
PASSING = frozenset((429, 502, 503, 504))
_PAUSES_S = (0.2, 0.5, 1.0, 2.0)
_LONGEST_PAUSE_S = 4.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds one request may be put off in all before the cluster counts as away; 0 to ask once."""

    seconds: float = 0.0

    def ask(self, doing: str, request: Callable[[], Answer]) -> Answer:
        """The answer of `request`, which may be sent several times: it must do no harm when it had arrived before.

        Raises:
            EngineUnavailable: the cluster is away, refuses, or was busy for longer than this.
        """
        for pause_s in self.pauses():
            try:
                with elastic_errors(doing):
                    return request()
            except EngineUnavailable as away:
                asked_for = _asked_to_wait(away.__cause__)
                if asked_for is None or not pause_s.wait(asked_for):
                    raise
        raise AssertionError  # a pause always follows

    def pauses(self) -> Iterator[Pause]:
        """One for each try, longer and longer."""
        until = time.monotonic() + self.seconds
        for pause_s in chain(_PAUSES_S, repeat(_LONGEST_PAUSE_S)):
            yield Pause(pause_s, until)


@dataclass(frozen=True, slots=True)
class Pause:
    """The pause after one try."""

    seconds: float
    until: float

    def wait(self, asked_for_s: float = 0.0) -> bool:
        """Wait so long, or as long as the server asked for; False at once where patience would not last."""
        pause_s = max(self.seconds, asked_for_s)
        if time.monotonic() + pause_s > self.until:
            return False
        time.sleep(pause_s)
        return True


def _asked_to_wait(cause: BaseException | None) -> float | None:
    """Seconds that the server asked for, 0 when it said nothing; None for what waiting does not mend."""
    if isinstance(cause, ApiError):
        told = cause.meta.headers.get("retry-after", "") if cause.meta.status in PASSING else None
        return None if told is None else float(told) if told.isdecimal() else 0.0
    if isinstance(cause, TransportError) and not isinstance(cause, NotTrusted):
        return 0.0 if isinstance(cause, NotConnected | NoAnswer) else None
    return None
