"""The same documents and clauses in plain Tantivy, without anything of ours: what ratios are taken to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import tantivy
from tantivy import Occur, Query

from schemas.expressions import AllOf, AnyOf, Everything, Expression, Term
from zhaoren.search_index.port import TOKEN_FIELDS, CompiledQuery, IndexEntry


class RawTantivy:
    """One index in a folder."""

    def __init__(self, path: Path) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
        for field in TOKEN_FIELDS:
            builder.add_text_field(f"t_{field}", tokenizer_name="whitespace", index_option="basic")
        builder.add_unsigned_field("order", fast=True)
        builder.add_bytes_field("card", stored=True)
        self._schema = builder.build()
        path.mkdir(parents=True)
        self._index = tantivy.Index(self._schema, path=str(path))
        self._index.config_reader("manual")

    def build(self, entries: Sequence[IndexEntry], heap: int = 256_000_000) -> None:
        """Index, commit, merge."""
        writer = self._index.writer(heap, 2)
        for entry in entries:
            writer.add_document(self._document(entry))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def change(self, entry: IndexEntry) -> None:
        """Replace one document and show it."""
        writer = self._index.writer(64_000_000, 1)
        writer.delete_documents_by_term("key", entry.id)
        writer.add_document(self._document(entry))
        writer.commit()
        self._index.reload()
        writer.wait_merging_threads()

    def ask(self, asked: CompiledQuery) -> list[bytes]:
        """One query with a constant score for each band, and the cards of the best."""
        bands = [
            (Occur.Should, Query.const_score_query(self._query(band), float(len(asked.bands) - place)))
            for place, band in enumerate(asked.bands)
        ]
        filtered = Query.const_score_query(self._query(asked.audience), 0.0)
        query = Query.boolean_query([(Occur.Must, Query.boolean_query(bands)), (Occur.Must, filtered)])
        searcher = self._index.searcher()
        hits = searcher.search(query, limit=asked.enough, count=False).hits
        return [searcher.doc(where).get_first("card") or b"" for _, where in hits]

    def _document(self, entry: IndexEntry) -> tantivy.Document:
        document = tantivy.Document()
        document.add_text("key", entry.id)
        document.add_unsigned("order", entry.order)
        document.add_bytes("card", entry.card)
        for field, tokens in entry.tokens.items():
            document.add_text(f"t_{field}", " ".join(tokens))
        return document

    def _query(self, expression: Expression) -> Query:
        match expression:
            case Everything():
                return Query.all_query()
            case Term(field, token):
                return Query.term_query(self._schema, f"t_{field}", token, index_option="basic")
            case AnyOf(parts):
                return Query.boolean_query([(Occur.Should, self._query(part)) for part in parts])
            case AllOf(parts):
                return Query.boolean_query([(Occur.Must, self._query(part)) for part in parts])
