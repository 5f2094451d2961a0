"""Take a picture of the page with a question answered: `python scripts/picture_of_the_page.py --config X --out Y`.

Serves what is published under the configuration on a free port of this machine, asks in a Chromium without a window,
and ends both. The numbers in the picture are those of the demo group unless another configuration is named.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import sync_playwright

QUESTION = "琼州矿业 财务 负责人"
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
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def take_picture(address: str, question: str, out: Path, options: argparse.Namespace) -> None:
    """Open the page at an address, ask, wait for the answer, and write what is seen as PNG."""
    browser_path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser_path is None:
        raise SystemExit("picture: Chromium is not installed; run 'apt-get install chromium fonts-wqy-microhei'")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        page = browser.new_page(
            viewport={"width": options.width, "height": options.height},
            locale="en-GB" if options.english else "zh-CN",
            color_scheme="dark" if options.dark else "light",
        )
        page.goto(f"{address}#/?{urlencode({'q': question})}")
        page.wait_for_selector("#view:not([aria-busy]) .hit")
        page.wait_for_timeout(500)  # documents, if any, come after the people
        page.screenshot(path=out, animations="disabled")
        browser.close()


def serve(config: Path) -> tuple[subprocess.Popen[str], str]:
    """Start `zhaoren serve` on a free port; the process, and the address that it told."""
    program = Path(sys.executable).parent / "zhaoren"
    command = [str(program), "serve", "--config", str(config), "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    for line in server.stdout:
        address = next((word for word in line.split() if word.startswith("http://")), None)
        if address is not None:
            return server, address
    raise SystemExit(f"picture: the server ended with code {server.wait()}; is {config} right and published?")


def main() -> None:
    """Read the options, serve, ask, write."""
    parser = argparse.ArgumentParser(description="Take a picture of the page with a question answered.")
    parser.add_argument("--config", type=Path, default=Path("demo-group/zhaoren.toml"), help="whose directory is asked")
    parser.add_argument("--out", type=Path, default=Path("docs/page.png"), help="where the PNG goes")
    parser.add_argument("--question", default=QUESTION)
    parser.add_argument("--width", type=int, default=1200, help="CSS pixels")
    parser.add_argument("--height", type=int, default=640, help="CSS pixels")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--english", action="store_true")
    options = parser.parse_args()
    server, address = serve(options.config)
    try:
        take_picture(address, options.question, options.out, options)
    finally:
        server.terminate()
        server.wait(10)


if __name__ == "__main__":
    main()
