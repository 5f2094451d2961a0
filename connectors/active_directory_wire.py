"""What is asked of an Active Directory domain controller beyond plain LDAP: its identity, its changes, long lists."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import ldap
from ldap.controls import RequestControl, ResponseControl
from ldap.controls.libldap import SimplePagedResultsControl

from connectors.active_directory_checkpoint import DomainController
from connectors.active_directory_controls import (
    DIRSYNC,
    EXTENDED_DN,
    EXTENDED_DN_VALUE,
    SHOW_DELETED,
    dirsync_answer,
    dirsync_value,
    guid_text,
    replicated_up_to,
    split_extended_dn,
    value_range,
)
from connectors.ldap_entries import DirectoryEntry, parsed_time
from connectors.ldap_refusals import LIMITS, limit_reached
from connectors.ldap_wire import SCOPES, LdapWire, counted_references
from schemas.errors import SourceBusy, SourceRefused

_EXTENDED = RequestControl(EXTENDED_DN, True, EXTENDED_DN_VALUE)
_DELETED = RequestControl(SHOW_DELETED, True)
_REFUSED_DIRSYNC = (
    *(ldap.INSUFFICIENT_ACCESS, ldap.UNAVAILABLE_CRITICAL_EXTENSION, ldap.UNWILLING_TO_PERFORM),
    *(ldap.OPERATIONS_ERROR, ldap.PROTOCOL_ERROR),
)


class CookieRefused(Exception):
    """DirSync is not granted, or not with this cookie."""


class ActiveDirectoryWire(LdapWire):
    """One bound connection to a domain controller. Every name that it gives comes with its GUID, where it has one."""

    def controller(self, base: str) -> DomainController:
        """Who answers.

        Args:
            base: the domain that holds it is meant.

        Raises:
            SourceBusy: no answer.
            SourceRefused: this is no Active Directory, or it holds no such base.
        """
        root = self._one("", ["dsServiceName", "highestCommittedUSN", "currentTime", "dnsHostName", "namingContexts"])
        root |= self._one("", ["supportedControl"])
        service, usn = _first(root, "dsServiceName"), _first(root, "highestCommittedUSN")
        if not service or not usn.isdigit():
            raise SourceRefused(
                self._address.where,
                "the server does not present itself as an Active Directory",
                'use another `preset`, such as "inetorgperson"',
            )
        contexts = [value.decode("utf-8", "replace") for value in root.get("namingcontexts", ())]
        holding = [each for each in contexts if base.lower().endswith(each.lower())]
        if not holding:
            raise self._no_base(base)
        domain = max(holding, key=len)
        own = self._one(service, ["invocationId"]).get("invocationid", (b"",))[0]
        return DomainController(
            host=_first(root, "dnsHostName") or self._address.host,
            invocation=guid_text(own),
            usn=int(usn),
            now=parsed_time(_first(root, "currentTime")) or datetime.now(UTC),
            domain=domain,
            dirsync=DIRSYNC.encode() in root.get("supportedcontrol", ()),
            caught_up=self._caught_up(domain),
        )

    def entries(
        self, base: str, scope: str, filter_text: str, attributes: Sequence[str], page_size: int
    ) -> Generator[DirectoryEntry, None, str]:
        """Yield entries page by page, each with all values of every attribute; names carry their GUIDs.

        Returns:
            Why there may be more; empty when the server said that this is all.

        Raises:
            SourceBusy: no answer any more, a list of values that breaks off, an end that proves nothing.
            SourceRefused: unknown base, broken filter, no right, a limit below the number of entries.
        """
        return (yield from self._all_pages((base, scope, filter_text), attributes, page_size, [_EXTENDED]))

    def sees_deleted(self, domain: str) -> bool:
        """Whether this account may read what was deleted."""
        try:
            for entry in self._all_pages(
                (f"CN=Deleted Objects,{domain}", "base", "(objectClass=*)"), ["objectGUID"], 1, [_DELETED]
            ):
                return bool(entry.attributes)
        except (SourceRefused, SourceBusy):
            return False
        return False

    def deleted_since(self, domain: str, usn: int, page_size: int) -> Generator[DirectoryEntry, None, str]:
        """Yield what was deleted after a change of this controller."""
        request = (f"CN=Deleted Objects,{domain}", "subtree", f"(&(isDeleted=TRUE)(uSNChanged>={usn + 1}))")
        return (yield from self._all_pages(request, ["objectGUID", "uSNChanged"], page_size, [_DELETED, _EXTENDED]))

    def changes(
        self, domain: str, filter_text: str, attributes: Sequence[str], cookie: bytes, flags: int
    ) -> Generator[DirectoryEntry, None, bytes]:
        """Yield the objects of which one of these attributes has changed since the cookie, deleted ones too.

        Returns:
            The cookie of the next time.

        Raises:
            CookieRefused: no right, no such control, or a cookie of elsewhere.
            SourceBusy: no answer any more.
        """
        while True:
            control = RequestControl(DIRSYNC, True, dirsync_value(flags, cookie))
            # Welcome, not needed: every object comes with its objectGUID.
            names = RequestControl(EXTENDED_DN, False, EXTENDED_DN_VALUE)
            request = (domain, ldap.SCOPE_SUBTREE, filter_text, list(attributes))
            try:
                ended = yield from self._answers(request, [control, names])
                told = next((each.encodedControlValue for each in ended if each.controlType == DIRSYNC), b"")
                more, cookie = dirsync_answer(told or b"")
            except _REFUSED_DIRSYNC as error:
                raise CookieRefused(type(error).__name__) from None
            except ValueError:
                raise CookieRefused("an answer without a cookie") from None
            except ldap.LDAPError as error:
                raise self._sorted_out(error, self._address.where, filter_text) from None
            if not more:
                return cookie

    def _all_pages(
        self,
        request: tuple[str, str, str],
        attributes: Sequence[str],
        page_size: int,
        controls: list[RequestControl],
    ) -> Generator[DirectoryEntry, None, str]:
        base, scope, filter_text = request
        cookie, references = "", 0
        seen = 0
        while True:
            paged = SimplePagedResultsControl(criticality=True, size=page_size, cookie=cookie)
            try:
                answers = self._answers((base, SCOPES[scope], filter_text, list(attributes)), [paged, *controls])
                while True:
                    try:
                        entry = next(answers)
                    except StopIteration as stopped:
                        ended = stopped.value
                        break
                    if entry.dn:
                        seen += 1
                        yield self._completed(entry)
                    else:
                        references += 1
            except LIMITS as limit:
                raise limit_reached(limit, f"{self._address.where}: base '{base}'", seen) from None
            except ldap.LDAPError as error:
                raise self._sorted_out(error, f"{self._address.where}: base '{base}'", filter_text) from None
            marks = [each.cookie for each in ended if each.controlType == paged.controlType]
            if not marks:
                raise SourceBusy(
                    f"{self._address.where}: base '{base}'",
                    f"the search ended after {seen} entries without the mark of its last page",
                    "try again; what came is not taken for the whole",
                )
            cookie = marks[0]
            if not cookie:
                return f"{references} parts lie on other servers and were not followed" if references else ""

    def _answers(
        self, request: tuple[str, int, str, list[str]], controls: list[Any]
    ) -> Generator[DirectoryEntry, None, list[Any]]:
        """One request's entries; returns the controls of its end. An entry without a name is a reference elsewhere."""
        number = self._connection.search_ext(*request, serverctrls=controls)
        try:
            while True:
                found, data, _, ended = self._connection.result3(
                    number, 0, self._address.timeout_s, resp_ctrl_classes=_ANSWERS
                )
                for dn, values in data:
                    if dn is None:
                        yield from (DirectoryEntry("", {}) for _ in counted_references(values))
                        continue
                    yield DirectoryEntry(dn, {name.lower(): texts for name, texts in values.items()})
                if found == ldap.RES_SEARCH_RESULT:
                    return list(ended)
        except GeneratorExit:
            # Whoever stops early may have closed the connection first.
            with suppress(ldap.LDAPError, AttributeError):
                self._connection.abandon(number)
            raise

    def _completed(self, entry: DirectoryEntry) -> DirectoryEntry:
        """The entry with the rest of each list that came as a range."""
        begun = [(name, part) for name in entry.attributes if (part := value_range(name)) is not None]
        if not begun:
            return entry
        attributes = {name: values for name, values in entry.attributes.items() if value_range(name) is None}
        for name, (attribute, _, last) in begun:
            values = list(entry.attributes[name])
            for more in self._further_values(entry, attribute, last):
                values += more
            attributes[attribute] = values
        return replace(entry, attributes=attributes)

    def _further_values(self, entry: DirectoryEntry, attribute: str, last: int | None) -> Iterator[Sequence[bytes]]:
        while last is not None:
            guid, _, plain = split_extended_dn(entry.dn.encode())
            base = f"<GUID={guid}>" if guid else plain.decode()
            found = self._one(base, [f"{attribute};range={last + 1}-*"], [_EXTENDED])
            parts = [(part, values) for name, values in found.items() if (part := value_range(name)) is not None]
            if not parts or parts[0][0][1] != last + 1:
                # Shorter than announced would be taken for "all others have left".
                raise SourceBusy(
                    f"{self._address.where}: '{plain.decode('utf-8', 'replace')}'",
                    f"the list of values of '{attribute}' breaks off after {last + 1}",
                    "try again",
                )
            (_, _, last), values = parts[0]
            yield values

    def _one(
        self, base: str, attributes: list[str], controls: list[RequestControl] | None = None
    ) -> dict[str, Sequence[bytes]]:
        """The attributes of one entry, in lower case; none when it may not be seen."""
        try:
            request = (base, ldap.SCOPE_BASE, "(objectClass=*)", attributes)
            for entry in list(self._answers(request, controls or [])):
                return dict(entry.attributes)
        except (ldap.NO_SUCH_OBJECT, ldap.INSUFFICIENT_ACCESS):
            return {}
        except ldap.LDAPError as error:
            raise self._sorted_out(error, f"{self._address.where}: base '{base}'", "") from None
        return {}

    def _caught_up(self, domain: str) -> Mapping[str, int] | None:
        told = self._one(domain, ["replUpToDateVector"]).get("repluptodatevector", ())
        try:
            return replicated_up_to(told[0]) if told else None
        except ValueError:
            return None


_ANSWERS = {SimplePagedResultsControl.controlType: SimplePagedResultsControl, DIRSYNC: ResponseControl}


def _first(attributes: Mapping[str, Sequence[bytes]], name: str) -> str:
    values = attributes.get(name.lower(), ())
    return values[0].decode("utf-8", "replace") if values else ""
