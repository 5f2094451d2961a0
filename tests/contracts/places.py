"""Where an engine keeps its index, as words that another process can be given."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from zhaoren.search_index.port import SearchEngine
from zhaoren.search_index.tantivy_engine import TantivyEngine


@dataclass(frozen=True, slots=True)
class Place:
    """`kind` is tantivy or elastic; `where` a folder or an address; `name` tells indexes at one place apart."""

    kind: str
    where: str
    name: str

    def open(self) -> SearchEngine:
        """An engine as another process would open it."""
        if self.kind == "tantivy":
            return TantivyEngine(Path(self.where) / self.name, patience_s=0.5)
        raise AssertionError(self.kind)

    def words(self) -> list[str]:
        """For a command line."""
        return [self.kind, self.where, self.name]
