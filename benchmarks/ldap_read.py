"""How much slower our directory connector is than python-ldap alone paging through the same entries, and its memory.

python -m benchmarks.ldap_read 50000 200000

Each reading is a process of its own, so that its peak memory is its own; the best of three counts. Raw asks for the
same attributes in the same pages and keeps nothing; ours makes records of everything, units included.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import ldap
from ldap.controls.libldap import SimplePagedResultsControl

from connectors.ldap_directory import LdapConnector
from connectors.ldap_entries import EntryMapper
from schemas.records import SourceRecord
from schemas.source_settings import LdapSearch, LdapSource
from schemas.vocabulary import RecordKind

_PAGE = 500
_TRIES = 3


def read_ours(url: str, base: str, bind_dn: str, secret: Path) -> int:
    """Read through the connector; returns how many people came."""
    settings = LdapSource.model_validate(
        {
            "name": "bench",
            "kind": "ldap_directory",
            "url": url,
            "base": base,
            "bind_dn": bind_dn,
            "password": {"file": secret},
            "page_size": _PAGE,
            "people": {"filter": "(objectClass=inetOrgPerson)"},
        }
    )
    events = LdapConnector(settings, Path()).read(None)
    return sum(isinstance(event, SourceRecord) and event.kind is RecordKind.PERSON for event in events)


def pages_raw(url: str, base: str, bind_dn: str, secret: Path) -> Iterator[list[tuple[str, dict[str, list[bytes]]]]]:
    """Page through with the library alone."""
    mapper = EntryMapper("bench", RecordKind.PERSON, LdapSearch(), "inetorgperson", "", units_from_dn=False)
    connection = ldap.initialize(url)
    connection.set_option(ldap.OPT_REFERRALS, 0)
    connection.simple_bind_s(bind_dn, secret.read_text())
    control = SimplePagedResultsControl(True, _PAGE, "")
    while True:
        request = connection.search_ext(
            base, ldap.SCOPE_SUBTREE, "(objectClass=inetOrgPerson)", list(mapper.asked_for), serverctrls=[control]
        )
        _, entries, _, controls = connection.result3(request)
        yield entries
        control.cookie = controls[0].cookie
        if not control.cookie:
            connection.unbind_s()
            return


def read_raw(url: str, base: str, bind_dn: str, secret: Path) -> int:
    """Page through and keep nothing; returns how many entries came."""
    return sum(map(len, pages_raw(url, base, bind_dn, secret)))


def measured(way: str, url: str, base: str, bind_dn: str, secret: Path) -> dict[str, float]:
    """One reading in a process of its own: entries, seconds, peak resident megabytes above rest."""
    command = [sys.executable, "-m", "benchmarks.ldap_read", "--way", way, "--url", url, "--base", base]
    command += ["--bind-dn", bind_dn, "--secret", str(secret)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def measure(way: str, url: str, base: str, bind_dn: str, secret: Path) -> None:
    """Read once in this process and print what it took as JSON."""
    at_rest = peak_mb()
    begun = time.perf_counter()
    count = (read_ours if way == "ours" else read_raw)(url, base, bind_dn, secret)
    seconds = time.perf_counter() - begun
    print(
        json.dumps({"entries": count, "seconds": seconds, "peak_mb": peak_mb(), "above_rest_mb": peak_mb() - at_rest})
    )


def compare(sizes: Sequence[int]) -> None:
    """Serve directories of these sizes and print one table."""
    from tests.servers.authority import CertificateAuthority
    from tests.servers.slapd import serving
    from zhaoren.demo.large_ldif import write_large_ldif

    print(f"{'entries':>9} {'ours s':>8} {'raw s':>8} {'ratio':>6} {'ours MB':>8} {'raw MB':>7} {'entries/s':>10}")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            ldif, secret = Path(folder) / "people.ldif", Path(folder) / "secret"
            write_large_ldif(ldif, size)
            with serving(ldif, CertificateAuthority(Path(folder)).issue()) as server:
                secret.write_text(server.reader_password)
                base = f"ou=people,{server.suffix}"
                tries = [
                    [measured(way, server.url, base, server.reader_dn, secret) for way in ("raw", "ours")]
                    for _ in range(_TRIES)
                ]
        raw, ours = (min((pair[place] for pair in tries), key=lambda each: each["seconds"]) for place in (0, 1))
        print(
            f"{int(ours['entries']):>9,} {ours['seconds']:>8.2f} {raw['seconds']:>8.2f}"
            f" {ours['seconds'] / raw['seconds']:>6.2f} {ours['peak_mb']:>8.0f} {raw['peak_mb']:>7.0f}"
            f" {ours['entries'] / ours['seconds']:>10,.0f}"
        )


def peak_mb() -> float:
    """The most memory that this process ever had."""
    # Not ru_maxrss, which a new process inherits from the one that started it.
    told = Path("/proc/self/status").read_text()
    return int(told.partition("VmHWM:")[2].split()[0]) / 1024


def main() -> None:
    """Compare over sizes, or make the one reading that a comparison asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, default=[50_000])
    parser.add_argument("--way", choices=["ours", "raw"])
    parser.add_argument("--url", default="")
    parser.add_argument("--base", default="")
    parser.add_argument("--bind-dn", default="")
    parser.add_argument("--secret", type=Path, default=Path())
    given = parser.parse_args()
    if given.way:
        measure(given.way, given.url, given.base, given.bind_dn, given.secret)
    else:
        compare(given.sizes)


if __name__ == "__main__":
    main()
