"""What each route answers."""

from __future__ import annotations

from typing import Any

import httpx
import pytest


def ask(client: httpx.Client, path: str, **query: str | int) -> Any:
    """The JSON of a good answer."""
    response = client.get(path, params=query)
    assert response.status_code == 200, response.text
    return response.json()


def test_a_role_and_company_question_finds_who_holds_the_post(client: httpx.Client) -> None:
    answer = ask(client, "/v1/people", q="琼州矿业 财务 负责人")
    first = answer["hits"][0]
    assert (answer["outcome"], first["id"], first["name"]) == ("found", "p5", "符海燕")
    assert first["posts"][0]["unit"]["company"] == "琼州矿业"
    assert all(reason["zh"] and reason["en"] for reason in first["why"])


def test_parts_of_a_question_are_where_they_stand_in_it(client: httpx.Client) -> None:
    question = "琼州矿业 财务 负责人"
    for part in ask(client, "/v1/people", q=question)["understood"]:
        assert question[part["start"] : part["end"]] == part["text"]


def test_a_vacant_post_is_said_to_be_vacant(client: httpx.Client) -> None:
    answer = ask(client, "/v1/people", q="宁和医药 财务部部长")
    assert [post["title"]["text"] for post in answer["vacant_posts"]] == ["财务部部长"]


def test_every_value_of_a_person_names_the_record_that_said_it(client: httpx.Client) -> None:
    person = ask(client, "/v1/people/p5")
    for kind in ("names", "contacts", "employee_numbers", "logins", "facts"):
        assert all(value["origins"] for value in person[kind])
    assert {record["source"] for record in person["records"]} == {"hr", "ldap"}
    assert person["as_of"] == [{"source": "hr", "read_at": "2026-11-22T01:00:00Z", "stale": False}]


def test_a_team_is_asked_for_by_id_and_holds_no_namesakes_team(client: httpx.Client) -> None:
    team = ask(client, "/v1/people/p4/team")
    assert {hit["id"] for hit in team["hits"]} == {"p5", "p8"}
    assert team["more"] is False
    assert ask(client, "/v1/people/p4/team", limit=1)["more"] is True
    assert ask(client, "/v1/people/p7/team")["hits"] == []


def test_pages_of_an_answer_join_without_gap_or_repetition(client: httpx.Client) -> None:
    whole = [hit["id"] for hit in ask(client, "/v1/people", q="财务", limit=100)["hits"]]
    assert len(whole) > 1
    pages: list[str] = []
    query: dict[str, str | int] = {"q": "财务", "limit": 1}
    while True:
        page = ask(client, "/v1/people", **query)
        pages += [hit["id"] for hit in page["hits"]]
        if page["more"] is None:
            break
        query["after"] = page["more"]
    assert pages == whole


def test_the_tree_opens_from_its_top(client: httpx.Client) -> None:
    roots = ask(client, "/v1/units")
    assert [root["unit"]["id"] for root in roots] == ["u-group"]
    group = ask(client, f"/v1/units/{roots[0]['unit']['id']}")
    assert {child["unit"]["id"] for child in group["children"]} == {"u-mine", "u-pharma"}
    assert len(group["children"]) == roots[0]["children"]


@pytest.mark.parametrize("name", ["琼州矿业", "QZKY", "u-mine"])
def test_a_unit_is_found_by_id_name_or_code(client: httpx.Client, name: str) -> None:
    unit = ask(client, f"/v1/units/{name}")
    assert (unit["id"], [step["id"] for step in unit["path"]]) == ("u-mine", ["u-group", "u-mine"])
    assert unit["heads"][0]["name"] == "单国栋"


def test_suggestions_are_lines_to_ask(client: httpx.Client) -> None:
    lines = ask(client, "/v1/suggest", q="琼州")
    assert "琼州矿业" in {line["label"] for line in lines}
    assert ask(client, "/v1/suggest") == []


def test_documents_are_found_with_their_people(client: httpx.Client) -> None:
    found = ask(client, "/v1/documents", q="浮选")
    assert [hit["id"] for hit in found["hits"]] == ["d1"]
    assert found["hits"][0]["people"] == [{"id": "p8", "name": "林志明", "part": "lead"}]


def test_an_empty_document_list_is_an_answer(client: httpx.Client) -> None:
    assert ask(client, "/v1/documents", q="量子纠缠")["hits"] == []


def test_health_and_readiness_are_told(client: httpx.Client) -> None:
    assert ask(client, "/healthz") == {"status": "ok"}
    assert ask(client, "/readyz") == {"status": "ready", "revision": 1}


def test_counts_name_routes_and_never_what_was_asked(client: httpx.Client) -> None:
    client.get("/v1/people", params={"q": "符海燕"})
    client.get("/v1/people/p5")
    text = client.get("/metrics").text
    assert 'route="/v1/people/{person_id}"' in text
    assert "p5" not in text
    assert "符海燕" not in text
