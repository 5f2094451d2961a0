"""Active Directory: people by objectGUID, changes by DirSync or change numbers, groups within groups. Read only."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from connectors.active_directory_changes import DomainChanges, may_read_changes, why_no_changes
from connectors.active_directory_checkpoint import DomainCheckpoint, DomainController, goes_on, too_old_a_state
from connectors.active_directory_controls import INCREMENTAL_VALUES, OBJECT_SECURITY
from connectors.active_directory_entries import lies_in
from connectors.active_directory_reading import DomainReading
from connectors.active_directory_wire import ActiveDirectoryWire, CookieRefused
from connectors.checking import CHECK_SECONDS, StepList
from connectors.ldap_address import address_of
from connectors.ldap_checking import UNENCRYPTED, UNVERIFIED, every_attribute_is_known
from connectors.ldap_directory import LdapConnector
from connectors.mapping import nearest_names
from schemas.errors import SourceRefused
from schemas.records import Checkpoint, ReadOutcome, SourceEvent, SourceReport
from schemas.source_settings import LdapSource

_CHECK_TIMEOUT_S = 3.0
# An object that every domain has once: enough to be given a cookie of now without being told of everybody.
_ONE_OBJECT = "(objectClass=domainDNS)"


class ActiveDirectoryConnector:
    """Reads one domain.

    Args:
        settings: of the source, with the preset `active_directory`.
        base_folder: the configuration file's folder; files named in the settings are relative to it.
    """

    version = 1

    def __init__(self, settings: LdapSource, base_folder: Path) -> None:
        self.name = settings.name
        self.settings = settings
        self._base_folder = base_folder
        self._plain = LdapConnector(settings, base_folder)
        self._where = f"source '{settings.name}'"

    def check(self) -> SourceReport:
        """What every directory is tried for, and whether changes and deletions can be told here."""
        begun = time.monotonic()
        report = self._plain.check()
        kept = tuple(step for step in report.steps if step.name not in ("delta", "sample"))
        sampled = tuple(step for step in report.steps if step.name == "sample")
        if not sampled or not all(step.passed for step in kept):
            return replace(report, steps=(*kept, *sampled))
        steps = StepList(self.name)
        wires: list[ActiveDirectoryWire] = []

        def delta() -> str:
            wires.append(self._wire(check=True))
            return self._delta(wires[0])

        try:
            told = steps.attempt("delta", delta)
            if told and time.monotonic() - begun < CHECK_SECONDS - _CHECK_TIMEOUT_S:
                steps.take_sample(lambda: self._whole(wires[0], wires[0].controller(self.settings.base)))
                report, sampled = replace(report, sample=steps.sample), ()
        finally:
            for wire in wires:
                wire.close()
        return replace(report, steps=(*kept, *steps.steps, *sampled))

    def read(self, since: Checkpoint | None) -> Generator[SourceEvent, None, ReadOutcome]:
        """Yield what changed since, or everything.

        Raises:
            SourceBusy: no answer now, or a domain controller that lags behind.
            SourceRefused: address, certificate, credentials, base, filter or mapping must be mended.
        """
        with closing(self._wire()) as wire:
            here = wire.controller(self.settings.base)
            for base in dict.fromkeys(each.base or self.settings.base for each in self.settings.people):
                wire.has_entry(base)
            every_attribute_is_known(self.settings, wire)
            self._groups_are_known(wire)
            before = DomainCheckpoint.of(since)
            changes = None
            if before is not None:
                wrong = too_old_a_state(before, here, self._where)
                if wrong is not None:
                    raise wrong
                changes = self._changes(wire, here, before)
            outcome = yield from (self._whole(wire, here) if changes is None else changes.read())
            return replace(outcome, notes=(*self._warnings(wire), *outcome.notes))

    def _warnings(self, wire: ActiveDirectoryWire) -> list[str]:
        warnings = [wire.expires] if wire.expires else []
        if not wire.address.secured:
            warnings.append(UNENCRYPTED)
        elif not wire.address.verify:
            warnings.append(UNVERIFIED)
        return warnings

    def _changes(
        self, wire: ActiveDirectoryWire, here: DomainController, before: DomainCheckpoint
    ) -> DomainChanges | None:
        whole_every = timedelta(hours=self.settings.full_every_hours)
        if not self._tells_changes(here) or not goes_on(before, here, whole_every):
            return None
        changes = DomainChanges(wire, self.settings, here, before)
        try:
            changes.find()
        except CookieRefused:
            # A cookie of elsewhere, or a right that is gone: everything is compared, and nothing taken for deleted.
            return None
        return changes

    def _whole(self, wire: ActiveDirectoryWire, here: DomainController) -> Generator[SourceEvent, None, ReadOutcome]:
        # Before the first entry: what changes while we read is then told again the next time.
        cookie, flags = self._cookie(wire, here)
        reading = DomainReading(wire, self.settings, here)
        outcome = yield from reading.everything()
        if not outcome.complete or not self._tells_changes(here):
            return outcome
        checkpoint = DomainCheckpoint(here.invocation, here.host, here.usn, here.now, here.now, cookie, flags)
        told = self._tells_deletions(wire, here, cookie, flags)
        notes = () if told else (f"deletions show at whole readings only, every {self._hours} hours",)
        return replace(outcome, checkpoint=checkpoint.to_checkpoint(), as_of=here.now, notes=notes)

    def _groups_are_known(self, wire: ActiveDirectoryWire) -> None:
        """Compare the mapping of groups with the schema.

        Raises:
            SourceRefused: an attribute that the domain does not have.
        """
        named = [name for each in self.settings.projects for columns in each.fields.values() for name in columns]
        known = wire.known_attributes() if named else frozenset()
        missing = [name for name in dict.fromkeys(named) if known and name.lower() not in known]
        if missing:
            near = " or ".join(nearest_names(missing[0], sorted(known)))
            raise SourceRefused(
                f"{self._where}: projects: attribute '{missing[0]}'",
                "not in the server's schema",
                f"did you mean {near}?" if near else "correct the mapping",
            )

    def _tells_changes(self, here: DomainController) -> bool:
        """Changes are told of one domain: what lies in another one is read whole each time."""
        settings = self.settings
        searches = (*settings.people, *settings.units, *settings.projects)
        return may_read_changes(settings) and all(lies_in(each.base or settings.base, here.domain) for each in searches)

    def _tells_deletions(self, wire: ActiveDirectoryWire, here: DomainController, cookie: bytes, flags: int) -> bool:
        return (bool(cookie) and not flags & OBJECT_SECURITY) or wire.sees_deleted(here.domain)

    @property
    def _hours(self) -> str:
        return f"{self.settings.full_every_hours:g}"

    def _cookie(self, wire: ActiveDirectoryWire, here: DomainController) -> tuple[bytes, int]:
        """A cookie of now and the flags it was granted with; none where changes go by their numbers.

        Raises:
            SourceRefused: the settings want nothing but DirSync, and it is not granted.
        """
        wanted = self.settings.changes
        if not self._tells_changes(here) or wanted == "time":
            return b"", 0
        for flags in (INCREMENTAL_VALUES, INCREMENTAL_VALUES | OBJECT_SECURITY) if here.dirsync else ():
            told = wire.changes(here.domain, _ONE_OBJECT, ["objectGUID"], b"", flags)
            try:
                while True:
                    next(told)
            except StopIteration as stopped:
                cookie: bytes = stopped.value
                return cookie, flags
            except CookieRefused:
                continue
        if wanted == "sync":
            what = f"{here.host} grants no DirSync"
            raise SourceRefused(self._where, what, 'write changes = "auto" to go by the numbers of changes')
        return b"", 0

    def _delta(self, wire: ActiveDirectoryWire) -> str:
        self._groups_are_known(wire)
        here = wire.controller(self.settings.base)
        reason = why_no_changes(self.settings) or ("" if self._tells_changes(here) else "there is more than one domain")
        if reason:
            return f"{here.host}: everything is read each time, because {reason}"
        cookie, flags = self._cookie(wire, here)
        way = "DirSync" if cookie else "change numbers (uSNChanged)"
        if self._tells_deletions(wire, here, cookie, flags):
            return f"{here.host}: changes by {way}; deletions are told"
        return (
            f"{here.host}: changes by {way}; deletions show at whole readings only, every {self._hours} hours; give the"
            " account 'Replicating Directory Changes' or the right to read deleted objects"
        )

    def _wire(self, *, check: bool = False) -> ActiveDirectoryWire:
        timeout_s = _CHECK_TIMEOUT_S if check else self.settings.timeout_s
        return ActiveDirectoryWire(address_of(self.settings, self._base_folder, timeout_s))
