"""Hand-over shape A: a group with its structure, one folder per company, as CSV and as one LDIF per company."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from schemas.vocabulary import EmploymentStatus, UnitType
from zhaoren.demo.dice import Dice
from zhaoren.demo.dirt import local_name, messy_mobile
from zhaoren.demo.ldif_text import Entry, Value, entry_text
from zhaoren.demo.questions import make_questions
from zhaoren.demo.silo_plan import TruthLog
from zhaoren.demo.truth import Company, DemoGroup, DemoUnit, Person

COMPANY_COLUMNS = (
    "code", "full_name", "short_name", "aliases", "former_names", "english_name", "city", "industry", "parent_code",
)  # fmt: skip
ORG_COLUMNS = ("org_id", "parent_id", "name", "type", "city")
PEOPLE_COLUMNS = (
    "uid", "name", "former_name", "english_name", "gender", "mobile", "phone", "email", "city", "org_id", "department",
    "title", "manager_uid", "status", "hire_date",
)  # fmt: skip
POST_COLUMNS = ("uid", "org_id", "title", "primary", "start_date", "end_date")
DOCUMENT_COLUMNS = ("doc_id", "title", "type", "company_code", "project_id", "author_uids", "year", "keywords")
PROJECT_COLUMNS = ("project_id", "name", "company_code", "lead_uid", "member_uids", "start_date")

_TYPES = {
    UnitType.COMPANY: "company", UnitType.EXECUTIVE: "exec", UnitType.DEPARTMENT: "dept", UnitType.SECTION: "section",
    UnitType.LINE: "line", UnitType.SITE: "site", UnitType.TEAM: "team",
}  # fmt: skip
_PERSON_CLASSES = [("objectClass", name) for name in ("top", "person", "organizationalPerson", "inetOrgPerson")]

Rows = Iterable[Sequence[object]]


def write_shape_a(group: DemoGroup, folder: Path) -> None:
    """Write the group below `folder`: CSVs, `ldif/<CODE>.ldif`, and `questions.jsonl` with the uids expected.

    `uid` is the person's id, unique in the group, in both forms.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _write_csv(folder / "companies.csv", COMPANY_COLUMNS, _companies(group))
    _write_csv(folder / "documents.csv", DOCUMENT_COLUMNS, _documents(group))
    _write_csv(folder / "projects.csv", PROJECT_COLUMNS, _projects(group))
    (folder / "ldif").mkdir(exist_ok=True)
    log = TruthLog()
    for company in group.companies:
        below = folder / company.code
        below.mkdir(exist_ok=True)
        units = [unit for unit in group.units if unit.company_code == company.code]
        _write_csv(below / "orgs.csv", ORG_COLUMNS, _orgs(units))
        rows = _people(group, company)
        for row in rows:
            log.add(row[0], "group", row[0], row)
        _write_csv(below / "people.csv", PEOPLE_COLUMNS, rows)
        _write_csv(below / "posts.csv", POST_COLUMNS, _posts(group, company))
        entries = _entries(group, company, units, rows)
        text = "version: 1\n\n" + "".join(entry_text(entry) for entry in entries)
        (folder / "ldif" / f"{company.code}.ldif").write_text(text, encoding="utf-8")
    with (folder / "questions.jsonl").open("w", encoding="utf-8") as file:
        for question in make_questions(group, log=log):
            line = {
                "q": question.text,
                "class": question.question_class,
                "expected": list(question.expected) or "nobody",
            }
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def base_dn(group: DemoGroup) -> str:
    """The common suffix of all companies' entries."""
    return f"dc={group.companies[0].mail_domain.split('.')[0]},dc=example"


def org_id(unit_id: str | None) -> str:
    """A unit's key; the company as a unit has another than its code, as in most systems."""
    if unit_id is None:
        return ""
    return unit_id if "-" in unit_id else f"{unit_id}-ROOT"


def _write_csv(path: Path, columns: Sequence[str], rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


def _companies(group: DemoGroup) -> Rows:
    for company in group.companies:
        aliases = [*company.aliases, *([company.stock_name] if company.stock_name else [])]
        yield (
            company.code, company.full_name, company.short_name, ";".join(dict.fromkeys(aliases)),
            ";".join(company.former_names), company.english_name, company.city, company.industry,
            company.parent_code or "",
        )  # fmt: skip


def _orgs(units: list[DemoUnit]) -> Rows:
    for unit in units:
        yield org_id(unit.unit_id), org_id(unit.parent_id), unit.name, _TYPES[unit.unit_type], unit.city


def _people(group: DemoGroup, company: Company) -> list[tuple[str, ...]]:
    """Rows in the order of PEOPLE_COLUMNS; overseas names in traditional characters or local spelling."""
    dice = Dice(group.seed, "shape-a", company.code)
    rows: list[tuple[str, ...]] = []
    for person in group.staff[company.code]:
        name, unit = person.name, group.unit[person.unit_id]
        english = f"{name.english} {(name.latin or name.spaced_pinyin).split(' ', 1)[0].capitalize()}"
        rows.append(
            (
                person.person_id, local_name(dice, name), name.former or "",
                english if name.english else name.latin or "",
                "男" if name.gender == "m" else "女", messy_mobile(dice, person.mobile), person.phone, person.email,
                person.city, org_id(person.unit_id), unit.name, person.title, person.manager_id or "",
                "离职" if person.status is EmploymentStatus.LEFT else "在职", person.hired_on.isoformat(),
            )
        )  # fmt: skip
    return rows


def _posts(group: DemoGroup, company: Company) -> Rows:
    for post in group.posts:
        if post.company_code == company.code:
            yield (
                post.person_id, org_id(post.unit_id), post.title, "1" if post.is_primary else "0",
                post.starts_on.isoformat(), post.ends_on.isoformat() if post.ends_on else "",
            )  # fmt: skip


def _documents(group: DemoGroup) -> Rows:
    for document in group.documents:
        yield (
            document.document_id, document.title, document.kind, document.company_code, document.project_id or "",
            ";".join(document.author_ids), document.written_on.year, ";".join(document.keywords),
        )  # fmt: skip


def _projects(group: DemoGroup) -> Rows:
    for project in group.projects:
        yield (
            project.project_id, project.name, project.company_code, project.lead_id, ";".join(project.member_ids),
            project.started_on.isoformat(),
        )  # fmt: skip


def _entries(group: DemoGroup, company: Company, units: list[DemoUnit], rows: list[tuple[str, ...]]) -> Iterable[Entry]:
    """The same people: flat branches, names of units in `description`, parents in `seeAlso`."""
    base = f"o={company.code},{base_dn(group)}"
    yield base, [("objectClass", "top"), ("objectClass", "organization"), ("o", company.code),
                 ("description", company.full_name)]  # fmt: skip
    for branch in ("people", "units"):
        yield f"ou={branch},{base}", [("objectClass", "organizationalUnit"), ("ou", branch)]
    for unit in units:
        parent = f"ou={org_id(unit.parent_id)},ou=units,{base}" if unit.parent_id else ""
        yield f"ou={org_id(unit.unit_id)},ou=units,{base}", [
            ("objectClass", "organizationalUnit"), ("ou", org_id(unit.unit_id)), ("description", unit.name.encode()),
            ("seeAlso", parent), ("businessCategory", _TYPES[unit.unit_type]), ("l", unit.city),
        ]  # fmt: skip
    for row in rows:
        person = group.person[row[0]]
        yield f"uid={row[0]},ou=people,{base}", [*_PERSON_CLASSES, *_attributes(group, person, row)]


def _attributes(group: DemoGroup, person: Person, row: tuple[str, ...]) -> list[tuple[str, Value]]:
    shown = dict(zip(PEOPLE_COLUMNS, row, strict=True))
    held = [post for post in group.posts_of.get(person.person_id, ()) if post.is_held() and not post.is_primary]
    manager = group.person.get(person.manager_id or "")
    manager_dn = f"uid={manager.person_id},ou=people,o={manager.company_code},{base_dn(group)}" if manager else ""
    return [
        ("uid", person.person_id), ("cn", shown["name"]), ("sn", person.name.surname), ("givenName", person.name.given),
        ("displayName", shown["english_name"] or shown["name"]), ("title", person.title),
        *(("title", post.title) for post in held), ("mail", person.email), ("mobile", person.mobile),
        ("telephoneNumber", person.phone), ("l", person.city), ("departmentNumber", org_id(person.unit_id)),
        *(("departmentNumber", org_id(post.unit_id)) for post in held), ("ou", shown["department"]),
        ("manager", manager_dn), ("employeeNumber", person.emp_no), ("employeeType", shown["status"]),
    ]  # fmt: skip
