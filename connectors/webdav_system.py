"""WebDAV that takes names as they are: webdav4 alone would read the `%25` in a file's name as a quoted `%`."""

from __future__ import annotations

from typing import Any

from webdav4.client import Client
from webdav4.fsspec import WebdavFileSystem

# The per cent sign first, which stands in the others.
_QUOTED = {"%": "%25", "#": "%23", "?": "%3F"}


class _LiteralClient(Client):  # type: ignore[misc]  # webdav4 tells no types
    def join_url(self, path: str, add_trailing_slash: bool = False) -> Any:
        for sign, quoted in _QUOTED.items():
            path = path.replace(sign, quoted)
        return super().join_url(path, add_trailing_slash=add_trailing_slash)


class LiteralWebdav(WebdavFileSystem):  # type: ignore[misc]  # the same
    """One server.

    Args:
        base_url: http(s) address.
        options: what httpx takes; redirects are not followed, so that no password goes to another host.
    """

    cachable = False

    def __init__(self, base_url: str, **options: Any) -> None:
        client = _LiteralClient(base_url, follow_redirects=False, **options)
        super().__init__(base_url, client=client)

    def close_connection(self) -> None:
        """End it."""
        self.client.http.close()
