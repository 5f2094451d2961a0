"""Sources and runs on the page, in a real browser: freshness, a held run looked at and decided, on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.pipeline.listed_source import people
from tests.search_api.browser import Tab
from tests.search_api.conftest import OpenTab
from tests.search_api.served import served
from tests.search_api.synced import HR, SHEET, Synced, synced
from zhaoren.catalog.runs import RunState

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(tmp_path: Path, browser: Browser) -> Iterator[Synced]:
    """The application and its sources."""
    with synced(tmp_path) as made:
        yield made


@pytest.fixture
def runs(desk: Synced, open_tab: OpenTab) -> Iterator[Tab]:
    """The list of sources and runs with one that is held, in Chinese."""
    desk.held()
    with served(desk.app) as address:
        tab = open_tab("#/runs", address)
        tab.page.wait_for_selector(".sources-list")
        yield tab


def held_id(desk: Synced) -> str:
    return desk.catalog.journal.runs.newest(HR, state=RunState.HELD)[0].id


def test_the_page_says_how_fresh_each_source_is_and_what_waits(runs: Tab) -> None:
    page = runs.page
    expect(page.locator("nav.places [aria-current]")).to_have_text("运行")
    expect(page.locator(f'[data-source="{HR}"]')).to_contain_text("正常")
    expect(page.locator(f'[data-source="{SHEET}"]')).to_contain_text("已过时")
    expect(page.locator(f'[data-source="{SHEET}"]')).to_contain_text("隔离 2 行")
    expect(page.locator('[data-source="never-read"]')).to_contain_text("从未读好")
    expect(page.locator(".run-waits")).to_contain_text(f"{HR} 的一次运行等您决定")
    expect(page.locator(".runs .run-state")).to_have_text(["已暂停", "完成", "完成"])
    page.locator(f'[data-source="{SHEET}"] a').click()
    expect(page.locator(".run-quarantine")).to_contain_text("has no key")
    page.get_by_text("逐行列出").click()
    expect(page.locator(".quarantined-rows li")).to_have_count(2)
    assert runs.complaints == []


def test_a_held_run_names_units_and_people_and_is_approved_only_on_a_second_word(runs: Tab, desk: Synced) -> None:
    page = runs.page
    page.get_by_role("link", name="查看差异").click()
    expect(page.locator(".run-reasons")).to_contain_text("60 条人员中有 30 条将消失")
    expect(page.locator(".lost-units li")).to_have_text(["部门310", "部门410", "部门510"])
    expect(page.locator(".change")).to_have_count(30)
    expect(page.locator(".change").first).to_contain_text("人30")
    page.get_by_role("tab", name="变更").click()
    expect(page.locator(".change-fields del")).to_contain_text(["部门0", "13800000000", "部门0", "13800000001"])
    page.get_by_role("button", name="批准并写入").click()
    expect(page.locator(".sure")).to_have_text("将写入：首次未见 30，变更 2。确定吗？")
    page.get_by_role("button", name="取消").click()
    assert desk.catalog.journal.audit.newest() == []
    page.get_by_role("button", name="批准并写入").click()
    page.get_by_role("button", name="确定写入").click()
    expect(page.locator('.run-card[data-state="done"]')).to_be_visible()
    expect(page.locator(".verdict")).to_contain_text("local 批准")
    expect(page.locator(".run-answers")).to_have_count(0)
    assert [entry.act for entry in desk.catalog.journal.audit.newest()] == ["approve run"]
    assert runs.complaints == []


def test_an_approval_that_reads_again_shows_the_new_difference(runs: Tab, desk: Synced) -> None:
    runs.open(f"#/runs/{held_id(desk)}")
    desk.now_says[HR] = list(people(20))
    runs.page.get_by_label("先重读数据源").check()
    runs.page.get_by_role("button", name="批准并写入").click()
    runs.page.get_by_role("button", name="确定写入").click()
    expect(runs.page.locator(".undo-bar")).to_contain_text("数据源现在说的不同，没有写入")
    expect(runs.page.locator(".run-reasons")).to_contain_text("60 条人员中有 40 条将消失")


def test_what_somebody_else_decided_meanwhile_is_said(runs: Tab, desk: Synced) -> None:
    run = held_id(desk)
    runs.open(f"#/runs/{run}")
    runs.page.wait_for_selector(".change")
    with desk.catalog.journal.leases.hold(f"source:{HR}"):
        runs.page.get_by_role("button", name="放弃").click()
        runs.page.get_by_role("button", name="确定放弃").click()
        expect(runs.page.locator("[data-trouble=busy]")).to_be_visible()
    runs.page.get_by_role("button", name="放弃").click()
    runs.page.get_by_role("button", name="确定放弃").click()
    expect(runs.page.locator('.run-card[data-state="discarded"]')).to_be_visible()
    expect(runs.page.locator(".verdict")).to_contain_text("local 放弃")


def test_a_runs_counts_stand_in_a_table_that_adds_up(runs: Tab, desk: Synced) -> None:
    done = desk.catalog.journal.runs.newest(SHEET)[0].id
    runs.open(f"#/runs/{done}")
    table = runs.page.locator(".run-table")
    expect(table.locator("tbody th")).to_have_text(["新增", "隔离", "读取合计"])
    expect(table.locator("td")).to_have_text(["8", "2", "10"])
    runs.page.get_by_text("读取位置").click()
    expect(runs.page.locator(".run-cursors dd").first).to_have_text("从头")


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_nothing_is_wider_than_the_screen(desk: Synced, open_tab: OpenTab, width: int) -> None:
    run = desk.held().run_id
    with served(desk.app) as address:
        tab = open_tab("#/runs", address, viewport={"width": width, "height": 800}, locale="en-GB")
        for place, shown in (("", ".sources-list"), (f"?source={SHEET}", ".source-facts"), (f"/{run}", ".change")):
            tab.open(f"#/runs{place}")
            tab.page.wait_for_selector(shown)
            assert tab.page.evaluate("document.documentElement.scrollWidth") <= width
        expect(tab.page.get_by_role("button", name="Approve and write")).to_be_in_viewport()
        assert tab.complaints == []
