"""A service that answers in JSON, well and badly; the numbers are those of docs/faults.md."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from schemas.errors import SourceBusy, SourceRefused
from schemas.records import Checkpoint, Skipped, SourceDeletion, SourceRecord
from schemas.vocabulary import RecordKind
from tests.connectors.rest_reading import OFFSET, PEOPLE, SECRET, Read, source, waited
from tests.servers.lying_service import Answer, Reply, Request, serving


def paged(people: list[Any], most: int = 1000) -> Answer:
    """An honest service that pages by offset and gives at most `most` rows a page."""

    def answer(asked: Request) -> Reply:
        start, count = int(asked.parameters["start"]), min(int(asked.parameters["count"]), most)
        return Reply({"list": people[start : start + count], "total": len(people)})

    return answer


def in_turn(*replies: Reply | Callable[[Request], Reply]) -> Answer:
    """One reply after the other, the last for ever."""
    left = list(replies)

    def answer(asked: Request) -> Reply:
        reply = left.pop(0) if len(left) > 1 else left[0]
        return reply(asked) if callable(reply) else reply

    return answer


GOOD = Reply([PEOPLE[0], PEOPLE[1]])


def test_all_pages_are_read_and_proved_by_the_total() -> None:
    with serving(paged(PEOPLE)) as service:
        read = Read(source(service, {"rows": "/list", "paging": OFFSET}))
    assert (len(read.keys), read.outcome.complete) == (250, True)
    assert read.outcome.kinds == {RecordKind.PERSON}
    first = read.of(SourceRecord)[0]
    assert first.fields == {"name": ("员工1",), "email": ("p1@hn.example",)}


@pytest.mark.parametrize(
    "said", ["7", lambda now: format_datetime(now + timedelta(seconds=9), usegmt=True), None], ids=["s", "date", "none"]
)
def test_fault_44_whoever_asks_us_to_wait_is_obeyed(said: Any) -> None:
    now = datetime(2026, 11, 22, 8, tzinfo=UTC)  # the service's clock, not ours
    value = said(now) if callable(said) else said
    headers = {"Date": format_datetime(now, usegmt=True)} | ({"Retry-After": value} if value else {})
    with serving(in_turn(Reply(status=429, headers=headers), GOOD)) as service:
        connector = source(service, {})
        assert Read(connector).keys == ["1", "2"]
    (pause,) = waited(connector)
    assert pause == {"7": 7.0, None: pytest.approx(0.5, rel=0.3)}.get(said, pytest.approx(9.0, abs=3.5))


def test_fault_44_waiting_has_an_end() -> None:
    with serving(lambda _: Reply(status=429, headers={"Retry-After": "50"})) as service:
        connector = source(service, {}, patience_s=120)
        with pytest.raises(SourceBusy, match="/people: 429; it asks for 50 s more than this reading may wait"):
            Read(connector)
    assert waited(connector) == [50.0, 50.0]


def test_fault_44_an_error_once_is_passed_over_and_an_error_for_ever_is_not() -> None:
    with serving(in_turn(Reply(status=500), GOOD)) as service:
        assert Read(source(service, {})).keys == ["1", "2"]
    with serving(lambda _: Reply(status=500)) as service, pytest.raises(SourceBusy, match="/people: 500"):
        Read(source(service, {}))


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(b"<!DOCTYPE html><form>login</form>", headers={"Content-Type": "text/html"}), "a page instead of data"),
        (Reply(b"  <html>login</html>"), "a page instead of data"),
        (Reply(status=403), "not allowed to read this"),
        (Reply(status=404), "404; check url and path"),
        (Reply(status=401), "does not accept our sign-in; check the secret"),
        (Reply({"other": 1}), "there is no list at ''"),
        (Reply([{"id": "1"}], headers={"Location": "http://elsewhere.example/people"}, status=302), "to another host"),
    ],
    ids=["page", "page-as-json", "403", "404", "401", "no-list", "other-host"],
)
def test_fault_44_what_waiting_cannot_mend_is_refused_at_once(reply: Reply, said: str) -> None:
    rows = {"rows": ""} if said.startswith("there is no list") else {}
    reply.body = [] if reply.body is None else reply.body
    if said.startswith("there is no list"):
        reply = Reply("words")
    with serving(lambda _: reply) as service:
        connector = source(service, rows)
        with pytest.raises(SourceRefused, match=said.replace("(", r"\(")):
            Read(connector)
        assert (len(service.asked), waited(connector)) == (1, [])


def test_fault_44_a_redirect_to_another_host_gets_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HR_TOKEN", SECRET)
    with serving(lambda _: GOOD) as other:
        moved = Reply(status=307, headers={"Location": f"{other.url}/people"})
        with serving(lambda _: moved) as service:
            connector = source(service, {}, auth={"style": "bearer", "secret": {"env": "HR_TOKEN"}})
            with pytest.raises(SourceRefused, match="our sign-in is not carried there") as refused:
                Read(connector)
        assert other.asked == []
        assert SECRET not in str(refused.value)


def test_fault_44_a_redirect_on_the_same_host_is_followed() -> None:
    def answer(asked: Request) -> Reply:
        return GOOD if asked.path == "/v2/people" else Reply(status=308, headers={"Location": "/v2/people"})

    with serving(answer) as service:
        assert Read(source(service, {})).keys == ["1", "2"]


@pytest.mark.parametrize(
    "reply",
    [Reply(PEOPLE[:2], cut_at=20), Reply(PEOPLE[:2], announced=5), Reply(PEOPLE[:2], announced=5000)],
    ids=["cut", "told-too-little", "told-too-much"],
)
def test_fault_44_half_an_answer_is_asked_for_again(reply: Reply) -> None:
    with serving(in_turn(reply, GOOD)) as service:
        connector = source(service, {})
        assert Read(connector).keys == ["1", "2"]
        assert 1 <= len(waited(connector)) <= 2  # what is left of a lie may spoil the next answer


def test_fault_44_a_slow_drip_ends_in_time() -> None:
    with serving(in_turn(Reply(PEOPLE[:40], drip_s=0.005), GOOD)) as service:
        assert Read(source(service, {}, timeout_s=0.4)).keys == ["1", "2"]


def test_fault_44_packed_answers_are_read_and_bombs_are_not() -> None:
    with serving(lambda _: Reply(PEOPLE[:2], zipped=True)) as service:
        assert Read(source(service, {})).keys == ["1", "2"]
    bomb = Reply([{"id": "1", "name": {"zh": "零" * 2_000_000}}], zipped=True)
    with serving(lambda _: bomb) as service, pytest.raises(SourceRefused, match="larger than 1 MB"):
        Read(source(service, {}, most_megabytes=1))


TOKEN = {
    "style": "token",
    "secret": {"env": "HR_SECRET"},
    "token": {"path": "/token", "values": {"client_id": "zr", "client_secret": "{secret}"}},
}


def tokens(*, lifetime: int, ends_after: int) -> Answer:
    """A service whose tokens serve a number of questions and are then refused."""
    given: list[int] = []

    def answer(asked: Request) -> Reply:
        if asked.path == "/token":
            given.append(0)
            if asked.body.get("client_secret") != SECRET:
                return Reply(status=401, body={})
            return Reply({"access_token": f"t{len(given)}", "expires_in": lifetime})
        if asked.headers.get("authorization") != f"Bearer t{len(given)}" or given[-1] >= ends_after:
            return Reply(status=401, body={})
        given[-1] += 1
        return paged(PEOPLE)(asked)

    return answer


def test_fault_44_a_token_that_ends_in_mid_run_is_renewed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HR_SECRET", SECRET)
    with serving(tokens(lifetime=3600, ends_after=2)) as service:
        read = Read(source(service, {"rows": "/list", "paging": OFFSET}, auth=TOKEN))
        assert (len(read.keys), read.outcome.complete) == (250, True)
        assert sum(asked.path == "/token" for asked in service.asked) == 2


def test_fault_44_a_wrong_secret_is_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HR_SECRET", "wrong")
    with serving(tokens(lifetime=3600, ends_after=2)) as service:
        with pytest.raises(SourceRefused, match=r"no token is given: .*; check the secret"):
            Read(source(service, {"rows": "/list", "paging": OFFSET}, auth=TOKEN))
        assert len(service.asked) == 1


def test_fault_45_a_list_that_moves_under_us_is_not_called_complete() -> None:
    """A row added at the top while reading by offset pushes one row from page to page."""
    people = PEOPLE[:200]

    def answer(asked: Request) -> Reply:
        start = int(asked.parameters["start"])
        if start == 100:
            people.insert(0, {"id": "new", "name": {"zh": "新人"}})
        return Reply({"list": people[start : start + 100]})

    with serving(answer) as service:
        read = Read(source(service, {"rows": "/list", "paging": {k: v for k, v in OFFSET.items() if k != "total"}}))
    assert "new" not in read.keys
    assert not read.outcome.complete
    assert "1 rows came twice; the list moved under us" in read.outcome.why_incomplete


def test_fault_45_cursors_in_a_ring_end_the_reading() -> None:
    ring = {"": "a", "a": "b", "b": "a"}

    def answer(asked: Request) -> Reply:
        at = asked.parameters.get("cursor", "")
        return Reply({"list": [PEOPLE[len(at)]], "next": ring[at]})

    with serving(answer) as service, pytest.raises(SourceRefused, match="its pages run in a ring"):
        Read(source(service, {"rows": "/list", "paging": {"style": "cursor", "position": "cursor", "next": "/next"}}))


@pytest.mark.parametrize("told", [240, 260])
def test_fault_45_a_total_that_lies_makes_the_reading_incomplete(told: int) -> None:
    def answer(asked: Request) -> Reply:
        reply = paged(PEOPLE)(asked)
        return Reply({**reply.body, "total": told})

    with serving(answer) as service:
        read = Read(source(service, {"rows": "/list", "paging": OFFSET}))
    assert len(read.keys) == 250
    assert f"the service counts {told}, 250 different ones came" in read.outcome.why_incomplete
    assert not read.outcome.complete


def test_fault_45_pages_shorter_than_asked_are_not_the_end() -> None:
    with serving(paged(PEOPLE, most=30)) as service:
        read = Read(source(service, {"rows": "/list", "paging": OFFSET}))
    assert (len(read.keys), read.outcome.complete) == (250, True)


def test_fault_45_an_empty_page_with_more_to_come_is_not_the_end() -> None:
    pages = {"": ([PEOPLE[0]], "a"), "a": ([], "b"), "b": ([PEOPLE[1]], "")}

    def answer(asked: Request) -> Reply:
        rows, following = pages[asked.parameters.get("cursor", "")]
        return Reply({"list": rows, "next": following})

    with serving(answer) as service:
        paging = {"style": "cursor", "position": "cursor", "next": "/next"}
        read = Read(source(service, {"rows": "/list", "paging": paging}))
    assert (read.keys, read.outcome.complete) == (["1", "2"], True)


def test_fault_45_an_old_cursor_that_is_gone_asks_for_a_new_reading() -> None:
    def answer(asked: Request) -> Reply:
        if "cursor" in asked.parameters:
            return Reply(status=410, body={})
        return Reply({"list": [PEOPLE[0]], "next": "a"})

    paging = {"style": "cursor", "position": "cursor", "next": "/next"}
    with serving(answer) as service, pytest.raises(SourceBusy, match="has forgotten this page; read again"):
        Read(source(service, {"rows": "/list", "paging": paging}))


def test_fault_45_the_same_row_on_two_pages_counts_once_and_another_with_its_key_is_kept_out() -> None:
    people = [*PEOPLE[:3], PEOPLE[0], {"id": "2", "name": {"zh": "另一人"}}]
    with serving(lambda _: Reply(people)) as service:
        read = Read(source(service, {}))
    assert read.keys == ["1", "2", "3"]
    assert [skipped.reason for skipped in read.of(Skipped)] == [
        "the same key came before with other values, which were taken"
    ]


def test_a_reading_killed_between_cursors_goes_on_at_the_next_page() -> None:
    def answer(asked: Request) -> Reply:
        at = int(asked.parameters.get("cursor", "0"))
        return Reply({"list": PEOPLE[at : at + 50], "next": str(at + 50) if at + 50 < 250 else "", "total": 250})

    paging = {"style": "cursor", "position": "cursor", "next": "/next", "total": "/total"}
    with serving(answer) as service:
        connector = source(service, {"rows": "/list", "paging": paging})
        events = connector.read(None)
        taken = [next(events) for _ in range(110)]
        events.close()
        checkpoint = [event for event in taken if isinstance(event, Checkpoint)][-1]
        before = len(service.asked)
        rest = Read(connector, checkpoint)
        assert len(service.asked) - before == 3
    assert (rest.keys[0], len(rest.keys), rest.outcome.complete) == ("101", 150, True)


def test_only_what_changed_is_asked_for_and_nothing_is_missing_by_it() -> None:
    def answer(asked: Request) -> Reply:
        rows: list[dict[str, Any]] = [
            {**person, "updated": f"2026-11-{n:02d}T08:00:00Z"} for n, person in enumerate(PEOPLE[:20], start=1)
        ]
        rows[4]["deleted"] = True
        since = asked.parameters.get("since", "")
        return Reply([row for row in rows if str(row["updated"]) >= since])

    people = {"changed": "updated", "changed_name": "since", "gone": "deleted"}
    with serving(answer) as service:
        connector = source(service, people)
        first = Read(connector)
        assert (len(first.keys), [d.key for d in first.of(SourceDeletion)]) == (19, ["5"])
        assert first.outcome.kinds == {RecordKind.PERSON}
        second = Read(connector, first.outcome.checkpoint)
        assert service.asked[-1].parameters["since"] == "2026-11-20T07:50:00Z"
        assert (second.keys, second.outcome.kinds, second.outcome.complete) == (["20"], frozenset(), False)
        assert first.of(SourceRecord)[0].changed_at == datetime(2026, 11, 1, 8, tzinfo=UTC)
        foreign = Checkpoint(json.dumps({"v": 99, "changed": {"person 0": "2030"}}))
        assert len(Read(connector, foreign).keys) == 19


def test_the_check_tells_each_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HR_SECRET", SECRET)
    with serving(tokens(lifetime=3600, ends_after=9)) as service:
        report = source(service, {"rows": "/list", "paging": OFFSET}, auth=TOKEN).check()
    assert [(step.name, step.passed) for step in report.steps] == [
        ("reach", True), ("sign-in", True), ("person 0", True), ("sample", True),
    ]  # fmt: skip
    assert "NOT ENCRYPTED" in report.steps[1].message
    assert report.steps[2].message == "100 rows of 250 on the first page; is read whole each time"
    assert len(report.sample) == 10


def test_the_check_names_a_key_that_is_not_there() -> None:
    with serving(lambda _: GOOD) as service:
        report = source(service, {"key": "emp_no"}).check()
    assert not report.passed
    assert "no row has a value at the key 'emp_no'" in report.steps[-1].message


def test_nobody_there_is_one_sentence_in_the_check() -> None:
    with serving(lambda _: GOOD) as service:
        connector = source(service, {})
    report = connector.check()
    assert [step.passed for step in report.steps] == [False]
