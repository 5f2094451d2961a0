"""How our directory connector compares with python-ldap alone paging through the same entries: time, and memory.

python -m benchmarks.ldap_read 50000 200000

Each reading is a process of its own, so that its peak memory is its own; the best of three counts. Raw asks for the
same attributes in the same pages and keeps nothing; ours makes records of everything, units included. "paged" reads
everything page by page, "whole" by content synchronisation as a source does that is read for the first time; then
"nothing" and "few" are the next readings, without a change and after ten changes and five removals.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import ldap
from ldap.controls.libldap import SimplePagedResultsControl

from connectors.ldap_directory import LdapConnector
from connectors.ldap_entries import EntryMapper
from schemas.records import Checkpoint, ReadOutcome, SourceDeletion, SourceRecord
from schemas.source_settings import LdapSearch, LdapSource
from schemas.vocabulary import RecordKind

_PAGE = 500
_TRIES = 3
_FILTER = "(objectClass=inetOrgPerson)"
WHOLE_WAYS = ("raw", "paged", "whole")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reading reads, and where it keeps how far it came."""

    url: str
    base: str
    bind_dn: str
    secret: Path
    state: Path


def read_ours(way: str, place: Place) -> int:
    """Read through the connector; returns how many people came or went."""
    settings = LdapSource.model_validate(
        {
            "name": "bench",
            "kind": "ldap_directory",
            "url": place.url,
            "base": place.base,
            "bind_dn": place.bind_dn,
            "password": {"file": place.secret},
            "page_size": _PAGE,
            "timeout_s": 60,
            "changes": "none" if way in ("paged", "ours") else "sync",
            "people": {"filter": _FILTER},
        }
    )
    whole = way in ("paged", "whole", "ours")
    events = LdapConnector(settings, Path()).read(None if whole else Checkpoint(place.state.read_text()))
    people = 0
    while True:
        try:
            event = next(events)
        except StopIteration as stopped:
            outcome: ReadOutcome = stopped.value
            break
        people += isinstance(event, SourceRecord | SourceDeletion) and event.kind is RecordKind.PERSON
    if whole != outcome.complete:
        raise RuntimeError(f"a reading of the other kind than was meant: {outcome}")
    if way == "whole" and outcome.checkpoint is not None:
        place.state.write_text(outcome.checkpoint.value)
    return people


def pages_raw(url: str, base: str, bind_dn: str, secret: Path) -> Iterator[list[tuple[str, dict[str, list[bytes]]]]]:
    """Page through with the library alone."""
    mapper = EntryMapper("bench", RecordKind.PERSON, LdapSearch(), "inetorgperson", "", units_from_dn=False)
    connection = ldap.initialize(url)
    connection.set_option(ldap.OPT_REFERRALS, 0)
    connection.simple_bind_s(bind_dn, secret.read_text())
    control = SimplePagedResultsControl(True, _PAGE, "")
    while True:
        request = connection.search_ext(
            base, ldap.SCOPE_SUBTREE, _FILTER, list(mapper.asked_for), serverctrls=[control]
        )
        _, entries, _, controls = connection.result3(request)
        yield entries
        control.cookie = controls[0].cookie
        if not control.cookie:
            connection.unbind_s()
            return


def read_raw(place: Place) -> int:
    """Page through and keep nothing; returns how many entries came."""
    return sum(map(len, pages_raw(place.url, place.base, place.bind_dn, place.secret)))


def measured(way: str, url: str, base: str, bind_dn: str, secret: Path, state: Path = Path()) -> dict[str, float]:
    """One reading in a process of its own: entries, seconds, peak resident megabytes above rest."""
    command = [sys.executable, "-m", "benchmarks.ldap_read", "--way", way, "--url", url, "--base", base]
    command += ["--bind-dn", bind_dn, "--secret", str(secret), "--state", str(state)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def measure(way: str, place: Place) -> None:
    """Read once in this process and print what it took as JSON."""
    at_rest = peak_mb()
    begun = time.perf_counter()
    count = read_raw(place) if way == "raw" else read_ours(way, place)
    seconds = time.perf_counter() - begun
    print(
        json.dumps({"entries": count, "seconds": seconds, "peak_mb": peak_mb(), "above_rest_mb": peak_mb() - at_rest})
    )


def compare(sizes: Sequence[int]) -> None:
    """Serve directories of these sizes and print one table."""
    from tests.servers.authority import CertificateAuthority
    from tests.servers.slapd import serving
    from zhaoren.demo.large_ldif import write_large_ldif

    print(f"{'entries':>9} {'way':>8} {'came':>8} {'s':>8} {'ratio':>6} {'MB':>6} {'above rest':>10}")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            ldif, secret, state = (Path(folder) / name for name in ("people.ldif", "secret", "state"))
            write_large_ldif(ldif, size)
            with serving(ldif, CertificateAuthority(Path(folder)).issue()) as server:
                secret.write_text(server.reader_password)
                place = (server.url, f"ou=people,{server.suffix}", server.reader_dn, secret, state)
                tries = [[measured(way, *place) for way in WHOLE_WAYS] for _ in range(_TRIES)]
                best = {
                    way: min((each[at] for each in tries), key=lambda found: found["seconds"])
                    for at, way in enumerate(WHOLE_WAYS)
                }
                found = [measured("nothing", *place) for _ in range(_TRIES)]
                best["nothing"] = min(found, key=lambda each: each["seconds"])
                change_a_few(server.url, server.admin_dn, server.admin_password, place[1])
                best["few"] = measured("few", *place)
        for way, took in best.items():
            print(
                f"{size:>9,} {way:>8} {int(took['entries']):>8,} {took['seconds']:>8.2f}"
                f" {took['seconds'] / best['raw']['seconds']:>6.2f} {took['peak_mb']:>6.0f}"
                f" {took['above_rest_mb']:>10.0f}"
            )


def change_a_few(url: str, bind_dn: str, password: str, base: str) -> None:
    """Ten people change, five leave."""
    connection = ldap.initialize(url)
    connection.simple_bind_s(bind_dn, password)
    found = connection.search_ext_s(base, ldap.SCOPE_SUBTREE, "(uid=*5)", ["1.1"])
    for place, (dn, _) in enumerate(found[:15]):
        if place < 10:
            connection.modify_s(dn, [(ldap.MOD_REPLACE, "title", [b"changed"])])
        else:
            connection.delete_s(dn)
    connection.unbind_s()


def peak_mb() -> float:
    """The most memory that this process ever had."""
    # Not ru_maxrss, which a new process inherits from the one that started it.
    told = Path("/proc/self/status").read_text()
    return int(told.partition("VmHWM:")[2].split()[0]) / 1024


def main() -> None:
    """Compare over sizes, or make the one reading that a comparison asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, default=[50_000])
    parser.add_argument("--way", choices=[*WHOLE_WAYS, "ours", "nothing", "few"])
    parser.add_argument("--url", default="")
    parser.add_argument("--base", default="")
    parser.add_argument("--bind-dn", default="")
    parser.add_argument("--secret", type=Path, default=Path())
    parser.add_argument("--state", type=Path, default=Path())
    given = parser.parse_args()
    if given.way:
        measure(given.way, Place(given.url, given.base, given.bind_dn, given.secret, given.state))
    else:
        compare(given.sizes)


if __name__ == "__main__":
    main()
