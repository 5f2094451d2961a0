"""Runs over HTTP: for administrators, from the own page, with the checks and the audit of the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from schemas.viewer import Viewer
from search_api.viewers import signed_in_viewer
from tests.pipeline.listed_source import people
from tests.search_api.served import served
from tests.search_api.synced import HR, SHEET, Synced, synced
from zhaoren.catalog.runs import RunState

READ = ("added", "changed", "returned", "same", "deleted", "not_known", "repeated", "skipped")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Synced]:
    """The application and its sources."""
    with synced(tmp_path) as made:
        yield made


@pytest.fixture
def asking(desk: Synced) -> Iterator[httpx.Client]:
    """Asks it."""
    with served(desk.app) as address, httpx.Client(base_url=address, trust_env=False) as client:
        yield client


def told(response: httpx.Response) -> Any:
    """What a good answer holds."""
    assert response.status_code == 200, response.text
    return response.json()


def test_each_source_says_how_fresh_it_is_and_what_waits(asking: httpx.Client, desk: Synced) -> None:
    held = desk.held().run_id
    by_name = {one["name"]: one for one in told(asking.get("/v1/sources"))["sources"]}
    assert [(name, one["stale"]) for name, one in by_name.items()] == [(HR, False), (SHEET, True), ("never-read", True)]
    assert (by_name[HR]["held"], by_name[HR]["newest"]["state"]) == (held, "held")
    assert (by_name[SHEET]["quarantined"], by_name[SHEET]["last_good"][:10]) == (2, "2026-11-22")
    assert (by_name["never-read"]["last_good"], by_name["never-read"]["newest"]) == (None, None)


def test_runs_are_listed_page_by_page_of_all_or_of_one_source(asking: httpx.Client, desk: Synced) -> None:
    desk.held()
    whole = told(asking.get("/v1/runs"))
    assert [(one["source"], one["state"]) for one in whole["runs"]] == [(HR, "held"), (HR, "done"), (SHEET, "done")]
    ids, before = [], None
    while True:
        page = told(asking.get("/v1/runs", params={"limit": 1, **({"before": before} if before else {})}))
        ids += [one["id"] for one in page["runs"]]
        if (before := page["more"]) is None:
            break
    assert ids == [one["id"] for one in whole["runs"]]
    assert [one["source"] for one in told(asking.get("/v1/runs", params={"source": SHEET}))["runs"]] == [SHEET]
    assert [one["id"] for one in told(asking.get("/v1/runs", params={"state": "held"}))["runs"]] == ids[:1]


def test_a_runs_counts_add_up_and_what_was_left_out_is_counted_by_reason(asking: httpx.Client, desk: Synced) -> None:
    (line,) = told(asking.get("/v1/runs", params={"source": SHEET}))["runs"]
    card = told(asking.get(f"/v1/runs/{line['id']}"))
    for counts in card["counts"]:
        assert counts["read"] == sum(counts[name] for name in READ)
    assert (line["read"], line["skipped"], line["written"]) == (10, 2, 8)
    assert [(one["reason"], one["rows"], one["position"]) for one in card["left_out"]] == [
        ("has no key", 2, "staff.csv line 4")
    ]
    assert [one["ended_at"] is not None for one in card["tries"]] == [True]
    assert "隔离 2" in card["text"]["zh"]
    assert "quarantined 2" in card["text"]["en"]


def test_a_held_run_names_units_people_and_values(asking: httpx.Client, desk: Synced) -> None:
    run = desk.held().run_id
    card = told(asking.get(f"/v1/runs/{run}"))
    assert [(one["rule"], one["units"]) for one in card["held"]] == [
        ("removals", {"部门3": 10, "部门4": 10, "部门5": 10})
    ]
    assert card["held"][0]["text"]["zh"].startswith("60 条人员中有 30 条将消失")
    assert card["changes"] == {"missing": 30, "changed": 2}
    first = told(asking.get(f"/v1/runs/{run}/changes", params={"act": "missing", "limit": 20}))
    rest = told(asking.get(f"/v1/runs/{run}/changes", params={"act": "missing", "after": first["more"]}))
    assert rest["more"] is None
    gone = [(one["key"], one["name"], one["unit"]) for one in first["changes"] + rest["changes"]]
    assert gone == [(f"p{n:05}", f"人{n}", f"部门{n // 10}") for n in range(30, 60)]
    changed = told(asking.get(f"/v1/runs/{run}/changes", params={"act": "changed"}))["changes"]
    assert [field["field"] for field in changed[0]["fields"]] == ["department", "mobile"]
    assert changed[0]["fields"][1] == {"field": "mobile", "before": ["13800000000"], "after": ["13700000000"]}


def test_an_approval_writes_that_very_difference_once_and_is_in_the_audit(asking: httpx.Client, desk: Synced) -> None:
    run = desk.held().run_id
    answer = told(asking.post(f"/v1/runs/{run}/approve", json={}))
    assert (answer["approved"], answer["applied"], answer["run"]["state"], desk.applied) == (True, "now", "done", 1)
    assert [(one["act"], one["who"]) for one in answer["run"]["verdicts"]] == [("approved", "local")]
    assert answer["run"]["counts"][0]["missing"] == 30
    (entry,) = desk.catalog.journal.audit.newest()
    assert (entry.who, entry.act, entry.subject) == ("local", "approve run", run)
    again = asking.post(f"/v1/runs/{run}/approve", json={})
    assert (again.status_code, again.headers["content-type"]) == (409, "application/problem+json")
    assert "it is done, not held" in again.json()["detail"]
    assert asking.get(f"/v1/runs/{run}/changes", params={"act": "missing"}).status_code == 409


def test_an_approval_with_another_look_writes_only_the_same(asking: httpx.Client, desk: Synced) -> None:
    run = desk.held().run_id
    before = desk.catalog.revision
    same = list(desk.now_says[HR])
    desk.now_says[HR] = list(people(20))
    answer = told(asking.post(f"/v1/runs/{run}/approve", json={"reread": True}))
    assert (answer["approved"], answer["run"]["state"], desk.catalog.revision) == (False, "held", before)
    assert told(asking.get(f"/v1/runs/{run}"))["state"] == "superseded"
    desk.now_says[HR] = same
    held_anew = desk.sync(HR, same).run_id
    assert told(asking.post(f"/v1/runs/{held_anew}/approve", json={"reread": True}))["approved"] is True


def test_an_approval_is_refused_when_the_catalog_has_moved_or_a_run_is_at_work(
    asking: httpx.Client, desk: Synced
) -> None:
    run = desk.held().run_id
    with desk.catalog.journal.leases.hold(f"source:{HR}"):
        busy = asking.post(f"/v1/runs/{run}/approve", json={})
        assert (busy.status_code, "Retry-After" in busy.headers) == (503, True)
    held = desk.catalog.journal.runs.get(run)
    assert held is not None
    moved = desk.catalog.sources.get(HR)
    assert moved is not None
    with desk.catalog.transaction() as work:
        work.sources.put(type(moved)(HR, None, "another-run", moved.last_good, None, None))
    refused = asking.post(f"/v1/runs/{run}/approve", json={})
    assert refused.status_code == 409, refused.text
    assert desk.applied == 0


def test_a_discarded_run_changes_nothing_and_says_who_discarded_it(asking: httpx.Client, desk: Synced) -> None:
    run, before = desk.held().run_id, desk.catalog.revision
    card = told(asking.post(f"/v1/runs/{run}/discard", json={}))
    assert (card["state"], card["changes"], desk.catalog.revision) == ("discarded", {}, before)
    assert [(one["act"], one["who"]) for one in card["verdicts"]] == [("discarded", "local")]
    assert asking.post(f"/v1/runs/{run}/discard", json={}).status_code == 409


def test_quarantined_rows_are_read_page_by_page(asking: httpx.Client) -> None:
    whole = told(asking.get("/v1/quarantine"))
    assert [(one["source"], one["position"]) for one in whole["rows"]] == [
        (SHEET, "staff.csv line 4"),
        (SHEET, "staff.csv line 9"),
    ]
    assert [one["rows"] for one in whole["reasons"]] == [2]
    first = told(asking.get("/v1/quarantine", params={"limit": 1}))
    second = told(asking.get("/v1/quarantine", params={"limit": 1, "after": first["more"]}))
    assert (first["rows"] + second["rows"], second["more"]) == (whole["rows"], None)
    assert told(asking.get("/v1/quarantine", params={"source": HR}))["rows"] == []


def test_a_run_that_was_killed_is_told_from_one_that_is_at_work(asking: httpx.Client, desk: Synced) -> None:
    run = desk.catalog.journal.runs.newest(HR, limit=1)[0]
    with desk.catalog.journal.leases.hold(f"source:{HR}") as lease:
        at_work = type(run)(**{name: getattr(run, name) for name in run.__dataclass_fields__} | {
            "id": "r2", "state": RunState.RUNNING, "report": None, "ended_at": None})  # fmt: skip
        desk.catalog.journal.runs.put(at_work, lease)
        assert told(asking.get("/v1/runs/r2"))["cut_off"] is False
    assert told(asking.get("/v1/runs/r2"))["cut_off"] is True


def test_the_metrics_name_sources_and_never_people(asking: httpx.Client, desk: Synced) -> None:
    desk.held()
    text = asking.get("/metrics").text
    assert "zhaoren_runs_known 1" in text
    assert f'zhaoren_source_stale{{source="{SHEET}"}} 1.0' in text
    assert f'zhaoren_run_state{{source="{HR}",state="held"}} 1.0' in text
    assert f'zhaoren_run_rows{{act="missing",kind="person",source="{HR}"}} 30.0' in text
    assert "zhaoren_requests_total" in text
    assert "人3" not in text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/runs/nobody", 404),
        ("/v1/runs/nobody/changes?act=missing", 404),
        ("/v1/runs?before=nobody", 422),
        ("/v1/runs?before=%00", 422),
        ("/v1/runs?state=x", 422),
        ("/v1/runs?limit=0", 422),
        ("/v1/runs?source=%00", 422),
        ("/v1/runs/%00", 422),
        ("/v1/quarantine?after=x", 422),
        ("/v1/quarantine?after=x:99999999999999999999", 422),
    ],
)
def test_what_cannot_be_is_a_problem(asking: httpx.Client, path: str, status: int) -> None:
    response = asking.get(path)
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    assert response.json()["detail"]


GETS = ("/v1/sources", "/v1/runs", "/v1/runs/{id}", "/v1/runs/{id}/changes?act=missing", "/v1/quarantine")
POSTS = ("/v1/runs/{id}/approve", "/v1/runs/{id}/discard")


def test_nobody_but_an_administrator_gets_anything(asking: httpx.Client, desk: Synced) -> None:
    run = desk.held().run_id
    desk.app.dependency_overrides[signed_in_viewer] = lambda: Viewer("li.ming")
    for path in GETS:
        assert asking.get(path.format(id=run)).status_code == 403, path
    for path in POSTS:
        assert asking.post(path.format(id=run), json={}).status_code == 403, path
    assert "#/runs" not in asking.get("/").text
    assert "zhaoren_source_stale" not in asking.get("/metrics").text
    desk.app.dependency_overrides.clear()
    assert "#/runs" in asking.get("/").text
    assert desk.catalog.journal.audit.newest() == []


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
    asking: httpx.Client, desk: Synced, headers: dict[str, str], status: int
) -> None:
    run = desk.held().run_id
    for path in POSTS:
        sent = {"content-type": "application/json", **headers}
        assert asking.post(path.format(id=run), content=b"{}", headers=sent).status_code == status, path
    assert desk.catalog.journal.audit.newest() == []
    assert told(asking.get(f"/v1/runs/{run}"))["state"] == "held"


def test_an_approval_takes_no_word_that_it_does_not_know(asking: httpx.Client, desk: Synced) -> None:
    run = desk.held().run_id
    assert asking.post(f"/v1/runs/{run}/approve", json={"who": "somebody else"}).status_code == 422


def test_every_route_is_described_and_documented(asking: httpx.Client) -> None:
    paths = asking.get("/openapi.json").json()["paths"]
    routes = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods
              if methods[method].get("tags") == ["runs"]}  # fmt: skip
    text = (Path(__file__).parents[2] / "docs" / "http.md").read_text(encoding="utf-8")
    section = text.partition("## Runs\n")[2].partition("\n## ")[0]
    assert {line.split("`")[1] for line in section.splitlines() if line.startswith(("| `GET ", "| `POST "))} == routes
    for method, path in (route.split() for route in routes):
        assert {"403", "422", "503"} <= set(paths[path][method.lower()]["responses"])
