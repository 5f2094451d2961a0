"""Who asks. Until people can sign in there is one local administrator, on this very machine and nowhere else."""

from __future__ import annotations

import ipaddress
from typing import Annotated

from fastapi import Depends, HTTPException, Request

from schemas.viewer import LOCAL_ADMINISTRATOR, Viewer

_LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})


def is_loopback(host: str) -> bool:
    """Whether an address or name is this machine's own loopback."""
    if host in _LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(host.strip("[]").split("%")[0]).is_loopback
    except ValueError:
        return False


def signed_in_viewer(request: Request) -> Viewer:
    """The local administrator, if the request comes from this machine and was meant for it.

    Host and Origin are checked so that no page of another site can ask through the administrator's browser
    (DNS rebinding, cross-site requests).

    Raises:
        HTTPException: 403 for everybody else.
    """
    client = request.client.host if request.client is not None else ""
    host = request.headers.get("host", "")
    origin = request.headers.get("origin")
    forwarded = any(name in request.headers for name in ("forwarded", "x-forwarded-for", "x-real-ip"))
    if not is_loopback(client) or forwarded:
        raise HTTPException(403, "only this machine may ask: nobody can sign in yet")
    if not is_loopback(_without_port(host)):
        raise HTTPException(403, "this host name is not served here")
    if origin is not None and origin != f"{request.url.scheme}://{host}":
        raise HTTPException(403, "requests from other sites are refused")
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        raise HTTPException(403, "requests from other sites are refused")
    return LOCAL_ADMINISTRATOR


def meant_writing(request: Request) -> None:
    """Let through what only a program or the own page can send: a form of another site cannot send JSON unasked.

    Raises:
        HTTPException: 415 for any other body.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415, "send the body as application/json")


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


SignedInViewer = Annotated[Viewer, Depends(signed_in_viewer)]
