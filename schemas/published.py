"""What an index entry's card holds: a thing of the directory, and the attributes its visibility is decided by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pydantic import TypeAdapter

from schemas.directory import Document, Person, Post, Unit


@dataclass(frozen=True, slots=True)
class PublishedPerson:
    """A person; `aud` and `units` are the tokens of the entry's fields `aud` and `unit`."""

    person: Person
    aud: tuple[str, ...]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublishedPost:
    """A vacant post."""

    post: Post
    aud: tuple[str, ...]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublishedUnit:
    """A unit."""

    unit: Unit
    aud: tuple[str, ...]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublishedDocument:
    """A document or project."""

    document: Document
    aud: tuple[str, ...]
    units: tuple[str, ...]


PUBLISHED_PERSON: Final[TypeAdapter[PublishedPerson]] = TypeAdapter(PublishedPerson)
PUBLISHED_POST: Final[TypeAdapter[PublishedPost]] = TypeAdapter(PublishedPost)
PUBLISHED_UNIT: Final[TypeAdapter[PublishedUnit]] = TypeAdapter(PublishedUnit)
PUBLISHED_DOCUMENT: Final[TypeAdapter[PublishedDocument]] = TypeAdapter(PublishedDocument)
