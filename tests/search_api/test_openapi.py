"""The description of the API: whole, with every error, and with examples."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from search_api.errors import TYPES
from search_api.examples import REQUESTS, examples


@pytest.fixture(scope="module")
def description(client: httpx.Client) -> Any:
    """OpenAPI as served."""
    return client.get("/openapi.json").json()


def operations(description: Any) -> list[tuple[str, Any]]:
    """Each path with its GET."""
    return [(path, methods["get"]) for path, methods in description["paths"].items()]


def test_it_is_openapi_3_1_and_only_reads(description: Any) -> None:
    assert description["openapi"].startswith("3.1")
    assert all(set(methods) == {"get"} for methods in description["paths"].values())


def test_every_operation_lists_its_errors_as_problems(description: Any) -> None:
    for path, operation in operations(description):
        if path == "/healthz":
            continue
        expected = {"403", "422", "503"} | ({"404"} if "{" in path else set())
        assert expected <= set(operation["responses"]), path
        for status, response in operation["responses"].items():
            if status != "200":
                assert list(response["content"]) == ["application/problem+json"], (path, status)
                assert response["content"]["application/problem+json"]["schema"]["$ref"].endswith("/Problem")


def test_every_operation_has_words_and_every_value_to_pass_an_example(description: Any) -> None:
    for path, operation in operations(description):
        assert operation["summary"], path
        for parameter in operation.get("parameters", []):
            if parameter["name"] in ("q", "person_id", "unit_id"):
                schema = parameter["schema"]
                assert schema.get("examples") or parameter.get("examples"), (path, parameter["name"])


def test_answers_to_questions_come_with_an_example(description: Any) -> None:
    for path, operation in operations(description):
        if path.startswith("/v1/"):
            assert operation["responses"]["200"]["content"]["application/json"]["example"], path


@pytest.mark.parametrize("path", sorted(REQUESTS))
def test_an_example_is_what_the_small_group_answers(client: httpx.Client, path: str) -> None:
    assert dict(examples())[path] == client.get(REQUESTS[path][1]).json()


def test_every_reference_leads_somewhere(description: Any) -> None:
    def references(node: Any) -> list[str]:
        if isinstance(node, dict):
            own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
            return own + [ref for value in node.values() for ref in references(value)]
        return [ref for value in node for ref in references(value)] if isinstance(node, list) else []

    for reference in references(description):
        assert reference.removeprefix("#/components/schemas/") in description["components"]["schemas"]


def test_the_documentation_names_every_path_and_every_type_of_problem(description: Any) -> None:
    text = (Path(__file__).parents[2] / "docs" / "http.md").read_text(encoding="utf-8")
    table = {line.split("`")[1].split("?")[0] for line in text.splitlines() if line.startswith("| `/")}
    assert table == set(description["paths"])
    assert all(f"`{type_}`" in text for type_ in TYPES.values())
