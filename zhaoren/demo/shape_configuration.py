"""Writes the `zhaoren.toml` that loads each hand-over shape: a configuration is all it takes."""

from __future__ import annotations

from pathlib import Path

from zhaoren.demo.configuration import HEAD, REGISTER, toml_lines, toml_text, write_parts
from zhaoren.demo.shape_a import base_dn
from zhaoren.demo.silo_plan import COMPANY_SOURCE
from zhaoren.demo.truth import DemoGroup

SHAPE_B_FIELDS: dict[str, tuple[int, dict[str, str]]] = {
    "hr": (90, {
        "company": "company", "employee_number": "emp_no", "name": "name", "english_name": "name_en",
        "gender": "gender", "birth_date": "birth_date", "id_hash": "id_hash", "hire_date": "hire_date",
        "leave_date": "leave_date", "status": "status", "title": "title", "department": "dept_path",
        "mobile": "mobile", "email": "email",
    }),
    "ldap": (60, {
        "login": "uid", "name": "cn", "family_name": "sn", "given_name": "givenName", "display_name": "displayName",
        "email": "mail", "phone": "telephoneNumber", "mobile": "mobile", "title": "title", "department": "department",
        "company": "company", "employee_number": "employeeNumber", "hire_date": "whenCreated", "enabled": "enabled",
    }),
    "chat": (40, {
        "name": "name", "nickname": "nick", "mobile": "mobile", "employee_number": "job_number", "title": "title",
        "department": "dept", "company": "org_name", "email": "email",
    }),
    "legacy": (30, {
        "name": "name", "phone": "phone", "title": "title", "department": "dept", "company": "company",
        "email": "email", "employee_number": "emp_no",
    }),
}  # fmt: skip

SHAPE_B_COMPANY_FIELDS = {
    "code": "code", "name": "legal_name", "short_name": "short_name", "alias": "alias",
    "english_name": "english_name", "city": "region", "mail_domain": "mail_domain",
    "old_mail_domain": "old_mail_domain", "switchboard": "switchboard",
}  # fmt: skip
_SHAPE_B_SOURCE = """
[[sources]]
name = "{name}"
kind = "legacy_files"
priority = {priority}
[sources.people]
path = "{name}.csv"
key = "record_id"
[sources.people.fields]
{fields}
"""

_SHAPE_A_CSV = """
# 每家公司一个目录 / one folder a company
[[sources]]
name = "group"
kind = "legacy_files"
priority = 80
[sources.people]
path = "*/people.csv"
key = "uid"
from_path = { company = "folder" }
[sources.people.fields]
login = "uid"
name = "name"
former_name = "former_name"
english_name = "english_name"
gender = "gender"
mobile = "mobile"
phone = "phone"
email = "email"
city = "city"
unit_key = "org_id"
department = "department"
title = "title"
manager_key = "manager_uid"
status = "status"
hire_date = "hire_date"
[sources.units]
path = "*/orgs.csv"
key = "org_id"
from_path = { company = "folder" }
[sources.units.fields]
name = "name"
parent_key = "parent_id"
type = "type"
city = "city"
"""

_POSTS = """\
[sources.posts]
path = "*/posts.csv"
key = ["uid", "org_id", "title", "start_date"]
from_path = { company = "folder" }
[sources.posts.fields]
holder_key = "uid"
unit_key = "org_id"
title = "title"
primary = "primary"
start_date = "start_date"
end_date = "end_date"
"""

_DOCUMENTS = """\
[sources.documents]
path = "documents.csv"
key = "doc_id"
split = { author_key = ";", keyword = ";" }
[sources.documents.fields]
title = "title"
type = "type"
company = "company_code"
project_key = "project_id"
author_key = "author_uids"
date = "year"
keyword = "keywords"
"""

_PROJECTS = """\
[sources.projects]
path = "projects.csv"
key = "project_id"
split = { member_key = ";" }
[sources.projects.fields]
name = "name"
company = "company_code"
lead_key = "lead_uid"
member_key = "member_uids"
start_date = "start_date"
"""

_LISTS = {"*/posts.csv": _POSTS, "documents.csv": _DOCUMENTS, "projects.csv": _PROJECTS}

_BESIDE_LDIF = """
# 目录之外的任职、文档、项目表 / lists of posts, documents and projects beside the directory
[[sources]]
name = "lists"
kind = "legacy_files"
priority = 85
"""

_SHAPE_A_LDIF = """
# 每家公司一个 LDIF，后缀 {base} / one LDIF a company
[[sources]]
name = "group"
kind = "ldif_files"
path = "ldif/*.ldif"
units_from_dn = false
priority = 80
[sources.people]
key = "uid"
[sources.people.fields]
login = "uid"
name = "cn"
family_name = "sn"
given_name = "givenName"
display_name = "displayName"
title = "title"
email = "mail"
mobile = "mobile"
phone = "telephoneNumber"
city = "l"
unit_key = "departmentNumber"
department = "ou"
manager_key = "manager"
employee_number = "employeeNumber"
status = "employeeType"
[sources.units]
filter = "(&(objectClass=organizationalUnit)(businessCategory=*))"
key = "ou"
[sources.units.fields]
name = "description"
parent_key = "seeAlso"
type = "businessCategory"
city = "l"
"""


def write_shape_b_configuration(group: DemoGroup, folder: Path) -> Path:
    """Write `zhaoren.toml` for `write_shape_b`: four lists and the list of companies."""
    return shape_b_configuration(group.companies[0].short_name, folder)


def shape_b_configuration(group_name: str, folder: Path) -> Path:
    """Write `zhaoren.toml` for any hand-over of shape B in this folder."""
    register = REGISTER.format(
        source=COMPANY_SOURCE, folder=".", file="companies.csv", key="code", fields=toml_lines(SHAPE_B_COMPANY_FIELDS)
    )
    parts = [HEAD.format(name=toml_text(group_name)), register]
    for name, (priority, fields) in SHAPE_B_FIELDS.items():
        parts.append(_SHAPE_B_SOURCE.format(name=name, priority=priority, fields=toml_lines(fields)))
    return write_parts(folder, parts)


def write_shape_a_configuration(group: DemoGroup, folder: Path, *, ldif: bool = False) -> Path:
    """Write `zhaoren.toml` for `write_shape_a`, reading its CSVs or its LDIFs, and the lists that lie in the folder."""
    companies = {
        "code": "code", "name": "full_name", "short_name": "short_name", "alias": "aliases",
        "former_name": "former_names", "english_name": "english_name", "city": "city", "industry": "industry",
        "parent_key": "parent_code",
    }  # fmt: skip
    parts = [HEAD.format(name=toml_text(group.companies[0].short_name))]
    if (folder / "companies.csv").exists():
        fields = toml_lines(companies)
        parts.append(
            REGISTER.format(source=COMPANY_SOURCE, folder=".", file="companies.csv", key="code", fields=fields)
        )
    lists = [text for pattern, text in _LISTS.items() if any(folder.glob(pattern))]
    if ldif:
        parts.append(_SHAPE_A_LDIF.format(base=base_dn(group)))
        parts += [_BESIDE_LDIF, *lists] if lists else []
    else:
        parts += [_SHAPE_A_CSV, *lists]
    return write_parts(folder, parts)
