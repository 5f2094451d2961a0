"""Every place of a configuration that refers to a secret."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from schemas.source_settings import SecretReference


def secret_references(part: object) -> Iterator[SecretReference]:
    """The references in settings or a part of them, in the order of their fields."""
    if isinstance(part, SecretReference):
        yield part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from secret_references(getattr(part, name))
    elif isinstance(part, Mapping):
        for item in part.values():
            yield from secret_references(item)
    elif isinstance(part, tuple | list):
        for item in part:
            yield from secret_references(item)
