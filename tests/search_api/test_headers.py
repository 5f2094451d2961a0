"""Headers of every answer, good or bad."""

from __future__ import annotations

import httpx
import pytest


@pytest.mark.parametrize(
    "path", ["/", "/v1/people?q=a", "/v1/people/nobody", "/static/main.js", "/nothing", "/healthz"]
)
def test_nothing_is_told_on_loaded_from_elsewhere_or_framed(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    policy = dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert {policy[kind] for kind in ("script-src", "style-src", "img-src", "connect-src")} == {"'self'"}
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "server" not in headers or "uvicorn" in headers["server"]


def test_answers_are_kept_nowhere(client: httpx.Client) -> None:
    for path in ("/", "/v1/people?q=a", "/v1/people/p5"):
        assert client.get(path).headers["cache-control"] == "no-store"


def test_the_pages_files_are_asked_for_again_and_may_be_unchanged(client: httpx.Client) -> None:
    first = client.get("/static/main.js")
    assert first.headers["cache-control"] == "no-cache"
    again = client.get("/static/main.js", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
