"""Where an engine keeps its index, as words that another process can be given."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from zhaoren.search_index.elastic_engine import ElasticEngine
from zhaoren.search_index.elastic_wire import ElasticAddress
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
        return ElasticEngine(ElasticAddress((self.where,)), self.name, look_again_after_s=0)

    def clear(self) -> None:
        """Remove everything published here."""
        if self.kind == "tantivy":
            shutil.rmtree(Path(self.where) / self.name, ignore_errors=True)
            return
        with ElasticAddress((self.where,)).connect() as client:
            for index in client.indices.get_alias(index=f"{self.name}-g-*").body:
                client.indices.delete(index=index)

    def words(self) -> list[str]:
        """For a command line."""
        return [self.kind, self.where, self.name]
