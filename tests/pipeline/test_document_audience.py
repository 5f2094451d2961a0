"""A document that its source closes, or does not say to be open, is a hidden one in the index."""

from __future__ import annotations

import pytest

from schemas.directory import Document, Value
from zhaoren.pipeline.entries import Tree, document_entry


@pytest.mark.parametrize(("hidden", "audience"), [(False, ("open",)), (True, ("hidden",))])
def test_the_audience_of_a_document_is_what_its_source_says(hidden: bool, audience: tuple[str, ...]) -> None:
    document = Document("doc-1", 1, Value("年报", ()), "report", hidden=hidden)
    assert document_entry(document, Tree()).tokens["aud"] == audience
