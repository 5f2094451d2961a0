"""Every error is problem+json in one sentence, and no question breaks the server."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st

from search_api.errors import MEDIA_TYPE, STATUS, problem
from tests.search_api.served import served
from zhaoren.foundation.errors import Busy
from zhaoren.search_index.port import EngineBusy, EngineUnavailable

TOO_LONG = "财" * 201


def check_problem(response: httpx.Response, status: int) -> str:
    """The sentence of a problem."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == MEDIA_TYPE
    assert response.headers["cache-control"] == "no-store"
    body = response.json()
    assert body["status"] == status
    assert body["title"]
    assert body["type"]
    detail = body["detail"]
    assert isinstance(detail, str)
    assert detail
    assert "Traceback" not in detail
    return detail


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("/v1/people", 422, id="no question"),
        pytest.param("/v1/people?q=", 422, id="empty question"),
        pytest.param(f"/v1/people?q={TOO_LONG}", 422, id="question too long"),
        pytest.param("/v1/people?q=a&limit=0", 422, id="limit too small"),
        pytest.param("/v1/people?q=a&limit=101", 422, id="limit too big"),
        pytest.param("/v1/people?q=a&limit=many", 422, id="limit no number"),
        pytest.param("/v1/people?q=a&after=%00%ff", 422, id="cursor of nobody"),
        pytest.param(f"/v1/people?q=a&after={'x' * 201}", 422, id="cursor too long"),
        pytest.param("/v1/documents?q=a&after=abc", 422, id="document cursor of nobody"),
        pytest.param(f"/v1/suggest?q={TOO_LONG}", 422, id="typed too much"),
        pytest.param("/v1/suggest?q=a&limit=21", 422, id="too many suggestions"),
        pytest.param("/v1/people/nobody", 404, id="no such person"),
        pytest.param("/v1/people/nobody/team", 404, id="team of nobody"),
        pytest.param("/v1/people/..%2f..%2fetc%2fpasswd", 404, id="a path for an id"),
        pytest.param(f"/v1/people/{'x' * 201}", 422, id="id too long"),
        pytest.param("/v1/units/nowhere", 404, id="no such unit"),
        pytest.param("/v1/units/%00", 404, id="unit with a control sign"),
        pytest.param("/v2/people", 404, id="no such route"),
        pytest.param("/static/%2e%2e/templates/index.html", 404, id="no way out of the page's files"),
        pytest.param("/static/nothing.js", 404, id="no such file"),
    ],
)
def test_bad_input_is_one_problem(client: httpx.Client, path: str, status: int) -> None:
    check_problem(client.get(path), status)


def test_a_wrong_method_is_a_problem(client: httpx.Client) -> None:
    check_problem(client.post("/v1/people"), 405)


def test_a_problem_never_repeats_what_was_typed(client: httpx.Client) -> None:
    secret = "13900008213" * 20
    assert "13900008213" not in check_problem(client.get("/v1/people", params={"q": secret}), 422)


def test_a_cursor_of_another_question_is_refused(client: httpx.Client) -> None:
    more = client.get("/v1/people", params={"q": "财务", "limit": 1}).json()["more"]
    assert more is not None
    check_problem(client.get("/v1/people", params={"q": "采购", "after": more}), 422)
    check_problem(client.get("/v1/people", params={"q": "财务", "after": more[:-1]}), 422)


def test_an_index_that_was_never_filled_is_told_apart(unpublished: FastAPI) -> None:
    with served(unpublished) as url, httpx.Client(base_url=url, trust_env=False) as client:
        for path in ("/v1/people?q=a", "/v1/units", "/v1/suggest?q=a", "/v1/documents?q=a", "/readyz", "/v1/people/p1"):
            response = client.get(path)
            assert "zhaoren sync" in check_problem(response, 503)
            assert response.json()["type"] == "urn:zhaoren:problem:index-missing"
            assert int(response.headers["retry-after"]) > 0
        assert client.get("/healthz").status_code == 200


def test_whatever_waiting_may_help_is_503() -> None:
    assert {STATUS[kind] for kind in (Busy, EngineBusy, EngineUnavailable)} == {503}
    assert problem(503, "later").headers["retry-after"]
    assert "retry-after" not in problem(404, "never").headers


@settings(max_examples=60)
@given(question=st.text(max_size=220), path=st.sampled_from(["/v1/people", "/v1/suggest", "/v1/documents"]))
def test_no_question_breaks_the_server(client: httpx.Client, question: str, path: str) -> None:
    response = client.get(path, params={"q": question.encode("utf-8", "surrogatepass")})
    if response.status_code != 200:
        check_problem(response, 422)


@settings(max_examples=40)
@given(st.text(min_size=1, max_size=60))
def test_no_id_breaks_the_server(client: httpx.Client, identity: str) -> None:
    quoted = "".join(f"%{byte:02x}" for byte in identity.encode("utf-8", "surrogatepass"))
    for room in ("people", "units"):
        response = client.get(f"/v1/{room}/{quoted}")
        assert response.status_code in (200, 307, 404, 422), response.text
