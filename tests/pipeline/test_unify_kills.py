from __future__ import annotations

from pathlib import Path

import pytest

from schemas.records import RecordRef
from schemas.vocabulary import RecordKind
from tests.pipeline.said import Said, SaidCatalog, files_source, person
from zhaoren.catalog.entities import EntityStore
from zhaoren.pipeline import unify_people
from zhaoren.pipeline.unify import unify

SOURCES = (files_source("hr", 90), files_source("ldap", 60))


class Killed(BaseException):
    """Stands for a process that ends at once: nothing in the product catches it."""


def said_by_two_silos() -> Said:
    """Forty people in two silos, each with a manager, and a table of one company."""
    told: dict[RecordRef, dict[str, str]] = {
        RecordRef("hr", RecordKind.UNIT, "1"): {
            "name": "甲山矿业有限公司",
            "code": "JS",
            "type": "company",
            "head_key": "3",
        }
    }
    for at in range(40):
        name = f"王{chr(0x4E00 + at * 7)}"
        common = {"name": name, "employee_number": str(1000 + at), "company": "JS", "department": f"部门{at % 4}"}
        told[person("hr", str(at))] = {**common, "manager_key": str(at // 4), "title": "主管"}
        told[person("ldap", f"u{at}")] = {**common, "login": f"u{at}", "mobile": f"139{at:08d}"}
    return told


def contents(said: SaidCatalog) -> set[tuple[object, ...]]:
    """What is known of everybody, but for ids."""
    return {
        (one.records, one.name.text, len(one.posts), len(one.relations), tuple(c.normal for c in one.contacts))
        for one in said.people().values()
    }


@pytest.mark.parametrize("at", [1, 2, 4, 6, 7])
def test_killed_at_any_write_and_run_again_it_ends_as_if_nothing_had_happened(
    at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unify_people, "READ_AT_ONCE", 20)
    monkeypatch.setattr(unify_people, "SHAPED_AT_ONCE", 10)
    whole = SaidCatalog(tmp_path / "whole")
    whole.say(said_by_two_silos())
    unify(whole.catalog, SOURCES)
    broken = SaidCatalog(tmp_path / "broken")
    broken.say(said_by_two_silos())
    writes = 0
    original = EntityStore.put_many

    def put_or_die(store: EntityStore, *rest: object) -> object:
        nonlocal writes
        writes += 1
        if writes == at:
            raise Killed
        return original(store, *rest)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(EntityStore, "put_many", put_or_die)
        try:
            unify(broken.catalog, SOURCES)
        except Killed:
            assert broken.catalog.marks.get("unified_revision") == 0
    unify(broken.catalog, SOURCES)
    assert contents(broken) == contents(whole)
    assert len(broken.people()) == 40
    assert broken.units()["甲山矿业有限公司"].head_ids == (broken.person_of(person("hr", "3")).id,)
    assert unify(broken.catalog, SOURCES, full=True).written == 0


def test_a_joining_of_everybody_that_was_broken_off_is_followed_by_one_of_everybody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys are written in two tables at two moments: what one changed record touches could be told wrongly between."""
    monkeypatch.setattr(unify_people, "SHAPED_AT_ONCE", 10)
    before = said_by_two_silos()
    after = {**before, person("ldap", "u7"): {**before[person("ldap", "u7")], "mobile": "13812345678"}}
    whole, broken = SaidCatalog(tmp_path / "whole"), SaidCatalog(tmp_path / "broken")
    for said in (whole, broken):
        said.say(before)
        unify(said.catalog, SOURCES)
        said.say(after)

    def dies(step: str, _done: int) -> None:
        if step == "unify shape":
            raise Killed

    with pytest.raises(Killed):
        unify(broken.catalog, SOURCES, full=True, on_progress=dies)
    assert not unify(whole.catalog, SOURCES).full
    assert unify(broken.catalog, SOURCES).full
    assert contents(broken) == contents(whole)
    assert sorted(broken.catalog.match_keys.all()) == sorted(whole.catalog.match_keys.all())
