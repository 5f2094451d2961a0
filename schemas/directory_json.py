"""JSON forms of the directory's dataclasses, one adapter each, made once."""

from __future__ import annotations

from typing import Final

from pydantic import TypeAdapter

from schemas.directory import Document, Person, Post, Unit

PERSON: Final[TypeAdapter[Person]] = TypeAdapter(Person)
UNIT: Final[TypeAdapter[Unit]] = TypeAdapter(Unit)
POST: Final[TypeAdapter[Post]] = TypeAdapter(Post)
DOCUMENT: Final[TypeAdapter[Document]] = TypeAdapter(Document)
