"""Who may ask: this machine, under its own name, from its own page."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from fastapi import FastAPI

from search_api.viewers import is_loopback

GUARDED = ("/", "/v1/people?q=a", "/v1/people/p5", "/v1/people/p5/team", "/v1/units", "/v1/units/u-mine",
           "/v1/suggest?q=a", "/v1/documents?q=a", "/readyz", "/metrics")  # fmt: skip


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"host": "evil.example"}, id="another host name (DNS rebinding)"),
        pytest.param({"host": "127.0.0.1.evil.example"}, id="a name that begins like loopback"),
        pytest.param({"host": "10.0.0.5:8765"}, id="another address"),
        pytest.param({"origin": "https://evil.example"}, id="another site"),
        pytest.param({"origin": "null"}, id="a site that hides"),
        pytest.param({"origin": "http://127.0.0.1:1"}, id="another port of this machine"),
        pytest.param({"sec-fetch-site": "cross-site"}, id="a browser on another site"),
        pytest.param({"sec-fetch-site": "same-site"}, id="a browser on another port"),
        pytest.param({"x-forwarded-for": "10.0.0.5"}, id="a proxy"),
        pytest.param({"forwarded": "for=10.0.0.5"}, id="a proxy by the standard"),
        pytest.param({"x-real-ip": "10.0.0.5"}, id="a proxy of another make"),
    ],
)
def test_every_route_with_data_refuses(client: httpx.Client, headers: dict[str, str]) -> None:
    for path in GUARDED:
        response = client.get(path, headers=headers)
        assert response.status_code == 403, path
        assert response.json()["title"] == "Forbidden"


def test_the_own_page_may_ask(client: httpx.Client, address: str) -> None:
    headers = {"origin": address, "sec-fetch-site": "same-origin"}
    assert client.get("/v1/people?q=a", headers=headers).status_code == 200


def test_another_machine_may_not_ask(app: FastAPI) -> None:
    async def ask() -> int:
        transport = httpx.ASGITransport(app, client=("10.0.0.5", 50000))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return (await client.get("/v1/people?q=a")).status_code

    assert asyncio.run(ask()) == 403


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.1", "::1", "[::1]"])
def test_loopback_is_known(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "10.1.2.3", "::", "example.org", "", "localhost.example", "2130706433"])
def test_everything_else_is_not_loopback(host: str) -> None:
    assert not is_loopback(host)


def test_no_route_with_data_is_forgotten(app: FastAPI) -> None:
    public = {"/healthz"}
    routes = set(app.openapi()["paths"]) | {"/"}
    guarded = {path.split("?")[0].replace("p5", "{person_id}").replace("u-mine", "{unit_id}") for path in GUARDED}
    assert routes - public == guarded
