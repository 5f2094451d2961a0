"""Where files lie that are not on this machine: S3, WebDAV, SFTP. Part of the settings of file and document sources."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from schemas.source_mappings import SecretReference, Strict


class Store(Strict):
    """Credentials stand in `user` and `password`, never in the address.

    Attributes:
        url: `s3://bucket/path`, `webdavs://host/path` (or webdav:// without TLS), `sftp://host:port/path`.
        user: account; the id of an access key for S3.
        password: its password; the secret access key for S3; the pass phrase of `key_file`.
        key_file: private key for SFTP.
        known_hosts: the host keys that are trusted for SFTP, as OpenSSH writes them.
        endpoint: https://… of an S3 service that is not Amazon's.
    """

    url: Annotated[str | None, Field(pattern=r"^(s3|webdavs?|sftp)://[^/?#@\s]+(/[^?#]*)?$")] = None
    user: str = ""
    password: SecretReference | None = None
    key_file: Path | None = None
    known_hosts: Path | None = None
    endpoint: Annotated[str | None, Field(pattern=r"^https?://[^/?#@\s]+/?$")] = None
    region: str = ""
    ca_file: Path | None = None
    timeout_s: Annotated[float, Field(gt=0, le=300)] = 30.0
