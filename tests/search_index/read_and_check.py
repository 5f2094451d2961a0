"""A process that reads an index until a file appears, and refuses views that mix revisions.

Usage: read_and_check.py INDEX_FOLDER STOP_FILE
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from schemas.expressions import EVERYTHING, Term
from zhaoren.search_index.port import Collection, SearchEngine
from zhaoren.search_index.tantivy_engine import TantivyEngine


def found(engine: SearchEngine) -> dict[str, bytes]:
    """Id -> card of everybody named ada."""
    reader = engine.reader()
    return {one.id: one.card for one in reader.scan(Collection.PEOPLE, Term("name", "ada"), EVERYTHING)}


def main(index: str, stop: str) -> None:
    """Read."""
    engine = TantivyEngine(Path(index))
    revisions: list[int] = []
    print("reading", flush=True)  # noqa: T201
    while True:
        at_the_end = Path(stop).exists()
        reader = engine.reader()
        people = list(reader.scan(Collection.PEOPLE, Term("name", f"r{reader.revision}"), EVERYTHING))
        if len(people) != 50 or {one.card for one in people} != {str(reader.revision).encode()}:
            raise SystemExit(f"revision {reader.revision}: {len(people)} people, not 50 of this revision")
        if revisions and reader.revision < revisions[-1]:
            raise SystemExit(f"revision {reader.revision} after {revisions[-1]}")
        revisions.append(reader.revision)
        if at_the_end:
            break
    print(json.dumps({"last": revisions[-1], "different": len(set(revisions))}))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
