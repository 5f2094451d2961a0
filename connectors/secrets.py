"""Secrets by reference: an environment variable, or a file that holds the secret alone."""

from __future__ import annotations

import os
from pathlib import Path

from schemas.errors import SourceRefused
from schemas.source_settings import SecretReference


def read_secret(reference: SecretReference, where: str, base_folder: Path = Path()) -> str:
    """The secret that is referred to. A line end at the end of a file is not part of it.

    Args:
        reference: as the administrator wrote it.
        where: the place of the reference in the administrator's words.
        base_folder: the configuration file's folder; a file is relative to it.

    Raises:
        SourceRefused: the variable is not set, the file cannot be read, or either is empty.
    """
    if reference.env is not None:
        secret = os.environ.get(reference.env, "")
        if not secret:
            raise SourceRefused(
                where, f"the environment variable '{reference.env}' is not set", "set it, then try again"
            )
        return secret
    assert reference.file is not None
    try:
        secret = (base_folder / reference.file).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or "not text"
        raise SourceRefused(
            where, f"the secret's file '{reference.file}' cannot be read: {why}", "correct it"
        ) from None
    if not secret:
        raise SourceRefused(where, f"the secret's file '{reference.file}' is empty", "write the secret into it")
    return secret
