"""Reviews on the page, in a real browser: the queue, a card, answers by hand and by key, on a phone, in English."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.pipeline.said import person
from tests.search_api.browser import Tab
from tests.search_api.conftest import OpenTab
from tests.search_api.reviewed import Reviewed, reviewed
from tests.search_api.served import served
from zhaoren.catalog.reviews import ReviewState

pytestmark = pytest.mark.browser
HR, SHEET = person("hr", "77"), person("sheet", "5")


@pytest.fixture
def desk(tmp_path: Path, browser: Browser) -> Iterator[Reviewed]:
    """The application and its group."""
    with reviewed(tmp_path) as made:
        yield made


@pytest.fixture
def queue(desk: Reviewed, open_tab: OpenTab) -> Iterator[Tab]:
    """The queue, in Chinese."""
    with served(desk.app) as address:
        tab = open_tab("#/reviews", address)
        tab.page.wait_for_selector(".queued")
        yield tab


def test_the_queue_leads_to_a_card_with_marks_words_and_bars(queue: Tab, desk: Reviewed) -> None:
    assert queue.page.locator(".queued").count() == len(desk.group.open_reviews())
    expect(queue.page.locator("nav.places [aria-current]")).to_have_text("待判断")
    review = desk.group.review_of(HR, SHEET)
    queue.page.locator(f'.queued[data-id="{review.id}"] a').click()
    card = queue.page.locator(".review-card")
    expect(card.locator("h1")).to_contain_text("王伟")
    expect(card.locator("mark")).to_have_text(["01", "10"])
    expect(card.locator(".evidence li").first).to_contain_text("手机号相同")
    assert card.locator(".evidence progress").count() == card.locator(".evidence li").count()
    assert queue.complaints == []


def test_an_answer_by_key_leads_to_the_next_question_and_can_be_taken_back(queue: Tab, desk: Reviewed) -> None:
    first = desk.group.open_reviews()[0]
    queue.page.locator(f'.queued[data-id="{first.id}"] a').click()
    queue.page.wait_for_selector(f'.review-card[data-id="{first.id}"]')
    queue.page.keyboard.press("d")
    queue.page.wait_for_selector(".undo-bar")
    expect(queue.page.locator(f'.review-card:not([data-id="{first.id}"])')).to_be_visible()
    expect(queue.page.get_by_role("status")).to_contain_text("已记录：不同")
    assert desk.group.catalog.reviews.get_many([first.id])[first.id].state is ReviewState.DIFFERENT
    queue.page.keyboard.press("z")
    expect(queue.page.locator(f'.review-card[data-id="{first.id}"][data-state="open"]')).to_be_visible()
    assert desk.group.catalog.reviews.get_many([first.id])[first.id].state is ReviewState.OPEN
    assert queue.complaints == []


def test_same_with_a_reason_joins_and_is_found_among_the_answered(queue: Tab, desk: Reviewed) -> None:
    review = desk.group.review_of(HR, SHEET)
    queue.open(f"#/reviews/{review.id}")
    queue.page.get_by_label("理由（可不填）").fill("sd 本人确认")
    assert queue.page.locator('.review-card[data-state="open"]').count() == 1
    queue.page.get_by_role("button", name="是同一个", exact=False).first.click()
    queue.page.wait_for_selector(".undo-bar")
    assert desk.group.person_of(HR).id == desk.group.person_of(SHEET).id
    queue.open("#/reviews?state=same")
    queue.page.locator(".queued a").click()
    expect(queue.page.locator(".decided")).to_contain_text("sd 本人确认")
    queue.page.get_by_role("button", name="撤销").last.click()
    expect(queue.page.locator('.review-card[data-state="open"]')).to_be_visible()
    assert desk.group.person_of(HR).id != desk.group.person_of(SHEET).id


def test_what_has_changed_meanwhile_is_said_and_nothing_is_decided(queue: Tab, desk: Reviewed) -> None:
    review = desk.group.review_of(HR, SHEET)
    queue.open(f"#/reviews/{review.id}")
    queue.page.wait_for_selector(".review-card")
    desk.group.catalog.reviews.withdraw_many([review.id])
    queue.page.keyboard.press("s")
    expect(queue.page.locator("[data-trouble=conflict]")).to_contain_text("没有改动")
    assert desk.group.catalog.decisions.newest(limit=1) == []


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_nothing_is_wider_than_the_screen(desk: Reviewed, open_tab: OpenTab, width: int) -> None:
    with served(desk.app) as address:
        tab = open_tab("#/reviews", address, viewport={"width": width, "height": 800}, locale="en-GB")
        for place in ("#/reviews", f"#/reviews/{desk.group.review_of(HR, SHEET).id}"):
            tab.open(place)
            tab.page.wait_for_selector(".queued, .review-card")
            assert tab.page.evaluate("document.documentElement.scrollWidth") <= width
        expect(tab.page.get_by_role("button", name="Cannot tell")).to_be_in_viewport()
        assert tab.complaints == []


def test_who_has_no_desk_sees_no_way_to_it(tab: Tab) -> None:
    expect(tab.page.locator("nav.places a")).to_have_count(2)
    tab.open("#/reviews")
    expect(tab.page.locator("[data-trouble]")).to_be_visible()
