"""Secrets by reference: an environment variable, a file that holds the secret alone, or an Airflow connection."""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

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
    if reference.connection is not None:
        return _password_of_connection(reference.connection, where)
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


def connection_variable(name: str) -> str:
    """The environment variable in which Airflow, too, looks for a connection."""
    return f"AIRFLOW_CONN_{name.upper()}"


def _password_of_connection(name: str, where: str) -> str:
    """A connection is written as JSON or as an address, as Airflow reads both; Airflow itself is not needed."""
    variable = connection_variable(name)
    written = os.environ.get(variable, "").strip()
    if not written:
        raise SourceRefused(where, f"the connection '{name}' is not there", f"set {variable}, then try again")
    try:
        password = json.loads(written).get("password") if written.startswith("{") else urlsplit(written).password
    except (ValueError, AttributeError):
        # What could not be read may hold the secret: nothing of it is told.
        raise SourceRefused(where, f"{variable} is neither JSON nor an address", "correct it") from None
    if not isinstance(password, str) or not password:
        raise SourceRefused(where, f"the connection '{name}' has no password", f"add it to {variable}")
    return password if written.startswith("{") else unquote(password)
