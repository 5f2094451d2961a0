"""How much slower our Active Directory connector is than python-ldap alone paging through the same people.

python -m benchmarks.active_directory_read 3000

A Samba domain controller is made and filled first (3,000 people: ten seconds, 20,000: a quarter of an hour). Raw asks
for the same attributes in the same pages and keeps nothing. Then: changes when there are none, ten changes with five
deletions, and three groups within each other with everybody in each of them.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import ldap
from ldap.controls.libldap import SimplePagedResultsControl

from connectors.active_directory_entries import ACCOUNT_ATTRIBUTES
from connectors.ldap_entries import EntryMapper
from schemas.source_settings import LdapSearch
from schemas.vocabulary import RecordKind
from tests.connectors.active_directory import Corner
from tests.connectors.reading import Reading, read_all
from tests.servers.authority import CertificateAuthority
from tests.servers.samba_domain import serving_domain

_PAGE = 500
_TRIES = 3


def read_raw(corner: Corner) -> int:
    """Page through and keep nothing; returns how many entries came."""
    mapper = EntryMapper("bench", RecordKind.PERSON, LdapSearch(), "active_directory", "", units_from_dn=False)
    attributes = list(dict.fromkeys((*mapper.asked_for, *ACCOUNT_ATTRIBUTES)))
    connection, control, found = corner.connection(), SimplePagedResultsControl(True, _PAGE, ""), 0
    while True:
        request = connection.search_ext(
            corner.base, ldap.SCOPE_SUBTREE, mapper.filter, attributes, serverctrls=[control]
        )
        _, entries, _, controls = connection.result3(request)
        found += len(entries)
        control.cookie = controls[0].cookie
        if not control.cookie:
            connection.unbind_s()
            return found


def best(action: Callable[[], object]) -> float:
    """The shortest of some tries, in seconds."""
    taken = []
    for _ in range(_TRIES):
        begun = time.perf_counter()
        action()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def measure(corner: Corner, people: int) -> None:
    """Fill the corner and print the figures."""
    names = corner.load_people(people)
    inner: list[str] = []
    for level in ("third", "second", "first"):
        members = "".join(f"member: {corner.dn(name)}\n" for name in (*names, *inner))
        corner.domain.load(f"dn: {corner.dn(level)}\nobjectClass: group\nsAMAccountName: {level}\n{members}\n")
        inner = [level]
    connector = corner.connector(page_size=_PAGE)
    raw, ours = best(lambda: read_raw(corner)), best(lambda: read_all(connector))
    print(f"{people} people: raw {raw:.2f} s, ours {ours:.2f} s, {ours / raw:.2f} times raw")
    before = read_all(connector).outcome.checkpoint
    print(f"no change: {best(lambda: read_all(connector, before)):.2f} s")
    for name in names[:10]:
        corner.set(corner.dn(name), title="changed")
    for name in names[10:15]:
        corner.delete(corner.dn(name))
    told: list[Reading] = []
    taken = best(lambda: told.append(read_all(connector, before)))
    print(f"{len(told[0].of(RecordKind.PERSON))} changes, {len(told[0].deletions)} deletions: {taken:.2f} s")
    teams = corner.connector(people={"filter": "(cn=nobody)"}, projects={"filter": "(cn=first)"}, page_size=_PAGE)
    taken = best(lambda: told.append(read_all(teams)))
    (team,) = told[-1].of(RecordKind.PROJECT).values()
    print(f"three groups within each other, {len(team.fields['member_key'])} members in each: {taken:.2f} s")


def main() -> None:
    """Read the number of people from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("people", type=int, nargs="?", default=3000)
    wanted = parser.parse_args().people
    with tempfile.TemporaryDirectory() as folder, serving_domain(CertificateAuthority(Path(folder))) as domain:
        measure(Corner(domain, "bench"), wanted)


if __name__ == "__main__":
    main()
