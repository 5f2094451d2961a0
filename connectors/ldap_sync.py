"""The conversation of content synchronisation (RFC 4533): only what changed since a cookie, and what is gone."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import ldap
from ldap.controls import RequestControl, ResponseControl

from connectors.content_sync import (
    SYNC_DONE,
    SYNC_INFO,
    SYNC_REQUEST,
    SYNC_STATE,
    EntryState,
    SyncInfo,
    done_of,
    info_of,
    request_value,
    state_of,
)
from connectors.ldap_entries import DirectoryEntry
from connectors.ldap_refusals import LATER
from connectors.ldap_wire import SCOPES, LdapWire, counted_references

_ANSWERS = {SYNC_STATE: ResponseControl, SYNC_DONE: ResponseControl}


class RefreshRequired(Exception):
    """The server cannot tell what changed since this cookie."""


class NotOffered(Exception):
    """The server, or this account on it, does not synchronise."""


@dataclass(frozen=True, slots=True)
class SyncItem:
    """One entry that is new or changed; `entry` is None for one that is gone or has left the search."""

    identity: str
    entry: DirectoryEntry | None


@dataclass(slots=True)
class SyncEnd:
    """How a stream ended.

    Attributes:
        cookie: where the next one starts; empty when none came.
        items: how many entries and deletions came.
        present: how many entries were said to be there unchanged.
        deletes_told: whether what is gone was named; else it is what was neither sent nor said to be there.
        marked: whether the end carried the mark that everything was sent.
        references: addresses of parts that lie on other servers.
    """

    cookie: str = ""
    items: int = 0
    present: int = 0
    deletes_told: bool = False
    marked: bool = False
    references: tuple[str, ...] = ()


class SyncingWire(LdapWire):
    """One bound connection to a directory that can tell its changes."""

    @property
    def offers_sync(self) -> bool:
        """Whether the server says that it can."""
        return SYNC_REQUEST in self.facts.controls

    def synchronise(
        self, base: str, scope: str, filter_text: str, attributes: Sequence[str], cookie: str
    ) -> Generator[SyncItem, None, SyncEnd]:
        """Yield everything (without a cookie) or what changed since the cookie.

        Raises:
            NotOffered: refused without a cookie, or more than a limit of the server allows in one answer.
            RefreshRequired: the same with a cookie.
            SourceBusy: no answer any more.
            SourceRefused: unknown base, broken filter.
        """
        end = SyncEnd()
        request = (base, SCOPES[scope], filter_text, list(attributes))
        try:
            for message in self._messages(request, cookie, persist=False):
                if isinstance(message, SyncInfo):
                    end.present += message.present
                    end.cookie = message.cookie or end.cookie
                    end.items += len(message.deleted)
                    yield from (SyncItem(identity, None) for identity in message.deleted)
                elif isinstance(message, SyncEnd):
                    end.marked, end.deletes_told = message.marked, message.deletes_told
                    end.cookie = message.cookie or end.cookie
                elif isinstance(message, tuple):
                    end.references += message
                elif message.entry is None and not message.identity:
                    end.present += 1
                else:
                    end.items += 1
                    yield message
        except (*LATER, ldap.FILTER_ERROR, ldap.NO_SUCH_OBJECT, ldap.INVALID_DN_SYNTAX) as error:
            raise self._sorted_out(error, f"{self._address.where}: base '{base}'", filter_text) from None
        except (ldap.LDAPError, ValueError, IndexError) as error:
            refused = RefreshRequired if cookie else NotOffered
            raise refused(type(error).__name__) from None
        return end

    def wait(self, watched: Sequence[tuple[str, str, str]], patience_s: float) -> bool:
        """Wait until something changes. True as soon as it has, False when time is up.

        Args:
            watched: (base, filter, cookie) of each part of the tree; what changed since its cookie counts, too.
            patience_s: how long to wait.

        Raises:
            NotOffered, RefreshRequired: refused, or not since this cookie.
            SourceBusy: no answer any more.
        """
        ends_at = time.monotonic() + patience_s
        numbers = []
        try:
            for base, filter_text, cookie in watched:
                value = request_value(cookie, persist=True, reload_hint=True)
                control = RequestControl(SYNC_REQUEST, True, value)
                request = (base, ldap.SCOPE_SUBTREE, filter_text, ["1.1"])
                numbers.append(self._connection.search_ext(*request, serverctrls=[control]))
            while (left := ends_at - time.monotonic()) > 0:
                if self._rings(left):
                    return True
            return False
        except LATER as error:
            raise self._sorted_out(error, self._address.where, "") from None
        except (ldap.LDAPError, ValueError, IndexError) as error:
            refused = RefreshRequired if any(cookie for *_, cookie in watched) else NotOffered
            raise refused(type(error).__name__) from None
        finally:
            for number in numbers:
                self._give_up(number)

    def _rings(self, patience_s: float) -> bool:
        """Whether the next message says that something changed; False, too, when none comes."""
        try:
            kind, data, *_ = self._connection.result4(
                ldap.RES_ANY, all=0, timeout=patience_s, add_ctrls=1, add_intermediates=1, resp_ctrl_classes=_ANSWERS
            )
        except ldap.TIMEOUT:
            return False
        if kind == ldap.RES_INTERMEDIATE:
            told = [info_of(value) for oid, value, _ in data if oid == SYNC_INFO]
            return any(info.deleted or info.present for info in told)
        # An end, too: what has been told up to then is worth a look.
        return True

    def _messages(
        self, request: tuple[str, int, str, list[str]], cookie: str, *, persist: bool
    ) -> Iterator[SyncItem | SyncInfo | SyncEnd | tuple[str, ...]]:
        """What the server says, one message after another; a SyncItem without identity is an unchanged entry."""
        value = request_value(cookie, persist=persist, reload_hint=bool(cookie))
        number = self._connection.search_ext(*request, serverctrls=[RequestControl(SYNC_REQUEST, True, value)])
        ended = False
        try:
            while not ended:
                kind, data, _, controls, *_ = self._connection.result4(
                    number,
                    all=0,
                    timeout=self._address.timeout_s,
                    add_ctrls=1,
                    add_intermediates=1,
                    resp_ctrl_classes=_ANSWERS,
                )
                if kind == ldap.RES_SEARCH_RESULT:
                    ended = True
                    yield _end_of(controls)
                elif kind == ldap.RES_INTERMEDIATE:
                    yield from (info_of(told) for oid, told, _ in data if oid == SYNC_INFO)
                else:
                    yield from map(_of_entry, data)
        finally:
            if not ended:
                self._give_up(number)

    def _give_up(self, number: int) -> None:
        try:
            self._connection.abandon(number)
        except ldap.LDAPError:
            return


def _end_of(controls: Sequence[Any]) -> SyncEnd:
    for control in controls:
        if control.controlType == SYNC_DONE:
            cookie, deletes_told = done_of(control.encodedControlValue)
            return SyncEnd(cookie, deletes_told=deletes_told, marked=True)
    return SyncEnd()


def _of_entry(told: tuple[str | None, Any, Sequence[Any]]) -> SyncItem | tuple[str, ...]:
    dn, values, controls = told
    if dn is None:
        return counted_references(values)
    for control in controls:
        if control.controlType == SYNC_STATE:
            state, identity, _ = state_of(control.encodedControlValue)
            break
    else:
        raise ValueError("an entry without its state")
    if state is EntryState.PRESENT:
        return SyncItem("", None)
    if state is EntryState.DELETE:
        return SyncItem(identity, None)
    return SyncItem(identity, DirectoryEntry(dn, {name.lower(): texts for name, texts in values.items()}, identity))
