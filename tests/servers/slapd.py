"""A real OpenLDAP server for tests: mdb, syncrepl provider, LDAPS and StartTLS, bulk-loaded from LDIF."""

from __future__ import annotations

import base64
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pytest

from tests.servers.authority import CertificateAuthority, TlsFiles
from tests.servers.daemon import Daemon, ServerDidNotStart, accepts, free_port, remove_folder, scratch_folder
from tests.servers.requirement import missing

_INSTALL = "run 'apt-get install slapd ldap-utils', or 'make test' which does it"
_SCHEMAS = ("core", "cosine", "inetorgperson", "nis")


@dataclass(slots=True)
class RunningSlapd:
    """A directory that answers. Change it with python-ldap and `admin_dn`; read it as a client with `reader_dn`."""

    url: str
    ldaps_url: str
    suffix: str
    admin_dn: str
    admin_password: str
    reader_dn: str
    reader_password: str
    ca_file: Path
    folder: Path
    _command: list[str]
    _ports: tuple[int, int]
    _daemon: Daemon | None = field(default=None)

    def start(self) -> None:
        """Start on the same ports with the same data; nothing happens when it runs."""
        if self._daemon is None:
            self._daemon = Daemon(
                self._command, log=self.folder / "slapd.log", ready=lambda: all(accepts(port) for port in self._ports)
            )

    def stop(self) -> None:
        """Stop the server; its data stays for `restart`."""
        if self._daemon is not None:
            self._daemon.stop()
            self._daemon = None

    def restart(self) -> None:
        """Stop and start again on the same ports with the same data."""
        self.stop()
        self.start()


class SlapdFactory(Protocol):
    """Makes directories. All are stopped when the tests end."""

    def __call__(
        self,
        ldif_text_or_path: str | Path,
        *,
        suffix: str = "dc=example,dc=com",
        tls: TlsFiles | None = None,
        size_limit: int | None = None,
        schema: str = "",
        limits: str = "",
    ) -> RunningSlapd:
        """Load the LDIF and serve it.

        Args:
            ldif_text_or_path: the entries, parents before children; the suffix's own entry is added if it is absent.
            suffix: of the one database; must begin with `dc=` or `o=`.
            tls: certificate to show; a good one for 127.0.0.1 by default.
            size_limit: most entries that one search may give to anyone but the administrator, paged or not.
            schema: further lines for slapd.conf before the database, such as `attributetype` and `objectclass`.
            limits: further lines for slapd.conf within the database, such as `limits` and `overlay`.
        """


@pytest.fixture(scope="session")
def slapd_factory(certificate_authority: CertificateAuthority) -> Iterator[SlapdFactory]:
    """Start as many directories as a test needs: `slapd_factory(ldif, suffix=…, tls=…, size_limit=…)`."""
    slapd, slapadd = find_slapd()
    started: list[RunningSlapd] = []

    def start(
        ldif_text_or_path: str | Path,
        *,
        suffix: str = "dc=example,dc=com",
        tls: TlsFiles | None = None,
        size_limit: int | None = None,
        schema: str = "",
        limits: str = "",
    ) -> RunningSlapd:
        server = _prepared(slapd, suffix, tls or certificate_authority.issue(), size_limit, schema, limits)
        started.append(server)
        _load(slapadd, server, ldif_text_or_path)
        server.start()
        return server

    try:
        yield start
    finally:
        for server in started:
            server.stop()
            remove_folder(server.folder)


@contextmanager
def serving(ldif_text_or_path: str | Path, tls: TlsFiles, suffix: str = "dc=example,dc=com") -> Iterator[RunningSlapd]:
    """One directory outside pytest, for measurements; stopped and removed at the end."""
    slapd, slapadd = find_slapd()
    server = _prepared(slapd, suffix, tls, None, "", "")
    try:
        _load(slapadd, server, ldif_text_or_path)
        server.start()
        yield server
    finally:
        server.stop()
        remove_folder(server.folder)


def find_slapd() -> tuple[str, str]:
    """The server and its loader, which Debian keeps where an ordinary user's PATH does not look."""
    places = "/usr/sbin:/usr/local/sbin:/usr/local/libexec:/usr/libexec"
    slapd = shutil.which("slapd") or shutil.which("slapd", path=places)
    slapadd = shutil.which("slapadd") or shutil.which("slapadd", path=places)
    if slapd is None or slapadd is None:
        missing("OpenLDAP's slapd", _INSTALL)
    return slapd, slapadd


def _prepared(slapd: str, suffix: str, tls: TlsFiles, size_limit: int | None, schema: str, limits: str) -> RunningSlapd:
    folder = scratch_folder("slapd")
    (folder / "data").mkdir()
    ports = (free_port(), free_port())
    url, ldaps_url = f"ldap://127.0.0.1:{ports[0]}", f"ldaps://127.0.0.1:{ports[1]}"
    server = RunningSlapd(
        url=url,
        ldaps_url=ldaps_url,
        suffix=suffix,
        admin_dn=f"cn=admin,{suffix}",
        admin_password=secrets.token_hex(8),
        reader_dn=f"cn=reader,{suffix}",
        reader_password=secrets.token_hex(8),
        ca_file=tls.ca_file,
        folder=folder,
        _command=[slapd, "-f", str(folder / "slapd.conf"), "-h", f"{url} {ldaps_url}", "-d", "0"],
        _ports=ports,
    )
    (folder / "slapd.conf").write_text(_configuration(server, tls, size_limit, schema, limits), encoding="utf-8")
    return server


def _configuration(server: RunningSlapd, tls: TlsFiles, size_limit: int | None, schema: str, limits: str) -> str:
    modules = next((place for place in (Path("/usr/lib/ldap"), Path("/usr/lib64/openldap")) if place.is_dir()), None)
    schema_folder = next(place for place in (Path("/etc/ldap/schema"), Path("/etc/openldap/schema")) if place.is_dir())
    loaded = [
        name for name in ("back_mdb", "syncprov", "memberof", "ppolicy") if modules and any(modules.glob(f"{name}.*"))
    ]
    limit = "unlimited" if size_limit is None else f"size.soft={size_limit} size.hard={size_limit}"
    lines = [
        *(f"include {schema_folder / name}.schema" for name in _SCHEMAS),
        *([f"modulepath {modules}"] if loaded else []),
        *(f"moduleload {name}" for name in loaded),
        f"pidfile {server.folder / 'slapd.pid'}",
        f"argsfile {server.folder / 'slapd.args'}",
        f"TLSCACertificateFile {tls.ca_file}",
        f"TLSCertificateFile {tls.cert_file}",
        f"TLSCertificateKeyFile {tls.key_file}",
        f"sizelimit {limit}",
        schema,
        "database mdb",
        "maxsize 4294967296",
        f'suffix "{server.suffix}"',
        f'rootdn "{server.admin_dn}"',
        f"rootpw {server.admin_password}",
        f"directory {server.folder / 'data'}",
        "dbnosync",
        "index objectClass eq",
        "index entryUUID,entryCSN eq",
        "index uid,mail,cn eq",
        "access to attrs=userPassword by anonymous auth by * none",
        "access to * by users read by * none",
        limits,
        *(["overlay memberof"] if "memberof" in loaded else []),
        "overlay syncprov",
        "syncprov-sessionlog 10000",
    ]
    return "\n".join(lines) + "\n"


def _load(slapadd: str, server: RunningSlapd, ldif_text_or_path: str | Path) -> None:
    source = server.folder / "entries.ldif"
    given = ldif_text_or_path
    entries = given.read_text("utf-8") if isinstance(given, Path) else given
    head = "" if _holds(entries, server.suffix) else _suffix_entry(server.suffix)
    source.write_text(f"{head}{entries.strip()}\n\n{_reader_entry(server)}", encoding="utf-8")
    # Without `-w`: with it, quick mode of OpenLDAP 2.5 corrupted its heap in 25 of 108 loadings of 50,000 entries,
    # without it in none of 224. The server finds the context's CSN by itself when it starts.
    command = [slapadd, "-q", "-f", str(server.folder / "slapd.conf"), "-l", str(source)]
    loaded = subprocess.run(command, capture_output=True, text=True, check=False)
    source.unlink()
    if loaded.returncode != 0:
        raise ServerDidNotStart(f"slapadd refused the entries: {loaded.stderr[-2000:]}")


def _holds(entries: str, dn: str) -> bool:
    encoded = base64.b64encode(dn.encode()).decode()
    plain = re.compile(rf"^dn: *{re.escape(dn)} *$|^dn:: *{re.escape(encoded)} *$", re.IGNORECASE | re.MULTILINE)
    return plain.search(entries) is not None


def _suffix_entry(suffix: str) -> str:
    attribute, _, value = suffix.partition(",")[0].partition("=")
    if attribute.lower() == "dc":
        return f"dn: {suffix}\nobjectClass: dcObject\nobjectClass: organization\ndc: {value}\no: {value}\n\n"
    return f"dn: {suffix}\nobjectClass: organization\n{attribute}: {value}\n\n"


def _reader_entry(server: RunningSlapd) -> str:
    return (
        f"dn: {server.reader_dn}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\n"
        f"cn: reader\nuserPassword: {server.reader_password}\n"
    )
