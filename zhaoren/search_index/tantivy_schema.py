"""Entries and conditions in Tantivy's words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tantivy import Document, FieldType, Occur, Query, Schema, SchemaBuilder

from schemas.expressions import Everything
from zhaoren.search_index.conditions import Both, Condition, Nothing, Tokens
from zhaoren.search_index.port import TOKEN_FIELDS, Collection, EngineUnavailable, IndexEntry

FORMAT = 1
"""Raise it with every change of fields or of what is stored: a generation of another format counts as missing."""

# A union of postings is faster for few tokens; above, one bitset (measured on a million people: 1.0 ms against a floor
# of 1.2 ms at 200 rare tokens, 32 ms against 7 ms at 200 common ones).
_MOST_TERMS_AS_UNION = 64


def schema() -> Schema:
    """The fields of a generation.

    `kind` is the collection, carried by entries only; `key` is collection and id; `revision` is carried by the one
    document that holds the generation's revision and nothing else.
    """
    builder = SchemaBuilder()
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("meta", tokenizer_name="raw", index_option="basic")
    for field in TOKEN_FIELDS:
        builder.add_text_field(column(field), tokenizer_name="whitespace", index_option="basic")
    builder.add_unsigned_field("order", fast=True)
    builder.add_unsigned_field("revision", stored=True)
    builder.add_bytes_field("id", stored=True)
    builder.add_bytes_field("card", stored=True)
    return builder.build()


def to_document(entry: IndexEntry) -> Document:
    """An entry that `check_entry` let pass."""
    document = Document()
    document.add_text("kind", entry.collection)
    document.add_text("key", entry_key(entry.collection, entry.id))
    document.add_bytes("id", entry.id.encode())
    document.add_unsigned("order", entry.order)
    document.add_bytes("card", entry.card)
    for field, tokens in entry.tokens.items():
        if tokens:
            document.add_text(column(field), " ".join(tokens))
    return document


def revision_document(revision: int) -> Document:
    """The document that says how far a generation knows; committed together with what it speaks of."""
    document = Document()
    document.add_text("meta", "revision")
    document.add_unsigned("revision", revision)
    return document


def entry_key(collection: Collection, entry_id: str) -> str:
    """The term by which an entry is replaced and removed."""
    return f"{collection}|{entry_id}"


class QueryWriter:
    """Writes conditions as Tantivy queries of one schema. Nothing in them scores: order is by the column `order`."""

    def __init__(self, of: Schema) -> None:
        self._schema = of
        self._everybody = {kind: self._term("kind", kind) for kind in Collection}

    def revision(self) -> Query:
        """The document of `revision_document`."""
        return self._term("meta", "revision")

    def one_of(self, collection: Collection, ids: list[str]) -> Query:
        """Entries by id."""
        return Query.term_set_query(self._schema, "key", [entry_key(collection, one) for one in ids])

    def after(self, order: int) -> Query:
        """What comes later in the total order."""
        return Query.range_query(self._schema, "order", FieldType.Unsigned, lower_bound=order, include_lower=False)

    def all_of(self, collection: Collection, must: list[Query], must_not: list[Query]) -> Query:
        """Entries of the collection to which all of `must` and none of `must_not` applies."""
        parts = [(Occur.Must, self._everybody[collection])]
        parts += [(Occur.Must, query) for query in must]
        parts += [(Occur.MustNot, query) for query in must_not]
        return Query.boolean_query(parts)

    def scored(self, collection: Collection, must: list[Query], bands: list[Condition]) -> Query:
        """Entries of any band to which all of `must` applies; the score is how many bands there are from the best on.

        Small whole numbers are exact, and nothing else adds to them.
        """
        asked = [(self.query(band), float(len(bands) - place)) for place, band in enumerate(bands)]
        each = [Query.const_score_query(query, score) for query, score in asked if query is not None]
        silent = [Query.const_score_query(query, 0.0) for query in (self._everybody[collection], *must)]
        parts = [*silent, Query.disjunction_max_query(each)]
        return Query.boolean_query([(Occur.Must, part) for part in parts])

    def query(self, condition: Condition) -> Query | None:
        """The condition; None for Everything, which narrows nothing. Must stand beside a collection."""
        if isinstance(condition, Everything):
            return None
        if isinstance(condition, Nothing):
            return Query.empty_query()
        if isinstance(condition, Tokens):
            return self._any_token(column(condition.field), condition.tokens)
        # A Should is optional beside a Must: alternatives always get a boolean query of their own.
        occur = Occur.Must if isinstance(condition, Both) else Occur.Should
        inner = [self.query(part) for part in condition.parts]
        return Query.boolean_query([(occur, query) for query in inner if query is not None])

    def _any_token(self, column: str, tokens: tuple[str, ...]) -> Query:
        if len(tokens) == 1:
            return self._term(column, tokens[0])
        if len(tokens) > _MOST_TERMS_AS_UNION:
            return Query.term_set_query(self._schema, column, list(tokens))
        return Query.boolean_query([(Occur.Should, self._term(column, token)) for token in tokens])

    def _term(self, column: str, value: str) -> Query:
        # The default index option would look for positions, which these fields do not have.
        return Query.term_query(self._schema, column, value, index_option="basic")


@contextmanager
def tantivy_errors(doing: str) -> Iterator[None]:
    """Turn what Tantivy raises, panics of its Rust side included, into EngineUnavailable."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise EngineUnavailable(f"search index: {doing} failed: {error}") from error
    except BaseException as error:
        # A panic arrives as a BaseException of a class that cannot be imported.
        if type(error).__name__ == "PanicException":
            raise EngineUnavailable(f"search index: {doing} failed: {error}") from error
        raise


def column(field: str) -> str:
    """The name of a field of tokens in the schema."""
    return f"t_{field}"
