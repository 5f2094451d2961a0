"""SFTP that speaks to hosts with a known key only; fsspec's own would trust whoever answers first."""

from __future__ import annotations

from typing import Any

import paramiko
from fsspec.implementations.sftp import SFTPFileSystem


class UnknownHostKey(Exception):
    """The host's key is not among the trusted ones."""


class _RefuseUnknown(paramiko.MissingHostKeyPolicy):  # type: ignore[misc]  # paramiko tells no types
    def missing_host_key(self, *_: object) -> None:
        raise UnknownHostKey


class KnownHostSftp(SFTPFileSystem):  # type: ignore[misc]  # fsspec tells no types
    """One connection.

    Args:
        host: name or address.
        known_hosts: file of trusted keys, as OpenSSH writes it.
        ssh: what paramiko's `connect` takes.

    Raises:
        UnknownHostKey: the host's key is not in that file.
        OSError: the file cannot be read.
    """

    cachable = False

    def __init__(self, host: str, *, known_hosts: str, **ssh: Any) -> None:
        self._known_hosts = known_hosts
        super().__init__(host, **ssh)

    def close_connection(self) -> None:
        """End it."""
        self.client.close()

    def _connect(self) -> None:
        self.client = paramiko.SSHClient()
        self.client.load_host_keys(self._known_hosts)
        self.client.set_missing_host_key_policy(_RefuseUnknown())
        self.client.connect(self.host, **self.ssh_kwargs)
        self.ftp = self.client.open_sftp()
        channel = self.ftp.get_channel()
        if channel is not None:
            channel.settimeout(self.ssh_kwargs.get("timeout"))
