"""What `zhaoren check` tries on a directory: each thing for itself, all within ten seconds."""

from __future__ import annotations

from collections.abc import Callable, Generator
from itertools import islice
from pathlib import Path

from connectors.checking import StepList
from connectors.directory_reading import DirectoryReading
from connectors.ldap_address import address_of
from connectors.ldap_entries import DirectoryEntry
from connectors.ldap_streams import PlannedSearch, may_synchronise, searches_of, time_attribute
from connectors.ldap_sync import NotOffered, SyncingWire
from connectors.ldap_wire import LdapWire
from connectors.mapping import nearest_names
from connectors.tls_diagnosis import try_connection, try_tls
from schemas.errors import SourceRefused
from schemas.records import ReadOutcome, SourceEvent, SourceReport
from schemas.source_settings import LdapSource

# Of each step; a server that is dead from the start ends the check after one of them.
_TIMEOUT_S = 3.0
# Below the size limit of the meanest account that was seen.
_LOOKED_AT = 10
_SECONDS_KEPT = 3.0
UNVERIFIED = "the server's certificate is not verified: anyone on the way can read the password and change the answers"
UNENCRYPTED = "the connection is not encrypted: anyone on the way can read the password and change the answers"


class LdapCheck:
    """One check of a source.

    Args:
        settings: of the source.
        base_folder: the configuration file's folder.
    """

    def __init__(self, settings: LdapSource, base_folder: Path) -> None:
        self._settings, self._base_folder = settings, base_folder
        self._where = f"source '{settings.name}'"
        self._steps = StepList(settings.name)
        self._is_silent = False

    def report(self) -> SourceReport:
        """Reach, tls, bind, scope, rights, count, paging, delta, mapping and ten rows."""
        steps = self._steps
        wires: list[SyncingWire] = []

        def bind() -> str:
            wires.append(SyncingWire(address_of(self._settings, self._base_folder, _TIMEOUT_S)))
            who = f"bound as '{self._settings.bind_dn}'" if self._settings.bind_dn else "bound anonymously"
            return "; ".join(filter(None, (who, wires[0].expires)))

        try:
            ready = steps.attempt("reach", self._reach) and steps.attempt("tls", self._tls)
            if ready and steps.attempt("bind", bind) and steps.attempt("scope", lambda: self._scope(wires[0])):
                self._ask(wires[0])
        finally:
            for wire in wires:
                wire.close()
        return steps.report()

    def _ask(self, wire: SyncingWire) -> None:
        found = self._try("rights", lambda: self._rights(wire))
        if found:
            self._try("count", lambda: self._count(wire))
            self._try("paging", lambda: self._paging(wire))
            self._try("delta", lambda: self._delta(wire))
        if self._try("mapping", lambda: every_attribute_is_known(self._settings, wire)) and found:
            self._steps.take_sample(lambda: self._sample(wire))

    def _try(self, name: str, action: Callable[[], str]) -> bool:
        """One step; a server that has left one unanswered is asked nothing more."""
        left = self._steps.seconds_left
        if self._is_silent or left < _TIMEOUT_S:
            return False
        passed = self._steps.attempt(name, action)
        self._is_silent = not passed and left - self._steps.seconds_left >= _TIMEOUT_S
        return passed

    def _reach(self) -> str:
        address = address_of(self._settings, self._base_folder, _TIMEOUT_S)
        finding = try_connection(address.host, address.port, address.timeout_s)
        if not finding.reached:
            raise SourceRefused(f"{self._where}: {self._settings.url}", finding.what, finding.what_to_do)
        return finding.what

    def _tls(self) -> str:
        address = address_of(self._settings, self._base_folder, _TIMEOUT_S)
        if not address.secured:
            return UNENCRYPTED
        finding = try_tls(
            address.host,
            address.port,
            address.timeout_s,
            start_tls=address.start_tls,
            ca_file=address.ca_file,
            verify=address.verify,
        )
        if not finding.trusted:
            raise SourceRefused(f"{self._where}: {self._settings.url}", finding.what, finding.what_to_do)
        return f"{finding.what}, certificate verified" if address.verify else f"{finding.what}; {UNVERIFIED}"

    def _scope(self, wire: LdapWire) -> str:
        bases = dict.fromkeys(search.base for search in self._searches())
        for base in bases:
            wire.has_entry(base)
        return "found " + " and ".join(f"'{base}'" for base in bases)

    def _searches(self) -> list[PlannedSearch]:
        return [search for search in searches_of(self._settings) if search.mapper is not None]

    def _rights(self, wire: LdapWire) -> str:
        """What the account may read of the first entries."""
        told = []
        for search in self._searches():
            assert search.mapper is not None
            entries = wire.search(search.base, search.scope, search.filter, search.attributes, _LOOKED_AT)
            looked_at = list(islice(entries, _LOOKED_AT))
            entries.close()
            where = f"{self._where}: base '{search.base}'"
            if not looked_at:
                raise SourceRefused(
                    where,
                    f"nothing is found with filter {search.filter}",
                    "correct `filter` or `base`, or give the account the right to read",
                )
            never = [name for name in search.mapper.attributes if not any(e.texts(name) for e in looked_at)]
            if len(never) == len(search.mapper.attributes):
                what = "entries are found, and none of their mapped attributes may be read"
                raise SourceRefused(where, what, "give the account the right to read them, or correct the mapping")
            told.append(f"{search.mapper.kind}: {_readable(never, looked_at, time_attribute(self._settings))}")
        return "; ".join(told)

    def _count(self, wire: LdapWire) -> str:
        """How many each search finds; what a limit of the server ends fails here."""
        told = []
        for search in self._searches():
            assert search.mapper is not None
            count, more = 0, False
            entries = wire.search(search.base, search.scope, search.filter, ["1.1"], self._settings.page_size)
            for count, _ in enumerate(entries, 1):  # noqa: B007 - the last number is the count
                if self._steps.seconds_left < _SECONDS_KEPT:
                    more = True
                    break
            entries.close()
            told.append(f"{search.mapper.kind}: {'more than ' if more else ''}{count}")
        return "; ".join(told)

    def _paging(self, wire: LdapWire) -> str:
        """Ask for small pages: a server that cannot page would end large readings at its size limit."""
        told = []
        for search in self._searches():
            assert search.mapper is not None
            entries = wire.search(search.base, search.scope, search.filter, ["1.1"], 5)
            found = len(list(islice(entries, 6)))
            told.append(f"{search.mapper.kind}: {'more than one page' if found > 5 else f'{found} entries in all'}")
            entries.close()
        return "; ".join(told)

    def _delta(self, wire: SyncingWire) -> str:
        """How the next reading will find what changed."""
        wanted = self._settings.changes
        if wanted == "none":
            return "each reading reads everything, as `changes` says"
        search = self._searches()[0]
        if may_synchronise(self._settings, wire):
            stream = wire.synchronise(search.base, search.scope, search.filter, ["1.1"], "")
            try:
                next(stream, None)
                return "changes and removals are told by content synchronisation"
            except NotOffered:
                if wanted == "sync":
                    raise SourceRefused(
                        self._where,
                        "content synchronisation is not granted to this account",
                        'let the directory grant the control, or write changes = "auto"',
                    ) from None
            finally:
                stream.close()
        elif wanted == "sync":
            what = "the directory does not offer content synchronisation"
            raise SourceRefused(self._where, what, 'switch it on there (OpenLDAP: syncprov), or write changes = "auto"')
        name = time_attribute(self._settings)
        entries = wire.search(search.base, search.scope, search.filter, [name], _LOOKED_AT)
        timed = any(entry.texts(name) for entry in islice(entries, _LOOKED_AT))
        entries.close()
        every = f"a whole reading every {self._settings.full_every_hours:g} hours"
        if timed:
            return f"changes are found by {name}; removals by {every}"
        return f"none: {name} may not be read, so each reading reads everything"

    def _sample(self, wire: LdapWire) -> Generator[SourceEvent, None, ReadOutcome]:
        reading = DirectoryReading(self._settings)
        for search in self._searches():
            assert search.mapper is not None
            found = wire.search(search.base, search.scope, search.filter, search.attributes, _LOOKED_AT)
            for entry in found:
                yield from reading.events(search.mapper, entry)
        return reading.outcome()


def every_attribute_is_known(settings: LdapSource, wire: LdapWire) -> str:
    """Compare the mapping with the server's schema.

    Raises:
        SourceRefused: an attribute that the server does not have.
    """
    known = wire.known_attributes()
    if not known:
        return "the server does not show its schema, so attribute names were not checked"
    for search in [*(search for search, _ in DirectoryReading(settings).searches()), *settings.projects]:
        named = [*search.key, *(column for columns in search.fields.values() for column in columns)]
        missing = [name for name in dict.fromkeys(named) if name.partition(";")[0].lower() not in known]
        if missing:
            near = nearest_names(missing[0], sorted(known))
            raise SourceRefused(
                f"source '{settings.name}': attribute '{missing[0]}'",
                "not in the server's schema",
                f"did you mean {' or '.join(near)}?" if near else "correct the mapping",
            )
    return "every mapped attribute is in the server's schema"


def _readable(never: list[str], entries: list[DirectoryEntry], time: str) -> str:
    told = [f"{len(entries)} entries looked at"]
    if never:
        told.append(f"none of them shows {', '.join(never)}")
    if not all(entry.identity for entry in entries):
        told.append("their identity may not be read, so who is renamed counts as another")
    if not any(entry.texts(time) for entry in entries):
        told.append(f"{time} may not be read")
    return ", ".join(told)
