"""From the settings of a source to the folder that it reads: one of this machine, or one far away."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from connectors.file_store import FileStore, LocalFolder
from connectors.remote_folder import RemoteFolder
from connectors.secrets import read_secret
from schemas.errors import SourceRefused
from schemas.source_settings import DocumentFolderSource, FilesSource

_PORTS = {"s3": 443, "webdav": 80, "webdavs": 443, "sftp": 22}


def open_store(settings: FilesSource | DocumentFolderSource, base_folder: Path) -> FileStore:
    """The folder of a source; nothing is asked of it yet.

    Args:
        settings: of the source.
        base_folder: the configuration file's folder; folders, keys and secrets are relative to it.

    Raises:
        SourceRefused: a secret is not there, or SFTP has no known hosts.
    """
    source = f"source '{settings.name}'"
    if settings.url is None:
        return LocalFolder(base_folder / settings.folder, str(settings.folder), source)
    address = urlsplit(settings.url)
    secret = read_secret(settings.password, f"{source}: password", base_folder) if settings.password else ""
    most_bytes = int(settings.max_megabytes * (1 << 20))
    # fsspec splits at no `%`; what the address quotes is meant literally.
    path = unquote(address.path)
    if address.scheme == "s3":
        return RemoteFolder(
            lambda: _s3(settings, secret, base_folder), f"{address.netloc}{path}", settings.url, source, most_bytes
        )
    if address.scheme == "sftp":
        if settings.known_hosts is None:
            what = "SFTP without known hosts would trust whoever answers"
            raise SourceRefused(
                f"{source}: known_hosts", what, "write the host's key into a file (ssh-keyscan), name it"
            )
        return RemoteFolder(lambda: _sftp(settings, secret, base_folder), path or "/", settings.url, source, most_bytes)
    return RemoteFolder(lambda: _webdav(settings, secret, base_folder), path, settings.url, source, most_bytes)


def address_of(settings: FilesSource | DocumentFolderSource) -> tuple[str, int, bool] | None:
    """Host, port and whether TLS is spoken there; None for a folder of this machine or Amazon's own S3."""
    if settings.url is None:
        return None
    scheme = urlsplit(settings.url).scheme
    if scheme == "s3":
        if settings.endpoint is None:
            return None
        endpoint = urlsplit(settings.endpoint)
        secure = endpoint.scheme == "https"
        return endpoint.hostname or "", endpoint.port or (443 if secure else 80), secure
    address = urlsplit(settings.url)
    return address.hostname or "", address.port or _PORTS[scheme], scheme == "webdavs"


def _s3(settings: FilesSource | DocumentFolderSource, secret: str, base_folder: Path) -> Any:
    from s3fs import S3FileSystem

    trusted = str(base_folder / settings.ca_file) if settings.ca_file else True
    return S3FileSystem(
        key=settings.user or None,
        secret=secret or None,
        anon=not settings.user,
        endpoint_url=settings.endpoint,
        client_kwargs={"region_name": settings.region or None, "verify": trusted},
        config_kwargs={
            "connect_timeout": settings.timeout_s,
            "read_timeout": settings.timeout_s,
            "retries": {"max_attempts": 2},
        },
        use_listings_cache=False,
        skip_instance_cache=True,
    )


def _webdav(settings: FilesSource | DocumentFolderSource, secret: str, base_folder: Path) -> Any:
    import ssl

    from connectors.webdav_system import LiteralWebdav

    assert settings.url is not None
    address = urlsplit(settings.url)
    secure = address.scheme == "webdavs"
    context = ssl.create_default_context(cafile=str(base_folder / settings.ca_file) if settings.ca_file else None)
    return LiteralWebdav(
        f"{'https' if secure else 'http'}://{address.netloc}",
        auth=(settings.user, secret) if settings.user else None,
        timeout=settings.timeout_s,
        verify=context if secure else True,
    )


def _sftp(settings: FilesSource | DocumentFolderSource, secret: str, base_folder: Path) -> Any:
    from connectors.sftp_system import KnownHostSftp

    assert settings.url is not None
    assert settings.known_hosts is not None
    address = urlsplit(settings.url)
    return KnownHostSftp(
        address.hostname or "",
        known_hosts=str(base_folder / settings.known_hosts),
        port=address.port or 22,
        username=settings.user or None,
        password=None if settings.key_file else secret or None,
        passphrase=secret or None if settings.key_file else None,
        key_filename=str(base_folder / settings.key_file) if settings.key_file else None,
        timeout=settings.timeout_s,
        banner_timeout=settings.timeout_s,
        auth_timeout=settings.timeout_s,
        allow_agent=False,
        look_for_keys=False,
    )
