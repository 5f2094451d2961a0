"""The page in a real Chromium, as a person uses it: typing, an input method, keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, CDPSession, Page, expect, sync_playwright

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SLOW_MS = 20_000  # a machine at full load is slow, not broken
QUIET_MS = 400  # longer than the page's own pause before asking


@contextmanager
def chromium(path: Path) -> Iterator[Browser]:
    """A browser without a window."""
    expect.set_options(timeout=SLOW_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Tab:
    """One open page, and what it asked and complained about."""

    page: Page
    address: str
    requested: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(SLOW_MS)
        self.page.on("request", lambda request: self.requested.append(request.url))
        self.page.on("pageerror", lambda wrong: self.complaints.append(str(wrong)))
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)

    def open(self, place: str = "#/") -> None:
        """Go to a place of the page, and wait until it is in use."""
        self.page.goto(f"{self.address}/{place}")
        self.page.wait_for_selector("html[data-ready]")

    def reopen(self, place: str) -> None:
        """Open a place anew, whatever was shown before, and wait for what is there."""
        self.page.goto("about:blank")
        self.open(place)
        self.page.wait_for_selector("#view:not([aria-busy]) :is(.hit, .notice, .start, .person, [role=treeitem])")

    def questions(self, route: str = "/v1/people") -> list[str]:
        """What was asked of a route so far, in order."""
        asked = (urlsplit(url) for url in self.requested)
        return [parse_qs(url.query, keep_blank_values=True)["q"][0] for url in asked if url.path == route]

    def box(self) -> str:
        """What stands in the box."""
        return self.page.locator("#question").input_value()

    def ask(self, question: str) -> None:
        """Type a question and wait for what comes of it."""
        self.page.locator("#question").fill(question)
        self.page.wait_for_selector("main:not([aria-busy]) :is(.hit, .notice)")

    def names(self) -> list[str]:
        """Who is shown as found, in order."""
        return self.page.locator(".hits a.hit-name").all_inner_texts()

    def focused(self) -> str:
        """What has the focus: its id, or its text."""
        return str(self.page.evaluate("document.activeElement.id || document.activeElement.innerText"))

    def pause(self) -> None:
        """As long as it takes the page to ask by itself."""
        self.page.wait_for_timeout(QUIET_MS)


@dataclass
class InputMethod:
    """An input method at work in the focused field, as the browser sees one."""

    devtools: CDPSession

    @classmethod
    def of(cls, page: Page) -> InputMethod:
        return cls(page.context.new_cdp_session(page))

    def compose(self, letters: str) -> None:
        """Letters typed one by one, shown as a composition."""
        for end in range(1, len(letters) + 1):
            text = letters[:end]
            self.devtools.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "windowsVirtualKeyCode": 229})
            self.devtools.send("Input.imeSetComposition", {"text": text, "selectionStart": end, "selectionEnd": end})

    def commit(self, text: str) -> None:
        """What was chosen takes the place of the composition."""
        self.devtools.send("Input.insertText", {"text": text})

    def key(self, name: str, code: int = 229) -> None:
        """A key that the input method takes for itself."""
        for kind in ("rawKeyDown", "keyUp"):
            self.devtools.send(
                "Input.dispatchKeyEvent", {"type": kind, "key": name, "code": name, "windowsVirtualKeyCode": code}
            )
