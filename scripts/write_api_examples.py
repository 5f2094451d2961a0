"""Write the examples of the API anew from the small group: `PYTHONPATH=. python scripts/write_api_examples.py`.

Run it when an answer changed on purpose; a test compares the examples with what the routes answer.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import httpx

from search_api.app import make_app
from search_api.examples import REQUESTS
from tests.search_api.served import served
from tests.small_group import publish_small_group, small_directory

FOLDER = Path(__file__).resolve().parent.parent / "search_api" / "examples"


def main() -> None:
    """Ask each request and write its answer."""
    with tempfile.TemporaryDirectory() as folder:
        engine = publish_small_group(Path(folder) / "index")
        with served(make_app(small_directory(engine))) as url:
            for name, request in REQUESTS.values():
                answer = httpx.get(url + request, trust_env=False).raise_for_status().json()
                text = json.dumps(answer, ensure_ascii=False, indent=2)
                (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")
        engine.close()


if __name__ == "__main__":
    main()
