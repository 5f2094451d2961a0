"""A SCIM 2.0 service, the real one and one that misbehaves; the numbers are those of docs/faults.md."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connectors.scim_service import ScimConnector
from connectors.scim_users import adapted_user, members_of
from schemas.errors import SourceBusy, SourceRefused
from schemas.records import Checkpoint, ReadOutcome, SourceEvent, SourceRecord
from schemas.source_settings import ScimSource, unknown_fields
from schemas.vocabulary import RecordKind
from tests.servers.lying_service import Answer, Reply, Request, serving
from tests.servers.scim import ENTERPRISE, GROUP, TOKEN, ScimServer, scim_server, user


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCIM_TOKEN", TOKEN)


@pytest.fixture(scope="module")
def by_index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScimServer]:
    """55 users, at most 20 an answer whatever is asked."""
    with scim_server(tmp_path_factory.mktemp("scim"), most=20) as server:
        server.add("Users", *(user(n) for n in range(1, 56)))
        yield server


def connector(url: str, **more: Any) -> ScimConnector:
    auth = {"style": "bearer", "secret": {"env": "SCIM_TOKEN"}}
    settings = ScimSource.model_validate({"name": "chat", "kind": "scim_service", "url": url, "auth": auth} | more)
    return ScimConnector(settings, Path(), sleep=lambda _: None)


class Read:
    """All that one reading gave."""

    def __init__(self, source: ScimConnector, since: Checkpoint | None = None) -> None:
        self.records: list[SourceRecord] = [e for e in self._all(source, since) if isinstance(e, SourceRecord)]

    def _all(self, source: ScimConnector, since: Checkpoint | None) -> Iterator[SourceEvent]:
        self.outcome: ReadOutcome = yield from source.read(since)

    def of(self, kind: RecordKind) -> list[SourceRecord]:
        return [record for record in self.records if record.kind is kind]


def test_a_user_becomes_a_record_with_his_primary_address_first(by_index: ScimServer) -> None:
    record = next(r for r in Read(connector(by_index.url)).records if r.fields["login"] == ("u7",))
    assert record.fields == {
        "name": ("员工7",),
        "family_name": ("员",),
        "given_name": ("工7",),
        "display_name": ("员工7",),
        "login": ("u7",),
        "email": ("u7@hn.example", "u7@home.example"),
        "mobile": ("13800000007",),
        "phone": ("+86-898-6655-0007",),
        "title": ("会计",),
        "enabled": ("true",),
        "employee_number": ("E0007",),
        "company": ("海棠科技",),
        "department": ("财务部",),
    }
    assert record.changed_at is not None


def test_fault_47_a_service_that_gives_fewer_than_asked_is_read_whole(by_index: ScimServer) -> None:
    read = Read(connector(by_index.url, page_size=100))
    assert (len(read.records), read.outcome.complete) == (55, True)


def test_fault_47_cursors_are_followed_where_they_are_announced(tmp_path: Path) -> None:
    with scim_server(tmp_path, most=20, cursor=True) as server:
        server.add("Users", *(user(n) for n in range(1, 46)))
        read = Read(connector(server.url))
        assert (len(read.records), read.outcome.complete) == (45, True)


def test_fault_47_only_what_changed_is_read_and_a_deletion_shows_in_a_whole_reading(tmp_path: Path) -> None:
    with scim_server(tmp_path) as server:
        ids = server.add("Users", *(user(n) for n in range(1, 11)))
        first = Read(connector(server.url, overlap_minutes=0))
        server.change("Users", ids[2], user(3, title="财务总监"))
        server.change("Users", ids[3], user(4, active=False))
        server.delete("Users", ids[5])
        second = Read(connector(server.url, overlap_minutes=0), first.outcome.checkpoint)
        assert not second.outcome.complete
        changed = {record.fields["login"][0]: record.fields for record in second.records}
        assert changed["u3"]["title"] == ("财务总监",)
        assert changed["u4"]["enabled"] == ("false",)
        whole = Read(connector(server.url))
        assert (len(whole.records), whole.outcome.complete) == (9, True)
        foreign = Read(connector(server.url), Checkpoint('{"v": 7}'))
        assert (len(foreign.records), foreign.outcome.complete) == (9, True)


def test_fault_47_groups_become_units_of_their_members(tmp_path: Path) -> None:
    with scim_server(tmp_path) as server:
        ids = server.add("Users", *(user(n) for n in range(1, 6)))
        members = [{"value": id_, "$ref": f"{server.url}/Users/{id_}", "type": "User"} for id_ in ids[:2]]
        (group,) = server.add("Groups", {"schemas": [GROUP], "displayName": "财务部", "members": members})
        read = Read(connector(server.url, groups_are_units=True))
        assert [(u.key, u.fields["name"]) for u in read.of(RecordKind.UNIT)] == [(group, ("财务部",))]
        placed = {r.key: r.fields.get("unit_key") for r in read.of(RecordKind.PERSON)}
        assert placed == {ids[0]: (group,), ids[1]: (group,), ids[2]: None, ids[3]: None, ids[4]: None}


def test_fault_47_a_group_of_twenty_thousand_members_is_read() -> None:
    members = [{"value": f"u{n}"} for n in range(20_000)]
    assert len(members_of({"Members": [*members, {"value": "g1", "type": "Group"}]})) == 20_000


OFFERS = {"filter": {"supported": False}, "pagination": {"cursor": False}}


def listing(users: list[dict[str, Any]], *, offers: Reply | None = None, total: int | None = None) -> Answer:
    """A service by index that counts from 1 and gives three an answer."""

    def answer(asked: Request) -> Reply:
        if asked.path == "/ServiceProviderConfig":
            return offers or Reply(OFFERS)
        if asked.path != "/Users":
            return Reply(status=404, body={"detail": "Endpoint not found"})
        start = max(1, int(asked.parameters["startIndex"])) - 1
        return Reply({"totalResults": len(users) if total is None else total, "Resources": users[start : start + 3]})

    return answer


USERS = [{"id": f"i{n}", **user(n)} for n in range(1, 9)]


def test_fault_47_a_service_without_schemas_or_offers_is_read_by_index_from_one() -> None:
    with serving(listing(USERS, offers=Reply(status=404, body={}))) as service:
        read = Read(connector(service.url))
        asked = [request.parameters["startIndex"] for request in service.asked if request.path == "/Users"]
    assert (len(read.records), read.outcome.complete) == (8, True)
    assert asked == ["1", "4", "7"]


def test_fault_47_a_total_that_says_more_than_comes_proves_nothing() -> None:
    with serving(listing(USERS, total=12)) as service:
        read = Read(connector(service.url))
    assert (len(read.records), read.outcome.complete) == (8, False)
    assert "the service counts 12, 8 different ones came" in read.outcome.why_incomplete


@pytest.mark.parametrize(("status", "said"), [(401, "does not accept our sign-in"), (403, "not allowed to read this")])
def test_fault_47_who_is_not_known_and_who_may_not_are_told_apart(status: int, said: str) -> None:
    with serving(lambda _: Reply(status=status, body={"detail": "no"})) as service:
        with pytest.raises(SourceRefused, match=said) as refused:
            Read(connector(service.url))
        assert len(service.asked) == 1
    assert TOKEN not in str(refused.value)


def test_fault_47_a_cursor_that_has_ended_asks_for_a_new_reading() -> None:
    def answer(asked: Request) -> Reply:
        if asked.path == "/ServiceProviderConfig":
            return Reply({**OFFERS, "pagination": {"cursor": True}})
        if asked.parameters.get("cursor"):
            return Reply(status=400, body={"scimType": "expiredCursor", "detail": "too late"})
        return Reply({"totalResults": 8, "Resources": USERS[:3], "nextCursor": "c1"})

    with serving(answer) as service, pytest.raises(SourceBusy, match=r"/Users: 400 \(too late\); read again"):
        Read(connector(service.url))


def test_fault_47_attributes_in_another_case_and_unknown_extensions_are_read() -> None:
    row = {"ID": "1", "USERNAME": "u", "Emails": {"value": "a@b.example"}, ENTERPRISE.upper(): {"Department": "法务部"},
           "urn:hn:custom:1.0:User": {"costCenter": "C7"}}  # fmt: skip
    shaped = adapted_user(row, {})
    assert (shaped["id"], shaped["#email"]) == ("1", ["a@b.example"])
    with serving(listing([row, *USERS])) as service:
        extra = {"fields": {"office": "urn:hn:custom:1.0:User.costCenter"}}
        first = Read(connector(service.url, people=extra)).records[0]
    assert first.fields["department"] == ("法务部",)
    assert first.fields["office"] == ("C7",)


def test_the_check_tells_what_the_service_can(by_index: ScimServer) -> None:
    report = connector(by_index.url).check()
    assert [(step.name, step.passed) for step in report.steps] == [
        ("reach", True), ("sign-in", True), ("offers", True), ("person 0", True), ("sample", True),
    ]  # fmt: skip
    assert report.steps[2].message == "pages by index; can tell what changed"
    assert "20 rows of 55 on the first page" in report.steps[3].message


def test_a_wrong_token_is_one_sentence_in_the_check(by_index: ScimServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCIM_TOKEN", "wrong")
    report = connector(by_index.url).check()
    assert not report.passed
    assert "the service does not accept our sign-in" in report.steps[-1].message


def test_a_field_that_does_not_exist_is_named() -> None:
    settings = ScimSource.model_validate(
        {"name": "chat", "kind": "scim_service", "url": "https://c.example", "people": {"fields": {"nam": "title"}}}
    )
    assert "people has no field 'nam'" in unknown_fields(settings)[0]
