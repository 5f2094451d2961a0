"""A live directory: OpenLDAP, Active Directory, 389-ds. Paged, streamed, verified, read only."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from itertools import islice
from pathlib import Path

from connectors.checking import StepList
from connectors.directory_reading import DirectoryReading
from connectors.ldap_entries import DirectoryEntry, EntryMapper
from connectors.ldap_wire import LdapAddress, LdapWire, SearchEnd
from connectors.mapping import nearest_names
from connectors.secrets import read_secret
from connectors.tls_diagnosis import try_connection, try_tls
from schemas.errors import SourceRefused
from schemas.records import Checkpoint, ReadOutcome, SourceEvent, SourceReport
from schemas.source_settings import LdapSearch, LdapSource

_CHECK_TIMEOUT_S = 3.0
_UNVERIFIED = "the server's certificate is not verified: anyone on the way can read the password and change the answers"


class LdapConnector:
    """Reads one directory.

    Args:
        settings: of the source.
        base_folder: the configuration file's folder; files named in the settings are relative to it.
    """

    def __init__(self, settings: LdapSource, base_folder: Path) -> None:
        self.name = settings.name
        self.settings = settings
        self._base_folder = base_folder
        self._where = f"source '{settings.name}'"

    def check(self) -> SourceReport:
        """Try reach, tls, bind, scope, paging, mapping and ten rows, each for itself."""
        steps = StepList(self.name)
        wires: list[LdapWire] = []

        def bind() -> str:
            wires.append(LdapWire(self._address(_CHECK_TIMEOUT_S)))
            return f"bound as '{self.settings.bind_dn}'" if self.settings.bind_dn else "bound anonymously"

        try:
            ready = steps.attempt("reach", self._reach) and (not self._secured or steps.attempt("tls", self._tls))
            if ready and steps.attempt("bind", bind) and steps.attempt("scope", lambda: self._scope(wires[0])):
                found = steps.attempt("paging", lambda: self._paging(wires[0]))
                if steps.attempt("mapping", lambda: self._mapped(wires[0])) and found:
                    steps.take_sample(lambda: self._read(wires[0], DirectoryReading(self.settings)))
        finally:
            for wire in wires:
                wire.close()
        return steps.report()

    def read(self, since: Checkpoint | None) -> Generator[SourceEvent, None, ReadOutcome]:  # noqa: ARG002 - the port
        """Yield what each search finds; each reading starts anew, `since` is not needed.

        Raises:
            SourceBusy: no answer now.
            SourceRefused: address, certificate, credentials, base, filter or mapping must be mended.
        """
        reading = DirectoryReading(self.settings)
        list(reading.searches())
        with closing(LdapWire(self._address(self.settings.timeout_s))) as wire:
            for search, _ in reading.searches():
                wire.has_entry(search.base or self.settings.base)
            self._mapped(wire)
            return (yield from self._read(wire, reading))

    def _read(self, wire: LdapWire, reading: DirectoryReading) -> Generator[SourceEvent, None, ReadOutcome]:
        for search, mapper in reading.searches():
            entries = self._search(wire, search, mapper, self.settings.page_size)
            while True:
                try:
                    entry = next(entries)
                except StopIteration as stopped:
                    end: SearchEnd = stopped.value
                    break
                yield from reading.events(mapper, entry)
            base = search.base or self.settings.base
            if end.why_partial:
                reading.doubt(f"base '{base}': {end.why_partial}")
            elif not end.entries:
                reading.doubt(f"base '{base}': the search found nothing with filter {mapper.filter}")
        return reading.outcome()

    def _search(
        self, wire: LdapWire, search: LdapSearch, mapper: EntryMapper, page_size: int
    ) -> Generator[DirectoryEntry, None, SearchEnd]:
        base = search.base or self.settings.base
        return wire.search(base, search.scope, mapper.filter, mapper.asked_for, page_size)

    @property
    def _secured(self) -> bool:
        return self.settings.start_tls or self.settings.url.startswith("ldaps:")

    def _address(self, timeout_s: float) -> LdapAddress:
        settings = self.settings
        secret = settings.password
        return LdapAddress(
            where=self._where,
            url=settings.url,
            bind_dn=settings.bind_dn,
            password=read_secret(secret, f"{self._where}: password", self._base_folder) if secret else "",
            start_tls=settings.start_tls,
            ca_file=self._base_folder / settings.ca_file if settings.ca_file else None,
            verify=settings.verify_certificate,
            timeout_s=min(timeout_s, settings.timeout_s),
        )

    def _reach(self) -> str:
        address = self._address(_CHECK_TIMEOUT_S)
        finding = try_connection(address.host, address.port, address.timeout_s)
        if not finding.reached:
            raise SourceRefused(f"{self._where}: {self.settings.url}", finding.what, finding.what_to_do)
        return finding.what

    def _tls(self) -> str:
        address = self._address(_CHECK_TIMEOUT_S)
        finding = try_tls(
            address.host,
            address.port,
            address.timeout_s,
            start_tls=address.start_tls,
            ca_file=address.ca_file,
            verify=address.verify,
        )
        if not finding.trusted:
            raise SourceRefused(f"{self._where}: {self.settings.url}", finding.what, finding.what_to_do)
        return f"{finding.what}, certificate verified" if address.verify else f"{finding.what}; {_UNVERIFIED}"

    def _scope(self, wire: LdapWire) -> str:
        bases = dict.fromkeys(
            search.base or self.settings.base for search, _ in DirectoryReading(self.settings).searches()
        )
        for base in bases:
            wire.has_entry(base)
        return "found " + " and ".join(f"'{base}'" for base in bases)

    def _paging(self, wire: LdapWire) -> str:
        """Ask for two small pages: a server that cannot page would end large readings at its size limit."""
        told = []
        for search, mapper in DirectoryReading(self.settings).searches():
            entries = self._search(wire, search, mapper, 5)
            found = len(list(islice(entries, 6)))
            told.append(f"{mapper.kind}: {'more than one page' if found > 5 else f'{found} entries in all'}")
            entries.close()
            if not found:
                base = search.base or self.settings.base
                raise SourceRefused(
                    f"{self._where}: base '{base}'",
                    f"nothing is found with filter {mapper.filter}",
                    "correct `filter` or `base`, or give the account the right to read",
                )
        return "; ".join(told)

    def _mapped(self, wire: LdapWire) -> str:
        """Every mapped attribute is one that the server knows."""
        known = wire.known_attributes()
        if not known:
            return "the server does not show its schema, so attribute names were not checked"
        given = [search for search, _ in DirectoryReading(self.settings).searches()]
        for search in given:
            named = [*search.key, *(column for columns in search.fields.values() for column in columns)]
            missing = [name for name in dict.fromkeys(named) if name.partition(";")[0].lower() not in known]
            if missing:
                near = nearest_names(missing[0], sorted(known))
                raise SourceRefused(
                    f"{self._where}: attribute '{missing[0]}'",
                    "not in the server's schema",
                    f"did you mean {' or '.join(near)}?" if near else "correct the mapping",
                )
        return "every mapped attribute is in the server's schema"
