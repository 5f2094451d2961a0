"""The HR database is the same behind every address, and its codes and references hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from schemas.vocabulary import EmploymentStatus
from zhaoren.demo.hr_silo import write_hr_sql
from zhaoren.demo.truth import DemoGroup


def answer(url: str, query: str) -> list[tuple[object, ...]]:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]
    finally:
        engine.dispose()


@pytest.fixture(scope="module")
def url(group: DemoGroup, tmp_path_factory: pytest.TempPathFactory) -> str:
    address = f"sqlite:///{tmp_path_factory.mktemp('hr') / 'hr.db'}"
    write_hr_sql(group, address)
    return address


def test_every_row_is_somebodys(group: DemoGroup, url: str, tmp_path: Path) -> None:
    log = write_hr_sql(group, f"sqlite:///{tmp_path / 'again.db'}")
    rows = answer(url, "SELECT emp_id FROM t_emp")
    assert {str(row[0]) for row in rows} == {record.key for record in log.records}
    assert rows == answer(f"sqlite:///{tmp_path / 'again.db'}", "SELECT emp_id FROM t_emp")


@pytest.mark.parametrize(
    "orphans",
    [
        "SELECT * FROM t_emp WHERE org_id NOT IN (SELECT org_id FROM t_org)",
        "SELECT * FROM t_emp WHERE post_id NOT IN (SELECT post_id FROM t_post)",
        "SELECT * FROM t_emp WHERE leader_emp_id NOT IN (SELECT emp_id FROM t_emp)",
        "SELECT * FROM t_org WHERE parent_org_id NOT IN (SELECT org_id FROM t_org)",
        "SELECT * FROM t_org WHERE head_emp_id NOT IN (SELECT emp_id FROM t_emp)",
        "SELECT * FROM t_emp_post WHERE emp_id NOT IN (SELECT emp_id FROM t_emp)",
        "SELECT * FROM t_emp_post WHERE post_id NOT IN (SELECT post_id FROM t_post)",
        "SELECT * FROM t_emp WHERE emp_status NOT IN (SELECT code FROM t_dict WHERE dict_type = 'emp_status')",
    ],
)
def test_no_reference_leads_nowhere(url: str, orphans: str) -> None:
    assert answer(url, orphans) == []


def test_leavers_have_a_leave_date_and_a_code(group: DemoGroup, url: str) -> None:
    assert answer(url, "SELECT * FROM t_emp WHERE (emp_status = '02') != (leave_date IS NOT NULL)") == []
    here = {person.company_code for person in group.people if person.status is EmploymentStatus.LEFT}
    assert answer(url, "SELECT count(*) FROM t_emp WHERE emp_status = '02'")[0][0] != 0
    assert here


@pytest.mark.postgres
def test_postgresql_holds_the_same_rows(group: DemoGroup, url: str, fresh_postgres: str) -> None:
    write_hr_sql(group, fresh_postgres)
    for table in ("t_emp", "t_org", "t_post", "t_emp_post", "t_dict"):
        count = f"SELECT count(*) FROM {table}"
        assert answer(fresh_postgres, count) == answer(url, count)
    names = "SELECT emp_id, emp_name, mobile, hire_date FROM t_emp ORDER BY emp_id LIMIT 50"
    assert [(row[0], row[1], row[2], str(row[3])) for row in answer(fresh_postgres, names)] == [
        (row[0], row[1], row[2], str(row[3])) for row in answer(url, names)
    ]
