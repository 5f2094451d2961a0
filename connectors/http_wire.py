"""Asks a service over HTTP and gets JSON: patient where waiting helps, plain where it does not, bounded always.

A secret goes to the host it was given for and to no other; an answer is read within a time and a size; whoever asks us
to wait is obeyed (RFC 9110, Retry-After) as long as the reading's patience lasts.
"""

from __future__ import annotations

import json
import random
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import httpx

from schemas.errors import SourceBusy, SourceError, SourceRefused

_BUSY: Final = frozenset((408, 425, 429, 500, 502, 503, 504))
_MOVED: Final = frozenset((301, 302, 303, 307, 308))
_LONGEST_PAUSE_S: Final = 60.0
_FIRST_PAUSE_S: Final = 0.5
_MOST_MOVES: Final = 5
# Where services say in words what is wrong: SCIM, RFC 9457, OAuth 2.0, everybody else.
_WORDS: Final = ("detail", "title", "error_description", "message", "error")


class TokenEnded(Exception):
    """The service no longer takes what we sign in with."""


class PlaceForgotten(SourceBusy):
    """The service no longer knows where we were (410, or its own word): a reading starts anew."""


class HttpRefused(SourceRefused):
    """A 4xx that waiting does not mend; `body` is what the service said about it, where that is JSON."""

    def __init__(self, where: str, what: str, what_to_do: str, raw: bytes) -> None:
        try:
            self.body = json.loads(raw)
        except ValueError:
            self.body = None
        said = self.body if isinstance(self.body, dict) else {}
        words = next((said[name] for name in _WORDS if isinstance(said.get(name), str)), "")
        super().__init__(where, what + (f" ({words[:200]})" if words else ""), what_to_do)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. `body` is JSON; `secret` headers and parameters go to the service's own host only."""

    method: str
    url: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: object = None
    form: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """A good answer: JSON, its headers, and where it came from."""

    json: Any
    headers: Mapping[str, str]
    url: str
    date: datetime | None


@dataclass(slots=True)
class Patience:
    """Waiting that one reading may do, all together.

    Attributes:
        left_s: seconds.
        sleep: how one waits; tests do not.
    """

    left_s: float
    sleep: Callable[[float], None] = time.sleep
    waits: int = 0

    def wait(self, where: str, what: str, seconds: float) -> None:
        """Wait, or say that it would take too long.

        Raises:
            SourceBusy: more than is left.
        """
        if seconds > self.left_s:
            raise SourceBusy(where, f"{what}; it asks for {seconds:.0f} s more than this reading may wait", "try later")
        self.left_s -= seconds
        self.waits += 1
        self.sleep(seconds)


class HttpWire:
    """One service.

    Args:
        where: the source in the administrator's words.
        url: of the service; only its scheme, host and port are ever asked.
        timeout_s: for one whole answer, however slowly it drips.
        most_bytes: of one answer, unpacked.
    """

    def __init__(
        self,
        where: str,
        url: str,
        *,
        timeout_s: float,
        most_bytes: int,
        patience: Patience,
        ca_file: Path | None = None,
        accept: str = "application/json",
    ) -> None:
        self._where = where
        self._origin = _origin(url)
        self._timeout_s = timeout_s
        self._most_bytes = most_bytes
        self._patience = patience
        self._client = httpx.Client(
            verify=_trust(where, ca_file),
            follow_redirects=False,
            timeout=httpx.Timeout(timeout_s, connect=min(timeout_s, 10.0)),
            headers={"Accept": accept, "User-Agent": "zhaoren"},
        )

    def __enter__(self) -> HttpWire:
        """Use it in a `with`."""
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up."""
        self._client.close()

    def ask(self, asked: Asked) -> Answered:
        """The answer to one request, asked again while it helps.

        Raises:
            TokenEnded: 401.
            PlaceForgotten: 410.
            SourceBusy: no answer within the time and patience there is.
            SourceRefused: 4xx, a page instead of data, a way to another host, an answer that is too large.
        """
        pause_s = _FIRST_PAUSE_S
        while True:
            told = self._once(asked)
            if isinstance(told, Answered):
                return told
            what, wait_s = told
            # Everybody who was sent away at once should not come back at once.
            seconds = wait_s if wait_s is not None else pause_s * random.uniform(0.75, 1.25)  # noqa: S311 - no secret
            self._patience.wait(self._where, what, seconds)
            pause_s = min(pause_s * 2, _LONGEST_PAUSE_S)

    def _once(self, asked: Asked) -> Answered | tuple[str, float | None]:
        """A good answer, or why another try may help and after how many seconds (None: nobody said)."""
        place = asked.url
        for _ in range(_MOST_MOVES):
            try:
                with self._open(asked, place) as response:
                    if response.status_code in _MOVED:
                        place = self._moved(place, response)
                        continue
                    return self._judged(response, place)
            except httpx.TimeoutException:
                return f"no whole answer within {self._timeout_s:g} s", None
            except ssl.SSLError as wrong:
                raise SourceRefused(
                    self._where, f"TLS: {wrong.reason or wrong}", "check certificate and ca_file"
                ) from None
            except httpx.ConnectError as wrong:
                if "CERTIFICATE_VERIFY_FAILED" in str(wrong) or "SSL" in str(wrong):
                    raise SourceRefused(
                        self._where, f"TLS: {str(wrong).partition(' (_ssl')[0]}", "check certificate and ca_file"
                    ) from None
                return f"cannot be reached: {wrong}", None
            except httpx.HTTPError as wrong:
                return f"the answer broke off: {wrong or type(wrong).__name__}", None
        raise SourceRefused(self._where, f"sends us from one address to the next, {_MOST_MOVES} times", "check url")

    @contextmanager
    def _open(self, asked: Asked, place: str) -> Iterator[httpx.Response]:
        if _origin(place) != self._origin:
            raise SourceRefused(
                self._where,
                f"points to another host ({urlsplit(place).hostname}); our sign-in is not carried there",
                "give the right url",
            )
        own = place == asked.url
        more: dict[str, Any] = {}
        if asked.form is not None:
            more["data"] = dict(asked.form)
        elif asked.body is not None:
            more["json"] = asked.body
        if asked.parameters and own:
            more["params"] = dict(asked.parameters)
        with self._client.stream(asked.method, place, headers=dict(asked.headers), **more) as response:
            yield response

    def _moved(self, place: str, response: httpx.Response) -> str:
        target = str(response.headers.get("location", ""))
        if not target:
            raise SourceRefused(self._where, f"{response.status_code} without a new address", "check url")
        return urljoin(place, target)

    def _judged(self, response: httpx.Response, place: str) -> Answered | tuple[str, float | None]:
        status, headers = response.status_code, response.headers
        shown = urlsplit(place).path or "/"
        if status == 401:
            raise TokenEnded(f"{shown}: 401: the service does not accept our sign-in")
        if status == 403:
            raise SourceRefused(
                self._where, f"{shown}: 403: signed in, but not allowed to read this", "ask for the right"
            )
        if status == 410:
            raise PlaceForgotten(self._where, f"{shown}: 410: the service has forgotten this page", "read again")
        if status in _BUSY:
            return f"{shown}: {status}", _retry_after_s(headers)
        raw = self._read(response)
        if status >= 300:
            raise HttpRefused(self._where, f"{shown}: {status}", "check url and path", raw)
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "text/html" or raw[:64].lstrip().lower().startswith((b"<!doctype", b"<html")):
            raise SourceRefused(
                self._where,
                f"{shown}: answers with a page instead of data; probably a sign-in page",
                "check url and auth",
            )
        if status == 204 or not raw.strip():
            return Answered(None, headers, place, _date(headers))
        try:
            return Answered(json.loads(raw), headers, place, _date(headers))
        except (ValueError, RecursionError):
            return f"{shown}: the answer is not whole JSON", None

    def _read(self, response: httpx.Response) -> bytes:
        """All of it, within the time for one answer and the size that we take."""
        ends_at, parts, size = time.monotonic() + self._timeout_s, [], 0
        for part in response.iter_bytes():  # as it comes: whole chunks would hide a drip
            size += len(part)
            if size > self._most_bytes:
                raise SourceRefused(
                    self._where, f"an answer larger than {self._most_bytes // 1_000_000} MB", "ask for smaller pages"
                )
            if time.monotonic() > ends_at:
                raise httpx.ReadTimeout("too slow")
            parts.append(part)
        return b"".join(parts)


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def _trust(where: str, ca_file: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    except OSError as wrong:
        raise SourceError(
            f"{where}: ca_file", f"{ca_file} cannot be used: {wrong.strerror or wrong}", "give a PEM file"
        ) from None


def _retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Seconds, whether they are said as such or as a date; the service's own clock counts."""
    said = headers.get("retry-after", "").strip()
    if not said:
        return None
    if said.isdigit():
        return float(said)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    return max(0.0, (until.astimezone(UTC) - (_date(headers) or datetime.now(UTC))).total_seconds())


def _date(headers: Mapping[str, str]) -> datetime | None:
    try:
        return parsedate_to_datetime(headers["date"]).astimezone(UTC)
    except (KeyError, ValueError):
        return None
