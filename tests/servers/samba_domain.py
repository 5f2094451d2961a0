"""A real Active Directory domain controller for tests: Samba, provisioned anew, on a loopback address of its own."""

from __future__ import annotations

import base64
import os
import secrets
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pytest

from tests.servers.authority import CertificateAuthority, TlsFiles
from tests.servers.daemon import Daemon, ServerDidNotStart, remove_folder, scratch_folder
from tests.servers.requirement import missing

_INSTALL = "run 'scripts/servers.sh', or 'make test' which does it"
_TEMPLATES = Path("/usr/share/samba/setup")
_PORTS = (389, 636)
# Exchange adds these to a forest's schema; 2.5.5.8 is a truth value, 2.5.5.16 a large number.
_EXCHANGE = """
dn: CN=msExchHideFromAddressLists,SCHEMA
changetype: add
objectClass: attributeSchema
attributeID: 1.2.840.113556.1.4.7000.102.73
lDAPDisplayName: msExchHideFromAddressLists
attributeSyntax: 2.5.5.8
oMSyntax: 1
isSingleValued: TRUE

dn: CN=msExchRecipientTypeDetails,SCHEMA
changetype: add
objectClass: attributeSchema
attributeID: 1.2.840.113556.1.4.7000.102.50932
lDAPDisplayName: msExchRecipientTypeDetails
attributeSyntax: 2.5.5.16
oMSyntax: 65
isSingleValued: TRUE

"""
_OF_PEOPLE = """
dn: CN=User,SCHEMA
changetype: modify
add: mayContain
mayContain: msExchHideFromAddressLists
mayContain: msExchRecipientTypeDetails

"""


@dataclass(slots=True)
class RunningDomain:
    """A domain that answers. Change it with python-ldap as `admin_dn`; read it as a client with `reader_dn`.

    Attributes:
        reader_dn: an ordinary account without any right of its own.
        replicator_dn: an account that may read the directory's changes (DirSync) and deleted objects.
    """

    url: str
    ldaps_url: str
    suffix: str
    realm: str
    password: str
    ca_file: Path
    folder: Path
    _command: list[str]
    _address: str
    _daemon: Daemon | None = field(default=None)

    @property
    def admin_dn(self) -> str:
        return f"CN=Administrator,CN=Users,{self.suffix}"

    @property
    def reader_dn(self) -> str:
        return f"CN=zhaoren reader,CN=Users,{self.suffix}"

    @property
    def replicator_dn(self) -> str:
        return f"CN=zhaoren replicator,CN=Users,{self.suffix}"

    @property
    def database(self) -> Path:
        """The directory itself, for `ldbadd` and `ldbmodify` while the server is stopped."""
        return self.folder / "private" / "sam.ldb"

    @property
    def pid(self) -> int:
        """Of the running server."""
        assert self._daemon is not None
        return self._daemon.pid

    def start(self) -> None:
        """Start on the same address with the same data; nothing happens when it runs."""
        if self._daemon is None:
            self._daemon = Daemon(
                self._command,
                log=self.folder / "samba.log",
                ready=lambda: all(_accepts(self._address, port) for port in _PORTS),
            )

    def stop(self) -> None:
        """Stop the server; its data stays for `start`."""
        if self._daemon is not None:
            self._daemon.stop()
            self._daemon = None

    def load(self, ldif: str) -> None:
        """Add entries straight to the database, in one transaction: a thousand a second. The server may run."""
        _ldb("ldbadd", self, ldif)

    def change(self, ldif: str, *controls: str) -> None:
        """Apply change records straight to the database; controls are those of `ldbmodify`."""
        _ldb("ldbmodify", self, ldif, *controls)

    def add_exchange(self) -> None:
        """Give people the two attributes of Exchange that tell about them; the server is restarted."""
        self.stop()
        schema = f"CN=Schema,CN=Configuration,{self.suffix}"
        _ldb("ldbmodify", self, _EXCHANGE.replace("SCHEMA", schema), option="dsdb:schema update allowed=true")
        _ldb("ldbmodify", self, _OF_PEOPLE.replace("SCHEMA", schema), option="dsdb:schema update allowed=true")
        self.start()


class DomainFactory(Protocol):
    """Makes domains. All are stopped when the tests end."""

    def __call__(self, realm: str = "corp.example", *, tls: TlsFiles | None = None) -> RunningDomain:
        """Provision an empty domain and serve it."""


@pytest.fixture(scope="session")
def domain_factory(certificate_authority: CertificateAuthority) -> Iterator[DomainFactory]:
    """Start as many domains as a test needs; each costs about five seconds and 60 MB."""
    samba, tool = find_samba()
    started: list[RunningDomain] = []

    def start(realm: str = "corp.example", *, tls: TlsFiles | None = None) -> RunningDomain:
        address = _free_address()
        domain = _provisioned(samba, tool, realm, address, tls or certificate_authority.issue(address))
        started.append(domain)
        _furnish(tool, domain)
        return domain

    try:
        yield start
    finally:
        for domain in started:
            domain.stop()
            remove_folder(domain.folder)


@contextmanager
def serving_domain(authority: CertificateAuthority, realm: str = "corp.example") -> Iterator[RunningDomain]:
    """One domain outside pytest, for measurements; stopped and removed at the end."""
    samba, tool = find_samba()
    address = _free_address()
    domain = _provisioned(samba, tool, realm, address, authority.issue(address))
    try:
        _furnish(tool, domain)
        yield domain
    finally:
        domain.stop()
        remove_folder(domain.folder)


def _furnish(tool: str, domain: RunningDomain) -> None:
    domain.load(_accounts(domain))
    _let_replicate(tool, domain)
    domain.start()


@pytest.fixture(scope="session")
def corp_domain(domain_factory: DomainFactory) -> RunningDomain:
    """A domain that all tests share: work in an organisational unit of your own, and leave the rest alone."""
    return domain_factory("corp.example")


def find_samba() -> tuple[str, str]:
    """The server and its tool."""
    samba = shutil.which("samba") or shutil.which("samba", path="/usr/sbin:/usr/local/samba/sbin")
    tool = shutil.which("samba-tool") or shutil.which("samba-tool", path="/usr/local/samba/bin")
    if samba is None or tool is None or not _TEMPLATES.is_dir() or shutil.which("ldbadd") is None:
        missing("Samba's domain controller", _INSTALL)
    if not _may_open_ports():
        missing(
            "a Samba domain controller that may open ports 389 and 636",
            "run the tests as root, or allow it with 'sysctl net.ipv4.ip_unprivileged_port_start=389'",
        )
    return samba, tool


def _may_open_ports() -> bool:
    if os.geteuid() == 0:
        return True
    lowest = Path("/proc/sys/net/ipv4/ip_unprivileged_port_start")
    return lowest.is_file() and int(lowest.read_text()) <= min(_PORTS)


def _free_address() -> str:
    """An address of this machine on which nobody listens: Samba's ports are fixed, its address is not."""
    while True:
        address = f"127.{secrets.randbelow(200) + 20}.{secrets.randbelow(250) + 2}.{secrets.randbelow(250) + 2}"
        if not any(_accepts(address, port) for port in _PORTS):
            return address


def _accepts(address: str, port: int) -> bool:
    try:
        with socket.create_connection((address, port), timeout=1):
            return True
    except OSError:
        return False


def _provisioned(samba: str, tool: str, realm: str, address: str, tls: TlsFiles) -> RunningDomain:
    folder = scratch_folder("samba")
    password = f"Aa1!{secrets.token_hex(10)}"
    command = [
        *(tool, "domain", "provision", "--quiet", f"--realm={realm.upper()}"),
        *(f"--domain={realm.partition('.')[0].upper()}", "--server-role=dc", "--dns-backend=NONE"),
        *(f"--targetdir={folder}", f"--adminpass={password}", "--host-name=dc1", f"--host-ip={address}"),
        *(f"--option=interfaces={address}/8", "--option=bind interfaces only=yes", "--option=vfs objects="),
    ]
    made = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    if made.returncode != 0:
        remove_folder(folder)
        raise ServerDidNotStart(f"samba-tool could not make a domain: {(made.stderr or made.stdout)[-2000:]}")
    configuration = folder / "run.conf"
    configuration.write_text(_configuration(folder, realm, address, tls), encoding="utf-8")
    return RunningDomain(
        url=f"ldap://{address}:{_PORTS[0]}",
        ldaps_url=f"ldaps://{address}:{_PORTS[1]}",
        suffix=",".join(f"DC={part}" for part in realm.split(".")),
        realm=realm,
        password=password,
        ca_file=tls.ca_file,
        folder=folder,
        _command=[samba, "-s", str(configuration), "-i", "-M", "single", "--debug-stdout"],
        _address=address,
    )


def _configuration(folder: Path, realm: str, address: str, tls: TlsFiles) -> str:
    private_key = folder / "private" / "tls.key"
    # Samba refuses a key that others may read.
    private_key.write_bytes(tls.key_file.read_bytes())
    private_key.chmod(0o600)
    lines = {
        "netbios name": "DC1",
        "realm": realm.upper(),
        "workgroup": realm.partition(".")[0].upper(),
        "server role": "active directory domain controller",
        "server services": "ldap",
        "interfaces": f"{address}/8",
        "bind interfaces only": "yes",
        "private dir": folder / "private",
        "lock directory": folder,
        "state directory": folder / "state",
        "cache directory": folder / "cache",
        "pid directory": folder,
        "ncalrpc dir": folder / "ncalrpc",
        "binddns dir": folder / "bind-dns",
        "log file": folder / "log.%m",
        "ldap server require strong auth": "no",
        "tls keyfile": private_key,
        "tls certfile": tls.cert_file,
        "tls cafile": tls.ca_file,
        "vfs objects": "",
    }
    return "[global]\n" + "".join(f"    {name} = {value}\n" for name, value in lines.items())


def _accounts(domain: RunningDomain) -> str:
    """Two accounts to read with; 66048 is a normal account whose password does not expire."""
    return "".join(
        f"dn: {dn}\nobjectClass: user\nsAMAccountName: {name}\nclearTextPassword:: {_utf16(domain.password)}\n"
        "userAccountControl: 66048\n\n"
        for dn, name in ((domain.reader_dn, "zr-reader"), (domain.replicator_dn, "zr-replicator"))
    )


def _utf16(text: str) -> str:
    return base64.b64encode(text.encode("utf-16-le")).decode()


def _let_replicate(tool: str, domain: RunningDomain) -> None:
    """Give the replicator the rights of such an account: 'Replicating Directory Changes', and to read tombstones."""
    sid = _sid(domain, domain.replicator_dn)
    changes = f"(OA;;CR;1131f6aa-9c07-11d1-f79f-00c04fc2dcd2;;{sid})"
    command = [tool, "dsacl", "set", f"--objectdn={domain.suffix}", f"--sddl={changes}", "-H", str(domain.database)]
    command += ["-s", str(domain.folder / "run.conf")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ServerDidNotStart(f"samba-tool could not give a right: {(done.stderr or done.stdout)[-2000:]}")
    # What Windows has there, and the right to list and to read for our account.
    tombstones = f"O:SYG:SYD:PAI(A;;RPWPCCDCLCRCWOWDSDSW;;;SY)(A;;RPLC;;;BA)(A;CI;RPLC;;;{sid})"
    domain.change(
        f"dn: CN=Deleted Objects,{domain.suffix}\nchangetype: modify\nreplace: nTSecurityDescriptor\n"
        f"nTSecurityDescriptor: {tombstones}\n\n",
        "show_deleted:1",
    )


def _sid(domain: RunningDomain, dn: str) -> str:
    command = ["ldbsearch", "-H", str(domain.database), "-s", "base", "-b", dn, "objectSid"]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    return next(line.partition(": ")[2] for line in found.stdout.splitlines() if line.startswith("objectSid: "))


def _ldb(program: str, domain: RunningDomain, ldif: str, *controls: str, option: str = "") -> None:
    wanted = [f"--controls={control}" for control in controls] + ([f"--option={option}"] if option else [])
    command = [program, "-H", str(domain.database), *wanted]
    done = subprocess.run(command, input=ldif, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ServerDidNotStart(f"{program} refused the entries: {(done.stderr or done.stdout)[-2000:]}")
