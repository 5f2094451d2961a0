"""A real SCIM 2.0 server for tests, from the package scim2-server; what it keeps is gone with it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.servers.daemon import Daemon, accepts, free_port

TOKEN = "t0ken-canary"
_SUPPORTED = {"supported": True}


@dataclass(frozen=True)
class ScimServer:
    """A running one."""

    url: str
    client: httpx.Client

    def add(self, resource: str, *bodies: dict[str, Any]) -> list[str]:
        """Create resources; returns their ids."""
        ids = []
        for body in bodies:
            answered = self.client.post(f"{self.url}/{resource}", json=body)
            assert answered.status_code == 201, answered.text
            ids.append(str(answered.json()["id"]))
        return ids

    def change(self, resource: str, id_: str, body: dict[str, Any]) -> None:
        """Replace a resource."""
        answered = self.client.put(f"{self.url}/{resource}/{id_}", json=body)
        assert answered.status_code == 200, answered.text

    def delete(self, resource: str, id_: str) -> None:
        """Delete a resource."""
        assert self.client.delete(f"{self.url}/{resource}/{id_}").status_code == 204


@contextmanager
def scim_server(folder: Path, *, most: int = 1000, cursor: bool = False) -> Iterator[ScimServer]:
    """A server of its own.

    Args:
        most: `filter.maxResults` that it announces and keeps.
        cursor: announce and serve cursors (RFC 9865) beside indexes.
    """
    offers = {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "patch": _SUPPORTED,
        "bulk": {"supported": True, "maxOperations": 1000, "maxPayloadSize": 10_000_000},
        "filter": {"supported": True, "maxResults": most},
        "changePassword": _SUPPORTED,
        "sort": _SUPPORTED,
        "etag": _SUPPORTED,
        "pagination": {"cursor": cursor, "index": True, "defaultPaginationMethod": "index"},
        "authenticationSchemes": [],
    }
    file = folder / "offers.json"
    file.write_text(json.dumps(offers), "utf-8")
    port = free_port()
    program = Path(sys.executable).with_name("scim2-server")
    daemon = Daemon(
        [program, "--port", str(port), "--bearer-token", TOKEN, "--service-provider-config", file],
        log=folder / "scim.log",
        ready=lambda: accepts(port),
    )
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/scim+json"}
    try:
        with httpx.Client(headers=headers, timeout=30) as client:
            yield ScimServer(f"http://127.0.0.1:{port}", client)
    finally:
        daemon.stop()


USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"


def user(number: int, **more: Any) -> dict[str, Any]:
    """One user of a made company."""
    return {
        "schemas": [USER, ENTERPRISE],
        "userName": f"u{number}",
        "displayName": f"员工{number}",
        "name": {"familyName": "员", "givenName": f"工{number}"},
        "emails": [
            {"value": f"u{number}@home.example", "type": "home"},
            {"value": f"u{number}@hn.example", "type": "work", "primary": True},
        ],
        "phoneNumbers": [
            {"value": f"tel:+86-898-6655-{number:04d}", "type": "work"},
            {"value": f"1380000{number:04d}", "type": "mobile"},
        ],
        "active": True,
        "title": "会计",
        ENTERPRISE: {"employeeNumber": f"E{number:04d}", "department": "财务部", "organization": "海棠科技"},
        **more,
    }
