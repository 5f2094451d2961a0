"""An OpenSSH server for tests: SFTP over one folder, on loopback, with keys of its own."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.servers.daemon import Daemon, accepts, free_port, remove_folder, scratch_folder
from tests.servers.requirement import missing

_INSTALL = "run 'apt-get install openssh-server', or 'make test' which does it"


@dataclass(frozen=True, slots=True)
class Sftp:
    """A running server; `key_file` signs in as `user`, `known_hosts` holds its own key."""

    port: int
    folder: Path
    user: str
    key_file: Path
    known_hosts: Path

    @property
    def url(self) -> str:
        return f"sftp://127.0.0.1:{self.port}{self.folder}"


@pytest.fixture(scope="session")
def sftp() -> Iterator[Sftp]:
    """One server for the session; each test makes a folder of its own in it."""
    server = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    if server is None or shutil.which("ssh-keygen") is None:
        missing("OpenSSH's server", _INSTALL)
    home = scratch_folder("sftp")
    port = free_port()
    host_key, client_key = _made_key(home / "host"), _made_key(home / "client")
    (home / "authorized").write_text(client_key.with_suffix(".pub").read_text())
    known_hosts = home / "known_hosts"
    known_hosts.write_text(f"[127.0.0.1]:{port} {host_key.with_suffix('.pub').read_text()}")
    settings = {
        "ListenAddress": f"127.0.0.1:{port}",
        "HostKey": host_key,
        "AuthorizedKeysFile": home / "authorized",
        "PasswordAuthentication": "no",
        "PermitRootLogin": "prohibit-password",
        "StrictModes": "no",
        "UsePAM": "no",
        "PidFile": "none",
        "Subsystem": "sftp internal-sftp",
    }
    configuration = home / "sshd_config"
    configuration.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    if os.geteuid() == 0:
        # Where the part without rights lives, which a service manager would have made.
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    daemon = Daemon([server, "-D", "-e", "-f", configuration], log=home / "sshd.log", ready=lambda: accepts(port))
    files = home / "files"
    files.mkdir()
    try:
        yield Sftp(port, files, getpass.getuser(), client_key, known_hosts)
    finally:
        daemon.stop()
        remove_folder(home)


def _made_key(path: Path) -> Path:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
    return path
