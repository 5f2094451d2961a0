"""A real 389 Directory Server for tests: content synchronisation and retro changelog, bulk-loaded from LDIF.

Its own tools want systemd and write below /etc; so the instance is made here, from the server's own template, in a
folder that vanishes with it.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import secrets
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.servers.authority import CertificateAuthority
from tests.servers.daemon import (
    Account,
    Daemon,
    ServerDidNotStart,
    accepts,
    free_port,
    remove_folder,
    scratch_folder,
    unprivileged_account,
)
from tests.servers.requirement import missing

_INSTALL = "run 'apt-get install 389-ds-base', or 'make test' which does it"
_DATA, _SETTINGS = Path("/usr/share/dirsrv/data"), Path("/etc/dirsrv")
_FOLDERS = ("lock", "tmp", "cert", "ldif", "bak", "run", "log", "db", "db_home", "config", "config/schema")
_BACKEND = "userRoot"
_SUFFIX_WORDS = {"o": "organization", "dc": "domain"}
# All who have signed in may read everything but passwords, as the template's own rules would have it.
_ACCESS = (
    '(targetattr != "userPassword")(version 3.0; acl "read"; allow (read, search, compare) userdn = "ldap:///all";)'
)


@dataclass(slots=True)
class Running389:
    """A directory that answers. Change it with python-ldap and `admin_dn`; read it as a client with `reader_dn`."""

    url: str
    suffix: str
    admin_dn: str
    admin_password: str
    reader_dn: str
    reader_password: str
    ca_file: Path
    folder: Path
    _command: list[str]
    _port: int
    _account: Account | None
    _daemon: Daemon | None = field(default=None)

    def start(self) -> None:
        """Start on the same port with the same data; nothing happens when it runs."""
        if self._daemon is None:
            self._daemon = Daemon(
                self._command, log=self.folder / "output.log", ready=lambda: accepts(self._port), account=self._account
            )

    def stop(self) -> None:
        """Stop the server; its data stays for `restart`."""
        if self._daemon is not None:
            self._daemon.stop()
            self._daemon = None

    def restart(self) -> None:
        """Stop and start again on the same port with the same data."""
        self.stop()
        self.start()


Start389 = Callable[..., Running389]


@pytest.fixture(scope="session")
def directory_389_factory(certificate_authority: CertificateAuthority) -> Iterator[Start389]:
    """Start as many as a test needs: `directory_389_factory(ldif, suffix="o=HN")`; each takes 7 s and 150 MB."""
    program = find_389()
    started: list[Running389] = []

    def start(ldif: str, *, suffix: str = "dc=example,dc=com") -> Running389:
        server = _prepared(program, suffix, certificate_authority.ca_file)
        started.append(server)
        # A database is made by the server's first start; what imports wants it there.
        server.start()
        server.stop()
        _load(program, server, ldif)
        server.start()
        return server

    try:
        yield start
    finally:
        for server in started:
            server.stop()
            remove_folder(server.folder)


def find_389() -> str:
    """The server's program."""
    program = shutil.which("ns-slapd") or shutil.which("ns-slapd", path="/usr/sbin:/usr/bin")
    if program is None or not (_DATA / "template-dse.ldif").is_file():
        missing("389 Directory Server", _INSTALL)
    return program


def _prepared(program: str, suffix: str, ca_file: Path) -> Running389:
    account = unprivileged_account("dirsrv")
    folder, port = scratch_folder("389", account), free_port()
    for name in _FOLDERS:
        (folder / name).mkdir()
    for file in (_SETTINGS / "config").iterdir():
        shutil.copy(file, folder / "config")
    shutil.copy(_SETTINGS / "schema" / "99user.ldif", folder / "config" / "schema")
    server = Running389(
        url=f"ldap://127.0.0.1:{port}",
        suffix=suffix,
        admin_dn="cn=Directory Manager",
        admin_password=secrets.token_hex(8),
        reader_dn=f"cn=reader,{suffix}",
        reader_password=secrets.token_hex(8),
        ca_file=ca_file,
        folder=folder,
        _command=[program, "-D", str(folder / "config"), "-i", str(folder / "run" / "pid"), "-d", "0"],
        _port=port,
        _account=account,
    )
    (folder / "config" / "dse.ldif").write_text(_configuration(server), encoding="utf-8")
    if account is not None:
        for path in folder.rglob("*"):
            os.chown(path, account.uid, account.gid)
    return server


def _configuration(server: Running389) -> str:
    folder, account = server.folder, server._account
    values = {name.partition("/")[2] or name: folder / name for name in _FOLDERS}
    given: dict[str, object] = {f"{name}_dir": path for name, path in values.items()} | {
        "inst_dir": folder,
        "db_lib": "bdb",
        "fqdn": "localhost",
        "ds_port": server._port,
        "ds_user": account.name if account else os.environ.get("USER", "nobody"),
        "rootdn": server.admin_dn,
        "ds_passwd": _hashed(server.admin_password),
        "ldapi_enabled": "off",
        "ldapi": folder / "ldapi",
        "ldapi_autobind": "off",
        "ds_suffix": server.suffix,
        "ds_bename": _BACKEND,
    }
    parts = []
    for name in ("template-dse.ldif", "template-suffix-db.ldif"):
        lines = (_DATA / name).read_text("utf-8").splitlines()
        text = "\n".join(line for line in lines if not line.startswith("#")).strip()
        parts += re.sub(r"%(\w+)%", lambda found: str(given[found.group(1)]), text).split("\n\n")
    return "\n\n".join(map(_adjusted, parts)) + "\n"


def _adjusted(entry: str) -> str:
    """An entry of the configuration as the tests want it: loopback only, with content synchronisation."""
    name = entry.partition("\n")[0].lower()
    if name == "dn: cn=config":
        logs = "nsslapd-accesslog-logging-enabled: off\nnsslapd-securitylog-logging-enabled: off"
        return f"{entry}\nnsslapd-listenhost: 127.0.0.1\n{logs}"
    if name.startswith(("dn: cn=retro changelog plugin", "dn: cn=content synchronization")):
        entry = entry.replace("nsslapd-pluginenabled: off", "nsslapd-pluginenabled: on")
        # Without it a change in the log cannot be told to anybody: it does not say whose it is.
        return f"{entry}\nnsslapd-attribute: nsuniqueid:targetUniqueId" if "retro" in name else entry
    if name.startswith("dn: cn=7-bit check"):
        return entry.replace("nsslapd-pluginenabled: on", "nsslapd-pluginenabled: off")
    return entry


def _hashed(password: str) -> str:
    salt = os.urandom(8)
    return "{SSHA512}" + base64.b64encode(hashlib.sha512(password.encode() + salt).digest() + salt).decode()


def _load(program: str, server: Running389, ldif: str) -> None:
    attribute, _, value = server.suffix.partition(",")[0].partition("=")
    top = f"dn: {server.suffix}\nobjectClass: {_SUFFIX_WORDS[attribute]}\n{attribute}: {value}\naci: {_ACCESS}\n\n"
    reader = (
        f"dn: {server.reader_dn}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\n"
        f"cn: reader\nuserPassword: {server.reader_password}\n"
    )
    source = server.folder / "ldif" / "entries.ldif"
    source.write_text(f"{top}{ldif.strip()}\n\n{reader}", encoding="utf-8")
    account = server._account
    if account is not None:
        os.chown(source, account.uid, account.gid)
    config = str(server.folder / "config")
    loaded = subprocess.run(
        [program, "ldif2db", "-D", config, "-n", _BACKEND, "-i", str(source)],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        user=None if account is None else account.uid,
        group=None if account is None else account.gid,
        extra_groups=None if account is None else [],
    )
    source.unlink()
    if loaded.returncode != 0:
        raise ServerDidNotStart(f"389 refused the entries: {loaded.stderr[-2000:]}")
