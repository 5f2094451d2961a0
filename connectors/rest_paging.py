"""Page after page of one list, and whether all of it was seen.

A page may be shorter than asked or empty though more follows; a total may lie; a cursor may lead back to where it came
from; rows may slip from one page to the next while we read. So an end is believed only when the service says it.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from connectors.http_wire import Answered
from connectors.json_values import at_pointer
from connectors.rest_asking import RestAsking
from schemas.errors import SourceRefused
from schemas.rest_settings import RestPaging, RestTable

_NEXT_LINK = re.compile(r"<([^>]*)>\s*;[^,]*\brel=\"?next\"?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """Rows as the service gave them; `at` is where this page began, `next` where the following one does."""

    rows: list[Any]
    at: str
    next: str | None
    total: int | None
    answered: Answered


class Pager:
    """The pages of one table for one key.

    Args:
        each: the key that `{each}` stands for, empty where the table has none.
        more: further parameters (what changed since).
    """

    def __init__(
        self, asking: RestAsking, where: str, table: RestTable, each: str = "", more: dict[str, str] | None = None
    ):
        self._asking, self._where, self._table = asking, where, table
        self._path = table.path.replace("{each}", quote(each, safe=""))
        self._parameters = {n: _text(v).replace("{each}", each) for n, v in table.parameters.items()} | (more or {})
        self._body = {n: v.replace("{each}", each) if isinstance(v, str) else v for n, v in table.body.items()}

    def pages(self, start: str | None = None) -> Generator[Page, None, None]:
        """Pages from `start` (a place that an earlier page named) on.

        Raises:
            SourceRefused: the answer has no list where one was promised, or its cursors run in a ring.
        """
        paging = self._table.paging
        at, seen, taken = start if start is not None else self._first(), set[str](), 0
        while True:
            answered = self._ask(at)
            rows = self._rows(answered)
            total = _number(at_pointer(answered.json, paging.total) if paging.total else None)
            taken += len(rows)
            following = self._following(paging, at, rows, answered)
            if paging.ends_at_total and start is None and total is not None and taken >= total:
                following = None
            if following is not None:
                if following == at or following in seen:
                    raise SourceRefused(
                        self._where, f"{self._table.path}: its pages run in a ring", "the service must be mended"
                    )
                seen.add(at)
            yield Page(rows, at, following, total, answered)
            if following is None:
                return
            at = following

    def _first(self) -> str:
        return str(self._table.paging.first) if self._table.paging.style in ("offset", "page") else ""

    def _ask(self, at: str) -> Answered:
        paging, table = self._table.paging, self._table
        if paging.style == "link" and at:
            return self._asking.ask(table.method, self._asking.address(at), {}, dict(self._body) or None)
        place: dict[str, Any] = {}
        if paging.size_name:
            place[paging.size_name] = paging.size
        if paging.position and (at or paging.style != "cursor" or paging.starts_empty):
            # A number goes into a JSON body as one; some services read nothing else.
            place[paging.position] = int(at) if paging.style != "cursor" or at.isdecimal() else at
        if paging.inside == "body":
            return self._asking.ask(table.method, self._asking.address(self._path), self._parameters,
                                    {**self._body, **place})  # fmt: skip
        parameters = self._parameters | {name: _text(value) for name, value in place.items()}
        return self._asking.ask(table.method, self._asking.address(self._path), parameters, dict(self._body) or None)

    def _rows(self, answered: Answered) -> list[Any]:
        found = at_pointer(answered.json, self._table.rows)
        if found is None and answered.json is not None and self._table.rows:
            found = []  # some services leave an empty list out
            if not isinstance(answered.json, dict):
                raise SourceRefused(
                    self._where, f"{self._table.path}: nothing stands at {self._table.rows}", "mend rows"
                )
        if isinstance(found, dict):
            found = [found]
        if not isinstance(found, list):
            raise SourceRefused(
                self._where, f"{self._table.path}: there is no list at '{self._table.rows}'", "say in rows where it is"
            )
        return found

    def _following(self, paging: RestPaging, at: str, rows: list[Any], answered: Answered) -> str | None:
        more = at_pointer(answered.json, paging.more) if paging.more else None
        if more is not None and str(more).lower() in ("false", "0", ""):
            return None
        match paging.style:
            case "cursor":
                return _text(at_pointer(answered.json, paging.next)) or None
            case "link":
                if paging.next:
                    return _text(at_pointer(answered.json, paging.next)) or None
                link = _NEXT_LINK.search(answered.headers.get("link", ""))
                return link[1] if link else None
            case "offset" | "page":
                if not rows and more is None:
                    return None
                # The server may give fewer than asked: what counts is what came.
                return str(int(at) + (len(rows) if paging.style == "offset" else 1)) if rows or more else None
        return None


def _text(value: Any) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _number(value: Any) -> int | None:
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
