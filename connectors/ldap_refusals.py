"""From the errors of the LDAP library to our own, each in words that say what mends it."""

from __future__ import annotations

import re

import ldap

from connectors.ldap_address import LdapAddress
from connectors.tls_diagnosis import try_connection, try_tls
from schemas.errors import SourceBusy, SourceError, SourceRefused

LIMITS = (ldap.SIZELIMIT_EXCEEDED, ldap.ADMINLIMIT_EXCEEDED, ldap.TIMELIMIT_EXCEEDED)
NO_ANSWER = (ldap.SERVER_DOWN, ldap.CONNECT_ERROR, ldap.TIMEOUT)
LATER = (*NO_ANSWER, ldap.BUSY, ldap.UNAVAILABLE)
"""What a later try may mend."""

# Active Directory: "80090308: LdapErr: DSID-0C09041C, comment: AcceptSecurityContext error, data 52e, v4563".
_DATA = re.compile(r"data ([0-9a-f]+),")
_BIND_DATA = {
    "525": "there is no such account",
    "52e": "wrong password",
    "530": "this account may not sign in at this time",
    "531": "this account may not sign in from this machine",
    "532": "the password has expired",
    "533": "the account is disabled",
    "701": "the account has expired",
    "773": "the password must be changed first",
    "775": "the account is locked",
}
# 389 Directory Server and its relatives say it in words of their own.
_BIND_WORDS = (
    ("password expired", "the password has expired"),
    ("inactivated", "the account is disabled"),
    ("retry limit", "the account is locked"),
    ("locked", "the account is locked"),
)
# draft-behera-ldap-password-policy: what a bind's answer says beside its result.
_POLICY = {0: "the password has expired", 1: "the account is locked", 2: "the password must be changed first"}
_OF_OTHERS = frozenset({"the password has expired", "the account is locked", "the account is disabled"})

_LIMIT_WORDS: dict[type[ldap.LDAPError], tuple[str, str]] = {
    ldap.SIZELIMIT_EXCEEDED: (
        "size limit",
        "let the directory lift this account's size limit (OpenLDAP: `limits`, with size.prtotal; 389: nsSizeLimit)",
    ),
    ldap.ADMINLIMIT_EXCEEDED: (
        "administrative limit",
        "let the directory lift this account's limits (OpenLDAP: size.pr, size.unchecked; 389: nsLookThroughLimit)",
    ),
    ldap.TIMELIMIT_EXCEEDED: (
        "time limit",
        "try again when it has less to do, or let the directory lift this account's time limit",
    ),
}


def limit_reached(error: ldap.LDAPError, where: str, entries: int) -> SourceError:
    """A search that a limit of the server ended: whatever it gave is not the whole and must not be taken for it."""
    name, what_to_do = _LIMIT_WORDS[type(error)]
    what = f"the server's {name} ended the search after {entries} entries, so not everybody could be read"
    kind = SourceBusy if isinstance(error, ldap.TIMELIMIT_EXCEEDED) else SourceRefused
    return kind(where, what, what_to_do)


def words_of(error: ldap.LDAPError) -> str:
    """What the library tells of an error."""
    told = error.args[0] if error.args and isinstance(error.args[0], dict) else {}
    words = ": ".join(str(told[part]).strip() for part in ("desc", "info") if told.get(part))
    return " ".join(words.split()) or type(error).__name__


def bind_refused(error: ldap.LDAPError, address: LdapAddress, policy_error: int | None) -> SourceRefused | None:
    """Why an account may not enter; None when the error is of another kind.

    Args:
        error: that the bind ended with.
        address: with the account.
        policy_error: what the server's password policy says, when it says something.
    """
    words = words_of(error)
    data = _DATA.search(words)
    why = _BIND_DATA.get(data.group(1), "") if data else ""
    why = why or next((meant for said, meant in _BIND_WORDS if said in words.lower()), "")
    why = why or _POLICY.get(-1 if policy_error is None else policy_error, "")
    refused = isinstance(error, ldap.INVALID_CREDENTIALS | ldap.INAPPROPRIATE_AUTH)
    if not refused and not (why and isinstance(error, ldap.CONSTRAINT_VIOLATION | ldap.UNWILLING_TO_PERFORM)):
        return None
    where = f"{address.where}: bind as '{address.bind_dn}'"
    if why in _OF_OTHERS:
        return SourceRefused(where, why, "let an administrator of the directory mend that; it was tried once")
    return SourceRefused(
        where,
        f"the directory refuses name or password{f' ({why})' if why else ''}",
        "correct `bind_dn` or the secret; it was tried once, so the account is not locked by this",
    )


def sorted_out(
    error: ldap.LDAPError, address: LdapAddress, where: str, filter_text: str, *, bound: bool
) -> SourceError:
    """Our own error for one of the library.

    Args:
        error: of the library.
        address: of the server.
        where: the place in the administrator's words.
        filter_text: of the search.
        bound: whether the connection had come about.
    """
    words = words_of(error)
    match error:
        case ldap.STRONG_AUTH_REQUIRED() | ldap.CONFIDENTIALITY_REQUIRED():
            return SourceRefused(where, "the directory wants an encrypted connection", "use ldaps:// or `start_tls`")
        case ldap.INVALID_DN_SYNTAX():
            return SourceRefused(where, "not a distinguished name", "write it like ou=people,dc=example,dc=com")
        case ldap.FILTER_ERROR():
            return SourceRefused(f"{where}: filter '{filter_text}'", "not a filter", "correct `filter`")
        case ldap.INSUFFICIENT_ACCESS() | ldap.OPERATIONS_ERROR() | ldap.UNWILLING_TO_PERFORM():
            return SourceRefused(where, f"the directory does not allow it ({words})", "give the account the right")
        case ldap.REFERRAL():
            return SourceRefused(where, f"it lies on another server ({words})", "connect to that server")
        case ldap.BUSY():
            return SourceBusy(where, "the directory says that it is busy", "try again")
        case ldap.UNAVAILABLE():
            return SourceBusy(where, "the directory says that it is not available now", "try again")
        case _ if isinstance(error, NO_ANSWER):
            return _unreached(address, where, words, bound=bound)
    return SourceBusy(where, f"the directory gave up ({words})", "try again")


def _unreached(address: LdapAddress, where: str, words: str, *, bound: bool) -> SourceError:
    """Find out what the library does not tell."""
    if bound:
        return SourceBusy(where, f"the connection broke off ({words})", "try again")
    if address.secured:
        finding = try_tls(
            address.host,
            address.port,
            address.timeout_s,
            start_tls=address.start_tls,
            ca_file=address.ca_file,
            verify=address.verify,
        )
    else:
        finding = try_connection(address.host, address.port, address.timeout_s)
    place = f"{where}: {address.url}"
    if not finding.reached or not (finding.busy or finding.trusted or not address.secured):
        return SourceRefused(place, finding.what, finding.what_to_do)
    if finding.trusted and "localhost" in address.url:
        return SourceBusy(place, f"no connection ({words})", "write 127.0.0.1 for localhost, or try again")
    return SourceBusy(place, finding.what if finding.busy else f"no answer ({words})", "try again")
