"""Reads a service that answers in JSON to its end, and notes how long the connector would have waited."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from connectors.rest_service import RestConnector
from schemas.records import Checkpoint, ReadOutcome, SourceEvent, SourceRecord
from schemas.source_settings import RestSource
from tests.servers.lying_service import Service

PEOPLE = [{"id": str(n), "name": {"zh": f"员工{n}"}, "mails": [{"value": f"p{n}@hn.example"}]} for n in range(1, 251)]
MAPPING: dict[str, Any] = {"key": "id", "fields": {"name": "name.zh", "email": "mails.value"}}
OFFSET = {"style": "offset", "position": "start", "size": 100, "size_name": "count", "total": "/total"}
SECRET = "s3cret-canary"


class Read:
    """All that one reading gave."""

    def __init__(self, connector: RestConnector, since: Checkpoint | None = None) -> None:
        self.events: list[SourceEvent] = []
        for event in self._all(connector, since):
            self.events.append(event)

    def _all(self, connector: RestConnector, since: Checkpoint | None) -> Iterator[SourceEvent]:
        self.outcome: ReadOutcome = yield from connector.read(since)

    @property
    def keys(self) -> list[str]:
        return [event.key for event in self.events if isinstance(event, SourceRecord)]

    def of(self, kind: type[Any]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]


def source(service: Service, people: dict[str, Any], **more: Any) -> RestConnector:
    settings = RestSource.model_validate(
        {"name": "hr", "kind": "rest_service", "url": service.url, "people": {"path": "/people", **MAPPING, **people}}
        | more
    )
    waited: list[float] = []
    connector = RestConnector(settings, Path(), sleep=waited.append)
    connector.waited = waited  # type: ignore[attr-defined]  # only these tests look at it
    return connector


def waited(connector: RestConnector) -> list[float]:
    return connector.waited  # type: ignore[attr-defined, no-any-return]
