"""The conversation with a directory server; the only module that imports the LDAP library."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import ldap
from ldap.controls.libldap import SimplePagedResultsControl

from connectors.ldap_entries import DirectoryEntry
from connectors.tls_diagnosis import try_connection, try_tls
from schemas.errors import SourceBusy, SourceError, SourceRefused

_SCOPES = {"subtree": ldap.SCOPE_SUBTREE, "onelevel": ldap.SCOPE_ONELEVEL, "base": ldap.SCOPE_BASE}
_LIMITS = {
    ldap.SIZELIMIT_EXCEEDED: "size limit",
    ldap.ADMINLIMIT_EXCEEDED: "administrative limit",
    ldap.TIMELIMIT_EXCEEDED: "time limit",
}
# Parts of every Active Directory forest that hold no people; a domain's root always refers to them.
_FOREST_PARTS = ("/cn=configuration,", "/dc=forestdnszones,", "/dc=domaindnszones,")
_BIND_WORDS = {
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


@dataclass(slots=True)
class SearchEnd:
    """How a search ended.

    Attributes:
        entries: how many came.
        pages: how many pages the server made of them.
        references: how many parts of the directory lie on other servers.
        why_partial: why there may be more; empty when the server said that this is all.
    """

    entries: int = 0
    pages: int = 0
    references: int = 0
    why_partial: str = ""


class LdapWire:
    """One bound connection. Reads only; never follows a referral.

    Args:
        address: of the server.

    Raises:
        SourceBusy: connected, and then no answer.
        SourceRefused: address, certificate, credentials or rights must be mended.
    """

    def __init__(self, address: LdapAddress) -> None:
        self._address = address
        if address.bind_dn and not address.password:
            # Servers take such a bind for an anonymous one and answer with success and without people.
            raise SourceRefused(address.where, "`bind_dn` is given without a password", "name its `password`")
        self._bound = False
        self._connection = self._connected()
        self._bound = True

    def search(
        self, base: str, scope: str, filter_text: str, attributes: Sequence[str], page_size: int
    ) -> Generator[DirectoryEntry, None, SearchEnd]:
        """Yield the entries page by page; memory holds one page at most.

        Raises:
            SourceBusy: no answer any more.
            SourceRefused: unknown base, broken filter, no right.
        """
        control, end = SimplePagedResultsControl(criticality=False, size=page_size, cookie=""), SearchEnd()
        request = (base, _SCOPES[scope], filter_text, list(attributes))
        while True:
            try:
                answered = yield from self._page(request, control, end)
            except tuple(_LIMITS) as limit:
                end.why_partial = f"the server's {_LIMITS[type(limit)]} ended the search after {end.entries} entries"
                return end
            except ldap.LDAPError as error:
                raise self._sorted_out(error, f"{self._address.where}: base '{base}'", filter_text) from None
            end.pages += 1
            pages = [each for each in answered if each.controlType == SimplePagedResultsControl.controlType]
            control.cookie = pages[0].cookie if pages else ""
            if not control.cookie:
                break
        if end.references:
            end.why_partial = f"{end.references} parts lie on other servers and were not followed"
        return end

    def _page(
        self, request: tuple[str, int, str, list[str]], control: SimplePagedResultsControl, end: SearchEnd
    ) -> Generator[DirectoryEntry, None, Sequence[Any]]:
        """Yield one page's entries as they come; returns the controls of its end."""
        number = self._connection.search_ext(*request, serverctrls=[control])
        try:
            while True:
                # One message at a time: as fast as a page at once, and entries before a limit are not lost.
                found, data, _, controls = self._connection.result3(number, 0, self._address.timeout_s)
                for dn, values in data:
                    if dn is None:
                        end.references += _counts(values)
                        continue
                    end.entries += 1
                    yield DirectoryEntry(dn, {name.lower(): texts for name, texts in values.items()})
                if found == ldap.RES_SEARCH_RESULT:
                    return list(controls)
        except GeneratorExit:
            self._connection.abandon(number)
            raise

    def has_entry(self, base: str) -> None:
        """Look the base up.

        Raises:
            SourceBusy: no answer.
            SourceRefused: it is not there, or may not be seen.
        """
        for _ in self.search(base, "base", "(objectClass=*)", ["1.1"], 1):
            return
        raise self._no_base(base)

    def known_attributes(self) -> frozenset[str]:
        """All attribute names of the server's schema in lower case; empty when it does not show its schema."""
        try:
            subentry = self._connection.search_subschemasubentry_s()
            schema = self._connection.read_subschemasubentry_s(subentry, ["attributeTypes"]) if subentry else None
        except ldap.LDAPError:
            return frozenset()
        names: set[str] = set()
        for definition in (schema or {}).get("attributeTypes", []):
            text = definition.decode("utf-8", "replace")
            _, _, rest = text.partition(" NAME ")
            head = rest.lstrip()
            quoted = head[: head.index(")")] if head.startswith("(") and ")" in head else head.partition("' ")[0]
            names.update(word.lower() for word in quoted.replace("(", " ").replace("'", " ").split())
        return frozenset(names)

    def close(self) -> None:
        """End the connection."""
        try:
            self._connection.unbind_s()
        except ldap.LDAPError:
            return

    def _connected(self) -> Any:
        address = self._address
        connection = ldap.initialize(address.url)
        connection.protocol_version = ldap.VERSION3
        connection.set_option(ldap.OPT_REFERRALS, 0)
        connection.set_option(ldap.OPT_NETWORK_TIMEOUT, address.timeout_s)
        connection.set_option(ldap.OPT_TIMEOUT, address.timeout_s)
        # Without it the TLS handshake with a silent server has no time limit at all.
        connection.set_option(ldap.OPT_CONNECT_ASYNC, 1)
        if address.secured:
            if address.ca_file is not None:
                if not address.ca_file.is_file():
                    raise SourceRefused(
                        f"{address.where}: ca_file", f"there is no file '{address.ca_file.name}'", "correct `ca_file`"
                    )
                connection.set_option(ldap.OPT_X_TLS_CACERTFILE, str(address.ca_file))
            demand = ldap.OPT_X_TLS_DEMAND if address.verify else ldap.OPT_X_TLS_NEVER
            connection.set_option(ldap.OPT_X_TLS_REQUIRE_CERT, demand)
            connection.set_option(ldap.OPT_X_TLS_NEWCTX, 0)  # last: it makes the options above count
        try:
            if address.start_tls:
                connection.start_tls_s()
            connection.simple_bind_s(address.bind_dn, address.password)
        except ldap.LDAPError as error:
            raise self._sorted_out(error, address.where, "") from None
        return connection

    def _sorted_out(self, error: ldap.LDAPError, where: str, filter_text: str) -> SourceError:
        told = error.args[0] if error.args and isinstance(error.args[0], dict) else {}
        words = (
            ": ".join(str(told[part]).strip() for part in ("desc", "info") if told.get(part)) or type(error).__name__
        )
        match error:
            case ldap.INVALID_CREDENTIALS() | ldap.INAPPROPRIATE_AUTH():
                why = next((text for code, text in _BIND_WORDS.items() if f"data {code}," in words), "")
                return SourceRefused(
                    f"{where}: bind as '{self._address.bind_dn}'",
                    f"the directory refuses name or password{f' ({why})' if why else ''}",
                    "correct `bind_dn` or the secret; it was tried once, so the account is not locked by this",
                )
            case ldap.STRONG_AUTH_REQUIRED() | ldap.CONFIDENTIALITY_REQUIRED():
                return SourceRefused(
                    where, "the directory wants an encrypted connection", "use ldaps:// or `start_tls`"
                )
            case ldap.NO_SUCH_OBJECT():
                return self._no_base(where.rpartition("base '")[2].rstrip("'"))
            case ldap.INVALID_DN_SYNTAX():
                return SourceRefused(where, "not a distinguished name", "write it like ou=people,dc=example,dc=com")
            case ldap.FILTER_ERROR():
                return SourceRefused(f"{where}: filter '{filter_text}'", "not a filter", "correct `filter`")
            case ldap.INSUFFICIENT_ACCESS() | ldap.OPERATIONS_ERROR() | ldap.UNWILLING_TO_PERFORM():
                return SourceRefused(where, f"the directory does not allow it ({words})", "give the account the right")
            case ldap.REFERRAL():
                return SourceRefused(where, f"it lies on another server ({words})", "connect to that server")
            case ldap.SERVER_DOWN() | ldap.CONNECT_ERROR() | ldap.TIMEOUT():
                return self._unreached(where, words)
        return SourceBusy(where, f"the directory gave up ({words})", "try again")

    def _no_base(self, base: str) -> SourceRefused:
        try:
            ((_, root),) = self._connection.search_ext_s("", ldap.SCOPE_BASE, "(objectClass=*)", ["namingContexts"])
            contexts = [value.decode("utf-8", "replace") for value in root.get("namingContexts", [])]
        except (ldap.LDAPError, ValueError):
            contexts = []
        told = f"the directory serves {', '.join(contexts)}" if contexts else ""
        return SourceRefused(
            f"{self._address.where}: base '{base}'",
            "it is not there, or this account may not see it",
            f"correct `base`{f'; {told}' if told else ''}",
        )

    def _unreached(self, where: str, words: str) -> SourceError:
        """Find out what the library does not tell."""
        address = self._address
        if self._bound:
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


def _counts(references: Sequence[object]) -> int:
    """1 for a reference that may hide people, 0 for one to a part of the forest that holds none."""
    text = " ".join(str(each) for each in references).lower()
    return 0 if any(part in text for part in _FOREST_PARTS) else 1
