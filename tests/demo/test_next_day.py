"""A day later little has changed, and what did not change is written as before."""

from __future__ import annotations

import csv
from pathlib import Path

from schemas.vocabulary import EmploymentStatus, Function
from zhaoren.demo.next_day import a_day_later
from zhaoren.demo.openldap_silo import write_slapd_ldif
from zhaoren.demo.shape_b import write_shape_b
from zhaoren.demo.truth import DemoGroup


def test_a_few_came_went_moved_and_changed_numbers(group: DemoGroup) -> None:
    later = a_day_later(group, rate=0.01)
    before = {person.person_id: person for person in group.people}
    assert len(later.people) > len(group.people)
    changed = [person for person in later.people if before.get(person.person_id) not in (None, person)]
    assert {person.mobile != before[person.person_id].mobile for person in changed} == {True, False}
    assert any(person.status is not before[person.person_id].status for person in changed)
    assert any(person.title != before[person.person_id].title for person in changed)
    assert len(changed) < 0.05 * len(group.people)
    numbers = [(person.company_code, person.emp_no) for person in later.people]
    assert len(set(numbers)) == len(numbers)


def test_yesterday_stays_as_it_was(group: DemoGroup) -> None:
    active = sum(person.status is EmploymentStatus.ACTIVE for person in group.people)
    a_day_later(group, rate=0.05)
    assert active == sum(person.status is EmploymentStatus.ACTIVE for person in group.people)


def test_heads_stay(group: DemoGroup) -> None:
    later = a_day_later(group, rate=0.05)
    for company in group.companies:
        assert later.head_of(company.code, Function.FINANCE) == group.head_of(company.code, Function.FINANCE)


def test_records_of_shape_b_keep_their_keys_and_the_unchanged_their_values(
    group: DemoGroup, shape_b: Path, tmp_path: Path
) -> None:
    write_shape_b(a_day_later(group), tmp_path)
    for silo in ("ldap", "hr", "legacy", "chat"):
        with (shape_b / f"{silo}.csv").open(newline="") as first, (tmp_path / f"{silo}.csv").open(newline="") as second:
            before = {row["record_id"]: row for row in csv.DictReader(first)}
            after = {row["record_id"]: row for row in csv.DictReader(second)}
        kept = before.keys() & after.keys()
        assert len(kept) > 0.98 * len(before)
        assert sum(before[key] != after[key] for key in kept) < 0.03 * len(kept)


def test_what_happens_to_four_people_changes_four_entries(group: DemoGroup, tmp_path: Path) -> None:
    later = a_day_later(group, rate=0)
    codes = [company.code for company in group.companies]
    for name, each in (("before", group), ("after", later)):
        write_slapd_ldif(each, tmp_path / name, codes=codes)
    before, after = ((tmp_path / name).read_text("utf-8").split("\n\n") for name in ("before", "after"))
    assert 1 <= len(set(after) - set(before)) <= 4
