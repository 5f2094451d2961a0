"""A chat suite: errors inside good answers, a tree given level by level, people of several departments."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.rest_service import RestConnector
from schemas.errors import SourceRefused
from schemas.records import SourceRecord
from schemas.vocabulary import RecordKind
from tests.connectors.rest_reading import SECRET, Read, source, waited
from tests.servers.lying_service import Answer, Reply, Request, Service, serving

SUITE = {
    "errors": {"code": "/errcode", "busy": ["45009", "-1"], "token": ["42001"], "message": "/errmsg"},
    "auth": {
        "style": "token",
        "secret": {"env": "HR_SECRET"},
        "token": {"path": "/gettoken", "method": "GET", "send": "query", "values": {"secret": "{secret}"}},
        "sent_as": "query",
        "name": "access_token",
    },
}
TREE = {"1": ["2", "3"], "2": ["4"], "4": ["5"], "5": ["6"], "3": [], "6": []}


def suite(*, first: dict[str, Any] | None = None) -> Answer:
    """A chat suite: a tree of departments level by level, people by department, errors inside 200."""
    trouble = [first] if first else []

    def answer(asked: Request) -> Reply:
        if asked.path == "/gettoken":
            if asked.parameters["secret"] != SECRET:
                return Reply({"errcode": 40001, "errmsg": "invalid credential"})
            return Reply({"errcode": 0, "access_token": "t", "expires_in": 7200})
        if trouble:
            return Reply(trouble.pop())
        if asked.path == "/department/sub":
            ids = TREE[asked.parameters["id"]]
            return Reply(
                {"errcode": 0, "department": [{"id": int(i), "parent": int(asked.parameters["id"])} for i in ids]}
            )
        here = asked.parameters["department_id"]
        people = [{"userid": "boss", "name": "老板", "department": [2, 6]}] if here in ("2", "6") else []
        return Reply(
            {
                "errcode": 0,
                "userlist": [*people, {"userid": f"u{here}", "name": f"员{here}", "department": [int(here)]}],
            }
        )

    return answer


def suite_source(service: Service) -> RestConnector:
    units = {"path": "/department/sub", "parameters": {"id": "{each}"}, "each": "self", "start": ["1"],
             "rows": "/department", "key": "id",
             "fields": {"code": "id", "parent_key": "parent", "name": "id"}}  # fmt: skip
    people = {"path": "/user/list", "parameters": {"department_id": "{each}"}, "each": "units", "rows": "/userlist",
              "key": "userid", "fields": {"name": "name", "unit_key": "department"}}  # fmt: skip
    return source(service, people, units=units, **SUITE)


def test_fault_46_a_tree_given_level_by_level_and_people_of_several_departments(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HR_SECRET", SECRET)
    with serving(suite()) as service:
        read = Read(suite_source(service))
    units = [event.key for event in read.of(SourceRecord) if event.kind is RecordKind.UNIT]
    people = {event.key: event.fields for event in read.of(SourceRecord) if event.kind is RecordKind.PERSON}
    assert sorted(units) == ["2", "3", "4", "5", "6"]
    assert sorted(people) == ["boss", "u2", "u3", "u4", "u5", "u6"]
    assert people["boss"]["unit_key"] == ("2", "6")
    assert read.outcome.complete


@pytest.mark.parametrize("code", [45009, -1])
def test_fault_46_a_rate_code_inside_a_good_answer_is_waited_for(code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HR_SECRET", SECRET)
    with serving(suite(first={"errcode": code, "errmsg": "api freq out of limit"})) as service:
        connector = suite_source(service)
        assert Read(connector).outcome.complete
        assert waited(connector) == [1.0]


def test_fault_46_an_ended_token_inside_a_good_answer_is_renewed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HR_SECRET", SECRET)
    with serving(suite(first={"errcode": 42001})) as service:
        assert Read(suite_source(service)).outcome.complete
        assert sum(asked.path == "/gettoken" for asked in service.asked) == 2


def test_fault_46_any_other_code_is_told_with_its_words_and_without_the_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HR_SECRET", SECRET)
    with serving(suite(first={"errcode": 60011, "errmsg": "no privilege to access"})) as service:
        with pytest.raises(SourceRefused, match=r"code 60011 \(no privilege to access\)") as refused:
            Read(suite_source(service))
        assert SECRET not in str(refused.value)


def test_fault_46_a_list_that_lost_its_scope_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HR_SECRET", SECRET)
    with serving(lambda asked: suite()(asked) if asked.path == "/gettoken" else Reply({"errcode": 0})) as service:
        read = Read(suite_source(service))
    assert (read.keys, read.outcome.complete, read.outcome.kinds) == ([], False, frozenset())
