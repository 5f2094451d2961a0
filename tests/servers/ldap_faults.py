"""What an LDAP fault proxy can do to a conversation. Each counts the entries of searches below a base.

`only` narrows a fault to requests in which these bytes stand, whatever their case: a base, a value of the filter, an
attribute, the OID of a control.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TIME_LIMIT, SIZE_LIMIT, ADMIN_LIMIT, BUSY, UNAVAILABLE, UNWILLING = 3, 4, 11, 51, 52, 53
"""Result codes. Source: RFC 4511, appendix A."""


@dataclass(frozen=True, slots=True)
class Cut:
    """The connection breaks after so many entries."""

    after: int = 0
    only: bytes = b""


@dataclass(frozen=True, slots=True)
class Freeze:
    """Nothing more is answered from there on; the connection stays open.

    Attributes:
        at: `connect` (accepts and is silent), `tls` (in the handshake, of LDAPS or after StartTLS), `start_tls`
            (the request for it is not answered), `bind`, `search` (after so many entries).
    """

    at: Literal["connect", "tls", "start_tls", "bind", "search"]
    after: int = 0
    only: bytes = b""


@dataclass(frozen=True, slots=True)
class EndEarly:
    """After so many entries the search ends with success, and no cookie says that there is more.

    Attributes:
        marked: the end carries the mark of a last page, so that nothing but the number is wrong.
    """

    after: int = 0
    marked: bool = False
    only: bytes = b""


@dataclass(frozen=True, slots=True)
class Refuse:
    """Requests are answered with this result code.

    Attributes:
        operation: which ones.
        code: the result; `words` are the server's diagnostic message.
        after: a search is refused after so many entries.
        times: how many requests; None for every one.
    """

    operation: Literal["bind", "search", "start_tls"]
    code: int
    words: str = ""
    after: int = 0
    times: int | None = None
    only: bytes = b""


@dataclass(frozen=True, slots=True)
class PageLimit:
    """Active Directory's MaxPageSize: larger pages are cut to it; a search without pages ends there with code 4."""

    at_most: int = 1000
    only: bytes = b""


@dataclass(frozen=True, slots=True)
class RangeLimit:
    """Active Directory's MaxValRange: an empty `member` beside `member;range=0-1499`; further ranges on demand."""

    attribute: str = "member"
    at_most: int = 1500
    only: bytes = b""


@dataclass(frozen=True, slots=True)
class Withhold:
    """These attributes are left out of every entry, as for an account that may not read them."""

    attributes: tuple[str, ...] = ("modifyTimestamp", "createTimestamp", "entryUUID", "entryCSN")
    only: bytes = b""


Fault = Cut | Freeze | EndEarly | Refuse | PageLimit | RangeLimit | Withhold
