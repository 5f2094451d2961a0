"""What the page shows of an answer, of a person and of the tree, and how one gets from one to the other."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.search_api.browser import Tab
from tests.search_api.conftest import OpenTab

pytestmark = pytest.mark.browser


def test_a_hit_shows_who_what_where_why_and_how_to_reach_him(tab: Tab) -> None:
    tab.ask("琼州矿业 财务 负责人")
    hit = tab.page.locator(".hit").first
    for words in ("符海燕", "财务总监", "琼州矿业", "最符合"):
        expect(hit).to_contain_text(words)
    expect(hit.locator(".why")).to_contain_text("财务")
    expect(hit.locator("a[href^='tel:']")).to_have_attribute("href", "tel:+8613800138042")
    expect(hit.locator("a[href^='mailto:']")).to_have_attribute("href", "mailto:fuhy@qzky.example")
    expect(tab.page.get_by_role("status")).to_contain_text("找到")


def test_a_copy_button_copies_the_number_and_says_so(open_tab: OpenTab) -> None:
    tab = open_tab(permissions=["clipboard-read", "clipboard-write"])
    tab.ask("符海燕")
    tab.page.get_by_role("button", name="复制 13800138042").click()
    expect(tab.page.get_by_role("status")).to_have_text("已复制")
    assert tab.page.evaluate("navigator.clipboard.readText()") == "13800138042"


def test_the_key_c_copies_the_first_number_of_the_chosen_person(open_tab: OpenTab) -> None:
    tab = open_tab(permissions=["clipboard-read", "clipboard-write"])
    tab.ask("符海燕")
    tab.page.keyboard.press("Enter")
    expect(tab.page.locator("a.hit-name").first).to_be_focused()
    tab.page.keyboard.press("c")
    expect(tab.page.get_by_role("status")).to_have_text("已复制")


def test_what_was_understood_is_shown_and_each_part_can_be_taken_away(tab: Tab) -> None:
    tab.ask("琼州矿业 财务 负责人")
    chips = tab.page.locator(".chip")
    expect(chips).to_have_count(3)
    expect(chips.first).to_contain_text("琼州矿业股份有限公司")
    tab.page.get_by_role("button", name="去掉“琼州矿业”再找").click()
    expect(tab.page.locator("#question")).to_have_value("财务 负责人")
    expect(chips).to_have_count(2)
    assert tab.questions()[-1] == "财务 负责人"
    tab.page.go_back()
    expect(tab.page.locator("#question")).to_have_value("琼州矿业 财务 负责人")


def test_parts_are_cut_out_by_characters_also_behind_rare_ones(tab: Tab) -> None:
    cut = tab.page.evaluate(
        "import('/static/understood.js').then(({ without }) => without('𠮷田 财务  负责人', { start: 3, end: 5 }))"
    )
    assert cut == "𠮷田 负责人"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        pytest.param("宁和医药 财务部部长", "空缺", id="vacant post"),
        pytest.param("琼州矿业 审计 负责人", "没有", id="no such function"),
        pytest.param("西门吹雪", "没有叫这个名字的人", id="nobody of that name"),
        pytest.param("9999999", "没有找到符合的人", id="a number of nobody"),
    ],
)
def test_how_a_question_ended_is_said_in_words(tab: Tab, question: str, words: str) -> None:
    tab.ask(question)
    expect(tab.page.locator("#view")).to_contain_text(words)
    expect(tab.page.locator("[data-trouble]")).to_have_count(0)


def test_suggestions_stand_outside_the_result(tab: Tab) -> None:
    tab.ask("琼州矿业 财务 负责人")
    near = tab.page.locator(".nearby")
    if near.count():
        assert near.locator("xpath=ancestor::ol").count() == 0
    tab.ask("宁和医药 财务 负责人")
    expect(tab.page.locator("#view")).to_contain_text("周涛")


def test_more_hits_are_added_below_on_demand(tab: Tab) -> None:
    tab.page.route("**/v1/people?*", lambda route: route.continue_(url=f"{route.request.url}&limit=1"))
    tab.ask("王建军")
    assert len(tab.names()) == 1
    tab.page.get_by_role("button", name="再看一些").click()
    expect(tab.page.locator("a.hit-name")).to_have_count(2)
    expect(tab.page.locator("a.hit-name").nth(1)).to_be_focused()
    expect(tab.page.get_by_role("button", name="再看一些")).to_have_count(0)


def test_a_person_is_an_address_and_the_way_back_leads_to_the_same_hit(tab: Tab) -> None:
    tab.ask("王建军")
    second = tab.page.locator("a.hit-name").nth(1)
    identity = tab.page.locator(".hit").nth(1).get_attribute("data-id")
    second.click()
    expect(tab.page.locator("article.person")).to_have_attribute("data-id", identity or "")
    assert tab.page.url.endswith(f"#/person/{identity}")
    asked = len(tab.questions())
    tab.page.keyboard.press("Escape")
    expect(tab.page.locator(".hit").nth(1)).to_be_visible()
    expect(tab.page.locator("a.hit-name").nth(1)).to_be_focused()
    assert len(tab.questions()) == asked
    tab.page.go_forward()
    expect(tab.page.locator("h1")).to_contain_text("王建军")


def test_every_value_of_a_person_tells_its_source_and_date_on_demand(tab: Tab) -> None:
    tab.open("#/person/p5")
    article = tab.page.locator("article.person")
    expect(article).to_be_visible()
    buttons = article.locator(".source-button")
    assert buttons.count() >= 4
    expect(article.locator(".sources").first).to_be_hidden()
    for button in buttons.all():
        button.click()
        expect(button).to_have_attribute("aria-expanded", "true")
        panel = article.locator(f"#{button.get_attribute('aria-controls')}")
        expect(panel).to_contain_text("2026年1月5日")
    expect(article.locator(".records")).to_contain_text("p5@ldap")
    expect(article.locator(".records")).to_contain_text("2026年11月22日")


def test_a_person_leads_to_manager_team_and_unit(tab: Tab) -> None:
    tab.open("#/person/p5")
    expect(tab.page.locator(".manager a")).to_have_text("单国栋")
    expect(tab.page.locator(".team")).to_contain_text("王建军")
    tab.page.locator(".manager a").click()
    expect(tab.page.locator("h1")).to_contain_text("单国栋")
    tab.page.locator(".posts .where-link").first.click()
    expect(tab.page.locator(".panel h2")).to_have_text("琼州矿业股份有限公司")


def test_a_person_who_does_not_exist_is_said_so(tab: Tab) -> None:
    tab.open("#/person/nobody")
    expect(tab.page.locator("[data-trouble=absent]")).to_contain_text("没有这个人或单位")


def test_somebody_who_left_is_marked(tab: Tab) -> None:
    tab.ask("孙立")
    expect(tab.page.locator(".hit", has_text="孙立").first).to_contain_text("已离职")


def test_documents_have_a_tab_of_their_own_when_there_are_any(tab: Tab) -> None:
    tab.ask("浮选 专家")
    tab.page.get_by_role("link", name="文档 1").click()
    item = tab.page.locator(".document")
    expect(item).to_contain_text("铁矿浮选工艺研究报告")
    item.get_by_role("link", name="林志明").click()
    expect(tab.page.locator("h1")).to_contain_text("林志明")
    tab.page.go_back()
    expect(item).to_be_visible()
    tab.ask("总裁")
    expect(tab.page.get_by_role("link", name="文档")).to_have_count(0)


def test_a_document_tab_can_be_opened_by_its_address(tab: Tab) -> None:
    tab.open("#/?q=浮选&tab=documents")
    tab.page.reload()
    expect(tab.page.locator(".document")).to_contain_text("铁矿浮选工艺研究报告")


def test_the_start_offers_examples_of_this_very_group(tab: Tab) -> None:
    expect(tab.page.locator(".companies")).to_contain_text("宁和医药")
    tab.page.locator(".example").first.click()
    tab.page.wait_for_selector(".hit, .outcome")
    assert tab.box() == "琼州矿业 财务 负责人"


def test_the_tree_is_walked_with_keys(tab: Tab) -> None:
    tab.open("#/tree")
    items = tab.page.get_by_role("treeitem")
    expect(items.first).to_have_attribute("aria-expanded", "true")
    items.first.focus()
    tab.page.keyboard.press("End")
    expect(tab.page.get_by_role("treeitem", name="宁和医药")).to_be_focused()
    tab.page.keyboard.press("Home")
    tab.page.keyboard.press("ArrowDown")
    mine = tab.page.get_by_role("treeitem", name="琼州矿业")
    expect(mine).to_be_focused()
    expect(mine).to_have_attribute("aria-level", "2")
    expect(tab.page.get_by_role("treeitem", name="计划财务部")).to_have_count(0)
    tab.page.keyboard.press("ArrowRight")
    expect(mine).to_have_attribute("aria-expanded", "true")
    tab.page.keyboard.press("ArrowRight")
    finance = tab.page.get_by_role("treeitem", name="计划财务部")
    expect(finance).to_be_focused()
    tab.page.keyboard.press("Enter")
    expect(tab.page.locator(".panel")).to_contain_text("王建军")
    expect(finance).to_have_attribute("aria-selected", "true")
    tab.page.keyboard.press("ArrowLeft")
    expect(mine).to_be_focused()
    tab.page.keyboard.press("ArrowLeft")
    expect(mine).to_have_attribute("aria-expanded", "false")
    tab.page.keyboard.press("ArrowRight")
    letter = "new KeyboardEvent('keydown', { key: '宁', bubbles: true })"
    tab.page.evaluate(f"document.activeElement.dispatchEvent({letter})")
    expect(tab.page.get_by_role("treeitem", name="宁和医药")).to_be_focused()


def test_children_are_read_once_and_only_when_opened(tab: Tab) -> None:
    tab.open("#/tree")
    expect(tab.page.get_by_role("treeitem", name="琼州矿业")).to_be_visible()
    assert not [url for url in tab.requested if url.endswith("/v1/units/u-mine")]
    for _ in range(3):
        tab.page.get_by_role("treeitem", name="琼州矿业").locator(".twist").first.click()
        tab.pause()
    assert len([url for url in tab.requested if url.endswith("/v1/units/u-mine")]) == 1


def test_a_unit_is_an_address_and_its_people_are_one_click_away(tab: Tab) -> None:
    tab.open("#/tree/u-ph-fin")
    expect(tab.page.get_by_role("treeitem", name="财务部")).to_have_attribute("aria-selected", "true")
    expect(tab.page.locator(".panel h2")).to_have_text("财务部")
    tab.page.get_by_role("button", name="在其中找人").click()
    expect(tab.page.locator(".hit").first).to_contain_text("周涛")
    tab.page.go_back()
    expect(tab.page.locator(".panel h2")).to_have_text("财务部")
