"""What the page does with bad weather and bad words: outages, hostile names, small screens, the other language."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from playwright.sync_api import expect

from search_api.app import make_app
from tests.search_api.browser import Tab
from tests.search_api.conftest import OpenTab
from tests.search_api.served import served
from tests.small_group import MINE, PEOPLE, person, publish_small_group, small_directory
from zhaoren.search_index.tantivy_engine import TantivyEngine

pytestmark = pytest.mark.browser

MARKUP = "<img src=x onerror=window.pwned=1>财小强"
TURNED = "王\u202e军\u200b建"
PLACES = ("#/", "#/?q=财务", "#/?q=西门吹雪", "#/?q=浮选&tab=documents", "#/person/p5", "#/tree", "#/tree/u-mine-fin")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The small group with two people whose names attack the page."""
    folder: Path = tmp_path_factory.mktemp("hostile")
    people = (
        *PEOPLE,
        person(20, MARKUP, ("<script>window.pwned=1</script>财务主管", MINE), email='"><svg/onload=pwned>@x.example'),
        person(21, TURNED, ("采购\u2066专员", MINE)),
    )
    engine: TantivyEngine = publish_small_group(folder / "index", people)
    with served(make_app(small_directory(engine), group_name="<b>东海</b>")) as url:
        yield url
    engine.close()


def test_names_and_titles_are_text_whatever_they_hold(open_tab: OpenTab, hostile: str) -> None:
    tab = open_tab("#/person/p20", at=hostile)
    expect(tab.page.locator("h1")).to_contain_text(MARKUP)
    expect(tab.page.locator(".posts")).to_contain_text("<script>")
    expect(tab.page.locator(".group-name")).to_have_text("<b>东海</b>")
    assert tab.page.locator("#view img, #view script").count() == 0
    assert tab.page.evaluate("window.pwned") is None
    links = tab.page.locator("a[href]").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    assert all(link.startswith(("#", "tel:", "mailto:")) for link in links)
    assert tab.complaints == []


def test_signs_that_cannot_be_seen_are_shown_by_number_and_turn_nothing_round(open_tab: OpenTab, hostile: str) -> None:
    tab = open_tab("#/person/p21", at=hostile)
    expect(tab.page.locator("h1")).to_contain_text("王U+202E军U+200B建")
    assert "\u202e" not in tab.page.locator("#view").inner_text()


def test_an_index_that_was_never_filled_is_said_so(open_tab: OpenTab, unpublished: FastAPI) -> None:
    with served(unpublished) as url:
        tab = open_tab("#/?q=财务", at=url)
        expect(tab.page.locator("[data-trouble=missing]")).to_contain_text("还没有可查询的目录")
        assert "没有找到" not in tab.page.locator("body").inner_text()


def test_a_server_that_is_away_is_never_nobody_found(open_tab: OpenTab, app: FastAPI) -> None:
    with served(app) as url:
        tab = open_tab(at=url)
        tab.ask("财务")
        assert tab.names()
    tab.ask("采购")
    expect(tab.page.locator("[data-trouble=away]")).to_contain_text("这不表示没有这个人")
    expect(tab.page.get_by_role("status")).to_contain_text("服务没有应答")
    assert tab.names() == []


def test_trying_again_helps_when_the_server_is_back(tab: Tab) -> None:
    tab.page.route("**/v1/people?*", lambda route: route.abort())
    tab.ask("财务")
    expect(tab.page.locator("[data-trouble=away]")).to_be_visible()
    tab.page.unroute("**/v1/people?*")
    tab.page.get_by_role("button", name="再试一次").click()
    expect(tab.page.locator("a.hit-name").first).to_be_visible()


@pytest.mark.parametrize("kind", ["unavailable", "busy", "broken"])
def test_each_kind_of_trouble_has_words_of_its_own(tab: Tab, kind: str) -> None:
    types = {"unavailable": "urn:zhaoren:problem:engine-unavailable", "busy": "urn:zhaoren:problem:busy"}
    status = 500 if kind == "broken" else 503
    body = json.dumps({"type": types.get(kind, "about:blank"), "title": "x", "status": status, "detail": "y"})
    tab.page.route("**/v1/people?*", lambda route: route.fulfill(status=status, body=body))
    tab.ask("财务")
    expect(tab.page.locator(f"[data-trouble={kind}]")).to_be_visible()
    expect(tab.page.locator("#view")).not_to_contain_text("没有找到")


def test_the_other_language_is_one_click_away_and_remembered(tab: Tab) -> None:
    tab.ask("琼州矿业 财务 负责人")
    tab.page.get_by_role("button", name="English").click()
    expect(tab.page.locator("html")).to_have_attribute("lang", "en")
    expect(tab.page.locator(".chip").nth(1)).to_contain_text("Finance")
    expect(tab.page.locator(".hit").first).to_contain_text("Best answer")
    tab.page.reload()
    expect(tab.page.locator(".understood")).to_contain_text("Understood as")
    stored = tab.page.evaluate("({...localStorage})")
    assert stored == {"zhaoren.language": "en"}
    tab.page.get_by_role("button", name="中文").click()
    expect(tab.page.locator("html")).to_have_attribute("lang", "zh-CN")


def test_a_browser_in_another_language_begins_in_english(open_tab: OpenTab) -> None:
    assert open_tab(locale="de-DE").page.locator("html").get_attribute("lang") == "en"


def test_both_languages_have_every_word(tab: Tab) -> None:
    pairs: list[list[str]] = tab.page.evaluate(
        "fetch('/static/words.js').then((file) => file.text()).then((text) =>"
        ' [...text.matchAll(/\\["([^"]*)",\\s*"([^"]*)"\\]/g)].map((found) => [found[1], found[2]]))'
    )
    assert len(pairs) > 100
    for chinese, english in pairs:
        assert chinese.strip()
        assert english.strip()
        assert set(_holes(chinese)) == set(_holes(english)), (chinese, english)


def _holes(text: str) -> list[str]:
    return [piece.split("}")[0] for piece in text.split("{")[1:]]


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_a_narrow_phone_never_scrolls_sideways(open_tab: OpenTab, locale: str) -> None:
    tab = open_tab(viewport={"width": 320, "height": 568}, locale=locale)
    for place in PLACES:
        tab.reopen(place)
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= 320, place


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_can_be_read_and_named(open_tab: OpenTab, scheme: str) -> None:
    tab = open_tab(color_scheme=scheme)
    for place in PLACES:
        tab.reopen(place)
        tab.pause()
        found: Any = tab.page.evaluate(CHECKS)
        assert found == {"faint": [], "nameless": [], "twice": []}, place


def test_nothing_is_loaded_from_elsewhere_and_nothing_is_complained_about(tab: Tab) -> None:
    for place in PLACES:
        tab.reopen(place)
    assert {url.split("?")[0].split("/v1")[0].split("/static")[0].rstrip("/#") for url in tab.requested} == {
        tab.address
    }
    assert tab.complaints == []


# Text with less contrast than WCAG AA asks for, things to press without a name, ids that stand twice.
CHECKS = """() => {
  const channel = (v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const ground = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const seen = (element) => element.checkVisibility() && element.getBoundingClientRect().width > 1;
  const own = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const faint = [...document.querySelectorAll("body *")].filter((e) => seen(e) && own(e)).filter((element) => {
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(ground(element))].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05) < 4.5;
  }).map((element) => element.outerHTML.slice(0, 120));
  const nameless = [...document.querySelectorAll("a, button, input, [role=treeitem], [role=option]")].filter(seen)
    .filter((e) => !(e.getAttribute("aria-label") || e.innerText || "").trim()).map((e) => e.outerHTML.slice(0, 120));
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  return { faint, nameless, twice: ids.filter((id, at) => ids.indexOf(id) !== at) };
}"""
