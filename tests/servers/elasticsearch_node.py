"""A real single Elasticsearch node for tests, from the distribution that `scripts/` unpacks into `.servers/`."""

from __future__ import annotations

import os
import re
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers.daemon import (
    Account,
    Daemon,
    free_port,
    remove_folder,
    scratch_folder,
    unprivileged_account,
)
from tests.servers.requirement import missing

_SERVERS = Path(__file__).resolve().parents[2] / ".servers"
_HEAP_MB = 512


@pytest.fixture(scope="session")
def elastic_url() -> Iterator[str]:
    """Address of the node, such as http://127.0.0.1:9231. Tests share it: give each its own index names."""
    with elasticsearch_node() as node:
        yield node.url


class ElasticsearchNode:
    """A node of its own; what it has stays over a stop and a start."""

    def __init__(self, folder: Path, account: Account | None) -> None:
        self._folder, self._account = folder, account
        self._home = _reachable(find_elasticsearch(), folder, account)
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        _configure(self._home, folder, port)
        _give(folder, account)
        self._daemon: Daemon | None = None

    def start(self) -> None:
        """Until it answers."""
        self._daemon = Daemon(
            [self._home / "bin" / "elasticsearch"],
            log=self._folder / "node.log",
            ready=lambda: _healthy(self.url),
            account=self._account,
            environment={
                "ES_PATH_CONF": str(self._folder / "config"),
                "ES_TMPDIR": str(self._folder / "tmp"),
                "ES_JAVA_HOME": str((self._home / "jdk").resolve()),
                "HOME": str(self._folder),
                # The launcher is a Java program too; it only starts the node and waits.
                "CLI_JAVA_OPTS": "-Xmx32m -XX:TieredStopAtLevel=1",
            },
            patience_s=180,
        )

    def stop(self) -> None:
        """As an administrator stops it."""
        if self._daemon is not None:
            self._daemon.stop()


@contextmanager
def elasticsearch_node() -> Iterator[ElasticsearchNode]:
    """A node that runs; it and all that it has is gone at the end."""
    find_elasticsearch()
    account = unprivileged_account()
    folder = scratch_folder("elastic", account)
    node: ElasticsearchNode | None = None
    try:
        node = ElasticsearchNode(folder, account)
        node.start()
        yield node
    finally:
        if node is not None:
            node.stop()
        remove_folder(folder)


def find_elasticsearch() -> Path:
    """The newest unpacked distribution that has a Java beside it (`jdk`, a link made by the install script)."""
    homes = [java.parents[2] for java in _SERVERS.glob("elasticsearch-*/jdk/bin/java")]
    if not homes:
        missing("Elasticsearch", "run 'make servers', or 'make test' which does it")
    return max(homes, key=lambda home: [int(number) for number in re.findall(r"\d+", home.name)])


def _reachable(home: Path, folder: Path, account: Account | None) -> Path:
    """`home`, or a copy of it when the node's account may not enter the folders above it (/root, say)."""
    if account is None or all(place.stat().st_mode & 0o005 == 0o005 for place in (home, *home.parents)):
        return home
    return Path(shutil.copytree(home, folder / "home", symlinks=True))


def _configure(home: Path, folder: Path, port: int) -> None:
    config = folder / "config"
    shutil.copytree(home / "config", config)
    for name in ("data", "logs", "snapshots", "tmp"):
        (folder / name).mkdir()
    settings = {
        "cluster.name": f"zhaoren-test-{os.getpid()}",
        "discovery.type": "single-node",
        "xpack.security.enabled": "false",
        "network.host": "127.0.0.1",
        "http.port": str(port),
        "transport.port": str(free_port()),
        "path.data": str(folder / "data"),
        "path.logs": str(folder / "logs"),
        "path.repo": str(folder / "snapshots"),
        # A nearly full disk must not make the node refuse the tests' few megabytes.
        "cluster.routing.allocation.disk.threshold_enabled": "false",
    }
    lines = [f"{name}: {value}\n" for name, value in settings.items()]
    (config / "elasticsearch.yml").write_text("".join(lines), encoding="utf-8")
    options = config / "jvm.options"
    options.write_text(options.read_text("utf-8").replace("logs/", f"{folder}/logs/"), encoding="utf-8")
    heap = f"-Xms{_HEAP_MB}m\n-Xmx{_HEAP_MB}m\n"
    (config / "jvm.options.d" / "heap.options").write_text(heap, encoding="utf-8")


def _give(folder: Path, account: Account | None) -> None:
    if account is None:
        return
    for place in (folder, *folder.rglob("*")):
        os.chown(place, account.uid, account.gid, follow_symlinks=False)


def _healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_cluster/health?wait_for_status=yellow&timeout=5s", timeout=10) as answer:
            status: int = answer.status
            return status == 200
    except (OSError, urllib.error.URLError):
        return False
