"""The hand-over shapes have the columns that were agreed, and say what the truth says."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from zhaoren.demo.group import make_group
from zhaoren.demo.shape_a import write_shape_a
from zhaoren.demo.shape_b import write_shape_b
from zhaoren.demo.truth import DemoGroup

SHAPE_A = {
    "companies.csv": "code, full_name, short_name, aliases, former_names, english_name, city, industry, parent_code",
    "QZKY/orgs.csv": "org_id, parent_id, name, type, city",
    "QZKY/people.csv": "uid, name, former_name, english_name, gender, mobile, phone, email, city, org_id, department, "
    "title, manager_uid, status, hire_date",
    "QZKY/posts.csv": "uid, org_id, title, primary, start_date, end_date",
    "documents.csv": "doc_id, title, type, company_code, project_id, author_uids, year, keywords",
    "projects.csv": "project_id, name, company_code, lead_uid, member_uids, start_date",
}
SHAPE_B = {
    "ldap.csv": "record_id, uid, cn, sn, givenName, displayName, mail, telephoneNumber, mobile, title, department, "
    "company, employeeNumber, whenCreated, enabled",
    "hr.csv": "record_id, company, emp_no, name, name_en, gender, birth_date, id_hash, hire_date, leave_date, status, "
    "title, dept_path, mobile, email",
    "legacy.csv": "record_id, system, name, phone, title, dept, company, email, emp_no, updated",
    "chat.csv": "record_id, name, nick, mobile, job_number, title, dept, org_name, email",
    "companies.csv": "code, legal_name, short_name, alias, english_name, mail_domain, old_mail_domain, region, "
    "switchboard",
}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.mark.parametrize("file", SHAPE_A)
def test_shape_a_has_the_agreed_columns(shape_a: Path, file: str) -> None:
    assert ", ".join(rows_of(shape_a / file)[0]) == SHAPE_A[file]


@pytest.mark.parametrize("file", SHAPE_B)
def test_shape_b_has_the_agreed_columns(shape_b: Path, file: str) -> None:
    assert ", ".join(rows_of(shape_b / file)[0]) == SHAPE_B[file]


def test_shape_a_has_everybody_once(group: DemoGroup, shape_a: Path) -> None:
    uids = [row["uid"] for company in group.companies for row in rows_of(shape_a / company.code / "people.csv")]
    assert sorted(uids) == sorted(group.person)


def test_every_reference_of_shape_a_leads_somewhere(group: DemoGroup, shape_a: Path) -> None:
    codes = {row["code"] for row in rows_of(shape_a / "companies.csv")}
    orgs = [row for code in codes for row in rows_of(shape_a / code / "orgs.csv")]
    known = {row["org_id"] for row in orgs}
    assert sum(not row["parent_id"] for row in orgs) == len(group.companies)
    assert {row["parent_id"] for row in orgs} - known == {""}
    for code in codes:
        assert {row["org_id"] for row in rows_of(shape_a / code / "posts.csv")} <= known
        assert {row["org_id"] for row in rows_of(shape_a / code / "people.csv")} <= known


def test_keys_of_shape_b_are_unique_and_its_truth_covers_all_but_accounts(group: DemoGroup, shape_b: Path) -> None:
    truth = {(row["source"], row["record_key"]): row["person_id"] for row in rows_of(shape_b / "truth.csv")}
    unowned = 0
    for silo in ("ldap", "hr", "legacy", "chat"):
        keys = [row["record_id"] for row in rows_of(shape_b / f"{silo}.csv")]
        assert len(set(keys)) == len(keys)
        unowned += sum((silo, key) not in truth for key in keys)
    assert unowned == len(group.accounts)
    assert len(truth) / len(set(truth.values())) > 2


def test_both_shapes_are_written_byte_for_byte_again(
    group: DemoGroup, shape_a: Path, shape_b: Path, tmp_path: Path
) -> None:
    again = make_group(group.seed, people=len(group.people))
    write_shape_a(again, tmp_path / "a")
    write_shape_b(again, tmp_path / "b")
    for first, second in ((shape_a, tmp_path / "a"), (shape_b, tmp_path / "b")):
        files = [path.relative_to(second) for path in second.rglob("*") if path.is_file()]
        assert len(files) >= 6
        for file in files:
            assert (first / file).read_bytes() == (second / file).read_bytes(), file
