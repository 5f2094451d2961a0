"""Writes the commented `zhaoren.toml` that connects what `silos` writes."""

from __future__ import annotations

import json
from pathlib import Path

from zhaoren.demo.chat_silo import CHAT_PATH
from zhaoren.demo.document_silo import FOLDER as DOCUMENT_FOLDER
from zhaoren.demo.hr_silo import CODES
from zhaoren.demo.list_silos import list_path
from zhaoren.demo.silo_plan import CHAT_SOURCE, COMPANY_SOURCE, HR_SOURCE, SiloPlan, plan_silos
from zhaoren.demo.silos import COMPANY_PATH, HR_PATH, directory_path
from zhaoren.demo.truth import DemoGroup

HEAD = """\
# zhaoren 配置：本文件由演示数据生成 / configuration of a made-up group.
# 相对路径从本文件所在目录算起 / relative paths count from this file's folder.

group_name = {name}
data_folder = "data"
"""

REGISTER = """
# 法人名录：全称、简称、曾用名、上级公司 / the list of legal entities that headquarters keeps.
[[sources]]
name = "{source}"
kind = "legacy_files"
folder = "{folder}"
priority = 95
[sources.units]
path = "{file}"
key = "{key}"
split = {{ alias = ";", former_name = ";" }}
constants = {{ type = "company" }}
[sources.units.fields]
{fields}
"""

_HR = """
# 集团人力资源库：代码由字典翻译 / the group's HR database; its codes are translated here.
[[sources]]
name = "{source}"
kind = "hr_database"
url = "sqlite:///{path}"
priority = 90
[sources.people]
query = "SELECT e.*, p.post_name FROM t_emp e LEFT JOIN t_post p ON p.post_id = e.post_id"
key = "emp_id"
[sources.people.fields]
name = "emp_name"
english_name = "name_en"
former_name = "name_used"
employee_number = "emp_no"
company = "company_code"
unit_key = "org_id"
title = "post_name"
mobile = "mobile"
phone = "office_tel"
email = "email"
city = "work_city"
gender = "sex"
birth_date = "birth_date"
id_hash = "id_hash"
manager_key = "leader_emp_id"
status = "emp_status"
hire_date = "hire_date"
leave_date = "leave_date"
[sources.people.values]
status = {status}
gender = {sex}
[sources.units]
table = "t_org"
key = "org_id"
[sources.units.fields]
name = "org_name"
code = "org_code"
parent_key = "parent_org_id"
company = "company_code"
type = "org_type"
city = "city"
head_key = "head_emp_id"
[sources.units.values]
type = {org_type}
# 任职表，另加空缺岗位 / who holds which post, and the posts that nobody holds.
[sources.posts]
query = \"\"\"
SELECT 'L' || l.link_id AS post_key, l.emp_id, p.org_id, p.post_name, l.is_main, l.is_acting, l.begin_date, l.end_date,
  'N' AS is_vacant FROM t_emp_post l JOIN t_post p ON p.post_id = l.post_id
UNION ALL
SELECT 'P' || p.post_id, NULL, p.org_id, p.post_name, NULL, NULL, NULL, NULL, 'Y' FROM t_post p WHERE p.is_vacant = 'Y'
\"\"\"
key = "post_key"
[sources.posts.fields]
holder_key = "emp_id"
unit_key = "org_id"
title = "post_name"
primary = "is_main"
acting = "is_acting"
start_date = "begin_date"
end_date = "end_date"
vacant = "is_vacant"
"""

_OPENLDAP = """
# {company}：OpenLDAP 导出{remark}
[[sources]]
name = "{source}"
kind = "ldif_files"
path = "{path}"
preset = "inetorgperson"
company = {company_json}
priority = 60
[sources.people]
values = {{ status = {{ left = "离职" }} }}
[sources.people.fields]
name = "cn"
family_name = "sn"
given_name = "givenName"
display_name = "displayName"
login = "uid"
employee_number = "employeeNumber"
department = "ou"
title = "title"
mobile = "mobile"
phone = "telephoneNumber"
email = "mail"
city = "l"
manager_key = "manager"
assistant_key = "secretary"
status = "employeeType"
"""

_ACTIVE_DIRECTORY = """
# {company}：Active Directory 导出，映射用预设 / the preset maps it
[[sources]]
name = "{source}"
kind = "ldif_files"
path = "{path}"
preset = "active_directory"
company = {company_json}
priority = 60
"""

_LIST = """
# {company}：手工通讯录，编码自动识别 / a list kept by hand, its encoding is recognised
[[sources]]
name = "{source}"
kind = "legacy_files"
folder = "{folder}"
company = {company_json}
priority = 40
[sources.people]
path = {file_json}
key = "{key}"
[sources.people.fields]
{fields}
"""

_CHAT = """
# 即时通讯成员 / members of the chat suite
[[sources]]
name = "{source}"
kind = "legacy_files"
folder = "{folder}"
priority = 30
[sources.people]
path = "{file}"
key = "userid"
[sources.people.fields]
name = "name"
nickname = "nick"
english_name = "english_name"
employee_number = "job_number"
company = "org_name"
department = "department"
title = "title"
mobile = "mobile"
email = "email"
chat_id = "userid"
enabled = "active"
"""

_DOCUMENTS = """
# {company}：文档 / documents with title, authors, text
[[sources]]
name = "{source}"
kind = "document_folder"
folder = {folder_json}
company = {company_json}
priority = 20
"""

REGISTER_FIELDS = {
    "code": "公司代码", "name": "公司全称", "short_name": "简称", "stock_name": "证券简称", "alias": "别名",
    "former_name": "曾用名", "english_name": "英文名称", "city": "所在地", "industry": "行业",
    "parent_key": "上级公司代码", "mail_domain": "邮箱域名", "old_mail_domain": "旧邮箱域名", "switchboard": "总机",
}  # fmt: skip
_CHINESE_LIST = {
    "name": "姓名", "employee_number": "工号", "company": "单位", "department": "部门", "title": "职务",
    "mobile": "手机", "phone": "办公电话",
}  # fmt: skip
_LIST_FIELDS = {
    "gb18030": {**_CHINESE_LIST, "email": "邮箱"},
    "excel": {**_CHINESE_LIST, "email": "电子邮箱"},
    "utf16": {
        "name": "Name", "employee_number": "EmpNo", "company": "Company", "department": "Dept", "title": "Title",
        "mobile": "Mobile", "phone": "Tel", "email": "Mail",
    },
}  # fmt: skip


def write_configuration(group: DemoGroup, folder: Path, *, with_documents: bool = True) -> Path:
    """Write `zhaoren.toml` for what `write_silos` wrote into the same folder.

    Args:
        group: the truth.
        folder: of the silos.
        with_documents: whether the companies' folders of documents are connected too.
    """
    parts = [HEAD.format(name=toml_text(group.companies[0].short_name)), _register()]
    codes = {name: _inline(words) for name, words in CODES.items()}
    parts.append(_HR.format(source=HR_SOURCE, path=HR_PATH.as_posix(), status=codes["emp_status"], **codes))
    for plan in plan_silos(group):
        parts += [text for text in (_directory(plan), _list(plan)) if text]
    parts.append(_CHAT.format(source=CHAT_SOURCE, folder=CHAT_PATH.parent.as_posix(), file=CHAT_PATH.name))
    with_papers = {document.company_code for document in group.documents} if with_documents else set()
    parts += [_documents(plan) for plan in plan_silos(group) if plan.company.code in with_papers]
    return write_parts(folder, parts)


def _register() -> str:
    return REGISTER.format(
        source=COMPANY_SOURCE, folder=COMPANY_PATH.parent.as_posix(), file=COMPANY_PATH.name, key="公司代码",
        fields=toml_lines(REGISTER_FIELDS),
    )  # fmt: skip


def _directory(plan: SiloPlan) -> str:
    if plan.directory is None:
        return ""
    template = _OPENLDAP if plan.directory == "openldap" else _ACTIVE_DIRECTORY
    return template.format(
        company=plan.company.short_name, company_json=toml_text(plan.company.short_name), source=plan.directory_source,
        path=directory_path(plan).as_posix(),
        remark="，姓名只有拼音 / names in pinyin only" if plan.pinyin_only else "",
    )  # fmt: skip


def _list(plan: SiloPlan) -> str:
    if plan.own_list is None:
        return ""
    fields = _LIST_FIELDS[plan.own_list]
    path = list_path(plan)
    return _LIST.format(
        company=plan.company.short_name, company_json=toml_text(plan.company.short_name), source=plan.list_source,
        folder=path.parent.as_posix(), file_json=toml_text(path.name), key=fields["employee_number"],
        fields=toml_lines(fields),
    )  # fmt: skip


def _documents(plan: SiloPlan) -> str:
    name = plan.company.short_name
    folder = toml_text((DOCUMENT_FOLDER / name).as_posix())
    return _DOCUMENTS.format(
        company=name, source=plan.document_source, folder_json=folder, company_json=toml_text(name)
    )


def write_parts(folder: Path, parts: list[str]) -> Path:
    """Write the parts as `zhaoren.toml` into a folder."""
    path = folder / "zhaoren.toml"
    path.write_text("".join(parts), encoding="utf-8")
    return path


def toml_text(text: str) -> str:
    """A TOML basic string; JSON escapes the same signs in the same way."""
    return json.dumps(text, ensure_ascii=False)


def toml_lines(fields: dict[str, str]) -> str:
    """One `field = "column"` a line."""
    return "\n".join(f"{name} = {toml_text(column)}" for name, column in fields.items())


def _inline(words: dict[str, str]) -> str:
    return "{ " + ", ".join(f"{toml_text(code)} = {toml_text(word)}" for code, word in words.items()) + " }"
