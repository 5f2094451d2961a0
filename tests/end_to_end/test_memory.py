"""Syncing a large directory, from slapd to a published index, in bounded memory."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.end_to_end.watched_command import watched
from tests.servers.slapd import RunningSlapd, SlapdFactory
from zhaoren.demo.large_ldif import write_large_ldif

pytestmark = pytest.mark.slapd

# People -> most resident megabytes. The smaller number fills every cache and the engine's buffer already: what comes
# after it may only add what is kept of each person in arrays.
MOST_MB = {20_000: 350, 200_000: 500}

_CONFIGURATION = """\
group_name = "大集团"
[[sources]]
kind = "ldap_directory"
name = "directory"
company = "大集团有限公司"
url = "{url}"
base = "ou=people,{suffix}"
bind_dn = "{reader_dn}"
password = {{ file = "secret" }}
"""


def _connected(directory: RunningSlapd, folder: Path) -> None:
    (folder / "secret").write_text(directory.reader_password)
    text = _CONFIGURATION.format(url=directory.url, suffix=directory.suffix, reader_dn=directory.reader_dn)
    (folder / "zhaoren.toml").write_text(text, "utf-8")


@pytest.fixture
def people(pytestconfig: pytest.Config) -> int:
    """How many; all of them with `--whole` only, since they take several minutes."""
    return max(MOST_MB) if pytestconfig.getoption("--whole") else min(MOST_MB)


@pytest.mark.slow
def test_the_memory_of_a_sync_is_bounded(people: int, slapd_factory: SlapdFactory, tmp_path: Path) -> None:
    ldif = tmp_path / "people.ldif"
    write_large_ldif(ldif, people)
    directory = slapd_factory(ldif)
    ldif.unlink()
    _connected(directory, tmp_path)
    first = watched(tmp_path, "sync", "--json")
    assert first.code == 0, first.err
    report = json.loads(first.out)
    assert report["runs"][0]["kinds"]["person"]["read"] == people, report["runs"][0]["kinds"]
    assert report["published"]["changed"] > people
    assert first.peak_mb < MOST_MB[people]
    second = watched(tmp_path, "sync", "--json")
    directory.stop()
    assert json.loads(second.out)["wrote_nothing"], second.out[:2000]
    assert second.peak_mb < MOST_MB[people]
