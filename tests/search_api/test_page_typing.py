"""The search box: what is asked when somebody types, with and without an input method."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Route, expect

from tests.search_api.browser import InputMethod, Tab
from tests.search_api.conftest import OpenTab

pytestmark = pytest.mark.browser


def test_results_come_while_typing_and_not_for_every_letter(tab: Tab) -> None:
    tab.page.locator("#question").press_sequentially("琼州矿业 财务", delay=15)
    expect(tab.page.locator("a.hit-name").first).to_have_text("符海燕")
    assert tab.questions()[-1] == "琼州矿业 财务"
    assert len(tab.questions()) < len("琼州矿业 财务")


def test_nothing_is_asked_while_an_input_method_composes_and_once_when_it_ends(tab: Tab) -> None:
    method = InputMethod.of(tab.page)
    tab.page.locator("#question").focus()
    method.compose("caiwu")
    tab.pause()
    assert tab.box() == "caiwu"
    assert tab.questions() == []
    assert tab.questions("/v1/suggest") == []
    method.commit("财务")
    expect(tab.page.locator("a.hit-name").first).to_be_visible()
    tab.pause()
    assert tab.questions() == ["财务"]
    assert tab.questions("/v1/suggest") == ["财务"]


def test_composing_after_a_finished_word_asks_for_neither_half(tab: Tab) -> None:
    method = InputMethod.of(tab.page)
    tab.page.locator("#question").focus()
    method.compose("qiong")
    method.commit("琼州矿业")
    tab.pause()
    method.compose("cai")
    tab.pause()
    assert tab.questions() == ["琼州矿业"]
    method.commit(" 财务")
    tab.pause()
    assert tab.questions() == ["琼州矿业", "琼州矿业 财务"]


def test_a_pause_that_runs_when_composition_starts_asks_nothing(tab: Tab) -> None:
    method = InputMethod.of(tab.page)
    tab.page.locator("#question").focus()
    tab.page.keyboard.insert_text("财")
    method.compose("wu")
    tab.pause()
    assert tab.questions() == []


@pytest.mark.parametrize("key", ["Enter", "Escape", "ArrowDown", "ArrowUp"])
def test_keys_of_the_input_method_do_nothing_here(tab: Tab, key: str) -> None:
    tab.ask("财务")
    asked, shown = tab.questions(), tab.page.url
    method = InputMethod.of(tab.page)
    method.compose("wang")
    method.key(key)
    tab.pause()
    assert tab.questions() == asked
    assert tab.page.url == shown
    assert tab.focused() == "question"
    assert "wang" in tab.box()


def test_key_code_229_is_the_input_methods_even_when_nothing_composes(tab: Tab) -> None:
    tab.ask("财务")
    asked = tab.questions()
    tab.page.evaluate(
        "document.getElementById('question').dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'Enter', keyCode: 229, bubbles: true, cancelable: true}))"
    )
    tab.pause()
    assert tab.questions() == asked
    assert tab.focused() == "question"


@pytest.mark.parametrize("aborts", [True, False], ids=["old request aborted", "old request cannot be aborted"])
def test_a_late_answer_never_overwrites_a_newer_one(open_tab: OpenTab, aborts: bool) -> None:
    tab = open_tab()
    if not aborts:
        tab.page.evaluate("AbortController.prototype.abort = () => {}")
    held: list[Route] = []
    tab.page.route("**/v1/people?q=%E9%87%87%E8%B4%AD*", lambda route: held.append(route))  # 采购
    tab.page.locator("#question").fill("采购")
    tab.pause()
    tab.page.locator("#question").fill("总裁")
    expect(tab.page.locator("a.hit-name").first).to_have_text("欧阳静")
    assert len(held) == 1
    if not aborts:
        response = httpx.get(held[0].request.url, trust_env=False)
        assert "欧阳静" not in response.text.split('"hits"')[1].split('"manager"')[0]
        held[0].fulfill(status=200, content_type="application/json", body=response.text)
    tab.pause()
    assert tab.names()[0] == "欧阳静"
    assert tab.questions() == ["采购", "总裁"]


def test_suggestions_are_a_listbox_that_arrows_choose_from(tab: Tab) -> None:
    box = tab.page.get_by_role("combobox")
    box.press_sequentially("琼州")
    options = tab.page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    tab.page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "option-0")
    line = options.first.locator("bdi").first.inner_text()
    tab.page.keyboard.press("Enter")
    expect(box).to_have_value(line)
    expect(tab.page.get_by_role("listbox")).to_have_count(0)
    tab.page.wait_for_selector(".hit")
    assert tab.questions()[-1] == line


def test_a_suggested_person_opens_at_once(tab: Tab) -> None:
    tab.page.get_by_role("combobox").press_sequentially("符海")
    tab.page.get_by_role("option").filter(has_text="符海燕").first.click()
    expect(tab.page.locator("h1")).to_contain_text("符海燕")


def test_a_slow_press_on_a_hit_opens_it_though_suggestions_were_open(tab: Tab) -> None:
    tab.page.get_by_role("combobox").press_sequentially("琼州矿业 财务")
    expect(tab.page.get_by_role("option").first).to_be_visible()
    tab.page.locator("a.hit-name").first.click(delay=300)
    expect(tab.page.locator("h1")).to_contain_text("符海燕")


def test_enter_asks_at_once_and_leads_to_the_first_hit(tab: Tab) -> None:
    tab.page.locator("#question").fill("琼州矿业 财务")
    tab.page.keyboard.press("Enter")
    expect(tab.page.locator("a.hit-name").first).to_be_focused()
    tab.page.keyboard.press("Enter")
    expect(tab.page.locator("h1")).to_contain_text("符海燕")


def test_escape_closes_suggestions_then_empties_then_leaves(tab: Tab) -> None:
    tab.page.get_by_role("combobox").press_sequentially("琼州")
    expect(tab.page.get_by_role("option").first).to_be_visible()
    tab.page.keyboard.press("Escape")
    expect(tab.page.get_by_role("option")).to_have_count(0)
    assert tab.box() == "琼州"
    tab.page.keyboard.press("Escape")
    assert tab.box() == ""
    expect(tab.page.locator(".start")).to_be_visible()
    tab.page.keyboard.press("Escape")
    assert tab.focused() != "question"


def test_slash_and_control_k_lead_to_the_box_and_a_question_mark_lists_the_keys(tab: Tab) -> None:
    tab.ask("财务")
    tab.page.locator("a.hit-name").first.focus()
    tab.page.keyboard.press("/")
    assert (tab.focused(), tab.box()) == ("question", "财务")
    tab.page.locator("a.hit-name").first.focus()
    tab.page.keyboard.press("Control+k")
    assert tab.focused() == "question"
    tab.page.locator("a.hit-name").first.focus()
    tab.page.keyboard.press("?")
    expect(tab.page.get_by_role("dialog")).to_be_visible()
    tab.page.keyboard.press("Escape")
    expect(tab.page.get_by_role("dialog")).to_have_count(0)


def test_arrows_walk_through_the_hits_and_back_into_the_box(tab: Tab) -> None:
    tab.ask("王建军")
    tab.page.keyboard.press("Enter")
    names = tab.page.locator("a.hit-name")
    expect(names.nth(0)).to_be_focused()
    tab.page.keyboard.press("ArrowDown")
    expect(names.nth(1)).to_be_focused()
    tab.page.keyboard.press("ArrowUp")
    tab.page.keyboard.press("ArrowUp")
    assert tab.focused() == "question"
