"""Directories of any size stream to disk."""

from __future__ import annotations

from pathlib import Path

from zhaoren.demo.large_ldif import write_large_ldif


def test_every_uid_is_there_once_and_parents_stand_first(tmp_path: Path) -> None:
    path = tmp_path / "large.ldif"
    write_large_ldif(path, people=1250, seed=3)
    dns = [line[4:] for line in path.read_text("utf-8").splitlines() if line.startswith("dn: ")]
    uids = [dn for dn in dns if dn.startswith("uid=")]
    assert len(set(uids)) == len(uids) == 1250
    seen: set[str] = set()
    for dn in dns:
        assert dn == "dc=example,dc=com" or dn.partition(",")[2] in seen
        seen.add(dn)


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_large_ldif(tmp_path / name, people=300, seed=5)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
