"""A source that nobody could read for long: told by mail and webhook, named in answers, told when it is over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from search_api.app import make_app
from tests.cli.running import zhaoren
from tests.search_api.browser import Tab, chromium
from tests.search_api.served import served
from tests.servers.mail import mail_server, web_service
from zhaoren.foundation.settings import load_settings
from zhaoren.wiring import open_desks, open_directory, open_engine

CONFIGURATION = """
group_name = "海棠科技"

[alarm.mail]
host = "127.0.0.1"
port = {mail_port}
security = "none"
sender = "zhaoren@example.com"
receivers = ["it@example.com"]

[alarm.webhook]
url = "{hook}"

[[sources]]
name = "staff"
kind = "legacy_files"
company = "海棠科技有限公司"
stale_after_hours = {hours}
[sources.people]
path = "staff.csv"
key = "工号"
fields = {{ name = "姓名", department = "部门", mobile = "手机", employee_number = "工号" }}
"""


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Path]:
    """A firm whose one list is stale as soon as it was read; who is told of it stands in `told`."""
    (tmp_path / "staff.csv").write_text("工号,姓名,部门,手机\nK001,王伟,财务部,13800000001\n", encoding="utf-8")
    with mail_server() as mail, web_service() as hook:

        def write(hours: float) -> None:
            text = CONFIGURATION.format(mail_port=mail.port, hook=hook.url, hours=hours)
            (tmp_path / "zhaoren.toml").write_text(text, encoding="utf-8")

        write(48)
        assert zhaoren(tmp_path, "sync").code == 0
        assert (mail.mails, hook.bodies) == ([], [])
        write(0.0001)
        yield tmp_path
        write(48)
        assert zhaoren(tmp_path, "alarms").code == 0
        assert "over: stale:staff" in mail.mails[-1]["Subject"]
        assert [one["name"] for one in json.loads(hook.bodies[-1])["over"]] == ["stale:staff"]
        assert (len(mail.mails), len(hook.bodies)) == (2, 2)


def test_fault_53_it_is_told_by_mail_and_webhook_and_named_in_answers(firm: Path) -> None:
    told = zhaoren(firm, "alarms")
    assert (told.code, "source 'staff' was last read well" in told.out) == (1, True)
    assert zhaoren(firm, "alarms").code == 1  # and nobody is told a second time
    found = zhaoren(firm, "find", "王伟")
    assert "maybe out of date" in found.out
    answer = zhaoren(firm, "find", "王伟", "--json").json
    assert [(one["source"], one["stale"]) for one in answer["hits"][0]["as_of"]] == [("staff", True)]
    settings = load_settings(firm / "zhaoren.toml")
    with closing(open_engine(settings)) as engine, open_desks(settings) as desks:
        app = make_app(open_directory(settings, engine), run_desk=desks.runs)
        with served(app) as address, httpx.Client(base_url=address, trust_env=False) as client:
            (hit,) = client.get("/v1/people", params={"q": "王伟"}).json()["hits"]
            assert hit["as_of"][0]["stale"] is True
            assert client.get("/v1/sources").json()["sources"][0]["stale"] is True
            assert 'zhaoren_source_stale{source="staff"} 1.0' in client.get("/metrics").text


@pytest.mark.browser
def test_fault_53_the_page_says_it_below_an_answer_on_the_card_and_among_the_sources(
    firm: Path, chromium_path: Path
) -> None:
    assert zhaoren(firm, "alarms").code == 1
    settings = load_settings(firm / "zhaoren.toml")
    with closing(open_engine(settings)) as engine, open_desks(settings) as desks:
        app = make_app(open_directory(settings, engine), run_desk=desks.runs)
        with served(app) as address, chromium(chromium_path) as browser:
            tab = Tab(browser.new_context(locale="zh-CN").new_page(), address)
            tab.open()
            tab.ask("王伟")
            expect(tab.page.locator(".out-of-date li")).to_contain_text("staff 的资料读取于")
            tab.page.locator("a.hit-name").click()
            expect(tab.page.locator(".person")).to_contain_text("可能已过时")
            tab.open("#/runs")
            expect(tab.page.locator('[data-source="staff"]')).to_contain_text("已过时")
            assert tab.complaints == []
