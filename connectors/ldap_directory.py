"""A live directory: OpenLDAP, 389-ds and others of their kind. Streamed, verified, read only."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from connectors.directory_checkpoint import DirectoryCheckpoint
from connectors.ldap_address import address_of
from connectors.ldap_checking import UNENCRYPTED, UNVERIFIED, LdapCheck, every_attribute_is_known
from connectors.ldap_reading import LdapReading
from connectors.ldap_streams import ANYTHING, searches_of
from connectors.ldap_sync import NotOffered, RefreshRequired, SyncingWire
from connectors.ldap_wire import LdapWire
from schemas.errors import SourceRefused
from schemas.records import Checkpoint, ReadOutcome, SourceEvent, SourceReport
from schemas.source_settings import LdapSource


def _this_machines_clock() -> datetime:
    return datetime.now(UTC)


class LdapConnector:
    """Reads one directory.

    Args:
        settings: of the source.
        base_folder: the configuration file's folder; files named in the settings are relative to it.
        clock: tells which change times lie ahead and cannot be trusted.
    """

    version = 1

    def __init__(
        self, settings: LdapSource, base_folder: Path, clock: Callable[[], datetime] = _this_machines_clock
    ) -> None:
        self.name = settings.name
        self.settings = settings
        self._base_folder = base_folder
        self._clock = clock

    def check(self) -> SourceReport:
        """Try reach, tls, bind, scope, rights, count, paging, delta, mapping and ten rows, each for itself."""
        return LdapCheck(self.settings, self._base_folder).report()

    def wait_for_change(self, since: Checkpoint, patience_s: float) -> bool:
        """Wait until the directory has something to tell. True as soon as it has, False when time is up.

        Nothing is read: whoever is told reads as always, under the same guard.

        Raises:
            SourceBusy: no answer now.
            SourceRefused: the directory does not tell changes as they come, or settings must be mended.
        """
        known = DirectoryCheckpoint.of(since)
        if known is None or known.way != "sync":
            raise SourceRefused(
                f"source '{self.name}'",
                "its directory does not tell changes as they come",
                "switch on content synchronisation there, or take `watch` away",
            )
        address = address_of(self.settings, self._base_folder, self.settings.timeout_s)
        with closing(SyncingWire(address)) as wire:
            searches = searches_of(self.settings)
            if len(searches) != len(known.places):
                return True
            # 389's cookie is good for the filter that it was given for, OpenLDAP's for any.
            of_389 = wire.facts.is_389
            watched = {
                (search.base, ANYTHING if of_389 else search.filter): place
                for search, place in zip(searches, known.places, strict=True)
            }
            try:
                return wire.wait([(*what, place) for what, place in watched.items()], patience_s)
            except (RefreshRequired, NotOffered):
                # A reading finds out what to do about it.
                return True

    def read(self, since: Checkpoint | None) -> Generator[SourceEvent, None, ReadOutcome]:
        """Yield what changed since, where the directory can tell it; else everything.

        Raises:
            SourceBusy: no answer now.
            SourceRefused: address, certificate, credentials, base, filter, limits or mapping must be mended.
        """
        searches = searches_of(self.settings)
        address = address_of(self.settings, self._base_folder, self.settings.timeout_s)
        with closing(SyncingWire(address)) as wire:
            bases = [wire.has_entry(base) for base in dict.fromkeys(search.base for search in searches)]
            every_attribute_is_known(self.settings, wire)
            reading = LdapReading(self.settings, wire, lambda: LdapWire(address), self._clock())
            outcome = yield from reading.read(since, tuple(entry.identity for entry in bases))
        warnings = [wire.expires] if wire.expires else []
        if not address.secured and address.bind_dn:
            warnings.append(UNENCRYPTED)
        elif address.secured and not address.verify:
            warnings.append(UNVERIFIED)
        return replace(outcome, notes=(*warnings, *outcome.notes))
