"""The conversation with a directory server: bind, search page by page, look one entry up. Reads only."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import ldap
from ldap.controls.libldap import SimplePagedResultsControl
from ldap.controls.ppolicy import PasswordPolicyControl

from connectors.ldap_address import LdapAddress
from connectors.ldap_entries import DirectoryEntry, identified
from connectors.ldap_refusals import LIMITS, bind_refused, limit_reached, sorted_out
from schemas.errors import SourceBusy, SourceError, SourceRefused

SCOPES = {"subtree": ldap.SCOPE_SUBTREE, "onelevel": ldap.SCOPE_ONELEVEL, "base": ldap.SCOPE_BASE}
# Parts of every Active Directory forest that hold no people; a domain's root always refers to them.
_FOREST_PARTS = ("/cn=configuration,", "/dc=forestdnszones,", "/dc=domaindnszones,")
_SMALLEST_PAGE = 10
_SECONDS_A_DAY = 86_400


@dataclass(slots=True)
class SearchEnd:
    """How a search ended.

    Attributes:
        entries: how many came.
        pages: how many pages the server made of them.
        references: addresses of parts of the directory that lie on other servers.
        page_size: how large the pages were in the end.
    """

    entries: int = 0
    pages: int = 0
    references: tuple[str, ...] = ()
    page_size: int = 0

    @property
    def why_partial(self) -> str:
        """Why there may be more; empty when the server said that this is all."""
        return elsewhere(self.references)


def elsewhere(references: Sequence[str]) -> str:
    """What is said of parts of the directory that were not followed; empty when there are none."""
    if not references:
        return ""
    named = ", ".join(dict.fromkeys(references[:3])) + (" …" if len(references) > 3 else "")
    return f"{len(references)} parts lie on other servers and were not followed ({named})"


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """What a server tells of itself to everybody.

    Attributes:
        controls: identifiers of what it can do; empty when it does not say.
        vendor: in its own words; empty for OpenLDAP.
        contexts: names of the trees that it serves.
    """

    controls: frozenset[str]
    vendor: str
    contexts: tuple[str, ...]

    @property
    def is_389(self) -> bool:
        """389 Directory Server or a relative of it."""
        return "389" in self.vendor or "red hat" in self.vendor.lower()


class LdapWire:
    """One bound connection. Reads only; never follows a referral, so that nobody else is shown our password.

    Args:
        address: of the server.

    Attributes:
        address: of the server.
        expires: a sentence when the account's password will soon be of no use.

    Raises:
        SourceBusy: connected, and then no answer.
        SourceRefused: address, certificate, credentials or rights must be mended.
    """

    def __init__(self, address: LdapAddress) -> None:
        self.address = self._address = address
        self.expires = ""
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

        A server that allows smaller pages only is asked for smaller ones.

        Raises:
            SourceBusy: no answer any more, or an end that proves nothing.
            SourceRefused: unknown base, broken filter, no right, a limit below the number of entries.
        """
        control, end = SimplePagedResultsControl(criticality=False, size=page_size, cookie=""), SearchEnd()
        request, where = (base, SCOPES[scope], filter_text, list(attributes)), f"{self._address.where}: base '{base}'"
        while True:
            try:
                answered = yield from self._page(request, control, end)
            except ldap.ADMINLIMIT_EXCEEDED as limit:
                if end.entries or control.size <= _SMALLEST_PAGE:
                    raise limit_reached(limit, where, end.entries) from None
                control.size = max(_SMALLEST_PAGE, control.size // 4)
                continue
            except LIMITS as limit:
                raise limit_reached(limit, where, end.entries) from None
            except ldap.LDAPError as error:
                raise self._sorted_out(error, where, filter_text) from None
            end.pages, end.page_size = end.pages + 1, control.size
            marks = [each for each in answered if each.controlType == SimplePagedResultsControl.controlType]
            if not marks and (end.pages > 1 or SimplePagedResultsControl.controlType in self.facts.controls):
                what = f"the search ended after {end.entries} entries without the mark of its last page"
                raise SourceBusy(where, what, "try again; what came is not taken for the whole")
            control.cookie = marks[0].cookie if marks else ""
            if not control.cookie:
                return end

    def _page(
        self, request: tuple[str, int, str, list[str]], control: SimplePagedResultsControl, end: SearchEnd
    ) -> Generator[DirectoryEntry, None, Sequence[Any]]:
        """Yield one page's entries as they come; returns the controls of its end."""
        number = self._connection.search_ext(*request, serverctrls=[control])
        try:
            while True:
                # One message at a time: as fast as a page at once, and memory holds one entry.
                found, data, _, controls = self._connection.result3(number, 0, self._address.timeout_s)
                for dn, values in data:
                    if dn is None:
                        end.references += counted_references(values)
                        continue
                    end.entries += 1
                    yield identified(dn, values)
                if found == ldap.RES_SEARCH_RESULT:
                    return list(controls)
        except GeneratorExit:
            self._connection.abandon(number)
            raise

    def lookup(self, dn: str, filter_text: str, attributes: Sequence[str]) -> DirectoryEntry | None:
        """One entry, if it is there and matches.

        Raises:
            SourceBusy: no answer.
            SourceRefused: not allowed.
        """
        try:
            for found, values in self._connection.search_ext_s(dn, ldap.SCOPE_BASE, filter_text, list(attributes)):
                if found is not None:
                    return identified(found, values)
        except (ldap.NO_SUCH_OBJECT, ldap.INVALID_DN_SYNTAX, ldap.REFERRAL, ldap.INSUFFICIENT_ACCESS):
            return None
        except ldap.LDAPError as error:
            raise self._sorted_out(error, f"{self._address.where}: '{dn}'", filter_text) from None
        return None

    def has_entry(self, base: str) -> DirectoryEntry:
        """Look the base up; what comes has its identity where that may be read.

        Raises:
            SourceBusy: no answer.
            SourceRefused: it is not there, or may not be seen.
        """
        for entry in self.search(base, "base", "(objectClass=*)", ["entryUUID", "nsUniqueId", "objectGUID"], 1):
            return entry
        raise self._no_base(base)

    @cached_property
    def facts(self) -> ServerFacts:
        """What the server tells of itself."""
        asked = ["supportedControl", "vendorName", "vendorVersion", "namingContexts"]
        try:
            ((_, root),) = self._connection.search_ext_s("", ldap.SCOPE_BASE, "(objectClass=*)", asked)
        except (ldap.LDAPError, ValueError):
            root = {}
        told = {name.lower(): [value.decode("utf-8", "replace") for value in values] for name, values in root.items()}
        vendor = " ".join((*told.get("vendorname", ()), *told.get("vendorversion", ())))
        return ServerFacts(frozenset(told.get("supportedcontrol", ())), vendor, tuple(told.get("namingcontexts", ())))

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
            self._bind(connection)
        except ldap.LDAPError as error:
            raise self._sorted_out(error, address.where, "") from None
        return connection

    def _bind(self, connection: Any) -> None:
        address = self._address
        try:
            number = connection.simple_bind(
                address.bind_dn, address.password, serverctrls=[PasswordPolicyControl(criticality=False)]
            )
            *_, controls = connection.result3(number, 1, address.timeout_s)
        except ldap.LDAPError as error:
            told = error.args[0].get("ctrls", ()) if error.args and isinstance(error.args[0], dict) else ()
            refused = bind_refused(error, address, _policy_error(told))
            if refused is not None:
                raise refused from None
            raise
        for control in controls:
            if getattr(control, "error", None) == LDAP_CHANGE_FIRST:
                where = f"{address.where}: bind as '{address.bind_dn}'"
                raise SourceRefused(where, "the password must be changed first", "change it, then correct the secret")
            left = getattr(control, "timeBeforeExpiration", None)
            if left is not None:
                self.expires = f"the password of '{address.bind_dn}' expires in {left // _SECONDS_A_DAY} days"

    def _sorted_out(self, error: ldap.LDAPError, where: str, filter_text: str) -> SourceError:
        if isinstance(error, ldap.NO_SUCH_OBJECT):
            return self._no_base(where.rpartition("base '")[2].rstrip("'"))
        return sorted_out(error, self._address, where, filter_text, bound=self._bound)

    def _no_base(self, base: str) -> SourceRefused:
        contexts = self.facts.contexts
        told = f"the directory serves {', '.join(contexts)}" if contexts else ""
        return SourceRefused(
            f"{self._address.where}: base '{base}'",
            "it is not there, or this account may not see it",
            f"correct `base`{f'; {told}' if told else ''}",
        )


LDAP_CHANGE_FIRST = 2
"""Of the password policy's answers, the one after which nothing but a change of password is allowed."""


def _policy_error(told: Sequence[tuple[str, int, bytes]]) -> int | None:
    for oid, _, value in told:
        if oid == PasswordPolicyControl.controlType:
            control = PasswordPolicyControl()
            control.decodeControlValue(value)
            error: int | None = control.error
            return error
    return None


def counted_references(references: Sequence[object]) -> tuple[str, ...]:
    """The addresses of a reference that may hide people; none for one to a part of the forest that holds nobody."""
    texts = [str(each) for each in references]
    return () if any(part in " ".join(texts).lower() for part in _FOREST_PARTS) else tuple(texts[:1])
