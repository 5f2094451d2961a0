"""How to reach and to enter a directory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from connectors.secrets import read_secret
from schemas.source_settings import LdapSource


@dataclass(frozen=True, slots=True)
class LdapAddress:
    """How to reach and to enter a directory.

    Attributes:
        where: the source's name for errors.
        url: ldap:// or ldaps://.
        bind_dn: empty for an anonymous bind.
        password: of the bind.
        start_tls: whether a plain connection is secured before the bind.
        ca_file: who is trusted besides the system's authorities.
        verify: whether the certificate counts.
        timeout_s: for each step.
    """

    where: str
    url: str
    bind_dn: str
    password: str
    start_tls: bool
    ca_file: Path | None
    verify: bool
    timeout_s: float

    @property
    def host(self) -> str:
        """Name or address of the server."""
        return urlsplit(self.url).hostname or "localhost"

    @property
    def port(self) -> int:
        """Of the server."""
        parts = urlsplit(self.url)
        return parts.port or (636 if parts.scheme == "ldaps" else 389)

    @property
    def secured(self) -> bool:
        """Whether TLS protects the bind."""
        return self.start_tls or self.url.lower().startswith("ldaps:")


def address_of(settings: LdapSource, base_folder: Path, timeout_s: float) -> LdapAddress:
    """The address of a source, with its password read.

    Args:
        settings: of the source.
        base_folder: the configuration file's folder.
        timeout_s: for each step, where the settings do not want less.

    Raises:
        SourceRefused: the password is not where the settings say.
    """
    where, secret = f"source '{settings.name}'", settings.password
    return LdapAddress(
        where=where,
        url=settings.url,
        bind_dn=settings.bind_dn,
        password=read_secret(secret, f"{where}: password", base_folder) if secret else "",
        start_tls=settings.start_tls,
        ca_file=base_folder / settings.ca_file if settings.ca_file else None,
        verify=settings.verify_certificate,
        timeout_s=min(timeout_s, settings.timeout_s),
    )
