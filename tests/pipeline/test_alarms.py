"""A source that nobody could read for long is told by mail and webhook: once, again each day, and when it is over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from schemas.source_settings import FilesSource, LdapSource
from tests.pipeline.listed_source import ListedSource, people
from tests.pipeline.said import SetClock
from tests.servers.mail import mail_server, web_service
from zhaoren.catalog.catalog import Catalog
from zhaoren.foundation.settings import GuardSettings
from zhaoren.pipeline.alarms import Notice, NotTold, Told, faults, raise_alarms
from zhaoren.pipeline.sync import sync_source
from zhaoren.pipeline.telling import MailTeller, WebhookTeller

_HR = FilesSource(kind="legacy_files", name="hr", stale_after_hours=48)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def catalog(tmp_path: Path, clock: SetClock) -> Iterator[Catalog]:
    opened = Catalog(f"sqlite:///{tmp_path / 'catalog.db'}", clock=clock)
    sync_source("hr", catalog=opened, connector=ListedSource(people(3)), guard=GuardSettings())
    yield opened
    opened.close()


class _Listener:
    """Keeps what it is told; fails while `broken`."""

    def __init__(self) -> None:
        self.notices: list[Notice] = []
        self.broken = False

    def __call__(self, notice: Notice) -> None:
        if self.broken:
            raise NotTold("no way: password=geheim")
        self.notices.append(notice)


def _raise(catalog: Catalog, *listeners: _Listener) -> Told:
    return raise_alarms("海棠集团", [_HR], catalog, None, listeners)


def test_fault_53_a_stale_source_is_told_once_again_each_day_and_when_it_is_over(
    catalog: Catalog, clock: SetClock
) -> None:
    listener = _Listener()
    assert not _raise(catalog, listener).told
    clock.now += timedelta(hours=49)
    for hours in (0, 1, 22):
        clock.now += timedelta(hours=hours)
        _raise(catalog, listener)
    assert [n.lasting[0].sentence for n in listener.notices] == [
        "来源“hr”已有 49 小时未成功读取，最多允许 48 小时 / source 'hr' was last read well 49 hours ago, 48 are allowed"
    ]
    clock.now += timedelta(hours=1)
    assert _raise(catalog, listener).told
    assert listener.notices[1].lasting[0].raised_at == listener.notices[0].lasting[0].raised_at
    sync_source("hr", catalog=catalog, connector=ListedSource(people(3)), guard=GuardSettings())
    assert _raise(catalog, listener).lasting == ()
    assert [alarm.name for alarm in listener.notices[2].over] == ["stale:hr"]
    assert not _raise(catalog, listener).told


def test_what_nobody_could_be_told_is_told_the_next_time(catalog: Catalog, clock: SetClock) -> None:
    clock.now += timedelta(hours=60)
    broken, whole = _Listener(), _Listener()
    broken.broken = True
    found = _raise(catalog, broken)
    assert (found.told, found.failures) == (False, ("no way: password=***",))
    found = _raise(catalog, broken, whole)
    assert (found.told, len(whole.notices)) == (True, 1)


def test_a_held_run_and_an_unchecked_certificate_are_faults(catalog: Catalog) -> None:
    sync_source("hr", catalog=catalog, connector=ListedSource([]), guard=GuardSettings())
    loose = LdapSource(kind="ldap_directory", name="hr", url="ldap://x", base="dc=x", verify_certificate=False)
    assert list(faults([loose], catalog, None)) == ["held:hr", "tls:hr"]


def test_a_mail_tells_who_since_when_and_what_to_do(catalog: Catalog, clock: SetClock) -> None:
    clock.now += timedelta(hours=60)
    with mail_server("zhaoren", "canary-8213") as server:
        receivers = ("it@example.com", "boss@example.com")
        tell = MailTeller("127.0.0.1", server.port, "zhaoren@example.com", receivers, "none", "zhaoren", "canary-8213")
        assert raise_alarms("海棠集团", [_HR], catalog, None, [tell]).told
        (mail,) = server.mails
        assert server.signed_in == ["zhaoren"]
    assert mail["To"] == "it@example.com, boss@example.com"
    assert "stale:hr" in mail["Subject"]
    assert "source 'hr' was last read well 60 hours ago" in mail.get_content()
    assert "海棠集团" in mail.get_content()
    assert "canary" not in repr(tell)


@pytest.mark.parametrize("trouble", ["password", "refused", "gone"])
def test_a_mail_server_that_does_not_take_it_is_named_without_the_password(
    catalog: Catalog, clock: SetClock, trouble: str
) -> None:
    clock.now += timedelta(hours=60)
    with mail_server("zhaoren", "right") as server:
        server.refuses = trouble == "refused"
        secret = "right" if trouble == "refused" else "canary-8213"
        port = 1 if trouble == "gone" else server.port
        tell = MailTeller("127.0.0.1", port, "a@example.com", ("b@example.com",), "none", "zhaoren", secret)
        found = raise_alarms("", [_HR], catalog, None, [tell])
    assert (found.told, len(found.failures)) == (False, 1)
    assert f"mail by 127.0.0.1:{port}" in found.failures[0]
    assert "canary" not in found.failures[0]


def test_a_webhook_is_given_json_and_its_token_and_address_are_told_nobody(catalog: Catalog, clock: SetClock) -> None:
    clock.now += timedelta(hours=60)
    with web_service() as service:
        tell = WebhookTeller(service.url, "canary-token-77")
        assert raise_alarms("海棠集团", [_HR], catalog, None, [tell]).told
        body = json.loads(service.bodies[0])
        assert body["lasting"][0]["name"] == "stale:hr"
        assert service.tokens == ["Bearer canary-token-77"]
        service.status = 500
        clock.now += timedelta(hours=30)
        (failure,) = raise_alarms("", [_HR], catalog, None, [tell]).failures
    assert failure == "webhook at 127.0.0.1: status 500"
    assert "canary" not in repr(tell)
