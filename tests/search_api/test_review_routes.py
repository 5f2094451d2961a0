"""Reviews over HTTP: for administrators, from the own page, in words and problems."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from schemas.viewer import Viewer
from search_api.viewers import signed_in_viewer
from tests.pipeline.said import person
from tests.search_api.reviewed import Reviewed, reviewed
from tests.search_api.served import served

HR, SHEET = person("hr", "77"), person("sheet", "5")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Reviewed]:
    """The application and its group."""
    with reviewed(tmp_path) as made:
        yield made


@pytest.fixture
def asking(desk: Reviewed) -> Iterator[httpx.Client]:
    """Asks it."""
    with served(desk.app) as address, httpx.Client(base_url=address, trust_env=False) as client:
        yield client


def posted(client: httpx.Client, path: str, **body: Any) -> httpx.Response:
    """The answer to a POST."""
    return client.post(path, json=body)


def test_the_queue_is_read_page_by_page_and_each_card_shows_both_sides(asking: httpx.Client, desk: Reviewed) -> None:
    whole = asking.get("/v1/reviews").json()
    assert whole["counts"] == {"open": len(whole["reviews"]), "same": 0, "different": 0, "unsure": 0}
    ids, after = [], None
    while True:
        page = asking.get("/v1/reviews", params={"limit": 1, **({"after": after} if after else {})}).json()
        ids += [one["id"] for one in page["reviews"]]
        if (after := page["more"]) is None:
            break
    assert ids == [one["id"] for one in whole["reviews"]]
    assert len(ids) >= 2
    card = asking.get(f"/v1/reviews/{desk.group.review_of(HR, SHEET).id}").json()
    born = next(row for row in card["rows"] if row["field"] == "birth_date")
    assert born["agrees"] == "differs"
    assert {"".join(p["text"] for p in said["pieces"] if p["differs"]) for said in born["right"]} < {
        "0",
        "1",
        "01",
        "10",
    }
    mobile = next(row for row in card["rows"] if row["field"] == "mobile")
    assert mobile["agrees"] == "same"
    assert not any(piece["differs"] for side in ("left", "right") for said in mobile[side] for piece in said["pieces"])
    assert any(fact["text"]["zh"] and fact["text"]["en"] for fact in card["evidence"])


def test_an_answer_joins_and_an_undo_parts_again(asking: httpx.Client, desk: Reviewed) -> None:
    review = desk.group.review_of(HR, SHEET)
    card = asking.get(f"/v1/reviews/{review.id}").json()
    told = posted(asking, f"/v1/reviews/{review.id}/answer", answer="same", reason="asked him", seen=card["seen"])
    assert told.status_code == 200, told.text
    assert (told.json()["changed"], told.json()["applied"], told.json()["decision"]["who"]) == (True, "now", "local")
    assert desk.group.person_of(HR).id == desk.group.person_of(SHEET).id
    assert posted(asking, f"/v1/reviews/{review.id}/answer", answer="same").json()["changed"] is False
    refused = posted(asking, f"/v1/reviews/{review.id}/answer", answer="different")
    assert (refused.status_code, refused.headers["content-type"]) == (409, "application/problem+json")
    assert posted(asking, f"/v1/reviews/{review.id}/undo").status_code == 200
    assert desk.group.person_of(HR).id != desk.group.person_of(SHEET).id
    acts = [one["act"] for one in asking.get("/v1/decisions").json()]
    assert acts == ["undo", "same"]
    history = asking.get(f"/v1/people/{desk.group.person_of(SHEET).id}/history").json()
    acts = [line["act"] for line in history["lines"] if line["act"] != "mint"]
    assert sorted(acts) == ["merge", "revive", "same", "undo"]
    assert all(line["text"]["zh"] and line["text"]["en"] for line in history["lines"])


def test_people_are_split_and_joined_by_hand(asking: httpx.Client, desk: Reviewed) -> None:
    kept = desk.group.person_of(HR).id
    told = posted(asking, f"/v1/people/{kept}/split", records=[{"source": "ldap", "key": "wangwei3"}], reason="no")
    assert told.status_code == 200, told.text
    other = desk.group.person_of(person("ldap", "wangwei3")).id
    assert other != kept
    one, two = desk.group.person_of(person("hr", "80")).id, desk.group.person_of(person("sheet", "7")).id
    joined = posted(asking, f"/v1/people/{one}/join", other=two)
    assert joined.status_code == 200
    assert posted(asking, f"/v1/decisions/{joined.json()['decision']['id']}/undo").status_code == 200
    wrong = posted(asking, f"/v1/people/{kept}/split", records=[{"source": "x", "key": "y"}])
    assert (wrong.status_code, "no record of" in wrong.json()["detail"]) == (422, True)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/v1/reviews/r0/answer", {"answer": "same"}, 404),
        ("/v1/reviews/r0/answer", {"answer": "perhaps"}, 422),
        ("/v1/reviews/r0/answer", {"answer": "same", "who": "somebody else"}, 422),
        ("/v1/reviews/r0/undo", {}, 404),
        ("/v1/decisions/0/undo", {}, 404),
        ("/v1/people/nobody/split", {"records": [{"source": "hr", "key": "1"}]}, 404),
        ("/v1/people/nobody/split", {"records": []}, 422),
        ("/v1/people/nobody/join", {"other": "nobody"}, 404),
    ],
)
def test_what_cannot_be_is_a_problem(asking: httpx.Client, path: str, body: dict[str, Any], status: int) -> None:
    response = posted(asking, path, **body)
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    assert response.json()["detail"]


@pytest.mark.parametrize("query", ["limit=0", "limit=9999", "state=x", "kind=x", "after=%00", "after=x"])
def test_a_queue_that_cannot_be_asked_for_is_a_problem(asking: httpx.Client, query: str) -> None:
    assert asking.get(f"/v1/reviews?{query}").status_code == 422


GETS = ("/v1/reviews", "/v1/reviews/{id}", "/v1/decisions", "/v1/people/{person}/history")
POSTS = {
    "/v1/reviews/{id}/answer": {"answer": "same"},
    "/v1/reviews/{id}/undo": {},
    "/v1/decisions/{id}/undo": {},
    "/v1/people/{person}/split": {"records": [{"source": "ldap", "key": "wangwei3"}]},
    "/v1/people/{person}/join": {"other": "x"},
}


def _filled(path: str, desk: Reviewed) -> str:
    return path.format(id=desk.group.review_of(HR, SHEET).id, person=desk.group.person_of(HR).id)


def test_nobody_but_an_administrator_gets_anything(asking: httpx.Client, desk: Reviewed) -> None:
    desk.app.dependency_overrides[signed_in_viewer] = lambda: Viewer("li.ming")
    for path in GETS:
        assert asking.get(_filled(path, desk)).status_code == 403, path
    for path, body in POSTS.items():
        assert asking.post(_filled(path, desk), json=body).status_code == 403, path
    assert "#/reviews" not in asking.get("/").text
    desk.app.dependency_overrides.clear()
    assert "#/reviews" in asking.get("/").text
    assert desk.group.catalog.decisions.newest(limit=1) == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"host": "evil.example"}, 403),
        ({"x-forwarded-for": "10.0.0.5"}, 403),
        ({"content-type": "text/plain"}, 415),
        ({"content-type": "application/x-www-form-urlencoded"}, 415),
    ],
    ids=str,
)
def test_another_site_cannot_decide_through_an_administrators_browser(
    asking: httpx.Client, desk: Reviewed, headers: dict[str, str], status: int
) -> None:
    for path in POSTS:
        body = b'{"answer": "same"}'
        response = asking.post(
            _filled(path, desk), content=body, headers={"content-type": "application/json", **headers}
        )
        assert response.status_code == status, path
    assert desk.group.catalog.decisions.newest(limit=1) == []


def test_every_route_is_described_and_documented(asking: httpx.Client) -> None:
    paths = asking.get("/openapi.json").json()["paths"]
    routes = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods
              if methods[method].get("tags") == ["reviews"]}  # fmt: skip
    text = (Path(__file__).parents[2] / "docs" / "http.md").read_text(encoding="utf-8")
    section = text.partition("## Reviews\n")[2].partition("\n## ")[0]
    documented = {line.split("`")[1] for line in section.splitlines() if line.startswith(("| `GET ", "| `POST "))}
    assert documented == routes
    for method, path in (route.split() for route in routes):
        assert {"403", "422", "503"} <= set(paths[path][method.lower()]["responses"])
